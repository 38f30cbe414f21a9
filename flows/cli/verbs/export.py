"""The verb `export`: articles as files for others."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from flows.cli.arguments import add_timeout
from flows.cli.running import at_work
from flows.cli.verb import Verb
from flows.config import data_folder
from warehouse.formats import EXPORT_FORMATS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is exported, how and where to."""
    parser.add_argument(
        "--format",
        dest="layout",  # of the files: what is printed is for people
        choices=EXPORT_FORMATS,
        default="parquet",
        help="default: parquet",
    )
    parser.add_argument(
        "--where",
        metavar="SQL",
        help="only the articles that fulfil this condition; where none does, nothing is written (exit status 3)",
    )
    parser.add_argument(
        "--to", required=True, metavar="DIR", help="a new or empty folder, or that of an earlier export"
    )
    add_timeout(parser, "the database", 3600)


def run(options: argparse.Namespace) -> int:
    """Export the articles; return the exit status."""
    from warehouse.query.export import Order, export

    data = data_folder()
    to = Path(options.to).expanduser().absolute()
    order = Order(layout=options.layout, where=options.where, seconds=options.timeout)
    with at_work(f"writing to {to}"):
        done = export(data.published, data.captures, to, order)
    articles = "1 article" if done.articles == 1 else f"{done.articles} articles"
    print(f"{articles} in {done.files} file{'' if done.files == 1 else 's'}: {to}")
    for each in done.missing:
        place = f"{each.warc_file}, offset {each.warc_offset}"
        print(f"nightdesk: {each.article_id} is missing: {each.why} ({place})", file=sys.stderr)
    return 3 if done.missing else 0


VERB = Verb(
    name="export",
    summary="articles as files for others, with a manifest and a dataset card; the same data gives the same bytes",
    examples=(
        "nightdesk export --format parquet --to dataset",
        "nightdesk export --format warc --where \"outlet = 'presstv'\" --to pages",
    ),
    add_arguments=add_arguments,
    run=run,
)
