"""The verb `sql`: answers a query in DuckDB's SQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from flows.cli.arguments import timeout
from flows.cli.verb import Verb, argument
from flows.config import data_folder
from flows.errors import UsageError
from spiders.errors import reason_of
from warehouse.query.output_formats import ANSWER_FORMATS


class Sql(Verb):
    """Ad-hoc SQL on the published copy, read-only."""

    examples = (
        'nightdesk sql "SELECT outlet, headline FROM articles LIMIT 9" --format csv',
        "nightdesk sql -f question.sql --format parquet --to answer.parquet",
    )
    query: Annotated[
        str | None, argument(nargs="?", metavar="QUERY", help="DuckDB's SQL; - reads it from standard input")
    ]
    file: Annotated[str | None, argument("-f", "--file", metavar="FILE", help="read the query from this file")]
    format: Annotated[str, argument("--format", choices=ANSWER_FORMATS, default="table", help="default: table")]
    to: Annotated[
        str | None, argument("--to", metavar="FILE", help="write the answer to this file, all of it or nothing")
    ]
    timeout: Annotated[float, timeout("the query", 300)]

    def run(self) -> int:
        """Answer the query; return the exit status."""
        from warehouse.query.sql import ask

        query = _read_query(self.query, self.file)
        to = Path(self.to).expanduser().absolute() if self.to else None
        ask(data_folder().published, query, self.format, sys.stdout, seconds=self.timeout, to=to)
        return 0


def _read_query(typed: str | None, file: str | None) -> str:
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
        raise UsageError(f"{file} cannot be read: {reason_of(error)}") from error
