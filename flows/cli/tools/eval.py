"""The verb `eval`: evaluation of the extraction by a corpus with gold."""

from __future__ import annotations

import sys
from typing import Annotated

from flows.cli.arguments import Workers, count
from flows.cli.verb import Verb, argument


class Eval(Verb):
    """Measure our reading of a corpus against its gold, beside plain trafilatura."""

    examples = ("nightdesk eval tests/pages --worst 5",)
    corpus: Annotated[str, argument(metavar="CORPUS", help="a folder with gold.jsonl and, for its pages, html/")]
    worst: Annotated[
        int, argument("--worst", type=count, default=0, metavar="N", help="name the N pages that we read worst")
    ]
    workers: Workers

    def run(self) -> int:
        """Print how well and how fast the pages are read, and those that we read worst; return the exit status."""
        from flows.pipeline.evaluation import evaluate
        from flows.render.evaluation import show_evaluation

        show_evaluation(evaluate(self.corpus, self.workers), self.worst, sys.stdout)
        return 0
