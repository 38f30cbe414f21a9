"""The verb `raw`: the capture of an article exactly as it was served, to standard output."""

from __future__ import annotations

import argparse
import sys

from flows.cli.arguments import add_article
from flows.cli.verb import Verb
from flows.config import UsageError, data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the article whose bytes are written, and whether their headers are too."""
    add_article(parser, "the capture that made this revision (default: the newest)")
    parser.add_argument("--headers", action="store_true", help="the status line and the headers first")


def run(options: argparse.Namespace) -> int:
    """Write the capture; return the exit status."""
    from flows.declared import outlets
    from warehouse.articles.original import find_original, head, read_original

    data = data_folder()
    if sys.stdout.isatty():
        raise UsageError("what was served may hold anything, and this is a terminal: redirect it, as with > page.html")
    original = find_original(data.published, options.subject, outlets(), options.revision)
    exchange = read_original(data.captures, original)
    if options.headers:
        sys.stdout.buffer.write(head(exchange))
    sys.stdout.buffer.write(exchange.payload)
    return 0


VERB = Verb(
    name="raw",
    summary="the capture of an article exactly as it was served, to standard output",
    examples=(
        "nightdesk raw presstv:780227 > page.html",
        "nightdesk raw presstv:780227 --revision 1 --headers",
    ),
    add_arguments=add_arguments,
    run=run,
)
