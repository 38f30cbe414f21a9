"""The verb `search`: full text over headlines and bodies, best first, in any case, accent and letter form."""

from __future__ import annotations

import argparse
import sys

from flows.cli.arguments import count, day, term
from flows.cli.running import at_work
from flows.cli.verb import Verb
from flows.config import UsageError, data_folder
from warehouse.formats import SEARCH_FORMATS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the terms of a search, where to look and how the answer is printed."""
    parser.add_argument(
        "terms",
        nargs="+",
        type=term,
        metavar="TERMS",
        help='words that must all occur; "a phrase" in quotes; -word for one that must not',
    )
    parser.add_argument("--outlet", metavar="SLUG", help="only this outlet")
    parser.add_argument("--since", type=day, metavar="DAY", help="published on this day (UTC) or after it")
    parser.add_argument("--until", type=day, metavar="DAY", help="published on this day or before it")
    parser.add_argument("--limit", type=count, default=20, metavar="N", help="how many to show (default: 20)")
    parser.add_argument("--format", choices=SEARCH_FORMATS, default="table", help="default: table")


def run(options: argparse.Namespace) -> int:
    """Search the published copy; return the exit status."""
    from flows.render.search import show
    from warehouse.query.search import Within, search

    if options.since and options.until and options.until < options.since:
        raise UsageError(f"--until {options.until} lies before --since {options.since}")
    within = Within(outlet=options.outlet, since=options.since, until=options.until)
    with at_work("searching every text; --outlet and --since make it quicker"):
        answer = search(data_folder().published, " ".join(options.terms), within, options.limit)
    show(answer, options.format, sys.stdout, sys.stderr)
    return 0


VERB = Verb(
    name="search",
    summary="full text over headlines and bodies, best first, in any case, accent and letter form",
    examples=(
        "nightdesk search harbour bridge -fire --since 2026-01-01",
        "nightdesk search '\"new bridge\"' --outlet presstv --format json",
    ),
    add_arguments=add_arguments,
    run=run,
)
