"""Checks Prefect's own database: whether a server can begin with it and, deep, whether every page of it is whole."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from flows.config import DataFolder, prefect_home
from flows.data_layout import file_fault
from flows.orchestration.api_secret import CREDENTIALS_FILE
from flows.orchestration.prefect_server import SERVE_LOCK, START_LOCK
from spiders.errors import reason_of
from warehouse.health.diagnostic import Diagnostic, well, wrong

_WITHOUT = "runs go on without Prefect, `nightdesk serve` does not start"
_MAGIC = b"SQLite format 3\0"
# Where the head of a SQLite file says how large a page is, and how many there are (bytes; a size of 1 is 65536).
_PAGE_SIZE, _PAGE_COUNT, _HEAD = slice(16, 18), slice(28, 32), 100


def examine_prefect(data: DataFolder, *, deep: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong with Prefect's database, if anything; deep, a copy of it is read, so that nothing changes.

    Deep, nobody else may be at work on it.
    """
    home = prefect_home(data)
    for name in (CREDENTIALS_FILE, START_LOCK, SERVE_LOCK):
        if fault := file_fault(home / name):
            yield wrong("prefect", f"{fault}: {_WITHOUT}", "move it aside: it is made anew")
    database = home / "prefect.db"
    if not (database.exists() or database.is_symlink()):
        return
    try:
        fault = file_fault(database) or _at_its_head(database) or (_in_its_pages(database) if deep else None)
    except OSError as error:
        fault = f"{database} cannot be read: {reason_of(error)}"
    if fault:
        remedy = "move it aside, with prefect.db-wal and prefect.db-shm beside it: Prefect makes a new one"
        yield wrong("prefect", f"{fault}: {_WITHOUT}", remedy)
    else:
        yield well("prefect", f"{database.name} is whole" + ("" if deep else " by its head"))


def _at_its_head(database: Path) -> str | None:
    size = database.stat().st_size
    with database.open("rb") as file:
        head = file.read(_HEAD)
    if not size:
        return None  # a new database begins like that
    if not head.startswith(_MAGIC) or len(head) < _HEAD:
        return f"{database} is no database"
    page = int.from_bytes(head[_PAGE_SIZE], "big")
    wanted = int.from_bytes(head[_PAGE_COUNT], "big") * (65536 if page == 1 else page)
    return f"{database} is cut off: it has {size} bytes of {wanted}" if size < wanted else None


def _in_its_pages(database: Path) -> str | None:
    with tempfile.TemporaryDirectory(prefix="nightdesk-") as folder:
        copy = Path(folder) / database.name
        for name in (database.name, f"{database.name}-wal"):
            if database.with_name(name).is_file():
                shutil.copy(database.with_name(name), copy.with_name(name))
        try:
            with closing(sqlite3.connect(copy)) as connection:
                ((verdict, *_), *_) = connection.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.DatabaseError as error:
            verdict = str(error)
    return None if verdict == "ok" else f"{database} is damaged: {' '.join(str(verdict).split())}"
