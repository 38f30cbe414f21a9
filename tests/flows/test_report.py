"""The table of a night fits the terminal: no header, slug or number is cut, and no count is lost."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from flows.render.explain import show_event
from flows.render.report import show_published, show_run
from warehouse.articles.account import Event
from warehouse.health.run_ledger import COLUMNS, Run

SLUG = "the-evening-chronicle-of-velde"  # 30 characters
WHY = "none of the seven listings that the outlet declares answered within the time that each of them was given"


def _run(*slugs: str, count: int = 12345, verdict: str = "template_changed", kind: str = "nightly") -> Run:
    counts = {name: count + place for place, name in enumerate(COLUMNS[1:-2])}
    rows = tuple({"outlet": slug, **counts, "verdict": verdict, "reason": WHY} for slug in slugs)
    return Run(run_id="20261119T013654Z-nightly-41515f", kind=kind, status="good", exit_status=0, outlets=rows)


def _printed(run: Run, width: int, *, screen: bool = True) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=screen, color_system=None, legacy_windows=False)
    show_run(run, console)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_the_table_fits_and_every_count_is_whole_and_told_once(width: int) -> None:
    shown = _printed(_run(SLUG, "short"), width)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    head, first, second, *below = [line.rstrip() for line in lines]
    assert [first.split()[0], second.split()[0]] == [SLUG, "short"]
    assert head.split()[0] == "outlet"
    assert head.split()[-1] == "verdict"
    assert set(head.split()) <= set(COLUMNS)
    assert first.split()[-1] == "template_changed"
    told = dict(zip(head.split(), first.split(), strict=True))
    below_the_table = " ".join(" ".join(below).split())
    for place, name in enumerate(COLUMNS[1:-2]):
        number = 12345 + place
        assert told.get(name) == str(number) or f"{name} {number}" in below_the_table
    assert WHY in below_the_table
    assert "…" not in shown


def test_at_eighty_columns_a_usual_night_has_what_matters_in_the_table() -> None:
    head = _printed(_run("presstv", "taghrib", count=10), 80).splitlines()[0].split()
    assert {"outlet", "found", "fetched", "failed", "new", "revised", "rejected", "verdict"} <= set(head)


def test_where_the_output_is_no_terminal_every_column_is_there_and_a_reason_is_one_line() -> None:
    shown = _printed(_run(SLUG), 160, screen=False)
    assert tuple(shown.splitlines()[0].split()) == COLUMNS[:-1]
    assert f"{SLUG} is template_changed: {WHY}" in shown


def test_counts_of_nothing_have_no_line_below_the_table() -> None:
    (row,) = _run("presstv", verdict="ok").outlets
    row |= dict.fromkeys(COLUMNS[1:-2], 0) | {"reason": None}
    quiet = Run(run_id="x", kind="nightly", status="good", exit_status=0, outlets=(row,))
    assert len(_printed(quiet, 60).splitlines()) == 2


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.render.console import terminal

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    for unwanted in ("", "1"):
        monkeypatch.setenv("NO_COLOR", unwanted)
        screen = Screen()
        show_run(_run("presstv"), terminal(screen))
        assert bool(re.search(r"\x1b\[31m", screen.getvalue())) is not bool(unwanted)


@pytest.mark.parametrize(
    ("verdict", "kind", "next_line"),
    [
        ("ok", "nightly", 'next: nightdesk sql "FROM daily_counts"'),
        ("unreachable", "nightly", "next: nightdesk probe presstv"),
        ("thin", "import", 'next: nightdesk sql "FROM daily_counts"'),
    ],
)
def test_a_run_ends_with_its_name_its_copy_and_what_comes_next(
    verdict: str, kind: str, next_line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    console = Console(file=out, width=200)
    show_published(_run("presstv", verdict=verdict, kind=kind), tmp_path / "data" / "news.duckdb", console)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("run 20261119T013654Z-nightly-41515f is published in data/news.duckdb; ")
    assert line.endswith(next_line)


def test_an_event_fits_the_terminal_and_its_address_is_never_broken() -> None:
    address = "https://www.harbour-post.example/news/712345/volunteers-count-winter-birds-on-lake-parvan"
    words = f"offered by a feed; fetched (HTTP 200): revision 1, the first that was seen; as {address}"
    moment = datetime(2026, 11, 18, 1, 30, tzinfo=UTC)
    event = Event(at=moment, run_id="20261119T013654Z-nightly-41515f", outcome="fetched", words=words)
    for screen in (True, False):
        out = io.StringIO()
        console = Console(file=out, width=80, force_terminal=screen, color_system=None)
        show_event(event, console)
        shown = out.getvalue()
        assert " ".join(shown.split()) == f"2026-11-18 Wed 01:30 {words} {event.run_id}"
        assert address in shown
        assert not screen or [line.strip() for line in shown.splitlines() if len(line) > 80] == [address]
        assert screen or len(shown.splitlines()) == 1
