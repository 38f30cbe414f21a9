"""The verb `raw`: writes the bytes of a capture."""

from __future__ import annotations

import sys
from typing import Annotated

from flows.cli.arguments import ArticleId, revision
from flows.cli.verb import Verb, argument
from flows.config import data_folder
from flows.errors import UsageError


class Raw(Verb):
    """The capture of an article exactly as it was served, to standard output."""

    examples = (
        "nightdesk raw presstv:780227 > page.html",
        "nightdesk raw presstv:780227 --revision 1 --headers",
    )
    subject: ArticleId
    revision: Annotated[int | None, revision("the capture that made this revision (default: the newest)")]
    headers: Annotated[bool, argument("--headers", action="store_true", help="the status line and the headers first")]

    def run(self) -> int:
        """Write the capture; return the exit status."""
        from flows.outlets import all_outlets
        from warehouse.articles.original import find_original, head, read_original

        data = data_folder()
        if sys.stdout.isatty():
            raise UsageError(
                "what was served may hold anything, and this is a terminal: redirect it, as with > page.html"
            )
        original = find_original(data.published, self.subject, all_outlets(), self.revision)
        exchange = read_original(data.store, original)
        if self.headers:
            sys.stdout.buffer.write(head(exchange))
        sys.stdout.buffer.write(exchange.payload)
        return 0
