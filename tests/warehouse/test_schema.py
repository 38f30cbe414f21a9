"""Every table and column says what it means, and docs/schema.md says the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from archive import Archive

from warehouse.db import comments
from warehouse.db import writer as writer_module
from warehouse.db.comments import COMMENTS
from warehouse.db.schema import schema_markdown

ROOT = Path(__file__).parents[2]


def test_the_document_is_what_the_database_says() -> None:
    written = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    assert written == schema_markdown(), "it has drifted: run `make docs`"


def test_every_table_view_and_column_says_what_it_means(archive: Archive) -> None:
    archive.reopen()
    silent = (
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL "
        "UNION ALL SELECT table_name, NULL FROM duckdb_tables() WHERE comment IS NULL "
        "UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
    )
    assert archive.ask(silent) == []
    assert archive.ask("SELECT count(*) > 350 FROM duckdb_columns() WHERE comment IS NOT NULL") == [(True,)]


def test_there_is_no_comment_on_what_is_not_there(archive: Archive) -> None:
    archive.reopen()
    words = tomllib.loads(COMMENTS.read_text(encoding="utf-8"))
    there = set(archive.ask("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"))
    assert words["tables"].keys() == {table for table, _ in there}
    assert words["columns"].keys() <= {column for _, column in there}
    own = {(table, column) for table, columns in words["columns_of"].items() for column in columns}
    assert own <= there


def test_a_word_that_was_changed_reaches_an_old_warehouse(
    filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "SELECT comment FROM duckdb_columns() WHERE table_name = 'articles' AND column_name = 'headline'"
    ((before,),) = filled.ask(said)
    changed = tmp_path / "comments.toml"
    changed.write_text(COMMENTS.read_text(encoding="utf-8").replace(before, "It isn't what it was."))
    monkeypatch.setattr(comments, "COMMENTS", changed)
    monkeypatch.setattr(writer_module, "COMMENTS", changed)
    filled.reopen()

    assert filled.ask(said) == [("It isn't what it was.",)]
