"""A source that is dead for nights is told of, though the outlet's other sources answer and the verdict is good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archive import FEED, NIGHT, OUTLETS, Archive, Page, address, text_page
from msgspec import structs
from rich.console import Console

from flows.render.report import show_run
from spiders.capture.manifest import ListingEntry, Outcome
from warehouse.health.run_ledger import Run

ONE = {"presstv": replace(OUTLETS["presstv"], volume=(1, 2))}
SECTION = "https://www.presstv.ir/Section/101/1"
DEAD = ("presstv", "SectionPage", SECTION)


def runs(archive: Archive, *nights: dict[str, Outcome]) -> list[Run]:
    """Load a night for each, on which these listings ended so, and return what the ledger says of it."""
    manifests = []
    for number, outcomes in enumerate(nights):
        at = NIGHT + number * timedelta(days=1)
        listings = [
            ListingEntry(url=url, outcome=outcome, source="Feed" if url == FEED.url else "SectionPage", links=1)
            for url, outcome in outcomes.items()
        ]
        key = str(900_001 + number)
        page = Page(payload=text_page(), key=key, url=address(key), at=at)
        manifests.append(archive.crawl(f"night-{number}", page, clock=at, finished_at=at, listings=tuple(listings)))
    return list(archive.nights(manifests, ONE))


def night(section: Outcome, feed: Outcome = Outcome.FETCHED) -> dict[str, Outcome]:
    return {FEED.url: feed, SECTION: section}


def test_a_source_that_has_not_answered_for_three_nights_is_told_of_and_the_verdict_stays_good(
    archive: Archive,
) -> None:
    bad = [night(Outcome.TIMEOUT), night(Outcome.UNREADABLE), night(Outcome.GONE), night(Outcome.BLOCKED)]
    told = runs(archive, night(Outcome.FETCHED), *bad, night(Outcome.NOT_MODIFIED))
    assert [run.silent for run in told] == [(), (), (), ((*DEAD, 3),), ((*DEAD, 4),), ()]
    assert {run.outlets[0]["verdict"] for run in told} == {"ok"}
    console = Console(width=200, record=True)
    show_run(told[4], console)
    assert (
        f"presstv: its section page {SECTION} has brought nothing for 4 nights: run nightdesk probe presstv"
        in console.export_text()
    )


def test_a_feed_that_is_empty_for_three_nights_is_told_of_beside_another_source(archive: Archive) -> None:
    manifests = []
    for number, links in enumerate((3, 0, 0, 0, 2)):
        at, key = NIGHT + number * timedelta(days=1), str(900_001 + number)
        section = ListingEntry(url=SECTION, outcome=Outcome.FETCHED, source="SectionPage", links=20)
        listings = (structs.replace(FEED, source="Feed", links=links), section)
        page = Page(payload=text_page(), key=key, url=address(key), at=at)
        manifests.append(archive.crawl(f"night-{number}", page, clock=at, finished_at=at, listings=listings))
    told = [run.silent for run in archive.nights(manifests, ONE)]
    assert told == [(), (), (), (("presstv", "Feed", FEED.url, 3),), ()]


def test_nights_on_which_nothing_answered_or_it_was_left_over_tell_nothing_of_one_source(archive: Archive) -> None:
    dark = night(Outcome.TIMEOUT, Outcome.TIMEOUT)
    told = runs(archive, night(Outcome.TIMEOUT), dark, dark, night(Outcome.LEFT_OVER), night(Outcome.TIMEOUT))
    assert [run.silent for run in told] == [()] * 5


def test_a_source_that_is_declared_no_more_is_not_told_of(archive: Archive) -> None:
    told = runs(archive, *[night(Outcome.TIMEOUT)] * 3, {FEED.url: Outcome.FETCHED})
    assert [len(run.silent) for run in told] == [0, 0, 1, 0]
