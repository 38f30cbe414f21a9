"""The verb `diff`: shows the revisions of an article."""

from __future__ import annotations

from typing import Annotated

from flows.cli.arguments import ArticleId, TextOrJson, revision
from flows.cli.output import print_answer
from flows.cli.verb import Verb
from flows.config import data_folder


class Diff(Verb):
    """What an outlet changed in an article, word by word, and when."""

    examples = (
        "nightdesk diff presstv:780227",
        "nightdesk diff presstv:780227 --revision 2 --format json",
    )
    subject: ArticleId
    revision: Annotated[int | None, revision("only what this revision changed")]
    format: TextOrJson

    def run(self) -> int:
        """Show the changes; return the exit status."""
        from flows.outlets import all_outlets
        from flows.render.diff import show_history, write_history
        from warehouse.articles.changes import history

        changes = history(data_folder().published, self.subject, all_outlets(), self.revision)
        print_answer(self.format, changes, show_history, write_history)
        return 0
