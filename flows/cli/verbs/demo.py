"""The verb `demo`: two recorded nights of made-up news, into demo/ beside your data."""

from __future__ import annotations

import argparse

from flows.cli.verb import Verb
from flows.config import check_admitted


def add_arguments(_: argparse.ArgumentParser) -> None:
    """Add nothing: it takes no arguments."""


def run(options: argparse.Namespace) -> int:
    """Run the demo; return the exit status."""
    check_admitted()
    from flows.cli.demo import demo

    return demo()


VERB = Verb(
    name="demo",
    summary="two recorded nights of made-up news, into demo/ beside your data",
    examples=("nightdesk demo",),
    add_arguments=add_arguments,
    run=run,
)
