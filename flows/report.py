"""What the terminal shows at the end of a run."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from typing import Any, NoReturn

from rich.console import Console
from rich.table import Table

from spiders.link import printable
from warehouse.ledger import COLUMNS, Run
from warehouse.verdict import GOOD, in_words

_KINDS = {"Feed": "feed", "NewsSitemap": "news sitemap", "Sitemap": "sitemap", "SectionPage": "section page"}
# Controls but for the end of a line, and what turns the direction of writing; the joiners of Persian are neither.
_MOVES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class _Terminal(Console):
    """A console that leaves it to the command line what happens when the reader of our output (head, less) goes."""

    def on_broken_pipe(self) -> NoReturn:
        """Say so, in place of ending the process with a failure."""
        raise BrokenPipeError


def terminal() -> Console:
    """Return what we print on: as wide as the terminal, or a width of its own where the output is no terminal."""
    return _Terminal(width=None if sys.stdout.isatty() else 160)


def plain(text: str) -> str:
    """Return what an outlet wrote as a text that moves no terminal and turns no direction of writing."""
    return _MOVES.sub("\ufffd", text)


def iso(value: Any) -> str:
    """Return a time as JSON has it: ISO 8601, in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def show_run(run: Run, console: Console) -> None:
    """Print the books of a run, a row for each outlet, then what failed, what was rejected, and every reason.

    A source that is dead for nights has a line too, though what the others offer may be enough for a good verdict.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for name in COLUMNS[:-1]:
        numeric = name not in ("outlet", "verdict")
        table.add_column(name, justify="right" if numeric else "left", no_wrap=True)
    for row in run.outlets:
        style = "green" if row["verdict"] in GOOD else "red"
        counts = [str(row[name]) for name in COLUMNS[1:-2]]
        table.add_row(row["outlet"], *counts, f"[{style}]{row['verdict']}[/{style}]")
    console.print(table)
    for row in run.outlets:
        for line in _lines(run, row["outlet"], row["verdict"], row["reason"]):
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(run: Run, outlet: str, verdict: str, reason: str | None) -> list[str]:
    parts = []
    for class_name in ("listings failed", "listings", "failed", "left over", "rejected"):
        named = [
            f"{pages} {in_words(name)}"
            for slug, entry, name, pages in run.details
            if slug == outlet and entry == class_name
        ]
        if named:
            parts.append(f"{class_name}: {', '.join(named)}")
    lines = [f"  {outlet}: {'; '.join(parts)}"] if parts else []
    lines += [f"  {outlet} is {verdict}: {reason}"] if reason else []
    lines += [
        f"  {outlet}: look at this ({name}): {plain(told)}" for slug, name, told in run.warnings if slug == outlet
    ]
    return lines + [
        f"  {outlet}: its {_KINDS.get(source or '', 'listing')} {printable(url)} has brought nothing for "
        f"{nights} nights: run nightdesk probe {outlet}"
        for slug, source, url, nights in run.silent
        if slug == outlet
    ]
