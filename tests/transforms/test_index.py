"""The index of a page: elements by tag and by the attributes that name them, in the page's order."""

from __future__ import annotations

import re

import pytest

from transforms.page.index import Named, PageIndex
from transforms.page.parsed_page import ParsedPage
from transforms.page.tree import parse_tree

BODY = """
<div id="frame"><p class="lead intro">One</p><x-note>Two</x-note><ul class="tools"><li id="lead">Three</li></ul>
<span itemprop="author">Four</span><p class="lead">Five</p></div>
"""


def _index() -> PageIndex:
    return PageIndex(parse_tree(f"<html><body>{BODY}</body></html>", None))


def test_elements_are_found_by_tag_and_by_name_in_the_order_of_the_page() -> None:
    lead = re.compile("lead").search
    sought = Named(lead, ("lead",))
    assert [each.text for each in _index().find("x-note", named={"class": sought, "id": sought})] == [
        "One", "Two", "Three", "Five",
    ]  # fmt: skip
    assert [each.text for each in _index().find(named={"itemprop": Named(bool)})] == ["Four"]
    assert _index().find("table", named={"rel": Named(bool)}) == []


def test_elements_are_found_by_a_class_or_an_id() -> None:
    assert [each.text for each in _index().having(("tools", "lead", "missing"))] == [None, "One", "Five", "Three"]
    assert "x-note" in _index().tags


def test_what_was_dropped_is_found_no_more_once_the_index_is_made_anew() -> None:
    page = ParsedPage(f"<html><body>{BODY}</body></html>", None)
    page.select("ul")[0].drop_tree()
    page.reindex()
    assert page.index.find("li") == []


@pytest.mark.parametrize("words", [(), ("note",), ("missing", "a-note", "note-")])
def test_a_word_finds_the_values_that_have_it_in_whatever_case(words: tuple[str, ...]) -> None:
    named = ["Foot-NOTE", "note-1 İ", "A-Note", "other", "İİ note-2"]
    index = PageIndex(parse_tree("".join(f"<p class='{name}'>{name}</p>" for name in named * 2), None))
    pattern = re.compile("note-|-note", re.IGNORECASE)
    found = [each.text for each in index.find(named={"class": Named(pattern.search, words)})]
    wanted = [name for name in named if pattern.search(name) and (not words or "note" in words or name != "Foot-NOTE")]
    assert found == wanted * 2
