"""Data folders with one file of every kind that a run leaves, and what a night or a rebuild makes of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from archive import NIGHT, OUTLETS, ROOT, Archive, Page, address, text_page

from flows.config import DataFolder
from flows.errors import UsageError
from flows.locks import run_lock
from flows.pipeline import stages
from spiders.capture.manifest import CrawlManifest
from spiders.capture.record import Exchange
from spiders.capture.warc_writer import WarcWriter
from warehouse.db.publish import PublishError
from warehouse.db.writer import WarehouseError, writer
from warehouse.health.checks import ChecksFailed

DAY = timedelta(days=1)
#: Runs of three nights, of a crawl that was killed in the last of them, and of the night to come.
FIRST, SECOND, THIRD, KILLED, NEXT = (
    f"2026030{day}T023000Z-nightly-{letter * 6}" for day, letter in ((2, "a"), (3, "b"), (4, "c"), (5, "d"), (6, "e"))
)
UNFINISHED_COPY = "news-20260301T000000000000Z.duckdb.part"
ASIDE = "warehouse.before-0004_revisions.duckdb"
TABLES = ("articles", "article_revisions", "rejections")
Tables = dict[str, list[tuple[Any, ...]]]
# Loads the manifest of a run and is killed before the checkpoint.
_DIES = """
import os, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from data_folders import THIRD, load_and_die
load_and_die(Path(sys.argv[1]), THIRD)
"""


@dataclass(frozen=True, slots=True)
class GracefulShutdown:
    """How a night or a rebuild ended: what it told of trouble, and the published tables, None where nothing was."""

    told: str
    tables: Tables | None


def tables(data: Path) -> Tables:
    """Return the published tables."""
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES}


def captures(data: Path) -> set[tuple[Any, ...]]:
    """Return what each published revision was read from: article, WARC, place in it, and the digest of its body."""
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        revisions = connection.view("article_revisions")
        return set(revisions.project("article_id, warc_file, warc_offset, body_sha256").fetchall())


def crawled(data: Path, run_id: str) -> CrawlManifest:
    """Write what the crawl of a run leaves: two new articles, one that cannot be read, and a revision of the first."""
    night = int(run_id[7])
    at = NIGHT + night * DAY
    pages = [
        Page(payload=_story(number), key=str(900000 + number), url=address(str(900000 + number)), at=at)
        for number in (10 * night, 10 * night + 1)
    ]
    short = Page(
        payload=text_page("A headline", "Too short."), key=f"90009{night}", url=address(f"90009{night}"), at=at
    )
    edited = Page(payload=_story(20, night), key="900020", url=address("900020"), at=at)
    return Archive(data).crawl(run_id, *pages, short, *([edited] if night > 2 else []), clock=at, started_at=at)


def _story(number: int, version: int = 0) -> bytes:
    noise = " ".join(f"{number * 7919 + step * 104729 + version:x}" for step in range(60))
    return text_page(
        f"Ferry number {number} returns to the Lathe",
        f"The ferry was painted {version} times before it went back to work on the river on Monday morning.",
        f"Its log book for the year reads {noise}, as the captain told the harbour office.",
    )


def load_and_die(data: Path, run_id: str) -> None:
    """Load and judge what a run has crawled, and end this process before the warehouse is closed."""
    manifest = crawled(data, run_id)
    folder = DataFolder(data)
    batch = stages.read(folder, manifest, OUTLETS.get(manifest.outlet))
    with writer(folder.warehouse) as connection:
        Archive(data).load_batch(connection, manifest, batch)
        os._exit(0)


def killed_folder(root: Path) -> Path:
    """Make a data folder as a run that was killed leaves it: a write-ahead log, an unfinished WARC, a batch."""
    data = root / "data"
    folder = DataFolder(data)
    for run_id in (FIRST, SECOND):
        manifest = crawled(data, run_id)
        outlet = OUTLETS.get(manifest.outlet)
        stages.load_batch(folder, manifest, stages.read(folder, manifest, outlet), outlet)
        stages.finish(folder, run_id, OUTLETS)
    shutil.copy(folder.warehouse, data / ASIDE)
    paths = [str(ROOT), *(str(ROOT / "tests" / name) for name in ("", "flows", "warehouse"))]
    subprocess.run([sys.executable, "-c", _DIES, str(data), *paths], check=True, cwd=ROOT)
    part = WarcWriter(data / "captures/presstv" / f"{KILLED}.warc.gz", created_at=NIGHT)
    for number in (50, 51):
        url = address(str(900000 + number))
        part.write(
            Exchange(url=url, captured_at=NIGHT + 5 * DAY, status=200, reason="", headers=(), payload=_story(number))
        )
    part.abandon()
    (data / "captures/decisions.jsonl").write_text(
        '{"article_id": "presstv:900001", "decision": "withdrawn", "reason": "a trial", "date": "2026-03-02"}\n'
    )
    (data / "logs").mkdir(exist_ok=True)
    (data / "logs" / f"{FIRST}.presstv.log").write_text("a line\n")
    shutil.copy(folder.published.resolve(), data / "published" / UNFINISHED_COPY)
    shutil.copy(folder.published.resolve(), data / "warehouse.rebuild.duckdb")
    (data / "run.lock").touch()
    return data


def quiet_folder(killed: Path, root: Path) -> Path:
    """Make the same folder without a write-ahead log."""
    shutil.copytree(killed, root / "data", symlinks=True)
    with writer(root / "data/warehouse.duckdb"):
        pass
    return root / "data"


def night(data: Path) -> GracefulShutdown:
    """Run the night to come, without Prefect and with a crawl whose captures are there at once."""
    folder = DataFolder(data)

    def act() -> tuple[str, ...]:
        with run_lock(folder):
            problems = stages.catch_up(folder, OUTLETS)
            manifest = crawled(data, NEXT)
            stages.load_batch(
                folder,
                manifest,
                stages.read(folder, manifest, OUTLETS.get(manifest.outlet)),
                OUTLETS.get(manifest.outlet),
            )
            return (*problems, *stages.finish(folder, NEXT, OUTLETS)[1])

    return _ended(data, act)


def rebuilt(data: Path) -> GracefulShutdown:
    """Build the warehouse again from the captures."""
    folder = DataFolder(data)

    def act() -> tuple[str, ...]:
        with run_lock(folder):
            return stages.rebuild(folder, OUTLETS)[1]

    return _ended(data, act)


def _ended(data: Path, act: Any) -> GracefulShutdown:
    try:
        told = "; ".join(act())
    except (UsageError, WarehouseError, PublishError, ChecksFailed) as error:
        return GracefulShutdown(str(error), None)
    return GracefulShutdown(told, tables(data))
