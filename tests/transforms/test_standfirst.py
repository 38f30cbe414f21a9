"""The standfirst is the story's first line and its description, wherever the page has it."""

from __future__ import annotations

import pytest
from lanterns import FIRST, HEADLINE, OTHER_URL, SECOND, STORY, THIRD, body_of, capture, paragraphs, read

from transforms.article import Article
from transforms.extraction import Extraction
from transforms.extractors.standfirst import read_standfirst
from transforms.extractors.story import Story
from transforms.page.parsed_page import ParsedPage

LEAD = "Nobody in the village had heard its wheel since before the war, and some had doubted that it had one"
TEASER = "A mill turns, and a village listens to it."


def _read(between: str, head: str = "", story: str = paragraphs(*STORY)) -> Article:
    """Return the article with this markup between its headline and its story."""
    page = (
        f"<!DOCTYPE html><html><head><title>{HEADLINE}</title>{head}</head><body><main><article><header>"
        f"<h1>{HEADLINE}</h1>{between}</header><div class='story'>{story}</div></article></main></body></html>"
    )
    return read(capture(page, url=OTHER_URL), None)


def _description(text: str, name: str = "description") -> str:
    return f'<meta name="{name}" content="{text}">'


@pytest.mark.parametrize(
    "mark",
    [
        "standfirst", "stand-first", "article__lead", "lede", "dek", "deck", "subtitle", "sub-title", "subhead",
        "subheadline", "article-summary", "intro", "introtext", "excerpt", "chapeau", "chapo", "vorspann",
        "teaser-text",
        "abstract", "spot", "strapline", "ingress", "entradilla", "sommario", "preamble", "epigraph",
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["p", "h2", "div"])
def test_a_marked_text_below_the_headline_is_the_first_line(mark: str, tag: str) -> None:
    article = _read(f"<{tag} class='{mark}'>{LEAD}</{tag}>")
    assert article.article_body == body_of(LEAD, *STORY)
    assert article.description == LEAD


def test_the_headline_may_stand_beside_its_kicker() -> None:
    page = (
        f"<!DOCTYPE html><html><head><title>{HEADLINE}</title></head><body><nav>{HEADLINE}</nav><main><article>"
        f"<h1><span class='kicker'>Crafts</span> <b>{HEADLINE}</b></h1><p class='standfirst'>{LEAD}</p>"
        f"<div class='story'><p>Crafts: {HEADLINE}</p>{paragraphs(*STORY)}</div></article></main></body></html>"
    )
    article = read(capture(page, url=OTHER_URL), None)
    assert (article.headline, article.alternative_headline) == (HEADLINE, "Crafts")
    assert article.article_body == body_of(LEAD, *STORY)
    article = read(capture(page.replace(paragraphs(*STORY), paragraphs(*STORY, f"Crafts: {HEADLINE}."))), None)
    assert article.article_body == body_of(LEAD, *STORY, f"Crafts: {HEADLINE}.")


@pytest.mark.parametrize("name", ["description", "og:description", "twitter:description", "dc.description"])
def test_a_text_that_the_page_states_as_its_description_needs_no_mark(name: str) -> None:
    article = _read(f"<p>{LEAD}</p>", _description(LEAD, name))
    assert article.article_body == body_of(LEAD, *STORY)
    assert article.description == LEAD


def test_the_description_may_be_spelled_otherwise() -> None:
    article = _read(f"<p>{LEAD}</p>", _description(LEAD.upper() + " ..."))
    assert article.article_body == body_of(LEAD, *STORY)
    assert article.description == LEAD


def test_the_visible_standfirst_counts_before_the_pages_description() -> None:
    article = _read(f"<p class='standfirst'>{LEAD}</p>", _description(TEASER))
    assert article.description == LEAD


def test_where_none_is_seen_the_description_is_the_pages_own_and_no_line() -> None:
    article = _read("", _description(TEASER))
    assert article.article_body == body_of(*STORY)
    assert article.description == TEASER
    assert _read("").description is None


def test_a_standfirst_is_no_line_twice() -> None:
    article = _read(f"<p class='lead'>{LEAD}</p>", story=paragraphs(LEAD, *STORY))
    assert article.article_body == body_of(LEAD, *STORY)


def test_the_first_paragraph_that_is_marked_is_a_line_once() -> None:
    article = _read("", story=f"<p class='intro'>{FIRST}</p>" + paragraphs(SECOND, THIRD))
    assert article.article_body == body_of(*STORY)


@pytest.mark.parametrize(
    "between",
    [
        "<p class='lead'>Crafts</p>",
        "<p class='intro'>By Jane Roe and John Doe in Velde</p>",
        "<p class='summary'>Jane Roe, Velde correspondent, 18 November 2026</p>",
        f"<p class='intro'><a href='/other'>{LEAD}</a></p>",
        f"<figure><img src='/a.jpg'><figcaption class='intro'>{LEAD}</figcaption></figure>",
        f"<aside><p class='intro'>{LEAD}</p></aside>",
    ],
)
def test_what_is_marked_and_is_no_standfirst_is_no_line(between: str) -> None:
    assert _read(between).article_body == body_of(*STORY)


def test_a_marked_text_far_below_the_headline_is_none() -> None:
    tail = "<p>More</p>" * 30 + f"<p class='intro'>{LEAD}</p>"
    article = _read("", story=paragraphs(*STORY) + tail)
    assert article.description is None
    assert not article.article_body.startswith(LEAD)


@pytest.mark.parametrize(
    ("between", "is_standfirst"),
    [
        (f"<p class='type--dog'>{LEAD}</p>", True),
        (f"<p class='type--dog'>{LEAD[:50]}</p>", False),
        (f"<div><p class='type--dog'>{LEAD}</p></div>", False),
        (f"<p><a href='/x'>{LEAD}</a></p>", False),
        (f"<figcaption>{LEAD}</figcaption>", False),
        ("<div>2026年11月18日 10:20 来源：费尔德报 作者：王小明</div>", False),
    ],
    ids=["beside the headline", "short", "in a frame of its own", "a link", "a caption", "date, source and author"],
)
def test_a_long_text_right_beside_the_headline_needs_no_mark(between: str, is_standfirst: bool) -> None:
    article = _read(between)
    assert (article.article_body == body_of(LEAD, *STORY)) is is_standfirst
    assert (article.description == LEAD) is is_standfirst
    assert is_standfirst or not article.description


@pytest.mark.parametrize(
    ("above", "is_line"),
    [
        (f"<div class='c1'><p>{LEAD}.</p></div><p>18 November 2026</p>", True),
        (f"<div class='c1'><p>{LEAD}</p></div>", False),
        (f"<div class='c1'><p>{LEAD}.</p><p>{LEAD}!</p></div>", False),
        (f"<div><div><div><div><p>{LEAD}.</p></div></div></div></div>", False),
        (f"<div class='c1'><p>{LEAD[:-20]} <a href='/mill'>{LEAD[-20:]}</a>.</p></div>", False),
        (f"<aside class='c1'><p>{LEAD}.</p></aside>", False),
        (f"<div class='author'><p>{LEAD}.</p></div>", False),
        (f"<div class='c1'><form><label>Your mail</label></form><div>{LEAD}.</div></div>", False),
        (f"<div class='c1'><img src='/mill.jpg'><div>{LEAD}.</div></div>", False),
        (f"<div class='c1'><p>{LEAD}.</p><img src='/mill.jpg'></div>", True),
        (f"{'<p>More</p>' * 9}<div class='c1'><p>{LEAD}.</p></div>", False),
    ],
    ids="sentence, none, two, far, link, aside, author, form, caption, picture below, far below".split(", "),
)
def test_a_lone_sentence_above_the_story_is_its_first_line_and_no_description(above: str, is_line: bool) -> None:
    page = ParsedPage(
        f"<html><body><main><article><header><h1>{HEADLINE}</h1></header>{above}<div>{paragraphs(*STORY)}</div></article>"
        "</main></body></html>",
        OTHER_URL,
    )
    page.headline = HEADLINE
    story = Story(extractor="trafilatura", lines=[(line, page.layout.find(line)) for line in STORY])
    extraction = Extraction(extractor="trafilatura")
    read_standfirst(extraction, story, page)
    assert [line for line, _ in story.lines] == [*([f"{LEAD}."] if is_line else []), *STORY]
    assert extraction.description is None
