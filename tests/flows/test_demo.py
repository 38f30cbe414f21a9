"""The demo: two nights of made-up news, their books, and the same again without a new row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import Nightdesk, Result


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, nightdesk: Nightdesk) -> tuple[Path, Result]:
    data = tmp_path_factory.mktemp("demo") / "data"
    return data, nightdesk(data, "demo")


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "demo" / "news.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_demo_is_good_and_shows_both_nights(demo: tuple[Path, Result]) -> None:
    _, shown = demo
    assert shown.returncode == 0, shown.stderr
    assert "Night 1" in shown.stdout
    assert "Night 2" in shown.stdout
    assert "rejected: 1 challenge" in shown.stdout
    assert "failed: 1 gone" in shown.stdout
    assert "made up" in shown.stdout
    assert "Traceback" not in shown.stdout + shown.stderr


def test_the_books_of_both_nights_are_as_recorded(demo: tuple[Path, Result]) -> None:
    data, _ = demo
    books = rows(data, "SELECT * EXCLUDE (run_id, reason) FROM run_outlets ORDER BY run_id, outlet")
    assert books == [
        # outlet, found, known, skipped, fetched, failed, new, revised, unchanged, rejected, duplicate, verdict
        ("presstv", 17, 0, 2, 14, 1, 14, 0, 0, 0, 0, "ok"),
        ("taghrib", 16, 0, 0, 16, 0, 14, 0, 0, 1, 1, "ok"),
        ("presstv", 20, 0, 2, 17, 1, 3, 1, 13, 0, 0, "ok"),
        ("taghrib", 19, 0, 0, 19, 0, 3, 1, 13, 1, 1, "ok"),
    ]


def test_each_outlet_has_its_articles_and_the_changed_ones_two_revisions(demo: tuple[Path, Result]) -> None:
    data, _ = demo
    assert rows(data, "SELECT outlet, count(*) FROM articles GROUP BY ALL ORDER BY ALL") == [
        ("presstv", 17),
        ("taghrib", 17),
    ]
    changed = rows(
        data, "SELECT article_id, max(revision) AS n FROM article_revisions GROUP BY 1 HAVING n > 1 ORDER BY 1"
    )
    assert changed == [("presstv:780227", 2), ("taghrib:712345", 2)]


def test_nothing_of_the_demo_lies_outside_its_folder(demo: tuple[Path, Result]) -> None:
    data, _ = demo
    # the home of Prefect is the server's in these tests
    assert {path.name for path in data.iterdir()} <= {"demo", "run.lock"}


def test_typed_again_it_adds_no_row_and_a_rebuild_gives_the_same_rows(
    demo: tuple[Path, Result], nightdesk: Nightdesk
) -> None:
    data, _ = demo
    tables = ("articles", "article_revisions")
    before = {table: rows(data, f"FROM {table} ORDER BY ALL") for table in tables}
    books = set(rows(data, "FROM run_outlets"))

    again = nightdesk(data, "demo")
    assert again.returncode == 0, again.stderr
    assert {table: rows(data, f"FROM {table} ORDER BY ALL") for table in tables} == before

    (data / "demo" / "warehouse.duckdb").unlink()
    rebuilt = nightdesk(data / "demo", "rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert {table: rows(data, f"FROM {table} ORDER BY ALL") for table in tables} == before
    assert books <= set(rows(data, "FROM run_outlets"))


def test_people_ask_the_published_copy_with_any_client(demo: tuple[Path, Result], nightdesk: Nightdesk) -> None:
    data, _ = demo
    with duckdb.connect(str(data / "demo" / "news.duckdb"), read_only=True):
        answer = nightdesk(
            data / "demo",
            "sql",
            "SELECT outlet, count(*) AS n FROM articles GROUP BY ALL ORDER BY ALL",
            "--format",
            "csv",
        )
    assert answer.stdout == "outlet,n\npresstv,17\ntaghrib,17\n"
    for wrong in ("UPDATE articles SET headline = 'x'", "SELEC 1", "FROM nothing", "DROP TABLE core.readings"):
        refused = nightdesk(data / "demo", "sql", wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert len(refused.stderr.splitlines()) == 1
        assert refused.stderr.startswith("nightdesk: ")
