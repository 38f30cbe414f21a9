"""Ad-hoc SQL on the published copy, read-only, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
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
            # A question reads the copy: it writes no file, fetches no extension, and opens nothing else.
            connection.execute("SET enable_external_access = false")
            if not connection.extract_statements(sql):
                raise AskError("there is no statement in it; one is: FROM articles LIMIT 5")
            answer = connection.sql(sql)
            if answer is None:
                return
            if layout == "table":
                with redirect_stdout(out):  # where DuckDB draws it
                    answer.show(max_rows=10_000, max_width=_width(out))
            else:
                _WRITERS[layout](answer.columns, _rows(answer), out)
        except duckdb.Error as error:
            raise AskError(_line(error)) from error


def _line(error: Exception) -> str:
    """Return the error on one line, without the drawing of where it is."""
    if "disabled by configuration" in str(error):
        return "a question reads the published copy alone: it opens, writes and fetches nothing else"
    lines = [line.strip() for line in str(error).splitlines()]
    return " ".join(line for line in lines if line and not line.startswith(("LINE ", "^")))


def _width(out: TextIO) -> int:
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
    if isinstance(value, Decimal):
        return str(value)  # 1.50 stays 1.50
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, (list, dict)) else plain


def _write_json(columns: list[str], rows: Iterator[tuple[Any, ...]], out: TextIO) -> None:
    names = _distinct(columns)
    out.write("[")
    for number, row in enumerate(rows):
        record = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        out.write(("," if number else "") + "\n" + json.dumps(record, ensure_ascii=False, allow_nan=False))
    out.write("\n]\n")


def _distinct(columns: list[str]) -> list[str]:
    """Return the names with a number where one comes again: an object holds each name once."""
    seen: Counter[str] = Counter()
    names = []
    for name in columns:
        names.append(f"{name}_{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return names


def _plain(value: Any) -> Any:
    """Return the value as JSON has it: times as ISO 8601 with offset; what is no number (infinity) as null."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


_WRITERS = {"csv": _write_csv, "json": _write_json}
