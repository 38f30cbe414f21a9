"""The verb `explain`: shows the history of an article, or of an address that never became one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from flows.cli.arguments import TextOrJson
from flows.cli.output import print_answer
from flows.cli.verb import Verb, argument
from flows.config import data_folder


class Explain(Verb):
    """The whole story of a URL or an article: found, fetched, rejected, revised, gone, or why it was missed."""

    examples = (
        "nightdesk explain presstv:780227",
        "nightdesk explain https://www.presstv.ir/Detail/2026/03/01/900001/",
    )
    subject: Annotated[str, argument(metavar="URL_OR_ID", help="an address, or an article's id, as presstv:780227")]
    format: TextOrJson

    def run(self) -> int:
        """Explain the address; return the exit status."""
        from flows.outlets import all_outlets
        from flows.render.explain import show_explanation, write_explanation
        from warehouse.articles.explain import explain

        explanation = explain(data_folder().published, self.subject, all_outlets(), datetime.now(UTC))
        print_answer(self.format, explanation, show_explanation, write_explanation)
        return 0
