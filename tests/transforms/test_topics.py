"""Sections by the names that a reader sees, and keywords without what a CMS puts between them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from transforms.fields.topics import read_breadcrumbs, read_keywords, read_section
from transforms.page.parsed_page import ParsedPage

URL = "https://www.veldepost.example/crafts/mill"
MILL = "The mill of Velde turns again"


def _page(head: str = "", body: str = "", ld: dict[str, Any] | None = None) -> ParsedPage:
    stated = json.dumps({"@type": "NewsArticle", "headline": MILL, "datePublished": "2026-11-18", **(ld or {})})
    return ParsedPage(
        f"<html><head><title>{MILL}</title><script type='application/ld+json'>{stated}</script>{head}</head>"
        f"<body>{body}<h1>{MILL}</h1></body></html>",
        URL,
    )


def _section(*args: Any, **kwargs: Any) -> tuple[list[str], str | None]:
    page = _page(*args, **kwargs)
    path = read_breadcrumbs(page, MILL)
    return path, read_section(page, path)


def _list(*crumbs: tuple[str, str | None]) -> str:
    """Return breadcrumbs in JSON-LD, each a name and where it leads."""
    entries = [
        {"@type": "ListItem", "position": place, "name": name} | ({"item": url} if url else {})
        for place, (name, url) in enumerate(crumbs, 1)
    ]
    stated = json.dumps({"@type": "BreadcrumbList", "itemListElement": entries})
    return f"<script type='application/ld+json'>{stated}</script>"


HOME = ("Home", "https://www.veldepost.example/")
CRAFTS = ("Crafts", "https://www.veldepost.example/crafts")
NEWS = ("News", "https://www.veldepost.example/news")


@pytest.mark.parametrize(
    ("crumbs", "path", "section"),
    [
        ((HOME, CRAFTS), ["Crafts"], "Crafts"),
        ((HOME, NEWS, CRAFTS), ["News", "Crafts"], "Crafts"),
        ((HOME, CRAFTS, NEWS), ["Crafts", "News"], "Crafts"),
        ((HOME, NEWS), ["News"], "News"),
        ((HOME, CRAFTS, ("Old mill turns again in Velde", URL)), ["Crafts"], "Crafts"),
        ((HOME, CRAFTS, ("Old mill turns again in Velde", None)), ["Crafts"], "Crafts"),
        ((HOME, CRAFTS, ("Mills", None)), ["Crafts", "Mills"], "Mills"),
        ((HOME, ("Uncategorized", "https://www.veldepost.example/u")), [], None),
        ((HOME, ("{{ item.title }}", "https://www.veldepost.example/u")), [], None),
        ((HOME, ("42", "https://www.veldepost.example/42")), [], None),
        ((HOME, ("Crafts &amp; Trades", "https://www.veldepost.example/c")), ["Crafts & Trades"], "Crafts & Trades"),
    ],
)
def test_the_section_is_the_last_of_the_breadcrumbs_that_names_one(
    crumbs: tuple[tuple[str, str | None], ...], path: list[str], section: str | None
) -> None:
    assert _section(_list(*crumbs)) == (path, section)


def test_breadcrumbs_that_are_seen_end_before_the_article() -> None:
    crumbs = "<ul class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/crafts'>Crafts</a></li>{}</ul>"
    assert _section(body=crumbs.format("<li><a href='#'>Old mill turns again</a></li>")) == (["Crafts"], "Crafts")
    assert _section(body=crumbs.format("<li><a href='/crafts/mill'>Mills</a></li>")) == (["Crafts"], "Crafts")
    assert _section(body=crumbs.format("<li><a href='/mills'>Mills</a></li>")) == (["Crafts", "Mills"], "Mills")


@pytest.mark.parametrize(
    ("stated", "section"),
    [
        ("Crafts", "Crafts"),
        (["News", "Crafts"], "Crafts"),
        (["News"], "News"),
        ("Articles", None),
        (["Front Page", "Crafts"], "Crafts"),
        ("Crafts, Mills, Uncategorized", "Crafts"),
        ("Uncategorized, Mills", "Mills"),
        ("Crafts, Books and Culture", "Crafts, Books and Culture"),
        ("Food &amp; Drink", "Food & Drink"),
        (MILL, None),
        ("42", None),
        ([7, None, {}], None),
    ],
)
def test_a_section_that_is_stated_is_a_name(stated: Any, section: str | None) -> None:
    assert _section(ld={"articleSection": stated})[1] == section


@pytest.mark.parametrize(
    ("slug", "menu", "section"),
    [
        ("pop-culture", "<a href='/x'>Pop Culture</a>", "Pop Culture"),
        ("crime-safety", "<a href='/x'>Crime &amp; Safety</a>", "Crime & Safety"),
        ("bayern", "<a href='/news/bayern'>Bayern und Franken</a>", "Bayern und Franken"),
        ("bayern", "<a href='/news/bayern'>bayern</a>", "Bayern"),
        ("river_life", "", "River life"),
        ("Crafts", "<a href='/x'>CRAFTS</a>", "Crafts"),
        ("منوعات", "<a href='/x'>Mixed</a>", "منوعات"),
    ],
)
def test_a_slug_is_shown_as_the_page_shows_it(slug: str, menu: str, section: str) -> None:
    assert _section(f"<meta property='article:section' content='{slug}'>", menu)[1] == section


@pytest.mark.parametrize(
    ("stated", "keywords"),
    [
        ("mills, flour; bread", ["mills, flour", "bread"]),
        ("mills, flour, bread", ["mills", "flour", "bread"]),
        (["Roe, Jane", "mills"], ["Roe, Jane", "mills"]),
        (["mills, flour, bread", "stone"], ["mills", "flour", "bread", "stone"]),
        ("Flood of Velde (May 5, 2026), mills", ["Flood of Velde (May 5, 2026)", "mills"]),
        (["Section: Crafts", "topic: Mills & Mines", "Category: Articles", "tag:123"], ["Crafts", "Mills & Mines"]),
        (["mills", "18153161", "e7533a37-5b0a-4043-b1af-48b5dd6edf9d", "/article", "@top-river", '"'], ["mills"]),
        (["mills", "contentId: 5", "locale: US", "Content Type: Portrait", "hasProduct: true"], ["mills"]),
        (["2026", "Mission: Impossible", "24 Hours of Velde"], ["2026", "Mission: Impossible", "24 Hours of Velde"]),
        ("Bread &amp; butter", ["Bread & butter"]),
        (["18153161"], []),
    ],
)
def test_keywords_are_words(stated: Any, keywords: list[str]) -> None:
    assert read_keywords(_page(ld={"keywords": stated}).metadata) == keywords
