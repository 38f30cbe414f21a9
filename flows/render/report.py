"""Renders the report of a run: its table, and the lines below it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.render.console import print_hanging
from spiders.safe_text import safe_line
from warehouse.health.run_ledger import COLUMNS, Run
from warehouse.health.verdict import GOOD, in_words

_COUNTS = COLUMNS[1:-2]
# Of the counts, those that go first where the terminal is narrow: what matters is what was found, lost and new.
_LEAST_FIRST = (
    "duplicate", "unchanged", "known", "skipped", "revised", "rejected", "fetched", "failed", "found", "new",
)  # fmt: skip
_KINDS = {
    "Feed": "feed", "FoundFeed": "feed", "NewsSitemap": "news sitemap", "Sitemap": "sitemap",
    "SectionPage": "section page",
}  # fmt: skip


def iso(value: object) -> str:
    """Return a time as JSON has it: ISO 8601, in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def show_run(run: Run, console: Console) -> None:
    """Print the ledger of a run, a row for each outlet, then what failed, what was rejected, and every reason.

    Where the terminal is too narrow, the counts that matter least stand below the table, those that are not 0.
    A source that is dead for nights has a line too, though what the others offer may be enough for a good verdict.
    """
    shown = _fitting(run, console.width)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("outlet", overflow="fold")
    for name in shown:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for row in run.outlets:
        style = "green" if row["verdict"] in GOOD else "red"
        counts = [str(row[name]) for name in shown]
        table.add_row(safe_line(row["outlet"]), *counts, Text(safe_line(row["verdict"]), style=style))
    console.print(table)
    for row in run.outlets:
        below = [f"{name} {row[name]}" for name in _COUNTS if name not in shown and row[name]]
        for line in _lines(run, row["outlet"], row["verdict"], row["reason"], below):
            print_hanging(console, Text("  "), Text(safe_line(line)))


def show_published(run: Run, published: Path, console: Console) -> None:
    """Print which run this was, where the copy is that it published, and what to type next."""
    faulty = [row["outlet"] for row in run.outlets if row["verdict"] not in GOOD]
    probe = run.kind == "nightly" and faulty
    verb = f"nightdesk probe {faulty[0]}" if probe else 'nightdesk sql "FROM daily_counts"'
    line = f"run {run.run_id} is published in {shorter(published)}; next: {verb}"
    print_hanging(console, Text(), Text(safe_line(line)))


def shorter(path: Path) -> str:
    """Return a path as it is shorter to type from here: whole or relative."""
    return min(str(path), os.path.relpath(path), key=len)


def _fitting(run: Run, width: int) -> list[str]:
    """Return which counts have room beside outlet and verdict, with two spaces between columns."""

    def room(name: str) -> int:
        return max(len(str(row[name])) for row in (*run.outlets, {name: name}))

    shown = list(_COUNTS)
    for least in _LEAST_FIRST:
        if sum(room(name) + 2 for name in ("outlet", *shown)) + room("verdict") <= width:
            break
        shown.remove(least)
    return shown


def _lines(run: Run, outlet: str, verdict: str, reason: str | None, below: list[str]) -> list[str]:
    parts = [", ".join(below)] if below else []
    for class_name in ("listings failed", "listings", "failed", "left over", "rejected"):
        named = [
            f"{pages} {in_words(name)}"
            for slug, entry, name, pages in run.details
            if slug == outlet and entry == class_name
        ]
        if named:
            parts.append(f"{class_name}: {', '.join(named)}")
    lines = [f"{outlet}: {'; '.join(parts)}"] if parts else []
    lines += [f"{outlet} is {verdict}: {reason}"] if reason else []
    lines += [f"{outlet}: look at this ({name}): {warning}" for slug, name, warning in run.warnings if slug == outlet]
    lines += [
        f"{outlet}: {pages} page{' is' if pages == 1 else 's are'} quarantined, as reading failed three times: "
        f"nightdesk sql \"FROM rejections WHERE disposition = 'quarantined'\""
        for slug, pages in run.quarantined
        if slug == outlet
    ]
    return lines + [
        f"{outlet}: its {_KINDS.get(source or '', 'listing')} {url} has brought nothing for "
        f"{nights} nights: run nightdesk probe {outlet}"
        for slug, source, url, nights in run.silent
        if slug == outlet
    ]
