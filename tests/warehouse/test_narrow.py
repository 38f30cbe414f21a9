"""At eighty columns the verbs that ask cut no word and no address, and what wraps stands below its own column."""

from __future__ import annotations

import io
import re

import pytest
from archive import FEED, NIGHT, Archive, address
from msgspec import structs
from rich.console import Console
from typed_verbs import typed

from flows.render.probe import _show_pages, _show_sources
from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry, RobotsEntry
from transforms.article import Reason, Rejection

_STYLES = re.compile(r"\x1b\[[0-9;]*m")
LONG = "https://www.presstv.ir/Detail/2026/03/01/900001/" + "a-bridge-that-is-longer-than-a-terminal-is-wide" * 2


def shown(archive: Archive, *words: str) -> list[str]:
    done = typed(archive, *words, screen=True)
    assert done.stderr == b""
    return [line.rstrip() for line in _STYLES.sub("", done.stdout.decode()).splitlines()]


def check(lines: list[str]) -> None:
    """Only a line with a word that is too long for a terminal may be longer than it; nothing is cut short."""
    assert [line for line in lines if len(line) > 80 and max(map(len, line.split())) < 40] == []
    assert [line for line in lines if line.endswith("…") and not line.endswith(" …")] == []


@pytest.fixture(autouse=True)
def _eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_explain_wraps_words_below_themselves_and_run_ids_squeeze_nothing(filled: Archive) -> None:
    lines = shown(filled, "explain", "presstv:900001")
    check(lines)
    first = next(place for place, line in enumerate(lines) if line.startswith("  2026-03-02"))
    column = re.match(r"  \S+ \w+ \S+ +", lines[first])
    assert column is not None
    below = lines[first + 1]
    assert len(lines[first]) > 60
    assert len(below) - len(below.lstrip()) == column.end()
    assert sum(line.endswith(("night-1", "night-2")) for line in lines) >= 2


def test_a_cause_is_indented_where_it_wraps(filled: Archive) -> None:
    lines = shown(filled, "explain", address("999999"))
    check(lines)
    marks = [place for place, line in enumerate(lines) if line.startswith("  ? ")]
    assert [line for line in lines[marks[0] :] if not line.startswith("  ")] == []


def test_diff_indents_every_line_of_a_passage(filled: Archive) -> None:
    lines = shown(filled, "diff", "presstv:900001")
    check(lines)
    body = lines[lines.index("  body") + 1 : lines.index("Times are UTC.")]
    assert len(body) > 2
    assert [line for line in body if line.strip() and not line.startswith("    ")] == []


def test_search_indents_a_snippet_and_leaves_an_address_whole(filled: Archive) -> None:
    lines = shown(filled, "search", "ferry")
    check(lines)
    assert any(line.endswith(address()) for line in lines)
    snippet = lines[2 : lines.index("")]
    assert len(snippet) >= 1
    assert all(line.startswith("   ") for line in snippet)


def test_doctor_folds_a_path_and_cuts_none(filled: Archive) -> None:
    lines = shown(filled, "doctor")
    check(lines)
    assert str(filled.warehouse) in "".join(line.strip() for line in lines).replace("okwarehouse", "")


def _manifest() -> CrawlManifest:
    listing = structs.replace(FEED, url=LONG, source="SectionPage", bytes=123456, seconds=12.3)
    return CrawlManifest(
        run_id="x", outlet="presstv", kind="probe", clock=NIGHT, started_at=NIGHT, finished_at=NIGHT, warc=None,
        finish_reason="finished", listings=(listing,), pages=(),
        robots=(RobotsEntry(host="a", state="read", status=200),),
    )  # fmt: skip


@pytest.mark.parametrize(("width", "screen", "lines"), [(80, True, 2), (300, True, 1), (80, False, 1)])
def test_probe_puts_the_last_column_below_where_there_is_no_room(width: int, screen: bool, lines: int) -> None:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=screen, color_system=None)
    _show_sources([_manifest()], console)
    printed = [line.rstrip() for line in out.getvalue().splitlines()]
    head, *rows = printed[:-1]
    assert head.split()[:3] == ["source", "answer", "links"]
    assert len(rows) == lines
    assert rows[-1].endswith(LONG)

    entry = PageEntry(url=LONG, key="1", outcome=Outcome.FETCHED, source="SectionPage", status=200)
    detail = "its text is shorter than what an article of this outlet has, and there is no picture either"
    _show_pages([(entry, Rejection(reason=Reason.TOO_SHORT, detail=detail, url=LONG))], console)
    printed = [line.rstrip() for line in out.getvalue().splitlines()[len(printed) + 1 :]]
    assert " ".join(" ".join(printed[1:]).split()).endswith(detail)
    assert len(printed) == (1 + 3 if lines == 2 else 2)
    assert max(map(len, printed)) <= width or not screen
