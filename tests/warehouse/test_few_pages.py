"""An outlet with a page or two a night is judged by several nights together: what always fails is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, text_page

from spiders.capture.manifest import Outcome

pytestmark = pytest.mark.e2e

# Nothing new at all is a normal night of this outlet.
FEW = {"presstv": replace(OUTLETS["presstv"], volume=(0, 8), stale_after=9)}
CHALLENGE = b"<html><script>document.cookie='__arcsjs=1;path=/';location.reload()</script></html>"
Offer = Callable[[str, datetime], Page]


def failed(outcome: Outcome) -> Offer:
    return lambda key, at: Page(key=key, url=address(key), outcome=outcome, at=at)


def served(payload: bytes) -> Offer:
    return lambda key, at: Page(payload=payload, key=key, url=address(key), at=at)


read, unread, challenged = served(text_page()), served(text_page("Headline", "Short.")), served(CHALLENGE)
blocked, late = failed(Outcome.BLOCKED), failed(Outcome.TIMEOUT)


def known(key: str, at: datetime) -> Page:
    return Page(key="900001", url=address(), outcome=Outcome.KNOWN, at=at)


def verdicts(archive: Archive, *nights: tuple[Offer, ...], same: bool = False) -> list[tuple[str, str | None]]:
    """Return the verdicts on nights that offer such pages beside one that is known since the first night."""
    manifests, number = [], 900_100
    for night, offers in enumerate(((read,), *nights)):
        at = NIGHT + night * timedelta(days=1)
        pages = [known("", at)] if night else []
        for offer in offers:
            number += 0 if same else 1
            pages.append(offer("900001" if night == 0 else str(number), at))
        manifests.append(archive.crawl(f"night-{night:02}", *pages, clock=at, finished_at=at))
    given = [run.outlets[0] for run in archive.nights(manifests, FEW)]
    return [(row["verdict"], row["reason"]) for row in given[1:]]


@pytest.mark.parametrize(
    ("offer", "verdict", "reason"),
    [
        (blocked, "blocked", "3 of 3 new pages of 3 nights were refused or answered with a challenge"),
        (challenged, "blocked", "3 of 3 new pages of 3 nights were refused or answered with a challenge"),
        (late, "unreachable", "3 of 3 new pages of 3 nights failed: 3 timed out"),
        (unread, "template_changed", "3 of 3 new pages of 3 nights could not be read"),
    ],
)
def test_what_goes_wrong_with_one_page_a_night_is_named_on_the_third(
    archive: Archive, offer: Offer, verdict: str, reason: str
) -> None:
    given = verdicts(archive, *[(offer,)] * 3)
    assert [name for name, _ in given] == ["quiet", "quiet", verdict]
    assert given[-1][1] == reason


def test_two_pages_a_night_are_enough_on_the_second(archive: Archive) -> None:
    assert [name for name, _ in verdicts(archive, *[(late, blocked)] * 2)] == ["quiet", "unreachable"]


def test_a_night_that_brings_an_article_is_a_new_beginning(archive: Archive) -> None:
    nights = ((blocked,), (blocked,), (blocked, read), (blocked,), (blocked,))
    assert {name for name, _ in verdicts(archive, *nights)} == {"quiet"}


def test_a_dead_link_that_is_tried_again_on_five_nights_is_one_page(archive: Archive) -> None:
    assert {name for name, _ in verdicts(archive, *[(late,)] * 5, same=True)} == {"quiet"}


def test_what_is_wrong_stays_so_on_a_night_without_a_new_page(archive: Archive) -> None:
    assert [name for name, _ in verdicts(archive, *[(blocked,)] * 3, ())][-2:] == ["blocked", "blocked"]


def test_where_most_pages_are_no_articles_as_a_rule_only_a_week_of_them_is_odd(archive: Archive) -> None:
    often = [(unread, unread, read)] * 4
    given = [name for name, _ in verdicts(archive, *often, *[(unread,)] * 8)]
    assert set(given[:10]) == {"quiet"}
    assert given[-1] == "template_changed"
