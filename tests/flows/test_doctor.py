"""The check-up finds what is wrong with real files and processes, says what to do, and changes nothing."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from archive import NIGHT, ROOT, Archive, Page, address, held, text_page, two_nights

from flows.config import DataFolder
from flows.locks import holder, run_lock
from flows.ops import host_checks
from flows.ops.doctor import examine
from flows.ops.host_checks import examine_folder
from spiders.capture.warc_writer import WarcWriter
from warehouse.db.publish import publish
from warehouse.db.writer import migration_digests, writer
from warehouse.health.diagnostic import Diagnostic

if TYPE_CHECKING:
    from typed import Nightdesk

OF_DUCKDB_2 = ROOT / "tests" / "warehouse" / "duckdb_2.base64"
NEWEST = max(migration_digests())
LETTER = "This is a letter, not a database.\n" * 200
# Opens a database for writing, writes, and is killed, or closes it.
_WRITES = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO core.verdicts VALUES ('by hand', 'presstv', 'ok', NULL)")
os._exit(0) if sys.argv[2:] else connection.close()
"""
_READS = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT count(*) FROM articles").fetchone(), flush=True)
sys.stdin.read()
"""
_HOLDS_THE_LOCK = """
import sys
from pathlib import Path
from flows.config import DataFolder
from flows.locks import run_lock
with run_lock(DataFolder(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = two_nights(tmp_path_factory.mktemp("nights") / "data")
    with writer(built.warehouse) as connection:
        connection.execute("UPDATE core.runs SET status = 'good'")
    publish(built.warehouse, built.published)
    return built.root


@pytest.fixture
def filled(_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Return an archive of two nights in which nothing is wrong."""
    shutil.copytree(_built, tmp_path / "filled", symlinks=True)  # with the time of each file
    monkeypatch.setenv("NEWS_CONTACT", "desk@news.example")
    monkeypatch.delenv("NEWS_OUTLETS", raising=False)
    return Archive(tmp_path / "filled")


def findings(archive: Archive, now: datetime | None = None) -> dict[str, list[Diagnostic]]:
    """Return what is not well, by check."""
    found: dict[str, list[Diagnostic]] = {}
    for finding in examine(DataFolder(archive.root), now or datetime.now(UTC)):
        if finding.state != "ok":
            found.setdefault(finding.check, []).append(finding)
    return found


def only(archive: Archive, check: str, state: str, now: datetime | None = None) -> str:
    """Return what is told of the one thing that is not well, with what to do."""
    found = findings(archive, now)
    assert list(found) == [check]
    (finding,) = found[check]
    assert finding.state == state
    assert finding.remedy
    assert "\n" not in finding.detail + finding.remedy
    return f"{finding.detail}: {finding.remedy}"


def everything(archive: Archive) -> dict[str, tuple[int, int]]:
    """Return size and time of every file of an archive."""
    files = [path for path in archive.root.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@contextmanager
def running(script: str, *arguments: str) -> Iterator[int]:
    """Have a process hold something; yields its id."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline()
        yield child.pid
    finally:
        child.communicate()


def test_where_all_is_well_it_says_so_and_changes_nothing(filled: Archive) -> None:
    before = everything(filled)
    found = examine(DataFolder(filled.root), datetime.now(UTC))

    assert {finding.state for finding in found} == {"ok"}
    checks = [finding.check for finding in found]
    assert checks == [
        "versions", "data folder", "disk", "run", "schedule", "warehouse", "schema", "runs", "readings", "captures",
        "published copy", "time zones", "outlets", "contact",
    ]  # fmt: skip
    assert f"duckdb {duckdb.__version__}" in found[0].detail
    assert everything(filled) == before


def test_a_run_that_is_under_way_is_named_and_left_in_peace(filled: Archive) -> None:
    with running(_HOLDS_THE_LOCK, str(filled.root)) as pid:
        found = {finding.check: finding for finding in examine(DataFolder(filled.root), datetime.now(UTC))}
        assert f"process {pid} since {datetime.now(UTC):%Y-%m-%d}" in found["run"].detail
        assert "warehouse" not in found
        assert found["published copy"].state == "ok"
    with run_lock(DataFolder(filled.root)):
        pass


def test_who_holds_a_lock_is_told_by_the_system_alone(tmp_path: Path) -> None:
    file = tmp_path / "run.lock"
    assert holder(file) is None
    file.touch()
    assert holder(file) is None
    with run_lock(DataFolder(tmp_path)):
        held_by = holder(file)
        assert held_by is not None
        assert held_by.pid == os.getpid()
        assert held_by.since is not None
        assert timedelta(0) < datetime.now(UTC) - held_by.since < timedelta(hours=2)
    assert holder(file) is None


def test_a_warehouse_that_another_program_has_open_is_told_of(filled: Archive) -> None:
    with held(filled.warehouse):
        told = only(filled, "warehouse", "wrong")
    assert f"{filled.warehouse} is open in another program (process " in told
    assert "close it there" in told


def test_whoever_reads_the_warehouse_is_named_as_nothing_can_be_loaded_meanwhile(filled: Archive) -> None:
    with held(filled.warehouse, read_only=True) as reader:
        told = only(filled, "warehouse", "warn")
    assert f"open for reading in another program (process {reader.pid})" in told
    assert "close it there" in told
    with duckdb.connect(str(filled.warehouse), read_only=True):  # this process is none that a run would wait for
        assert "open for reading" not in str(examine(DataFolder(filled.root), datetime.now(UTC)))


def test_a_log_that_a_killed_run_left_is_told_of_and_left(filled: Archive) -> None:
    subprocess.run([sys.executable, "-c", _WRITES, str(filled.warehouse), "killed"], check=True)
    told = only(filled, "write-ahead log", "warn")
    assert "never delete it" in told
    assert filled.warehouse.with_name("warehouse.duckdb.wal").exists()


@pytest.mark.parametrize(
    ("statement", "state", "said"),
    [
        (f"DELETE FROM main.migrations WHERE name = '{NEWEST}'", "warn", f"{NEWEST} is not applied yet"),
        ("INSERT INTO main.migrations VALUES ('0107_later', 'x', now())", "wrong", "upgrade Nightdesk"),
        ("UPDATE main.migrations SET sha256 = 'x' WHERE name = '0001_core'", "wrong", "0001_core was edited"),
    ],
)
def test_a_warehouse_of_another_version_is_told_of(filled: Archive, statement: str, state: str, said: str) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute(statement)
    assert said in only(filled, "schema", state)


def test_a_warehouse_that_does_not_open_is_told_of(filled: Archive) -> None:
    filled.warehouse.write_text(LETTER)
    assert "put it aside and run: nightdesk rebuild" in only(filled, "warehouse", "wrong")
    filled.warehouse.write_bytes(gzip.decompress(base64.b64decode(OF_DUCKDB_2.read_text())))
    assert "was written by DuckDB 2.0.0" in only(filled, "warehouse", "wrong")


def test_a_copy_that_was_put_aside_is_shown(filled: Archive) -> None:
    shutil.copy(filled.warehouse, filled.root / "warehouse.before-0004_revisions.duckdb")
    found = {finding.check: finding for finding in examine(DataFolder(filled.root), datetime.now(UTC))}
    assert found["put aside"].detail.startswith("warehouse.before-0004_revisions.duckdb")


def test_captures_that_wait_are_counted(filled: Archive) -> None:
    filled.crawl("night-3", Page(payload=text_page(), key="900008", url=address("900008")))
    assert "3 crawl manifests, 2 loaded; 1 wait to be loaded" in only(filled, "captures", "warn")


def test_a_manifest_that_cannot_be_read_is_named(filled: Archive) -> None:
    broken = filled.captures / "presstv" / "night-2.receipt.json"
    broken.write_text("{}")
    assert f"{broken} cannot be read" in only(filled, "captures", "wrong")


def test_what_a_killed_crawl_left_is_named_and_one_under_way_is_not(filled: Archive) -> None:
    path = filled.captures / "presstv" / "20260303T023000Z-nightly-abcdef.warc.gz"
    warc = WarcWriter(path, created_at=NIGHT)
    assert findings(filled) == {}
    warc.abandon()
    assert f"{path.name}.part is what a killed crawl left" in only(filled, "captures", "warn")


def test_a_warc_that_is_lost_is_named(filled: Archive) -> None:
    (filled.captures / "presstv" / "night-1.warc.gz").unlink()
    assert "presstv/night-1.warc.gz is missing" in only(filled, "captures", "wrong")


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        ("checks_failed", "wrong", "is checks failed"),
        ("loading", "warn", "died before the verdict"),
        ("degraded", "warn", "outlet_health"),
    ],
)
def test_how_the_newest_run_ended_is_told(filled: Archive, status: str, state: str, said: str) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("UPDATE core.runs SET status = $status", {"status": status})
    assert said in only(filled, "runs", state)


def test_a_clock_that_stands_before_the_newest_run_is_wrong(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("UPDATE core.runs SET started_at = now() + INTERVAL 1 DAY")
    assert "before the newest run began: set the clock" in only(filled, "clock", "wrong")


def test_a_copy_that_somebody_wrote_to_is_named(filled: Archive) -> None:
    copy = filled.published.resolve()
    time.sleep(1.1)
    subprocess.run([sys.executable, "-c", _WRITES, str(filled.published)], check=True)
    told = only(filled, "published copy", "warn")
    assert f"a client opened {copy.name} for writing since it was published: that copy may differ" in told

    publish(filled.warehouse, filled.published)
    assert copy.name in only(filled, "published copy", "warn")
    for _ in range(3):
        publish(filled.warehouse, filled.published)
    assert findings(filled) == {}


def test_a_log_that_a_client_left_beside_a_copy_is_named(filled: Archive) -> None:
    subprocess.run([sys.executable, "-c", _WRITES, str(filled.published), "killed"], check=True)
    assert "and left a write-ahead log" in only(filled, "published copy", "warn")


def test_a_copy_that_is_open_for_writing_is_told_of(filled: Archive) -> None:
    with held(filled.published.resolve()):
        told = only(filled, "published copy", "wrong")
    assert "is open for writing in another program (process " in told
    assert "duckdb -readonly" in told


def test_readers_of_the_copy_are_no_trouble(filled: Archive) -> None:
    with running(_READS, str(filled.published)):
        assert findings(filled) == {}


def test_a_copy_that_is_missing_broken_or_old_is_told_of(filled: Archive) -> None:
    late = datetime.now(UTC) + timedelta(days=3)
    assert "72 hours old" in only(filled, "published copy", "warn", late)
    copy = filled.published.resolve()
    copy.write_text(LETTER)
    assert "nightdesk rebuild, which publishes it anew" in only(filled, "published copy", "wrong")
    copy.unlink()
    assert "which is gone" in only(filled, "published copy", "wrong")
    filled.published.unlink()
    assert "there is no" in only(filled, "published copy", "warn")


def test_a_folder_that_is_not_there_yet_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_CONTACT", "desk@news.example")
    archive = Archive(tmp_path / "nowhere" / "data")
    assert {name: [one.state for one in found] for name, found in findings(archive).items()} == {
        "data folder": ["warn"], "warehouse": ["warn"], "published copy": ["warn"],
    }  # fmt: skip
    assert not archive.root.parent.exists()


def test_a_folder_that_cannot_be_written_to_is_wrong() -> None:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:  # whom no mode keeps out
        os.seteuid(65534)
    try:
        found = next(iter(examine_folder(DataFolder(folder))))
    finally:
        if is_root:
            os.seteuid(0)
        folder.rmdir()
    assert (found.check, found.state) == ("data folder", "wrong")


def test_a_disk_without_room_is_told_of(filled: Archive) -> None:
    free = shutil.disk_usage(filled.root).free
    with filled.warehouse.open("r+b") as file:
        file.truncate(free // 2 + 10_000_000_000)  # a file of holes: it takes no room itself
    (_, warned) = examine_folder(DataFolder(filled.root))
    assert warned.state in ("warn", "wrong")
    with filled.warehouse.open("r+b") as file:
        file.truncate(free + 100_000_000_000)
    (_, found) = examine_folder(DataFolder(filled.root))
    assert (found.check, found.state) == ("disk", "wrong")


def test_a_contact_that_is_not_named_is_a_warning(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWS_CONTACT")
    assert "NEWS_CONTACT is not set" in only(filled, "contact", "warn")


@pytest.mark.parametrize("name", ["NEWS_ADMIT", "NEWS_LOCK_TIMEOUT"])
def test_a_variable_with_which_no_run_begins_is_wrong(
    name: str, filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "foo")
    assert f"{name} " in only(filled, "settings", "wrong")


def test_outlets_of_ones_own_are_examined_too(filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_OUTLETS", str(tmp_path / "own"))
    assert "which is not a folder" in only(filled, "outlets", "wrong")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "harbour.py").write_text("OUTLET = 7\n")
    assert "the file binds no OUTLET" in only(filled, "outlets", "wrong")
    (tmp_path / "own" / "harbour.py").unlink()
    assert findings(filled) == {}


def test_another_duckdb_than_the_pinned_one_is_wrong(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_checks, "requires", lambda _: ["duckdb==9.9.9"])
    assert "DuckDB 9.9.9 is what it needs: run: make setup" in only(filled, "versions", "wrong")


def test_it_is_told_in_lines_and_as_json_and_ends_in_3_where_anything_is_wrong(
    filled: Archive, nightdesk: Nightdesk
) -> None:
    done = nightdesk(filled.root, "doctor", NEWS_CONTACT="desk@news.example")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok"] * 14

    (filled.captures / "presstv" / "night-1.warc.gz").unlink()
    done = nightdesk(filled.root, "doctor", "--format", "json")
    assert done.returncode == 3
    assert [one["check"] for one in json.loads(done.stdout) if one["state"] == "wrong"] == ["captures"]
    assert "→ bring it back" in nightdesk(filled.root, "doctor").stdout


def test_a_name_that_is_no_folder_is_refused(nightdesk: Nightdesk, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    done = nightdesk(file, "doctor")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
