"""A signal ends a statement at once, wherever it is under way: Ctrl-C or SIGTERM waits for no endless scan."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from limits import HANG
from recordings import ROOT

from warehouse.db.duckdb_errors import interruptible
from warehouse.db.writer import transaction, writer

#: A scan that yields no row for days, in one thread: the wait for it ends, and closing would wait for the scan itself.
SCAN = "SELECT i FROM range(100000000000000) numbers(i) WHERE i < 0"
OPENED = {
    "copy": "open_snapshot(path, any_version=True)",
    "writer": "writer(path)",
    "transaction": "in_transaction(path)",
}
CHILD = f"""
import os, signal, sys, threading
from contextlib import contextmanager
from pathlib import Path
from warehouse.db.snapshot import open_snapshot
from warehouse.db.duckdb_errors import interruptible
from warehouse.db.writer import transaction, writer

@contextmanager
def in_transaction(path):
    with writer(path) as connection, transaction(connection):
        yield connection

path = Path(sys.argv[1])
try:
    with {{opened}} as connection:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        connection.execute("{SCAN}")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("opened", OPENED.values(), ids=OPENED)
def test_a_signal_ends_the_statement_and_nothing_waits_for_its_scan(tmp_path: Path, opened: str) -> None:
    with writer(tmp_path / "warehouse.duckdb"):
        pass
    script = CHILD.format(opened=opened)
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "warehouse.duckdb")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("interrupted\n", "", 0)


def test_another_error_of_a_statement_is_raised_as_it_was() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(duckdb.CatalogException), interruptible(connection):
            connection.execute("FROM nowhere")
        with pytest.raises(RuntimeError, match="of ours"), interruptible(connection):
            raise RuntimeError("of ours")
        with pytest.raises(ZeroDivisionError), transaction(connection):
            raise ZeroDivisionError
        assert connection.execute("SELECT 1").fetchall() == [(1,)], "it can be used again"
