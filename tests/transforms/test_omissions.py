"""What an extractor left out between the lines that it took is of the story where it is like them or heads them."""

from __future__ import annotations

import pytest

from transforms.extractors.omissions import with_gaps
from transforms.page.layout import Layout
from transforms.page.tree import parse_tree

PROSE = [
    "The first boat left the quay at noon, and the town stood on the wall and waved until it had gone.",
    "The second one waited for the tide, as its master had promised his sister that he would.",
    "The third has been without a rudder since the spring, and will be towed to Rill in a week.",
]


def _added(body: str, *left_out: str) -> list[str]:
    """Return which of the texts that an extractor left out are put back, where it took all the others."""
    layout = Layout(parse_tree(f"<html><body><main>{body}</main></body></html>", None))
    taken = [(block.text, place) for place, block in enumerate(layout.blocks) if block.text not in left_out]
    return [text for text, _ in with_gaps([*taken], layout) if text in left_out]


def _part(heading: str, text: str) -> str:
    head = f"<div class='head'><div><h2 class='title'>{heading}</h2></div></div>"
    return f"<section>{head}<div><p>{text}</p></div></section>"


def test_headings_in_frames_of_their_own_are_put_back() -> None:
    body = "".join(map(_part, ("One", "Two", "Three"), PROSE))
    assert _added(body, "Two", "Three") == ["Two", "Three"]


def test_the_lone_title_of_something_set_in_is_not() -> None:
    player = "<div><div class='head'><div><h3>Watch the boats leave</h3></div></div><div></div></div>"
    assert _added(f"<p>{PROSE[0]}</p>{player}<p>{PROSE[1]}</p>", "Watch the boats leave") == []


def test_a_heading_above_another_that_was_left_out_is_not() -> None:
    cards = "".join(f"<div><div><h2 class='card'>{name}</h2></div></div>" for name in ("Boats", "Quays"))
    assert _added(f"<p>{PROSE[0]}</p>{cards}<p>{PROSE[1]}</p>", "Boats", "Quays") == ["Quays"]


@pytest.mark.parametrize(("taken", "put_back"), [(3, True), (1, False)])
def test_linked_items_are_put_back_where_most_of_their_list_was_taken(taken: int, put_back: bool) -> None:
    items = "".join(f"<li>Item number {number} of the list of boats</li>" for number in range(taken))
    menu = "<li><a href='/a'>The grey boat</a></li><li><a href='/b'>The red boat</a></li>"
    body = f"<p>{PROSE[0]}</p><ul>{items}{menu}</ul><p>{PROSE[1]}</p>"
    left_out = ("The grey boat", "The red boat")
    assert _added(body, *left_out) == (list(left_out) if put_back else [])


@pytest.mark.parametrize("mark", ["tooltip", "newsletter"])
def test_a_mark_on_what_holds_the_whole_story_counts_for_nothing(mark: str) -> None:
    story = f"<p>{PROSE[0]}</p><h2>Later</h2><p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
    assert _added(f"<div class='{mark}'>{story}</div>", "Later") == ["Later"]
    box = f"<div class='{mark}'><h2>Later</h2></div>"
    assert _added(f"<p>{PROSE[0]}</p>{box}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>", "Later") == []


@pytest.mark.parametrize(
    ("items", "put_back"),
    [
        pytest.param([text.replace("boat", "ship") for text in (*PROSE[:1], PROSE[0].upper())], True, id="sentences"),
        pytest.param(["Sport", "Weather"], False, id="a menu"),
        pytest.param([f"<a href='/{n}'>{text} Again.</a>" for n, text in enumerate(PROSE)], False, id="links"),
    ],
)
def test_the_points_between_headline_and_story_are_put_back(items: list[str], put_back: bool) -> None:
    points = "".join(f"<li>{item}</li>" for item in items)
    layout = Layout(parse_tree(f"<body><h1>Boats</h1><div><ul>{points}</ul></div><p>{PROSE[1]}</p></body>", None))
    first = len(items) + 1
    texts = [text for text, _ in with_gaps([(PROSE[1], first)], layout)]
    assert texts == [*(items if put_back else ()), PROSE[1]]
    untitled = Layout(parse_tree(f"<body><ul>{points}</ul><p>{PROSE[1]}</p></body>", None))
    assert [text for text, _ in with_gaps([(PROSE[1], first - 1)], untitled)] == [PROSE[1]]


def _linked(heading: str, text: str, *, level: int = 2) -> str:
    return f"<div class='item'><h{level}><a href='/x'>{heading}</a></h{level}></div><div class='item'>{text}</div>"


def test_linked_headings_of_one_form_are_put_back_above_their_texts() -> None:
    body = "".join(_linked(name, f"<p>{text}</p>") for name, text in zip(("One", "Two", "Three"), PROSE, strict=True))
    assert _added(f"<div>{body}</div>", "One", "Two", "Three") == ["Two", "Three"]


def test_a_heading_above_one_of_a_lower_rank_that_was_taken_is_put_back() -> None:
    body = f"<p>{PROSE[0]}</p><h2><a href='/x'>The boat</a></h2><h3>At the quay</h3><p>{PROSE[1]}</p>"
    assert _added(body, "The boat") == ["The boat"]
    names = ("of Rumel", "of Ostrand")
    heads = "<div><div><h2>Boats {0}</h2></div><div><h3>Owners {0}</h3></div><div><p>{1}</p></div></div>"
    body = "".join(heads.format(name, text) for name, text in zip(names, PROSE[1:], strict=True))
    left_out = [f"{what} {name}" for name in names for what in ("Boats", "Owners")]
    assert _added(f"<p>{PROSE[0]}</p>{body}", *left_out) == left_out


def test_a_linked_heading_above_links_is_not() -> None:
    cards = "".join(f"<h3><a href='/{name}'>{name}</a></h3><p><a href='/{name}'>More</a></p>" for name in "AB")
    assert _added(f"<p>{PROSE[0]}</p><div>{cards}</div><p>{PROSE[1]}</p>", "A", "B", "More") == []


def test_sentences_of_a_list_are_put_back_where_its_frame_is_like_those_of_the_story() -> None:
    parts = "".join(f"<div class='part'><p>{text}</p></div>" for text in PROSE)
    points = [f"{text[:60]}, says the harbour master of the town." for text in PROSE[:2]]
    items = "".join(f"<li>{point}</li>" for point in points)
    assert _added(
        f"{parts}<div class='part'><ul>{items}</ul></div>{parts[:0]}<div class='part'><p>End.</p></div>", *points
    )
    offer = f"{parts}<div class='offer'><ul>{items}</ul></div><div class='part'><p>End.</p></div>"
    assert _added(offer, *points) == []


def test_who_is_quoted_is_put_back_with_what_was_said() -> None:
    quotation = f"<blockquote><p>{PROSE[1]}</p><p>The master, <a href='/m'>of the boat</a></p></blockquote>"
    body = f"<p>{PROSE[0]}</p>{quotation}<p>{PROSE[2]}</p>"
    assert _added(body, "The master, of the boat") == ["The master, of the boat"]
    linked = f"<blockquote><p><a href='/q'>{PROSE[1]}</a></p></blockquote>"
    assert _added(f"<p>{PROSE[0]}</p>{linked}<p>{PROSE[2]}</p>", PROSE[1]) == [PROSE[1]]
    other = "<blockquote><a href='/q'>Read: how the boats are built</a></blockquote>"
    assert _added(f"<p>{PROSE[0]}</p>{other}<p>{PROSE[2]}</p>", "Read: how the boats are built") == []


def test_a_quotation_too_long_to_be_set_in_for_its_looks_is_put_back_with_who_says_it() -> None:
    long, who = f"{PROSE[1]} {PROSE[2]} Nobody else has asked for it.", "The master of the boat"
    quotation = "<div><div><blockquote><div>{}</div><div>The master of the boat</div></blockquote></div></div>"
    for text, put_back in ((long, [long, who]), (PROSE[1], [])):
        body = f"<p>{PROSE[0]}</p>{quotation.format(text)}<p>{PROSE[0]} Again.</p>"
        assert _added(body, text, who) == put_back
    post = f"<figure>{quotation.format(long)}</figure>"
    assert _added(f"<p>{PROSE[0]}</p>{post}<p>{PROSE[0]} Again.</p>", long, who) == []


def test_headings_of_the_first_rank_within_a_story_are_put_back_where_they_head_texts() -> None:
    names = ("Of Rill", "Of Quam", "Of Zell")
    body = "".join(f"<div><h1>{name}</h1></div><p>{text}</p>" for name, text in zip(names, PROSE, strict=True))
    assert _added(body, *names[1:]) == [*names[1:]]
    assert _added(f"<p>{PROSE[0]}</p><div><h1>Other news</h1></div><p>{PROSE[1]}</p>", "Other news") == []


def test_a_link_alone_may_stand_between_a_heading_and_its_text() -> None:
    parts = (
        f"<div><h2 class='item'>{name}</h2></div><p><a href='/x'>Nine crowns</a></p><p>{text}</p>"
        for name, text in zip(("Of Rill", "Of Quam", "Of Zell"), PROSE, strict=True)
    )
    assert _added("".join(parts), "Of Quam", "Of Zell", "Nine crowns") == ["Of Quam", "Of Zell"]


@pytest.mark.parametrize(
    ("below", "is_part"),
    [
        ("<ul><li>One rope</li><li>Two bells</li></ul>", True),
        ("<ul class='share'><li>One rope</li><li>Two bells</li></ul>", False),
        ("<ul><li><a href='/a'>One rope</a></li><li><a href='/b'>Two bells</a></li></ul>", False),
        ("<div><ul><li>One rope</li><li>Two bells</li></ul></div>", False),
    ],
    ids=["a list", "a marked one", "links", "in a frame of its own"],
)
def test_a_list_right_below_the_last_paragraph_ends_the_story(below: str, is_part: bool) -> None:
    body = f"<div>{''.join(f'<p>{text}</p>' for text in PROSE)}{below}</div>"
    assert _added(body, "One rope", "Two bells") == (["One rope", "Two bells"] if is_part else [])


@pytest.mark.parametrize(("number", "put_back"), [("element-{}a{}b{}c4", True), ("text_{}", True), ("{}-news", False)])
def test_the_classes_that_a_page_builder_gives_to_one_element_alone_do_not_count(number: str, put_back: bool) -> None:
    texts = [*PROSE, "The fourth is <a href='/a'>in the dock of Quam</a>, where it has waited for paint since March."]
    body = "".join(
        f"<div class='widget {number.replace('{}', str(place))}'><div class='container'><p>{text}</p></div></div>"
        for place, text in enumerate(texts)
    )
    left_out = "The fourth is in the dock of Quam, where it has waited for paint since March."
    end = "<h3>Later</h3><p>And so they went to Rill.</p>"
    assert _added(body + end, left_out) == ([left_out] if put_back else [])


@pytest.mark.parametrize(
    ("around", "put_back"),
    [
        (f"<p>{PROSE[0]}</p>{{}}<p>{PROSE[1]}</p>", True),
        (f"<p>{PROSE[0]}</p><div>{{}}</div><p>{PROSE[1]}</p>", False),
        (f"<p>{PROSE[0]}</p>{{}}<p><a href='/r'>Read more</a></p><p>{PROSE[1]}</p>", False),
        (f"<p>{PROSE[0]}</p><div class='tags'></div>{{}}<p>{PROSE[1]}</p>", True),
        (f"<p>{PROSE[0]}</p><h3>Boats of the town:</h3>{{}}<p>{PROSE[1]}</p>", True),
        (f"<p>{PROSE[0]}</p><h3>Read more:</h3>{{}}<p>{PROSE[1]}</p>", False),
        (f"<h1>Boats</h1><h2>{PROSE[0]}</h2>{{}}<p>{PROSE[1]}</p>", False),
    ],
    ids=["between paragraphs", "in a frame", "above a link", "below nothing", "named", "related", "below a title"],
)
def test_a_list_of_links_right_between_paragraphs_is_put_back(around: str, put_back: bool) -> None:
    boats = ["The grey boat", "The red boat"]
    items = "".join(f"<li><a href='/{place}'>{boat}</a></li>" for place, boat in enumerate(boats))
    added = _added(around.format(f"<ul>{items}</ul>"), *boats, "Read more")
    assert added == (boats if put_back else [])
    part = around.format(f"<ul>{items}<li>The blue boat of Rill</li></ul>")
    assert _added(part, *boats) == []
