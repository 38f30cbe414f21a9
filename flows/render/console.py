"""The console that every verb prints on: it makes text safe, and fits lines to the width of a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NoReturn, TextIO

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from spiders.safe_text import TerminalStream, safe_text

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
    """Print a lead and a text that wraps below its own beginning; where the output is no terminal, all on one line.

    A single word, such as an address, is never broken by us: whoever copies it has it whole.
    """
    if not lead.plain:
        console.print(text, soft_wrap=not console.is_terminal)
    elif console.is_terminal and " " in text.plain:
        table = Table.grid()
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row(lead, text)
        console.print(table)
    else:
        console.print(lead, text, sep="", soft_wrap=True)
