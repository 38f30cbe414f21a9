"""The verb `nightly`: crawl every outlet, parse, load, check, publish, report."""

from __future__ import annotations

import argparse

from flows.cli.arguments import add_outlets, add_replay
from flows.cli.running import absolute, check_crawl, show_report
from flows.cli.verb import Verb


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of outlets and the recordings."""
    add_outlets(parser)
    add_replay(parser)


def run(options: argparse.Namespace) -> int:
    """Crawl, load and publish; return the exit status."""
    check_crawl(options.outlet, options.replay)
    from flows.pipeline.start import run_flow

    return show_report(run_flow("nightly", outlets=options.outlet, replay=absolute(options.replay)))


VERB = Verb(
    name="nightly",
    summary="crawl every outlet, parse, load, check, publish, report",
    examples=("nightdesk nightly --outlet presstv",),
    add_arguments=add_arguments,
    run=run,
)
