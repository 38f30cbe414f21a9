"""Readers hammer the published copy while it is made anew, and loads are killed at random moments: nothing shows of it.

`make soak` kills fifty times.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, never, refused, text_page
from msgspec import structs

from flows.config import DataFolder
from flows.pipeline.stages import catch_up, finish, load_batch
from spiders.capture.manifest import CrawlManifest, Outcome, write_manifest
from spiders.capture.store import LocalCaptureStore
from warehouse.db.writer import writer
from warehouse.load.batch import load

pytestmark = pytest.mark.e2e

TIMES = int(os.environ.get("SOAK", "2"))
KILLS = 50 if TIMES >= 20 else TIMES
LOADS = 20
STATE = "SELECT count(*), sum(revision), max(captured_at)::VARCHAR, bit_xor(hash(article_body)) FROM core.revisions"
# Opens the copy anew for every question, as people do, until its standard input ends; prints each answer that differs.
_READER = f"""
import duckdb, select, sys
last = None
told = False
while not told:  # once more when it is told to end
    told = bool(select.select([sys.stdin], [], [], 0.2)[0])
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        answer = connection.execute({STATE!r}).fetchone()
        articles = connection.execute("SELECT count(*), count(DISTINCT article_id) FROM articles").fetchone()
    assert articles[0] == articles[1], articles
    if answer != last:
        print(repr(answer), flush=True)
    last = answer
"""
# What a night does after its crawls, in a process that can be killed: it says when it begins.
_NIGHT = """
import sys
from pathlib import Path
from flows.config import DataFolder
from flows.pipeline.stages import catch_up, finish
from spiders.registry import load_outlets
data, outlets = DataFolder(Path(sys.argv[1])), load_outlets()
print("ready", flush=True)
catch_up(data, outlets)
finish(data, sys.argv[2], outlets)
"""


def a_night(archive: Archive, number: int, articles: int = 8) -> CrawlManifest:
    """Write the crawl of a night: one article is new, some change, some stay, one is gone."""
    at = NIGHT + number * timedelta(days=1)
    pages = []
    for n in range(min(number + 1, articles)):
        edition = number // (n + 2)
        text = text_page(
            f"Story {n}, edition {edition}",
            f"It is edition {edition} of story {n}.",
            "The river is calm today, and the ferry runs on time again.",
        )
        pages.append(
            Page(payload=text, key=str(910000 + n), url=address(str(910000 + n)), at=at + timedelta(seconds=n))
        )
    gone = refused(Outcome.GONE, str(910000 + articles))
    return archive.crawl(f"night-{number:02}", *pages, gone, clock=at, finished_at=at)


def state(path: Path) -> Any:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(STATE).fetchone()


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, but for when it was done."""
    told = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core'").fetchall()
        for (name,) in names:
            columns = "* EXCLUDE (checked_at)" if name == "checked" else "*"
            columns = "* EXCLUDE (finished_at)" if name == "runs" else columns
            told[name] = connection.execute(f"SELECT {columns} FROM core.{name} ORDER BY ALL").fetchall()
    return told


def test_four_readers_see_whole_states_alone_while_twenty_nights_come_in(archive: Archive) -> None:
    data = DataFolder(archive.root)
    manifests = [a_night(archive, number) for number in range(LOADS + 1)]
    batches = {manifest.run_id: archive.batch(manifest) for manifest in manifests}
    paths = [LocalCaptureStore(data.captures).manifest_path(manifest.outlet, manifest.run_id) for manifest in manifests]
    for path in paths[1:]:  # a night loads whatever manifest is there
        path.unlink()
    load_batch(data, manifests[0], batches["night-00"], OUTLETS.get(manifests[0].outlet))
    finish(data, manifests[0].run_id, OUTLETS)
    states = [state(archive.published)]
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", _READER, str(archive.published)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    seen: list[list[str]] = [[] for _ in readers]
    for number, (manifest, path) in enumerate(zip(manifests[1:], paths[1:], strict=True)):
        if number % 5 == 0:  # every reader gets to the state that is published, however busy the machine is
            for reader, answers in zip(readers, seen, strict=True):
                _read_until(reader, answers, repr(states[-1]))
        write_manifest(manifest, path)
        load_batch(data, manifest, batches[manifest.run_id], OUTLETS.get(manifest.outlet))
        finish(data, manifest.run_id, OUTLETS)
        states.append(state(archive.published))
    ended = [_ended(reader) for reader in readers]

    assert [error for _, error in ended] == [""] * 4
    known = {repr(one): place for place, one in enumerate(states)}
    assert len(known) > 12  # some nights bring nothing new
    for answers, (rest, _) in zip(seen, ended, strict=True):
        places = [known[answer] for answer in (*answers, *rest.splitlines())]  # none that was not published
        assert places == sorted(places)
        assert places[-1] == known[repr(states[-1])]


def _read_until(reader: subprocess.Popen[str], answers: list[str], wanted: str) -> None:
    assert reader.stdout is not None
    while wanted not in answers[-1:]:
        answer = reader.stdout.readline()
        assert answer, "the reader ended"
        answers.append(answer.rstrip())


def _ended(reader: subprocess.Popen[str]) -> tuple[str, str]:
    """Tell a reader to end, and return what is left of its answers, and its errors."""
    assert reader.stdin is not None
    assert reader.stdout is not None
    assert reader.stderr is not None
    with reader:  # not by communicate(), which forgets what is buffered already
        reader.stdin.write("end\n")
        reader.stdin.close()
        return reader.stdout.read(), reader.stderr.read()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, dict[str, Any], float]:
    """Three nights: two are published, the third waits; with the tables that it leads to, and how long that takes."""
    archive = Archive(tmp_path_factory.mktemp("whole") / "data")
    data = DataFolder(archive.root)
    for number in (5, 6):
        manifest = a_night(archive, number)
        load_batch(data, manifest, archive.batch(manifest), OUTLETS.get(manifest.outlet))
        finish(data, manifest.run_id, OUTLETS)
    a_night(archive, 7)
    subprocess.run(["cp", "-a", str(archive.root), str(archive.root.with_name("waiting"))], check=True)
    with begin(archive.root) as child:
        start = time.monotonic()
        assert child.wait() == 0
        took = time.monotonic() - start
    return Archive(archive.root.with_name("waiting")), tables(archive.published), took


def begin(root: Path) -> subprocess.Popen[str]:
    """Begin the third night in a process of its own, and return when it is at work."""
    command = [sys.executable, "-c", _NIGHT, str(root), "night-07"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


@pytest.mark.parametrize("number", range(KILLS))
def test_a_load_that_is_killed_at_any_moment_is_made_good_by_the_next_run(
    uninterrupted: tuple[Archive, dict[str, Any], float], tmp_path: Path, number: int
) -> None:
    waiting, whole, took = uninterrupted
    subprocess.run(["cp", "-a", str(waiting.root), str(tmp_path / "data")], check=True)
    archive, data = Archive(tmp_path / "data"), DataFolder(tmp_path / "data")
    before = tables(archive.published)
    with begin(archive.root) as child:
        time.sleep(random.Random(number).uniform(0, took))
        child.kill()

    assert tables(archive.published) in (before, whole)  # what people open is whole at every moment
    catch_up(data, OUTLETS)
    finish(data, "night-07", OUTLETS)
    assert tables(archive.published) == whole
    assert tables(archive.warehouse) == whole
    assert not list(archive.root.glob("published/*.part"))


def test_loads_of_the_same_captures_make_nothing_grow(archive: Archive) -> None:
    data = DataFolder(archive.root)
    manifest = a_night(archive, 7)
    batch = archive.batch(manifest)
    kept = batch.read_bytes()
    load_batch(data, manifest, batch, OUTLETS.get(manifest.outlet))
    finish(data, manifest.run_id, OUTLETS)
    before, size = tables(archive.warehouse), archive.warehouse.stat().st_size
    for _ in range(100):
        batch.write_bytes(kept)
        assert load_batch(data, manifest, batch, OUTLETS.get(manifest.outlet)) == {}
    assert tables(archive.warehouse) == before
    assert archive.warehouse.stat().st_size <= size * 1.01


def another_night(first: CrawlManifest, batch: Path, night: int) -> tuple[CrawlManifest, Path]:
    """Return the same pages captured again so many nights later, the counter in their bytes aside."""
    run_id, later = f"again-{night:03}", timedelta(days=night)
    lines = [json.loads(line) for line in gzip.decompress(batch.read_bytes()).splitlines()]
    for line in lines:
        moment = (datetime.fromisoformat(line["capture"]["captured_at"]) + later).isoformat()
        place = {"run_id": run_id, "warc_file": f"presstv/{run_id}.warc.gz"}
        line["capture"] |= {**place, "captured_at": moment, "digest": f"sha1:{run_id}"}
        line["article"] |= place
    path = batch.with_name(f"{run_id}.jsonl.gz")
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    pages = tuple(
        structs.replace(page, captured_at=page.captured_at + later if page.captured_at else None)
        for page in first.pages
    )
    return structs.replace(first, run_id=run_id, warc=f"{run_id}.warc.gz", clock=first.clock + later, pages=pages), path


def test_a_hundred_captures_of_unchanged_pages_make_no_row_of_text(archive: Archive) -> None:
    first = a_night(archive, 7)
    batch = archive.batch(first)
    archive.load(first)
    texts = archive.ask("FROM core.revisions ORDER BY ALL")
    blocks = "SELECT count(DISTINCT block_id) FROM pragma_storage_info('core.revisions') WHERE persistent"
    before = archive.ask(blocks)
    with writer(archive.warehouse) as connection:
        connection.execute("SET threads = 1")  # a few rows: more threads cost more than they do
        for night in range(1, 101):
            counts = load(connection, *another_night(first, batch, night), never)
            assert (counts["new"], counts["revised"], counts["unchanged"]) == (0, 0, 8)
    assert archive.ask("FROM core.revisions ORDER BY ALL") == texts
    assert archive.ask(blocks) == before
    assert archive.ask("SELECT count(*), count(revision) FROM captures") == [(808, 8)]
