"""The verb `serve`: schedules the nightly flow, until it is stopped."""

from __future__ import annotations

from typing import Annotated

from flows.cli.arguments import Outlets, Replay, absolute, check_crawl, port
from flows.cli.verb import Verb, argument
from flows.config import data_folder


class Serve(Verb):
    """Keep the nightly run on its clock, with a Prefect server."""

    examples = ('nightdesk serve --cron "30 2 * * *" --zone Europe/Berlin',)
    cron: Annotated[str | None, argument("--cron", help="when, as a cron line (default: what prefect.yaml says)")]
    zone: Annotated[
        str | None, argument("--zone", help="the time zone of the cron line (default: what prefect.yaml says)")
    ]
    port: Annotated[int, argument("--port", type=port, default=4200, help="of the Prefect server (default: 4200)")]
    outlets: Outlets
    replay: Replay

    def run(self) -> int:
        """Serve the schedule until it is stopped; return the exit status."""
        check_crawl(self.outlets, self.replay)
        from flows.orchestration.schedule import Clock, planned_clock, serve

        planned = planned_clock()
        clock = Clock(
            planned.cron if self.cron is None else self.cron, planned.zone if self.zone is None else self.zone
        )
        serve(clock, self.port, data_folder(), self.outlets or [], absolute(self.replay) or [])
        return 0
