"""The verb `probe`: a trial crawl of one outlet, with nothing loaded."""

from __future__ import annotations

from typing import Annotated

from flows.cli.arguments import Replay, absolute, check_crawl
from flows.cli.verb import Verb, argument


class Probe(Verb):
    """Try each source of an outlet and three articles of each: what answers, what is read."""

    examples = ("nightdesk probe taghrib",)
    slug: Annotated[str, argument(metavar="OUTLET", help="the outlet's slug, as presstv")]
    replay: Replay

    def run(self) -> int:
        """Ask the sources; return the exit status."""
        check_crawl([self.slug], self.replay)
        from flows.outlets import chosen_outlets
        from flows.pipeline.crawl import clock_of
        from flows.pipeline.probe import ARTICLES, probe
        from flows.render.console import terminal
        from flows.render.probe import show_probe

        outlet, replay, console = chosen_outlets([self.slug])[self.slug], absolute(self.replay) or [], terminal()
        clock = clock_of(replay)
        console.print(f"Probing {outlet.name}: its sources, and up to {ARTICLES} articles of each ...")
        probed = probe(outlet, clock, replay)
        show_probe(probed, console)
        return probed.exit_status
