"""Reads every block of a database that is in use, in a process of its own: DuckDB holds each against its checksum."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import duckdb

from warehouse.db.writer import CONFIG, rows


def damage_of(path: Path) -> str | None:
    """Return what is wrong with the blocks of a database, in one line; None where every row can be read.

    Read-only, and in a child: some damage makes DuckDB end the process that it runs in. Blocks that hold no row of any
    table (free ones) are not read, and nobody else reads them.
    """
    command = [sys.executable, "-P", "-m", "warehouse.health.blocks", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode == 0:
        return None
    if done.stdout:
        return done.stdout.splitlines()[0]
    return f"DuckDB ended on it: {signal.strsignal(-done.returncode) if done.returncode < 0 else 'with a failure'}"


def _main(path: str) -> int:
    """Read every row of every table; print the first fault, and return whether there is one."""
    try:
        with duckdb.connect(path, read_only=True, config=CONFIG) as connection:
            for (table,) in rows(connection, "health/every_table"):
                rows(connection, "health/read_table", name=table)
    except Exception as error:  # damage makes DuckDB fail in many ways
        print((str(error).splitlines() or [type(error).__name__])[0])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
