"""A warehouse of an earlier version is copied before it is migrated; one that is newer is left as it is."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from archive import ROOT, Archive

from warehouse.db.writer import WarehouseError, copies_aside, scripts, writer

# An empty database of DuckDB 2.0.0, made with it.
_OF_DUCKDB_2 = Path(__file__).with_name("duckdb_2.base64")
_MORE = "ALTER TABLE core.runs ADD COLUMN remark VARCHAR;"
# Opens the warehouse where no file may grow beyond 100 kB: that is what a full disk looks like.
_FULL_DISK = """
import resource, sys
from pathlib import Path
from warehouse.db import writer
writer._SQL = Path(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
with writer.writer(Path(sys.argv[1])):
    pass
"""
_KILLED = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO core.verdicts VALUES ('late', 'presstv', 'ok', NULL)")
os._exit(0)
"""


def refusal(path: Path) -> str:
    with pytest.raises(WarehouseError) as caught, writer(path):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def aside(archive: Archive) -> list[str]:
    return [path.name for path in copies_aside(archive.warehouse)]


def last_migration() -> str:
    return scripts("migrations")[-1][0]


def test_a_new_warehouse_is_put_aside_nowhere(archive: Archive) -> None:
    archive.reopen()
    archive.reopen()
    assert [path.name for path in archive.root.iterdir()] == ["warehouse.duckdb"]


def test_before_it_is_migrated_the_warehouse_is_put_aside_as_it_was(
    filled: Archive, own_sql: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own_sql / "migrations" / "0099_more.sql").write_text(_MORE)
    as_it_was = filled.ask("FROM core.runs ORDER BY run_id")
    with caplog.at_level(logging.INFO, "nightdesk"):
        filled.reopen()

    (copy,) = copies_aside(filled.warehouse)
    assert copy.name == "warehouse.before-0099_more.duckdb"
    (told,) = [record.getMessage() for record in caplog.records]
    assert str(copy) in told
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        assert connection.execute("FROM core.runs ORDER BY run_id").fetchall() == as_it_was
        assert connection.execute("SELECT max(name) FROM main.migrations").fetchone() == (
            last_migration_before(own_sql),
        )
    assert not list(filled.root.glob("*.part"))


def last_migration_before(own_sql: Path) -> str:
    return sorted(path.stem for path in (own_sql / "migrations").iterdir())[-2]


def test_the_copy_holds_what_a_killed_run_had_written(filled: Archive, own_sql: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(filled.warehouse)], check=True)
    (own_sql / "migrations" / "0099_more.sql").write_text(_MORE)
    filled.reopen()

    (copy,) = copies_aside(filled.warehouse)
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert connection.execute("SELECT run_id FROM core.verdicts").fetchall() == [("late",)]


def test_the_lock_is_kept_while_the_copy_is_made(filled: Archive, own_sql: Path) -> None:
    (own_sql / "migrations" / "0099_more.sql").write_text(_MORE)
    with writer(filled.warehouse):
        other = subprocess.run(
            [sys.executable, "-c", _KILLED, str(filled.warehouse)], capture_output=True, text=True, check=False
        )
    assert "Could not set lock" in other.stderr


def test_the_newest_copy_alone_is_kept_once_the_migration_has_succeeded(filled: Archive, own_sql: Path) -> None:
    (own_sql / "migrations" / "0098_more.sql").write_text(_MORE)
    filled.reopen()
    broken = own_sql / "migrations" / "0099_broken.sql"
    broken.write_text("INSERT INTO core.nowhere VALUES (1);")
    assert "0099_broken" in refusal(filled.warehouse)
    assert aside(filled) == ["warehouse.before-0098_more.duckdb", "warehouse.before-0099_broken.duckdb"]

    broken.write_text("ALTER TABLE core.runs ADD COLUMN word VARCHAR;")
    filled.reopen()
    assert aside(filled) == ["warehouse.before-0099_broken.duckdb"]
    filled.reopen()
    assert aside(filled) == ["warehouse.before-0099_broken.duckdb"]


def test_a_copy_can_take_the_place_of_the_warehouse(filled: Archive, own_sql: Path) -> None:
    later = own_sql / "migrations" / "0099_more.sql"
    later.write_text(_MORE)
    filled.reopen()
    (copy,) = copies_aside(filled.warehouse)
    copy.replace(filled.warehouse)
    later.unlink()

    filled.reopen()
    assert filled.ask("SELECT count(*) FROM articles") == [(2,)]


def test_without_room_for_the_copy_nothing_is_migrated(filled: Archive, own_sql: Path) -> None:
    (own_sql / "migrations" / "0099_more.sql").write_text(_MORE)
    before = filled.warehouse.read_bytes()
    assert len(before) > 100_000

    child = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(filled.warehouse), str(own_sql)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    told = child.stderr.splitlines()[-1]
    assert "nothing was migrated" in told
    assert "make room" in told
    assert filled.warehouse.read_bytes() == before
    assert sorted(path.name for path in filled.root.glob("warehouse*")) == ["warehouse.duckdb"]


def test_a_warehouse_of_a_later_version_is_refused_and_left_as_it_is(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("INSERT INTO main.migrations VALUES ('0107_later', 'abc', now())")
    before = filled.warehouse.read_bytes()

    told = refusal(filled.warehouse)

    assert told.startswith(f"{filled.warehouse} is of a later Nightdesk: it has the migration 0107_later")
    assert last_migration() in told
    assert "upgrade Nightdesk" in told
    assert told.endswith("put it aside and run: nightdesk rebuild")
    assert filled.warehouse.read_bytes() == before


def test_a_database_of_the_next_duckdb_is_refused_with_both_versions(archive: Archive) -> None:
    archive.warehouse.write_bytes(gzip.decompress(base64.b64decode(_OF_DUCKDB_2.read_text())))

    told = refusal(archive.warehouse)

    assert "was written by DuckDB 2.0.0 (storage version 999)" in told
    assert f"this Nightdesk has DuckDB {duckdb.__version__}" in told
    assert told.endswith("put it aside and run: nightdesk rebuild")


def test_a_folder_that_cannot_be_written_to_is_told_of(filled: Archive, own_sql: Path, tmp_path: Path) -> None:
    (own_sql / "migrations" / "0099_more.sql").write_text(_MORE)
    (filled.root / "warehouse.before-0099_more.duckdb.part").mkdir()  # a folder where the copy would go
    (filled.root / "warehouse.before-0099_more.duckdb.part" / "warehouse.duckdb").mkdir()
    assert "nothing was migrated" in refusal(filled.warehouse)
    shutil.rmtree(filled.root / "warehouse.before-0099_more.duckdb.part")
    filled.reopen()
    assert aside(filled) == ["warehouse.before-0099_more.duckdb"]


def test_what_was_loaded_before_loses_the_folders_of_its_machine(archive: Archive) -> None:
    held = "see '/home/ada/a b/x.log', https://news.example/home/x and (/usr/lib/y.py:3)"
    options = '{"files": ["/x/a b/c.gz", "/d"], "volume": true}'
    left = "see 'x.log', https://news.example/home/x and (y.py:3)"
    with duckdb.connect(str(archive.warehouse)) as connection:
        connection.execute(
            "INSERT INTO core.runs (run_id, kind, clock, started_at, finished_at, status, exit_status, options) "
            "SELECT 'r', 'import', now(), now(), now(), 'good', 0, $options",
            {"options": options},
        )
        connection.execute("INSERT INTO core.verdicts VALUES ('r', 'presstv', 'pipeline_down', $held)", {"held": held})
        connection.execute(dict(scripts("migrations"))["0007_local_paths"])
        (options,) = connection.execute("SELECT options FROM core.runs").fetchone() or ("",)
        assert json.loads(options) == {"files": ["c.gz", "d"], "volume": True}
        assert connection.execute("SELECT reason FROM core.verdicts").fetchall() == [(left,)]
