"""Every page ends as an article or as a rejection with its one reason; all stories here are invented."""

from __future__ import annotations

import gzip
import json
import random
import time
import unicodedata
from typing import Any

import pytest
from lanterns import (
    CAPTURED,
    FIRST,
    HEADLINE,
    OTHER_URL,
    PRESSTV,
    PRESSTV_URL,
    SECOND,
    STORY,
    TAGHRIB,
    TAGHRIB_URL,
    THIRD,
    body_of,
    capture,
    other_page,
    paragraphs,
    presstv_page,
    put_back,
    read,
    taghrib_page,
)

from spiders.capture.record import Capture
from spiders.outlet import Outlet
from transforms.article import FAILURES, Reason, Rejection, to_json
from transforms.parse import parse

ARVAN = "<html><head><script>var __arcsjs = 7;</script></head><body><noscript>Turn scripts on.</noscript></body></html>"
CLOUDFLARE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p>"
    "<script>window._cf_chl_opt = {};</script><script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>"
    "</body></html>"
)
FEED = (
    '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>The Lantern</title>\n'
    + "".join(f"<item><title>{line}</title>\n<link>https://lantern.example/1</link></item>\n" for line in STORY)
    + "</channel></rss>"
)
PDF = b"%PDF-1.7\n" + random.Random(1).randbytes(3000)

REJECTED: dict[str, tuple[Capture, Outlet | None, Reason]] = {
    "a challenge of Arvan's": (capture(ARVAN), PRESSTV, Reason.CHALLENGE),
    "a challenge of Cloudflare's": (capture(CLOUDFLARE), PRESSTV, Reason.CHALLENGE),
    "a challenge without an outlet": (capture(CLOUDFLARE, url=OTHER_URL), None, Reason.CHALLENGE),
    "no content": (capture(b""), PRESSTV, Reason.EMPTY),
    "white space": (capture(b" \r\n\t "), PRESSTV, Reason.EMPTY),
    "white space, compressed": (capture(gzip.compress(b"  \n"), coding="gzip"), PRESSTV, Reason.EMPTY),
    "a comment and no more": (capture("<!-- back soon -->"), PRESSTV, Reason.EMPTY),
    "a story too short": (capture(presstv_page("<p>More soon.</p>")), PRESSTV, Reason.TOO_SHORT),
    "a bomb": (capture(gzip.compress(b"x" * 30_000_000), coding="gzip"), PRESSTV, Reason.TOO_LARGE),
    "a broken coding": (capture(b"neither gzip nor a page", coding="gzip"), PRESSTV, Reason.UNDECODABLE),
    "an unknown coding": (capture(b"\x83 no page", coding="sdch"), PRESSTV, Reason.UNDECODABLE),
    "noise named text": (capture(random.Random(1).randbytes(3000), "text/plain"), PRESSTV, Reason.UNDECODABLE),
    "a feed": (capture(FEED, "application/rss+xml"), PRESSTV, Reason.NOT_A_PAGE),
    "a feed as XML": (capture(FEED, "text/xml; charset=utf-8"), PRESSTV, Reason.NOT_A_PAGE),
    "a PDF": (capture(PDF, "application/pdf"), PRESSTV, Reason.NOT_A_PAGE),
    "a picture": (capture(b"\x89PNG\r\n\x1a\n", "image/png"), PRESSTV, Reason.NOT_A_PAGE),
    "an answer from a section": (
        capture(presstv_page(), final_url="https://www.presstv.ir/Section/101/1"),
        PRESSTV,
        Reason.NOT_AN_ARTICLE,
    ),
    "an answer from the home page": (
        capture(taghrib_page(paragraphs(*STORY)), url=TAGHRIB_URL, final_url="https://www.taghribnews.com/en"),
        TAGHRIB,
        Reason.NOT_AN_ARTICLE,
    ),
    "no headline": (capture(presstv_page(headline="")), PRESSTV, Reason.NO_HEADLINE),
    "no headline, without an outlet": (capture(other_page(headline=""), url=OTHER_URL), None, Reason.NO_HEADLINE),
    "no body": (capture(presstv_page("")), PRESSTV, Reason.NO_BODY),
    "nothing but boilerplate": (capture(presstv_page("<p>SHARE THIS ARTICLE</p>")), PRESSTV, Reason.NO_BODY),
    "a page without text": (capture("<html><body></body></html>", url=OTHER_URL), None, Reason.NO_BODY),
}


@pytest.mark.parametrize("name", REJECTED)
def test_what_is_no_article_is_rejected_for_its_reason(name: str) -> None:
    made, outlet, reason = REJECTED[name]
    rejection = parse(made, outlet)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.url) == (reason, made.ref.url)
    assert rejection.detail
    assert rejection.outlet == (outlet.slug if outlet else "example.org")


def test_every_reason_that_a_page_can_give_is_reached_above() -> None:
    # the others are of files that cannot be read, of pages that take too long, and of our own bugs; walls and
    # listings are made-up pages of their own: see test_pages.py
    walls = {Reason.CONSENT_WALL, Reason.LOGIN_WALL, Reason.ERROR_PAGE, Reason.LISTING}
    assert {reason for _, _, reason in REJECTED.values()} == set(Reason) - FAILURES - walls


def test_a_feed_sent_as_plain_text_is_no_article() -> None:
    assert isinstance(parse(capture(FEED, "text/plain", url=OTHER_URL), None), Rejection)


@pytest.mark.parametrize("outlet", [PRESSTV, None], ids=["outlet", "generic"])
def test_an_article_about_challenges_is_none(outlet: Outlet | None) -> None:
    about = "Readers of the council's site saw the words checking your browser, and __arcsjs in its source."
    page = presstv_page if outlet else other_page
    article = read(capture(page(paragraphs(about, *STORY, *[f"{SECOND} {n}" for n in range(4)]))), outlet)
    assert about in article.article_body


def test_a_short_article_with_a_script_of_its_host_is_told_by_its_text() -> None:
    head = "<script src='/cdn-cgi/challenge-platform/scripts/invisible.js'></script>"
    page = presstv_page(paragraphs(*STORY, *[f"{SECOND} {n}" for n in range(4)]), head=head)
    assert read(capture(page), PRESSTV).headline == HEADLINE


NESTED = 100_000
HOSTILE: dict[str, str | bytes] = {
    "tags nested before the story": presstv_page("<div>" * NESTED + paragraphs(*STORY)),
    "tags nested behind the story": presstv_page(paragraphs(*STORY) + "<b>" * NESTED),
    "tables nested": presstv_page("<table><tr><td>" * (NESTED // 3) + paragraphs(*STORY)),
    "lists nested": other_page("<ul><li>" * (NESTED // 2) + paragraphs(*STORY)),
    "quotes nested": other_page("<blockquote>" * NESTED + paragraphs(*STORY)),
    "spans nested": other_page("<span>" * NESTED + paragraphs(*STORY)),
    "only opening brackets": "<" * NESTED,
    "NUL bytes": presstv_page().replace("mill", "mi\0ll").encode(),
    "only NUL bytes": b"<html>" + b"\0" * 5000,
    "lone surrogates": presstv_page().replace("mill", "mi\ud800ll"),
    "lone surrogates as entities": presstv_page().replace("mill", "mi&#xD800;ll&#55296;"),
    "invalid UTF-8": presstv_page().encode().replace(b"mill", b"mi\xff\xfe\xc3ll"),
    "noise": b"<html><body><p>" + random.Random(2).randbytes(20_000),
    "UTF-16 without a mark": presstv_page().encode("utf-16-le"),
    "broken JSON-LD": other_page(head='<script type="application/ld+json">{"@type": "NewsArticle",</script>'),
    "JSON-LD nested": other_page(head=f'<script type="application/ld+json">{"[" * NESTED}</script>'),
    "JSON-LD of odd types": other_page(
        head='<script type="application/ld+json">[null, 7, {"@graph": 7}, {"@graph": [{"@type": ["NewsArticle", 5],'
        '"datePublished": 5, "dateModified": [], "author": [1, null, {"name": 5}], "image": 7, "headline": {},'
        '"keywords": {"a": 1}, "articleSection": [[]]}]}]</script>'
    ),
    "dates out of range": other_page(
        head='<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "9999-12-31T23:59:59-14:00",'
        '"dateModified": "0001-01-01T00:00:00+14:00"}</script>'
    ),
    "attributes without end": presstv_page(f"<p {'a=b ' * NESTED}>{FIRST}</p>"),
    "one long line": other_page(f"<p>{'lantern ' * NESTED}</p>"),
    "entities of every kind": other_page(f"<p>&amp;lt; &#0; &#x110000; &nbsp;&zwnj;&bogus; {FIRST}</p>"),
    "an unclosed script": presstv_page("<script>" + paragraphs(*STORY)),
    "addresses that are none": other_page(
        "<a href='http://[broken'>x</a><img src='http://[broken'>" + paragraphs(*STORY),
        head="<link rel='canonical' href='http://[broken'><meta property='og:image' content='http://[broken'>",
    ),
}


@pytest.mark.parametrize("outlet", [PRESSTV, None], ids=["outlet", "generic"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_an_article_or_a_rejection_and_soon(name: str, outlet: Outlet | None) -> None:
    started = time.process_time()
    result = parse(capture(HOSTILE[name]), outlet)
    assert time.process_time() - started < 10
    if isinstance(result, Rejection):
        assert result.reason is not Reason.EXTRACTOR_ERROR, result.detail
    json.dumps(to_json(result), ensure_ascii=False).encode("utf-8")


def test_what_is_read_can_always_be_written_down() -> None:
    stated = json.dumps({"@type": "NewsArticle", "datePublished": "2026-11-18\ud80010:00:00"})
    article = read(capture(other_page(head=f'<script type="application/ld+json">{stated}</script>')), None)
    assert json.dumps(to_json(article), ensure_ascii=False).encode("utf-8")


def test_nul_bytes_and_surrogates_are_no_part_of_the_text() -> None:
    assert read(capture(HOSTILE["NUL bytes"]), PRESSTV).article_body == body_of(*STORY)
    text = read(capture(HOSTILE["lone surrogates as entities"]), PRESSTV).article_body
    assert not any("\ud800" <= character <= "\udfff" for character in text)


PERSIAN = "آسياب كهنه دهكده پس از نود سال دوباره به راه افتاد و مردم روستا آن روز را در ميدان جشن گرفتند"


@pytest.mark.parametrize(
    ("content_type", "head"),
    [
        ("text/html; charset=windows-1256", ""),
        ("text/html", "<meta charset='windows-1256'>"),
        ("text/html", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1256'>"),
    ],
)
def test_a_persian_page_in_its_old_coding_is_read(content_type: str, head: str) -> None:
    page = presstv_page(paragraphs(PERSIAN), headline="آسياب كهنه", head=head).encode("windows-1256")
    article = read(capture(page, content_type), PRESSTV)
    assert (article.headline, article.article_body) == ("آسياب كهنه", PERSIAN)


def test_joiners_are_kept_and_letters_composed() -> None:
    spelled = "آسیاب دوباره می‌چرخد و روستاییان آن را می‌بینند و جشن می‌گیرند، cafe\u0301 Ve\u0302lde\u00ad\u2060."
    article = read(capture(presstv_page(paragraphs(spelled, *STORY), headline="می‌چرخد")), PRESSTV)
    assert article.headline == "می‌چرخد"
    assert article.article_body.startswith("آسیاب دوباره می‌چرخد و روستاییان آن را می‌بینند")
    assert "café Vêlde." in article.article_body
    assert unicodedata.is_normalized("NFC", article.article_body)


def test_joiners_are_kept_without_an_outlet_too() -> None:
    spelled = "آسیاب کهنه دوباره می‌چرخد و روستاییان از پنجره‌ها آن را می‌بینند و تا شب جشن می‌گیرند و نان می‌پزند."
    article = read(capture(other_page(paragraphs(spelled, spelled + " بار دیگر.")), url=OTHER_URL), None)
    assert "می‌چرخد" in article.article_body


FURNISHED = f"""<p>{FIRST}</p>
<div data-oembed-url="x"><a href="/other">Watch: lanterns of Velde</a></div>
<p>{HEADLINE}</p>
<p>SHARE THIS ARTICLE</p>
<figure><img src="/wheel.jpg"><figcaption>The wheel on Monday. (Photo by AP)</figcaption></figure>
<p>{SECOND}</p>
<p>Two millers at work (Picture: Reuters)</p>
<p>Press TV News Roku</p>
<p>{THIRD}</p>
<p>SOURCE: FRENCH PRESS TV</p>
<ul class="item-tools"><li>Print</li></ul>"""


def test_what_was_removed_is_on_record_with_its_rule_and_its_place() -> None:
    article = read(capture(presstv_page(FURNISHED)), PRESSTV)
    assert article.article_body == body_of(*STORY)
    assert {(span.place, span.rule, span.text) for span in article.removed or ()} == {
        (1, "block:div[data-oembed-url]", "Watch: lanterns of Velde"),
        (1, "headline", HEADLINE),
        (1, "presstv.share", "SHARE THIS ARTICLE"),
        (1, "caption", "The wheel on Monday. (Photo by AP)"),
        (2, "caption", "Two millers at work (Picture: Reuters)"),
        (2, "presstv.roku", "Press TV News Roku"),
        (3, "presstv.source", "SOURCE: FRENCH PRESS TV"),
        (3, "block:ul.item-tools", "Print"),
    }


def test_the_body_and_what_was_removed_are_all_lines_of_the_page() -> None:
    article = read(capture(presstv_page(FURNISHED)), PRESSTV)
    assert sorted(put_back(article)) == sorted(
        [
            *STORY,
            HEADLINE,
            "Watch: lanterns of Velde",
            "SHARE THIS ARTICLE",
            "The wheel on Monday. (Photo by AP)",
            "Two millers at work (Picture: Reuters)",
            "Press TV News Roku",
            "SOURCE: FRENCH PRESS TV",
            "Print",
        ]
    )


def test_what_was_removed_at_one_place_is_on_record_in_reading_order() -> None:
    lines = [FIRST, "Recommend to others", SECOND, THIRD, "TNA", "KD", "Security Code"]
    article = read(capture(taghrib_page(paragraphs(*lines[1:])), url=TAGHRIB_URL), TAGHRIB)
    assert put_back(article) == lines


def test_a_repeat_of_the_lead_is_on_record() -> None:
    article = read(capture(taghrib_page(paragraphs(*STORY)), url=TAGHRIB_URL), TAGHRIB)
    assert article.article_body == body_of(*STORY)
    assert [span.text for span in article.removed or ()] == [FIRST]


def test_a_block_of_a_page_without_template_is_on_record_at_its_place() -> None:
    block = "<div data-oembed-url='x'><a href='/other'>Watch: lanterns of Velde</a></div>"
    article = read(capture(other_page(paragraphs(FIRST, SECOND) + block + paragraphs(THIRD))), PRESSTV)
    assert [span.place for span in article.removed or () if span.rule.startswith("block:")] == [2]


def test_a_block_within_another_is_on_record_with_it_alone() -> None:
    block = "<div data-oembed-url='x'><p>Watch: lanterns</p><ul class='item-tools'><li>Print</li></ul></div>"
    article = read(capture(other_page(paragraphs(FIRST, SECOND) + block + paragraphs(THIRD))), PRESSTV)
    removed = [span for span in article.removed or () if span.rule.startswith("block:")]
    assert [span.text for span in removed] == ["Watch: lanterns Print"]


def test_a_picture_keeps_its_caption_and_its_credit_apart() -> None:
    article = read(capture(presstv_page(FURNISHED)), PRESSTV)
    assert [(image.caption, image.credit, image.url) for image in article.images or ()] == [
        ("The wheel on Monday.", "AP", "https://www.presstv.ir/wheel.jpg"),
        ("Two millers at work", "Reuters", None),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The council of Velde will vote on the mill's roof in March, reported Taqrib News Agency (TNA).",
        "He shared the photos (photos by his aunt) with everyone in the village before the wheel had stopped.",
        "Our website can also be accessed at www.presstv.ir, the miller read aloud from the paper to his guests.",
        "TNA was the first to write of it, and the Security Code of the mill's door is known to every child.",
    ],
)
def test_a_sentence_that_only_mentions_boilerplate_stays(sentence: str) -> None:
    page = taghrib_page(paragraphs(SECOND, sentence))
    assert sentence in read(capture(page, url=TAGHRIB_URL), TAGHRIB).article_body
    page = presstv_page(paragraphs(SECOND, sentence))
    assert sentence in read(capture(page), PRESSTV).article_body


def test_initials_go_at_the_tail_and_stay_inside_a_story() -> None:
    page = taghrib_page(paragraphs(SECOND, "MR", THIRD, "KD", "AB/CD"))
    article = read(capture(page, url=TAGHRIB_URL), TAGHRIB)
    assert article.article_body == body_of(FIRST, SECOND, "MR", THIRD)
    assert {span.text for span in article.removed or ()} == {"KD", "AB/CD"}


def _empty_strings(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _empty_strings(inner, f"{name}.{key}")]
    if isinstance(value, list | tuple):
        return [found for inner in value for found in _empty_strings(inner, f"{name}[]")]
    return [name] if isinstance(value, str) and not value.strip() else []


@pytest.mark.parametrize(
    ("made", "outlet"),
    [
        (capture(presstv_page(FURNISHED)), PRESSTV),
        (capture(presstv_page(head="<meta property='og:description' content=' '>")), PRESSTV),
        (capture(taghrib_page(paragraphs(*STORY), lead=" ") + "<div class=doc_tags1><a> </a></div>"), TAGHRIB),
        (capture(other_page(head="<meta name=author content=' ; '><meta name=keywords content=' , '>")), None),
        (capture(other_page(head="<link rel=canonical href=' '><meta property=og:image content=''>"), url=None), None),
        (capture(presstv_page("<figure><figcaption>(Photo by AP)</figcaption></figure>" + FIRST)), PRESSTV),
        (capture("\n\n".join([":", HEADLINE, "", *STORY]), "text/plain", url=None), None),
    ],
)  # fmt: skip
def test_an_empty_text_is_never_stored(made: Capture, outlet: Outlet | None) -> None:
    assert _empty_strings(to_json(read(made, outlet))) == []


def test_a_page_without_an_outlet_has_its_domain_and_a_digest_for_identity() -> None:
    article = read(capture(other_page(), url="https://news.lantern.co.uk/2026/mill"), None)
    assert article.outlet == "lantern.co.uk"
    assert article.key is not None
    assert len(article.key) == 16
    assert int(article.key, 16) >= 0
    assert article.article_id == f"lantern.co.uk:{article.key}"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/2026/mill-of-velde",
        "https://example.org/2026/mill-of-velde/",
        "https://EXAMPLE.org:443/2026/mill-of-velde#comments",
        "https://www.example.org/2026/mill-of-velde?utm_source=feed&utm_medium=rss&fbclid=a",
    ],
)
def test_what_changes_from_visit_to_visit_does_not_change_the_key(url: str) -> None:
    plain = read(capture(other_page(), url=OTHER_URL), None)
    assert read(capture(other_page(), url=url), None).article_id == plain.article_id
    assert read(capture(other_page(), url=f"{OTHER_URL}?page=2"), None).key != plain.key
    assert read(capture(other_page(), url=f"{OTHER_URL}-2"), None).key != plain.key


def test_a_file_of_which_nothing_is_known_has_no_identity() -> None:
    article = read(capture(other_page(), content_type=None, url=None, captured_at=None), None)
    assert (article.article_id, article.outlet, article.key, article.url) == (None, None, None, None)
    assert article.date_downloaded is None


def test_an_article_says_where_it_came_from_and_who_read_it() -> None:
    article = read(capture(presstv_page()), PRESSTV)
    assert (article.article_id, article.url) == ("presstv:780900", PRESSTV_URL)
    assert article.canonical_url == "https://www.presstv.ir/Detail/2026/11/18/780900"
    assert (article.extractor, article.in_language) == ("template:today", "en")
    assert article.date_downloaded == CAPTURED
    assert "trafilatura" in article.extractor_version


def test_a_date_in_the_future_is_left_out() -> None:
    page = presstv_page().replace("18 November 2026", "18 November 2029").replace("Wednesday", "Sunday")
    article = read(capture(page), PRESSTV)
    assert (article.date_published, article.date_published_raw) == (None, None)


@pytest.mark.parametrize("coding", ["hex", "rot13", "zlib", "base64", "uu", "bz2", "utf-16", "utf-32", "utf-7"])
def test_a_coding_that_cannot_be_the_pages_is_not_believed(coding: str) -> None:
    page = other_page().replace("<head>", f"<head><meta charset='{coding}'>", 1)
    assert f"charset='{coding}'" in page
    assert read(capture(page, "text/html", url=OTHER_URL), None).headline == HEADLINE


@pytest.mark.parametrize("named", ["by the server", "by the page"])
def test_a_coding_that_no_page_is_written_in_costs_no_time(named: str) -> None:
    story = "".join(f"<p>{line} {'lantern ' * 100}</p>" for line in STORY) * 200
    meta = "<meta charset='punycode'>" if named == "by the page" else ""
    kind = "text/html" if meta else "text/html; charset=punycode"
    start = time.process_time()
    article = read(capture(f"<html><head>{meta}</head><body><h1>{HEADLINE}</h1>{story}</body></html>", kind), None)
    assert time.process_time() - start < 10
    assert article.headline == HEADLINE


def test_pictures_and_authors_lead_where_the_page_says_that_its_references_do() -> None:
    head = "<base href='https://static.veldepost.example/old/'><meta property='og:image' content='mill.jpg'>"
    byline = "<p class='byline'>By <a rel='author' href='jane'>Jane Roe</a></p>"
    page = other_page().replace("<head>", f"<head>{head}", 1).replace("</h1>", f"</h1>{byline}", 1)
    article = read(capture(page, url=OTHER_URL), None)
    assert article.main_image == "https://static.veldepost.example/old/mill.jpg"
    assert article.authors is not None
    assert article.authors[0].url == "https://static.veldepost.example/old/jane"
