"""Opens the warehouse for the one writer: attached, migrated, its views as they are written today."""

from __future__ import annotations

import glob
import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from warehouse.db.comments import COMMENTS, comment
from warehouse.db.duckdb_errors import diagnose, fault, interruptible, is_locked
from warehouse.db.file_copy import CopyError, copy_whole

log = logging.getLogger("nightdesk")
#: A stray https:// path in a statement must not fetch an extension.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # A name in a statement is a table or an error, never a variable of ours.
    "python_enable_replacements": False,
}
#: What the other rooms hold in their hands and pass on, without the library.
Connection = duckdb.DuckDBPyConnection
#: A row of an answer, by place and by the names of its columns: what type each has is up to its query.
Row = tuple[Any, ...]
Record = dict[str, Any]
_SQL = resources.files("warehouse").joinpath("sql")
_REMEDY = "put it aside and run: nightdesk rebuild"


# Seconds between two looks whether a warehouse is still open in another program.
_POLL = 0.5


class WarehouseError(Exception):
    """The warehouse cannot be opened; the message says what to do."""


class WarehouseHeld(WarehouseError):
    """Another program has the warehouse open; the message names its process. `message` is it without what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}: {remedy}")
        self.message = message


class OutOfMemory(WarehouseError):
    """The memory does not suffice for a statement; nothing that it was to write is written."""


@contextmanager
def reword_out_of_memory() -> Iterator[None]:
    """Raise `OutOfMemory`, in one line, where DuckDB or Python is out of memory in the block."""
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        text = (str(error).splitlines() or ["out of memory"])[0]
        raise OutOfMemory(f"the memory does not suffice ({text}): end what else takes some, and run again") from error


@lru_cache(maxsize=128)
def read_sql(name: str) -> str:
    """Return the statement of a query, named as `load/insert_captures`: its area and its file."""
    return _SQL.joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")


def scripts(folder: str) -> list[tuple[str, str]]:
    """Return name and text of each .sql file of a folder, in the order of their names."""
    files = [entry for entry in _SQL.joinpath(folder).iterdir() if entry.name.endswith(".sql")]
    return sorted((entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")) for entry in files)


@contextmanager
def writer(path: Path, patience: float = 0.0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, and leave it checkpointed and closed.

    One of an earlier version is migrated, once a copy of it was put aside. Raises `WarehouseHeld` where another process
    has the file open for longer than `patience` seconds, and `WarehouseError` where it is no database, is damaged, is
    of a later version, of another DuckDB, or was migrated by a script that has been edited since; and where there is no
    room for the copy. `OutOfMemory` is raised where the memory does not suffice for what is done with it.
    """
    with reword_out_of_memory(), duckdb.connect(":memory:", config=CONFIG) as connection:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _attach_when_free(connection, path, patience)
            connection.execute("SET TimeZone = 'UTC'")
            # DuckDB draws the progress of a slow statement into whatever a run prints.
            connection.execute("SET enable_progress_bar = false")
            _migrate(connection, path)
            _describe(connection)
        except duckdb.OutOfMemoryException:
            raise
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(fault(path, error, _REMEDY)) from error
        try:
            with interruptible(connection):
                yield connection
                connection.execute(read_sql("db/checkpoint"))
        except (duckdb.IOException, duckdb.FatalException) as error:  # a full disk, a damaged block: none of our doing
            raise WarehouseError(fault(path, error, "free some space, or run: nightdesk rebuild")) from error


def wait_until_free(path: Path, patience: float = 0.0) -> None:
    """Return once no other process has the warehouse open; raises `WarehouseHeld` after `patience` seconds.

    A file that is damaged, or is none, is held by nobody.
    """
    if not path.exists():
        return
    with duckdb.connect(":memory:", config=CONFIG) as connection, suppress(duckdb.Error, OSError):
        _attach_when_free(connection, path, patience)


def _attach_when_free(connection: duckdb.DuckDBPyConnection, path: Path, patience: float) -> None:
    until = time.monotonic() + patience
    waiting = False
    while True:
        try:
            return _attach_or_make(connection, path)
        except duckdb.Error as error:
            if not is_locked(error):
                raise
            message, remedy = diagnose(path, error, _REMEDY)
            left = until - time.monotonic()
            if left <= 0:
                raise WarehouseHeld(message, remedy) from error
            if not waiting:
                log.warning("%s; waiting until it is closed, %.0f seconds at most", message, patience)
                waiting = True
        time.sleep(min(_POLL, left))


def _attach_or_make(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    made = not path.exists()
    try:
        _attach(connection, path)
    except duckdb.Error:
        if made:  # on a full disk: a stub that the next run would take for a damaged warehouse
            path.unlink(missing_ok=True)
        raise


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    # The one kind of statement that is formatted: ATTACH takes no parameters. Both options matter: without the
    # first the file is three times as large, without the second (which is not stored) every night rewrites a row group.
    literal = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{literal}' AS warehouse (STORAGE_VERSION 'v1.5.0', ROW_GROUP_SIZE 10240)")
    connection.execute("USE warehouse")


def attach_copy(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> bool:
    """Attach another database read-only; False where it cannot be opened, as while a client has it open to write."""
    literal = str(path).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{literal}' AS {name} (READ_ONLY)")
    except duckdb.Error:
        return False
    return True


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply each migration once, in its own transaction with the record of it."""
    connection.execute(read_sql("db/create_migrations"))
    known, texts = migration_digests(), dict(scripts("migrations"))
    applied: dict[str, str] = dict(rows(connection, "db/applied_migrations"))
    if later := sorted(applied.keys() - known.keys()):
        raise WarehouseError(
            f"{path} is of a later Nightdesk: it has the migration {later[-1]}, and the last one known here is "
            f"{max(known)}; upgrade Nightdesk, or {_REMEDY}"
        )
    for name, digest in applied.items():
        if known[name] != digest:
            raise WarehouseError(f"the migration {name} was edited after it was applied to this warehouse")
    pending = [name for name in known if name not in applied]
    aside = _put_aside(connection, path, pending[0]) if applied and pending else None
    for name in pending:
        with transaction(connection):
            _run(connection, name, texts[name])
            rows(connection, "db/record_migration", name=name, sha256=known[name])
    if aside is not None:
        for older in set(copies_aside(path)) - {aside}:
            older.unlink(missing_ok=True)


def migration_digests() -> dict[str, str]:
    """Return the name of every migration that this Nightdesk knows, in their order, with the SHA-256 of its text."""
    return {name: hashlib.sha256(script.encode("utf-8")).hexdigest() for name, script in scripts("migrations")}


def _put_aside(connection: duckdb.DuckDBPyConnection, path: Path, migration: str) -> Path:
    """Copy the warehouse as it is before a migration to a file beside it; without the copy nothing is migrated."""
    aside = path.with_name(f"{path.stem}.before-{migration}.duckdb")
    connection.execute(read_sql("db/checkpoint"))  # what a killed run left in the log belongs to the copy
    try:
        copy_whole(path, aside)
    except CopyError as error:
        raise WarehouseError(
            f"nothing was migrated, as no copy of {path} can be put aside first: {error}; make room and run again"
        ) from error
    log.info("the warehouse is brought up to date; as it was before %s, it was put aside: %s", migration, aside)
    return aside


def log_of(database: Path) -> Path:
    """Return where DuckDB keeps the write-ahead log of a database that is open, or was when its process died."""
    return database.with_name(f"{database.name}.wal")


def unfinished_rebuild(warehouse: Path) -> Path:
    """Return the file beside a warehouse in which a rebuild makes the new one."""
    return warehouse.with_name(f"{warehouse.stem}.rebuild.duckdb")


def copies_aside(path: Path) -> list[Path]:
    """Return the copies of a warehouse that were put aside before it was migrated."""
    return sorted(path.parent.glob(f"{glob.escape(path.stem)}.before-*.duckdb"))


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views and the comments as they are written today, where any of them was written otherwise before."""
    wanted = scripts("views")  # numbered: each comes after those that it reads
    text = "".join((*(script for _, script in wanted), COMMENTS.read_text(encoding="utf-8")))
    # A migration may have added a column, which wants its word too.
    text += repr(sorted(rows(connection, "db/applied_migrations")))
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    if rows(connection, "db/described") == [(digest,)]:
        return
    with transaction(connection):
        for name, script in wanted:
            _run(connection, name, script)
        comment(connection, rows(connection, "db/every_column"))
        rows(connection, "db/forget_described")
        rows(connection, "db/record_described", sha256=digest)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep all that is done in the block or, where anything fails, nothing of it; raises what made it fail."""
    connection.execute("BEGIN")
    try:
        with interruptible(connection):
            yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # a COMMIT that failed has ended the transaction already
            connection.execute("ROLLBACK")
        raise


def _run(connection: duckdb.DuckDBPyConnection, name: str, script: str) -> None:
    try:
        connection.execute(script)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise WarehouseError(f"{name}.sql: {' '.join(str(error).split())}") from error


def rows(connection: duckdb.DuckDBPyConnection, name: str, /, **parameters: object) -> list[Row]:
    """Return the rows of a named query."""
    return connection.execute(read_sql(name), parameters or None).fetchall()


def records(connection: duckdb.DuckDBPyConnection, name: str, /, **parameters: object) -> list[Record]:
    """Return the rows of a named query, each by the names of its columns."""
    cursor = connection.execute(read_sql(name), parameters or None)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
