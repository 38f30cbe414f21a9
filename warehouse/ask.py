"""Ad-hoc SQL on the published copy, read-only, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warehouse.store import CONFIG

FORMATS = ("table", "csv", "json")


class AskError(Exception):
    """The question cannot be answered; one line says why."""


def ask(published: Path, sql: str, layout: str, out: TextIO) -> None:
    """Write the answer to a query. Raises `AskError` for a fault in the SQL and for any statement that would write."""
    if not published.exists():
        raise AskError(f"there is no {published} yet: run `nightdesk nightly`, or `make demo` for a first look")
    try:
        connection = duckdb.connect(str(published), read_only=True, config=CONFIG)
    except duckdb.Error as error:
        raise AskError(f"{published} cannot be opened: {_line(error)}") from error
    with connection:
        try:
            connection.execute("SET TimeZone = 'UTC'")
            answer = connection.sql(sql)
            if answer is None:
                return
            if layout == "table":
                answer.show(max_rows=10_000, max_width=_width(out))
            else:
                _WRITERS[layout](answer.columns, _rows(answer), out)
        except duckdb.Error as error:
            raise AskError(_line(error)) from error


def _line(error: Exception) -> str:
    """Return the error on one line, without the drawing of where it is."""
    lines = [line.strip() for line in str(error).splitlines()]
    return " ".join(line for line in lines if line and not line.startswith(("LINE ", "^")))


def _width(out: TextIO) -> int:
    import shutil  # noqa: PLC0415

    return shutil.get_terminal_size((160, 50)).columns if out.isatty() else 240


def _rows(answer: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    while chunk := answer.fetchmany(1000):
        yield from chunk


def _write_csv(columns: list[str], rows: Iterator[tuple[Any, ...]], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    return _plain(value) if isinstance(value, (datetime, date, time)) else value


def _write_json(columns: list[str], rows: Iterator[tuple[Any, ...]], out: TextIO) -> None:
    out.write("[")
    for number, row in enumerate(rows):
        record = dict(zip(columns, row, strict=True))
        out.write(("," if number else "") + "\n" + json.dumps(record, default=_plain, ensure_ascii=False))
    out.write("\n]\n")


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


_WRITERS = {"csv": _write_csv, "json": _write_json}
