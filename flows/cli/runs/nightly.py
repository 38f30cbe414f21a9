"""The verb `nightly`: starts the nightly flow by hand; by the clock, `serve` does."""

from __future__ import annotations

from flows.cli.arguments import Outlets, Replay, absolute, check_crawl
from flows.cli.output import show_report
from flows.cli.verb import Verb


class Nightly(Verb):
    """Crawl every outlet, parse, load, check, publish, report."""

    examples = ("nightdesk nightly --outlet presstv",)
    outlets: Outlets
    replay: Replay

    def run(self) -> int:
        """Crawl, load and publish; return the exit status."""
        check_crawl(self.outlets, self.replay)
        from flows.orchestration.start import run_flow

        return show_report(run_flow("nightly", outlets=self.outlets, replay=absolute(self.replay)))
