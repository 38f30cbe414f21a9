"""The published copy is swapped in whole and checked; readers keep what they have open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from archive import OUTLETS, Archive

from flows.config import DataFolder
from flows.pipeline.stages import finish
from warehouse.db.publish import PublishError, publish
from warehouse.db.writer import writer
from warehouse.health.checks import ChecksFailed, check

# Answers a count for each line that it is sent, from one connection that stays open.
_READER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(connection.execute("SELECT count(*) FROM articles").fetchone()[0], flush=True)
"""
# An analyst who opens a database for writing, writes, and whose program is killed.
_KILLED = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO core.verdicts VALUES ('stale', 'stale', 'ok', NULL)")
os._exit(0)
"""


class Reader:
    """Another process with the published copy open read-only."""

    def __init__(self, path: Path) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-c", _READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def count(self) -> int:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write("\n")
        self.child.stdin.flush()
        return int(self.child.stdout.readline())

    def close(self) -> None:
        self.child.communicate()
        assert self.child.returncode == 0


def articles(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM articles").fetchone()
    assert row is not None
    return int(row[0])


def add_article(archive: Archive, key: str) -> None:
    with writer(archive.warehouse) as connection:
        connection.execute(
            "INSERT INTO core.revisions BY NAME SELECT * REPLACE ('presstv:' || $key AS article_id, $key AS key) "
            "FROM core.revisions WHERE superseded_at IS NULL LIMIT 1",
            {"key": key},
        )


def copies(archive: Archive) -> list[str]:
    return sorted(path.name for path in (archive.root / "published").iterdir())


def test_readers_keep_their_snapshot_and_the_next_one_sees_the_new_copy(filled: Archive) -> None:
    readers = [Reader(filled.published), Reader(filled.published)]
    try:
        assert [reader.count() for reader in readers] == [2, 2]
        add_article(filled, "900009")
        publish(filled.warehouse, filled.published)
        assert [reader.count() for reader in readers] == [2, 2]
        assert articles(filled.published) == 3
    finally:
        for reader in readers:
            reader.close()


def test_a_reader_keeps_even_a_copy_that_is_forgotten(filled: Archive) -> None:
    first = copies(filled)
    reader = Reader(filled.published)
    try:
        assert reader.count() == 2
        for _ in range(4):
            publish(filled.warehouse, filled.published)
        assert not set(first) & set(copies(filled))
        assert reader.count() == 2
    finally:
        reader.close()


def test_the_checks_pass_on_good_data(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        check(connection)


def test_rows_that_must_not_be_published_are_named(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("UPDATE core.crawls SET found = 99 WHERE run_id = 'night-1'")
        with pytest.raises(ChecksFailed, match=r"counts_add_up.*night-1, presstv"):
            check(connection)


def test_where_a_check_fails_the_previous_copy_stays(filled: Archive) -> None:
    before = filled.published.readlink(), copies(filled)
    add_article(filled, "900009")
    with writer(filled.warehouse) as connection:
        connection.execute("UPDATE core.crawls SET found = 99 WHERE run_id = 'night-2'")

    with pytest.raises(ChecksFailed):
        finish(DataFolder(filled.root), "night-2", OUTLETS)

    assert (filled.published.readlink(), copies(filled)) == before
    assert articles(filled.published) == 2
    assert filled.ask("SELECT status, exit_status FROM runs WHERE run_id = 'night-2'") == [("checks_failed", 4)]


def test_three_copies_are_kept_and_the_newest_is_the_one_that_people_open(filled: Archive) -> None:
    seen = [filled.published.resolve().name]
    for _ in range(4):
        publish(filled.warehouse, filled.published)
        seen.append(filled.published.resolve().name)

    assert len(set(seen)) == 5
    assert copies(filled) == sorted(seen)[-3:]
    assert filled.published.resolve().name == seen[-1]


def test_a_log_that_was_left_beside_an_old_copy_does_not_reach_the_new_one(filled: Archive) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(filled.published)], check=True)
    stale = [name for name in copies(filled) if name.endswith(".wal")]
    assert len(stale) == 1

    publish(filled.warehouse, filled.published)

    assert not filled.published.resolve().with_name(filled.published.resolve().name + ".wal").exists()
    with duckdb.connect(str(filled.published), read_only=True) as connection:
        assert connection.execute("FROM core.verdicts").fetchall() == []
    for _ in range(3):
        publish(filled.warehouse, filled.published)
    assert len(copies(filled)) == 3
    assert stale[0] not in copies(filled)


def test_a_warehouse_that_was_not_closed_is_not_published(filled: Archive) -> None:
    before = filled.published.readlink(), copies(filled)
    subprocess.run([sys.executable, "-c", _KILLED, str(filled.warehouse)], check=True)

    with pytest.raises(PublishError, match="was not closed"):
        publish(filled.warehouse, filled.published)

    assert (filled.published.readlink(), copies(filled)) == before
    # the next writer takes the log in, and all is well again
    filled.reopen()
    assert filled.ask("SELECT run_id FROM core.verdicts") == [("stale",)]
    publish(filled.warehouse, filled.published)


def test_a_copy_that_cannot_be_made_leaves_yesterdays(filled: Archive) -> None:
    before = filled.published.readlink(), copies(filled)
    filled.warehouse.unlink()

    with pytest.raises(PublishError) as caught:
        publish(filled.warehouse, filled.published)

    assert "\n" not in str(caught.value)
    assert (filled.published.readlink(), copies(filled)) == before
    assert articles(filled.published) == 2


def test_the_link_still_works_when_the_data_folder_is_moved(filled: Archive, tmp_path: Path) -> None:
    assert not filled.published.readlink().is_absolute()
    moved = Archive(filled.root.rename(tmp_path / "moved"))

    assert articles(moved.published) == 2
    publish(moved.warehouse, moved.published)
    assert articles(moved.published) == 2


def test_the_first_copy_needs_no_folder(archive: Archive) -> None:
    archive.reopen()
    publish(archive.warehouse, archive.published)

    assert articles(archive.published) == 0
    assert sorted(path.name for path in archive.root.iterdir()) == ["news.duckdb", "published", "warehouse.duckdb"]


def test_a_reader_does_not_keep_the_writer_out(filled: Archive) -> None:
    reader = Reader(filled.published)
    try:
        assert reader.count() == 2
        add_article(filled, "900009")
    finally:
        reader.close()
    assert filled.ask("SELECT count(*) FROM articles") == [(3,)]


@pytest.mark.parametrize("in_the_way", ["published", "news.duckdb.part"])
def test_what_stands_in_the_way_is_told_and_leaves_no_copy_behind(archive: Archive, in_the_way: str) -> None:
    archive.reopen()
    place = archive.root / in_the_way
    if in_the_way == "published":
        place.write_text("a file")
    else:
        place.mkdir()
    with pytest.raises(PublishError) as caught:
        publish(archive.warehouse, archive.published)
    assert str(place) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(archive.root.glob("published/news-*"))
    assert not archive.published.exists()
