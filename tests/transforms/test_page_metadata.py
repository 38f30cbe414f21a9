"""Page metadata is read once, and only what is stated of the article itself."""

from __future__ import annotations

import time

import pytest

from transforms.page.metadata import PageMetadata, fold_name
from transforms.page.parsed_page import ParsedPage

URL = "https://www.veldepost.example/2026/mill"


def _metadata(head: str = "", body: str = "", attributes: str = "", url: str | None = URL) -> PageMetadata:
    page = f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>"
    return ParsedPage(page, url).metadata


@pytest.mark.parametrize(
    ("head", "name", "values"),
    [
        ("<meta name='author' content='Jane Roe'>", "author", ["Jane Roe"]),
        ("<meta name='author' content='A'><meta name='author' content='B'>", "author", ["A", "B"]),
        (
            "<meta property='article:tag' content='A'><meta property='article:tag' content='B'>",
            "article:tag",
            ["A", "B"],
        ),
        ("<meta name='Keywords' content='mill'>", "keywords", ["mill"]),
        ("<meta name=' og:title ' content=' a \n b '>", "og:title", ["a b"]),
        ("<meta property='og:title' name='title' content='A'>", "title", ["A"]),
        ("<meta property='og:title' name='title' content='A'>", "og:title", ["A"]),
        ("<meta http-equiv='content-language' content='de'>", "content-language", ["de"]),
        ("<meta name='author' content=''><meta name='author' content='B'>", "author", ["B"]),
        ("<meta name='author'>", "author", None),
        ("<meta content='A'>", "", None),
        ("<meta name='title' content='&quot;Bread&quot; &amp; water'>", "title", ['"Bread" & water']),
    ],
)
def test_a_meta_tag_has_all_its_values_in_order(head: str, name: str, values: list[str] | None) -> None:
    assert _metadata(head).metas.get(name) == values


def test_the_first_name_that_has_a_value_counts() -> None:
    metadata = _metadata("<meta name='b' content='2'><meta name='a' content='1'><meta name='a' content='3'>")
    assert (metadata.meta("a", "b"), metadata.meta("c", "b"), metadata.meta("c")) == ("1", "2", None)


def test_a_meta_tag_that_strays_into_the_body_counts() -> None:
    assert _metadata(body="<div><meta property='og:title' content='A'></div>").meta("og:title") == "A"


def test_the_number_of_values_is_bounded() -> None:
    metadata = _metadata(
        "".join(f"<meta name=author content=A{n}>" for n in range(300)),
        "<h1>x</h1>" * 300 + "<time>x</time>" * 300 + "<p itemprop=author>x</p>" * 300,
    )
    assert {
        len(metadata.metas["author"]),
        len(metadata.headings),
        len(metadata.times),
        len(metadata.items["author"]),
    } == {50}


def _scope(inner: str) -> str:
    return f"<article itemscope itemtype='https://schema.org/NewsArticle'>{inner}</article>"


@pytest.mark.parametrize(
    ("body", "name", "values"),
    [
        ("<h2 itemprop='headline'>The <b>mill</b></h2>", "headline", ["The mill"]),
        ("<meta itemprop='dateModified' content='2026-11-19'>", "datemodified", ["2026-11-19"]),
        ("<time itemprop='datePublished' datetime='2026-11-18'>today</time>", "datepublished", ["2026-11-18"]),
        ("<time itemprop='datePublished'>18 May</time>", "datepublished", ["18 May"]),
        ("<p itemprop='author'>Jane Roe</p><p itemprop='author'>John Doe</p>", "author", ["Jane Roe", "John Doe"]),
        ("<p itemprop='author' itemscope><b itemprop='name'>Jane Roe</b>, miller</p>", "author", ["Jane Roe"]),
        ("<img itemprop='image' src='/a.jpg'>", "image", ["/a.jpg"]),
        ("<div itemprop='image'><img src='/a.jpg'></div>", "image", ["/a.jpg"]),
        ("<link itemprop='image' href='/a.jpg'>", "image", ["/a.jpg"]),
        ("<div itemprop='image'>no picture</div>", "image", []),
        ("<p itemprop='headline description'>Both</p>", "description", ["Both"]),
        ("<p itemprop='articleBody'>long</p>", "articlebody", []),
    ],
)
def test_microdata_is_read_from_its_attribute_or_its_text(body: str, name: str, values: list[str]) -> None:
    assert _metadata(body=_scope(body)).items.get(name, []) == values


@pytest.mark.parametrize(
    "around",
    [
        "<div itemprop='comment' itemscope>{}</div>",
        "<div itemprop='publisher' itemscope itemtype='https://schema.org/Organization'>{}</div>",
        "<div itemscope itemtype='https://schema.org/UserComments'>{}</div>",
        "<div itemscope itemtype='https://schema.org/Comment'><div><p>{}</p></div></div>",
        "<ol class='comments-list'><li>{}</li></ol>",
        "<div class='related-stories'>{}</div>",
        "<header itemscope itemtype='https://schema.org/WPHeader'>{}</header>",
        "<footer itemscope itemtype='https://schema.org/WPFooter'>{}</footer>",
        "<div class='masthead'>{}</div>",
        "<div class='site-logo'>{}</div>",
    ],
)
def test_microdata_of_comments_of_the_publisher_and_of_the_frame_is_left_out(around: str) -> None:
    inner = "<p itemprop='author'>B</p><p itemprop='headline'>B</p><img itemprop='image' src='/b.jpg'>"
    metadata = _metadata(body=_scope("<p itemprop='author'>A</p>" + around.format(inner)))
    assert {name: values for name, values in metadata.items.items() if values} == {"author": ["A"]}


def test_a_mark_on_the_whole_page_hides_nothing() -> None:
    page = "<html class='has-comments'><body class='related logo'><p itemprop='author'>A</p></body></html>"
    assert ParsedPage(page, None).metadata.item("author") == "A"


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("<h1>A</h1><h1>B</h1>", ["A", "B"]),
        ("<h1> The <span>mill</span>\n</h1>", ["The mill"]),
        ("<h1></h1><h1> </h1><h1>B</h1>", ["B"]),
        ("<h1><img alt='A' src='a.png'></h1><h1>B</h1>", ["B"]),
        ("<h1><script>a()</script>B<style>p{}</style></h1>", ["B"]),
        ("<h1 style='display:none'>A</h1><h1>B</h1>", ["B"]),
        ("<h1 style='color: red; DISPLAY: none'>A</h1><h1>B</h1>", ["B"]),
        ("<h1 style='visibility:hidden'>A</h1><h1>B</h1>", ["B"]),
        ("<h1 style='display:block'>B</h1>", ["B"]),
        ("<h1 hidden>A</h1><h1>B</h1>", ["B"]),
        ("<div style='display:none'><h1>A</h1></div><h1>B</h1>", ["B"]),
        ("<div hidden><p><span></span></p><div><h1>A</h1></div></div><h1>B</h1>", ["B"]),
        ("<div hidden></div><h1>B</h1>", ["B"]),
    ],
)  # fmt: skip
def test_the_headings_are_those_that_are_seen(body: str, headings: list[str]) -> None:
    assert _metadata(body=body).headings == headings


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("<link rel='canonical' href='https://veldepost.example/a'>", "https://veldepost.example/a"),
        ("<link rel='Canonical' href='/a'>", "https://www.veldepost.example/a"),
        ("<link rel='canonical' href='//veldepost.example/a'>", "https://veldepost.example/a"),
        ("<link rel='canonical' href=' /a '>", "https://www.veldepost.example/a"),
        ("<link rel='nofollow Canonical' href='/a'>", "https://www.veldepost.example/a"),
        (
            "<base target='_top'><base href='/old/'><base href='/new/'><link rel='canonical' href='a'>",
            "https://www.veldepost.example/old/a",
        ),
        ("<base href='https://a:b@x.example/'><link rel='canonical' href='/a'>", "https://www.veldepost.example/a"),
        ("<base href='https://x.example:99999/'><link rel='canonical' href='/a'>", "https://www.veldepost.example/a"),
        ("<base href='https://x y/'><link rel='canonical' href='/a'>", "https://www.veldepost.example/a"),
        ("<base href='javascript:x'><link rel='canonical' href='/a'>", "https://www.veldepost.example/a"),
        ("<link rel='canonical' href='/a'><link rel='canonical' href='/b'>", "https://www.veldepost.example/a"),
        ("<link rel='canonical' href=''><link rel='canonical' href='/b'>", "https://www.veldepost.example/b"),
        ("<link rel='canonical'>", None),
        ("<link rel='canonical' href='ftp://veldepost.example/a'>", None),
        ("<link rel='canonical' href='javascript:void(0)'>", None),
        ("<link rel='canonical' href='http://[oops/a'>", None),
        ("<link rel='alternate' href='/a'>", None),
    ],
)
def test_the_canonical_address_is_an_absolute_one(link: str, canonical: str | None) -> None:
    assert _metadata(link).canonical == canonical


def _ld(text: str) -> str:
    return f"<script type='application/ld+json'>{text}</script>"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<meta property='og:site_name' content='The Amsel Times'>", "amseltimes"),
        ("<meta property='og:site_name' content='Die Amsel-Zeit'>", "amselzeit"),
        ("<meta property='og:site_name' content='Le Merle'>", "merle"),
        ("<meta name='application-name' content='Amsel Online'>", "amselonline"),
        ("<meta name='twitter:site' content='@AmselTimes'>", "amseltimes"),
        (_ld('{"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "Amsel"}}'), "amsel"),
        (_ld('{"@type": "NewsArticle", "publisher": "Amsel"}'), "amsel"),
        (
            _ld('[{"@type": "NewsArticle", "publisher": {"@id": "#o"}}, {"@id": "#o", "@type": "X", "name": "Amsel"}]'),
            "amsel",
        ),
        (_ld('{"@type": "WebSite", "name": "Amsel"}'), "amsel"),
        (_ld('{"@type": "NewsMediaOrganization", "name": "Amsel &amp; Velde"}'), "amselvelde"),
    ],
)
def test_a_site_is_known_by_every_name_that_it_gives_itself(head: str, name: str) -> None:
    assert _metadata(head).site_names == {name, "veldepost", "veldepostexample"}


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://www.veldepost.example/a", {"veldepost", "veldepostexample"}),
        ("https://VeldePost.example:8443/a", {"veldepost", "veldepostexample"}),
        (None, set()),
        ("", set()),
        ("/a/b", set()),
        ("http://[oops/a", set()),
    ],
)
def test_the_host_names_the_site_too(url: str | None, names: set[str]) -> None:
    assert _metadata(url=url).site_names == names


def test_a_site_name_that_is_the_articles_title_is_none() -> None:
    metadata = _metadata("<title>The mill turns</title><meta property='og:site_name' content='The mill turns'>")
    assert metadata.site_names == {"veldepost", "veldepostexample"}


def test_a_site_name_that_is_a_long_heading_is_a_headline() -> None:
    name = "<title>Velde Post</title><meta property='og:site_name' content='{0}'>"
    long, short = "The mill of Velde turns once again", "The Mill of Velde"
    assert "millofveldeturnsonceagain" not in _metadata(name.format(long), f"<h1>{long}</h1>").site_names
    assert "millofvelde" in _metadata(name.format(short), f"<h1>{short}</h1>").site_names


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Post", "post"), ("the  Post!", "post"), ("Theatre", "theatre"), ("The", "the"), ("Die Zeit", "zeit"),
        ("Diese Woche", "diesewoche"), ("Il Merlo", "merlo"), ("El Mirlo", "mirlo"), ("De Merel", "merel"),
        ("Les Merles", "merles"), ("@VeldePost", "veldepost"), ("", ""), (None, ""),
        ("خبرگزاری ایرنا", "خبرگزاریایرنا"),
    ],
)  # fmt: skip
def test_a_name_is_folded_without_its_article(name: str | None, folded: str) -> None:
    assert fold_name(name) == folded


@pytest.mark.parametrize(
    ("attributes", "language"),
    [
        ("lang='en'", "en"),
        ("lang=' fa-IR '", "fa-IR"),
        ("lang=''", None),
        ("", None),
        ("data-lang='de'", None),
        ("xml:lang='de'", "de"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_page(attributes: str, language: str | None) -> None:
    assert _metadata(attributes=attributes).language == language


def test_the_times_say_whether_they_stand_above_the_headline() -> None:
    metadata = _metadata(body="<time datetime='2026-01-01'>new year</time><h1>A</h1><time datetime=' '>18 May</time>")
    assert metadata.times == [("2026-01-01", "new year", True, "", False), ("", "18 May", False, "", False)]


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("<p>Updated <time>18 May</time></p>", "Updated"),
        ("<p><b>Updated</b> <time>18 May</time></p>", "Updated"),
        ("<p><b>Updated</b> <span><i></i><time>18 May</time></span></p>", "Updated"),
        ("<p>By Jane Roe<br>Updated: <svg></svg><time>18 May</time></p>", "Updated:"),
        ("<p>By Jane Roe <script>var updated</script><time>18 May</time></p>", "By Jane Roe"),
        ("<p>Updated<br><time>18 May</time></p>", ""),
        ("<p>Updated</p><time>18 May</time>", ""),
        ("<p>Updated</p><p><time>18 May</time></p>", ""),
        ("<p><time>18 May</time> Updated</p>", ""),
    ],
)
def test_the_words_before_a_time_are_those_of_its_block(body: str, label: str) -> None:
    assert [found.label for found in _metadata(body=body).times] == [label]


def test_a_page_of_hidden_headings_takes_no_time() -> None:
    start = time.process_time()
    assert _metadata(body=f"{'<div>' * 60}{'<h1 hidden>A</h1>' * 50_000}<h1>B</h1>").headings == []
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The\n mill</title>", "The mill"),
        ("<title></title><title>B</title>", "B"),
        ("<title>A</title><title>B</title>", "A"),
        ("<title>Bread &amp; water</title>", "Bread & water"),
        ("", None),
    ],
)
def test_the_title_is_the_first_that_has_text(head: str, title: str | None) -> None:
    assert _metadata(head).title == title


@pytest.mark.parametrize("kind", ["application/ld+json", "application/LD+JSON; charset=utf-8", " application/ld+json "])
def test_the_articles_own_node_is_read_from_scripts_of_its_type(kind: str) -> None:
    metadata = _metadata(f'<script type=\'{kind}\'>{{"@type": "NewsArticle", "headline": "A &amp; B"}}</script>')
    assert metadata.stated("headline") == "A & B"
    assert metadata.stated("author") is None


@pytest.mark.parametrize("kind", ["text/javascript", "application/json", ""])
def test_other_scripts_state_nothing(kind: str) -> None:
    assert _metadata(f'<script type="{kind}">{{"@type": "NewsArticle", "headline": "A"}}</script>').article == {}
