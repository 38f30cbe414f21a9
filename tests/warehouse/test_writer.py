"""The warehouse is opened by one writer, migrated once, and leaves a whole file that any client can read."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from archive import HEADLINE, OUTLETS, ROOT, Archive, Page, held, text_page

from warehouse.db.writer import WarehouseError, scripts, transaction, writer
from warehouse.health.checks import check
from warehouse.health.run_ledger import conclude

#: The name of every migration that there is.
MIGRATIONS = sorted(path.stem for path in (ROOT / "warehouse" / "sql" / "migrations").glob("*.sql"))


def message(path: Path) -> str:
    with pytest.raises(WarehouseError) as caught, writer(path):
        pass
    return str(caught.value)


@pytest.fixture
def before_0002(archive: Archive, own_sql: Path) -> Archive:
    """A warehouse that was made before the second migration; it is opened with today's SQL next."""
    later = [path for path in (own_sql / "migrations").iterdir() if path.name > "0002"]
    for path in (*later, *(own_sql / "views").iterdir()):
        path.unlink()
    archive.warehouse.unlink()
    with writer(archive.warehouse) as connection:
        connection.execute(Path(__file__).with_name("before_0002.sql").read_text())
    for folder in ("migrations", "views"):
        shutil.copytree(ROOT / "warehouse" / "sql" / folder, own_sql / folder, dirs_exist_ok=True)
    assert names(archive) == ["0001_core"]
    return archive


def names(archive: Archive) -> list[str]:
    """Return the migrations that were applied, in the order of their names."""
    return [name for (name,) in archive.ask("SELECT name FROM main.migrations ORDER BY name")]


def test_migrations_are_applied_once_and_recorded(archive: Archive) -> None:
    recorded = "SELECT name, sha256, applied_at FROM main.migrations ORDER BY name"
    archive.reopen()
    first = archive.ask(recorded)
    archive.reopen()
    second = archive.ask(recorded)

    assert [name for name, _, _ in first] == [name for name, _ in scripts("migrations")]
    assert second == first


def test_a_new_migration_is_applied_to_an_old_warehouse(filled: Archive, own_sql: Path) -> None:
    (own_sql / "migrations" / "0099_more.sql").write_text("ALTER TABLE core.runs ADD COLUMN remark VARCHAR;")
    filled.reopen()

    assert filled.ask("SELECT run_id, remark FROM core.runs ORDER BY run_id") == [("night-1", None), ("night-2", None)]
    assert names(filled) == [*MIGRATIONS, "0099_more"]


def test_a_migration_that_fails_leaves_nothing_of_itself(filled: Archive, own_sql: Path) -> None:
    broken = own_sql / "migrations" / "0099_broken.sql"
    broken.write_text("CREATE TABLE core.more (word VARCHAR); INSERT INTO core.nowhere VALUES (1);")
    assert "0099_broken" in message(filled.warehouse)
    broken.unlink()
    filled.reopen()

    assert names(filled) == MIGRATIONS
    assert filled.ask("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'more'") == [(0,)]


def test_what_an_early_reading_removed_is_in_the_view_without_a_reason(before_0002: Archive) -> None:
    kept = "article_id, headline, article_body, images, date_published, extractor_version, warc_file, warc_offset"
    as_it_was = before_0002.ask(f"SELECT {kept} FROM core.readings ORDER BY key")
    before_0002.reopen()

    new = "in_language_source, dateline, is_truncated, body_kinds, links"
    assert before_0002.ask(f"SELECT {kept} FROM core.revisions ORDER BY key") == as_it_was
    assert before_0002.ask(f"SELECT DISTINCT {new} FROM articles") == [(None, None, None, None, None)]
    places = "FROM article_paragraphs WHERE key = '800001' ORDER BY place"
    assert before_0002.ask(f"SELECT place, kind {places}") == [(0, None), (1, None)]
    assert before_0002.ask(
        "SELECT article_id, revision, span, rule, reason, text, place FROM removed_spans ORDER BY article_id, span"
    ) == [
        ("presstv:800001", 1, 1, "headline", None, "A weir is mended", 0),
        ("presstv:800001", 1, 2, "presstv.share", None, "SHARE THIS ARTICLE", 1),
        ("presstv:800001", 1, 3, "presstv.roku", None, "Press TV News Roku", 1),
        ("presstv:800004", 1, 1, "presstv.source", None, "SOURCE: FRENCH PRESS TV", 2),
    ]
    assert before_0002.ask("SELECT key, len(removed) FROM articles ORDER BY key") == [
        ("800001", 3), ("800002", None), ("800003", 0), ("800004", 1),
    ]  # fmt: skip


def test_the_migration_of_what_was_removed_is_applied_once(before_0002: Archive) -> None:
    everything = "SELECT name, sha256, applied_at FROM main.migrations ORDER BY name"
    core = before_0002.ask(everything)
    before_0002.reopen()
    first = before_0002.ask(everything)
    before_0002.reopen()

    assert [name for name, _, _ in first] == MIGRATIONS
    assert first[:1] == core
    assert before_0002.ask(everything) == first
    assert before_0002.ask("SELECT count(*) FROM removed_spans") == [(4,)]


def test_a_migration_of_what_was_removed_that_fails_leaves_the_version_before(
    before_0002: Archive, own_sql: Path
) -> None:
    content = "SELECT columns(*)::VARCHAR FROM core.readings ORDER BY key"
    as_it_was, articles = before_0002.ask(content), before_0002.ask("FROM articles ORDER BY key")
    script = own_sql / "migrations" / "0002_removed_spans.sql"
    whole = script.read_text()
    script.write_text(f"{whole}\nINSERT INTO core.nowhere VALUES (1);")

    assert "0002_removed_spans" in message(before_0002.warehouse)
    assert names(before_0002) == ["0001_core"]
    assert before_0002.ask(content) == as_it_was
    assert before_0002.ask("FROM articles ORDER BY key") == articles
    script.write_text(whole)
    before_0002.reopen()
    assert names(before_0002) == MIGRATIONS
    assert before_0002.ask("SELECT count(*) FROM removed_spans") == [(4,)]


def test_a_warehouse_of_the_version_before_takes_in_new_articles(before_0002: Archive) -> None:
    (counts,) = before_0002.load(before_0002.crawl("night", Page(payload=text_page())))
    assert counts["new"] == 1
    assert before_0002.ask(
        "SELECT article_id, rule, text, reason IS NULL FROM removed_spans WHERE rule = 'headline' ORDER BY ALL"
    ) == [
        ("presstv:800001", "headline", "A weir is mended", True),
        ("presstv:900001", "headline", HEADLINE, False),
    ]
    with writer(before_0002.warehouse) as connection:
        check(connection)


def test_the_fingerprint_of_an_earlier_version_is_there_by_its_name_of_today(filled: Archive) -> None:
    fingerprints = "SELECT warc_file, warc_offset, extractor_fingerprint FROM captures ORDER BY ALL"
    as_it_was = filled.ask(fingerprints)
    assert all(fingerprint for *_, fingerprint in as_it_was)
    with writer(filled.warehouse) as connection:
        connection.execute("ALTER TABLE core.captures RENAME COLUMN extractor_fingerprint TO reader")
        stated = ("robots_allowed", "ai_use", "ai_statements")
        since = {
            "captures": ("warc_length", *stated),
            "revisions": ("body_kinds", "links", *stated),
            "robots": ("tdm_asked_at", "tdm_rules"),
        }
        for table, columns in since.items():
            for column in columns:
                connection.execute(f"ALTER TABLE core.{table} DROP COLUMN {column}")
        connection.execute("DELETE FROM main.migrations WHERE name >= '0008'")
    filled.reopen()

    assert names(filled) == MIGRATIONS
    assert filled.ask(fingerprints) == as_it_was


def test_a_migration_that_was_edited_afterwards_is_refused(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("UPDATE main.migrations SET sha256 = 'another' WHERE name = '0001_core'")

    assert message(filled.warehouse) == "the migration 0001_core was edited after it was applied to this warehouse"


def test_a_view_is_as_it_is_written_today(filled: Archive, own_sql: Path) -> None:
    (own_sql / "views" / "04_runs.sql").write_text("CREATE OR REPLACE VIEW main.runs AS SELECT 'today' AS word;")
    filled.reopen()

    assert filled.ask("FROM runs") == [("today",)]


def test_the_file_has_the_storage_that_compresses_text(archive: Archive) -> None:
    with writer(archive.warehouse) as connection:
        written = connection.execute(
            "SELECT tags['storage_version'], options['row_group_size'] FROM duckdb_databases() WHERE path IS NOT NULL"
        ).fetchall()
    stored = archive.ask("SELECT tags['storage_version'] FROM duckdb_databases() WHERE path IS NOT NULL")

    assert written == [("v1.5.0+", "10240")]
    assert stored == [("v1.5.0+",)]


def test_what_was_written_is_there_when_it_is_opened_again(archive: Archive) -> None:
    with writer(archive.warehouse) as connection:
        connection.execute("INSERT INTO core.verdicts VALUES ('night', 'presstv', 'ok', NULL)")

    assert archive.ask("FROM core.verdicts") == [("night", "presstv", "ok", None)]


def test_times_come_out_in_utc(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        found = connection.execute("SELECT clock FROM runs WHERE run_id = 'night-1'").fetchone()
    assert found is not None
    assert found[0].isoformat() == "2026-03-02T02:30:00+00:00"


def test_no_extension_is_fetched(archive: Archive) -> None:
    with writer(archive.warehouse) as connection, pytest.raises(duckdb.Error, match="httpfs"):
        connection.execute("FROM 'https://news.example/a.parquet'")


def test_no_write_ahead_log_is_left(archive: Archive) -> None:
    with writer(archive.warehouse) as connection:
        connection.execute("INSERT INTO core.verdicts VALUES ('night', 'presstv', 'ok', NULL)")

    assert [path.name for path in archive.root.iterdir()] == ["warehouse.duckdb"]


def test_an_error_in_the_block_keeps_what_was_committed_and_nothing_else(archive: Archive) -> None:
    def spoil() -> None:
        with writer(archive.warehouse) as connection:
            connection.execute("INSERT INTO core.verdicts VALUES ('night', 'presstv', 'ok', NULL)")
            connection.execute("BEGIN")
            connection.execute("INSERT INTO core.verdicts VALUES ('night', 'taghrib', 'ok', NULL)")
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        spoil()

    assert [path.name for path in archive.root.iterdir()] == ["warehouse.duckdb"]
    assert archive.ask("SELECT outlet FROM core.verdicts") == [("presstv",)]


def test_a_file_that_is_no_database_is_told_of_in_one_line(archive: Archive) -> None:
    archive.warehouse.write_text("This is a letter, not a database.\n" * 200)

    told = message(archive.warehouse)

    assert str(archive.warehouse) in told
    assert told.endswith("nightdesk rebuild")
    assert "\n" not in told


def test_a_file_that_another_program_has_open_is_told_of_in_one_line(filled: Archive) -> None:
    with held(filled.warehouse) as other:
        told = message(filled.warehouse)

    assert told == f"{filled.warehouse} is open in another program (process {other.pid}): close it there and run again"
    assert filled.ask("SELECT count(*) FROM articles") == [(2,)]


def test_a_damaged_file_is_not_taken_for_one_that_is_open(filled: Archive) -> None:
    damaged = bytearray(filled.warehouse.read_bytes())
    damaged[12_488:13_188] = b"U" * 700  # in the first block, behind the three headers
    filled.warehouse.write_bytes(damaged)

    assert "another program" not in message(filled.warehouse)


def test_a_file_that_breaks_off_is_told_of_in_one_line(filled: Archive) -> None:
    whole = filled.warehouse.read_bytes()
    filled.warehouse.write_bytes(whole[: len(whole) // 2])

    told = message(filled.warehouse)

    assert told.endswith("nightdesk rebuild")
    assert "\n" not in told


def test_a_folder_with_lock_in_its_name_does_not_make_a_file_look_open(tmp_path: Path) -> None:
    path = tmp_path / "clockwork" / "warehouse.duckdb"
    path.parent.mkdir()
    path.write_text("This is a letter, not a database.\n" * 200)

    assert "another program" not in message(path)


@pytest.mark.parametrize("name", ["it's here", "two words", "press[1]", "a;b", "ünïcode خبر"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    archive = Archive(tmp_path / name)
    archive.reopen()
    assert archive.ask("SELECT count(*) FROM articles") == [(0,)]
    assert archive.warehouse.exists()


def test_every_view_can_be_read_in_a_copy_under_another_name(filled: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "something else.duckdb"
    with writer(filled.warehouse) as connection:
        conclude(connection, "night-2", OUTLETS)
    shutil.copy(filled.warehouse, copy)
    every = "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"
    views = [name for (name,) in filled.ask(every)]

    with duckdb.connect(str(copy), read_only=True) as connection:
        rows = {view: connection.execute(f"FROM {view}").fetchall() for view in views}

    assert len(views) > 12
    # Nothing was warned of, and the two nights leave no day without its articles that was declared to have some.
    assert {view for view in views if not rows[view]} <= {"main.warnings", "main.coverage_gaps"}


def test_what_made_a_transaction_fail_is_told_though_there_is_nothing_left_to_roll_back(tmp_path: Path) -> None:
    def fail() -> None:
        with writer(tmp_path / "w.duckdb") as connection, transaction(connection):
            connection.execute("ROLLBACK")  # as a COMMIT that fails does
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
