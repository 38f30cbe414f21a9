"""CSS selectors: by the index of a page they find what they find without it, in the page's order."""

from __future__ import annotations

import pytest
from lxml.cssselect import CSSSelector

from transforms.page.index import PageIndex
from transforms.page.parsed_page import ParsedPage
from transforms.page.selectors import select, select_on_page
from transforms.page.tree import parse_tree

BODY = """
<div id="frame"><p class="lead intro">One</p><x-note>Two</x-note><ul class="tools"><li id="lead">Three</li></ul>
<span itemprop="author">Four</span><p class="lead">Five<i class="lead">Six</i></p><i>Seven</i></div>
<div class="lead"><p class="INTRO">Eight</p><div class="lead	tools"><p>Nine</p></div></div>
"""


@pytest.mark.parametrize(
    "css",
    [
        *("p.lead", "#lead, p.lead", "p.lead, #lead", ".lead", "P.lead", "*.lead.intro", ".lead.tools", "i"),
        *(".missing, ul.tools li", ".missing li", "p:not(.missing)", ":not(.lead) > p", ".intro", ".lea"),
        *(".lead p", ".lead .lead", ".tools p, .lead p", "#frame > p", ".lead + *", "#lead ~ p", ".intro ~ i, .intro"),
        *("#frame p:last-of-type", ".lead:first-child", ".lead:nth-child(5)", "p.lead:has(i)", ".lead:is(p, i)"),
        *(":scope.lead", ":scope .lead", ".lead:scope, i"),
        *("[itemprop='a.author'], [itemprop=author]", "body .lead", "html > body", ".tools, [itemprop]"),
    ],
)
def test_a_selector_finds_what_it_finds_without_the_index(css: str) -> None:
    page = ParsedPage(f"<html><body>{BODY}</body></html>", None)
    assert page.select(css) == CSSSelector(css, translator="html")(page.tree)


def test_a_text_and_a_tag_in_any_case_are_found_on_each_page_that_follows() -> None:
    for _ in range(5):
        page = ParsedPage(f"<html><body>{BODY}</body></html>", None)
        assert [each.text for each in page.select("P:contains('Fi')")] == ["Five"]
        assert [each.text for each in page.select(".lead:contains('Fi')")] == ["Five"]


def test_what_is_found_stands_in_the_order_of_the_page_and_once() -> None:
    page = ParsedPage(f"<html><body>{BODY}</body></html>", None)
    assert [each.text for each in page.select(".lead p, #lead, p.lead")] == ["One", "Three", "Five", "Eight", "Nine"]
    assert page.select(None) == []


def test_many_elements_of_a_name_are_looked_for_without_the_index() -> None:
    tree = parse_tree("<p class='x'>a</p>" * 600 + "<p class='y'>b</p>", None)
    assert select_on_page(tree, PageIndex(tree), "p.x, .y") == select(tree, "p.x, .y")
