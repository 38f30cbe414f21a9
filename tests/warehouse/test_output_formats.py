"""A question to the published copy is answered as a table, CSV or JSON, and a fault is told in one line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from archive import HEADLINE, Archive

from warehouse.query.output_formats import ANSWER_FORMATS
from warehouse.query.sql import AskError, ask

# Lists, structures and times, as the views have them and as a question makes them.
VALUES = """
SELECT
    ['a', NULL, 'ب'] AS list,
    {'name': 'A. Ferry', 'seen': TIMESTAMPTZ '2026-03-02 06:00:00+03:30'} AS struct,
    TIMESTAMPTZ '2026-03-02 06:00:00+03:30' AS moment,
    DATE '2026-03-02' AS day,
    NULL AS nothing,
    1.50::DECIMAL(4, 2) AS price,
    MAP {'gone': 2} AS counts
"""


def answer(archive: Archive, sql: str, layout: str) -> str:
    out = io.StringIO()
    ask(archive.published, sql, layout, out)
    return out.getvalue()


def rows_of_csv(archive: Archive, sql: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(answer(archive, sql, "csv"))))


def refusal(path: Path, sql: str, layout: str = "json") -> str:
    with pytest.raises(AskError) as caught:
        ask(path, sql, layout, io.StringIO())
    told, *place = str(caught.value).split("\n")
    assert told
    assert [line.split()[0] for line in place] in ([], ["LINE", "^"])
    return told


def test_a_table_is_drawn_in_the_order_asked_for(filled: Archive) -> None:
    shown = answer(filled, "SELECT article_id, headline FROM articles ORDER BY article_id DESC", "table")

    assert "presstv:900002" in shown
    assert shown.index("900002") < shown.index("900001")
    assert "A market moves to the harbour" in shown


def test_a_table_is_written_to_the_stream_that_is_given(filled: Archive) -> None:
    assert "presstv:900002" in answer(filled, "SELECT article_id FROM articles", "table")


def test_csv_has_lists_and_structures_as_json_and_times_with_their_offset(filled: Archive) -> None:
    (row,) = rows_of_csv(filled, VALUES)

    assert json.loads(row["list"]) == ["a", None, "ب"]
    assert json.loads(row["struct"]) == {"name": "A. Ferry", "seen": "2026-03-02T02:30:00+00:00"}
    assert row["moment"] == "2026-03-02T02:30:00+00:00"
    assert row["day"] == "2026-03-02"
    assert row["nothing"] == ""
    assert row["price"] == "1.50"
    assert json.loads(row["counts"]) == {"gone": 2}


def test_json_has_lists_and_structures_as_they_are_and_times_with_their_offset(filled: Archive) -> None:
    assert json.loads(answer(filled, VALUES, "json")) == [
        {
            "list": ["a", None, "ب"],
            "struct": {"name": "A. Ferry", "seen": "2026-03-02T02:30:00+00:00"},
            "moment": "2026-03-02T02:30:00+00:00",
            "day": "2026-03-02",
            "nothing": None,
            "price": 1.5,
            "counts": {"gone": 2},
        }
    ]


def test_the_columns_of_an_article_come_out_as_people_need_them(filled: Archive) -> None:
    sql = "SELECT images, date_downloaded FROM article_revisions WHERE revision = 1 AND key = '900001'"

    (row,) = json.loads(answer(filled, sql, "json"))

    assert row["date_downloaded"] == "2026-03-02T02:30:00+00:00"
    assert [picture["caption"] for picture in row["images"]] == ["The bridge at dawn"]
    assert json.loads(rows_of_csv(filled, sql)[0]["images"]) == row["images"]


def test_line_breaks_and_quotes_survive_csv(filled: Archive) -> None:
    sql = "SELECT article_body FROM article_revisions WHERE revision = 1 AND key = '900001'"

    ((body,),) = filled.ask(sql)

    assert "\n\n" in body
    assert '"' in body
    assert rows_of_csv(filled, sql) == [{"article_body": body}]


def test_a_long_answer_is_whole(filled: Archive) -> None:
    sql = "SELECT range AS number FROM range(2500)"
    assert [row["number"] for row in json.loads(answer(filled, sql, "json"))] == list(range(2500))
    assert [int(row["number"]) for row in rows_of_csv(filled, sql)] == list(range(2500))


def test_an_empty_answer_is_well_formed(filled: Archive) -> None:
    sql = "SELECT headline, url FROM articles WHERE false"

    assert json.loads(answer(filled, sql, "json")) == []
    assert answer(filled, sql, "csv") == "headline,url\n"
    shown = answer(filled, sql, "table")
    assert "headline" in shown
    assert "0 rows" in shown


@pytest.mark.parametrize("layout", ANSWER_FORMATS)
def test_a_statement_that_returns_nothing_writes_nothing(
    filled: Archive, layout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(filled, "SET threads = 1", layout) == ""
    assert capsys.readouterr().out == ""


def test_of_several_statements_the_last_is_shown(filled: Archive) -> None:
    assert json.loads(answer(filled, "SET VARIABLE n = 5; SELECT getvariable('n') AS n", "json")) == [{"n": 5}]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core.runs SET kind = 'another'",
        "INSERT INTO core.verdicts VALUES ('night-1', 'presstv', 'ok', NULL)",
        "DELETE FROM core.revisions",
        "CREATE TABLE notes (word VARCHAR)",
        "CREATE OR REPLACE VIEW articles AS SELECT 1",
        "DROP VIEW articles",
        "SELECT 1; DELETE FROM core.revisions",
    ],
)
def test_a_statement_that_would_write_is_refused(filled: Archive, sql: str) -> None:
    before = filled.published.read_bytes()

    for layout in ANSWER_FORMATS:
        assert "read-only" in refusal(filled.published, sql, layout)
    assert filled.published.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{}'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{}'",
        "PREPARE v AS COPY (SELECT 1) TO '{}'; EXECUTE v",
        "EXPORT DATABASE '{}'",
    ],
)
def test_a_question_writes_no_file(filled: Archive, tmp_path: Path, sql: str) -> None:
    target = tmp_path / "taken.csv"
    with pytest.raises(AskError):
        answer(filled, sql.format(target), "table")
    assert not target.exists()


def test_the_warehouse_cannot_be_written_through_the_copy(filled: Archive) -> None:
    before = filled.warehouse.read_bytes()
    sql = f"ATTACH '{filled.warehouse}' AS warehouse; DELETE FROM warehouse.core.revisions"

    assert "reads the published copy alone" in refusal(filled.published, sql)
    assert filled.warehouse.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELEC headline FROM articles", "SELEC"),
        ("SELECT nothing FROM articles", "nothing"),
        ("FROM nowhere", "nowhere"),
        ("FROM 'nowhere.csv'", "reads the published copy alone"),
        ("SELECT 'word'::INTEGER", "word"),
        ("SELECT error('two\nlines')", "two lines"),
        ("SELECT $1", "parameter"),
        ("FROM 'https://news.example/a.parquet'", "reads the published copy alone"),
        ("INSTALL httpfs", "reads the published copy alone"),
        ("", "no statement"),
        ("-- a remark", "no statement"),
    ],
)
def test_a_question_with_a_fault_is_told_of_in_one_line(filled: Archive, sql: str, named: str) -> None:
    for layout in ANSWER_FORMATS:
        assert named in refusal(filled.published, sql, layout)


@pytest.mark.parametrize("name", ["csv", "sql", "out", "date", "published"])
def test_a_missing_table_is_missing_whatever_its_name(filled: Archive, name: str) -> None:
    assert "Python" not in refusal(filled.published, f"FROM {name}")


@pytest.mark.parametrize("sql", ["SELECT 1 / 0 AS n", "SELECT 'nan'::DOUBLE AS n", "SELECT [-1 / 0] AS n"])
def test_every_json_answer_is_json(filled: Archive, sql: str) -> None:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    json.loads(answer(filled, sql, "json"), parse_constant=refuse)


@pytest.mark.parametrize("layout", ["csv", "json"])
def test_a_map_with_days_as_keys_is_written(filled: Archive, layout: str) -> None:
    assert "2026-03-02" in answer(filled, "SELECT MAP {DATE '2026-03-02': 1} AS days", layout)


def test_json_keeps_both_of_two_columns_with_one_name(filled: Archive) -> None:
    (row,) = json.loads(answer(filled, "SELECT 1 AS n, 2 AS n", "json"))
    assert sorted(row.values()) == [1, 2]


def test_no_published_copy_says_what_to_do(archive: Archive) -> None:
    told = refusal(archive.published, "FROM articles")
    assert str(archive.published) in told
    assert "nightdesk nightly" in told


def test_a_link_to_a_copy_that_is_gone_says_what_to_do(filled: Archive) -> None:
    filled.published.resolve().unlink()
    assert "nightdesk nightly" in refusal(filled.published, "FROM articles")


def test_a_file_that_is_no_database_is_told_of_in_one_line(tmp_path: Path) -> None:
    letter = tmp_path / "news.duckdb"
    letter.write_text("This is a letter, not a database.\n" * 200)

    assert str(letter) in refusal(letter, "FROM articles")


def test_the_question_leaves_the_copy_for_others(filled: Archive) -> None:
    refusal(filled.published, "FROM nowhere")
    assert json.loads(answer(filled, "SELECT headline FROM articles WHERE key = '900001'", "json")) != [
        {"headline": HEADLINE}
    ]
    assert [path.name for path in filled.published.resolve().parent.iterdir()] == [filled.published.resolve().name]
