"""Opens the published copy for people: read-only, sealed off from all other files, each fault told in plain words."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.db.duckdb_errors import fault, interruptible, is_other_version
from warehouse.db.publish import in_the_way
from warehouse.db.sql_error import read_error
from warehouse.db.writer import CONFIG, Row, rows

#: The migration that made the tables which are read here; a copy without it is of an earlier Nightdesk.
NEEDED = "0005_requests"
#: What is said of any statement that does something else.
READS_ALONE = "a question reads the published copy alone: it opens, writes and fetches nothing else"


class AskError(Exception):
    """The question cannot be answered; one line says why, and two more where in the SQL of a person the fault is."""


def check_text(text: str, name: str) -> None:
    """Raise `AskError` where a person's words hold bytes that are no UTF-8, which Python keeps as surrogates."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise AskError(f"{name} is not valid UTF-8")


@contextmanager
def open_snapshot(
    published: Path, *, room: Path | None = None, any_version: bool = False, settings: Mapping[str, str] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the copy, in UTC; nothing else is read or written but what DuckDB is asked to put into the folder `room`.

    `settings` are made before the configuration is locked: no statement changes any afterwards. Raises `AskError` where
    the copy cannot be opened, where it is of an earlier version (`any_version` says that the question is a person's
    own, and may fit it), and for each error of DuckDB's in the block.
    """
    if stray := in_the_way(published):
        raise AskError(f"{stray}: move it aside, and run `nightdesk rebuild`")
    if published.is_symlink() and not published.exists():
        raise AskError(f"{published} leads to {published.readlink()}, which is gone: run `nightdesk nightly`")
    if not published.exists():
        raise AskError(f"there is no {published} yet: run `nightdesk nightly`, or `make demo` for a first look")
    with tempfile.TemporaryDirectory(prefix="nightdesk-") as spill, _reworded(published):
        # A large sort spills: without a folder of its own it would do so beside the copy.
        config = {**CONFIG, "temp_directory": spill}
        with duckdb.connect(str(published), read_only=True, config=config) as connection:
            if not any_version:
                _check_version(connection, published)
            _seal(connection, room, settings or {})
            with interruptible(connection):
                yield connection


def _seal(connection: duckdb.DuckDBPyConnection, room: Path | None, settings: Mapping[str, str]) -> None:
    """Make the settings, and leave no way to another file nor to another setting."""
    connection.execute("SET errors_as_json = true")
    # DuckDB draws the progress of a slow query into standard output: into the answer.
    connection.execute("SET enable_progress_bar = false")
    for name, value in {"TimeZone": "UTC", "memory_limit": _half_the_memory(connection), **settings}.items():
        try:
            connection.execute(f"SET {name} = $value", {"value": value})
        except duckdb.Error as error:
            raise AskError(f"{name} cannot be {value}: {_line(read_error(error)[0])}") from error
    connection.execute("SET allowed_directories = $rooms", {"rooms": [str(room)] if room else []})
    # A question reads the copy: it writes no file, fetches no extension, and opens nothing else.
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _half_the_memory(connection: duckdb.DuckDBPyConnection) -> str:
    """Return half of what DuckDB would take: a night may be running on the same machine."""
    (limit,) = rows(connection, "db/memory_limit")[0]
    amount, unit = str(limit).split()
    return f"{float(amount) / 2:.1f} {unit}"


def _check_version(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    try:
        applied = {name for name, _ in rows(connection, "db/applied_migrations")}
    except duckdb.CatalogException:
        raise AskError(f"{published} is no copy of a warehouse; remove it and run: nightdesk rebuild") from None
    if NEEDED not in applied:
        raise AskError(
            f"{published} is of an earlier Nightdesk (it lacks {NEEDED}): run `nightdesk nightly` or "
            "`nightdesk rebuild`, which publish it anew"
        )


@contextmanager
def _reworded(published: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise AskError(_message(published, error)) from error


def _message(published: Path, error: duckdb.Error) -> str:
    text = read_error(error)[0]
    if "disabled by configuration" in text:
        return READS_ALONE
    if is_other_version(error):
        return fault(
            published, error, "query it with a DuckDB of that age, or publish it anew with `nightdesk rebuild`"
        )
    damaged = "Corrupt database" in text or "not a valid DuckDB" in text
    if isinstance(error, duckdb.IOException) and (damaged or str(published.resolve()) in text):
        return f"{published} cannot be opened or is damaged ({_line(text)}): publish it anew with `nightdesk rebuild`"
    return "\n".join([_line(text), *getattr(error, "__notes__", ())])


def _line(text: str) -> str:
    """Return an error on one line, without the trace of where it came from."""
    return " ".join(re.split(r"\n(?:Stack Trace|This error signals)", text)[0].split())


class Patience:
    """The seconds that a question may take in the database; what is spent on writing its answer out is not counted."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._left = seconds

    @contextmanager
    def held(self) -> Iterator[None]:
        """Interrupt what runs in the block, once no second is left; raises `AskError` then. 0 seconds: no limit."""
        if not self._seconds:
            yield
            return
        if self._left <= 0:  # an answer that streams takes many short calls, none of which lives to be interrupted
            raise self._over()
        done = threading.Event()
        expired = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, expired, self._left), daemon=True)
        began = time.monotonic()
        watch.start()
        try:
            yield
        except duckdb.Error as error:
            # Mostly an InterruptException; where it came between two steps of a query, DuckDB tells of a closed result.
            if not (expired.is_set() and "Interrupted!" in str(error)):
                raise
            raise self._over() from error
        finally:
            done.set()
            watch.join()
            self._left -= time.monotonic() - began

    def stream(self, answer: duckdb.DuckDBPyConnection | duckdb.DuckDBPyRelation) -> Iterator[Row]:
        """Yield the rows of an answer; memory holds a thousand of them at a time."""
        while True:
            with self.held():
                chunk = answer.fetchmany(1000)
            if not chunk:
                return
            yield from chunk

    def _watch(self, done: threading.Event, expired: threading.Event, seconds: float) -> None:
        if done.wait(seconds):
            return
        expired.set()
        while True:
            self._connection.interrupt()  # again and again: one that comes before the start is forgotten
            if done.wait(0.05):
                return

    def _over(self) -> AskError:
        return AskError(
            f"it was interrupted after {self._seconds:g} seconds: give it more with --timeout, or 0 for no limit"
        )
