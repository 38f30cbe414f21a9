"""What is dropped from a tree before the extractor sees it: the frame of the page, never what stands by the story."""

from __future__ import annotations

import time

import pytest
from lanterns import STORY, paragraphs

from transforms.boilerplate.elements import drop_frame
from transforms.page.parsed_page import ParsedPage

LINKS = "".join(f"<li><a href='/{n}'>Story {n} of the village</a></li>" for n in range(9))
LONG_LINKS = "".join(
    f"<li><a href='/{n}'>The story of how house number {n} was built and sold</a></li>" for n in range(9)
)


def _left(body: str) -> str:
    page = ParsedPage(f"<html><body>{body}</body></html>", None)
    drop_frame(page.layout.blocks)
    return str(page.tree.text_content())


@pytest.mark.parametrize(
    "part",
    [
        f"<ul>{LINKS}</ul>",
        f"<div><h3>More of today</h3><ul>{LINKS}</ul></div>",
        f"<section><div><p><a href='/x'>{STORY[1]}</a></p></div></section>",
        "<figure><img src='/a.png'></figure><div id='ad'></div>",
    ],
    ids=["a menu", "a list of cards", "a linked card", "what has no text"],
)
def test_links_around_the_story_are_dropped(part: str) -> None:
    around = f"<header>{part}</header><div class='page'><div class='text'>{paragraphs(*STORY)}</div></div>{part}"
    assert _left(around) == "".join(STORY)


@pytest.mark.parametrize(
    "part",
    [
        f"<div>{paragraphs(STORY[2])}<ul>{LONG_LINKS}</ul></div>",
        "<div>By Jane Roe</div>",
        "<section><ul><li>One rope</li><li>Two bells</li></ul></section>",
    ],
    ids=["prose among links", "a byline", "a list"],
)
def test_text_around_the_story_stays(part: str) -> None:
    body = f"{part}<div class='page'><div class='text'>{paragraphs(*STORY[:2])}</div></div>"
    page = ParsedPage(f"<html><body>{body}</body></html>", None)
    assert _left(body) == page.tree.text_content()


def test_links_by_the_story_stay() -> None:
    links = f"<ul>{LINKS}</ul>"
    body = f"<article><div class='text'>{paragraphs(*STORY)}{links}</div><aside>{links}</aside></article>"
    assert _left(body).count("Story 8 of the village") == 2


def test_a_page_without_prose_is_left_as_it_is() -> None:
    assert _left(f"<div><ul>{LINKS}</ul></div>").count("Story") == 9


def test_time_grows_with_the_elements_and_not_with_their_depth() -> None:
    deep = "<div>" * 200 + "".join(f"<div><a href='/{n}'>Story {n}</a></div>" for n in range(40_000)) + "</div>" * 200
    page = ParsedPage(f"<html><body>{deep}<main><div><div>{paragraphs(*STORY)}</div></div></main></body></html>", None)
    blocks = page.layout.blocks
    started = time.process_time()
    drop_frame(blocks)
    assert time.process_time() - started < 2
    assert page.tree.text_content() == "".join(STORY)
