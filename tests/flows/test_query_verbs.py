"""The verbs that ask answer on the command line, and refuse what is wrong in one line with an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from archive import Archive, Page, address, held, html_page, text_page

from warehouse.db.publish import publish
from warehouse.db.writer import writer

if TYPE_CHECKING:
    from typed import Nightdesk

NIGHTDESK = Path(sys.executable).with_name("nightdesk")


def raw(archive: Archive, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run `raw` as a person does: its output is bytes."""
    return subprocess.run(
        [NIGHTDESK, "raw", *arguments], env={"NEWS_DATA": str(archive.root)}, capture_output=True, check=False
    )


def refused(nightdesk: Nightdesk, data: Path, *arguments: str, status: int = 2) -> str:
    done = nightdesk(data, *arguments)
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("nightdesk")
    return line


def test_diff_marks_the_words_that_changed(filled: Archive, nightdesk: Nightdesk) -> None:
    done = nightdesk(filled.root, "diff", "presstv:900001")
    assert (done.returncode, done.stderr) == (0, "")
    assert "A footbridge opens over the Lathe{+ at last+}" in done.stdout
    assert "[-The mayor cut the ribbon" in done.stdout
    assert "Tue 3 March 2026 02:30" in done.stdout
    assert "\x1b" not in done.stdout

    told = json.loads(nightdesk(filled.root, "diff", address(), "--format", "json").stdout)
    assert told["article_id"] == "presstv:900001"
    assert [change["captured_at"] for change in told["changes"]] == [
        "2026-03-02T02:30:00+00:00", "2026-03-03T02:30:00+00:00",
    ]  # fmt: skip
    assert {"kind": "added", "text": " at last"} in told["changes"][1]["fields"]["headline"][0]["pieces"]


def test_diff_of_one_revision_says_so(filled: Archive, nightdesk: Nightdesk) -> None:
    assert "It has one revision" in nightdesk(filled.root, "diff", "presstv:900002").stdout


def test_explain_tells_it_in_lines_and_as_json(filled: Archive, nightdesk: Nightdesk) -> None:
    done = nightdesk(filled.root, "explain", "presstv:900003")
    assert (done.returncode, done.stderr) == (0, "")
    assert "fetched and rejected, of Press TV (presstv)" in done.stdout
    assert "2026-03-02 Mon 02:30" in done.stdout

    told = json.loads(nightdesk(filled.root, "explain", address(), "--format", "json").stdout)
    assert (told["state"], told["outlet"], told["key"]) == ("article", "presstv", "900001")
    assert [event["run_id"] for event in told["events"]] == ["night-1", "night-2"]
    missed = json.loads(nightdesk(filled.root, "explain", "presstv:1", "--format", "json").stdout)
    assert missed["state"] == "never_seen"
    assert missed["causes"]


def test_what_an_outlet_wrote_moves_no_terminal(nightdesk: Nightdesk, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "data")
    archive.load(archive.crawl("night", Page(payload=text_page())))
    with writer(archive.warehouse) as connection:
        connection.execute("UPDATE core.revisions SET headline = 'Red' || chr(27) || '[31m ' || chr(8238) || 'alert'")
    publish(archive.warehouse, archive.published)
    for verb in ("diff", "explain"):
        shown = nightdesk(archive.root, verb, "presstv:900001").stdout
        assert "Red\ufffd[31m \ufffdalert" in shown


def test_raw_writes_the_bytes_as_served(filled: Archive) -> None:
    assert raw(filled, "presstv:900001", "--revision", "1").stdout == html_page()
    whole = raw(filled, "presstv:900001", "--revision", "1", "--headers").stdout
    assert whole == b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html_page()


def test_raw_is_quiet_where_its_reader_goes(nightdesk: Nightdesk, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "data")
    bulky = text_page(
        "A headline of a long story", *(f"Sentence number {n} of a very long story." for n in range(9000))
    )
    archive.load(archive.crawl("night", Page(payload=bulky)))
    publish(archive.warehouse, archive.published)
    command = f"{NIGHTDESK} raw presstv:900001 | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env={"NEWS_DATA": str(archive.root), "PATH": os.environ["PATH"]}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"A headline", b"")


def test_a_capture_that_is_lost_ends_in_3_and_names_the_file(filled: Archive, nightdesk: Nightdesk) -> None:
    warc = filled.captures / "presstv" / "night-2.warc.gz"
    warc.write_bytes(warc.read_bytes()[:-40])
    assert f"{warc} is damaged" in refused(nightdesk, filled.root, "raw", "presstv:900001", status=3)
    warc.unlink()
    assert f"{warc} is missing" in refused(nightdesk, filled.root, "raw", "presstv:900001", status=3)


@pytest.mark.parametrize("verb", ["diff", "raw", "explain"])
def test_wrong_input_is_refused_in_one_line(filled: Archive, nightdesk: Nightdesk, verb: str) -> None:
    assert "neither an article id nor a URL" in refused(nightdesk, filled.root, verb, "two words")
    assert "there is no outlet 'nobody'" in refused(nightdesk, filled.root, verb, "nobody:1")
    assert "nightdesk nightly" in refused(nightdesk, filled.root.parent / "none", verb, "presstv:900001")
    if verb != "explain":
        assert "there is no article presstv:77" in refused(nightdesk, filled.root, verb, "presstv:77")
        assert "there is no revision 9" in refused(nightdesk, filled.root, verb, "presstv:900001", "--revision", "9")
        assert "no whole number" in refused(nightdesk, filled.root, verb, "presstv:900001", "--revision", "x")
    filled.published.unlink()
    filled.published.write_text("This is a letter, not a database.\n" * 200)
    assert "cannot be opened" in refused(nightdesk, filled.root, verb, "presstv:900001")


@pytest.mark.parametrize("verb", ["diff", "raw", "explain"])
def test_a_writer_is_neither_waited_for_nor_kept_out(filled: Archive, nightdesk: Nightdesk, verb: str) -> None:
    with held(filled.warehouse):
        assert nightdesk(filled.root, verb, "presstv:900001").returncode == 0
    with writer(filled.warehouse):
        assert nightdesk(filled.root, verb, "presstv:900001").returncode == 0


@pytest.mark.e2e
def test_a_run_on_a_warehouse_of_a_later_version_ends_in_2(filled: Archive, nightdesk: Nightdesk) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute("INSERT INTO main.migrations VALUES ('0107_later', 'x', now())")
    done = nightdesk(filled.root, "nightly", NEWS_CONTACT="desk@news.example")
    assert (done.returncode, done.stdout) == (2, "")
    told = [line for line in done.stderr.splitlines() if line.startswith("nightdesk: ")]  # the rest is Prefect's log
    assert len(told) == 1
    assert "is of a later Nightdesk: it has the migration 0107_later" in told[0]
