"""The output formats: their names, and rows as CSV, JSON or JSON Lines; without any library, for the command line."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TextIO

ANSWER_FORMATS = ("table", "csv", "json", "jsonl", "parquet")
SEARCH_FORMATS = ("table", "json", "jsonl")
EXPORT_FORMATS = ("parquet", "jsonl", "csv", "warc")
#: How an export writes bodies: as they are, or with headings, lists, quotations and tables as Markdown has them.
BODY_FORMATS = ("text", "markdown")

Rows = Iterator[tuple[object, ...]]


def write_csv(columns: list[str], rows: Rows, out: TextIO) -> int:
    """Write a line of names and a line for each row; return how many rows there were."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)  # 1.50 stays 1.50
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, (list, dict)) else plain


def write_json(columns: list[str], rows: Rows, out: TextIO) -> int:
    """Write one array of objects, each on a line; return how many rows there were."""
    count = 0
    out.write("[")
    for line in _lines(columns, rows):
        out.write(("," if count else "") + "\n" + line)
        count += 1
    out.write("\n]\n")
    return count


def write_json_lines(columns: list[str], rows: Rows, out: TextIO) -> int:
    """Write an object on a line for each row; return how many rows there were."""
    count = 0
    for line in _lines(columns, rows):
        out.write(line + "\n")
        count += 1
    return count


def _lines(columns: list[str], rows: Rows) -> Iterator[str]:
    names = _distinct(columns)
    for row in rows:
        record = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(record, ensure_ascii=False, allow_nan=False)


def _distinct(columns: list[str]) -> list[str]:
    """Return the names with a number where one comes again: an object holds each name once."""
    seen: Counter[str] = Counter()
    names = []
    for name in columns:
        names.append(f"{name}_{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return names


def _plain(value: object) -> object:
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
