"""The verb `rebuild`: the warehouse again, from the captures alone."""

from __future__ import annotations

import argparse

from flows.cli.running import show_report
from flows.cli.verb import Verb


def add_arguments(_: argparse.ArgumentParser) -> None:
    """Add nothing: it takes no arguments."""


def run(options: argparse.Namespace) -> int:
    """Build the warehouse again; return the exit status."""
    from flows.pipeline.start import run_flow

    return show_report(run_flow("rebuild"))


VERB = Verb(
    name="rebuild",
    summary="the warehouse again, from the captures alone",
    examples=("nightdesk rebuild",),
    add_arguments=add_arguments,
    run=run,
)
