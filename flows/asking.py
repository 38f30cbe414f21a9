"""The verbs that ask the archive and change nothing in it."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from flows.arguments import add_sql
from flows.environment import data_folder


def _sql(options: argparse.Namespace) -> int:
    from warehouse.ask import ask  # noqa: PLC0415

    ask(data_folder().published, options.query, options.format, sys.stdout)
    return 0


#: Each of these verbs: what it does, its arguments, a line about it, examples.
ASKING: dict[str, tuple[Any, ...]] = {
    "sql": (
        _sql,
        (add_sql,),
        "ad-hoc SQL on the published copy, read-only",
        'nightdesk sql "SELECT outlet, count(*) FROM articles GROUP BY ALL" --format csv',
    ),
}
