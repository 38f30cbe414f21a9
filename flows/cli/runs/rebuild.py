"""The verb `rebuild`: starts the flow that builds the warehouse from the captures."""

from __future__ import annotations

from flows.cli.output import show_report
from flows.cli.verb import Verb


class Rebuild(Verb):
    """The warehouse again, from the captures alone."""

    examples = ("nightdesk rebuild",)

    def run(self) -> int:
        """Build the warehouse again; return the exit status."""
        from flows.orchestration.start import run_flow

        return show_report(run_flow("rebuild"))
