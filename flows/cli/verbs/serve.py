"""The verb `serve`: keep the nightly run on its clock, with a Prefect server."""

from __future__ import annotations

import argparse

from flows.cli.arguments import add_outlets, add_replay, port
from flows.cli.running import absolute, check_crawl
from flows.cli.verb import Verb
from flows.config import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add when to run, and the port of the Prefect server."""
    parser.add_argument("--cron", help="when, as a cron line (default: what prefect.yaml says)")
    parser.add_argument("--zone", help="the time zone of the cron line (default: what prefect.yaml says)")
    parser.add_argument("--port", type=port, default=4200, help="of the Prefect server (default: 4200)")
    add_outlets(parser)
    add_replay(parser)


def run(options: argparse.Namespace) -> int:
    """Serve the schedule until it is told to stop; return the exit status."""
    check_crawl(options.outlet, options.replay)
    from flows.ops.schedule import Clock, planned_clock, serve

    planned = planned_clock()
    clock = Clock(
        planned.cron if options.cron is None else options.cron, planned.zone if options.zone is None else options.zone
    )
    serve(clock, options.port, data_folder(), options.outlet or [], absolute(options.replay) or [])
    return 0


VERB = Verb(
    name="serve",
    summary="keep the nightly run on its clock, with a Prefect server",
    examples=('nightdesk serve --cron "30 2 * * *" --zone Europe/Berlin',),
    add_arguments=add_arguments,
    run=run,
)
