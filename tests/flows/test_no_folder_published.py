"""Nothing that people pass on names the folders of the machine that it was made on."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from msgspec import structs

from flows.config import DataFolder
from flows.pipeline.crawl import CrawlJob, _manifest_of_failed
from flows.pipeline.imports import import_warcs
from flows.pipeline.stages import finish, load_batch, read, rebuild
from spiders.capture.manifest import Outcome, PageEntry, read_manifest, write_manifest
from spiders.capture.record import Exchange
from spiders.capture.store import LocalCaptureStore
from spiders.capture.warc_writer import WarcWriter
from spiders.registry import load_outlets
from warehouse.query.export import ExportRequest, export
from warehouse.query.output_formats import EXPORT_FORMATS

pytestmark = pytest.mark.e2e

_SECRET = "jane-doe-of-the-desk"
_OUTLETS = load_outlets()
_CLOCK = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
_PAGE = "A footbridge opens over the Lathe\nThe mayor cut the ribbon on Monday before a crowd of two hundred people.\n"


def _warc(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    with WarcWriter(path) as warc:
        for key in ("900001", "900002"):
            warc.write(
                Exchange(
                    url=f"https://www.presstv.ir/Detail/2026/03/01/{key}/Bridge",
                    captured_at=_CLOCK,
                    status=200,
                    reason="OK",
                    headers=(("Content-Type", "text/plain; charset=utf-8"),),
                    payload=_PAGE.encode(),
                )
            )
    return path


def _age(manifest: Path, folder: Path) -> None:
    """Make of a manifest what it was before: with the folders of the machine in every text."""
    fields = json.loads(manifest.read_text("utf-8"))
    fields["options"] = {"files": [f"{folder}/old crawl.warc.gz"], "replay": [f"{folder}/a.warc.gz"]}
    fields["finish_reason"] = f"the crawl left no crawl manifest (exit status 1); see {folder}/logs/x.log"
    fields["pages"][1]["detail"] = f"OSError: [Errno 5] Input/output error: '{folder}/captures/x.warc.gz'"
    manifest.write_text(json.dumps(fields), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """A data folder below a telling name: an import, and a crawl that died, with manifests of an older Nightdesk."""
    folder = tmp_path / _SECRET / "our news"
    data = DataFolder(folder / "data")
    files = [_warc(folder / "crawls" / "old crawl.warc.gz"), folder / "nowhere.warc.gz"]
    imported = import_warcs(files, data, _OUTLETS, run_id="import-1", clock=_CLOCK, undeclared=False)
    died = CrawlJob(
        outlet="taghrib", run_id="night-1", kind="nightly", clock=_CLOCK, options={"replay": [f"{folder}/a.warc.gz"]}
    )
    lost = PageEntry(url="https://www.taghribnews.com/en/news/1", key="1", outcome=Outcome.FETCHED, warc_offset=0)
    failed = PageEntry(url=f"{lost.url}2", key="12", outcome=Outcome.ERROR, detail=f"cannot open {folder}/x")
    dead = structs.replace(
        _manifest_of_failed(died, _CLOCK, f"it died; see {data.logs}/x.log"),
        pages=(lost, failed),
        warc="night-1.warc.gz",
    )
    manifests = [*imported.manifests, LocalCaptureStore(data.captures).manifest_path("taghrib", "night-1")]
    write_manifest(dead, manifests[-1])
    assert [manifest.name for manifest in manifests if _holds(manifest)] == []
    for manifest in manifests:
        _age(manifest, folder)
        assert _holds(manifest)
        told = read_manifest(manifest)
        outlet = _OUTLETS.get(told.outlet)
        load_batch(data, told, read(data, told, outlet), outlet)
        finish(data, told.run_id, _OUTLETS)
    return data


def _told(database: Path) -> dict[str, list[str]]:
    """Return the values of every column of every table of a database that name the folder."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "WHERE database_name = current_database() AND NOT internal"
        ).fetchall()
        assert len(columns) > 100
        found = {
            f"{table}.{column}": connection.execute(
                f'SELECT "{column}"::VARCHAR FROM "{schema}"."{table}" WHERE contains("{column}"::VARCHAR, $secret)',
                {"secret": _SECRET},
            ).fetchall()
            for schema, table, column in columns
        }
        return {name: rows for name, rows in found.items() if rows}


def _holds(file: Path) -> bool:
    raw = file.read_bytes()
    return _SECRET.encode() in (gzip.decompress(raw) if file.suffix == ".gz" else raw)


def test_the_copy_and_its_exports_name_no_folder_of_the_machine(data: DataFolder, tmp_path: Path) -> None:
    for again in (False, True):
        if again:
            rebuild(data, _OUTLETS)
        copy = data.published.resolve()
        assert _told(copy) == {}
        assert not _holds(copy)
        assert not _holds(data.warehouse)
        with duckdb.connect(str(copy), read_only=True) as connection:
            details = [text for (text,) in connection.execute("SELECT detail FROM rejections").fetchall()]
            assert any("night-1.warc.gz" in text for text in details)  # the name of the file stays
            options = [json.loads(text) for (text,) in connection.execute("SELECT options FROM runs").fetchall()]
        assert {"a.warc.gz"} in [set(each.get("replay", ())) for each in options]
        assert "old crawl.warc.gz" in [name for each in options for name in each.get("files", ())]
    for layout in EXPORT_FORMATS:
        to = tmp_path / layout
        export(data.published, data.store, to, ExportRequest(layout=layout))
        files = [file for file in to.rglob("*") if file.is_file()]
        assert len(files) >= 3
        assert [file.name for file in files if _holds(file)] == []
