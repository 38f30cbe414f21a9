"""When an article appeared: by the first statement that can be believed, exact where one of them is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lanterns import CAPTURED, PRESSTV

from spiders.outlet import Outlet
from transforms.dates.moments import Moment
from transforms.dates.publication_date import read_modified, read_published, zone_of
from transforms.language import languages_shown
from transforms.page.parsed_page import ParsedPage

MILL = "The mill of Velde turns again"
URL = "https://www.veldepost.example/mill"
STORY = "<p>The old mill of Velde turned for the first time in ninety years, to applause from the village.</p>"
#: Each source by the name under which it is kept: its statement of 18 November 2026 at a minute, in UTC.
LD = {"datePublished": "2026-11-18T09:01:00Z"}
META = "<meta property='article:published_time' content='2026-11-18T09:02:00Z'>"
ITEM = "<span itemprop='datePublished' content='2026-11-18T09:03:00Z'></span>"
TIME = "<time datetime='2026-11-18T09:05:00Z'>today</time>"
TEXT = "<p>18 November 2026, 09:06 GMT</p>"
CLOCK = "<meta name='date' content='2026-11-18T09:07:00Z'>"


def _moments(
    head: str = "",
    body: str = "",
    ld: dict[str, Any] | None = None,
    *,
    above: str = "",
    url: str = URL,
    captured_at: datetime | None = CAPTURED,
    outlet: Outlet | None = None,
    language: str = "en",
) -> tuple[Moment | None, Moment | None]:
    """Return when the article of such a page appeared, and when it was changed."""
    stated = json.dumps({"@type": "NewsArticle", "headline": MILL, **(ld or {})})
    head += f"<script type='application/ld+json'>{stated}</script>" if ld else ""
    html = (
        f"<html lang='{language}'><head><title>{MILL}</title>{head}</head>"
        f"<body>{above}<h1>{MILL}</h1>{body}{STORY}</body></html>"
    )
    page = ParsedPage(html, url)
    zone = zone_of(outlet, page, languages_shown(page))
    return read_published(page, zone, captured_at), read_modified(page.metadata, zone, captured_at)


def _published(*args: Any, **kwargs: Any) -> tuple[str, str, str] | None:
    """Return time (or day), precision and source."""
    moment, _ = _moments(*args, **kwargs)
    if moment is None:
        return None
    written = f"{moment.at:%Y-%m-%d}" if moment.precision == "day" else f"{moment.at:%Y-%m-%d %H:%M}"
    return written, moment.precision, moment.source


@pytest.mark.parametrize(
    ("page", "minute", "source"),
    [
        ({"head": META + CLOCK, "body": ITEM + TIME + TEXT, "ld": LD}, "09:01", "json-ld"),
        ({"head": META + CLOCK, "body": ITEM + TIME + TEXT}, "09:02", "meta"),
        ({"head": CLOCK, "body": ITEM + TIME + TEXT}, "09:03", "microdata"),
        ({"head": CLOCK, "body": TIME + TEXT}, "09:05", "time"),
        ({"head": CLOCK, "body": TEXT}, "09:06", "text"),
        ({"head": CLOCK, "above": TEXT}, "09:06", "text"),
        ({"head": CLOCK, "above": TIME}, "09:05", "time"),
        ({"above": TIME, "body": TEXT}, "09:06", "text"),
        ({"ld": {"dateCreated": LD["datePublished"]}, "head": META}, "09:02", "meta"),
        ({"ld": {"dateCreated": LD["datePublished"]}, "body": TIME}, "09:01", "json-ld"),
        ({"ld": {"@type": "WebPage", **LD}, "body": TIME}, "09:01", "json-ld"),
        ({"ld": {"uploadDate": LD["datePublished"]}}, "09:01", "json-ld"),
        ({"ld": {"datePublished": [LD["datePublished"]]}}, "09:01", "json-ld"),
    ],
)
def test_the_sources_are_believed_in_their_order(page: dict[str, Any], minute: str, source: str) -> None:
    found = _published(**page)
    assert found is not None
    assert (found[0], found[2]) == (f"2026-11-18 {minute}", source)


def test_a_clock_is_the_last_to_be_believed() -> None:
    assert _published(CLOCK) == ("2026-11-18 09:07", "second", "meta:date")


@pytest.mark.parametrize(
    "name",
    [
        "article:published_time", "datePublished", "parsely-pub-date", "sailthru.date", "pubdate", "publish-date",
        "DC.date.issued", "dcterms.created", "citation_publication_date", "og:article:published_time",
    ],
)  # fmt: skip
def test_many_meta_names_say_when_an_article_appeared(name: str) -> None:
    assert _published(f"<meta name='{name}' content='2026-11-18T09:02:00Z'>") == ("2026-11-18 09:02", "second", "meta")


def _ld(value: Any) -> dict[str, Any]:
    return {"datePublished": value}


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ({"ld": _ld("2026-11-18"), "head": META}, ("2026-11-18 09:02", "second", "meta")),
        ({"ld": _ld("2026-11-18T10:02:00"), "head": META}, ("2026-11-18 09:02", "second", "meta")),
        ({"ld": _ld("2026-11-18"), "body": TEXT}, ("2026-11-18 09:06", "minute", "text")),
        ({"ld": _ld("2026-11-18"), "body": "<p>4 July 2024, 09:06 GMT</p>"}, ("2026-11-18", "day", "json-ld")),
        ({"ld": _ld("2026-11-18")}, ("2026-11-18", "day", "json-ld")),
        ({"ld": _ld("18 November 2026")}, ("2026-11-18", "day", "json-ld")),
        ({"ld": _ld("Wed, 18 Nov 2026 09:01:00 +0000")}, ("2026-11-18 09:01", "second", "json-ld")),
        ({"body": "<p>18 November 2026, 09:06</p>"}, ("2026-11-18", "day", "text")),
    ],
)
def test_a_day_is_made_exact_by_a_later_statement_on_it(page: dict[str, Any], found: tuple[str, str, str]) -> None:
    assert _published(**page) == found


@pytest.mark.parametrize(
    "stated",
    ["", "yesterday", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "x" * 500, 7, {}],
)
def test_a_statement_that_no_page_can_have_meant_is_passed_over(stated: Any) -> None:
    found = _published(META, ld={"datePublished": stated, "author": "x"})
    assert found == ("2026-11-18 09:02", "second", "meta")


def test_what_a_page_says_beats_a_number_at_the_beginning_of_a_slug() -> None:
    url = "https://v.example/2017/01/12-lanterns-lit"
    shown = "<p>20 January 2017, 09:00 GMT</p>"
    assert _published(body=shown + TEXT, url=url) == ("2017-01-20 09:00", "minute", "text")
    assert _published(ld={"datePublished": "2017-01-20"}, url=url) == ("2017-01-20", "day", "json-ld")
    assert _published(url=url) is None


@pytest.mark.parametrize(("ahead", "kept"), [(timedelta(hours=20), True), (timedelta(hours=30), False)])
def test_a_page_cannot_know_the_future(ahead: timedelta, kept: bool) -> None:
    moment, _ = _moments(ld={"datePublished": (CAPTURED + ahead).isoformat()})
    assert (moment is not None and moment.at == CAPTURED + ahead) is kept


@pytest.mark.parametrize("source", ["<meta name='date' content='{}'>", "<meta name='revised' content='{}'>"])
def test_the_clock_of_the_rendering_is_no_publication(source: str) -> None:
    rendered = source.format((CAPTURED - timedelta(seconds=40)).isoformat())
    assert _published(rendered, TIME) == ("2026-11-18 09:05", "second", "time")
    earlier = CAPTURED - timedelta(hours=3)
    assert _published(source.format(earlier.isoformat())) == (f"{earlier:%Y-%m-%d %H:%M}", "second", "meta:date")


def test_words_that_speak_of_something_changed_are_no_label_of_a_time() -> None:
    time = "<time datetime='2026-11-18T10:00:00Z'>18 Nov</time>"
    for words in ("<a>Genetically modified crops</a>", "Peer reviewed by three"):
        assert _published("", f"<p>{words} {time}</p>") == ("2026-11-18 10:00", "second", "time"), words


def test_a_clock_that_is_refused_is_not_read_after_all() -> None:
    clock = f"<meta name='date' content='{(CAPTURED - timedelta(seconds=40)).isoformat()}'>"
    assert _published(clock) is None
    assert _published(clock, url=f"https://v.example/mill_{CAPTURED:%Y_%m_%d}") == (
        f"{CAPTURED:%Y-%m-%d}", "day", "htmldate"
    )  # fmt: skip


def test_news_of_the_very_minute_that_only_a_seen_time_dates_keeps_its_day() -> None:
    now = (CAPTURED - timedelta(seconds=40)).isoformat()
    found = _published(f"<meta name='date' content='{now}'>", f"<time datetime='{now}'>just now</time>")
    assert found == (f"{CAPTURED:%Y-%m-%d}", "day", "htmldate")


def test_a_clock_above_the_headline_is_none_either() -> None:
    clock = f"<p>{CAPTURED:%d %B %Y, %H:%M} GMT</p>"
    assert _published(above=clock, body=TEXT) == ("2026-11-18 09:06", "minute", "text")


def test_news_of_the_very_minute_is_believed_where_the_article_says_so() -> None:
    assert _published(ld={"datePublished": CAPTURED.isoformat()}) == (f"{CAPTURED:%Y-%m-%d %H:%M}", "second", "json-ld")


@pytest.mark.parametrize(
    ("url", "page", "found"),
    [
        ("https://v.example/2019/05/03/mill", {}, ("2019-05-03", "day", "url")),
        ("https://v.example/2019/5/3/mill", {}, ("2019-05-03", "day", "url")),
        ("https://v.example/news/2019-05-03/mill", {}, ("2019-05-03", "day", "url")),
        ("https://v.example/20190503/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/mill-2019-05-03", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/2019/05/03/mill", {"ld": LD}, ("2019-05-03", "day", "url")),
        ("https://v.example/2019/05/03/mill", {"ld": LD, "body": "<p>3 May 2019, 10:30 GMT</p>"},
         ("2019-05-03 10:30", "minute", "text")),
        ("https://v.example/2026/11/18/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/2026/11/17/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/2026/11/19/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/2026/11/18/mill", {"ld": _ld("2026-11-17")}, ("2026-11-17", "day", "json-ld")),
        ("https://v.example/2019/05/03/mill", {"ld": _ld("2026-11-18")}, ("2019-05-03", "day", "url")),
        ("https://v.example/2026/11/18/mill", {"ld": _ld("2020-01-01T08:00:00Z")},
         ("2020-01-01 08:00", "second", "json-ld")),
        ("https://v.example/2019/13/03/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/2019/05/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
        ("https://v.example/12019/05/03/mill", {"ld": LD}, ("2026-11-18 09:01", "second", "json-ld")),
    ],
)  # fmt: skip
def test_the_day_in_an_address_stands_against_a_reissue(
    url: str, page: dict[str, Any], found: tuple[str, str, str]
) -> None:
    assert _published(**page, url=url) == found


#: A guide that is issued each year: its first day, its new issue, and a change of that since.
GUIDE = {"datePublished": "2024-07-04T10:45:00Z", "dateModified": "2026-11-18T08:00:00Z"}
FIRST = ("2024-07-04 10:45", "second", "json-ld")
ISSUED = "<meta name='date' content='November 14, 2026'>"
SHOWN = "<p>By Jane Roe</p><p>The Velde Post Nov 14, 2026 3:30 pm GMT</p>"
META_ISSUED = "<meta property='article:published_time' content='2026-11-14T15:30:00Z'>"


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ({"head": ISSUED, "body": SHOWN}, ("2026-11-14 15:30", "minute", "text")),
        ({"head": ISSUED, "body": "<p>14 November 2026</p>"}, ("2026-11-14", "day", "text")),
        ({"head": META_ISSUED, "body": SHOWN}, ("2026-11-14 15:30", "minute", "text")),
        ({"head": META_ISSUED, "body": "<p>14 November 2026</p>"}, ("2026-11-14 15:30", "second", "text")),
        ({"head": ISSUED, "body": "<p>14 November 2026 (updated 18 November 2026)</p>"},
         ("2026-11-14", "day", "text")),
        ({"head": ISSUED, "above": "<h1>The Velde Post</h1><p>18 November 2026</p>", "body": SHOWN},
         ("2026-11-14 15:30", "minute", "text")),
        ({"head": ISSUED, "body": "<p>12034 views</p>" + SHOWN}, ("2026-11-14 15:30", "minute", "text")),
        ({"head": ISSUED, "body": "<p>Mill</p>" * 10 + SHOWN}, ("2026-11-14 15:30", "minute", "text")),
    ],
)  # fmt: skip
def test_of_a_guide_that_is_issued_anew_the_date_of_the_issue_counts(
    page: dict[str, Any], found: tuple[str, str, str]
) -> None:
    assert _published(**{"ld": GUIDE, **page}) == found


@pytest.mark.parametrize(
    "page",
    [
        {"body": SHOWN},  # seen alone, stated nowhere
        {"head": ISSUED},  # stated alone
        {"head": ISSUED, "body": SHOWN, "ld": {"datePublished": GUIDE["datePublished"]}},  # no later change is told
        {"head": ISSUED, "body": SHOWN, "ld": {**GUIDE, "dateModified": "2026-11-14T15:30:00Z"}},  # it is that change
        {"head": ISSUED, "above": SHOWN},  # over the page
        {"head": ISSUED, "body": "<p>4 July 2024</p>" + SHOWN},  # the first date below the headline is the article's
        {"head": ISSUED, "body": "<p>Mill</p>" * 11 + SHOWN},  # far below, as of another story
        {"head": ISSUED, "body": "<p>On 14 November 2026 the wheel turned.</p>"},
        {"body": SHOWN + "<i itemprop='datePublished' content='2026-11-14'></i>"},  # of a post, a film, a review
        {"head": "<meta name='citation_publication_date' content='2026-11-14'>", "body": SHOWN},  # of the study told of
        {"head": "<meta name='revised' content='2026-11-14'>", "body": SHOWN},
        {"head": ISSUED, "body": SHOWN, "url": "https://v.example/2024/07/04/mill"},
    ],
)
def test_another_date_is_no_new_issue(page: dict[str, Any]) -> None:
    assert _published(**{"ld": GUIDE, **page}) == FIRST


@pytest.mark.parametrize(
    "body",
    [
        "<p>Last updated: 14 November 2026</p>",
        "<p>Updated on</p><p>14 November 2026</p>",
        "<p>Updated by Jane Roe</p><p>14 November 2026</p>",
        "<p>14 November 2026 (updated)</p>",
        "<p>Latest update: 14 November 2026</p>",
        "<p>Last edited 14 November 2026</p>",
        "<p>Stand: 14. November 2026</p>",
        "<p>14. November 2026, aktualisiert</p>",
        "<p>Mise à jour le 14 novembre 2026</p>",
        "<p>Modifié le 14 novembre 2026</p>",
        "<p>Aggiornato il 14 novembre 2026</p>",
        "<p>Atualizado em 14 de novembro de 2026</p>",
        "<p>Actualización: 14 de noviembre de 2026</p>",
        "<p>Bijgewerkt op 14 november 2026</p>",
        "<p>Uppdaterad 14 november 2026</p>",
        "<p>Güncelleme: 14 Kasım 2026</p>",
        "<p>Обновление: 14 ноября 2026</p>",
        "<p>به روز رسانی: ۲۳ آبان ۱۴۰۵</p>",
        "<p>ویرایش: ۲۳ آبان ۱۴۰۵</p>",
    ],
)
@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "pt", "es", "nl", "sv", "tr", "ru", "fa"])
def test_an_update_that_is_named_one_is_no_new_issue(body: str, language: str) -> None:
    assert _published(ISSUED, body, GUIDE, language=language) == FIRST


@pytest.mark.parametrize(
    "page",
    [
        {"body": f"<p>{CAPTURED:%d %B %Y}</p>"},
        {"body": f"<p>{CAPTURED:%d %B %Y, %H:%M}</p>"},
        {"above": f"<h1><a href='/'>The Velde Post</a></h1><p>{CAPTURED:%d %B %Y}</p>"},
        {"body": f"<p>{CAPTURED:%d %B %Y}</p>", "captured_at": None},
    ],
)
@pytest.mark.parametrize("changed", ["2024-07-05T10:45:00Z", "2026-11-18T08:00:00Z", f"{CAPTURED.isoformat()}"])
def test_the_clock_below_a_headline_is_no_new_issue(page: dict[str, Any], changed: str) -> None:
    clock = f"<meta name='date' content='{CAPTURED.isoformat()}'>"
    assert _published(clock, ld={**GUIDE, "dateModified": changed}, **page) == FIRST


def test_a_date_that_is_seen_keeps_the_minute_that_is_stated() -> None:
    ld = {"datePublished": "2026-11-16T20:00:00Z", "dateCreated": "2026-11-14T22:00:00Z"}
    assert _published(body="<p>16 November 2026</p>", ld=ld) == ("2026-11-16 20:00", "second", "json-ld")


@pytest.mark.parametrize(
    ("body", "language", "day"),
    [
        ("<p>By Jane Roe | 18 November 2026</p>", "en", "2026-11-18"),
        ("<p>Published November 18, 2026</p>", "en", "2026-11-18"),
        ("<p>Velde, 18. November 2026</p>", "de", "2026-11-18"),
        ("<p>Publié le 18 novembre 2026 à 10h</p>", "fr", "2026-11-18"),
        ("<p>18 Kasım 2026 Çarşamba</p>", "tr", "2026-11-18"),
        ("<p>18 ноября 2026</p>", "ru", "2026-11-18"),
        ("<p>١٨ نوفمبر ٢٠٢٦</p>", "ar", "2026-11-18"),
        ("<p>۲۷ آبان ۱۴۰۵</p>", "fa", "2026-11-18"),
        ("<p>18 November 2026 (updated 19 November 2026)</p>", "en", "2026-11-18"),
        ("<p>Updated 19 November 2026</p><p>18 November 2026</p>", "en", "2026-11-18"),
        ("<p>Aktualisiert: 19.11.2026</p><p>18.11.2026</p>", "de", "2026-11-18"),
        ("<p>Zuletzt aktualisiert: 19.11.2026</p><p>18.11.2026</p>", "de", "2026-11-18"),
        ("<p>© 2019 The Velde Post</p><p>18 November 2026</p>", "en", "2026-11-18"),
        ("<p>On 4 July 2024 the wheel broke.</p><p>18 November 2026</p>", "en", "2026-11-18"),
        ("<time datetime='2026-11-18'>18 Nov</time><time datetime='2026-11-19'>19 Nov</time>", "en", "2026-11-18"),
        ("<time datetime='2026-11-19'>Updated 19 Nov</time><time>18 November 2026</time>", "en", "2026-11-18"),
        ("<time>18 November 2026</time>", "en", "2026-11-18"),
        ("<p>Updated <time datetime='2026-11-19'>19 Nov</time></p><p><time datetime='2026-11-18'>18 Nov</time></p>",
         "en", "2026-11-18"),
        ("<p><b>Updated:</b> <time datetime='2026-11-19'>19 Nov</time> <time datetime='2026-11-18'>18 Nov</time></p>",
         "en", "2026-11-18"),
        ("<p><i></i>Aktualisiert am <time datetime='2026-11-19'>19.11.</time></p><time datetime='2026-11-18'></time>",
         "de", "2026-11-18"),
        ("<p>Updated 19 Nov. Published <time datetime='2026-11-18'>18 Nov</time></p>", "en", "2026-11-18"),
        ("<p>Climate update | 18 November 2026</p>", "en", "2026-11-18"),
        ("<p>Corona-Update vom 18. November 2026</p>", "de", "2026-11-18"),
        ("<p>김수정 | 2026.11.18</p>", "ko", "2026-11-18"),
        ("<p>ویرایشگر: علی رضایی | ۲۷ آبان ۱۴۰۵</p>", "fa", "2026-11-18"),
        ("<p>Updated daily</p><p><time datetime='2026-11-18'>18 Nov</time></p>", "en", "2026-11-18"),
    ],
)  # fmt: skip
def test_a_date_that_is_seen_near_the_headline_counts(body: str, language: str, day: str) -> None:
    found = _published(body=body, language=language)
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize(
    ("outlet", "minute", "zone_source"),
    [(PRESSTV, "2026-11-18 05:42", "assumed"), (None, "2026-11-18 00:00", "none")],
)
def test_a_time_without_a_zone_is_read_in_the_outlets(outlet: Outlet | None, minute: str, zone_source: str) -> None:
    moment, _ = _moments(ld={"datePublished": "2026-11-18T09:12:00"}, outlet=outlet)
    assert moment is not None
    assert (f"{moment.at:%Y-%m-%d %H:%M}", moment.zone_source) == (minute, zone_source)
    assert (moment.raw, moment.at.tzinfo) == ("2026-11-18T09:12:00", UTC)


@pytest.mark.parametrize(
    ("head", "url", "minute"),
    [
        ("<meta property='og:locale' content='en_IN'>", URL, "09:35"),
        ("<meta property='og:locale' content='en_US'>", "https://veldepost.co.in/mill", "09:35"),
        ("", "https://www.veldepost.co.il/mill", "13:05"),
        ("", "https://veldepost.ie/mill", "15:05"),
        ("<meta property='og:locale' content='en_US'>", URL, None),
        ("", "https://[broken/mill", None),
    ],
)
def test_the_country_of_a_page_tells_whose_zone_is_named(head: str, url: str, minute: str | None) -> None:
    moment, _ = _moments(head, "<p>5 Jan 2024, 15:05 IST</p>", url=url)
    assert moment is not None
    assert (f"{moment.at:%H:%M}" if moment.precision == "minute" else None) == minute


def test_a_page_that_states_no_date_has_none() -> None:
    assert _published() is None


@pytest.mark.parametrize(
    ("page", "minute"),
    [
        ({"ld": {"dateModified": "2026-11-18T10:01:00Z"}}, "10:01"),
        ({"ld": {"dateModified": "soon"}, "head": "<meta name='lastmod' content='2026-11-18T10:02:00Z'>"}, "10:02"),
        ({"head": "<meta property='article:modified_time' content='2026-11-18T10:03:00Z'>"}, "10:03"),
        ({"head": "<meta property='og:updated_time' content='2026-11-18T10:04:00Z'>"}, "10:04"),
        ({"body": "<meta itemprop='dateModified' content='2026-11-18T10:05:00Z'>"}, "10:05"),
        ({"ld": {"dateModified": "2999-01-01T00:00:00Z"}}, None),
        ({"ld": LD, "body": TIME}, None),
    ],
)
def test_the_last_change_is_read_in_the_same_order(page: dict[str, Any], minute: str | None) -> None:
    _, moment = _moments(**page)
    assert (f"{moment.at:%H:%M}" if moment else None) == minute


OTHER = "<time datetime='2025-01-02'>2 January 2025</time>"


@pytest.mark.parametrize(
    "card",
    [
        f"<div class='related-news'><p>The bells of Amsel</p>{OTHER}</div>",
        f"<a href='/bells'><div><p>The bells of Amsel</p>{OTHER}</div></a>",
        f"<figure><figcaption>The mill. {OTHER}</figcaption></figure>",
        f"<aside>{OTHER}</aside>",
        "<figure><img src='/m.jpg'><figcaption>The mill, 2 January 2025</figcaption></figure>",
        "<div class='related'><p>2 January 2025</p></div>",
        "<a href='/bells'><p>2 January 2025</p></a>",
    ],
)
def test_the_date_of_a_picture_or_of_another_story_counts_after_one_beside_the_headline(card: str) -> None:
    assert _published(body=card + "<p>18 November 2026</p>") == ("2026-11-18", "day", "text")
    found = _published(body=card)
    assert found is not None
    assert found[0] == "2025-01-02"


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("<p>Updated: 1 January 2027 | Published: 18 November 2026</p>", "en"),
        ("<p>Published 18 November 2026 | Updated 1 January 2027</p>", "en"),
        ("<p>Fair on 1 January 2027</p><p>Published 18 November 2026</p>", "en"),
        ("<p>Stand: 1.1.2027</p><p>Erstellt: 18.11.2026</p>", "de"),
        ("<p>Mis à jour le 1 janvier 2027, publié le 18 novembre 2026</p>", "fr"),
        ("<p>Aggiornato il 1 gennaio 2027</p><p>18 novembre 2026</p>", "it"),
        (
            "<time class='updated' datetime='2027-01-01'>x</time><time datetime='2026-11-18'>y</time>",
            "en",
        ),
        (
            "<p class='updated'><time datetime='2027-01-01'>x</time></p><p><time datetime='2026-11-18'>y</time></p>",
            "en",
        ),
        ("<time class='published updated' datetime='2026-11-18'>y</time><time datetime='2027-01-01'>x</time>", "en"),
    ],
)
def test_a_date_that_is_named_publication_counts_before_others(body: str, language: str) -> None:
    found = _published(body=body, language=language, captured_at=datetime(2027, 5, 5, tzinfo=UTC))
    assert found is not None
    assert found[0].startswith("2026-11-18")


def test_the_only_time_is_read_though_it_is_marked_as_a_change() -> None:
    assert _published(body="<time class='updated' datetime='2026-11-18'>18 Nov</time>") == ("2026-11-18", "day", "time")
