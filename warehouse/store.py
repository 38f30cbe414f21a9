"""Opens the warehouse for the one writer: attached, migrated, its views as they are written today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from warehouse.glossary import GLOSSARY, comment

#: A stray https:// path in a statement must not fetch an extension.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # A name in a statement is a table or an error, never a variable of ours.
    "python_enable_replacements": False,
}
#: What the other rooms hold in their hands and pass on, without the library.
Connection = duckdb.DuckDBPyConnection
_SQL = resources.files("warehouse")


class WarehouseError(Exception):
    """The warehouse cannot be opened; the message says what to do."""


@lru_cache(maxsize=128)
def query(name: str) -> str:
    """Return the statement in `queries/<name>.sql`."""
    return _SQL.joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")


def scripts(folder: str) -> list[tuple[str, str]]:
    """Return name and text of each .sql file of a folder, in the order of their names."""
    files = [entry for entry in _SQL.joinpath(folder).iterdir() if entry.name.endswith(".sql")]
    return sorted((entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")) for entry in files)


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, and leave it checkpointed and closed.

    Raises `WarehouseError` where the file is held by another process, is no database, is damaged, or was migrated by
    a script that has been edited since.
    """
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _attach(connection, path)
            connection.execute("SET TimeZone = 'UTC'")
            _migrate(connection)
            _describe(connection)
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(_what_to_do(path, error)) from error
        yield connection
        connection.execute("CHECKPOINT warehouse")
    finally:
        connection.close()


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


def _what_to_do(path: Path, error: Exception) -> str:
    text = (str(error).splitlines() or [type(error).__name__])[0]
    if "Could not set lock" in text or "Conflicting lock" in text:
        return f"{path} is open in another program: close it there and run again"
    return f"{path} cannot be opened: {text}; put it aside and run: nightdesk rebuild"


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply each migration once, in its own transaction with the record of it."""
    connection.execute(query("create_migrations"))
    applied = dict(connection.execute(query("applied_migrations")).fetchall())
    for name, script in scripts("migrations"):
        digest = hashlib.sha256(script.encode("utf-8")).hexdigest()
        if name in applied:
            if applied[name] != digest:
                raise WarehouseError(f"the migration {name} was edited after it was applied to this warehouse")
            continue
        with transaction(connection):
            _run(connection, name, script)
            rows(connection, "record_migration", name=name, sha256=digest)


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views and the comments as they are written today, where any of them was written otherwise before."""
    wanted = scripts("views")  # numbered: each comes after those that it reads
    text = "".join((*(script for _, script in wanted), GLOSSARY.read_text(encoding="utf-8")))
    # A migration may have added a column, which wants its word too.
    text += repr(sorted(rows(connection, "applied_migrations")))
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    if rows(connection, "described") == [(digest,)]:
        return
    with transaction(connection):
        for name, script in wanted:
            _run(connection, name, script)
        comment(connection, rows(connection, "every_column"))
        rows(connection, "forget_described")
        rows(connection, "record_described", sha256=digest)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep all that is done in the block or, where anything fails, nothing of it."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _run(connection: duckdb.DuckDBPyConnection, name: str, script: str) -> None:
    try:
        connection.execute(script)
    except duckdb.Error as error:
        raise WarehouseError(f"{name}.sql: {error}") from error


def rows(connection: duckdb.DuckDBPyConnection, name: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a named query."""
    return connection.execute(query(name), parameters or None).fetchall()
