"""The check-up: looks at all that a night and a question need, changes nothing, and says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.environment import DataFolder
from flows.locks import holder
from flows.surroundings import (
    examine_captures,
    examine_folder,
    examine_lock,
    examine_settings,
    examine_versions,
)
from spiders.terminal_text import safe_line
from warehouse.condition import examine_published, examine_run, examine_warehouse
from warehouse.finding import Finding

_STYLES = {"ok": "green", "warn": "yellow", "wrong": "bold red"}


def examine(data: DataFolder, now: datetime) -> tuple[Finding, ...]:
    """Return what is found, one finding a check."""
    return tuple(_findings(data, now))


def _findings(data: DataFolder, now: datetime) -> Iterator[Finding]:
    yield from examine_versions()
    yield from examine_folder(data)
    yield examine_lock(data)
    # Even a reader would make a run fail that opens the warehouse at that moment.
    if holder(data.root / "run.lock") is None:
        found, contents = examine_warehouse(data.warehouse)
        yield from found
        if contents is not None:
            yield from examine_run(contents, now)
            yield from examine_captures(data, contents)
    yield from examine_published(data.published, now)
    yield from examine_settings()


def show_findings(findings: tuple[Finding, ...], console: Console) -> None:
    """Print one line a check, and what to do below it."""
    table = Table.grid(padding=(0, 2))
    for finding in findings:
        told = Text(safe_line(finding.told))
        if finding.remedy:
            told.append(f"\n→ {safe_line(finding.remedy)}", style=_STYLES[finding.state])
        table.add_row(Text(finding.state, style=_STYLES[finding.state]), Text(finding.check), told)
    console.print(table)


def write_findings(findings: tuple[Finding, ...], out: TextIO) -> None:
    """Write the same as a JSON list."""
    json.dump([asdict(finding) for finding in findings], out, ensure_ascii=False, indent=1)
    out.write("\n")


def status_of(findings: tuple[Finding, ...]) -> int:
    """Return the exit status: 3 where anything is wrong; a warning is none."""
    return 3 if any(finding.state == "wrong" for finding in findings) else 0
