"""The verb `eval`: measure our reading of a corpus against its gold, beside plain trafilatura."""

from __future__ import annotations

import argparse
import sys

from flows.cli.arguments import add_workers, count
from flows.cli.verb import Verb


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the corpus to measure by."""
    parser.add_argument("corpus", metavar="CORPUS", help="a folder with gold.jsonl and, for its pages, html/")
    parser.add_argument("--worst", type=count, default=0, metavar="N", help="name the N pages that we read worst")
    add_workers(parser)


def run(options: argparse.Namespace) -> int:
    """Measure the reading; return the exit status."""
    from flows.cli.evaluate import evaluate

    return evaluate(options.corpus, options.worst, options.workers, sys.stdout)


VERB = Verb(
    name="eval",
    summary="measure our reading of a corpus against its gold, beside plain trafilatura",
    examples=("nightdesk eval tests/pages --worst 5",),
    add_arguments=add_arguments,
    run=run,
)
