"""The verb `explain`: the whole story of a URL or an article."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from flows.cli.arguments import add_text_or_json
from flows.cli.running import tell_answer
from flows.cli.verb import Verb
from flows.config import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to explain, and how it is told."""
    parser.add_argument("subject", metavar="URL_OR_ID", help="an address, or an article's id, as presstv:780227")
    add_text_or_json(parser)


def run(options: argparse.Namespace) -> int:
    """Explain the address; return the exit status."""
    from flows.declared import outlets
    from flows.render.explain import show_explanation, write_explanation
    from warehouse.articles.explain import explain

    told = explain(data_folder().published, options.subject, outlets(), datetime.now(UTC))
    tell_answer(options.format, told, show_explanation, write_explanation)
    return 0


VERB = Verb(
    name="explain",
    summary="the whole story of a URL or an article: found, fetched, rejected, revised, gone, or why it was missed",
    examples=(
        "nightdesk explain presstv:780227",
        "nightdesk explain https://www.presstv.ir/Detail/2026/03/01/900001/",
    ),
    add_arguments=add_arguments,
    run=run,
)
