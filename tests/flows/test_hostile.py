"""No page, however hostile, takes the others along: each ends in its article or its rejection, in its place."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import article_url, exchange, page
from limits import HANG
from msgspec import structs

from flows.pipeline.saved_pages import extract, listed_pages, lone_page
from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry
from spiders.capture.store import LocalCaptureStore
from spiders.capture.warc_writer import WarcWriter
from spiders.registry import load_outlets
from transforms.batch import write_batch

# One worker for all of them: they share what one command printed.

ROOT = Path(__file__).parent.parent.parent
#: The command line, in processes that are refused more than 600 MB of memory each.
#: None counts as stuck, however busy the machine is.
BOUNDED = (
    "import resource as r; r.setrlimit(r.RLIMIT_DATA, 2 * (600_000_000,)); "
    f"import flows.pipeline.saved_pages as e; e.LIMIT = {HANG}; from flows.cli.main import main; main()"
)
COMMAND = [sys.executable, "-c", BOUNDED, "extract"]
HEADLINE = "Ferries stay in port"
STORY = "".join(
    f"<p>Ferry number {n} of Velde stayed in port on Tuesday, because the wind had taken the roof off its pier.</p>"
    for n in range(8)
)


def written(body: str = STORY, head: str = "", headline: str = HEADLINE) -> str:
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{headline}</title>{head}</head>"
        f"<body><article><h1>{headline}</h1>{body}</article></body></html>"
    )


def stated(json_ld: str) -> str:
    return written(head=f'<script type="application/ld+json">{json_ld}</script>')


def nested(opening: str, closing: str) -> str:
    return written(opening * 100_000 + STORY + closing * 100_000)


#: Every hostile page, with the reason why it is rejected; "article" where it is none.
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "nested": (nested("<div>", "</div>"), "no_body"),
    "nested-inline": (nested("<b>", "</b>"), "no_body"),
    "nested-open": (nested("<table><tr><td>", ""), "no_body"),
    "fifty-megabytes": (written(STORY * (50_000_000 // len(STORY))), "too_large"),
    "packed": (gzip.compress(written().encode() + bytes(200_000_000), compresslevel=1), "too_large"),
    "no-utf-8": (written().encode().replace(b"Tuesday", b"Tu\xff\xfe\xc3\x28day\x80"), "article"),
    "nul": (written().encode().replace(b"Tuesday", b"Tues\0day"), "article"),
    "nothing-but-nul": (bytes(1_000_000), "undecodable"),
    "surrogate-bytes": (written().encode().replace(b"Tuesday", b"Tues\xed\xa0\x80day"), "article"),
    "surrogate-reference": (written(STORY.replace("Tuesday", "Tues&#xD800;day")), "article"),
    "surrogate-stated": (stated(r'{"@type": "NewsArticle", "headline": "\ud800", "author": "A \udfff"}'), "article"),
    "empty": ("", "empty"),
    "json-ld-open": (stated('{"@type": "NewsArticle", "headline": "' + "x\\" * 500_000), "article"),
    "json-ld-deep": (stated('{"@graph": [' * 83_000), "article"),
    "json-ld-many": (stated('{"@type": "NewsArticle"},' * 40_000), "article"),
}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return what the command prints of a list of all of them, a good page behind each."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "list.tsv").open("w", encoding="utf-8") as names:
        for number, (name, (content, _)) in enumerate(HOSTILE.items()):
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
            (folder / f"good-{number}").write_text(written(headline=f"{HEADLINE} {number}"), "utf-8")
            names.write(f"{name}\thttps://velde.example/{name}\ngood-{number}\n")
        names.write(f"{'long' * 100}\n{folder}\nbroken\0name\n/dev/zero\ngood-0\n")
    command = [*COMMAND, "--list", str(folder / "list.tsv"), "--workers", "2"]
    before = _used_by_children()
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANG, check=False)
    assert _used_by_children() - before < 60  # a third of it on an idle machine
    assert child.stderr == ""
    assert child.returncode == 3  # some names of the list are no files
    return [json.loads(line) for line in child.stdout.splitlines()]


def _used_by_children() -> float:
    """Return the processor time of the processes that have ended (seconds), which no other load adds to."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def outcome(line: dict[str, Any]) -> str:
    assert (line["article"] is None) != (line["rejection"] is None)
    return line["rejection"]["reason"] if line["rejection"] else "article"


def test_there_is_a_line_for_each_page_in_the_order_of_the_list(lines: list[dict[str, Any]]) -> None:
    names = [name for number, hostile in enumerate(HOSTILE) for name in (hostile, f"good-{number}")]
    assert [line["file"] for line in lines[:-5]] == names
    assert lines[-1]["file"] == "good-0"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_has_its_article_or_its_reason(lines: list[dict[str, Any]], name: str) -> None:
    (line,) = [line for line in lines if line["file"] == name]
    assert outcome(line) == HOSTILE[name][1]
    if line["article"]:
        assert line["article"]["headline"] == HEADLINE
        assert line["article"]["article_body"].count("stayed in port") == 8
        assert line["article"]["url"] == f"https://velde.example/{name}"


def test_the_pages_between_them_come_out_right(lines: list[dict[str, Any]]) -> None:
    good = [line["article"] for line in lines if line["file"].startswith("good-")]
    assert [article["headline"] for article in good] == [f"{HEADLINE} {n}" for n in [*range(len(HOSTILE)), 0]]
    assert {article["article_body"].count("stayed in port") for article in good} == {8}


def test_a_name_that_no_file_has_is_unreadable_and_the_list_goes_on(lines: list[dict[str, Any]]) -> None:
    assert [outcome(line) for line in lines[-5:]] == [*["unreadable"] * 3, "too_large", "article"]


@pytest.mark.e2e  # it waits for seconds
@pytest.mark.parametrize("listed", [True, False])
def test_a_page_that_takes_too_long_is_rejected_and_those_behind_it_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: bool
) -> None:
    monkeypatch.setattr("flows.pipeline.saved_pages.LIMIT", 4)
    endless, good, pages = (tmp_path / name for name in ("endless", "good", "list.tsv"))
    os.mkfifo(endless)  # nobody ever writes into it
    good.write_text(written(), "utf-8")
    pages.write_text(f"{good}\n{endless}\thttps://velde.example/1\n{good}\n", "utf-8")
    to_read = listed_pages(str(pages), None) if listed else lone_page(str(endless), "https://velde.example/1", None)
    lines = list(extract(to_read, 2 if listed else None))
    assert [outcome(line) for line in lines] == (["article", "timeout", "article"] if listed else ["timeout"])
    rejection = next(line["rejection"] for line in lines if line["rejection"])
    assert rejection["detail"] == "reading it took longer than 4 seconds"
    assert rejection["url"] == "https://velde.example/1"


def test_a_page_of_a_crawl_that_takes_too_long_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outlet = load_outlets()["presstv"]
    url = article_url("500100", day := date(2019, 9, 23))
    captured = exchange(url, page("500100", day))
    with WarcWriter(tmp_path / "presstv/a-run.warc.gz") as warc:
        offset = warc.write(captured)
    entry = PageEntry(
        url=url, key="500100", outcome=Outcome.FETCHED, status=200, captured_at=captured.captured_at, warc_offset=offset
    )
    manifest = CrawlManifest(
        run_id="a-run",
        kind="nightly",
        outlet="presstv",
        clock=captured.captured_at,
        started_at=captured.captured_at,
        finished_at=captured.captured_at,
        finish_reason="finished",
        warc="a-run.warc.gz",
        listings=(),
        pages=(entry, structs.replace(entry, warc_offset=None)),
    )
    monkeypatch.setattr("transforms.batch.LIMIT", 0.0001)
    assert write_batch(LocalCaptureStore(tmp_path), manifest, outlet, tmp_path / "batch.jsonl.gz", workers=1) == 2
    with gzip.open(tmp_path / "batch.jsonl.gz", "rt", encoding="utf-8") as rows:
        first, _ = (json.loads(row) for row in rows)
    assert first["capture"]["url"] == url
    assert first["rejection"] == {"reason": "timeout", "detail": "reading it took longer than 0.0001 seconds"}


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_at_once_when_told_to_whatever_its_pages_do(tmp_path: Path, told: signal.Signals) -> None:
    endless, good, pages = (tmp_path / name for name in ("endless", "good", "list.tsv"))
    os.mkfifo(endless)
    good.write_text(written(), "utf-8")
    pages.write_text(f"{good}\n{endless}\n{endless}\n{good}\n", "utf-8")
    command = [*COMMAND, "--list", str(pages), "--workers", "2"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            assert child.stdout is not None
            assert json.loads(child.stdout.readline())["article"]
            os.killpg(child.pid, told)  # as a terminal does, or systemd
            _, errors = child.communicate(timeout=HANG)  # ends when the last process that may write has ended
        finally:
            child.kill()
    assert child.returncode == 130
    assert errors == "nightdesk: interrupted; run again to go on\n"
