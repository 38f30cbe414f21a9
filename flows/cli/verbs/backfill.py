"""The verb `backfill`: days gone by from an archive, or the pages of any WARC."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from flows.cli.arguments import add_outlets, add_replay, day
from flows.cli.running import absolute, check_crawl, check_outlets, show_report
from flows.cli.verb import Verb
from flows.config import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the days or files of a backfill."""
    parser.add_argument("--from", dest="first", type=day, metavar="DAY", help="the first day, as 2017-01-01")
    parser.add_argument("--to", dest="last", type=day, metavar="DAY", help="the last day, included")
    parser.add_argument("--warc", nargs="+", metavar="FILE", help="load the pages of these WARC files instead")
    parser.add_argument("--undeclared", action="store_true", help="take pages of undeclared outlets too")
    add_outlets(parser)
    add_replay(parser)


def run(options: argparse.Namespace) -> int:
    """Crawl days gone by, or import WARC files; return the exit status."""
    from flows.pipeline.start import run_flow

    if options.warc:
        if options.first or options.last or options.replay or options.outlet:
            raise UsageError("--warc stands alone: it takes no --from, --to, --outlet or --replay")
        check_outlets(None, options.warc)
        return show_report(run_flow("import_files", files=absolute(options.warc), undeclared=options.undeclared))
    if options.first is None or options.last is None:
        raise UsageError("backfill needs --from DAY and --to DAY, or --warc FILE; see: nightdesk backfill --help")
    if options.last < options.first:
        raise UsageError(f"--to {options.last} lies before --from {options.first}")
    if options.last > datetime.now(UTC).date() and not options.replay:
        raise UsageError(f"--to {options.last} lies in the future: no archive has that day yet")
    if options.undeclared:
        raise UsageError("--undeclared goes with --warc alone")
    check_crawl(options.outlet, options.replay)
    return show_report(
        run_flow(
            "backfill",
            first=options.first,
            last=options.last,
            outlets=options.outlet,
            replay=absolute(options.replay),
        )
    )


VERB = Verb(
    name="backfill",
    summary="days gone by from an archive, or the pages of any WARC",
    examples=(
        "nightdesk backfill --from 2017-01-01 --to 2017-01-08 --outlet presstv",
        "nightdesk backfill --warc old-crawl.warc.gz --undeclared",
    ),
    add_arguments=add_arguments,
    run=run,
)
