"""What the checks of quality find marks an outlet, and what was published is lost by a decision alone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive import NIGHT, OUTLETS, Archive, Page, text_page

from flows.config import DataFolder
from flows.errors import UsageError
from flows.pipeline.decisions import withdrawn
from flows.pipeline.stages import finish, rebuild
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.health.checks import ChecksFailed, check, warn
from warehouse.health.run_ledger import conclude

DAY = timedelta(days=1)
WORDS = "mill lantern harbour of the and turned ferry bread river stone quay".split()
# Ten articles of a night, as the first one reads; no two bodies begin or end alike.
_TEN_MORE = """
INSERT INTO core.revisions BY NAME
SELECT one.* REPLACE (
    'presstv:' || $night || n AS article_id, $night || '-' || n AS key, 'night-' || $night AS run_id,
    one.captured_at + to_days($night) AS captured_at,
    n || '-' || $night || chr(10) || one.article_body || chr(10) || n || '-' || $night AS article_body
)
FROM (FROM core.revisions WHERE run_id = 'night-0') AS one, range(10) AS numbers (n)
"""
_A_RUN = """
INSERT INTO core.runs
SELECT 'night-' || $night, kind, clock + to_days($night), started_at, finished_at, status, 0, options
FROM core.runs WHERE run_id = 'night-0'
"""
_LOSE = """
DELETE FROM core.revisions WHERE key = '900002';
INSERT INTO core.rejections BY NAME
SELECT run_id, outlet, key, url, captured_at, 'listing' AS reason, warc_file, warc_offset
FROM core.captures WHERE article_id = 'presstv:900002';
UPDATE core.captures SET reading = 'rejected', article_id = NULL, content = NULL, revision = NULL
WHERE article_id = 'presstv:900002'
"""


@pytest.fixture(scope="module")
def _month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = Archive(tmp_path_factory.mktemp("month") / "data")
    sentences = [" ".join(WORDS[n:] + WORDS[:n]).capitalize() + "." for n in range(8)]
    archive.load(archive.crawl("night-0", Page(payload=text_page("A headline of some length", *sentences))))
    with writer(archive.warehouse) as connection:
        connection.execute(
            "UPDATE core.revisions SET description = headline, date_published = captured_at, "
            "date_published_source = 'json-ld', authors = [{'name': 'A. Ferry', 'url': NULL}]"
        )
        for night in range(1, 5):
            connection.execute(_A_RUN, {"night": night})
            connection.execute(_TEN_MORE, {"night": night})
    return archive.root


@pytest.fixture
def month(_month: Path, tmp_path: Path) -> Archive:
    """Three nights of ten articles each, alike, and a fourth that a test spoils."""
    return Archive(shutil.copytree(_month, tmp_path / "month"))


def warnings(archive: Archive, spoil: str = "SELECT 1") -> list[tuple[Any, ...]]:
    """Return what is found in the last night after it was spoilt."""
    with writer(archive.warehouse) as connection:
        connection.execute(spoil)
        warn(connection, "night-4")
        warn(connection, "night-4")  # a second time says the same, once
    return archive.ask("SELECT \"check\", detail FROM warnings WHERE run_id = 'night-4' ORDER BY ALL")


def test_a_night_like_the_others_is_warned_of_in_nothing(month: Archive) -> None:
    assert warnings(month) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("word_count = word_count // 3", ("body_length", "the middle body has 32 words, 96 are usual")),
        ("word_count = word_count * 4", ("body_length", "the middle body has 384 words, 96 are usual")),
        ("description = NULL", ("fill", "description: 0% of the articles have it, 100% are usual")),
        ("date_published_source = 'htmldate'", ("fill", "date: 0% of the articles have it, 100% are usual")),
        ("date_published = NULL", ("fill", "date: 0% of the articles have it, 100% are usual")),
        ("authors = NULL", ("fill", "author or agency: 0% of the articles have it, 100% are usual")),
        (
            "article_body = article_body || chr(10) || 'Follow us.'",
            ("same_line", '10 of 10 bodies end with "Follow us."'),
        ),
        (
            "article_body = if(key < '4-4', 'ADVERT' || chr(10), '') || article_body",
            ("same_line", '4 of 10 bodies begin with "ADVERT"'),
        ),
    ],
)
def test_what_is_unlike_the_nights_before_is_told(month: Archive, change: str, found: tuple[str, str]) -> None:
    assert warnings(month, f"UPDATE core.revisions SET {change} WHERE run_id = 'night-4'") == [found]


def test_an_outlet_without_a_new_article_is_a_hole(archive: Archive) -> None:
    later = NIGHT + 5 * DAY
    archive.load(
        archive.crawl("night-1", Page(payload=text_page())), archive.crawl("night-2", clock=later, finished_at=later)
    )
    with writer(archive.warehouse) as connection:
        conclude(connection, "night-1", OUTLETS)
        conclude(connection, "night-2", OUTLETS)
    told = f"no new article in 24 hours, at least {OUTLETS['presstv'].volume[0]} are declared"
    assert archive.ask("FROM warnings") == [("night-2", "presstv", "no_articles", told)]
    assert archive.ask("SELECT warnings FROM outlet_health") == [([f"no_articles: {told}"],)]


def test_the_articles_of_the_night_before_fill_no_hole(archive: Archive) -> None:
    archive.load(
        archive.crawl("night-1", Page(payload=text_page(), at=NIGHT + DAY / 144)),
        archive.crawl("night-2", clock=NIGHT + DAY, finished_at=NIGHT + DAY),
    )
    with writer(archive.warehouse) as connection:
        conclude(connection, "night-2", OUTLETS)
    assert archive.ask('SELECT run_id, "check" FROM warnings') == [("night-2", "no_articles")]


def decide(data: DataFolder, line: str) -> None:
    (data.captures / "decisions.jsonl").write_text(line + "\n", encoding="utf-8")


def test_what_was_published_is_lost_by_a_decision_alone(filled: Archive) -> None:
    data = DataFolder(filled.root)
    with writer(filled.warehouse) as connection:
        connection.execute(_LOSE)  # as a rebuild by stricter rules would
    before = filled.published.readlink()
    with pytest.raises(ChecksFailed, match=r"nothing_is_lost .*presstv:900002"):
        finish(data, "night-2", OUTLETS)
    assert filled.published.readlink() == before

    decision = {"article_id": "presstv:900002", "decision": "withdrawn", "reason": "a listing", "date": "2026-11-24"}
    decide(data, json.dumps(decision))
    finish(data, "night-2", OUTLETS)
    assert filled.published.readlink() != before
    with duckdb.connect(str(filled.published), read_only=True) as connection:
        assert connection.execute("SELECT article_id FROM articles").fetchall() == [("presstv:900001",)]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"article_id": "presstv:1", "decision": "withdrawn", "reason": "x"}',
        '{"article_id": "presstv:1", "decision": "withdrawn", "reason": " ", "date": "2026-11-24"}',
        '{"article_id": 1, "decision": "withdrawn", "reason": "x", "date": "2026-11-24"}',
        '{"article_id": "presstv:1", "decision": "burn", "reason": "x", "date": "2026-11-24"}',
        '{"article_id": "presstv:1", "decision": "withdrawn", "reason": "x", "date": "soon"}',
    ],
)
def test_a_line_that_is_no_decision_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    data = DataFolder(tmp_path)
    data.captures.mkdir()
    decide(data, f"\n{line}")
    with pytest.raises(UsageError, match=r"decisions.jsonl, line 2, is no decision; one is: "):
        withdrawn(data)


def test_the_checks_read_what_changed_and_read_it_again_until_it_passes(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        check(connection)
        # Spoilt after it was checked: no night looks at it again.
        connection.execute("UPDATE core.revisions SET headline = '' WHERE key = '900002'")
        check(connection)
        connection.execute("DELETE FROM core.checked WHERE run_id = 'night-1'")
        for _ in range(2):
            with pytest.raises(ChecksFailed, match=r"no_empty_text .*presstv:900002, 1"):
                check(connection)


def test_every_failing_check_is_named_in_one_line(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("UPDATE core.revisions SET headline = '', date_published = '2099-01-01'")
        with pytest.raises(ChecksFailed, match=r"no_empty_text .*no_future_date") as caught:
            check(connection)
    assert "\n" not in str(caught.value)


def test_a_manifest_that_comes_late_is_checked_too(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page()), slice="20260101"))
    with writer(archive.warehouse) as connection:
        check(connection)
    late = archive.crawl("night", Page(payload=text_page("A second story"), key="900002"), slice="20260102")
    archive.load(late)
    with writer(archive.warehouse) as connection:
        connection.execute("UPDATE core.revisions SET headline = '' WHERE key = '900002'")
        with pytest.raises(ChecksFailed, match="no_empty_text"):
            check(connection)


def test_what_a_client_wrote_into_a_copy_is_not_missed(filled: Archive, caplog: pytest.LogCaptureFixture) -> None:
    data = DataFolder(filled.root)
    publish(filled.warehouse, filled.published)
    with duckdb.connect(str(filled.published)) as connection:
        connection.execute(
            "INSERT INTO core.captures BY NAME SELECT * REPLACE (42 AS warc_offset) FROM core.captures "
            "WHERE reading = 'article' LIMIT 1"
        )
    with caplog.at_level("WARNING", logger="nightdesk"):
        finish(data, "night-2", OUTLETS)
    assert "was written to after it was published" in caplog.text
    with duckdb.connect(str(filled.published), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM captures WHERE warc_offset = 42").fetchone() == (0,)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda copy: copy.with_name(copy.name + ".wal").write_bytes(b""), id="a log is left beside it"),
        pytest.param(lambda copy: copy.write_bytes(b"no database any more"), id="it is no database any more"),
    ],
)
def test_an_older_copy_is_compared_with_where_the_newest_cannot_be(
    filled: Archive, spoil: Callable[[Path], object]
) -> None:
    publish(filled.warehouse, filled.published)
    made = filled.published.resolve().stat().st_mtime
    spoil(filled.published.resolve())
    os.utime(filled.published.resolve(), (made, made))
    with writer(filled.warehouse) as connection:
        connection.execute(_LOSE)
        with pytest.raises(ChecksFailed, match="nothing_is_lost"):
            check(connection, filled.published)


def test_a_revision_that_is_lost_is_missed_though_its_article_is_there(filled: Archive) -> None:
    for path in (filled.captures / "presstv").glob("night-2.*"):
        path.unlink()  # the night with the edit
    with pytest.raises(ChecksFailed, match=r"nothing_is_lost .*presstv:900001, presstv/night-2.*decisions.jsonl"):
        rebuild(DataFolder(filled.root), OUTLETS)


def test_new_articles_do_not_make_up_for_one_that_is_lost(filled: Archive) -> None:
    later = NIGHT + 3 * DAY
    filled.load(filled.crawl("night-3", Page(payload=text_page("New", "x" * 80), key="900009", at=later), clock=later))
    with writer(filled.warehouse) as connection:
        check(connection, filled.published)  # and then it could not be published
        connection.execute(_LOSE)
        with pytest.raises(ChecksFailed, match=r"nothing_is_lost .*presstv:900002"):
            check(connection, filled.published)


def test_each_check_says_why_it_is_there_and_since_when() -> None:
    scripts = sorted((Path(__file__).parents[2] / "warehouse" / "sql" / "checks").glob("*/*.sql"))
    assert {path.parent.name for path in scripts} == {"integrity", "quality"}
    for path in scripts:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("-- Why: "), path.name
        assert any(line.startswith("-- Since: 20") for line in lines[1:4]), path.name
