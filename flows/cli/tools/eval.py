"""The verb `eval`: evaluation of the extraction by a corpus with gold."""

from __future__ import annotations

import argparse
import sys
from typing import Annotated

from flows.cli.arguments import Workers, count
from flows.cli.verb import Verb, argument


def _peers(text: str) -> list[str]:
    """Return the names of extractors that a word sets apart by commas."""
    from transforms.extractors.peers import PEERS

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in PEERS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown) or text!r} is no extractor: {', '.join(PEERS)}")
    return list(dict.fromkeys(names))


class Eval(Verb):
    """Measure our reading of a corpus against its gold, beside plain trafilatura."""

    examples = (
        "nightdesk eval tests/pages --worst 5",
        "nightdesk eval tests/pages --against readability --report eval.md",
    )
    corpus: Annotated[str, argument(metavar="CORPUS", help="a folder with gold.jsonl and, for its pages, html/")]
    worst: Annotated[
        int, argument("--worst", type=count, default=0, metavar="N", help="name the N pages that we read worst")
    ]
    against: Annotated[
        list[str],
        argument(
            "--against",
            type=_peers,
            default=[],
            metavar="NAMES",
            help="also measure newspaper4k, news-please, readability: those named, set apart by commas, if installed",
        ),
    ]
    report: Annotated[
        str | None, argument("--report", metavar="FILE.md", help="also write all figures to a file, in Markdown")
    ]
    workers: Workers

    def run(self) -> int:
        """Print how well and how fast the pages are read, and those that we read worst; return the exit status."""
        from flows.pipeline.evaluation import evaluate, report_to, write_report
        from flows.render.evaluation import markdown, show_evaluation
        from transforms.extractors.peers import PEERS, installed

        against = [name for name in self.against if installed(name)]
        if missing := [PEERS[name].package for name in self.against if name not in against]:
            sys.stderr.write(f"nightdesk: not installed, and so not measured: {', '.join(missing)}\n")
        report = report_to(self.report) if self.report is not None else None
        pages = evaluate(self.corpus, self.workers, against)
        show_evaluation(pages, self.worst, sys.stdout)
        if report:
            write_report(report, markdown(pages, self.worst))
        return 0
