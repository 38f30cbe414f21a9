"""The verb `sql`: ad-hoc SQL on the published copy, read-only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from flows.cli.arguments import add_timeout
from flows.cli.verb import Verb
from flows.config import UsageError, data_folder, in_words
from warehouse.formats import ANSWER_FORMATS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the query and how its answer is printed."""
    parser.add_argument("query", nargs="?", metavar="QUERY", help="DuckDB's SQL; - reads it from standard input")
    parser.add_argument("-f", "--file", metavar="FILE", help="read the query from this file")
    parser.add_argument("--format", choices=ANSWER_FORMATS, default="table", help="default: table")
    parser.add_argument("--to", metavar="FILE", help="write the answer to this file, all of it or nothing")
    add_timeout(parser, "the query", 300)


def run(options: argparse.Namespace) -> int:
    """Answer the query; return the exit status."""
    from warehouse.query.sql import ask

    query = read_query(options.query, options.file)
    to = Path(options.to).expanduser().absolute() if options.to else None
    ask(data_folder().published, query, options.format, sys.stdout, seconds=options.timeout, to=to)
    return 0


def read_query(typed: str | None, file: str | None) -> str:
    """Return the query that was typed, or that is in a file or on standard input."""
    if (typed is None) == (file is None):
        raise UsageError("sql takes one query: QUERY, -f FILE, or - for standard input; see: nightdesk sql --help")
    if typed is not None and typed != "-":
        return typed
    try:
        if file in (None, "-"):
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(str(file)).expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file or 'standard input'} is not a text in UTF-8") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {in_words(error)}") from error


VERB = Verb(
    name="sql",
    summary="ad-hoc SQL on the published copy, read-only",
    examples=(
        'nightdesk sql "SELECT outlet, headline FROM articles LIMIT 9" --format csv',
        "nightdesk sql -f question.sql --format parquet --to answer.parquet",
    ),
    add_arguments=add_arguments,
    run=run,
)
