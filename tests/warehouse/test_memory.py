"""Where the memory does not suffice, one line says so, the rest of the night goes on, and the next run has all."""

from __future__ import annotations

import errno
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, text_page

from flows.cli.exit_status import line_of, status_of
from flows.config import DataFolder
from flows.pipeline import stages
from flows.pipeline.crawl import CrawlJob
from flows.pipeline.crawl_pool import crawl
from spiders.capture.manifest import CrawlManifest, read_manifest
from warehouse.db import writer as writer_module
from warehouse.db.writer import OutOfMemory, writer

THIRD = NIGHT + timedelta(days=2)
#: Less than DuckDB needs to read any batch, and enough for all else.
LITTLE = "100MB"


def third_night(archive: Archive, outlet: str = "presstv") -> CrawlManifest:
    page = Page(payload=text_page("A kiosk opens"), key="900009", url=address("900009"), at=THIRD)
    return archive.crawl("night-3", page, outlet=outlet, clock=THIRD)


def test_what_the_memory_does_not_suffice_to_load_waits_and_the_night_publishes_the_rest(
    filled: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    data = DataFolder(filled.root)
    first = third_night(filled)
    outlet = OUTLETS.get(first.outlet)
    stages.load_batch(data, first, stages.read(data, first, outlet), outlet)
    second = third_night(filled, "taghrib")
    with monkeypatch.context() as patch:
        patch.setitem(writer_module.CONFIG, "memory_limit", LITTLE)
        outlet = OUTLETS.get(second.outlet)
        assert stages.load_batch(data, second, stages.read(data, second, outlet), outlet) == {}
        run, (problem,) = stages.finish(data, "night-3", OUTLETS)
    assert caplog.messages[0].startswith("taghrib: not loaded yet: the memory does not suffice (Out of Memory Error: ")
    assert problem.startswith("taghrib: night-3 waits to be loaded: the memory does not suffice (")
    assert problem.endswith("): end what else takes some, and run again")
    assert "\n" not in problem
    assert run is not None
    assert [row["outlet"] for row in run.outlets] == ["presstv"]
    with duckdb.connect(str(data.published), read_only=True) as copy:
        assert copy.execute("SELECT outlet FROM articles WHERE key = '900009'").fetchall() == [("presstv",)]

    assert stages.catch_up(data, OUTLETS) == ()
    assert filled.ask("SELECT outlet FROM captures WHERE run_id = 'night-3' ORDER BY 1") == [("presstv",), ("taghrib",)]


def test_pages_that_are_to_be_read_again_wait_where_memory_is_short(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = third_night(archive)
    warc = archive.captures / "presstv/night-3.warc.gz"
    warc.rename(archive.root / "elsewhere")
    archive.load(manifest)
    (archive.root / "elsewhere").rename(warc)
    with monkeypatch.context() as patch:
        patch.setitem(writer_module.CONFIG, "memory_limit", LITTLE)
        assert stages.catch_up(DataFolder(archive.root), OUTLETS) == ()
    assert any("presstv: the memory does not suffice" in message for message in caplog.messages)
    assert archive.ask("SELECT attempts FROM rejections") == [(1,)]
    stages.catch_up(DataFolder(archive.root), OUTLETS)
    assert archive.ask("SELECT count(*) FROM articles") == [(1,)]


def test_a_warehouse_for_which_the_memory_does_not_suffice_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(writer_module.CONFIG, "memory_limit", "300kB")
    with pytest.raises(OutOfMemory, match="the memory does not suffice") as raised, writer(tmp_path / "w.duckdb"):
        pass
    assert "rebuild" not in str(raised.value)
    assert status_of(raised.value) == 3


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.ENOMEM, "Cannot allocate memory")])
def test_an_error_of_memory_is_told_in_one_line_and_ends_in_3(error: Exception) -> None:
    assert status_of(error) == 3
    assert line_of(error).startswith("the memory does not suffice: ")


def test_a_crawl_that_cannot_be_started_has_a_manifest_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    job = CrawlJob(outlet="presstv", run_id="night-3", kind="nightly", clock=THIRD)
    manifest = read_manifest(crawl(job, DataFolder(tmp_path / "data"), OUTLETS[job.outlet]))
    assert manifest.finish_reason.startswith("the crawl left no crawl manifest (it could not be started: no such file")
