"""Each check selects nothing on good data, and the offending row where the data is spoilt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from archive import Archive

from warehouse.db.writer import rows, scripts, writer
from warehouse.health.checks import check, stage_changes

CHECKS = dict(scripts("checks/integrity"))
ARTICLE = "presstv:900001"


@pytest.fixture(scope="module")
def nights(_two_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a copy of the two nights for all tests of this file: each takes back what it spoils."""
    copy = tmp_path_factory.mktemp("checks") / "warehouse.duckdb"
    shutil.copy(Archive(_two_nights).warehouse, copy)
    with writer(copy) as connection:
        rows(connection, "health/stage_none_missing")
        rows(connection, "health/stage_decided", article_ids=[])
        yield connection


def offending(connection: duckdb.DuckDBPyConnection, name: str, spoil: str) -> list[tuple[object, ...]]:
    """Return what a check selects after a statement that spoils the data."""
    connection.execute("BEGIN")
    try:
        connection.execute(spoil)
        stage_changes(connection)  # no check has passed yet: it is all that there is
        return connection.execute(CHECKS[name]).fetchall()
    finally:
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_selects_nothing_on_good_data(nights: duckdb.DuckDBPyConnection, name: str) -> None:
    assert offending(nights, name, "SELECT 1") == []


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_selects_nothing_in_an_empty_warehouse(archive: Archive, name: str) -> None:
    with writer(archive.warehouse) as connection:
        check(connection)
        assert connection.execute(CHECKS[name]).fetchall() == []


@pytest.mark.parametrize(
    "change",
    ["found = found + 1", "known = 1", "failed = 0", "fetched = fetched - 1", "new = 3", "duplicate = 0"],
)
def test_books_that_do_not_balance_are_found(nights: duckdb.DuckDBPyConnection, change: str) -> None:
    spoil = f"UPDATE core.crawls SET {change} WHERE run_id = 'night-1'"
    assert offending(nights, "counts_add_up", spoil) == [("night-1", "presstv", None)]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param("DELETE FROM core.revisions WHERE run_id = 'night-2'", id="its article is gone"),
        pytest.param("UPDATE core.captures SET reading = 'rejected' WHERE run_id = 'night-2'", id="no reason for it"),
        pytest.param("UPDATE core.captures SET reading = 'duplicate' WHERE run_id = 'night-2'", id="a row too many"),
        pytest.param("UPDATE core.revisions SET warc_offset = 7 WHERE run_id = 'night-2'", id="its place is wrong"),
    ],
)
def test_a_capture_without_its_article_is_found(nights: duckdb.DuckDBPyConnection, spoil: str) -> None:
    found = offending(nights, "no_orphan", spoil)
    assert {warc_file for warc_file, _, _ in found} == {"presstv/night-2.warc.gz"}


def test_a_rejected_capture_without_its_reason_is_found(nights: duckdb.DuckDBPyConnection) -> None:
    ((warc_file, _, _),) = offending(nights, "no_orphan", "DELETE FROM core.rejections")
    assert warc_file == "presstv/night-1.warc.gz"


@pytest.mark.parametrize(
    "change",
    [
        "headline = ''",
        "article_body = ''",
        "url = ''",
        "description = ''",
        "alternative_headline = ''",
        "article_section = ''",
        "date_published_raw = ''",
        "keywords = ['bridges', '']",
        "aliases = ['']",
        "breadcrumbs = ['', 'Society']",
        "canonical_url = ''",
        "in_language = ''",
        "main_image = ''",
        "date_published_precision = ''",
        "date_published_source = ''",
        "time_zone_source = ''",
        "agencies = ['']",
        "authors = [{'name': '', 'url': NULL}]",
        "authors = [{'name': 'A. Ferry', 'url': ''}]",
        "images = [{'url': '', 'caption': 'A bridge', 'credit': NULL}]",
        "images = [{'url': NULL, 'caption': '', 'credit': NULL}]",
        "images = [{'url': NULL, 'caption': 'A bridge', 'credit': ''}]",
        "links = [{'url': '', 'text': 'A bridge', 'kind': 'internal'}]",
        "links = [{'url': 'https://www.presstv.ir/1', 'text': '', 'kind': 'internal'}]",
        "in_language_source = ''",
        "dateline = ''",
        "removed = [{'rule': '', 'reason': 'it is a caption', 'text': 'A bridge', 'place': 0}]",
        "removed = [{'rule': 'caption', 'reason': '', 'text': 'A bridge', 'place': 0}]",
        "removed = [{'rule': 'caption', 'reason': 'it is a caption', 'text': '', 'place': 0}]",
        "removed = [{'rule': 'caption', 'reason': NULL, 'text': '', 'place': 0}]",
    ],
)
def test_an_empty_text_is_found(nights: duckdb.DuckDBPyConnection, change: str) -> None:
    spoil = f"UPDATE core.revisions SET {change} WHERE run_id = 'night-2'"
    assert offending(nights, "no_empty_text", spoil) == [(ARTICLE, 2)]


def test_an_early_span_without_a_reason_is_no_empty_text(nights: duckdb.DuckDBPyConnection) -> None:
    spoil = "UPDATE core.revisions SET removed = [{'rule': 'caption', 'reason': NULL, 'text': 'A bridge', 'place': 0}]"
    assert offending(nights, "no_empty_text", spoil) == []


@pytest.mark.parametrize(
    "kinds",
    ["[]", "['paragraph']", "['paragraph', 'paragraph', 'paragraph']", "['paragraph', 'poem']", "['paragraph', NULL]"],
)
def test_kinds_that_are_not_those_of_the_paragraphs_are_found(nights: duckdb.DuckDBPyConnection, kinds: str) -> None:
    spoil = f"UPDATE core.revisions SET body_kinds = {kinds} WHERE run_id = 'night-2'"
    assert offending(nights, "kinds_match", spoil) == [(ARTICLE, 2)]


def test_a_body_that_was_read_before_kinds_were_has_none(nights: duckdb.DuckDBPyConnection) -> None:
    assert offending(nights, "kinds_match", "UPDATE core.revisions SET body_kinds = NULL") == []


def test_an_article_of_the_future_is_found(nights: duckdb.DuckDBPyConnection) -> None:
    spoil = "UPDATE core.revisions SET date_published = captured_at + INTERVAL 25 HOUR WHERE run_id = 'night-2'"
    ((article, _, _),) = offending(nights, "no_future_date", spoil)
    assert article == ARTICLE


def test_a_date_within_a_day_of_its_capture_is_no_future(nights: duckdb.DuckDBPyConnection) -> None:
    spoil = "UPDATE core.revisions SET date_published = captured_at + INTERVAL 23 HOUR"
    assert offending(nights, "no_future_date", spoil) == []


@pytest.mark.parametrize("change", ["article_id = 'presstv:1'", "key = '1'", "outlet = 'taghrib'"])
def test_an_id_that_is_not_of_its_outlet_and_key_is_found(nights: duckdb.DuckDBPyConnection, change: str) -> None:
    spoil = f"UPDATE core.revisions SET {change} WHERE run_id = 'night-2'"
    # Under another id it is of no article that the captures tell of.
    found = offending(nights, "one_current_row", spoil) or offending(nights, "no_orphan", spoil)
    assert len(found) == 1


def test_an_article_that_is_gone_when_it_was_seen_is_found(nights: duckdb.DuckDBPyConnection) -> None:
    gone = "INSERT INTO core.gone SELECT outlet, key, captured_at{} FROM core.revisions WHERE run_id = 'night-2'"
    ((article, _, _),) = offending(nights, "not_gone_when_seen", gone.format(""))
    assert article == ARTICLE
    assert offending(nights, "not_gone_when_seen", gone.format(" + INTERVAL 1 SECOND")) == []
