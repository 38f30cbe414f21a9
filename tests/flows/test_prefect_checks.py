"""What is wrong with Prefect's own database, or stands in its place, is named; nothing of it is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from damage import dangle, delete, empty, flip, folder, halve

from flows.config import DataFolder
from flows.errors import UsageError
from flows.ops.prefect_checks import examine_prefect
from flows.orchestration.prefect_server import START_LOCK, own_server


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    (tmp_path / "prefect").mkdir()
    with closing(sqlite3.connect(tmp_path / "prefect/prefect.db")) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE flow AS WITH RECURSIVE n(i) AS (VALUES (1) UNION SELECT i + 1 FROM n "
                           "WHERE i < 3000) SELECT i, hex(randomblob(40)) AS name FROM n")  # fmt: skip
        connection.commit()
    return DataFolder(tmp_path)


def wrongs(data: DataFolder, *, deep: bool) -> list[str]:
    return [found.detail for found in examine_prefect(data, deep=deep) if found.state == "wrong"]


@pytest.mark.parametrize("damage", [None, empty, delete])
def test_nothing_is_said_of_a_database_with_which_a_server_begins(
    data: DataFolder, damage: Callable[[Path], None] | None
) -> None:
    if damage:
        damage(data.root / "prefect/prefect.db")
    before = {path.name: path.read_bytes() for path in (data.root / "prefect").iterdir()}
    assert (wrongs(data, deep=False), wrongs(data, deep=True)) == ([], [])
    assert {path.name: path.read_bytes() for path in (data.root / "prefect").iterdir()} == before


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (halve, "is cut off"),
        (folder, "is a folder, where a file belongs"),
        (dangle, "is a link that leads nowhere"),
        (lambda path: path.write_text("a letter " * 900), "is no database"),
    ],
)
def test_a_database_with_which_no_server_begins_is_named_at_a_quick_look(
    data: DataFolder, damage: Callable[[Path], None], said: str
) -> None:
    damage(data.root / "prefect/prefect.db")
    (told,) = wrongs(data, deep=False)
    assert f"{data.root}/prefect/prefect.db {said}" in told


def test_flipped_bytes_of_it_are_found_by_reading_its_pages(data: DataFolder) -> None:
    flip(data.root / "prefect/prefect.db")
    assert wrongs(data, deep=False) == []
    (told,) = wrongs(data, deep=True)
    assert "prefect.db is damaged: " in told


def test_a_folder_in_the_place_of_a_lock_is_named_and_one_line(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = data.root / "prefect"
    (home / START_LOCK).mkdir()
    (told,) = wrongs(data, deep=False)
    assert f"{home / START_LOCK} is a folder" in told
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(UsageError, match="cannot be locked: is a directory; move it aside"):
        own_server(home, data.root / "server.log")
