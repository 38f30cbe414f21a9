"""Says where in a person's SQL an error is: the line, and a caret under the place."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from spiders.safe_text import safe_line

# As much of a long line is drawn as fits a terminal of 80 columns, with the place in its middle.
_AROUND = 32


def read_error(error: duckdb.Error) -> tuple[str, int | None]:
    """Return an error of DuckDB's in its own words, and its place in the statement (in bytes) where that is told.

    With the setting `errors_as_json` it tells the place; without, it draws it, and in a later statement wrongly.
    """
    kind, mark, message = str(error).partition(": {")
    if mark:
        try:
            fields = json.loads("{" + message)
            place = fields.get("position")
            return f"{kind}: {fields['exception_message']}", int(place) if place is not None else None
        except (ValueError, KeyError):
            pass
    return str(error), None


@contextmanager
def located(sql: str, offset: int) -> Iterator[None]:
    """Note on an error of a statement in the block where it is in the whole text; the statement begins at `offset`."""
    try:
        yield
    except duckdb.Error as error:
        place = read_error(error)[1]
        if place is not None:
            error.add_note(_drawn(sql, place + offset))
        raise


def _drawn(sql: str, place: int) -> str:
    raw = sql.encode()
    place = max(0, min(place, len(raw.rstrip())))
    begins = raw.rfind(b"\n", 0, place) + 1
    ends = raw.find(b"\n", place)
    before = safe_line(raw[begins:place].decode(errors="replace"))
    after = safe_line(raw[place : ends if ends >= 0 else len(raw)].decode(errors="replace")).rstrip()
    if len(before) > _AROUND:
        before = "..." + before[-_AROUND:]
    if len(after) > _AROUND:
        after = after[:_AROUND] + "..."
    number = raw.count(b"\n", 0, begins) + 1
    head = f"LINE {number}: {before}"
    return f"{head}{after}\n{' ' * _width(head)}^"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    marks = ("Mn", "Me", "Cf")
    return sum(
        0 if unicodedata.category(each) in marks else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )
