"""The verb `doctor`: the health check of a data folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from flows.cli.arguments import TextOrJson
from flows.cli.output import print_answer, spinner
from flows.cli.verb import Verb, argument
from flows.config import data_folder
from spiders.safe_text import safe_line


class Doctor(Verb):
    """A check-up: versions, disk, lock, warehouse, captures, published copy, outlets; what is wrong and what to do."""

    examples = (
        "nightdesk doctor",
        "nightdesk doctor --deep",
    )
    deep: Annotated[
        bool,
        argument(
            "--deep",
            action="store_true",
            help="read every record of every WARC and every block of the databases too: this alone finds damage in the "
            "middle of a file (a quick check-up finds crawl manifests and decisions that cannot be read, and WARCs "
            "that are missing, break off, or have no record where a crawl manifest names one)",
        ),
    ]
    format: TextOrJson

    def run(self) -> int:
        """Examine the data folder; return the exit status: 3 where anything is wrong, and a warning is none."""
        from flows.ops.doctor import examine
        from flows.render.diagnostics import show_diagnostics, write_diagnostics

        with spinner("looking at the data folder") as shown:

            def progress(doing: str) -> None:
                shown.update(safe_line(doing))

            diagnostics = examine(data_folder(), datetime.now(UTC), deep=self.deep, progress=progress)
        print_answer(self.format, diagnostics, show_diagnostics, write_diagnostics)
        return 3 if any(diagnostic.state == "wrong" for diagnostic in diagnostics) else 0
