"""What the terminal shows at the end of a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn, TextIO

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from spiders.terminal_text import TerminalStream, safe_line, safe_text
from warehouse.ledger import COLUMNS, Run
from warehouse.verdict import GOOD, in_words

_KINDS = {"Feed": "feed", "NewsSitemap": "news sitemap", "Sitemap": "sitemap", "SectionPage": "section page"}
#: How many characters are in a line where the output is no terminal.
WIDTH = 160


class _Terminal(Console):
    """A console that leaves it to the command line what happens when the reader of our output (head, less) goes.

    A string is printed as it is: no markup, no emoji, no colours that were not asked for.
    """

    def on_broken_pipe(self) -> NoReturn:
        """Say so, in place of ending the process with a failure."""
        raise BrokenPipeError


class _Safe:
    """Something to print, of which every character is made safe once it is laid out."""

    def __init__(self, inner: ConsoleRenderable) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._inner, options):
            yield segment if segment.control else Segment(safe_text(segment.text), segment.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._inner)


class _SafeHook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Safe(renderable) for renderable in renderables]


def terminal(stream: TextIO | None = None) -> Console:
    """Return what we print on: as wide as the terminal, or a width of its own where the output is no terminal.

    Whatever is printed is safe for a terminal, where nobody thought of it too; text that must fit a column is made so
    before (`safe_line`).
    """
    out = stream or sys.stdout
    out = out.inner if isinstance(out, TerminalStream) else out
    console = _Terminal(file=out, width=None if out.isatty() else WIDTH, markup=False, emoji=False, highlight=False)
    console.push_render_hook(_SafeHook())
    return console


def print_hanging(console: Console, lead: Text, text: Text) -> None:
    """Print a lead and a text that wraps below its own beginning; where the output is no terminal, all on one line."""
    if console.is_terminal:
        table = Table.grid()
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row(lead, text)
        console.print(table)
    else:
        console.print(lead, text, sep="", soft_wrap=True)


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
        table.add_row(safe_line(row["outlet"]), *counts, Text(row["verdict"], style=style))
    console.print(table)
    for row in run.outlets:
        for line in _lines(run, row["outlet"], row["verdict"], row["reason"]):
            console.print(safe_line(line), soft_wrap=True)


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
    lines += [f"  {outlet}: look at this ({name}): {told}" for slug, name, told in run.warnings if slug == outlet]
    return lines + [
        f"  {outlet}: its {_KINDS.get(source or '', 'listing')} {url} has brought nothing for "
        f"{nights} nights: run nightdesk probe {outlet}"
        for slug, source, url, nights in run.silent
        if slug == outlet
    ]
