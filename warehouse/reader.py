"""Opens the published copy for reading alone: never in the way of a writer, and a fault is one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.faults import fault
from warehouse.store import CONFIG, WarehouseError, rows

#: The migration that made the tables which are read here; a copy without it is of an earlier Nightdesk.
NEEDED = "0004_revisions"


@contextmanager
def reader(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published copy read-only.

    Raises `WarehouseError` where there is none, where it cannot be opened, and where it is of an earlier version.
    """
    if not published.exists():
        raise WarehouseError(f"there is no {published} yet: run `nightdesk nightly`, or `make demo` for a first look")
    try:
        connection = duckdb.connect(str(published), read_only=True, config=CONFIG)
    except duckdb.Error as error:
        raise WarehouseError(fault(published, error, "remove it and run: nightdesk rebuild")) from error
    try:
        _check_version(connection, published)
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    except duckdb.Error as error:
        told = " ".join(str(error).split())
        raise WarehouseError(f"{published} cannot be read by this version: {told}; run: nightdesk rebuild") from error
    finally:
        connection.close()


def _check_version(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    try:
        applied = {name for name, _ in rows(connection, "applied_migrations")}
    except duckdb.CatalogException:
        raise WarehouseError(f"{published} is no copy of a warehouse; remove it and run: nightdesk rebuild") from None
    if NEEDED not in applied:
        raise WarehouseError(
            f"{published} is of an earlier Nightdesk (it lacks {NEEDED}): run `nightdesk nightly` or "
            "`nightdesk rebuild`, which publish it anew"
        )
