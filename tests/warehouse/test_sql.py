"""`nightdesk sql` takes its query from anywhere, answers in any layout within its time, and mends no word of yours."""

from __future__ import annotations

import io
import json
import os
import pty
import random
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from archive import Archive
from limits import HANG
from typed_verbs import child, make_of_another_age, refused, typed

from warehouse.db.snapshot import AskError
from warehouse.query.sql import ask

FOR_EVER = "SELECT max(md5(a.range::VARCHAR)) FROM range(100000000000) AS a"
COUNT = "SELECT count(*) AS n FROM articles"


def test_a_query_is_typed_or_read_from_a_file_or_from_standard_input(filled: Archive, tmp_path: Path) -> None:
    file = tmp_path / "question.sql"
    file.write_text("-- how many?\n" + COUNT, encoding="utf-8-sig")

    for words, options in (
        ([COUNT], {}),
        (["-f", str(file)], {}),
        (["-"], {"given": COUNT.encode()}),
        (["-f", "-"], {"given": COUNT.encode()}),
    ):
        done = typed(filled, "sql", *words, "--format", "csv", **options)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"n\n2\n", b"")


def test_json_lines_have_an_object_on_each_line(filled: Archive) -> None:
    done = typed(filled, "sql", "SELECT key, headline FROM articles ORDER BY key", "--format", "jsonl")
    assert [json.loads(line)["key"] for line in done.stdout.splitlines()] == ["900001", "900002"]


def test_parquet_goes_into_a_pipe_or_a_file(filled: Archive, tmp_path: Path) -> None:
    sql = "SELECT key, images, date_downloaded FROM article_revisions ORDER BY key, revision"
    piped, named = tmp_path / "piped.parquet", tmp_path / "named.parquet"
    piped.write_bytes(typed(filled, "sql", sql, "--format", "parquet").stdout)
    assert typed(filled, "sql", sql, "--format", "parquet", "--to", str(named)).stdout == b""

    assert piped.read_bytes() == named.read_bytes()
    assert (
        duckdb.read_parquet(str(named)).fetchall()
        == duckdb.connect(str(filled.published), read_only=True).execute(sql).fetchall()
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["filled", "named.parquet", "piped.parquet"]


@pytest.mark.parametrize("layout", ["table", "csv", "json", "jsonl"])
def test_a_file_gets_the_answer_in_any_layout(filled: Archive, tmp_path: Path, layout: str) -> None:
    target = tmp_path / "answer"
    target.write_text("an earlier answer")
    assert typed(filled, "sql", COUNT, "--format", layout, "--to", str(target)).returncode == 0
    assert "n" in target.read_text("utf-8")
    assert "earlier" not in target.read_text("utf-8")


def test_parquet_is_not_thrown_at_a_terminal(filled: Archive) -> None:
    terminal, end = pty.openpty()
    with child(filled, "sql", COUNT, "--format", "parquet", stdout=end) as asked:
        _, told = asked.communicate(timeout=HANG)
    os.close(end)
    os.close(terminal)
    assert asked.returncode == 2
    assert told.decode().splitlines() == [
        "nightdesk: Parquet is binary and this is a terminal: name a file with --to FILE, or redirect the output"
    ]


@pytest.mark.parametrize("layout", ["table", "csv", "parquet"])
def test_a_query_that_takes_too_long_is_interrupted(filled: Archive, tmp_path: Path, layout: str) -> None:
    told = refused(filled, "sql", FOR_EVER, "--format", layout, "--timeout", "0.5", "--to", str(tmp_path / "answer"))
    assert "interrupted after 0.5 seconds" in told
    assert "--timeout" in told
    assert not (tmp_path / "answer").exists()


@pytest.mark.parametrize("layout", ["csv", "jsonl"])
def test_an_answer_that_never_ends_is_interrupted_while_it_is_written(filled: Archive, layout: str) -> None:
    sql = "SELECT * FROM range(100000000000)"  # of each second, the library takes a twentieth and the writer the rest
    with child(filled, "sql", sql, "--format", layout, "--timeout", "0.1", stdout=subprocess.DEVNULL) as asked:
        try:
            _, told = asked.communicate(timeout=HANG)
        finally:
            asked.kill()
    assert (asked.returncode, len(told.splitlines())) == (2, 1), told
    assert b"interrupted after 0.1 seconds" in told


@pytest.mark.e2e  # it waits for seconds
def test_time_that_is_spent_on_reading_the_answer_does_not_count(filled: Archive) -> None:
    sql = "SELECT range, repeat('x', 400) AS text FROM range(5000)"
    with child(filled, "sql", sql, "--format", "csv", "--timeout", "4") as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        assert asked.stdout.readline() == b"range,text\n"
        time.sleep(4.5)
        assert len(asked.stdout.read().splitlines()) == 5000
        assert asked.stderr.read() == b""
    assert asked.returncode == 0  # and DuckDB drew no progress into it


@pytest.mark.e2e
def test_a_long_answer_passes_through_in_little_memory(filled: Archive) -> None:
    measured = (
        "import atexit, resource as r, sys; "
        "atexit.register(lambda: print(r.getrusage(r.RUSAGE_SELF).ru_maxrss, file=sys.stderr)); "
    )
    peaks = []
    for articles in (1, 100_000):  # the latter have 500 MB
        sql = f"SET threads = 1; SELECT repeat('x', 5000) || range AS text FROM range({articles})"
        with child(filled, "sql", sql, "--format", "csv", before=measured, stdout=subprocess.DEVNULL) as asked:
            _, told = asked.communicate(timeout=HANG)
        assert asked.returncode == 0
        peaks.append(int(told) / 1024)
    assert peaks[1] - peaks[0] < 350, peaks


def _processor_time(pid: int) -> float:
    """Return how long a process has computed (seconds)."""
    ticks = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11]
    return int(ticks) / os.sysconf("SC_CLK_TCK")


@pytest.mark.e2e  # it waits for seconds
def test_ctrl_c_ends_a_query_at_once(filled: Archive) -> None:
    with child(filled, "sql", FOR_EVER) as asked:
        while _processor_time(asked.pid) < 3:  # to start takes one: the query is under way
            assert asked.poll() is None
            time.sleep(0.01)
        asked.send_signal(signal.SIGINT)
        _, told = asked.communicate(timeout=HANG)
    assert (asked.returncode, len(told.splitlines())) == (130, 1)


def test_wrong_input_is_told_in_one_line(filled: Archive, tmp_path: Path) -> None:
    letter = tmp_path / "letter.sql"
    letter.write_bytes(b"SELECT '\xff'")
    empty = tmp_path / "empty.sql"
    empty.touch()
    for words, named in (
        (["SELEC 1"], "SELEC"),
        (["FROM nowhere"], "nowhere"),
        ([""], "no statement"),
        (["  -- a remark"], "no statement"),
        (["\u200b"], "no statement"),
        ([], "one query"),
        ([COUNT, "-f", str(empty)], "one query"),
        (["-", "-f", str(empty)], "one query"),
        (["-f", str(empty)], "no statement"),
        (["-f", str(tmp_path / "missing.sql")], "missing.sql"),
        (["-f", str(tmp_path)], "directory"),
        (["-f", str(letter)], "UTF-8"),
        (["SELECT '\udcff'"], "UTF-8"),
        (["-"], "no statement"),
        ([COUNT, "--format", "xml"], "xml"),
        ([COUNT, "--timeout", "soon"], "soon"),
        ([COUNT, "--timeout", "-1"], "-1"),
        ([COUNT, "--timeout", "nan"], "nan"),
        ([COUNT, "--to", str(tmp_path / "no" / "answer")], "cannot be written"),
        ([COUNT, "--to", str(tmp_path)], "cannot be written"),
        ([COUNT, "--format", "parquet", "--to", "/proc/answer"], "cannot be written"),
        (["DELETE FROM core.revisions"], "read-only"),
    ):
        assert named in refused(filled, "sql", *words, placed=True), words


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{}' (USE_TMP_FILE false)",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{}' (USE_TMP_FILE false)",
        "PREPARE wreck AS COPY (SELECT 1) TO '{}' (USE_TMP_FILE false); EXECUTE wreck",
        "SELECT 1; COPY (SELECT 1) TO '{}' (USE_TMP_FILE false); SELECT 1",
        "FROM query('COPY (SELECT 1) TO ''{}'' (USE_TMP_FILE false)')",
    ],
)
def test_no_statement_writes_over_the_copy_itself(filled: Archive, sql: str) -> None:
    before = filled.published.read_bytes()
    refused(filled, "sql", sql.format(filled.published.resolve()))
    assert filled.published.read_bytes() == before


def test_logging_to_a_file_is_refused_without_a_crash(filled: Archive, tmp_path: Path) -> None:
    refused(filled, "sql", f"CALL enable_logging(storage = 'file', storage_path = '{tmp_path / 'logs'}')")
    assert not (tmp_path / "logs").exists()


def test_a_copy_of_another_duckdb_says_which_it_is_and_what_to_do(filled: Archive) -> None:
    make_of_another_age(filled.published)
    told = refused(filled, "sql", COUNT)
    assert "storage version 999" in told
    assert "64 to 68" in told
    assert "nightdesk rebuild" in told


def test_a_damaged_copy_is_told_in_one_line_wherever_it_is_damaged(filled: Archive) -> None:
    whole = filled.published.read_bytes()
    dice = random.Random(5)
    places = [0, 4096, 8192, *(dice.randrange(len(whole)) for _ in range(5))]
    for place in places:
        wrecked = bytearray(whole)
        wrecked[place : place + 4096] = dice.randbytes(len(wrecked[place : place + 4096]))
        filled.published.write_bytes(wrecked)
        done = typed(filled, "sql", "SELECT max(article_body), max(headline) FROM articles")
        assert done.returncode in (0, 2), place
        if done.returncode:
            (line,) = done.stderr.decode().splitlines()
            assert "nightdesk rebuild" in line, line
    filled.published.write_bytes(whole[: len(whole) // 2])
    assert "nightdesk rebuild" in refused(filled, "sql", "SELECT max(article_body) FROM articles")
    filled.published.write_bytes(b"")
    assert "nightdesk" in refused(filled, "sql", COUNT)


def test_a_spill_stays_off_the_folder_of_the_copy(filled: Archive) -> None:
    done = typed(
        filled, "sql", "SET memory_limit = '60MB'; SET threads = 1; "
        "SELECT count(*) AS n FROM (SELECT range, md5(range::VARCHAR) AS m FROM range(1500000) ORDER BY m OFFSET 10)",
        "--format", "csv",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, b"n\n1499990\n"), done.stderr
    folder = filled.published.resolve().parent
    assert [path.name for path in folder.iterdir()] == [filled.published.resolve().name]


def test_an_answer_goes_where_a_link_leads_and_replaces_no_device(filled: Archive, tmp_path: Path) -> None:
    link, file = tmp_path / "link.csv", tmp_path / "file.csv"
    file.write_text("old")
    link.symlink_to(file)
    ask(filled.published, COUNT, "csv", io.StringIO(), to=link)
    assert link.is_symlink()
    assert file.read_text() != "old"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(AskError, match="it is no file"):
        ask(filled.published, COUNT, "csv", io.StringIO(), to=pipe)
    assert pipe.is_fifo()
