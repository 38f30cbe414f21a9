"""What verbs have in common: checks before they begin, and how an answer or a report is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from flows.config import check_admitted, data_folder
from flows.errors import UsageError
from spiders.safe_text import safe_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from flows.orchestration.runner import Report

T = TypeVar("T")


def check_outlets(outlets: list[str] | None, files: list[str] | None = None) -> None:
    """Refuse an unknown outlet or a missing file at once, before Prefect takes its seconds to start."""
    from flows.outlets import chosen_outlets

    chosen_outlets(outlets)
    if files and not any(Path(name).is_file() for name in files):
        raise UsageError("; ".join(f"there is no file {name}" for name in files))


def check_crawl(outlets: list[str] | None, files: list[str] | None) -> None:
    """Refuse what no crawl could begin with, too."""
    check_admitted()
    check_outlets(outlets, files)


def absolute(names: list[str] | None) -> list[str] | None:
    """Return file names as they are found from any folder; None where there are none."""
    return [str(Path(name).expanduser().absolute()) for name in names] if names else None


def show_report(report: Report) -> int:
    """Print how a flow ended and return its exit status."""
    from flows.render.console import terminal
    from flows.render.report import show_published, show_run

    if report.run is not None:
        show_run(report.run, terminal())
    for line in report.lines:
        print(f"nightdesk: {line}", file=sys.stderr)
    if report.run is not None:
        show_published(report.run, data_folder().published, terminal())
    return report.exit_status


def at_work(doing: str) -> Status:
    """Show whoever waits at a terminal that something is being done, until it is."""
    from flows.render.console import terminal

    return terminal(sys.stderr).status(safe_line(doing))


def print_answer(
    layout: str, answer: T, show: Callable[[T, Console], None], write: Callable[[T, TextIO], None]
) -> None:
    """Print an answer for a person on the terminal, or for a program as JSON."""
    from flows.render.console import terminal

    if layout == "json":
        write(answer, sys.stdout)
    else:
        show(answer, terminal())
