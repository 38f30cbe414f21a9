"""Turns the errors of DuckDB into a line for people, and the signal that interrupts a statement into its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_OTHER_VERSION = re.compile(r"version number (\d+), but we can only read versions? (?:between (\d+) and )?(\d+)")
# Where the head of a database names the DuckDB that wrote it.
_NAMED_AT, _NAME_LENGTH = 52, 32


@contextmanager
def interruptible(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """End the statement that is under way where an exception ends the block.

    Raises `KeyboardInterrupt` where a signal (Ctrl-C, SIGTERM) interrupted DuckDB, which has a `RuntimeError` for it.
    """
    try:
        yield
    except BaseException as error:
        # A signal ends the wait for a statement and not its threads: closing, or a ROLLBACK, would wait for those.
        connection.interrupt()
        if isinstance(error, RuntimeError) and "Query interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise


def fault(path: Path, error: Exception, remedy: str) -> str:
    """Return what keeps a file from being opened; `remedy` is what helps where the file itself is at fault."""
    message, helps = diagnose(path, error, remedy)
    return f"{message}{'; ' if ': ' in message else ': '}{helps}"


def diagnose(path: Path, error: Exception, remedy: str) -> tuple[str, str]:
    """Return what keeps a file from being opened, and what to do."""
    text = (str(error).splitlines() or [type(error).__name__])[0]
    if is_locked(error):
        return f"{path} is open in another program{process_of(error)}", "close it there and run again"
    if other := _OTHER_VERSION.search(text):
        known = f"version {other[3]}" if other[2] is None else f"versions {other[2]} to {other[3]}"
        message = (
            f"{path} was written by {_writer_of(path)} (storage version {other[1]}), and this Nightdesk has DuckDB "
            f"{duckdb.__version__}, which reads {known}"
        )
        return message, remedy
    return f"{path} cannot be opened: {text}", remedy


def is_other_version(error: Exception) -> bool:
    """Say whether a database could not be opened because another version of DuckDB wrote it."""
    return bool(_OTHER_VERSION.search(str(error)))


def is_locked(error: Exception) -> bool:
    """Say whether a database could not be opened because another program has it open."""
    text = (str(error).splitlines() or [""])[0]
    return "Could not set lock" in text or "Conflicting lock" in text


def process_of(error: Exception) -> str:
    """Return which process has the database open, as ` (process 123)`; empty where that is not told."""
    found = re.search(r"\(PID (\d+)\)", str(error))
    return f" (process {found[1]})" if found else ""


def _writer_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(_NAMED_AT)
            named = file.read(_NAME_LENGTH).partition(b"\0")[0].decode("ascii", "replace")
    except OSError:
        named = ""
    return f"DuckDB {named.removeprefix('v')}" if re.fullmatch(r"v\d[\w.+-]*", named) else "another DuckDB"
