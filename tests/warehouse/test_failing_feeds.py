"""A feed counts as failing after three nights on which it was none, and not for a night that proves nothing."""

from __future__ import annotations

from datetime import timedelta

from archive import NIGHT, Archive

from spiders.capture.manifest import ListingEntry, Outcome
from warehouse.db.writer import writer
from warehouse.load.crawl_state import crawl_state

STATUS = {Outcome.FETCHED: 200, Outcome.GONE: 404, Outcome.UNREADABLE: 200, Outcome.HTTP_4XX: 400, Outcome.BLOCKED: 403}
WHOLE, SAME, EMPTY, GONE, DNS = Outcome.FETCHED, Outcome.NOT_MODIFIED, "empty", Outcome.GONE, Outcome.DNS
NO_PROOF = (Outcome.TIMEOUT, Outcome.BLOCKED, Outcome.HTTP_5XX, Outcome.ROBOTS, Outcome.LEFT_OVER)
FAILING = {
    "another": (GONE, Outcome.UNREADABLE, Outcome.HTTP_4XX),
    "empty": (WHOLE, WHOLE, EMPTY, EMPTY, EMPTY),
    "nameless": (DNS, DNS, DNS),
    "with-pauses": (GONE, Outcome.TIMEOUT, GONE, Outcome.LEFT_OVER, GONE),
}
GOOD = {
    "two-nights": (GONE, GONE),
    "back": (GONE, GONE, WHOLE, GONE, GONE),
    "unchanged": (GONE, GONE, SAME, GONE),
    "no-proof": NO_PROOF,
    "hardly-any": (GONE, *NO_PROOF[:3], GONE),
}


def _listing(outcome: str, url: str, source: str = "Feed") -> ListingEntry:
    ended = Outcome.FETCHED if outcome == EMPTY else Outcome(outcome)
    links = 0 if outcome in (EMPTY, SAME) else 3
    return ListingEntry(url=url, outcome=ended, source=source, status=STATUS.get(ended), links=links)


def _failing(archive: Archive, feeds: dict[str, tuple[str, ...]], *others: ListingEntry) -> frozenset[str]:
    """Load five nights on which feeds ended so, and return those that the next takes for failing."""
    nights = [NIGHT + number * timedelta(days=1) for number in range(5)]
    archive.load(
        *(
            archive.crawl(
                f"night-{number}",
                clock=at,
                finished_at=at,
                listings=(*others, *(_listing(ends[number], url) for url, ends in feeds.items() if ends[number:])),
            )
            for number, at in enumerate(nights)
        )
    )
    with writer(archive.warehouse) as connection:
        return crawl_state(connection, "presstv", nights[-1] + timedelta(days=1)).failing


def test_a_feed_is_failing_after_three_nights_that_prove_it_since_it_last_answered(archive: Archive) -> None:
    section = _listing(GONE, "section", "SectionPage")
    assert _failing(archive, FAILING | GOOD, section, _listing(WHOLE, "sitemap", "Sitemap")) == FAILING.keys()


def test_nights_on_which_nothing_of_the_outlet_answered_do_not_count(archive: Archive) -> None:
    assert _failing(archive, {"nameless": (DNS,) * 5, "slow": (Outcome.TIMEOUT,) * 5}) == frozenset()
