"""Markup says by its elements what a reader sees: no words broken, paragraphs as such, no name that misleads."""

from __future__ import annotations

import time

import pytest

from transforms.page.parsed_page import ParsedPage
from transforms.page.tree import paragraphs


def _text(body: str) -> list[str]:
    return list(paragraphs(ParsedPage(f"<html><body>{body}</body></html>", None).tree))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を学ぶ</p>", "漢字を学ぶ"),
        ("<p>古い<ruby><rb>水車</rb><rt>すいしゃ</rt></ruby>が回る</p>", "古い水車が回る"),
        ("<p><ruby>水<rt>すい</rt>車<rt>しゃ</rt></ruby></p>", "水車"),
        ("<p><span>D</span>ie Mühle</p>", "Die Mühle"),
        ("<p><span class='dropcap'>N</span> a endlich</p>", "Na endlich"),
        ("<p><div class='drop-cap'>N</div>\na endlich</p>", "Na endlich"),
        ("<p><span class='article-first-letter'>„D</span> ie Mühle</p>", "„Die Mühle"),
        ("<p><span class='dropcap'>A</span> boy</p>", "A boy"),
        ("<p><span class='dropcap'>N</span> Velde</p>", "N Velde"),
        ("<p class='has-drop-cap'>Na endlich</p>", "Na endlich"),
        ("<p>H<sub>2</sub>O and the <a href='/x'>vil</a>lagers</p>", "H2O and the villagers"),
    ],
)
def test_markup_breaks_no_word(body: str, text: str) -> None:
    assert _text(body) == [text]


@pytest.mark.parametrize(
    "body",
    [
        "<ruby>水<rt>すい</rt></ruby>" * 50_000,
        "<span class='dropcap'>N</span> a " * 50_000,
        "<button>" + "a b " * 100_000,
    ],
    ids=["ruby", "drop caps", "words in a button"],
)
def test_many_of_them_take_no_long_time(body: str) -> None:
    began = time.process_time()
    _text(body)
    assert time.process_time() - began < 5


LINES = (
    "The old mill of Velde turned for the first time in ninety years on Monday, to applause from the whole village.",
    "Its new millstone was cut by two brothers from Port Amsel, who learned the craft from a book and an aunt.",
    "The miller says that flour will be on sale from the spring, at a price yet to be agreed with the council.",
)


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<para-graph>{line}</para-graph>" for line in LINES),
        "<story-body>" + "".join(f"<story-text>{line}</story-text>" for line in LINES) + "</story-body>",
        "<div>" + "".join(f"<span>{line}</span>" for line in LINES) + "</div>",
        "<div>" + "<br>".join(f"<span style='display:block'>{line}</span>" for line in LINES) + "</div>",
        "<noframes>" + "".join(f"<p>{line}</p>" for line in LINES) + "</noframes>",
        "<iframe src='/x'>" + "".join(f"<p>{line}</p>" for line in LINES),
        "<textarea>" + "".join(f"<p>{line}</p>" for line in LINES),
        "<div id='comments'><h1></h1>" + "".join(f"<p>{line}</p>" for line in LINES) + "</div>",
    ],
    ids=["custom elements", "within one", "spans", "spans and breaks", "noframes", "iframe", "textarea", "a frame"],
)  # fmt: skip
def test_what_a_reader_sees_as_paragraphs_are_such(body: str) -> None:
    assert _text(body) == list(LINES)


@pytest.mark.parametrize(
    "body",
    [
        "<p>The mill <time-ago>of today</time-ago> turns</p>",
        "<div>The mill <x-link>of today</x-link> turns</div>",
        "<div><span>The mill</span> <span>of today</span> <span>turns</span></div>",
        "<div>" + " ".join(f"<span>{line}</span>, and" for line in LINES) + "</div>",
    ],
)
def test_what_stands_within_a_line_divides_none(body: str) -> None:
    assert len(_text(body)) == 1


def test_markup_to_copy_beside_a_story_is_not_read() -> None:
    copied = "".join(f"<p>{line[::-1]}</p>" for line in LINES)
    assert _text("".join(f"<p>{line}</p>" for line in LINES) + f"<textarea>{copied}</textarea>") == list(LINES)


def test_names_of_what_holds_headline_and_prose_say_nothing() -> None:
    story = "<h1>The mill</h1>" + "".join(f"<p>{line}</p>" for line in LINES)
    page = ParsedPage(f"<html><body><div id='comments' class='has-sidebar'>{story}</div></body></html>", None)
    assert page.layout.region(1) == (None, None)
    other = ParsedPage(f"<html><body><h1>The mill</h1><div id='comments'><p>{LINES[0]}</p></div></body></html>", None)
    assert other.layout.region(1)[0] == "comments"
