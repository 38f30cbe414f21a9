"""Broken and lying pages give the article that a reader sees: unclosed elements, two documents, a wrong charset."""

from __future__ import annotations

import time

import pytest
from lanterns import FIRST, HEADLINE, OTHER_URL, STORY, body_of, capture, paragraphs

from spiders.capture.record import Capture
from transforms.article import Article, Reason, Rejection
from transforms.page.repair import repair
from transforms.page.tree import parse_tree
from transforms.parse import parse

BODY = paragraphs(*STORY)
HEAD = f"<head><title>{HEADLINE}</title></head>"
MENU = "<li><a href='/'>Home</a></li><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li>"
LEGAL = "".join(
    f"<p>Paragraph {n} of the terms under which the village lends its carts to guests.</p>" for n in range(9)
)


def _article(page: Capture) -> Article:
    started = time.process_time()
    result = parse(page, None)
    assert time.process_time() - started < 5
    assert isinstance(result, Article), result
    return result


@pytest.mark.parametrize(
    "body",
    [
        f"<nav><ul>{MENU}</ul><main><h1>{HEADLINE}</h1>{BODY}</main>",
        f"<nav><ul>{MENU}</ul><h1>{HEADLINE}</h1>{BODY}",
        f"<h1>{HEADLINE}</h1><nav><ul>{MENU}</ul>{BODY}",
        f"<button><div><h1>{HEADLINE}</h1>{BODY}</div></button>",
        f"<h1>{HEADLINE}</h1><button class='listen'><div>{BODY}</div></button>",
        f"<form action='/search'><header><nav>{MENU}<article><h1>{HEADLINE}</h1>{BODY}</article>",
        f"<noscript><main><h1>{HEADLINE}</h1>{BODY}</main></noscript>",
        f"<footer><article><h1>{HEADLINE}</h1>{BODY}</article></footer>",
        f"<svg><g><main><h1>{HEADLINE}</h1>{BODY}</main>",
        f"<nav>{MENU}<article><h1>{HEADLINE}</h1>{'<br><br>'.join(STORY)}</article>",
        f"<a href='/'><img src='/logo.png'><div><h1>{HEADLINE}</h1>{BODY}</div>",
    ],
    ids=[
        "an unclosed nav around the main part", "an unclosed nav", "an unclosed nav below the headline",
        "a button around the page", "a button around the body", "a form, a header and a nav", "noscript",
        "a footer", "an unclosed svg", "an unclosed nav around text without paragraphs",
        "an unclosed link",
    ],
)  # fmt: skip
def test_a_story_within_an_element_that_is_never_read_is_read(body: str) -> None:
    article = _article(capture(f"<html>{HEAD}<body>{body}</body></html>", url=OTHER_URL))
    assert (article.headline, article.article_body) == (HEADLINE, body_of(*STORY))


@pytest.mark.parametrize(
    "beside",
    [f"<nav>{MENU}</nav>", f"<footer>{LEGAL}</footer>", f"<dialog>{LEGAL}</dialog>", f"<noscript>{LEGAL}</noscript>"],
)
def test_what_surrounds_a_story_is_not_read_however_long_it_is(beside: str) -> None:
    page = f"<html>{HEAD}<body><main><h1>{HEADLINE}</h1>{BODY}</main>{beside}</body></html>"
    assert _article(capture(page, url=OTHER_URL)).article_body == body_of(*STORY)


@pytest.mark.parametrize(
    "page",
    [
        f"<html>{HEAD}<body><nav>{MENU}</nav></body></html><main><h1>{HEADLINE}</h1>{BODY}</main></body></html>",
        f"<html>{HEAD}<body><nav>{MENU}</nav></body><main><h1>{HEADLINE}</h1>{BODY}</main></html>",
        f"<html>{HEAD}</html><main><h1>{HEADLINE}</h1>{BODY}</main>",
        f"<html>{HEAD}<body><nav>{MENU}</nav></body></html><html><head><title>Velde</title></head>"
        f"<body><main><h1>{HEADLINE}</h1>{BODY}</main></body></html>",
    ],
    ids=["behind the end of the page", "behind the end of the body", "without a body", "in a second document"],
)
def test_a_story_behind_the_end_of_the_page_is_read(page: str) -> None:
    article = _article(capture(page, url=OTHER_URL))
    assert (article.headline, article.article_body) == (HEADLINE, body_of(*STORY))


def test_text_behind_the_end_of_a_page_stays_in_its_order() -> None:
    page = (
        f"<html>{HEAD}<body><h1>{HEADLINE}</h1><p>{STORY[0]}</p></body>{STORY[1]}</html>{STORY[2]}"
        f"<html><body>{FIRST[::-1]}<p>{STORY[1][::-1]}</p></body></html>"
    )
    lines = _article(capture(page, url=OTHER_URL)).article_body.split("\n\n")
    assert lines == [*STORY, FIRST[::-1], STORY[1][::-1]]


RUSSIAN = "Мельница в Вельде снова мелет муку, и жители деревни пекут из неё первый хлеб за девяносто лет."
GERMAN = "Die Mühle läuft wieder, und die Bäcker von Velde wägen früh am Tag das frische Mehl für größere Brote."
PERSIAN = "آسياب کهنه ولده پس از نود سال دوباره مي چرخد و مردم روستا نان تازه آن را مي خورند."
JAPANESE = "ヴェルデの水車は九十年ぶりに回り、村の人々は新しい小麦粉で最初のパンを焼いた。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "windows-1251"), (GERMAN, "windows-1252"), (PERSIAN, "windows-1256"), (JAPANESE, "shift_jis")],
    ids=["ru", "de", "fa", "ja"],
)
@pytest.mark.parametrize(
    ("header", "meta", "written"),
    [
        (None, "{0}", "utf-8"),
        ("{0}", None, "utf-8"),
        ("{0}", "utf-8", "utf-8"),
        (None, "utf-8", "{0}"),
        ("utf-8", "{0}", "{0}"),
        (None, None, "{0}"),
        ("iso-8859-1", "{0}", "{0}"),
    ],
    ids=[
        "the page errs, it is UTF-8", "the header errs, it is UTF-8", "the header errs, the page does not",
        "it is not the UTF-8 that the page says", "it is not the UTF-8 that the header says", "nothing is declared",
        "the header states the default of its server",
    ],
)  # fmt: skip
def test_bytes_decide_where_they_contradict_the_declared_charset(
    text: str, encoding: str, header: str | None, meta: str | None, written: str
) -> None:
    head = f"<meta charset='{meta.format(encoding)}'>" if meta else ""
    page = f"<html><head>{head}<title>{text[:30]}</title></head><body><h1>{text[:30]}</h1><p>{text}</p></body></html>"
    kind = f"text/html; charset={header.format(encoding)}" if header else "text/html"
    read = _article(capture(page.encode(written.format(encoding)), url=OTHER_URL, content_type=kind))
    assert read.article_body == text


def test_a_few_broken_characters_change_no_charset() -> None:
    page = f"<html><head><meta charset='utf-8'></head><body><h1>{HEADLINE}</h1><p>{RUSSIAN}</p>{BODY}</body></html>"
    broken = page.encode().replace("ж".encode(), b"\xd0\xff", 1)
    assert RUSSIAN[:20] in _article(capture(broken, url=OTHER_URL)).article_body


@pytest.mark.parametrize(
    "body",
    [
        f"<style>.a{{}}<main><h1>{HEADLINE}</h1>{BODY}</main>",
        f"<h1>{HEADLINE}</h1><img alt=\"a wheel src='x'>{BODY}",
        f"<h1>{HEADLINE}</h1><!-- {BODY}",
        f"<nav>{MENU}</nav><h1>{HEADLINE}</h1><footer>{LEGAL}</footer>",
        "<div>" * 50_000 + "<script>" + "x" * 3_000_000,
        f"<h1>{HEADLINE}</h1><nav>{MENU * 5_000}</nav>",
    ],
    ids=["an unclosed style", "an unclosed attribute", "a comment", "no story", "no text at all", "a menu alone"],
)
def test_a_page_that_shows_no_story_is_rejected_for_a_reason_within_seconds(body: str) -> None:
    started = time.process_time()
    result = parse(capture(f"<html>{HEAD}<body>{body}</body></html>", url=OTHER_URL), None)
    assert time.process_time() - started < 5
    assert isinstance(result, Rejection)
    assert result.reason in (Reason.NO_BODY, Reason.TOO_SHORT, Reason.LISTING)
    assert result.detail


@pytest.mark.parametrize(
    "part",
    [
        "".join(f"<p>{'the cart <kbd>stood</kbd> ' * 150} at gate {n}.</p>" for n in range(90)),
        f"{'<figure><div>' * 100}<figcaption>The mill.</figcaption>{'<span>1</span>' * 5_000}",
    ],
    ids=["pieces", "figures"],
)
def test_a_page_of_very_many_parts_takes_no_long_time(part: str) -> None:
    began = time.process_time()
    _article(capture(f"<html>{HEAD}<body><h1>{HEADLINE}</h1><article>{BODY}{part}</article></body></html>"))
    assert time.process_time() - began < 3


def test_elements_deep_within_each_other_take_no_long_time() -> None:
    tree = parse_tree(f"<html><body><h1>{HEADLINE}</h1>{BODY}" + "<nav>" * 200 + "<b>1</b>" * 200_000, None)
    began = time.process_time()
    repair(tree)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("mark", ["\x01", "&#7;", "&#x1F;", "\ufffe", "&#65535;"])
def test_a_control_character_beside_what_is_dropped_or_moved_costs_nothing(mark: str) -> None:
    body = f"<div><ul>{MENU}</ul>{mark} <figure></figure>{mark}<article><h1>{HEADLINE}</h1>{BODY}</article></div>"
    page = f"<html>{HEAD}<body>{body}</body>{mark} end of the page</html>"
    assert _article(capture(page, url=OTHER_URL)).article_body == body_of(*STORY)
