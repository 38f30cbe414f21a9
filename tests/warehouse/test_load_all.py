"""Batches that are loaded at once make the tables that they make one after the other, or nothing at all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive import HEADLINE, NIGHT, OUTLETS, SENTENCES, Archive, Page, address, never, refused, text_page

from spiders.capture.manifest import CrawlManifest, Outcome
from spiders.capture.record import CaptureRef
from spiders.outlet import Line
from transforms.batch import write_again
from warehouse.db.writer import writer
from warehouse.health.checks import check
from warehouse.load.batch import load, load_all

TABLES = (
    *("runs", "crawls", "verdicts", "captures", "revisions", "rejections", "fetches", "robots", "gone"),
    *("checked", "read_again"),
)
DAY = timedelta(days=1)
FOLLOW = "Follow the Lathe Gazette for more."
OTHER = "https://www.taghribnews.com/en/news/{}/a-footbridge"


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: connection.execute(f"FROM core.{name} ORDER BY ALL").fetchall() for name in TABLES}


def night(archive: Archive, number: int, *texts: bytes | None) -> list[CrawlManifest]:
    """Return a crawl of two outlets with the same keys: the text of each article, or None where it is gone."""
    at = NIGHT + number * DAY
    crawls = []
    for outlet, url in (("presstv", address("{}")), ("taghrib", OTHER)):
        pages = [
            refused(Outcome.GONE, key) if text is None else Page(payload=text, key=key, url=url.format(key), at=at)
            for key, text in zip(("700001", "700002", "700003"), texts, strict=False)
        ]
        pages += [replace(page, url=page.url + "-again") for page in pages[:1] if outlet == "presstv"]
        run_id = f"night-{number}"
        crawls.append(archive.crawl(run_id, *pages, outlet=outlet, clock=at, finished_at=at + DAY / 24))
    return crawls


@pytest.fixture
def nights(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> list[CrawlManifest]:
    """Return two nights to be loaded after a first one that was, and that better rules must read again."""
    text = text_page(HEADLINE, *SENTENCES, FOLLOW)
    archive.load(*night(archive, 0, text, text, None))
    for slug in ("presstv", "taghrib"):
        line = Line(rule=f"{slug}.follow", pattern=r"Follow the .+ for more\.")
        monkeypatch.setitem(OUTLETS, slug, replace(OUTLETS[slug], lines=(*OUTLETS[slug].lines, line)))
    edited = text_page("A footbridge closes", *SENTENCES, FOLLOW)
    return [*night(archive, 1, edited, None, text), *night(archive, 2, text, text_page("A headline", "Short."), edited)]


def loaded(archive: Archive, nights: list[CrawlManifest], *, at_once: bool) -> dict[str, list[tuple[Any, ...]]]:
    """Return the tables after the nights were loaded into a copy of the warehouse."""
    asked = []

    def read_again(refs: list[CaptureRef]) -> Path:
        asked.append({ref.outlet for ref in refs})
        path = archive.root / f"again-{len(asked)}.jsonl.gz"
        write_again(archive.store, refs, OUTLETS[refs[0].outlet], path, workers=1)
        return path

    batches = [(manifest, archive.batch(manifest)) for manifest in nights]
    copy = Path(shutil.copy(archive.warehouse, archive.root / f"{at_once}.duckdb"))
    with writer(copy) as connection:
        if at_once:
            counts = load_all(connection, batches, read_again)
            assert load_all(connection, batches, never) == [{}] * len(batches)
            assert sorted(asked, key=str) == [{"presstv"}, {"taghrib"}]
        else:
            counts = [load(connection, manifest, batch, read_again) for manifest, batch in batches]
        assert [each["fetched"] for each in counts] == [3, 2, 4, 3]
        check(connection)
        return tables(connection)


def without_time(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    return {**found, "checked": [(run_id,) for run_id, _ in found["checked"]]}


def test_what_is_loaded_at_once_makes_the_same_tables(archive: Archive, nights: list[CrawlManifest]) -> None:
    one_by_one, at_once = (loaded(archive, nights, at_once=at_once) for at_once in (False, True))
    assert without_time(at_once) == without_time(one_by_one)
    assert len(at_once["revisions"]) > 5
    assert at_once["gone"]


def test_where_one_batch_fails_none_is_loaded(archive: Archive, nights: list[CrawlManifest]) -> None:
    batches = [(manifest, archive.batch(manifest)) for manifest in nights]
    broken = batches[-1][1]
    with writer(archive.warehouse) as connection:
        before = tables(connection)
        broken.write_bytes(broken.read_bytes()[:-20])
        with pytest.raises(duckdb.Error):
            load_all(connection, batches, never)
        assert tables(connection) == before
