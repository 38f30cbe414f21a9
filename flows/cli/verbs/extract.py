"""The verb `extract`: read saved pages and print a JSON line for each."""

from __future__ import annotations

import argparse
import sys

from flows.cli.arguments import add_workers
from flows.cli.verb import Verb
from flows.config import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pages to read, one or a list."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="a saved page, HTML or text, gzipped or not")
    parser.add_argument("--url", default="", help="where the page came from")
    parser.add_argument("--outlet", metavar="SLUG", help="whose page it is; else the owner of the URL")
    parser.add_argument("--list", metavar="TSV", help="many pages: a line each, file TAB url")
    parser.set_defaults(format="jsonl")
    add_workers(parser)


def run(options: argparse.Namespace) -> int:
    """Read the pages; return the exit status."""
    from flows.cli.extract import extract

    if options.list and options.url:
        raise UsageError("--url goes with one FILE: in a list, each line has its own")
    if bool(options.file) == bool(options.list):
        raise UsageError("extract takes one FILE, or --list TSV; see: nightdesk extract --help")
    return extract(options.file, options.list, options.url, options.outlet, options.workers, sys.stdout)


VERB = Verb(
    name="extract",
    summary="read saved pages and print a JSON line for each",
    examples=(
        "nightdesk extract page.html --url https://www.taghribnews.com/en/news/712346",
        "nightdesk extract --list pages.tsv --workers 2",
    ),
    add_arguments=add_arguments,
    run=run,
)
