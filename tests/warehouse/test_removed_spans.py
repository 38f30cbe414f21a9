"""Every removal is on record: rule, reason, text and place of each span, and with the body they are all of the text."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from archive import HEADLINE, NIGHT, OUTLETS, SENTENCES, Archive, Page, html_page, text_page

from flows.config import DataFolder
from flows.pipeline.stages import rebuild
from spiders.capture.manifest import CrawlManifest
from warehouse.db.writer import writer

DAY = timedelta(days=1)
SPANS = (
    "SELECT article_id, revision, span, rule, reason, text, place FROM removed_spans "
    "ORDER BY article_id, revision, span"
)
#: The paragraphs of an article and its spans, each before its paragraph: what a researcher asks to see it all.
PUT_BACK = """
WITH pieces AS (
    SELECT place, 0 AS after, span, text FROM removed_spans SEMI JOIN articles USING (warc_file, warc_offset)
    UNION ALL
    SELECT generate_subscripts(paragraphs, 1) - 1, 1, 0, unnest(paragraphs)
    FROM (SELECT string_split(article_body, chr(10) || chr(10)) AS paragraphs FROM articles)
)
SELECT text FROM pieces ORDER BY place, after, span
"""
LINES = (
    "News / Bridges",
    HEADLINE,
    SENTENCES[0],
    "SHARE THIS ARTICLE",
    "Press TV News Roku",
    SENTENCES[1],
    "SOURCE: FRENCH PRESS TV",
)
FURNISHED = text_page(*LINES)


def furnished_html(*furniture: str) -> bytes:
    """Return the page of today's template with lines of furniture between its two paragraphs."""
    between = "".join(f"<p>{line}</p>" for line in furniture)
    return html_page().replace(b"</p><p>", f"</p>{between}<p>".encode(), 1)


def recorded(archive: Archive, manifest: CrawlManifest) -> list[dict[str, Any]]:
    """Return the spans of the one article in a manifest's batch file."""
    with gzip.open(archive.batch(manifest), "rt", encoding="utf-8") as stream:
        (row,) = (json.loads(line) for line in stream)
    removed: list[dict[str, Any]] = row["article"]["removed"]
    return removed


def test_each_span_is_a_row_with_its_rule_reason_text_and_place(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=FURNISHED))
    archive.load(manifest)

    told = recorded(archive, manifest)
    found = archive.ask(SPANS)
    assert [(rule, text, place) for _, _, _, rule, _, text, place in found] == [
        ("presstv.breadcrumb", "News / Bridges", 0),
        ("headline", HEADLINE, 0),
        ("presstv.share", "SHARE THIS ARTICLE", 1),
        ("presstv.roku", "Press TV News Roku", 1),
        ("presstv.source", "SOURCE: FRENCH PRESS TV", 2),
    ]
    assert [row[:3] for row in found] == [("presstv:900001", 1, number) for number in range(1, 6)]
    assert [reason for _, _, _, _, reason, _, _ in found] == [span["reason"] for span in told]
    assert all(span["reason"] for span in told)


@pytest.mark.parametrize(
    ("payload", "lines"),
    [
        pytest.param(FURNISHED, LINES, id="text"),
        pytest.param(text_page(), (HEADLINE, *SENTENCES), id="text without furniture"),
        pytest.param(furnished_html("SHARE THIS ARTICLE"), (SENTENCES[0], LINES[3], SENTENCES[1]), id="page"),
        pytest.param(furnished_html(*LINES[3:5]), (SENTENCES[0], *LINES[3:5], SENTENCES[1]), id="two at one place"),
        pytest.param(html_page(), SENTENCES, id="page without furniture"),
    ],
)
def test_the_body_and_its_spans_are_all_that_was_taken(
    archive: Archive, payload: bytes, lines: tuple[str, ...]
) -> None:
    archive.load(archive.crawl("night", Page(payload=payload)))

    assert [text for (text,) in archive.ask(PUT_BACK)] == list(lines)


def test_they_travel_with_the_article_too(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=FURNISHED)))

    as_rows = archive.ask("SELECT rule, reason, text, place FROM removed_spans ORDER BY span")
    assert archive.ask("SELECT unnest(removed, max_depth := 2) FROM articles") == as_rows
    assert archive.ask("SELECT unnest(removed, max_depth := 2) FROM article_revisions") == as_rows


def test_an_article_without_furniture_has_no_row(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=html_page())))

    assert archive.ask("SELECT removed FROM articles") == [(None,)]
    assert archive.ask("SELECT count(*) FROM removed_spans") == [(0,)]


def test_the_same_captures_make_no_second_rows(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=FURNISHED))
    archive.load(manifest)
    before = archive.ask("FROM removed_spans ORDER BY ALL")

    assert archive.load(manifest) == [{}]
    assert archive.ask("FROM removed_spans ORDER BY ALL") == before


def test_a_page_that_stays_as_it_is_counts_once(archive: Archive) -> None:
    nights = [archive.crawl(f"night-{n}", Page(payload=FURNISHED, at=NIGHT + n * DAY)) for n in range(3)]
    counts = archive.load(*nights)

    assert [count["unchanged"] for count in counts] == [0, 1, 1]
    assert archive.ask("SELECT rule, count(*) FROM removed_spans GROUP BY ALL ORDER BY ALL") == [
        ("headline", 1),
        ("presstv.breadcrumb", 1),
        ("presstv.roku", 1),
        ("presstv.share", 1),
        ("presstv.source", 1),
    ]


def test_each_revision_has_the_spans_of_its_own_reading(archive: Archive) -> None:
    edited = text_page("A footbridge closes", SENTENCES[0], "Press TV News Roku", SENTENCES[1])
    archive.load(
        archive.crawl("night-1", Page(payload=FURNISHED)),
        archive.crawl("night-2", Page(payload=edited, at=NIGHT + DAY)),
    )

    assert archive.ask("SELECT revision, count(*), min(date_downloaded) FROM removed_spans GROUP BY 1 ORDER BY 1") == [
        (1, 5, NIGHT),
        (2, 2, NIGHT + DAY),
    ]
    current = "SELECT revision, rule, text FROM removed_spans SEMI JOIN articles USING (warc_file, warc_offset)"
    assert archive.ask(f"{current} ORDER BY span") == [
        (2, "headline", "A footbridge closes"),
        (2, "presstv.roku", "Press TV News Roku"),
    ]


def test_a_rebuild_gives_the_same_rows(archive: Archive) -> None:
    edited = text_page("A footbridge closes", SENTENCES[0], "Press TV News Roku", SENTENCES[1])
    archive.load(
        archive.crawl("night-1", Page(payload=FURNISHED)),
        archive.crawl("night-2", Page(payload=edited, at=NIGHT + DAY)),
    )
    before = archive.ask("FROM removed_spans ORDER BY ALL")
    assert len(before) == 7

    archive.warehouse.unlink()
    assert rebuild(DataFolder(archive.root), OUTLETS) == (2, ())

    assert archive.ask("FROM removed_spans ORDER BY ALL") == before


def test_what_else_a_page_says_stands_in_the_views(archive: Archive) -> None:
    dated = f"LONDON, March 1 (AP) — {SENTENCES[0]}"
    archive.load(archive.crawl("night", Page(payload=text_page(HEADLINE, dated, SENTENCES[1]))))
    with writer(archive.warehouse) as connection:
        connection.execute("UPDATE core.revisions SET is_truncated = true")

    for view in ("articles", "article_revisions"):
        ((dateline, source, is_truncated),) = archive.ask(
            f"SELECT dateline, in_language_source, is_truncated FROM {view}"
        )
        assert (dateline, is_truncated) == ("LONDON, March 1 (AP)", True)
        assert source in ("url", "page", "outlet", "text")
