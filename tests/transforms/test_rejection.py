"""What is served in the place of an article is refused for its reason; an article that only looks like it is not."""

from __future__ import annotations

import json

import pytest
from lanterns import FIRST, SECOND, THIRD, capture, other_page, paragraphs

from transforms.article import Article, Reason, Rejection
from transforms.page.parsed_page import ParsedPage
from transforms.parse import parse
from transforms.rejection import Refused, refuse_bytes, states_article

URL = "https://veldepost.example/news/mill"
STORY = paragraphs(FIRST, SECOND, THIRD)
BRIEF = paragraphs(FIRST, SECOND)
DATE = "<meta property='article:published_time' content='2026-11-18T09:00:00Z'>"


def _page(title: str, body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def _read(page: str | bytes, url: str = URL, kind: str = "text/html; charset=utf-8") -> Article | Rejection:
    return parse(capture(page, kind, url=url), None)


def _refused(page: str | bytes, url: str = URL) -> Reason | None:
    """Return the reason for which a page is refused; None where it is an article."""
    read = _read(page, url)
    assert isinstance(read, Article) or read.detail
    return read.reason if isinstance(read, Rejection) else None


SCRIPTS = {
    "Arvan": "<script>var __arcsjs = 1;</script>",
    "Cloudflare": "<script src='/cdn-cgi/challenge-platform/h/b/x.js'></script><script>_cf_chl_opt={}</script>",
    "DataDome": "<script src='https://ct.captcha-delivery.com/c.js'></script>",
    "Imperva": "<script src='/_Incapsula_Resource?x=1'></script>",
    "PerimeterX": "<div id='px-captcha'></div>",
    "Sucuri": "<script>sucuri_cloudproxy_js = 1;</script>",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_that_tests_the_visitor_is_no_article(name: str) -> None:
    assert _refused(_page("Just a moment...", "<p>One moment.</p>" + SCRIPTS[name])) is Reason.CHALLENGE


@pytest.mark.parametrize(
    "text",
    [
        "Checking your browser before you enter.",
        "Verify you are human by the box below.",
        "Please verify that you are a human.",
        "Pardon our interruption.",
    ],
)
def test_words_that_test_the_visitor_are_no_article(text: str) -> None:
    assert _refused(_page("veldepost.example", f"<h1>veldepost.example</h1><p>{text}</p>")) is Reason.CHALLENGE


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_brief_on_a_page_with_such_a_script_is_an_article(name: str) -> None:
    assert _refused(other_page(STORY, head=SCRIPTS[name])) is None
    assert _refused(other_page(paragraphs(FIRST), head=DATE + SCRIPTS[name])) is None


def test_an_article_about_such_a_test_is_an_article() -> None:
    about = "Readers of the council's site saw the words “Checking your browser” for nine hours, and nothing else."
    assert _refused(other_page(paragraphs(about, FIRST, SECOND), headline="Checking your browser")) is None


ERRORS = (
    "404", "404 Not Found", "Error 404", "404 - Page not found", "404: Seite nicht gefunden", "Page not found",
    "Not found", "Page not found | The Velde Post", "The page you are looking for cannot be found", "Oops!",
    "Oops! That page can’t be found.", "Sorry, this page isn't available", "This page doesn't exist",
    "This article is no longer available", "The requested URL was not found", "403 Forbidden", "Access denied",
    "Service unavailable", "500 Error",
    "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable",
    "Something went wrong", "Error", "An error occurred", "Seite nicht gefunden", "Diese Seite existiert nicht",
    "Page introuvable", "Página no encontrada", "Página não encontrada", "Pagina non trovata", "Sayfa bulunamadı",
    "Страница не найдена", "صفحه یافت نشد", "الصفحة غير موجودة", "Siden finnes ikke", "Pagina niet gevonden",
)  # fmt: skip


@pytest.mark.parametrize("title", ERRORS)
def test_a_page_whose_title_is_an_error_is_no_article(title: str) -> None:
    sorry = "<p>Use the search above, or go back to the home page of the Velde Post, where all of the news is.</p>"
    assert _refused(_page(title, f"<h1>{title}</h1>{sorry}")) is Reason.ERROR_PAGE


@pytest.mark.parametrize("kind", ["article", "website"])
def test_an_error_page_is_none_whatever_type_its_template_states(kind: str) -> None:
    head = f"<meta property='og:type' content='{kind}'>"
    assert _refused(_page("Page not found", "<h1>Page not found</h1><p>Sorry.</p>", head)) is Reason.ERROR_PAGE


@pytest.mark.parametrize("title", ["404", "Page not found", "Oops! That page can’t be found.", "Access denied: 1020"])
@pytest.mark.parametrize(
    "around",
    [
        f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"<footer><div>{STORY}</div></footer>",
        "<ul>" + "".join(f"<li><p>{text}</p></li>" for text in (FIRST, SECOND, THIRD)) + "</ul>",
    ],
    ids=["two paragraphs", "a footer", "teasers"],
)
def test_an_error_page_is_none_whatever_stands_around_it(title: str, around: str) -> None:
    assert _refused(_page(title, f"<h1>{title}</h1><p>Sorry.</p>{around}")) is Reason.ERROR_PAGE


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found", "Access denied"])
def test_the_bare_name_of_an_error_is_no_headline(title: str) -> None:
    assert _refused(other_page(STORY, headline=title)) is Reason.ERROR_PAGE


@pytest.mark.parametrize(
    "headline",
    [
        "404 sheep cross the bridge of Velde",
        "Error after error: how the mill was lost",
        "Why the mill was not found for ninety years",
        "Missing page of the mill's book found",
        "The mayor says sorry",
        "Nothing found in the well of Velde",
        "Bridge of Velde temporarily closed",
        "Der Fehler des Bürgermeisters",
        "Forbidden love in the mill of Velde",
        "آسیابان گمشده پیدا شد",
        "The story that was not told",
        "The document that was removed from the archive",
        "Sorry, says the mayor of Velde",
        "Error costs Amsel the cup",
        "Access denied: how the council keeps its papers",
        "Not found for ninety years: the mill's bell",
        "403: the number that haunts Velde",
        "Page not found: how the book of the mill lost its end",
    ],
)
def test_an_article_about_an_error_is_an_article(headline: str) -> None:
    assert _refused(other_page(STORY, headline=headline, head=DATE)) is None
    assert _refused(other_page(STORY, headline=headline)) is None


FORM = "<form><input name='user'><input type='password' name='word'><button>Log in</button></form>"


@pytest.mark.parametrize(
    "title",
    [
        "Log in", "Login | The Velde Post", "Sign in to your account", "Create an account", "Members only", "Anmelden",
        "Se connecter", "Iniciar sesión", "Accedi", "Giriş yap", "Войти", "ورود", "تسجيل الدخول",
    ],
)  # fmt: skip
def test_a_form_to_sign_in_is_no_article(title: str) -> None:
    welcome = "<p>Enter your name and your word to read on.</p>"
    assert _refused(_page(title, f"<h1>{title}</h1>{welcome}{FORM}")) is Reason.LOGIN_WALL


@pytest.mark.parametrize(
    "page",
    [
        other_page(FORM + STORY),
        other_page(STORY + FORM, headline="Fishermen register their boats"),
        other_page(FORM + STORY, headline="Log in the river: who left it there?"),
        other_page(FORM + BRIEF, headline="Fishermen register their boats", head=DATE),
    ],
    ids=["a form above", "a word of the title", "another word", "a brief with a date"],
)
def test_an_article_with_a_form_to_sign_in_is_an_article(page: str) -> None:
    assert _refused(page) is None


CONSENT = (
    "<p>We and our partners use cookies to keep and to read data on your device.</p>"
    "<p>You may accept all cookies, reject them or manage your choices at any time.</p><button>Accept</button>"
)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("We value your privacy", CONSENT),
        ("Cookie consent | The Velde Post", CONSENT),
        ("Before you go on: cookies", CONSENT),
        (
            "Datenschutz: Ihre Einwilligung",
            "<p>Mit Werbung weiterlesen: Wir verwenden Cookies und Tracking.</p><p>Akzeptieren Sie Cookies.</p>",
        ),
        ("Votre vie privée", "<p>Nous utilisons des cookies avec votre consentement.</p><p>Accepter ou refuser</p>"),
        ("Su privacidad", "<p>Usamos cookies para guardar datos de su visita.</p><p>Aceptar o rechazar cookies</p>"),
    ],
)
def test_a_question_about_cookies_is_no_article(title: str, text: str) -> None:
    assert _refused(_page(title, f"<h1>{title}</h1>{text}")) is Reason.CONSENT_WALL


@pytest.mark.parametrize(
    "page",
    [
        other_page(f"<div class='cookie-banner'>{CONSENT}</div>{STORY}"),
        other_page(STORY + CONSENT, headline="The cookies of Velde"),
        other_page(
            paragraphs("The cookies of the mill are sold on Sundays.", FIRST, SECOND, THIRD), headline="Cookies"
        ),
        other_page(CONSENT + STORY, headline="Privacy at the well", head=DATE),
    ],
    ids=["a banner", "a banner and a word", "baked ones", "a date"],
)
def test_an_article_with_a_question_about_cookies_is_an_article(page: str) -> None:
    assert _refused(page) is None


def test_a_short_article_about_cookies_is_an_article() -> None:
    lines = (
        "Sites in Velde may no longer set cookies before a reader has agreed to them, the court ruled on Monday.",
        "The owner of nine sites had argued that whoever reads on would accept cookies by doing so, in silence.",
        "The court held that silence about cookies is no word, and that a word is what the law asks for here.",
    )
    assert _refused(other_page(paragraphs(*lines), headline="Court of Velde forbids silent cookies")) is None


@pytest.mark.parametrize("choice", ["<button>Accept all</button>", "<input type='submit' value='I agree'>", "Decline"])
def test_a_long_question_about_cookies_with_something_to_press_is_no_article(choice: str) -> None:
    lines = [
        f"We and our partners set cookies on your device, for as long as the law lets us. {line}"
        for line in (FIRST, SECOND, THIRD)
    ]
    page = _page("We value your privacy", f"<h1>Cookies</h1><div>{paragraphs(*lines)}</div>{choice}")
    assert _refused(page) is Reason.CONSENT_WALL


def _cards(count: int, teaser: str = "") -> str:
    linked = "".join(
        f"<li><h3><a href='/{n}'>Story number {n} of the village and of its mill</a></h3>{teaser}</li>"
        for n in range(count)
    )
    return f"<ul>{linked}</ul>"


def _ld(kind: str) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': kind, 'name': 'News'})}</script>"


LISTINGS = {
    "a section": (_page("Crafts", f"<h1>Crafts</h1>{_cards(20)}"), URL),
    "a home page": (_page("The Velde Post", f"<h1>The Velde Post</h1>{_cards(20)}"), "https://veldepost.example/"),
    "a dated home page": (
        _page(
            "The Velde Post",
            f"<h1>The Velde Post</h1>{_cards(20)}<p>{FIRST}</p>",
            '<script type=\'application/ld+json\'>{"@type": "WebPage", "datePublished": "2026-11-18"}</script>',
        ),
        "https://veldepost.example/",
    ),
    "a search": (_page("Search: mill", f"<h1>Search</h1>{_cards(12)}", _ld("SearchResultsPage")), URL),
    "a collection": (_page("Mills", f"<h1>Mills</h1>{_cards(12)}<p>{FIRST}</p>", _ld("CollectionPage")), URL),
    "typed as article": (
        _page("Crafts", f"<h1>Crafts</h1>{_cards(20)}", "<meta property='og:type' content='article'>"),
        URL,
    ),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_a_page_that_linked_headlines_fill_is_no_article(name: str) -> None:
    assert _refused(*LISTINGS[name]) in (Reason.LISTING, Reason.NO_BODY)


def test_a_section_with_teasers_is_a_listing() -> None:
    teaser = "<p>A teaser of the story that says in a few words what it is about, and no more than that.</p>"
    page = _page("Crafts", f"<h1>Crafts</h1>{_cards(20, teaser)}")
    assert _refused(page) is Reason.LISTING


def _teasers(between: str) -> str:
    return "".join(
        f"<div><h3><a href='/{n}'>The mill of Velde turns, part {n}</a></h3>{between}<p>{line[:85]} {n}.</p></div>"
        for n, line in enumerate((FIRST, SECOND, THIRD) * 4)
    )


def _titled(body: str, path: str) -> Reason | None:
    page = _page("Mills of the valley | Velde Post", f"<h1>Mills of the valley</h1>{body}")
    return _refused(page, f"https://veldepost.example/{path}/mills-of-the-valley")


def test_a_list_with_the_title_of_an_article_is_a_listing() -> None:
    assert _titled(_teasers("<span>18 Nov 2026</span>"), "news") is Reason.LISTING


@pytest.mark.parametrize("path", ["tag", "tags", "topic", "topics", "category", "categories", "author", "search"])
def test_at_the_address_of_a_list_an_introduction_is_no_story(path: str) -> None:
    introduced = f"<p>{FIRST}</p><p>{SECOND} {THIRD}</p>{_cards(20)}"
    assert _titled(introduced, path) is Reason.LISTING
    assert _titled(introduced, "news") is None


@pytest.mark.parametrize(
    "page",
    [
        other_page(STORY + _cards(6)),
        other_page(STORY + f"<aside>{_cards(40)}</aside>"),
        other_page(BRIEF + _cards(40), head=DATE),
        other_page(paragraphs(f"{FIRST} {SECOND} {THIRD} {FIRST}") + _cards(40)),
        other_page(f"<nav>{_cards(60)}</nav>{STORY}"),
    ],
    ids=["few cards", "many beside", "a brief with a date", "one long paragraph", "a menu"],
)
def test_an_article_among_links_is_an_article(page: str) -> None:
    assert _refused(page) is None


WIDE = "村の水車は九十年ぶりに回り、人々は新しい小麦粉でパンを焼いた。粉は春から売られるという。"


@pytest.mark.parametrize(
    "url", ["https://veldepost.example/news/583920", "https://veldepost.example/a/the-mill-turns-on"]
)
def test_a_short_story_among_cards_is_an_article_where_page_and_address_say_so(url: str) -> None:
    lines = "".join(f"<div>{line}</div>" for line in (FIRST[:95] + ".", SECOND[:95] + ".", THIRD[:95] + "."))
    page = _page("The mill turns | Velde Post", f"<h1>The mill turns</h1>{lines}{_cards(30)}")
    assert _refused(page, url) is None
    assert _refused(page, "https://veldepost.example/crafts/") is Reason.LISTING


def test_three_letters_of_chinese_say_as_much_as_ten_of_an_alphabet() -> None:
    page = _page("水車", f"<h1>水車</h1><div>{paragraphs(WIDE, WIDE[::-1], WIDE[5:])}</div>{_cards(30)}")
    assert _refused(page) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n...", Reason.NOT_A_PAGE), (b"\x89PNG\r\n\x1a\n", Reason.NOT_A_PAGE),
        (b"\xff\xd8\xff\xe0", Reason.NOT_A_PAGE), (b"GIF89a", Reason.NOT_A_PAGE),
        (b"PK\x03\x04zip", Reason.NOT_A_PAGE),
        (b"<rss version='2.0'><channel/></rss>", Reason.NOT_A_PAGE),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<feed>", Reason.NOT_A_PAGE),
        (b"<?xml version='1.0'?><!-- made by hand --><urlset>", Reason.NOT_A_PAGE),
        (b" <sitemapindex>", Reason.NOT_A_PAGE),
        (b"<?xml version='1.0'?>\n<?xml-stylesheet type='text/xsl' href='/feed.xsl'?><rss/>", Reason.NOT_A_PAGE),
        (b"<!DOCTYPE rss PUBLIC '-//x//DTD RSS 0.91//EN' 'http://x.example/rss.dtd'>\n<rss/>", Reason.NOT_A_PAGE),
        (b"<!--" + b" made by hand" * 1000 + b"--><?xml-stylesheet href='a.css'?>\n<feed>", Reason.NOT_A_PAGE),
        (b"RIFF\x10\n\x00\x00WEBPVP8 ", Reason.NOT_A_PAGE),
        (b"\x00\x00\x00\x1cftypavif", Reason.NOT_A_PAGE), (b"\x00\x00\x00\x1cftypM4A ", Reason.NOT_A_PAGE),
        (b"<rdf:RDF>", Reason.NOT_A_PAGE), (b'{"headline": "The mill"}', Reason.NOT_A_PAGE),
        (b" [1, 2]", Reason.NOT_A_PAGE),
        (bytes(range(14)) * 100, Reason.UNDECODABLE),
    ],
)  # fmt: skip
def test_bytes_that_are_no_page_are_refused_whatever_their_type(data: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        refuse_bytes(data)
    assert refused.value.reason is reason
    assert str(refused.value)
    assert _refused(data) is reason


@pytest.mark.parametrize(
    "data",
    [
        other_page().encode(),
        b"\xef\xbb\xbf" + other_page().encode(),
        b"<?xml version='1.0'?><!DOCTYPE html>" + other_page().encode(),
        b"<!-- <rss> -->" + other_page().encode(),
        b"[AMSEL] The mill turns again.",
        b"{The mill} turns again.",
        b"<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><!DOCTYPE html><html><body>rss</body></html>",
        b"<!DOCTYPE html><rss-reader></rss-reader><p>x</p>",
        b"<!DOCTYPE html><!-- x --><rss></rss><html>",
        b"<feed-banner>",
        b"RIFF is short for RIFFRAFF. See ftyp.",
        b"<!--" * 5000,
        b"<?x?>" * 4000 + b"<p>",
        b"PKs are kicks. GIFs move. %PDF is a mark.",
        other_page().encode("utf-16"),
        other_page().replace("mill", "m\x07ill").encode(),
        b"",
    ],
)
def test_bytes_of_a_page_or_a_text_are_not_refused(data: bytes) -> None:
    refuse_bytes(data)


@pytest.mark.parametrize(
    ("head", "by_type", "states"),
    [
        (DATE, False, True),
        ("<meta name='parsely-pub-date' content='2026-11-18'>", False, True),
        (
            '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-11-18"}</script>',
            False,
            True,
        ),
        ('<script type="application/ld+json">{"@type": "Article", "articleBody": "x"}</script>', False, True),
        (
            '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2026-11-18"}</script>',
            False,
            False,
        ),
        ("<meta itemprop='datePublished' content='2026-11-18'>", False, True),
        ("<meta property='og:type' content='article'>", True, True),
        ("<meta property='og:type' content='article'>", False, False),
        ("<meta property='og:type' content='website'>", True, False),
        ("", True, False),
    ],
)
def test_a_page_says_that_it_is_an_article_by_a_time_or_by_its_type(head: str, by_type: bool, states: bool) -> None:
    metadata = ParsedPage(_page("x", "<p>x</p>", head), URL).metadata
    assert states_article(metadata, by_type=by_type) is states


TEASER = (
    "<p>The ferry of the lower town was late again, and nobody who stood on the quay in the rain was surprised.</p>"
)


@pytest.mark.parametrize(
    "title",
    [
        "Sorry, the page you requested could not be found",
        "404 - the page was not found",
        "Something went wrong on our side | The Velde Post",
    ],
)
def test_an_error_page_with_teasers_is_one_all_the_same(title: str) -> None:
    assert _refused(_page(title, f"<h1>{title}</h1><div class='latest'>{TEASER * 3}</div>")) is Reason.ERROR_PAGE


@pytest.mark.parametrize("label", ["OK", "Got it", "Continue", "Accept"])
def test_a_wall_of_consent_is_one_whatever_its_link_says(label: str) -> None:
    ask = "<p>We and our partners use cookies to store and read data on your device: manage or accept your cookies.</p>"
    title = "Cookies and your privacy"
    assert _refused(_page(title, f"<h1>{title}</h1>{ask * 4}<a href='/x'>{label}</a>")) is Reason.CONSENT_WALL


def test_an_address_that_cannot_be_read_is_no_error() -> None:
    assert _refused(_page("Mills", f"<h1>Mills</h1>{_cards(12)}"), "http://[::1/mills") in (
        Reason.LISTING,
        Reason.NO_BODY,
    )
