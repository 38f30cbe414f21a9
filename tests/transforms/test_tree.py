"""The text of an element is what a reader reads: no words broken by markup, none that tell how to read it."""

from __future__ import annotations

import time

import pytest

from transforms.page.tree import paragraphs, parse_tree


def _text(body: str) -> list[str]:
    return list(paragraphs(parse_tree(f"<html><body>{body}</body></html>", None)))


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
    "body", ["<ruby>水<rt>すい</rt></ruby>" * 50_000, "<span class='dropcap'>N</span> a " * 50_000]
)
def test_many_of_them_take_no_long_time(body: str) -> None:
    began = time.process_time()
    _text(body)
    assert time.process_time() - began < 5
