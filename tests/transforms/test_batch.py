"""A batch holds one row for each fetched page, in order, whatever became of it; the stories are invented."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lanterns import (
    FIRST,
    HEADLINE,
    PRESSTV,
    SECOND,
    TAGHRIB,
    THIRD,
    capture,
    other_page,
    paragraphs,
    presstv_page,
    read,
    taghrib_page,
)
from msgspec import structs

from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry
from spiders.capture.record import Exchange
from spiders.capture.store import LocalCaptureStore
from spiders.capture.warc_writer import WarcWriter
from transforms.batch import content_digests, write_batch

NIGHT = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
ADDRESS = "https://www.presstv.ir/Detail/2026/11/18/{key}/{slug}"


def _page(key: str, slug: str = "mill", at: datetime = NIGHT, payload: str | None = None) -> tuple[PageEntry, Exchange]:
    """Return a fetched page of Press TV and its exchange."""
    url = ADDRESS.format(key=key, slug=slug)
    entry = PageEntry(url=url, key=key, outcome=Outcome.FETCHED, final_url=url, status=200, captured_at=at)
    exchange = Exchange(
        url=url,
        captured_at=at,
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        payload=(presstv_page(headline=f"{HEADLINE} {key}") if payload is None else payload).encode(),
    )
    return entry, exchange


def _manifest(folder: Path, *pages: tuple[PageEntry, Exchange] | PageEntry) -> CrawlManifest:
    """Return a manifest of these pages, with their WARC in the folder."""
    entries = []
    with WarcWriter(folder / "presstv/a-run.warc.gz") as warc:
        for page in pages:
            if isinstance(page, PageEntry):
                entries.append(page)
            else:
                entries.append(structs.replace(page[0], warc_offset=warc.write(page[1])))
    return CrawlManifest(
        run_id="a-run",
        kind="nightly",
        outlet="presstv",
        clock=NIGHT,
        started_at=NIGHT,
        finished_at=NIGHT,
        finish_reason="finished",
        warc="a-run.warc.gz",
        listings=(),
        pages=tuple(entries),
    )


def _batch(folder: Path, manifest: CrawlManifest) -> list[dict[str, Any]]:
    path = folder / "batches/a.jsonl.gz"
    count = write_batch(LocalCaptureStore(folder), manifest, PRESSTV, path, workers=1)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len(rows) == count
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return rows


def _readings(rows: list[dict[str, Any]]) -> list[str]:
    return [row["capture"]["reading"] for row in rows]


def test_rows_stand_in_the_order_of_the_manifest_with_all_that_the_warehouse_asks(tmp_path: Path) -> None:
    keys = [str(number) for number in (780920, 780910, 780930)]
    rows = _batch(tmp_path, _manifest(tmp_path, *map(_page, keys)))
    assert [row["capture"]["key"] for row in rows] == keys
    assert _readings(rows) == ["article"] * 3
    first = rows[0]
    assert first["article"]["headline"] == f"{HEADLINE} 780920"
    assert first["article"]["article_id"] == "presstv:780920"
    assert first["rejection"] is None
    assert first["capture"]["content"].keys() == {"headline", "description", "article_body"}
    assert datetime.fromisoformat(first["capture"]["captured_at"]) == NIGHT
    assert (first["capture"]["run_id"], first["capture"]["warc_file"]) == ("a-run", "presstv/a-run.warc.gz")
    assert first["capture"]["digest"].startswith("sha1:")


def test_only_fetched_pages_are_read(tmp_path: Path) -> None:
    others = [
        PageEntry(url=ADDRESS.format(key=number, slug="x"), key=str(number), outcome=outcome)
        for number, outcome in enumerate(Outcome)
        if outcome is not Outcome.FETCHED
    ]
    rows = _batch(tmp_path, _manifest(tmp_path, *others, _page("780920")))
    assert [row["capture"]["key"] for row in rows] == ["780920"]


def test_a_manifest_without_pages_gives_an_empty_batch(tmp_path: Path) -> None:
    assert _batch(tmp_path, _manifest(tmp_path)) == []


def test_another_address_of_an_article_within_a_day_is_a_duplicate(tmp_path: Path) -> None:
    rows = _batch(
        tmp_path,
        _manifest(
            tmp_path,
            _page("780920"),
            _page("780930"),
            _page("780920", "mill-of-velde", NIGHT + timedelta(hours=23)),
            _page("780920", "mill-again", NIGHT - timedelta(minutes=1)),
        ),
    )
    assert _readings(rows) == ["article", "article", "duplicate", "duplicate"]
    assert rows[2]["article"]["key"] == "780920"


def test_another_address_days_later_is_a_reading_of_its_own(tmp_path: Path) -> None:
    pages = [_page("780920"), _page("780920", "mill-of-velde", NIGHT + timedelta(days=1))]
    assert _readings(_batch(tmp_path, _manifest(tmp_path, *pages))) == ["article", "article"]


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=1), timedelta(days=400)])
def test_the_same_address_later_is_no_duplicate(tmp_path: Path, later: timedelta) -> None:
    pages = [_page("780920"), _page("780920", at=NIGHT + later)]
    assert _readings(_batch(tmp_path, _manifest(tmp_path, *pages))) == ["article", "article"]


def test_another_address_of_a_later_reading_is_a_duplicate_of_that(tmp_path: Path) -> None:
    later = NIGHT + timedelta(days=5)
    pages = [_page("780920"), _page("780920", at=later), _page("780920", "mill-of-velde", later)]
    assert _readings(_batch(tmp_path, _manifest(tmp_path, *pages))) == ["article", "article", "duplicate"]


def test_a_rejected_page_has_no_duplicates_and_is_none(tmp_path: Path) -> None:
    pages = [
        _page("780920", payload="<html></html>"),
        _page("780920", "mill-of-velde"),
        _page("780920", "mill-again", payload=" "),
    ]
    rows = _batch(tmp_path, _manifest(tmp_path, *pages))
    assert _readings(rows) == ["rejected", "article", "rejected"]
    assert rows[2]["rejection"]["reason"] == "empty"
    assert (rows[2]["article"], rows[2]["capture"]["content"]) == (None, None)


@pytest.mark.parametrize("offset", [None, 3, 10_000_000])
def test_a_record_that_cannot_be_read_is_a_rejection_and_the_others_are_read(
    tmp_path: Path, offset: int | None
) -> None:
    lost = structs.replace(_page("780920")[0], warc_offset=offset)
    rows = _batch(tmp_path, _manifest(tmp_path, lost, _page("780930")))
    assert _readings(rows) == ["rejected", "article"]
    assert rows[0]["rejection"]["reason"] == "unreadable"
    assert rows[0]["capture"]["url"] == lost.url


def test_a_warc_that_is_gone_is_a_rejection_of_each_of_its_pages(tmp_path: Path) -> None:
    manifest = _manifest(tmp_path, _page("780920"), _page("780930"))
    (tmp_path / "presstv/a-run.warc.gz").unlink()
    rows = _batch(tmp_path, manifest)
    assert [row["rejection"]["reason"] for row in rows] == ["unreadable"] * 2


def test_the_same_captures_give_the_same_rows_whatever_the_number_of_workers(tmp_path: Path) -> None:
    manifest = _manifest(tmp_path, *(_page(str(number)) for number in range(780900, 780940)))
    texts = []
    for workers in (1, 3):
        path = tmp_path / f"{workers}.jsonl.gz"
        write_batch(LocalCaptureStore(tmp_path), manifest, PRESSTV, path, workers)
        texts.append(gzip.decompress(path.read_bytes()))
    assert texts[0] == texts[1]


def test_no_page_can_end_the_batch_of_the_others(tmp_path: Path) -> None:
    stated = json.dumps({"@type": "NewsArticle", "datePublished": "2026-11-18\ud80010:00:00"})
    head = f'<script type="application/ld+json">{stated}</script>'
    hostile = _page("780920", payload=other_page(head=head))
    rows = _batch(tmp_path, _manifest(tmp_path, hostile, _page("780930")))
    assert _readings(rows)[1] == "article"


def test_a_revision_is_not_made_of_quotes_and_white_space() -> None:
    straight = read(capture(presstv_page(paragraphs(FIRST, f"\"{SECOND}\" she said, 'of course'. {THIRD}"))), PRESSTV)
    typeset = read(
        capture(presstv_page(paragraphs(FIRST, f"“{SECOND}”\u00a0 she said,\n ‘of course’.  {THIRD}"))), PRESSTV
    )
    assert straight.article_body != typeset.article_body
    assert content_digests(straight) == content_digests(typeset)


def test_a_revision_is_any_other_change_of_headline_lead_or_body() -> None:
    def digest(lead: str = FIRST, body: str = SECOND, headline: str = HEADLINE) -> str:
        page = taghrib_page(paragraphs(body, THIRD), lead, headline)
        return repr(content_digests(read(capture(page, url=None), TAGHRIB)))

    changed = [digest(), digest(lead=FIRST[:-1]), digest(body=SECOND + "!"), digest(headline=HEADLINE.upper())]
    assert len(set(changed)) == len(changed)
    assert digest() == digest()
