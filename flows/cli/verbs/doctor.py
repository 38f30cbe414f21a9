"""The verb `doctor`: a check-up."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from flows.cli.arguments import add_text_or_json
from flows.cli.running import at_work, tell_answer
from flows.cli.verb import Verb
from flows.config import data_folder
from spiders.safe_text import safe_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how far the check-up goes."""
    parser.add_argument(
        "--deep",
        action="store_true",
        help="read every record of every WARC and every block of the databases too: this alone finds damage in the "
        "middle of a file (a quick check-up finds manifests and decisions that cannot be read, and WARCs that are "
        "missing, break off, or have no record where a manifest names one)",
    )
    add_text_or_json(parser)


def run(options: argparse.Namespace) -> int:
    """Examine the data folder; return the exit status."""
    from flows.ops.doctor import examine, show_findings, status_of, write_findings

    with at_work("looking at the data folder") as shown:

        def tell(doing: str) -> None:
            shown.update(safe_line(doing))

        findings = examine(data_folder(), datetime.now(UTC), deep=options.deep, tell=tell)
    tell_answer(options.format, findings, show_findings, write_findings)
    return status_of(findings)


VERB = Verb(
    name="doctor",
    summary="a check-up: versions, disk, lock, warehouse, captures, published copy, outlets; what is wrong and what "
    "to do",
    examples=(
        "nightdesk doctor",
        "nightdesk doctor --deep",
    ),
    add_arguments=add_arguments,
    run=run,
)
