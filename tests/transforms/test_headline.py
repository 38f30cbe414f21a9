"""The headline is the one that a reader sees: without the site's name, with its kicker apart."""

from __future__ import annotations

import json
import re

import pytest
from lanterns import STORY, capture, paragraphs, read

from transforms.fields.headline import read_headline
from transforms.page.parsed_page import ParsedPage
from transforms.page.titles import stated_titles, without_site

URL = "https://www.veldepost.example/2026/mill"
MILL = "The mill of Velde turns again"
SITES = {"veldepost", "veldepostexample"}


def _headline(
    body: str, title: str | None = None, og: str | None = None, ld: dict[str, str] | None = None, url: str = URL
) -> tuple[str | None, str | None]:
    head = "<meta property='og:site_name' content='The Velde Post'>"
    head += f"<title>{title}</title>" if title else ""
    head += f'<meta property="og:title" content="{og}">' if og else ""
    stated = json.dumps({"@type": "NewsArticle", "datePublished": "2026-11-18", **(ld or {})})
    head += f"<script type='application/ld+json'>{stated}</script>" if ld else ""
    page = ParsedPage(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", url)
    return read_headline(page.tree, page.metadata)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        (f"{MILL} | The Velde Post", MILL),
        (f"{MILL} - Velde Post", MILL),
        (f"{MILL} – The Velde Post", MILL),
        (f"{MILL} — VELDE POST", MILL),
        (f"{MILL} · veldepost.example", MILL),
        (f"{MILL} • Velde Post", MILL),
        (f"{MILL} « Velde Post", MILL),
        (f"{MILL} :: Velde Post", MILL),
        (f"{MILL}|Velde Post", MILL),
        (f"{MILL} / Velde Post", MILL),
        (f"{MILL} | Crafts | The Velde Post", MILL),
        (f"{MILL} - Crafts - Velde Post", MILL),
        (f"{MILL} - Velde Post Online", MILL),
        (f"The Velde Post | {MILL}", MILL),
        (f"Velde Post - {MILL}", MILL),
        (f"{MILL} | Amsel Times", f"{MILL} | Amsel Times"),
        ("The mill - and its wheel - of Velde", "The mill - and its wheel - of Velde"),
        ("Velde Post sells its mill | The Velde Post", "Velde Post sells its mill"),
        ("The mill-The Velde Post", "The mill-The Velde Post"),
        ("Velde: the mill turns", "Velde: the mill turns"),
        (MILL, MILL),
        ("The Velde Post", "The Velde Post"),
        ("", ""),
        ("|", "|"),
    ],
)
def test_the_name_of_the_site_is_taken_from_either_end_of_a_title(title: str, plain: str) -> None:
    assert without_site(title, SITES) == plain


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Postman's revolt - a village without letters", "post"),
        ("Lanterns of Velde - three days of light", "lantern"),
        ("The bridge burns - Lanterns lit in mourning", "lantern"),
        ("Velde at peace - three days of light", "post"),
        ("The ship Post - three days of light", "post"),
        ("Sun and rain - three days of both", "sun"),
        ("Three days of light - postman's tale", "post"),
    ],
)
def test_a_part_of_a_title_that_only_sounds_like_the_site_stays(title: str, site: str) -> None:
    assert without_site(title, {site}) == title


def test_a_title_as_long_as_a_page_takes_no_time() -> None:
    for title in (" - a" * 30_000, f"{MILL} | " * 5_000):
        assert _headline("", title=title)[0]
    assert _headline("", title="|" * 100_000) == (None, None)


@pytest.mark.parametrize(
    ("body", "stated", "headline"),
    [
        (f"<h1>{MILL}</h1>", {}, MILL),
        (f"<h1>{MILL}</h1>", {"title": f"{MILL} | The Velde Post"}, MILL),
        (f"<h1>The Velde Post</h1><h1>{MILL}</h1><h1>More of today</h1>", {"title": MILL}, MILL),
        (f"<h1><img alt='The Velde Post' src='/logo.png'></h1><h2>{MILL}</h2>", {"title": MILL}, MILL),
        (f"<h1>The Velde Post</h1><h2>{MILL}</h2>", {"title": f"{MILL} - The Velde Post"}, MILL),
        (f"<h1>Crafts</h1><h2>{MILL}</h2>", {"title": MILL}, MILL),
        (f"<h1>Crafts</h1><h3>{MILL}</h3>", {"og": MILL}, MILL),
        (f"<h1 style='display:none'>Crafts of the land around Velde</h1><h2>{MILL}</h2>", {"title": MILL}, MILL),
        ("<p>no heading</p>", {"title": f"{MILL} - The Velde Post"}, MILL),
        ("<h2>More of today</h2>", {"title": f"{MILL} - The Velde Post"}, MILL),
        ("<p>no heading</p>", {}, None),
    ],
)
def test_the_headline_is_the_heading_that_the_stated_title_speaks_of(
    body: str, stated: dict[str, str], headline: str | None
) -> None:
    assert _headline(body, **stated) == (headline, None)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (f"<h1>Velde</h1><h1>{MILL}</h1>", MILL),
        (f"<h1>Velde</h1><h2>{MILL}</h2>", MILL),
        (f"<h1>Velde Today</h1><h2>{MILL}</h2>", f"{MILL} | Velde Today"),
        (f"<h1>All that is new in crafts</h1><h2>{MILL}</h2>", MILL),
    ],
)  # fmt: skip
def test_a_section_in_an_h1_is_no_headline(body: str, title: str) -> None:
    assert _headline(body, title)[0] == MILL


def test_a_part_that_begins_with_the_whole_name_of_the_site_is_its_own() -> None:
    assert without_site(f"{MILL} - Velde.example News", {"velde"}) == MILL
    assert without_site("水車が回る - 朝日新聞デジタル", {"朝日新聞"}) == "水車が回る"


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        (f"<h1>Mill turns</h1><h2>{MILL} and a wheel</h2>", "Mill turns"),
        ("<h1>Mill turns</h1><h2>What we know of the wheel</h2>", "Mill turns"),
        (f"<h1>After ninety years, the old mill of Velde turns again</h1><h2>{MILL}</h2>",
         "After ninety years, the old mill of Velde turns again"),
    ],
)  # fmt: skip
def test_a_short_heading_stays_unless_another_is_the_title(body: str, headline: str) -> None:
    assert _headline(body, title=f"{MILL}: what we know of the wheel and its miller today")[0] == headline


@pytest.mark.parametrize(
    ("heading", "titles"),
    [
        ("After ninety years, the mill of Velde turns again", {"title": "Velde mill turns again", "og": "Velde mill"}),
        ("Mill turns again", {"title": "The mill of Velde turns again after ninety years of standing still"}),
        ("A wheel, a stone and an aunt", {"title": "Velde: flour from the spring on"}),
        ("THE MILL OF VELDE TURNS AGAIN", {"title": MILL}),
        ("Bread & water", {"og": "Bread &amp; water"}),
        ("آسیاب ولده دوباره می‌چرخد", {"title": "آسیاب ولده دوباره می چرخد"}),
    ],
)
def test_the_visible_heading_counts_before_a_title_for_searchers(heading: str, titles: dict[str, str]) -> None:
    assert _headline(f"<h1>{heading.replace('&', '&amp;')}</h1>", **titles) == (heading, None)


def test_without_a_heading_the_articles_own_statement_counts_first() -> None:
    title = f"{MILL} - The Velde Post"
    assert _headline("<p>x", title=title, og="B b", ld={"headline": "A a"})[0] == "A a"
    assert _headline("<p>x", title=title, og="B b")[0] == "B b"
    assert _headline("<p itemprop='headline'>C c</p>", title=title)[0] == "C c"
    assert _headline("<p>x", title=title)[0] == MILL


def test_the_stated_titles_are_told_once_each_and_never_the_site() -> None:
    head = f"<title>{MILL} | The Velde Post</title><meta property='og:title' content='{MILL}'>"
    head += "<meta name='title' content='The Velde Post'><meta property='og:site_name' content='The Velde Post'>"
    page = ParsedPage(f"<html><head>{head}</head><body></body></html>", URL)
    assert stated_titles(page.metadata) == [MILL]


@pytest.mark.parametrize(
    ("body", "stated"),
    [
        (f"<h1><span class='kicker'>Crafts</span> {MILL}</h1>", {"title": MILL}),
        (f"<h1><span class='kicker'>Crafts:</span> {MILL}</h1>", {"title": MILL}),
        (f"<h1><small class='article__eyebrow'>Crafts</small> <span>{MILL}</span></h1>", {}),
        (f"<h1><span id='over-line'>Crafts |</span> {MILL}</h1>", {}),
        (f"<h1><div class='antetitulo'>Crafts</div><div>{MILL}</div></h1>", {}),
        (f"<h1><span>Crafts</span><span>{MILL}</span></h1>", {"title": f"{MILL} | The Velde Post"}),
        (f"<h1>Crafts | {MILL}</h1>", {"og": MILL}),
        (f"<h1>Crafts<br>{MILL}</h1>", {"og": MILL}),
        (f"<h1><div>Crafts</div><div>{MILL}</div></h1>", {"og": MILL}),
        (f"<h1 itemprop='headline'><span class='title__overline'>Crafts</span> <i>-</i> <b>{MILL}</b></h1>", {}),
        (f"<h1><span>Crafts <span class='unseen'>:</span></span> <span>{MILL}</span></h1>", {"og": MILL}),
        (f"<p class='kicker'>Crafts</p><h1>{MILL}</h1>", {}),
        (f"<header><p class='dachzeile'>Crafts</p><div><h1>{MILL}</h1></div></header>", {"title": MILL}),
        (f"<div id='rutitr'>Crafts:</div><h1>{MILL}</h1>", {"title": MILL}),
        (f"<h1>{MILL}</h1>", {"ld": {"headline": MILL, "alternativeHeadline": "Crafts:"}}),
        ("<p>no heading</p>", {"ld": {"headline": MILL, "alternativeHeadline": "Crafts"}}),
    ],
)  # fmt: skip
def test_the_kicker_stands_apart(body: str, stated: dict[str, str]) -> None:
    assert _headline(body, **stated) == (MILL, "Crafts")


@pytest.mark.parametrize(
    ("body", "stated"),
    [
        (f"<h1>{MILL}</h1><p class='kicker'>Crafts</p>", {}),
        (f"<p class='kicker'></p><h1>{MILL}</h1>", {}),
        (f"<p class='kicker'>{'Crafts ' * 30}</p><h1>{MILL}</h1>", {}),
        (f"<p class='kickers-list-of-all'>Crafts</p><h1>{MILL}</h1>", {}),
        (f"<h1>{MILL}</h1>", {"ld": {"headline": MILL, "alternativeHeadline": MILL.upper()}}),
        (f"<h1><span class='kicker'>{MILL}</span></h1>", {}),
        (f"<h1><span class='kicker'>{MILL}</span></h1>", {"title": MILL}),
    ],
)  # fmt: skip
def test_what_is_no_kicker_is_none(body: str, stated: dict[str, str]) -> None:
    assert _headline(body, **stated) == (MILL, None)


def test_a_kicker_that_the_outlet_itself_writes_into_the_title_stays_in_it_too() -> None:
    body = f"<h1><span class='kicker'>Crafts:</span> {MILL}</h1>"
    assert _headline(body, title=f"Crafts: {MILL}") == (f"Crafts: {MILL}", "Crafts")


def test_punctuation_that_only_the_layout_draws_is_taken_from_the_title() -> None:
    body = "<h1><span>Velde</span> <span>the mill turns</span></h1>"
    assert _headline(body, title="Velde: the mill turns") == ("Velde: the mill turns", None)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (f"<h1>{MILL}<div>Posted on 18 November 2026 by admin</div></h1>", MILL),
        (f"<h1><a href='/mill'>{MILL}</a> <span>(amsel.example)</span> <span>87</span></h1>", f"{MILL} - Velde Post"),
        (f"<h1>{MILL}</h1>", f"{MILL} |"),
    ],
)
def test_what_markup_sets_apart_behind_the_title_is_no_part_of_it(body: str, title: str) -> None:
    assert _headline(body, title) == (MILL, None)


def test_the_first_words_of_a_heading_are_no_title() -> None:
    assert _headline("<h1><b>Velde today</b> and its mill</h1>", "Velde today") == ("Velde today and its mill", None)


def test_a_space_that_only_the_layout_draws_is_taken_from_the_title() -> None:
    body = "<h1><span>Velde's old wheel:</span>the mill turns</h1>"
    whole = "Velde's old wheel: the mill turns"
    assert _headline(body, title="Velde's old wheel - the mill turns | The Velde Post", og=whole) == (whole, None)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Why the mill turns", "The mill turns"),
        ("Council: Mill turns again", "Mill turns again"),
        ("How Anna Rill saved the mill of Velde", "Anna Rill saved the mill of Velde"),
        ("Nobody believes Anna Rill saved the mill", "Anna Rill saved the mill"),
        (f"<a>{MILL}</a> after ninety years", MILL),
        (f"{MILL}<br>but nobody buys its flour", MILL),
        ("<i>The Rings of Velde</i> review: a mill that turns", "The Rings of Velde"),
        ("<b>War on the old mill:</b> Anna Rill goes to Velde", "War on the old mill"),
        (f"<b>„We were afraid“:</b> {MILL}", MILL),
        (f"<b>Anna Rill:</b> {MILL}", MILL),
    ],
)
def test_the_first_words_of_a_sentence_are_no_kicker(heading: str, title: str) -> None:
    assert _headline(f"<h1>{heading}</h1>", title)[0] == re.sub(r"<br>", " ", re.sub(r"</?[abi]>", "", heading))


def test_a_stray_space_of_a_title_is_not_taken_for_one_of_the_layout() -> None:
    assert _headline("<h1>Crisis in Velde: mill stands</h1>", "Cri sis in Velde: mill stands")[0] == (
        "Crisis in Velde: mill stands"
    )


def test_a_kicker_with_a_colon_is_told_by_the_same_heading_in_another_place() -> None:
    h1 = f"<h1>Old crafts: {MILL}</h1>"
    whole = f"Old crafts: {MILL} | The Velde Post"
    twin = f"<h2><span>Old crafts</span> <span>{MILL}</span></h2>"
    assert _headline(h1 + twin, whole, og=MILL) == (MILL, "Old crafts")
    assert _headline(h1, whole, og=MILL) == (f"Old crafts: {MILL}", None)


def test_a_label_glued_to_the_title_is_no_part_of_it() -> None:
    assert _headline(f"<h1><span>Title:</span>{MILL}</h1>", MILL)[0] == MILL


def test_a_heading_of_the_section_does_not_stand_for_the_headline() -> None:
    title = "Mill rules: how the miller of Velde keeps his books in order"
    assert _headline("<h1>UNDERSTANDING MILL RULES</h1>", title)[0] == title
    assert _headline("<h1>Mill rules</h1>", title)[0] == "Mill rules"


@pytest.mark.parametrize("mark", ["…", "...", " ..."])
def test_a_title_that_is_cut_off_is_taken_whole(mark: str) -> None:
    cut = f"The mill of Velde{mark}"
    assert _headline("<p>A story</p>", title=f"{MILL} | The Velde Post", og=cut)[0] == MILL
    assert _headline(f"<h1>{cut}</h1>", title=f"{MILL} | The Velde Post")[0] == MILL
    assert _headline(f"<h1>{cut}</h1>", title=cut)[0] == cut


def test_a_title_without_a_heading_loses_the_section_behind_a_bar() -> None:
    assert _headline("<p>A story</p>", title=f"{MILL} | District")[0] == MILL
    assert _headline("<p>A story</p>", title="Velde mill | District")[0] == "Velde mill | District"


def test_a_heading_of_a_word_within_a_long_title_is_a_part_of_the_story() -> None:
    title = "How the miller of Velde, the baker and half the council were fooled"
    assert _headline("<h1>Baker</h1>", title)[0] == title
    assert _headline("<h1>Baker</h1>", "Baker")[0] == "Baker"


def test_quotes_that_a_program_put_around_the_headline_are_none_of_it() -> None:
    assert _headline(f'<h1>"{MILL}"</h1>', MILL)[0] == MILL
    assert _headline(f'<h1>"{MILL}"</h1>', f'"{MILL}"')[0] == f'"{MILL}"'


@pytest.mark.parametrize(
    ("body", "title", "headline"),
    [
        ("<h1>Velde Post</h1><h2>The mill turns</h2>{}", "Velde Post", "The mill turns"),
        ("<h3>Weather</h3><h3>The mill turns</h3>{}", "", "The mill turns"),
        ("<h1>Velde Post</h1>{}", "Velde Post", "Velde Post"),
    ],
    ids=["below a logo", "without a title", "none at all"],
)
def test_the_heading_above_the_story_stands_for_a_headline_that_nothing_states(
    body: str, title: str, headline: str
) -> None:
    page = f"<html><head><title>{title}</title></head><body>{body.format(paragraphs(*STORY))}</body></html>"
    assert read(capture(page, url="https://veldepost.example/a"), None).headline == headline


@pytest.mark.parametrize(
    ("body", "title", "og"),
    [
        (f"<div class='post-title'>{MILL}</div>", f"{MILL} - Good Mills Blog", None),
        (f"<h1>{MILL} <span class='badge'>New</span></h1>", MILL, None),
        (f"<h1>{MILL} <a href='#'>Edit</a></h1>", MILL, None),
        (f"<h1>{MILL}</h1>", "Mill news", f"{MILL}…"),
        ("", f"{MILL} - Velde Post - Crafts", None),
        ("", f"The Velde Post: {MILL}", None),
        ("", f"{MILL} &lsaquo; The Velde Post", None),
    ],
)
def test_what_stands_beside_the_headline_is_no_part_of_it(body: str, title: str, og: str | None) -> None:
    assert _headline(body, title, og)[0] == MILL


def test_an_emphasis_at_the_end_of_a_heading_is_no_badge() -> None:
    whole = f"{MILL} and again"
    for inner in ("<em>and again</em>", "<span>and again</span>"):
        assert _headline(f"<h1>{MILL} {inner}</h1>", MILL)[0] == whole
    assert _headline(f"<h1>{MILL} <a href='#'>and again</a></h1>", whole)[0] == whole


def test_a_low_line_divides_words() -> None:
    heading, site = "费尔德磨坊再次转动", "费尔德报"
    assert _headline(f"<h1>{heading}</h1>", f"{heading}_{site}") == (heading, None)
