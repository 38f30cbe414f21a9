"""The verb `diff`: what an outlet changed in an article, word by word, and when."""

from __future__ import annotations

import argparse

from flows.cli.arguments import add_article, add_text_or_json
from flows.cli.running import tell_answer
from flows.cli.verb import Verb
from flows.config import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the article whose changes are shown."""
    add_article(parser, "only what this revision changed")
    add_text_or_json(parser)


def run(options: argparse.Namespace) -> int:
    """Show the changes; return the exit status."""
    from flows.declared import outlets
    from flows.render.diff import show_history, write_history
    from warehouse.articles.changes import history

    told = history(data_folder().published, options.subject, outlets(), options.revision)
    tell_answer(options.format, told, show_history, write_history)
    return 0


VERB = Verb(
    name="diff",
    summary="what an outlet changed in an article, word by word, and when",
    examples=(
        "nightdesk diff presstv:780227",
        "nightdesk diff presstv:780227 --revision 2 --format json",
    ),
    add_arguments=add_arguments,
    run=run,
)
