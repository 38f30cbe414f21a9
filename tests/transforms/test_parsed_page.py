"""The parsed page finds the place of its headline once, and by the headline itself before the titles that it states."""

from __future__ import annotations

import pytest

from transforms.page.parsed_page import ParsedPage
from transforms.page.tree import PageError

MILL = "The mill of Velde turns again"
BELLS = "The bells of Amsel ring"


def _page(body: str, title: str = MILL) -> ParsedPage:
    return ParsedPage(f"<html><head><title>{title}</title></head><body>{body}</body></html>", None)


@pytest.mark.parametrize(
    ("headline", "place"),
    [(BELLS, 1), (None, 2), ("A headline that is nowhere", 2)],
    ids=["the headline", "the stated title, without one", "the stated title, where it is no block"],
)
def test_the_headline_counts_before_the_titles_that_are_stated(headline: str | None, place: int) -> None:
    page = _page(f"<p>News</p><h2>{BELLS}</h2><h1>{MILL}</h1>")
    page.headline = headline
    assert page.headline_place == place


def test_any_heading_stands_for_a_headline_that_is_not_seen() -> None:
    assert _page(f"<p>News</p><h1>{BELLS}</h1>").headline_place == 1
    assert _page("<p>News</p>").headline_place is None


def test_a_text_without_an_element_is_no_page() -> None:
    with pytest.raises(PageError):
        ParsedPage("", None)
