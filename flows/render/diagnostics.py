"""Shows what a check-up found: on a terminal a line for each thing, for programs as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from spiders.safe_text import safe_line
from warehouse.health.diagnostic import Diagnostic

_STYLES = {"ok": "green", "warn": "yellow", "wrong": "bold red"}


def show_diagnostics(diagnostics: tuple[Diagnostic, ...], console: Console) -> None:
    """Print one line a check, and what to do below it."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")  # a path is never cut
    for diagnostic in diagnostics:
        words = Text(safe_line(diagnostic.detail))
        if diagnostic.remedy:
            words.append(f"\n→ {safe_line(diagnostic.remedy)}", style=_STYLES[diagnostic.state])
        table.add_row(Text(diagnostic.state, style=_STYLES[diagnostic.state]), Text(diagnostic.check), words)
    console.print(table)


def write_diagnostics(diagnostics: tuple[Diagnostic, ...], out: TextIO) -> None:
    """Write the same as a JSON list."""
    json.dump([asdict(diagnostic) for diagnostic in diagnostics], out, ensure_ascii=False, indent=1)
    out.write("\n")
