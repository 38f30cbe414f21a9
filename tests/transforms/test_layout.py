"""Each text of a page has its place, its share of links and the marked region that it stands in."""

from __future__ import annotations

import time

import pytest

from transforms.page.layout import Layout
from transforms.page.selectors import select
from transforms.page.tree import parse_tree


def _layout(body: str) -> Layout:
    return Layout(parse_tree(f"<html><head><title>not seen</title></head><body>{body}</body></html>", None))


def _texts(body: str) -> list[str]:
    return [block.text for block in _layout(body).blocks]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>A</p><p>B</p>", ["A", "B"]),
        ("<p>A <b>b</b>\n c</p>", ["A b c"]),
        ("<p>A<br>B</p>", ["A", "B"]),
        ("A<p>B</p>C", ["A", "B", "C"]),
        ("<div>A<p>B</p>C</div>D", ["A", "B", "C", "D"]),
        ("<ul><li>A</li><li>B<ul><li>C</li></ul>D</li></ul>", ["A", "B", "C", "D"]),
        ("<table><tr><td>A</td><td>B</td></tr></table>", ["A", "B"]),
        ("<h1>A</h1><h2>B</h2><pre>C</pre><blockquote>D</blockquote>", ["A", "B", "C", "D"]),
        ("<p>A<script>x()</script>b</p><style>p{}</style><noscript>x</noscript>", ["Ab"]),
        ("<p>A</p><template><p>x</p></template><svg><text>x</text></svg><select><option>x</option></select>", ["A"]),
        ("<button>x</button><textarea>x</textarea><iframe>x</iframe><p>A</p>", ["A"]),
        ("<p> </p><p>\u00ad</p><p>\ufeff</p><p>A</p>", ["A"]),
        ("<p>A<!-- x -->b</p>", ["Ab"]),
        ("<a href='/'>A</a> b", ["A b"]),
        ("<p>می‌چرخد</p>", ["می‌چرخد"]),
        ("<p>e\u0301</p>", ["é"]),
        ("", []),
    ],
)
def test_a_page_is_read_block_by_block_in_its_order(body: str, texts: list[str]) -> None:
    assert _texts(body) == texts


@pytest.mark.parametrize(
    ("body", "linked"),
    [
        ("<p>A story</p>", 0.0),
        ("<p><a href='/'>A story</a></p>", 1.0),
        ("<a href='/'><p>A story</p></a>", 1.0),
        ("<p><a href='/'>four</a>four</p>", 0.5),
        ("<p><a href='/'><b>four</b></a>four</p>", 0.5),
        ("<p>four<a href='/'>four</a>four<a href='/'>four</a></p>", 0.5),
        ("<a href='/'></a><p>A story</p>", 0.0),
    ],
)
def test_a_block_knows_how_much_of_it_is_a_link(body: str, linked: float) -> None:
    assert _layout(body).blocks[0].linked == pytest.approx(linked)


@pytest.mark.parametrize(
    ("around", "rule"),
    [
        ("<div class='related'>{}</div>", "related"),
        ("<div class='read-more'>{}</div>", "related"),
        ("<div class='readmore'>{}</div>", "related"),
        ("<div id='most_read'>{}</div>", "related"),
        ("<section class='c-inline-promo'>{}</section>", "related"),
        ("<div class='newsletter-box'>{}</div>", "newsletter"),
        ("<div class='advert'>{}</div>", "promotion"),
        ("<div class='donation-box'>{}</div>", "support"),
        ("<div class='paywall-message'>{}</div>", "paywall"),
        ("<div class='social-media'>{}</div>", "share"),
        ("<div class='author-bio'>{}</div>", "author_bio"),
        ("<div class='slideshow'>{}</div>", "gallery"),
        ("<div class='photo-credit'>{}</div>", "caption"),
        ("<figure><figcaption>{}</figcaption></figure>", "caption"),
        ("<p class='copyright'>{}</p>", "copyright"),
        ("<nav>{}</nav>", "navigation"),
        ("<div class='breadcrumbs'>{}</div>", "navigation"),
        ("<ol class='comments'><li>{}</li></ol>", "comments"),
        ("<footer>{}</footer>", "interface"),
        ("<form><p>{}</p></form>", "interface"),
        ("<div class='sr-only'>{}</div>", "interface"),
        ("<div class='related'><div><section><p>{}</p></section></div></div>", "related"),
        ("<div>{}</div>", None),
        ("<main class='related'>{}</main>", None),
        ("<div class='unrelated'>{}</div>", None),
        ("<div class='biology'>{}</div>", None),
        ("<div class='wallpaper'>{}</div>", None),
        ("<div class='shared-mill'>{}</div>", None),
        ("<div class='tagsoup captioned'>{}</div>", None),
        ("<div class='promote'>{}</div>", None),
        ("<div class='related'></div>{}", None),
        ("<div class='related'>" + "<div>" * 30 + "{}" + "</div>" * 30 + "</div>", None),
    ],
)
def test_a_block_knows_the_marked_region_that_it_stands_in(around: str, rule: str | None) -> None:
    layout = _layout(around.format("<span>The mill turns</span>"))
    place = layout.find("The mill turns")
    assert place is not None
    assert layout.region(place)[0] == rule


def test_a_mark_on_the_whole_body_is_no_region() -> None:
    layout = Layout(parse_tree("<html><body class='related'><p>A</p></body></html>", None))
    assert layout.region(0) == (None, None)


def test_a_region_is_the_innermost_marked_element() -> None:
    layout = _layout("<div class='promo'><p class='newsletter'>A</p><p>B</p></div>")
    assert [layout.region(place)[0] for place in (0, 1)] == ["newsletter", "promotion"]
    assert layout.region(1)[1] is not None
    assert layout.region(1)[1].get("class") == "promo"


def test_all_within_the_comments_belongs_to_them() -> None:
    layout = _layout("<div id='comments'><div><p class='read-more'>A</p></div><p>B</p></div><p class='read-more'>C</p>")
    assert [layout.region(place)[0] for place in (0, 1, 2)] == ["comments", "comments", "related"]
    element = layout.region(0)[1]
    assert element is not None
    assert element.get("id") == "comments"


def test_a_text_is_found_again_whatever_its_spelling() -> None:
    layout = _layout("<p>The Mill!</p><p>B</p><p>the mill</p>")
    assert [layout.find("The mill", after) for after in (-1, 0, 1, 2)] == [0, 2, 2, 0]
    assert layout.find("nowhere") is None
    assert layout.find("") is None
    assert layout.find("…!") is None


def test_the_place_of_an_element_is_that_of_its_first_text() -> None:
    tree = parse_tree("<html><body><p>A</p><div id='b'><p>B</p></div><p>C</p><i id='none'></i></body></html>", None)
    layout = Layout(tree)
    assert [layout.place_of(select(tree, css)[0]) for css in ("#b", "#none", "body")] == [1, 3, 0]


def test_the_article_or_the_cell_around_a_block_is_known() -> None:
    layout = _layout(
        "<article id='a'><p>A</p><table><tr><td id='c'><p>B</p></td></tr></table></article>"
        "<table><tr><td id='d'>C</td></tr></table><p>D</p>"
    )
    around = [layout.article(place) for place in range(4)]
    assert [element.get("id") if element is not None else None for element in around] == ["a", "a", "d", None]


def test_a_block_within_a_link_is_a_card() -> None:
    layout = _layout("<a href='/'><h3>A</h3></a><p><a href='/'>B</a></p>")
    assert [layout.in_link(place) for place in (0, 1)] == [True, False]


@pytest.mark.parametrize(
    "body",
    ["<div>" * 20_000 + "A", "<b>" * 20_000 + "A", "<p>A</p>" * 20_000, "<ul><li>" * 10_000 + "A", "A<br>" * 20_000],
    ids=["divs", "bold", "paragraphs", "lists", "breaks"],
)
def test_a_page_may_be_as_deep_and_as_long_as_it_likes(body: str) -> None:
    tree = parse_tree(f"<html><body>{body}</body></html>", None)
    start = time.process_time()
    layout = Layout(tree)
    assert [layout.region(place)[0] for place in range(len(layout.blocks))].count("related") == 0
    assert time.process_time() - start < 1.5


def test_the_heading_is_found_and_not_the_menu_that_names_it_too() -> None:
    layout = _layout("<nav><p>The mill</p></nav><h2>News</h2><h1>The <b>mill</b></h1><p>Bells</p>")
    assert layout.heading(["The mill"]) == 2
    assert layout.heading(["Bells", "The mill"]) == 2
    assert layout.heading(["Bells"]) == 3
    assert layout.heading(["hemill"]) == 2  # beside a kicker
    assert layout.heading(["emil"]) is None
    assert layout.heading(["The wheel", ""]) is None
