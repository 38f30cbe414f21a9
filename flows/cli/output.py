"""The output of verbs: a report or an answer on the terminal, and a spinner until it is there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO, TypeVar

from flows.config import data_folder
from spiders.safe_text import safe_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from flows.orchestration.runner import Report

T = TypeVar("T")


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


def spinner(doing: str) -> Status:
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
