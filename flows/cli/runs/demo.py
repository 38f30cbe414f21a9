"""The verb `demo`: starts the nightly flow on recordings, in a data folder of its own."""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib import resources
from pathlib import Path

from flows.cli.verb import Verb
from flows.config import check_admitted, use_demo_folder

_NIGHTS = ("night-1.warc.gz", "night-2.warc.gz")
_QUESTIONS = (
    (
        "What did each outlet publish, day by day?",
        "FROM daily_counts ORDER BY day DESC, outlet LIMIT 8",
    ),
    (
        "What did an outlet change after publication?",
        "SELECT article_id, revision,\n"
        "  strftime(date_downloaded, '%d %b %H:%M') AS seen, headline\n"
        "FROM article_revisions\n"
        "WHERE article_id IN (\n"
        "  SELECT article_id FROM article_revisions WHERE revision > 1\n"
        ")\n"
        "ORDER BY article_id, revision",
    ),
)


#: What a person may ask then.
_TO_TYPE = (
    'sql "SELECT headline, article_body FROM articles LIMIT 3"',
    'sql "SELECT url, reason, detail FROM rejections"',
    "diff taghrib:712345",
)


class Demo(Verb):
    """Two recorded nights of made-up news, into demo/ beside your data."""

    examples = ("nightdesk demo",)

    def run(self) -> int:
        """Run both nights, show their tables and two questions with their answers; return the worse exit status."""
        check_admitted()
        from flows.orchestration.start import run_flow
        from flows.render.console import terminal
        from flows.render.report import shorter, show_run
        from warehouse.query.sql import ask

        folder = use_demo_folder()
        console = terminal()
        console.print("Two recorded nights of two outlets. Every page in them is made up.\n")
        worst = 0
        for number, name in enumerate(_NIGHTS, start=1):
            recording = resources.files("flows").joinpath("recordings", name)
            report = run_flow("nightly", replay=[str(recording)], volume=False)
            worst = max(worst, report.exit_status)
            if report.run is not None:
                console.print(f"\nNight {number}  {report.run.run_id}", style="bold")
                show_run(report.run, console)
        for question, query in _QUESTIONS:
            console.print(f"\n{question}", style="bold")
            console.print(query, style="dim")
            sys.stdout.flush()
            ask(folder.published, query, "table", sys.stdout)
        console.print("\nAsk it yourself:", style="bold")
        nightdesk = f"NEWS_DATA={shlex.quote(shorter(folder.root))} {_typed('nightdesk')}"
        for arguments in _TO_TYPE:
            console.print(f"  {nightdesk} {arguments}", soft_wrap=True)
        console.print(f"  {_typed('duckdb')} -readonly {shlex.quote(shorter(folder.published))}", soft_wrap=True)
        return worst


def _typed(command: str) -> str:
    """Return how a command that is installed beside this Python is typed in the present folder."""
    from flows.render.report import shorter

    installed = Path(sys.executable).parent / command
    found = shutil.which(command)
    if found and installed.exists() and Path(found).samefile(installed):
        return command
    return shlex.quote(shorter(installed))
