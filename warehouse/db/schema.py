"""Writes docs/schema.md from the comments of an empty warehouse: `python -m warehouse.db.schema > docs/schema.md`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from warehouse.db.writer import rows, writer

_HEAD = """\
# The schema

Made by `make docs` from the comments in the database itself; there, `DESCRIBE articles` and
`FROM duckdb_columns() SELECT column_name, comment WHERE table_name = 'articles'` say the same.

People query the views of the schema `main`, by their bare names. The tables of the schema `core` below them may change
from version to version. Times are UTC; what is unknown is NULL, and no text is empty.
`FROM articles_as_of('2026-03-01 12:00:00+00')` gives the articles as they read at a moment.
"""
_PARTS = {"main": "The public face", "core": "The tables below it"}


def schema_markdown() -> str:
    """Return the schema as Markdown: every view and table with its columns, their types and what they mean."""
    with tempfile.TemporaryDirectory() as folder, writer(Path(folder) / "empty.duckdb") as connection:
        described = rows(connection, "db/described_columns")
    return "\n".join(_lines(described))


def _lines(described: list[tuple[str, str, str, str, str, str]]) -> Iterator[str]:
    yield _HEAD
    for schema, tables in groupby(described, lambda row: row[0]):
        yield f"## {_PARTS[schema]}\n"
        for (name, about), columns in groupby(tables, lambda row: (row[1], row[2])):
            yield f"### {name}\n\n{about}\n\n| column | type | meaning |\n|---|---|---|"
            for *_, column, kind, meaning in columns:
                yield f"| {column} | {kind} | {meaning} |"
            yield ""


if __name__ == "__main__":
    sys.stdout.write(schema_markdown())
