"""Ad-hoc SQL on the published copy, read-only, as a table, CSV, JSON, JSON Lines or Parquet."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import TextIO, cast

import duckdb

from spiders.safe_text import TerminalStream
from warehouse.db.snapshot import AskError, Patience, check_text, open_snapshot
from warehouse.db.sql_error import located
from warehouse.query.output_formats import Rows, write_csv, write_json, write_json_lines
from warehouse.query.statements import NO_STATEMENT, check_statements, split_statements, take_settings

_WRITERS: dict[str, Callable[[list[str], Rows, TextIO], int]] = {
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_json_lines,
}


def ask(published: Path, sql: str, layout: str, out: TextIO, *, seconds: float = 0, to: Path | None = None) -> None:
    """Write the answer to a query, to the file `to` or else to `out`; the query may take so many seconds (0: any).

    Raises `AskError` for a fault in the SQL, for any statement that would write, and where `to` cannot be written.
    """
    if to is None and layout != "parquet":
        _answer(published, sql, layout, out, seconds)
        return
    if to is None and out.isatty():
        raise AskError("Parquet is binary and this is a terminal: name a file with --to FILE, or redirect the output")
    try:
        with tempfile.TemporaryDirectory(prefix=".nightdesk-", dir=to.parent if to else None) as folder:
            room = Path(folder)
            written = room / "answer"
            if layout == "parquet":
                _answer(published, sql, written, out, seconds)
            else:
                with written.open("w", encoding="utf-8", newline="") as stream:
                    _answer(published, sql, layout, stream, seconds)
            _hand_over(written, to, out)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AskError(f"{to or 'the answer'} cannot be written: {error.strerror or error}") from error


def _hand_over(written: Path, to: Path | None, out: TextIO) -> None:
    if to is not None:
        if to.is_dir():
            raise IsADirectoryError(None, "it is a folder", str(to))
        if to.exists() and not to.is_file():
            raise OSError(None, "it is no file", str(to))  # a device would be replaced by one
        if written.exists():
            written.replace(to.resolve())  # where a link leads, and not the link
    elif written.exists():
        with written.open("rb") as stream:
            shutil.copyfileobj(stream, out.buffer)


def _answer(published: Path, sql: str, layout: str | Path, out: TextIO, seconds: float) -> None:
    """Write the answer in a layout to `out`, or as Parquet to a path."""
    check_text(sql, "the query")
    every = split_statements(sql)
    if not every:
        raise AskError(NO_STATEMENT)
    settings, statements = take_settings(every)
    room = layout.parent if isinstance(layout, Path) else None
    with open_snapshot(published, room=room, any_version=True, settings=settings) as connection:
        check_statements(connection, sql, statements)
        patience = Patience(connection, seconds)
        for statement in statements[:-1]:
            with patience.held(), located(sql, statement.offset):
                connection.execute(statement.text)
        for statement in statements[-1:]:
            with located(sql, statement.offset):
                _answer_last(connection, statement.text, layout, out, patience)


def _answer_last(
    connection: duckdb.DuckDBPyConnection, sql: str, layout: str | Path, out: TextIO, patience: Patience
) -> None:
    kinds = [each.expected_result_type for each in connection.extract_statements(sql)]
    if duckdb.ExpectedResultType.QUERY_RESULT not in kinds[-1]:
        with patience.held():
            connection.execute(sql)
    elif isinstance(layout, Path) or layout == "table":
        with patience.held():
            relation = _relation(connection, sql)
            if relation is None:
                return
            if isinstance(layout, Path):
                relation.write_parquet(str(layout), compression="zstd")
            else:
                with redirect_stdout(cast("TextIO", TerminalStream(out))):  # where DuckDB draws it
                    relation.show(max_rows=10_000, max_width=_width(out))
    else:
        with patience.held():
            connection.execute(sql)
        columns = [column[0] for column in connection.description or ()]
        _WRITERS[layout](columns, patience.stream(connection), out)


def _relation(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation | None:
    try:
        return connection.sql(sql)
    except (duckdb.BinderException, duckdb.CatalogException):
        connection.execute(sql)  # fails as well, and says where
        raise


def _width(out: TextIO) -> int:
    return shutil.get_terminal_size((160, 50)).columns if out.isatty() else 240
