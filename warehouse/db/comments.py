"""Comments on every table, view and column, as sql/comments.toml says; whoever looks finds it in the database."""

from __future__ import annotations

import tomllib
from importlib import resources

import duckdb

COMMENTS = resources.files("warehouse").joinpath("sql/comments.toml")


def comment(connection: duckdb.DuckDBPyConnection, columns: list[tuple[str, str, bool, str]]) -> None:
    """Comment on all of these columns and on their tables; each is schema, table, whether it is a view, and column.

    One that has no comment there, as a column that somebody added by hand, goes without.
    """
    words = tomllib.loads(COMMENTS.read_text(encoding="utf-8"))
    for schema, name, is_view in dict.fromkeys(row[:3] for row in columns):
        kind = "VIEW" if is_view else "TABLE"
        if name in words["tables"]:
            connection.execute(f"COMMENT ON {kind} {schema}.{name} IS {_literal(words['tables'][name])}")
    for schema, name, _, column in columns:
        text = words["columns_of"].get(name, {}).get(column) or words["columns"].get(column)
        if text:
            connection.execute(f'COMMENT ON COLUMN {schema}.{name}."{column}" IS {_literal(text)}')


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
