"""The verb `probe`: try each source of an outlet and three articles of each: what answers, what is read."""

from __future__ import annotations

import argparse

from flows.cli.arguments import add_replay
from flows.cli.running import absolute, check_crawl
from flows.cli.verb import Verb


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the outlet to probe."""
    parser.add_argument("slug", metavar="OUTLET", help="the outlet's slug, as presstv")
    add_replay(parser)


def run(options: argparse.Namespace) -> int:
    """Ask the sources; return the exit status."""
    check_crawl([options.slug], options.replay)
    from flows.cli.probe import probe
    from flows.render.console import terminal

    return probe(options.slug, tuple(absolute(options.replay) or ()), terminal())


VERB = Verb(
    name="probe",
    summary="try each source of an outlet and three articles of each: what answers, what is read",
    examples=("nightdesk probe taghrib",),
    add_arguments=add_arguments,
    run=run,
)
