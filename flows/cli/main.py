"""The command line: one verb a job, one line an error, and an exit status that says how it ended."""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
import textwrap
from collections.abc import Sequence
from typing import NoReturn, TextIO, cast

from flows.cli.arguments import terms_shielded
from flows.cli.exit_status import STATUSES, line_of, status_of
from flows.cli.full_disk import full_disk
from flows.cli.queries.diff import Diff
from flows.cli.queries.explain import Explain
from flows.cli.queries.export import Export
from flows.cli.queries.raw import Raw
from flows.cli.queries.search import Search
from flows.cli.queries.sql import Sql
from flows.cli.runs.backfill import Backfill
from flows.cli.runs.demo import Demo
from flows.cli.runs.nightly import Nightly
from flows.cli.runs.rebuild import Rebuild
from flows.cli.runs.serve import Serve
from flows.cli.tools.completion import Completion
from flows.cli.tools.doctor import Doctor
from flows.cli.tools.eval import Eval
from flows.cli.tools.extract import Extract
from flows.cli.tools.probe import Probe
from flows.cli.verb import Verb
from spiders.safe_text import TerminalStream, fit_for

#: Every verb, in the order of the help.
VERBS: tuple[type[Verb], ...] = (
    *(Nightly, Demo, Backfill, Rebuild, Extract, Eval, Probe, Serve),
    *(Sql, Diff, Explain, Raw, Doctor, Search, Export, Completion),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Wraps sentences to the width of the terminal; indented lines are to be typed, and stay as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = text.splitlines()
        return "\n".join(line if line.startswith(" ") else textwrap.fill(line, width) for line in lines)


class _ShowVersions(argparse.Action):
    """The option that prints which versions are installed, and ends; they are looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print them."""
        from flows.versions import in_a_line, installed

        versions = installed()
        print(f"nightdesk {versions.pop('nightdesk')}\n{in_a_line(versions)}")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong on one line, and where to look."""
        self.exit(2, f"{self.prog}: {message}; see: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one verb and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a locale that is not UTF-8 has no letters for most of our news
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stderr = cast("TextIO", TerminalStream(sys.stderr))
    typed = terms_shielded(sys.argv[1:] if arguments is None else arguments)
    options, unknown = _parser().parse_known_args(typed)
    if unknown:
        options.parser.error(f"it does not take {' '.join(unknown)}")
    verb: Verb = options.verb(options)
    sys.stdout = fit_for(sys.stdout, verb.format)
    # Asked to stop (systemd, kill), we end as after Ctrl-C: the children are stopped too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for noisy in ("httpx", "trafilatura", "htmldate", "courlan", "charset_normalizer"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        status = verb.run()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output (head, less) has gone: nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        print("nightdesk: interrupted; run again to go on", file=sys.stderr)
        status = 130
    except Exception as error:
        known = status_of(error)
        full = full_disk(error, explained=known is not None)
        if known is None and full is None:
            raise
        status = 3 if full or known is None else known
        print(f"nightdesk: {full or line_of(error)}", file=sys.stderr)
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nightdesk",
        description="The night's news, in DuckDB. NEWS_DATA says where data lives (default: data/).",
        epilog=STATUSES,
        formatter_class=_Help,
    )
    parser.add_argument(
        "--version",
        action=_ShowVersions,
        nargs=0,
        default=argparse.SUPPRESS,
        help="which versions are installed, and exit",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for verb in VERBS:
        summary = verb.summary()
        added = verbs.add_parser(
            verb.name(),
            help=summary[0].lower() + summary[1:].removesuffix("."),
            description=summary,
            epilog="\n  ".join(["example:", *verb.examples]),
            formatter_class=_Help,
        )
        added.set_defaults(verb=verb, parser=added, root=parser)
        for attribute, argument in verb.arguments():
            added.add_argument(*argument.flags, dest=attribute, **argument.keywords)
    return parser
