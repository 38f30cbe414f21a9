"""The story of a page is all of it, in its own letters and order, and nothing that only surrounds it."""

from __future__ import annotations

import json
import unicodedata
from typing import Literal

import pytest
from lanterns import body_of, capture, read
from lanterns import paragraphs as _p

from transforms.boilerplate.position import StoryFrame
from transforms.extractors.omissions import with_gaps
from transforms.extractors.placement import with_places
from transforms.extractors.stated_body import stated_body, stated_end
from transforms.extractors.story import is_better, read_story
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import fold

URL = "https://veldepost.example/2026/mill"
HEADLINE = "The mill of Velde turns again"
ONE = "The old mill of Velde turned for the first time in ninety years on Monday, to applause from the whole village."
TWO = "Its new millstone was cut by two brothers from Port Amsel, who learned the craft from a book and an aunt."
THREE = "The miller says that flour will be on sale from the spring, at a price yet to be agreed with the council."
FOUR = "A committee of nine will watch over the wheel, and none of its members may own more than a single goat."
FIVE = "Whoever wants to see the wheel should come on foot, as the bridge carries no cart since the last flood."
STORY = (ONE, TWO, THREE)
COOKIES = "We use cookies to improve your stay. Accept all cookies or manage your consent and privacy settings here."
PERSIAN = (
    "آسیاب کهنه‌ی ولده پس از نود سال دوباره می‌چرخد و مردم روستا برای نخستین‌بار نان تازه‌ی آن را می‌خورند.",
    "سنگ تازه‌ی آن را دو برادر تراشیده‌اند که این پیشه را از کتابی کهنه و از خاله‌شان آموخته‌اند و می‌دانند.",
    "آسیابان می‌گوید که آرد از بهار به فروش می‌رسد و بهایش را شورای ده هنوز تعیین نکرده‌است، ولی می‌کند.",
)


def _page(body: str, article_body: str | None = None, *, page: str = "<article><h1>{}</h1>{}</article>") -> ParsedPage:
    stated = {"@type": "NewsArticle", "headline": HEADLINE, "articleBody": article_body}
    head = f"<title>{HEADLINE}</title><script type='application/ld+json'>{json.dumps(stated)}</script>"
    return ParsedPage(f"<html><head>{head}</head><body>{page.format(HEADLINE, body)}</body></html>", URL)


def _lines(body: str, article_body: str | None = None, *, page: str = "<article><h1>{}</h1>{}</article>") -> list[str]:
    """Return the lines of the story of a page with this body below its headline, without the headline itself."""
    story = read_story(_page(body, article_body, page=page))
    return [line for line, _ in story.lines if line != HEADLINE] if story else []


@pytest.mark.parametrize(
    "body",
    [
        _p(*STORY),
        f"<div class='body'>{_p(*STORY)}</div>",
        f"<div><div>{_p(ONE)}</div><div>{_p(TWO)}</div><div>{_p(THREE)}</div></div>",
        f"<p>{ONE}<br>{TWO}<br><br>{THREE}</p>",
        f"<div>{ONE}<br><br>{TWO}<br><br>{THREE}</div>",
        f"<section>{_p(ONE)}</section><section>{_p(TWO, THREE)}</section>",
        f"<p><b>{ONE}</b></p><p>{TWO[:20]}<em>{TWO[20:40]}</em>{TWO[40:]}</p><p>{THREE}</p>",
        f"<p>{ONE[:30]}<a href='/velde'>{ONE[30:40]}</a>{ONE[40:]}</p>{_p(TWO, THREE)}",
        f"{_p(ONE)}<script>var x = '<p>{FOUR}</p>';</script>{_p(TWO, THREE)}",
        f"{_p(ONE)}<nav>{_p(FOUR)}</nav>{_p(TWO, THREE)}<footer>{_p(FIVE)}</footer>",
    ],
)
def test_the_paragraphs_are_lines_each_in_the_pages_order(body: str) -> None:
    assert _lines(body) == [*STORY]


def test_each_line_knows_its_place_on_the_page() -> None:
    page = _page(_p(*STORY))
    story = read_story(page)
    assert story is not None
    assert story.extractor == "trafilatura"
    assert [page.layout.blocks[place].text for _, place in story.lines if place is not None] == [
        line for line, _ in story.lines
    ]


def test_a_page_without_text_has_no_story() -> None:
    assert read_story(_page("", page="<p></p>")) is None


@pytest.mark.parametrize(
    "lines",
    [
        PERSIAN,
        tuple(line.replace("\u200c", "\u200d") for line in PERSIAN),
        (*PERSIAN[:2], f"{PERSIAN[2]} \ua66e \ua660"),
        tuple(f"{line} क्‍ष" for line in STORY),
    ],
    ids=["non-joiners", "joiners", "letters that stand for them", "Devanagari"],
)
def test_joiners_of_words_are_kept(lines: tuple[str, ...]) -> None:
    assert _lines(_p(*lines)) == [*lines]
    assert _lines(f"<p>{'<br>'.join(lines)}</p>") == [*lines]


def test_a_control_of_unicode_is_what_windows_has_in_its_place() -> None:
    assert _lines(_p(ONE.replace("mill", "mill\x92s"), TWO, THREE)) == [ONE.replace("mill", "mill’s"), TWO, THREE]


@pytest.mark.parametrize("form", ["NFD", "NFC", "NFKC"])
def test_letters_are_composed(form: Literal["NFD", "NFC", "NFKC"]) -> None:
    lines = [line.replace("o", "ö").replace("e", "é") for line in STORY]
    found = _lines(_p(*(unicodedata.normalize(form, line) for line in lines)))
    assert found == lines
    assert all(unicodedata.is_normalized("NFC", line) for line in found)


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        ("\u00ad", ""), ("\ufeff", ""), ("\u2060", ""), ("\x7f", ""), ("\u00a0", " "), ("\u2009", " "), ("\t\n ", " "),
        ("&nbsp;", " "), ("\u2028", " "), ("\x0b", " "), ("\x0c", " "), ("\x85", " "),
    ],
)  # fmt: skip
def test_what_no_reader_sees_is_gone_and_white_space_is_folded(mark: str, kept: str) -> None:
    marked = [line.replace("mill ", f"mill{mark}" if kept else f"mi{mark}ll ") for line in STORY]
    assert _lines(_p(*marked)) == [*STORY]


@pytest.mark.parametrize(
    "mark",
    [
        "\x01", "\x07", "\x08", "\x1b", "&#7;", "\x81", "\x8d", "\x9d", "\ufffe", "\uffff",
    ],
)  # fmt: skip
def test_one_control_character_does_not_cost_the_whole_story(mark: str) -> None:
    assert _lines(_p(ONE.replace("mill", f"mi{mark}ll"), TWO, THREE)) == [*STORY]


# A decision: text that is written from right to left is kept as published, and these marks order it on the screen.
@pytest.mark.parametrize(
    "mark", ["\u200b", *"\u200e\u200f", *"\u202a\u202b\u202c\u202d\u202e", *"\u2066\u2067\u2068\u2069"]
)
def test_marks_of_direction_and_of_the_ends_of_words_are_kept_as_published(mark: str) -> None:
    marked = ONE.replace("mill", f"mi{mark}ll")
    assert _lines(_p(marked, TWO, THREE)) == [marked, TWO, THREE]


def _table(*rows: tuple[str, ...]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"


def test_a_row_of_a_table_is_one_line() -> None:
    table = _table(("Flour", "3 crowns"), ("Bran", "1 crown"), ("Straw", "nothing"))
    lines = _lines(_p(ONE, TWO) + table + _p(THREE, FOUR))
    assert lines == [ONE, TWO, "Flour | 3 crowns", "Bran | 1 crown", "Straw | nothing", THREE, FOUR]


def test_a_table_that_frames_the_page_is_no_table() -> None:
    frame = f"<table><tr><td>{_p(ONE)}{_p(TWO)}{_p(THREE)}</td><td><p>{FOUR}</p></td></tr></table>"
    lines = _lines("", page=f"<h1>{{}}</h1>{{}}{frame}")
    assert not [line for line in lines if "|" in line]
    assert lines[:3] == [*STORY]


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
def test_a_sub_heading_is_a_line_where_it_stands(tag: str) -> None:
    body = f"{_p(ONE)}<{tag}>The stone</{tag}>{_p(TWO)}<{tag}>The flour</{tag}>{_p(THREE, FOUR)}"
    assert _lines(body) == [ONE, "The stone", TWO, "The flour", THREE, FOUR]


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_the_items_of_a_list_are_lines_where_they_stand(tag: str) -> None:
    items = [f"The mill has {count} of these in its attic." for count in ("nine ropes", "two bells", "no mice")]
    listed = "".join(f"<li>{item}</li>" for item in items)
    assert _lines(f"{_p(ONE, TWO)}<{tag}>{listed}</{tag}>{_p(THREE, FOUR)}") == [ONE, TWO, *items, THREE, FOUR]


def test_a_heading_or_a_list_of_links_in_a_marked_region_fills_no_gap() -> None:
    related = "<div class='related'><h2>More of today</h2><ul><li><a href='/a'>The ferry sinks</a></li></ul></div>"
    assert _lines(_p(ONE, TWO) + related + _p(THREE, FOUR)) == [ONE, TWO, THREE, FOUR]


def _part(*lines: str, style: str = "text-part") -> str:
    return f"<div class='{style}'>{_p(*lines)}</div>"


LONG = (f"{FOUR} {FIVE}", f"{FIVE} {FOUR} Nobody said more.")


def test_a_story_that_is_cut_into_several_elements_is_whole() -> None:
    body = _part(*STORY) + "<div class='ad'>Advertisement</div>" + _part(*LONG)
    assert _lines(body, page="<main><h1>{}</h1>{}</main>") == [*STORY, *LONG]


@pytest.mark.parametrize(
    "rest",
    [
        f"<div class='related'>{_part(*LONG)}</div>",
        f"<aside>{_part(*LONG, style='aside-text')}</aside>",
    ],
)
def test_what_looks_like_a_part_and_belongs_to_something_else_is_none(rest: str) -> None:
    lines = _lines(_part(*STORY) + rest, page="<main><article><h1>{}</h1>{}</article></main>")
    assert lines[:3] == [*STORY]
    assert not {*LONG} & {*lines}


def test_a_part_of_another_article_is_left_out_of_the_body() -> None:
    rest = f"<article><h2>The ferry sinks</h2>{_part(*LONG)}</article>"
    page = f"<main><article><h1>{HEADLINE}</h1>{_part(*STORY)}</article>{rest}</main>"
    article = read(capture(f"<html><head><title>{HEADLINE}</title></head><body>{page}</body></html>", url=URL), None)
    assert article.article_body == body_of(*STORY)


def test_the_article_with_the_headline_is_the_story_though_another_is_longer() -> None:
    others = (*LONG, *(f"{line} So it goes." for line in LONG * 3))
    long = f"<article class='card'><h2>The ferry sinks</h2>{_p(*others)}</article>"
    page = f"<main><article><h1>{HEADLINE}</h1>{_p(*STORY, FOUR, FIVE)}</article>{long}</main>"
    article = read(capture(f"<html><head><title>{HEADLINE}</title></head><body>{page}</body></html>", url=URL), None)
    assert article.article_body == body_of(*STORY, FOUR, FIVE)


@pytest.mark.parametrize(
    "banner",
    [
        "<div id='onetrust-banner'>{}</div>",
        "<div class='cookie-banner'>{}</div>",
        "<section class='gdpr'><p>{}</p></section>",
        "<aside class='cmp-box'><p>{}</p></aside>",
    ],
)
def test_a_question_about_cookies_is_no_line(banner: str) -> None:
    for body in (banner.format(COOKIES) + _p(*STORY), _p(*STORY) + banner.format(COOKIES)):
        assert _lines(body) == [*STORY]


@pytest.mark.parametrize("mark", ["cookie-consent", "has-cookie-banner", "gdpr-ready", "consent-given"])
def test_a_wrapper_of_the_page_that_speaks_of_cookies_stays(mark: str) -> None:
    assert _lines(_p(*STORY), page=f"<div class='{mark}'><h1>{{}}</h1><div>{{}}</div></div>") == [*STORY]
    assert _lines(_p(*STORY), page=f"<h1>{{}}</h1><div class='{mark}'>{{}}</div>") == [*STORY]


BODY = (*STORY, FOUR, FIVE)


def test_the_body_that_a_page_states_stands_for_a_text_that_missed_it() -> None:
    elsewhere = _p(*(f"{line} So it was said elsewhere." for line in (FIVE, ONE, TWO, THREE, FOUR)))
    hidden = "<div class='c1'>" + "".join(f"<span class='x'><div>{line}</div></span>" for line in BODY) + "</div>"
    page = f"<div><h1>{{}}</h1>{{}}</div><article>{elsewhere}</article>"
    story = read_story(_page(hidden, " ".join(BODY), page=page))
    assert story is not None
    assert [line for line, _ in story.lines if line != HEADLINE] == [*BODY]


def test_an_abridged_body_stands_for_nothing() -> None:
    assert _lines(_p(*BODY), " ".join(BODY[:4])) == [*BODY]


@pytest.mark.parametrize("stated", ["", "x" * 5000, " ".join(BODY[:2]), "<p>" * 500, None])
def test_a_stated_body_that_is_not_the_pages_changes_nothing(stated: str | None) -> None:
    assert _lines(_p(*BODY), stated) == [*BODY]


def test_a_stated_body_may_hold_markup() -> None:
    story = read_story(_page(_p(*BODY), "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in BODY)))
    assert story is not None
    assert [line for line, _ in story.lines if line != HEADLINE] == [*BODY]


@pytest.mark.parametrize(
    ("stated", "end"),
    [(" ".join(BODY[:4]), 4), (" ".join(BODY), 5), (None, 5), (ONE, 5), ("y" * 900, 5)],
)
def test_the_story_ends_where_the_stated_body_does(stated: str | None, end: int) -> None:
    html = "<html><head><script type='application/ld+json'>{}</script></head><body><article>{}</article></body></html>"
    node = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": stated})
    page = ParsedPage(html.format(node, _p(*BODY)), URL)
    lines: list[tuple[str, int | None]] = [(line, page.layout.find(line)) for line in BODY]
    assert stated_end(lines, stated_body(page.metadata)) == end


def test_no_line_of_the_story_is_lost_or_told_twice() -> None:
    lines = [f"Sentence number {n} of the story tells that the wheel turned {n} times before noon." for n in range(150)]
    assert [fold(line) for line in _lines(_p(*lines))] == [fold(line) for line in lines]


def test_a_paragraph_whose_linked_words_the_extractor_cuts_out_is_whole() -> None:
    linked = ONE.replace(
        "for the first time in ninety years", "<a href='/years'>for the first time in ninety years</a>"
    )
    body = "".join(f"<div class='cell'><p class='text'>{line}</p></div>" for line in (linked, TWO, THREE, FOUR, FIVE))
    assert _lines(body) == [ONE, TWO, THREE, FOUR, FIVE]


@pytest.mark.parametrize("empty", ["<strong></strong>", "<span class='reference' id='r1'></span>"])
def test_the_text_behind_an_empty_element_is_a_part_of_its_paragraph(empty: str) -> None:
    cut = f"<p>{TWO[:40]}{empty}{TWO[40:]}</p>"
    assert _lines(f"{_p(ONE)}{cut}{_p(THREE, FOUR, FIVE)}") == [ONE, TWO, THREE, FOUR, FIVE]


def test_a_line_without_some_of_its_links_is_the_block_that_has_them() -> None:
    text = (
        f"{TWO[:20]}<a href='/a'>{TWO[20:31]}</a>{TWO[31:60]}<b>{TWO[60:70]}</b><a href='/b'>{TWO[70:80]}</a>{TWO[80:]}"
    )
    layout = _page(_p(ONE, text, THREE)).layout
    place = layout.find(TWO)
    assert place is not None
    without_first = TWO[:20] + TWO[31:]
    assert with_places([ONE, without_first, THREE], layout) == [(ONE, place - 1), (TWO, place), (THREE, place + 1)]
    foreign = TWO[:20] + "another word" + TWO[31:]
    assert (foreign, None) in with_places([ONE, foreign, THREE], layout)


def test_the_pieces_of_a_sentence_are_the_block_that_they_stand_in() -> None:
    begin, linked, end = (piece.strip() for piece in TWO.partition("two brothers"))
    layout = _page(f"{_p(ONE)}<div>{begin} <a href='/a'>{linked}</a> {end}</div>{_p(THREE)}").layout
    place = layout.find(TWO)
    assert place is not None
    for pieces in ((begin, linked, end), (begin, end)):
        expected = [(ONE, place - 1), (TWO, place), (THREE, place + 1)]
        assert with_places([ONE, *pieces, THREE], layout) == expected
    for others in ((begin, THREE), (linked, end), (begin, linked)):  # its end or its beginning is missing
        assert [line for line, _ in with_places([*others], layout)] == [*others]


@pytest.mark.parametrize("glued", [f"<span>Of the mill</span>{ONE}", f"{ONE}<span>{TWO}</span>"])
def test_lines_that_are_whole_by_themselves_stay_apart_though_one_block_holds_them(glued: str) -> None:
    layout = _page(f"<div>{glued}</div>{_p(THREE)}").layout
    lines = ["Of the mill", ONE] if glued.startswith("<") else [ONE, TWO]
    assert with_places(lines, layout) == [(line, None) for line in lines]


def _cells(*lines: str) -> str:
    return "".join(f"<div class='cell'><p class='text'>{line}</p></div>" for line in lines)


@pytest.mark.parametrize(
    ("line", "is_part"),
    [
        (f"<a href='/x'>{FOUR}</a>", True),
        (f"{FOUR[:50]}<a href='/x'>{FOUR[50:]}</a>", True),
        ("Then the wind turned.", True),
        ("<a href='/x'>The mill of Amsel burns, and nobody in the village knows why it was lit</a>", False),
        ("<a href='/x'>Read the whole report</a>", False),
        ("<a href='/f'>Facebook</a> | <a href='/x'>Twitter</a>", False),
    ],
    ids=["a linked sentence", "one linked in half", "a short line", "a linked headline", "a link", "a row of links"],
)
def test_what_is_left_out_of_a_story_is_a_part_of_it_where_it_looks_like_its_other_parts(
    line: str, is_part: bool
) -> None:
    page = _page(_cells(ONE, TWO, line, THREE, FIVE))
    taken = [(text, page.layout.find(text)) for text in (ONE, TWO, THREE, FIVE)]
    placed = [text for text, _ in with_gaps(taken, page.layout)]
    assert (len(placed) == 5) is is_part


@pytest.mark.parametrize(
    ("body", "is_part"),
    [
        (f"{_p(ONE, TWO)}<h3><a href='/x'>Of the wheel</a></h3>{_p(THREE)}", True),
        (f"{_p(ONE, TWO)}<div><h3><a href='/x'>Of the wheel</a></h3></div>{_p(THREE)}", True),
        (f"{_p(ONE, TWO)}<h3><a href='/x'>Of the wheel</a></h3><ul><li>Another text</li></ul>{_p(THREE)}", False),
    ],
    ids=["above a paragraph", "above it in a frame", "above something else"],
)
def test_a_heading_that_is_a_link_is_kept_right_above_what_it_heads(body: str, is_part: bool) -> None:
    page = _page(body)
    taken = [(text, page.layout.find(text)) for text in (ONE, TWO, THREE)]
    assert ("Of the wheel" in [text for text, _ in with_gaps(taken, page.layout)]) is is_part


def test_the_page_as_it_was_served_is_read_where_nothing_is_left_of_the_story() -> None:
    lines = [
        f"{line} The council asks {count} bakers about the cookies of the mill." for count, line in enumerate(STORY)
    ]
    body = f"<div class='consent-dossier'>{_p(*lines)}</div>"
    assert _lines(body, page="<h1>{}</h1><div>{}</div>") == lines


def test_a_menu_is_no_second_opinion_on_a_page_without_a_story() -> None:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(30))
    assert _lines("<p>Soon.</p>", page=f"<header><nav><ul>{menu}</ul></nav></header><h1>{{}}</h1>{{}}") == ["Soon."]


QUESTIONS = ("Who may own a goat in Velde?", "How is the flour weighed now?")


@pytest.mark.parametrize(
    "item",
    [
        "<h3><button aria-expanded='false'>{0}</button></h3><div><p>{1}</p></div>",
        "<button class='toggle'><h3>{0}</h3><svg></svg></button><div><p>{1}</p></div>",
        "<button class='w-full'>{0}</button><div><p>{1}</p></div>",
        "<details><summary>{0}</summary><p>{1}</p></details>",
    ],
    ids=["a button in a heading", "a heading in a button", "a button that asks", "details"],
)
def test_questions_that_open_their_answers_are_text(item: str) -> None:
    answers = "".join(
        f"<div class='faq-item'>{item.format(question, answer)}</div>"
        for question, answer in zip(QUESTIONS, (THREE, FOUR), strict=True)
    )
    assert _lines(f"{_p(ONE, TWO)}<div class='faq'>{answers}</div>{_p(FIVE)}") == [
        ONE, TWO, QUESTIONS[0], THREE, QUESTIONS[1], FOUR, FIVE,
    ]  # fmt: skip


def test_a_button_that_asks_for_something_else_is_no_text() -> None:
    buttons = "<button>Listen</button><button>Forgot password?</button><button>Share this story</button>"
    assert _lines(_p(ONE, TWO) + buttons + _p(THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    ("opening", "is_part"),
    [
        (f"<div>{ONE}</div>", True),
        (f"<div class='author-bio'>{ONE}</div>", False),
        (f"<div><div>{ONE}</div></div>", False),
    ],
    ids=["a div", "a bio", "in a frame of its own"],
)
def test_an_opening_in_a_div_beside_the_paragraphs_is_a_part_of_the_story(opening: str, is_part: bool) -> None:
    page = _page(opening + _p(TWO, THREE, FOUR, FIVE))
    taken = [(text, page.layout.find(text)) for text in (TWO, THREE, FOUR, FIVE)]
    assert (ONE in [text for text, _ in with_gaps(taken, page.layout)]) is is_part


TEASERS = tuple(f"{n} o'clock: what the miller said of it, in brief" for n in range(40))


@pytest.mark.parametrize(
    ("lines", "others", "shown", "is_it"),
    [
        ((*STORY, FOUR, FIVE), STORY, 900, True),
        ((*STORY, *TEASERS), STORY, 900, False),
        ((FOUR, FIVE, *(line[::-1] for line in STORY)), STORY, 900, False),
        (STORY, ("Read on with a subscription.",), 900, True),
        ((*STORY, FOUR, FIVE) * 4, STORY, 5000, True),
        ((*STORY, FOUR[:60]), STORY, 900, False),
    ],
    ids=["more paragraphs", "teasers too", "another text", "not a prompt", "much of what is shown", "little more"],
)  # fmt: skip
def test_an_opinion_counts_before_a_stricter_one_where_it_found_more_of_the_same(
    lines: tuple[str, ...], others: tuple[str, ...], shown: int, is_it: bool
) -> None:
    assert is_better(list(lines), list(others), shown) is is_it


@pytest.mark.parametrize(
    ("around", "rule"),
    [
        ("<p>{}</p>", "link_card"), ("<ul><li>{}</li></ul>", None), ("<ul><li><p>{}</p></li></ul>", None),
        ("<h3>{}</h3>", None), ("<blockquote><p>{}</p></blockquote>", None),
    ],
)  # fmt: skip
def test_a_link_of_many_words_is_a_card_but_in_a_list_a_heading_or_a_quotation(around: str, rule: str | None) -> None:
    layout = _page(f"{_p(ONE)}{around.format(f'<a href={URL!r}>{FOUR}</a>')}{_p(TWO)}").layout
    lines = [(line, layout.find(line)) for line in (ONE, FOUR, TWO)]
    frame = StoryFrame.of([*lines], layout, None)
    assert frame.rule_of(1, layout.find(FOUR) or 0) == rule
