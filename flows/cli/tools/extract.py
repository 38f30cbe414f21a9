"""The verb `extract`: extraction from saved pages, without a crawl and without a warehouse."""

from __future__ import annotations

import json
from typing import Annotated

from flows.cli.arguments import Workers
from flows.cli.verb import Verb, argument
from flows.errors import UsageError


class Extract(Verb):
    """Read saved pages and print a JSON line for each."""

    examples = (
        "nightdesk extract page.html --url https://www.taghribnews.com/en/news/712346",
        "nightdesk extract --list pages.tsv --workers 2",
    )
    file: Annotated[str | None, argument(nargs="?", metavar="FILE", help="a saved page, HTML or text, gzipped or not")]
    url: Annotated[str, argument("--url", default="", help="where the page came from")]
    outlet: Annotated[
        str | None, argument("--outlet", metavar="SLUG", help="whose page it is; else the owner of the URL")
    ]
    list: Annotated[str | None, argument("--list", metavar="TSV", help="many pages: a line each, file TAB url")]
    workers: Workers
    format = "jsonl"

    def run(self) -> int:
        """Read the pages; return the exit status, 3 where one of a list could not be read."""
        if self.list and self.url:
            raise UsageError("--url goes with one FILE: in a list, each line has its own")
        from flows.pipeline.saved_pages import extract, listed_pages, lone_page
        from transforms.article import Reason

        if self.list and not self.file:
            pages = listed_pages(self.list, self.outlet)
        elif self.file and not self.list:
            pages = lone_page(self.file, self.url, self.outlet)
        else:
            raise UsageError("extract takes one FILE, or --list TSV; see: nightdesk extract --help")
        missed = 0
        for line in extract(pages, self.workers):
            if line["rejection"] is not None and line["rejection"]["reason"] == Reason.UNREADABLE:
                if self.file:
                    raise UsageError(f"cannot read {self.file}: {line['rejection']['detail']}")
                missed += 1
            # What a page says may hold half a character (a lone surrogate), which no file can.
            print(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))
        return 3 if missed else 0
