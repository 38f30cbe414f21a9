"""The verb `backfill`: starts the backfill of days gone by, or the import of WARC files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from flows.cli.arguments import Outlets, Replay, absolute, check_crawl, check_outlets, day
from flows.cli.output import show_report
from flows.cli.verb import Verb, argument
from flows.errors import UsageError


class Backfill(Verb):
    """Days gone by from an archive, or the pages of any WARC."""

    examples = (
        "nightdesk backfill --from 2017-01-01 --to 2017-01-08 --outlet presstv",
        "nightdesk backfill --warc old-crawl.warc.gz --undeclared",
    )
    first: Annotated[date | None, argument("--from", type=day, metavar="DAY", help="the first day, as 2017-01-01")]
    last: Annotated[date | None, argument("--to", type=day, metavar="DAY", help="the last day, included")]
    warc: Annotated[
        list[str] | None,
        argument("--warc", nargs="+", metavar="FILE", help="load the pages of these WARC files instead"),
    ]
    undeclared: Annotated[
        bool, argument("--undeclared", action="store_true", help="take pages of undeclared outlets too")
    ]
    outlets: Outlets
    replay: Replay

    def run(self) -> int:
        """Crawl days gone by, or import WARC files; return the exit status."""
        from flows.orchestration.start import run_flow

        if self.warc:
            if self.first or self.last or self.replay or self.outlets:
                raise UsageError("--warc stands alone: it takes no --from, --to, --outlet or --replay")
            check_outlets(None, self.warc)
            return show_report(run_flow("import_files", files=absolute(self.warc), undeclared=self.undeclared))
        if self.first is None or self.last is None:
            raise UsageError("backfill needs --from DAY and --to DAY, or --warc FILE; see: nightdesk backfill --help")
        if self.last < self.first:
            raise UsageError(f"--to {self.last} lies before --from {self.first}")
        if self.last > datetime.now(UTC).date() and not self.replay:
            raise UsageError(f"--to {self.last} lies in the future: no archive has that day yet")
        if self.undeclared:
            raise UsageError("--undeclared goes with --warc alone")
        check_crawl(self.outlets, self.replay)
        return show_report(
            run_flow("backfill", first=self.first, last=self.last, outlets=self.outlets, replay=absolute(self.replay))
        )
