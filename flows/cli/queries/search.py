"""The verb `search`: full-text search."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

from flows.cli.arguments import count, day, term
from flows.cli.output import spinner
from flows.cli.verb import Verb, argument
from flows.config import data_folder
from flows.errors import UsageError
from warehouse.query.output_formats import SEARCH_FORMATS


class Search(Verb):
    """Full text over headlines and bodies, best first, in any case, accent and letter form."""

    examples = (
        "nightdesk search harbour bridge -fire --since 2026-01-01",
        "nightdesk search '\"new bridge\"' --outlet presstv --format json",
    )
    terms: Annotated[
        list[str],
        argument(
            nargs="+",
            type=term,
            metavar="TERMS",
            help='words that must all occur; "a phrase" in quotes; -word for one that must not',
        ),
    ]
    outlet: Annotated[str | None, argument("--outlet", metavar="SLUG", help="only this outlet")]
    since: Annotated[
        date | None,
        argument("--since", type=day, metavar="DAY", help="published on this day (UTC) or after it"),
    ]
    until: Annotated[
        date | None, argument("--until", type=day, metavar="DAY", help="published on this day or before it")
    ]
    limit: Annotated[
        int, argument("--limit", type=count, default=20, metavar="N", help="how many to show (default: 20)")
    ]
    format: Annotated[str, argument("--format", choices=SEARCH_FORMATS, default="table", help="default: table")]

    def run(self) -> int:
        """Search the published copy; return the exit status."""
        from flows.render.search import show
        from warehouse.query.search import Within, search

        if self.since and self.until and self.until < self.since:
            raise UsageError(f"--until {self.until} lies before --since {self.since}")
        within = Within(outlet=self.outlet, since=self.since, until=self.until)
        with spinner("searching every text; --outlet and --since make it quicker"):
            answer = search(data_folder().published, " ".join(self.terms), within, self.limit)
        show(answer, self.format, sys.stdout, sys.stderr)
        return 0
