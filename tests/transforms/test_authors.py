"""Who is credited: people by the first source that names one, agencies apart, the outlet itself never."""

from __future__ import annotations

import json
from typing import Any

import pytest

from transforms.page.parsed_page import ParsedPage
from transforms.people.authors import read_people

URL = "https://www.veldepost.example/2026/mill"
MILL = "The mill of Velde turns again"
STORY = (
    "<p>The old mill of Velde turned for the first time in ninety years, to applause from the village.</p>"
    "<p>Its new millstone was cut by two brothers from Port Amsel, who learned the craft from a book.</p>"
)
JANE = {"@type": "Person", "name": "Jane Roe"}
JOHN = {"@type": "Person", "name": "John Doe"}
BYLINE = "<p class='byline'>By Jane Roe</p>"


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _meta(name: str, *contents: str) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for content in contents)


def _read(
    body: str = "",
    head: str = "",
    ld: dict[str, Any] | None = None,
    site: str = "The Velde Post",
    outlet: tuple[str, ...] = (),
    url: str = URL,
    seen: bool = True,
    below: str = "",
) -> tuple[list[tuple[str, str | None]], list[str]]:
    """Return names with addresses, and agencies, of a page with this body between its headline and its story."""
    stated = json.dumps({"@type": "NewsArticle", "headline": MILL, "datePublished": "2026-11-18", **(ld or {})})
    head += f"<title>{MILL}</title><meta property='og:site_name' content='{site}'>"
    head += f"<script type='application/ld+json'>{stated}</script>" if ld else ""
    html = f"<html><head>{head}</head><body><article><h1>{MILL}</h1>{body}{STORY}{below}</article></body></html>"
    page = ParsedPage(html, url)
    people, agencies = read_people(page.metadata, outlet, page if seen else None)
    return [(person.name, person.url) for person in people], agencies


def _people(html: str) -> list[str]:
    """Return the names of the people whom a page credits."""
    page = ParsedPage(html, URL)
    return [person.name for person in read_people(page.metadata, (), page)[0]]


def _names(*args: Any, **kwargs: Any) -> list[str]:
    return [name for name, _ in _read(*args, **kwargs)[0]]


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (JANE, ["Jane Roe"]),
        ([JANE, JOHN], ["Jane Roe", "John Doe"]),
        ("Jane Roe", ["Jane Roe"]),
        (["Jane Roe", JOHN], ["Jane Roe", "John Doe"]),
        ({"@type": "Person", "name": ["Jane Roe", "John Doe"]}, ["Jane Roe", "John Doe"]),
        ({"@type": "Person", "name": "Jane Roe, John Doe"}, ["Jane Roe", "John Doe"]),
        ({"name": "Jane Roe"}, ["Jane Roe"]),
        ({"@type": "Person", "name": "By Jane Roe, Senior Reporter"}, ["Jane Roe"]),
        ({"@type": "Person", "name": "Conan O&#39;Neil"}, ["Conan O'Neil"]),
        ({"@type": "Person", "name": "Cher"}, ["Cher"]),
        ({"@type": "Person", "name": "Anna Press"}, ["Anna Press"]),
        ([JANE, {"@type": "Person", "name": "JANE ROE"}], ["Jane Roe"]),
        ([JANE, _organisation("The Velde Post")], ["Jane Roe"]),
        ([JANE, _organisation("Lantern Foundation")], ["Jane Roe"]),
        (_organisation("Lantern"), []),
        ("https://www.veldepost.example/authors/jane", []),
        ([1, None, True, [["Jane Roe"]], {"name": {"x": 1}}, {"name": None}, {}], []),
        ({"@type": "Person", "name": "Jane Roe, Jr."}, ["Jane Roe Jr."]),
        ({"@type": "Person", "name": "Jane Roe, Velde"}, ["Jane Roe"]),
        ({"@type": "Person", "name": "Jane Roe, who covers mills"}, ["Jane Roe"]),
    ],
)
def test_the_articles_own_statement_names_its_people(author: Any, names: list[str]) -> None:
    assert _names(ld={"author": author}) == names


def test_a_persons_address_is_absolute() -> None:
    found, _ = _read(ld={"author": [{**JANE, "url": "/authors/jane"}, {**JOHN, "sameAs": "https://doe.example/"}]})
    assert found == [
        ("Jane Roe", "https://www.veldepost.example/authors/jane"),
        ("John Doe", "https://doe.example/"),
    ]


MICRODATA = "<p><span itemprop='author'>Max Moe</span></p>"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ({"ld": {"author": JANE, "creator": JOHN}}, ["Jane Roe"]),
        ({"ld": {"creator": ["Jane Roe"]}}, ["Jane Roe"]),
        ({"ld": {"author": JANE}, "head": _meta("author", "John Doe")}, ["Jane Roe"]),
        ({"head": _meta("author", "Jane Roe", "John Doe")}, ["Jane Roe", "John Doe"]),
        ({"head": _meta("author", "Jane Roe") + _meta("byl", "By John Doe")}, ["Jane Roe"]),
        ({"head": _meta("article:author", "https://velde.example/j") + _meta("byl", "By Jane Roe")}, ["Jane Roe"]),
        ({"head": _meta("author", "Jane Roe"), "body": MICRODATA}, ["Jane Roe"]),
        ({"body": MICRODATA + BYLINE}, ["Max Moe"]),
        ({"head": _meta("author", "admin"), "body": BYLINE}, ["Jane Roe"]),
        ({"head": _meta("author", "The Velde Post"), "body": BYLINE}, ["Jane Roe"]),
        ({"ld": {"author": _organisation("The Velde Post")}, "body": BYLINE}, ["Jane Roe"]),
        ({"ld": {"author": _organisation("AP")}, "head": _meta("author", "Jane Roe")}, ["Jane Roe"]),
        ({"ld": {"author": {"@type": "Person", "name": "News Desk"}}, "body": BYLINE}, ["Jane Roe"]),
        ({"ld": {"author": {"@type": "Person", "name": "Velde Staff"}}}, ["Velde Staff"]),
        ({"head": _meta("author", "Redaktion")}, ["Redaktion"]),
        ({"body": "".join(f"<p itemprop='author'>Voice Of{letter}</p>" for letter in "ABCDEF"), "seen": False}, []),
        ({"body": BYLINE, "seen": False}, []),
        ({"ld": {"author": JANE}, "seen": False}, ["Jane Roe"]),
        ({}, []),
    ],
)
def test_the_first_source_that_credits_a_person_counts(page: dict[str, Any], names: list[str]) -> None:
    assert _names(**page) == names


@pytest.mark.parametrize(
    "body",
    [
        BYLINE,
        "<div class='article-author__name'>Jane Roe</div>",
        "<div class='byLineName'>Jane Roe</div>",
        "<div data-testid='author-name'>Jane Roe</div>",
        "<p class='byline'>By Jane Roe, Senior Reporter</p>",
        "<div class='byline'><p>By Jane Roe</p><p>Read in two minutes</p></div>",
        "<div class='byline'>By <a href='/authors/jane'>Jane Roe</a> | 5 May 2024</div>",
        "<a rel='author' href='/jane'>Jane Roe</a>",
        "<p>By Jane Roe</p>",
        "<p>By Jane Roe in Velde</p>",
        "<p>by Jane Roe, 5 May 2024</p>",
        "<p>Published 5 May 2024 | By Jane Roe</p>",
        "<p>Written by Jane Roe</p>",
        "<p>Jane Roe | 5 April 2025</p>",
        "<p>Jane Roe - 5 April 2025</p>",
        "<p>Von Jane Roe</p>",
        "<p>Par Jane Roe</p>",
        "<p>Por Jane Roe</p>",
        "<p><a href='/authors/jane'>Jane Roe</a></p>",
        "<p><a href='https://veldepost.example/@jane'>Jane Roe</a></p>",
    ],
)
def test_a_byline_that_is_seen_names_its_person(body: str) -> None:
    assert _names(body) == ["Jane Roe"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<p class='byline'>بقلم: محمد حسن</p>", ["محمد حسن"]),
        ("<p>خبرنگار: علی رضایی</p>", ["علی رضایی"]),
        ("<p>كتبت سارة علي</p>", ["سارة علي"]),
        ("<p>\u200fكتبت سارة علي\u200f</p>", ["سارة علي"]),
        ("<span class='author'>علی رضایی و مریم کریمی</span>", ["علی رضایی", "مریم کریمی"]),
        ("<p>Von Jan Meier und Petra Kunz</p>", ["Jan Meier", "Petra Kunz"]),
        ("<p>Por Juana Inés de la Cruz</p>", ["Juana Inés de la Cruz"]),
        ("<p class='byline'>By Jane Roe and John Doe in London</p>", ["Jane Roe", "John Doe"]),
        ("<p class='byline'>By Tom May</p>", ["Tom May"]),
        ("<p class='byline'>By Cher</p>", ["Cher"]),
    ],
)
def test_bylines_of_many_languages(body: str, names: list[str]) -> None:
    assert _names(body) == names


def test_the_links_of_a_byline_are_kept() -> None:
    body = "<p class='byline'>By <a href='/authors/jane'>Jane Roe</a> and <a href='/authors/john'>John Doe</a></p>"
    assert _read(body)[0] == [
        ("Jane Roe", "https://www.veldepost.example/authors/jane"),
        ("John Doe", "https://www.veldepost.example/authors/john"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<p class='byline'>Read in two minutes</p>",
        "<p class='author'>Share this article</p>",
        "<p class='author'>miller</p>",
        "<div class='author-bio'><p class='author'>John Doe</p></div>",
        "<div class='comment'><span class='author'>John Doe</span> says no</div>",
        "<aside><span class='author'>John Doe</span></aside>",
        "<footer><span class='author'>John Doe</span></footer>",
        "<figure><span class='author'>John Doe</span></figure>",
        "<div class='related-stories'><span class='author'>John Doe</span></div>",
        "<h2>By the numbers</h2>",
        "<h2>By the Numbers</h2>",
        "<p>By Monday the water had gone, and nobody in the village could say where to.</p>",
        "<p>By the time the fire brigade came, the wheel had stopped.</p>",
        "<p>By Friday evening, Anna Rill had sold nine sacks of flour.</p>",
        "<p>Von Montag an fahren die Fähren wieder, sagte der Rat.</p>",
        "<p>Anna Rill – born in Velde in 1950 – has died.</p>",
        "<p>The Velde Bridge - opened in 1931 - will be painted.</p>",
        "<p>See <a href='/people/'>all people</a></p>",
        "<h2>By Monday the water had gone</h2>",
        "<h2>By Boat to Amsel</h2>",
        "<h2>Von Amsel bis Velde</h2>",
        pytest.param(
            "<p>Spring Fair | 5 April 2025</p>",
            marks=pytest.mark.xfail(strict=True, reason="whatever stands before a bar and a date is read as a name"),
        ),
    ],
)  # fmt: skip
def test_what_is_no_byline_credits_nobody(body: str) -> None:
    assert _names(body) == []


def test_a_byline_far_below_the_headline_is_another_storys() -> None:
    assert _names(below="<p>More of today</p>" * 40 + "<p>By John Doe</p>") == []


@pytest.mark.parametrize(
    ("page", "agencies"),
    [
        ({"ld": {"author": _organisation("AP")}}, ["AP"]),
        ({"ld": {"author": _organisation("The Associated Press")}}, ["AP"]),
        ({"ld": {"author": {"@type": "Person", "name": "Reuters"}}}, ["Reuters"]),
        ({"ld": {"author": [JANE, _organisation("AFP")]}}, ["AFP"]),
        ({"head": _meta("author", "Jane Roe with AFP")}, ["AFP"]),
        ({"head": _meta("author", "dpa")}, ["dpa"]),
        ({"body": "<p class='byline'>Jane Roe, AFP and Reuters</p>"}, ["AFP", "Reuters"]),
        ({"body": "<p>Source: AFP</p>"}, ["AFP"]),
        ({"body": "<p>Quelle: dpa</p>"}, ["dpa"]),
        ({"body": "<p>منبع: خبرگزاری ایرنا</p>"}, ["IRNA"]),
        ({"body": "<p>المصدر: وفا</p>"}, ["WAFA"]),
        ({"body": BYLINE + "<p>Source: AFP</p>"}, ["AFP"]),
        ({"ld": {"author": JANE}, "head": _meta("author", "AP")}, []),
        ({"body": "<p>Source: Ministry of Mills</p>"}, []),
        ({"body": "<p>Source: AFP, the Ministry of Mills and the keeper of the lamp</p>"}, []),
        ({"body": "<p>The story was first told by AFP.</p>"}, []),
        ({"ld": {"author": _organisation("Xinhua")}, "site": "Xinhua"}, []),
        ({"ld": {"author": _organisation("Tasnim News Agency")}, "site": "Tasnim"}, []),
        ({"ld": {"author": _organisation("IRNA")}, "outlet": ("IRNA", "irna")}, []),
        ({"body": "<p>Source: Xinhua News Agency</p>", "site": "Xinhua"}, []),
    ],
)
def test_agencies_are_credited_apart_unless_they_are_the_outlet(page: dict[str, Any], agencies: list[str]) -> None:
    assert _read(**page)[1] == agencies


def test_the_authors_of_a_paper_are_named_as_they_are_spoken_of() -> None:
    names = ["Roe, Jane", "John Doe", "van der Berg, J. P."]
    assert _names(head=_meta("citation_author", *names)) == ["Jane Roe", "John Doe", "J. P. van der Berg"]
    assert _names(head=_meta("citation_author", "Jane Roe, John Doe")) == ["Jane Roe", "John Doe"]
    assert _names(head=_meta("citation_author", "Jane Roe, PhD")) == ["Jane Roe"]
    assert _read(head=_meta("citation_author", "Jane Roe, Reuters")) == ([("Jane Roe", None)], ["Reuters"])


def test_the_byline_of_another_story_is_none_of_an_agencys() -> None:
    ld = {"author": _organisation("dpa")}
    other = "<p>More of today</p>" * 30 + "<div><h2>Bells</h2><span class='author'>Von Christoph Hagen</span></div>"
    assert _read(ld=ld, below=other) == ([], ["dpa"])
    assert _read("<p>By Jane Roe</p>", ld=ld, below=other) == ([("Jane Roe", None)], ["dpa"])


@pytest.mark.parametrize(
    "byline",
    [
        "<p class='byline'>Jane Roe</p>",
        "<div class='author'><span class='author-name'>Jane Roe</span>, dpa</div>",
        "<p><a rel='author' href='/jane-roe'>Jane Roe</a></p>",
    ],
)
def test_a_person_signs_beside_an_agency(byline: str) -> None:
    assert _names(byline, ld={"author": _organisation("dpa")}) == ["Jane Roe"]


@pytest.mark.parametrize(
    "byline",
    [
        "<p><a href='/author/desk'>News Desk</a> and <a href='/author/jane'>Jane Roe</a></p>",
        "<p><a href='/author/desk'>News Desk</a></p><p><a href='/author/jane'>Jane Roe</a></p>",
    ],
)
def test_a_person_signs_beside_the_staff(byline: str) -> None:
    assert _names(byline, ld={"author": {"@type": "Person", "name": "News Desk"}}) == ["Jane Roe"]


def test_the_byline_below_the_title_counts_though_the_section_has_the_larger_heading() -> None:
    section = "<h1>Politics</h1><div><h3>The bells of Amsel</h3><p>By John Doe</p></div>"
    page = (
        f"<html><head><title>{MILL}</title></head><body>{section}<h2>{MILL}</h2><p>By Jane Roe</p>{STORY}</body></html>"
    )
    assert _people(page) == ["Jane Roe"]


def test_the_byline_of_another_story_is_none_of_the_staffs() -> None:
    ld = {"author": {"@type": "Person", "name": "Velde Post Staff"}}
    staff = "<p><a href='/author/staff'>Velde Post Staff</a></p>"
    other = "<div><h2>The bells of Amsel</h2><a href='/author/ch'>Christoph Hagen</a></div>"
    assert _names(staff, ld=ld, below=other) == ["Velde Post Staff"]


def test_a_menu_that_names_the_story_has_no_byline_below_it() -> None:
    menu = f"<ul><li>{MILL}</li><li>Crafts</li><li>By John Doe</li>{'<li>News</li>' * 30}</ul>"
    page = f"<html><head><title>{MILL}</title></head><body>{menu}<h1>{MILL}</h1><p>By Jane Roe</p>{STORY}</body></html>"
    assert _people(page) == ["Jane Roe"]


OWN_NAMES = [
    ("The Velde Post", {}),
    ("Velde Post", {}),
    ("veldepost", {}),
    ("AmselTimes", {"head": "<meta name='twitter:site' content='@AmselTimes'>"}),
    ("ABCD Online", {"site": "ABCD"}),
    ("The Mill", {"site": "The Mill", "url": "https://themill.example/a"}),
    ("Jane Roe", {"site": "Jane Roe", "url": "https://www.janeroe.example/mill"}),
]


@pytest.mark.parametrize(("name", "page"), [*OWN_NAMES, ("veldepost.example", {}), ("Lantern", {}), ("@lantern", {})])
def test_a_declared_outlet_is_nobodys_name(name: str, page: dict[str, Any]) -> None:
    author = {"@type": "Person", "name": name}
    assert _names(ld={"author": author}, outlet=("The Lantern", "lantern"), **page) == []
    assert _names(ld={"author": [author, JOHN]}, outlet=("The Lantern", "lantern"), **page) == ["John Doe"]


@pytest.mark.parametrize(("name", "page"), OWN_NAMES)
def test_a_site_that_is_not_declared_signs_where_nobody_else_does(name: str, page: dict[str, Any]) -> None:
    author = {"@type": "Person", "name": name}
    assert _names(ld={"author": author}, **page) == [name]
    assert _names(ld={"author": [author, JOHN]}, **page) == ["John Doe"]
    assert _names("<p class='byline'>By John Doe</p>", ld={"author": author}, **page) == ["John Doe"]
    assert _names(ld={"author": [author, {"@type": "Person", "name": "Velde Staff"}]}, **page) == ["Velde Staff"]
    assert _read(ld={"author": [author, _organisation("AFP")]}, **page) == ([], ["AFP"])


def test_a_label_above_the_name_makes_a_byline() -> None:
    assert _names("<p>Last updated</p><p>4 May 2026</p><p>Written by</p><p>Jane Roe</p>") == ["Jane Roe"]
    assert _names("<p>Author:</p><p>Jane Roe</p>") == ["Jane Roe"]
    for label in ("Published", "Category", "Monday"):
        assert _names(f"<p>Author</p><p>{label}</p><p>5 April 2026</p>") == []
    assert _names("<p>Written by</p><p>The mill turned, and nobody who had come was surprised.</p>") == []


def test_a_heading_in_the_menu_is_not_the_one_above_the_byline() -> None:
    menu = "<nav><p>Sections</p>" + "".join(f"<p>Part {number}</p>" for number in range(40)) + "</nav>"
    story = f"<article><h1>{MILL}</h1><p>By Jane Roe, Velde Staff Writer</p>{STORY}</article><h1>Sections</h1>"
    assert _people(f"<html><head><title>{MILL}</title></head><body>{menu}{story}</body></html>") == ["Jane Roe"]


@pytest.mark.parametrize("text", ["Last Updated", "Updated", "Published"])
def test_a_label_is_no_name(text: str) -> None:
    assert _names(f"<p class='byline'>{text}</p><p>{text} | 22 February 2026</p>") == []


def test_the_staff_of_a_declared_outlet_is_the_outlet() -> None:
    author = {"@type": "Person", "name": "Lantern Website Staff"}
    assert _names(ld={"author": author}, outlet=("The Lantern", "lantern")) == []
    assert _names(ld={"author": [author, JOHN]}, outlet=("The Lantern", "lantern")) == ["John Doe"]


@pytest.mark.parametrize(
    "body",
    [
        "<div><span>Jane Roe</span><svg><text>x</text></svg><span>Dec 05, 2026</span><span>2 Shares</span></div>",
        "<div><span>Dec 5, 2026</span> · <span>Jane Roe</span></div>",
        "<div>2026-12-05 · <a href='#'><img src='/j.png'><div>Jane Roe</div></a></div>",
        "<ul><li>Jane Roe</li><li>5 December 2026</li></ul>",
        "<div><style>.a { color: red }</style><b>Jane Roe</b><i>5 December 2026</i></div>",
    ],
)
def test_a_name_alone_beside_the_date_signs(body: str) -> None:
    assert _names(body) == ["Jane Roe"]
    page = (
        f"<html><head><title>{MILL}</title></head><body><article>{body}<h1>{MILL}</h1>{STORY}</article></body></html>"
    )
    assert _people(page) == ["Jane Roe"]


@pytest.mark.parametrize(
    "body",
    [
        "<div><a class='category' href='/x'>River Life</a><span>Dec 05, 2026</span></div>",
        "<div><a href='/tag/river-life'>River Life</a><span>Dec 05, 2026</span></div>",
        "<div><span>Mill Turns</span><span>Dec 05, 2026</span></div>",
        "<div><span>Filed Under</span><span>Dec 05, 2026</span></div>",
        "<div><span>5 min read</span><span>Dec 05, 2026</span></div>",
        "<div><h2>River Life</h2><span>Dec 05, 2026</span></div>",
        "<figure><figcaption><b>Max Moe</b> <i>2026</i></figcaption></figure>",
        "<div><span>Every Good Old River Song</span><span>Dec 05, 2026</span></div>",
        "<div><span>ماء النهر</span><span>5/12/2026</span></div>",
    ],
)
def test_what_stands_beside_the_date_and_is_no_name_signs_nothing(body: str) -> None:
    assert _names(body) == []


def test_a_section_of_the_menu_is_no_name_beside_the_date() -> None:
    menu = "<ul><li>River Life</li>" + "<li>News</li>" * 9 + "</ul>"
    line = "<div><span>River Life</span><span>Dec 05, 2026</span></div>"
    assert (
        _people(f"<html><head><title>{MILL}</title></head><body>{menu}<h1>{MILL}</h1>{line}{STORY}</body></html>") == []
    )


def test_a_line_that_joins_names_completes_what_is_stated() -> None:
    ld = {"author": {**JANE, "url": "https://velde.example/jane"}}
    line = "<div class='byline'>By <span>Jane Roe</span> and John Doe, Velde News</div>"
    assert _read(line, ld=ld)[0] == [("Jane Roe", "https://velde.example/jane"), ("John Doe", None)]
    assert _names("<p>By Jane Roe, Master Miller</p>", ld=ld) == ["Jane Roe"]
    assert _names("<p>By Jane Roe | River Life</p>", ld=ld) == ["Jane Roe"]
    assert _names("<p>By Jane Doe and Max Moe</p>", ld=ld) == ["Jane Roe"]


def test_the_sites_own_name_is_no_part_of_a_persons() -> None:
    byline = "<div class='byline'><span class='author'>Jane Roe</span> <span>VELDE POST</span></div>"
    assert _names(byline) == ["Jane Roe"]
    assert _names(head=_meta("author", "Good Travel Expert"), site="Good Travel Expert") == ["Good Travel Expert"]


def test_a_sentence_names_whom_the_story_is_about() -> None:
    assert _names("<p>A new mill for <a href='/people/max-moe'>Max Moe</a> is built.</p>") == []
    tags = "<p><a href='/people/max-moe'>Max Moe</a> <a href='/people/anna-rill'>Anna Rill</a></p>"
    assert _names(tags) == []


@pytest.mark.parametrize(
    "below",
    [
        "<footer><p>Posted by <a href='/author/jane'>Jane Roe</a> on 5 May 2026</p></footer>",
        "<h2>Article written by:</h2><h3>Jane Roe, MD</h3>",
        "<p style='text-align:right;'><b>Jane Roe</b></p>",
        "<p align='right'>Jane Roe</p>",
    ],
)
def test_a_person_signs_below_the_story(below: str) -> None:
    assert _names(below=below) == ["Jane Roe"]


def test_a_name_of_one_word_counts_behind_by_in_a_marked_byline() -> None:
    assert _names("<span class='story-byline'>Posted by <a href='https://links.example/m'>Millie</a></span>") == [
        "Millie"
    ]
    assert _names("<span class='story-byline'><a href='https://links.example/m'>Millie</a></span>") == []


@pytest.mark.parametrize(
    "label",
    [
        "Contact Us", "Learn More", "View all posts", "Read more", "Sign Up", "About the Author", "Follow Us",
        "Table of Contents", "Mehr Erfahren", "Zum Profil", "Lire la suite", "Leer Más", "Saiba Mais", "Lees Verder",
    ],
)  # fmt: skip
def test_what_a_link_or_a_button_says_is_no_name(label: str) -> None:
    assert _names(f"<p class='author'><a href='/author/x'>{label}</a></p>") == []
    assert _names(head=_meta("author", label)) == []


def test_who_helped_the_author_is_none() -> None:
    ld = {"author": [JANE, JOHN]}
    assert _names("<p>By Jane Roe</p><p>Contributions from</p><p>John Doe</p>", ld=ld) == ["Jane Roe"]
    assert _names("<p>By Jane Roe</p><p>Edited by: John Doe</p>", ld=ld) == ["Jane Roe"]
    assert _names("<p>Edited by: Jane Roe and John Doe</p>", ld=ld) == ["Jane Roe", "John Doe"]
    assert _names("<p>By Jane Roe</p><p>John Doe</p>", ld=ld) == ["Jane Roe", "John Doe"]


def test_a_byline_right_below_the_headline_counts_before_another_person_who_is_stated() -> None:
    assert _names("<p>By: Jane Roe</p>", ld={"author": JOHN}) == ["Jane Roe"]
    assert _names("<p>By Jane Doe</p>", ld={"author": JOHN}) == ["John Doe"]
    assert _names("<p>One</p><p>Two</p><p>Three</p><p>By Jane Roe</p>", ld={"author": JOHN}) == ["John Doe"]
    assert _names("<p>By Jane Roe</p>", ld={"author": JOHN}, seen=False) == ["John Doe"]


def test_a_name_that_is_all_the_text_right_below_the_headline_signs() -> None:
    assert _names("<p>Jane Roe</p>") == ["Jane Roe"]
    for body in ("<h2>River Life</h2>", "<p><a href='/category/x'>River Life</a></p>", "<p>One</p><p>Jane Roe</p>"):
        assert _names(body) == []


def test_the_editor_is_no_author_where_the_page_shows_one() -> None:
    ld = {"author": {"@type": "Person", "name": "Max Moe"}}
    below = "<p>Editor : <a href='/author/moe'>Max Moe</a></p>"
    assert _names("<div class='author-2'>Jane Roe</div>", ld=ld, below=below) == ["Jane Roe"]
    assert _names(ld=ld, below=below) == ["Max Moe"]
    assert _names("<div class='author-2'>Jane Roe</div>", ld=ld) == ["Max Moe"]


@pytest.mark.parametrize(
    "body",
    [
        "<div>ByJane RoeMar 5, 2026 | 6 comments</div>",
        "<p>May 5, 2026 / by Jane Roe</p>",
        "<p>By Jane Roe, Content Marketing Manager</p>",
        "<p>Written by Jane Roe · Reviewed by John Doe, MD</p>",
        "<p>Author: Jane Roe</p>",
        "<p>Words: Jane Roe</p>",
        "<p>Words by Jane Roe, photos by John Doe</p>",
        "<p>Story by Jane Roe; Photos by John Doe</p>",
        "<p>Reporting by Jane Roe; Editing by John Doe</p>",
        "<p>A guest post by Jane Roe</p>",
        "<p>Jane Roe @janeroe</p>",
        "<div class='author'><span>Author</span><span>Jane Roe</span></div>",
        "<div class='author'>Jane Roe<span>CEO &amp; Co-founder, Velde Mills</span></div>",
        "<div><span>Published May 5, 2026</span><span>By Jane Roe</span></div>",
    ],
)
def test_what_layout_divides_and_who_helped_are_no_part_of_the_name(body: str) -> None:
    assert _names(body) == ["Jane Roe"]


def test_names_that_layout_alone_divides_are_two() -> None:
    assert _names("<div class='authors'><span>Jane Roe</span><span>John Doe</span></div>") == ["Jane Roe", "John Doe"]


def test_the_point_of_junior_ends_no_sentence() -> None:
    assert _names("<p>By Jane Roe, Jr.</p>") == ["Jane Roe Jr."]


def test_a_name_that_is_turned_is_turned_back() -> None:
    assert _names(head=_meta("author", "Roe, Jane")) == ["Jane Roe"]
    assert _read(head=_meta("author", "Roe, Reuters"))[1] == ["Reuters"]


def test_an_agency_behind_the_name_is_apart() -> None:
    assert _read("<p>By JANE ROE Associated Press</p>") == ([("JANE ROE", None)], ["AP"])
