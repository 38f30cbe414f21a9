"""No statement and no setting that DuckDB has changes the published copy, its folder, or anything else on the disk."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import duckdb
import pytest
from archive import Archive
from typed_verbs import typed

from warehouse.db.snapshot import READS_ALONE, AskError, open_snapshot
from warehouse.query.sql import ask

_NAMES = [
    (name, kind) for name, kind in duckdb.sql("SELECT name, input_type FROM duckdb_settings() ORDER BY name").fetchall()
]
#: What a query may set, and with what the test does so.
_ALLOWED = {
    "TimeZone": "Asia/Tehran",
    "Calendar": "persian",
    "default_order": "desc",
    "default_null_order": "nulls_first",
    "null_order": "nulls_first",
    "memory_limit": "1GB",
    "max_memory": "1GB",
    "threads": "1",
    "worker_threads": "1",
}
#: What says where names are looked for; DuckDB itself changes it, and nothing else of a locked configuration.
_NAME_SPACES = {"schema", "search_path"}


@pytest.fixture(scope="module")
def root(_two_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that all tests here share: none changes it."""
    return shutil.copytree(_two_nights, tmp_path_factory.mktemp("sealed") / "data", symlinks=True)


@pytest.fixture
def copy(root: Path) -> Iterator[Path]:
    """The published copy, which must be byte for byte and in its folder what it was, whatever a test asks of it."""

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    before = state()
    yield Archive(root).published.resolve()
    assert state() == before


def answer(published: Path, sql: str, layout: str = "json") -> str:
    out = io.StringIO()
    ask(published, sql, layout, out)
    return out.getvalue()


def plausible(name: str, kind: str, published: Path) -> str:
    """Return a value that a setting takes, one that does harm where a path is wanted."""
    if name in _ALLOWED:
        return f"'{_ALLOWED[name]}'"
    if kind == "BOOLEAN":
        return "true"
    if kind in ("BIGINT", "UBIGINT", "DOUBLE"):
        return "1"
    return f"['{published}']" if kind.endswith("[]") else f"'{published}'"


@pytest.mark.parametrize(
    "form", ["SET {} = {}", "SET GLOBAL {} = {}", "SET SESSION {} TO {}", "PRAGMA {} = {}", "RESET {}"]
)
def test_no_setting_does_any_harm_through_a_query(copy: Path, form: str) -> None:
    for name, kind in _NAMES:
        sql = f"{form.format(name.upper(), plausible(name, kind, copy))} ; SELECT 43 AS n"
        if name in _ALLOWED or name in _NAME_SPACES:
            with suppress(AskError) if name in _NAME_SPACES else nullcontext():
                assert json.loads(answer(copy, sql)) == [{"n": 43}], sql
        else:
            with pytest.raises(AskError, match=rf"^{name.upper()} cannot be set by a query[^\n]*\Z"):
                answer(copy, sql)


def test_a_locked_configuration_takes_no_setting(copy: Path) -> None:
    """Where a statement of settings would come through all the same."""
    with open_snapshot(copy) as connection:
        for name, kind in _NAMES:
            for form in ("SET {} = {}", "SET GLOBAL {} = {}", "SET SESSION {} = {}", "RESET {}"):
                if name not in _NAME_SPACES:
                    with pytest.raises(duckdb.Error):
                        connection.execute(form.format(name, plausible(name, kind, copy)))
        assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


# {copy} is the path of the copy, {new} one beside it.
REFUSED = [
    "COPY (SELECT 1) TO '{copy}'",
    "COPY (SELECT 1) TO '{copy}' (USE_TMP_FILE false)",
    "COPY (SELECT 1) TO '{copy}.wal'",
    "COPY (SELECT 1) TO '{copy}.wal.checkpoint'",
    "COPY (SELECT 1) TO '{copy}.wal.recovery'",
    "COPY articles TO '{new}' (FORMAT parquet)",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "COPY core.runs FROM '{copy}'",
    "COPY FROM DATABASE news TO memory",
    "PRAGMA copy_database(a, b)",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{copy}.wal'",
    "EXPLAIN /* */ (ANALYZE, FORMAT json) COPY (SELECT 1) TO '{copy}.wal'",
    "EXPLAIN\u00a0ANALYZE COPY (SELECT 1) TO '{copy}.wal'",
    "EXPLAIN ANALYZE CHECKPOINT",
    "SELECT 1; COPY (SELECT 1) TO '{copy}.wal'; SELECT 2",
    "BEGIN; COPY (SELECT 1) TO '{copy}.wal'; COMMIT",
    "EXPORT DATABASE '{new}'",
    "IMPORT DATABASE '{new}'",
    "PRAGMA import_database('{new}')",
    "PREPARE p AS COPY (SELECT 1) TO '{copy}.wal'; EXECUTE p",
    "PREPARE p AS SELECT 1; EXECUTE p",
    "EXECUTE p",
    "ATTACH '{copy}' AS other",
    "ATTACH '{copy}' AS other (READ_ONLY false)",
    "ATTACH '{new}'",
    "ATTACH ':memory:' AS m; CREATE TABLE m.t (a INTEGER)",
    "DETACH news",
    "CHECKPOINT",
    "FORCE CHECKPOINT",
    "CALL force_checkpoint()",
    "FROM checkpoint()",
    "PRAGMA force_checkpoint",
    "VACUUM",
    "VACUUM ANALYZE",
    "ANALYZE",
    "LOAD httpfs",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM '{new}'",
    "UPDATE EXTENSIONS",
    "CREATE SECRET s (TYPE http)",
    "CREATE PERSISTENT SECRET s (TYPE http)",
    "FROM duckdb_secrets()",
    "FROM which_secret('s3://a', 's3')",
    "PRAGMA enable_profiling",
    "PRAGMA enable_profile",
    "PRAGMA enable_checkpoint_on_shutdown",
    "PRAGMA add_parquet_key('a', 'b')",
    "CALL enable_profiling(save_location = '{new}.json')",
    "FROM enable_profiling(format = 'json', save_location = '{new}.json'); SELECT 42",
    "CALL enable_logging('QueryLog', storage = 'file', storage_path = '{copy}')",
    "CALL enable_logging('QueryLog')",
    "FROM enable_logging('QueryLog', storage = 'file', storage_path = '{copy}'); SELECT 42",
    "FROM\u00a0enable_logging('QueryLog', storage = 'stdout'); SELECT 42",
    "FROM enable_logging\u200b(storage = 'stdout'); SELECT 42",
    "FROM enable_logging \ufeff (storage = 'file', storage_path = '{copy}'); SELECT 42",
    "FROM checkpoint\u3000()",
    "FROM read_blob\u2003('{copy}')",
    "SELECT $\u00a0$ ' $\u00a0$ AS a FROM enable_logging\u00a0(storage = 'stdout')",
    "SELECT * FROM (SELECT \u200be'\\''), enable_logging(storage = 'stdout'); SELECT 42 --'",
    "PIVOT (SELECT 'é' AS a FROM enable_logging\u200b(storage = 'stdout')) ON a USING count(*)",
    "FROM system.main.\"enable_logging\" /* ( */ (storage = 'stdout')",
    "SET VARIABLE v = (SELECT count(*) FROM enable_logging(storage = 'stdout')); SELECT 42",
    "CREATE TEMP MACRO m() AS TABLE FROM enable_logging(storage = 'stdout'); FROM m()",
    "CREATE TEMP TABLE t AS FROM enable_logging(storage = 'stdout')",
    "PIVOT (FROM enable_logging()) ON a USING count(*)",
    "FROM query('FROM enable_' || 'logging()')",
    "FROM query('SELECT 1')",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_logging()'))",
    "FROM truncate_duckdb_logs()",
    "FROM read_csv('/etc/passwd')",
    "FROM read_text('/etc/passwd')",
    "FROM read_text('{copy}')",
    "FROM read_blob('{copy}')",
    "FROM read_duckdb('{copy}')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM parquet_metadata('/etc/passwd')",
    "FROM glob('/etc/*')",
    "FROM glob('{copy}*')",
    "FROM query_table('/etc/passwd.csv')",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "FROM 'https://news.example/a.parquet'",
]
READ_ONLY = [
    "INSERT INTO core.verdicts VALUES ('night-1', 'presstv', 'ok', NULL)",
    "UPDATE core.runs SET kind = 'another'",
    "DELETE FROM core.revisions",
    "TRUNCATE core.revisions",
    "MERGE INTO core.runs USING core.runs AS r ON false WHEN NOT MATCHED THEN INSERT",
    "CREATE TABLE notes (word VARCHAR)",
    "CREATE TYPE e AS ENUM ('a')",
    "CREATE SCHEMA s",
    "CREATE OR REPLACE VIEW articles AS SELECT 1",
    "DROP VIEW articles",
    "ALTER TABLE core.runs ADD COLUMN a INTEGER",
    "COMMENT ON VIEW articles IS 'a'",
    "EXPLAIN ANALYZE DELETE FROM core.revisions",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_would_open_write_or_fetch_is_refused_in_one_line(copy: Path, sql: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(AskError) as refused:
        answer(copy, sql.format(copy=copy, new=tmp_path / "new"))
    assert str(refused.value) == READS_ALONE
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("sql", ["FROM '/etc/passwd'", "FROM '{copy}'", "FROM query_table('/etc/passwd')"])
def test_a_table_is_never_a_file(copy: Path, sql: str) -> None:
    with pytest.raises(AskError, match=r"does not exist|has multiple tables"):
        answer(copy, sql.format(copy=copy))


@pytest.mark.parametrize("sql", READ_ONLY)
def test_what_would_change_the_copy_is_refused_in_one_line(copy: Path, sql: str) -> None:
    with pytest.raises(AskError, match=r"^[^\n]*read-only[^\n]*\Z"):
        answer(copy, sql)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SET TimeZone = 'Asia/Tehran'; SELECT current_setting('TimeZone') AS n", "Asia/Tehran"),
        ("SET TIME ZONE 'Asia/Tehran'; SELECT current_setting('TimeZone') AS n", "Asia/Tehran"),
        ("set session timezone to 'Asia/Tehran' -- home\n; SELECT current_setting('TimeZone') AS n", "Asia/Tehran"),
        ("PRAGMA TimeZone = 'Asia/Tehran'; RESET TimeZone; SELECT current_setting('TimeZone') AS n", "UTC"),
        ("SET TimeZone = DEFAULT; SELECT current_setting('TimeZone') AS n", "UTC"),
        ("SET Calendar = 'persian'; SELECT current_setting('Calendar') AS n", "persian"),
        ("SET default_order = 'desc'; SELECT range AS n FROM range(3) ORDER BY 1 LIMIT 1", 2),
        ("SET default_null_order = nulls_first; SELECT n FROM (VALUES (1), (NULL)) AS t(n) ORDER BY n LIMIT 1", None),
        ("SET threads = 1; SET memory_limit = '1GB'; SELECT current_setting('threads') AS n", 1),
        ("SET VARIABLE v = (SELECT count(*) FROM articles); SELECT getvariable('v') AS n", 2),
        ("SET VARIABLE v = 1; RESET VARIABLE v; SELECT getvariable('v') AS n", None),
        ("USE core; SELECT count(*) AS n FROM runs", 2),
        ("SET schema = 'core'; SELECT count(*) AS n FROM runs", 2),
        ("SELECT ';' AS n -- ; SET x", ";"),
        ("SELECT $$;'$$ AS n;", ";'"),
        ("CREATE TEMP TABLE t AS SELECT 5 AS n; INSERT INTO t VALUES (6); SELECT max(n) AS n FROM t", 6),
        ("CREATE TEMP MACRO twice(a) AS 2 * a; SELECT twice(4) AS n", 8),
        ("BEGIN; SELECT 1; COMMIT; SELECT 3 AS n", 3),
        ("SELECT count(*) AS n FROM query_table('articles')", 2),
        ("SELECT 'COPY' AS n", "COPY"),
        ("SELECT count(*) AS n FROM range(3), generate_series(1, 2)", 6),
        ("SELECT count(*) AS n FROM articles WHERE url GLOB ('*' || key || '*')", 2),
        ("SELECT\u00a0count(*)\u3000AS n FROM range\u200b(3)", 3),
        ("SELECT 'می\u200cرود' AS n", "می\u200cرود"),
    ],
)
def test_what_only_reads_is_answered(copy: Path, sql: str, told: object) -> None:
    assert json.loads(answer(copy, sql)) == [{"n": told}]


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA table_info('articles')", "PRAGMA show_tables", "PRAGMA version", "PRAGMA database_size",
        "CALL pragma_version()", "CALL duckdb_settings()", "SHOW TABLES", "DESCRIBE articles", "SUMMARIZE outlets",
        "EXPLAIN SELECT headline FROM articles WHERE headline = 'copy'", "EXPLAIN ANALYZE SELECT 1",
        "EXPLAIN (SELECT 1)", "PIVOT articles ON outlet USING count(*)", "FROM duckdb_functions() LIMIT 1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["table", "csv"])
def test_what_only_tells_is_answered(copy: Path, sql: str, layout: str) -> None:
    assert answer(copy, sql, layout)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT 1; SET TimeZone = 'UTC'", "TimeZone is set too late: settings stand before the first statement"),
        ("SET TimeZone = 'Nowhere'", "TimeZone cannot be Nowhere: .*Unknown TimeZone"),
        ("SET threads = many", "threads cannot be many"),
        ("SET threads = 99999999999", "threads cannot be 99999999999"),
        ("SET threads = 1 + 1", "the value of threads is read as it stands"),
        ("SET TimeZone = (SELECT content FROM read_text('/etc/timezone'))", "the value of TimeZone is read as it"),
        ("SET nothing = 1", "nothing cannot be set by a query"),
        ("PRAGMA log_query_path='x'; SELECT 1", "log_query_path cannot be set by a query, which may set TimeZone"),
    ],
)
def test_a_setting_that_cannot_be_made_is_told_in_one_line(copy: Path, sql: str, told: str) -> None:
    with pytest.raises(AskError, match=rf"^{told}[^\n]*\Z"):
        answer(copy, sql)


def test_the_memory_of_a_query_is_half_of_what_duckdb_would_take(copy: Path) -> None:
    ask_for = "SELECT current_setting('memory_limit')"
    (usual,) = duckdb.sql(ask_for).fetchone() or ("",)
    with open_snapshot(copy) as connection:
        (ours,) = connection.execute(ask_for).fetchone() or ("",)
    assert ours.split()[1] == usual.split()[1]
    assert float(ours.split()[0]) == pytest.approx(float(usual.split()[0]) / 2, abs=0.2)


@pytest.mark.parametrize("layout", ["table", "csv", "parquet"])
@pytest.mark.parametrize(
    ("sql", "drawn"),
    [
        ("SELECT nothing FROM articles", ["LINE 1: SELECT nothing FROM articles", " " * 15 + "^"]),
        ("SELECT 1;\n\nSELECT\n 'ö漢', nothing", ["LINE 4:  'ö漢', nothing", " " * 16 + "^"]),
        ("SELECT 1; SELEC 2", ["LINE 1: SELECT 1; SELEC 2", " " * 18 + "^"]),
        ("SELECT headline::INTEGER\nFROM articles", ["LINE 1: SELECT headline::INTEGER", " " * 23 + "^"]),
        ("SELECT (1 \n", ["LINE 1: SELECT (1", " " * 17 + "^"]),
        (f"SELECT '{'x' * 99}', no, '{'y' * 99}'", [f"LINE 1: ...{'x' * 29}', no, '{'y' * 27}...", " " * 43 + "^"]),
        ("SELECT\t'\x1b[31m\u202e',\tnothing", ["LINE 1: SELECT '\ufffd[31m\ufffd', nothing", " " * 25 + "^"]),
    ],
)  # fmt: skip
def test_a_fault_is_drawn_where_it_is(filled: Archive, sql: str, drawn: list[str], layout: str, tmp_path: Path) -> None:
    done = typed(filled, "sql", sql, "--format", layout, "--to", str(tmp_path / "answer"))
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, lines[1:]) == (2, b"", drawn)
    assert "Error: " in lines[0]
