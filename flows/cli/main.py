"""The command line: one verb a job, one line an error, and an exit status that says how it ended."""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO, cast

from flows.cli.arguments import Help, ShowVersions, terms_shielded
from flows.cli.exit_status import STATUSES, status_of, told_of
from flows.cli.full_disk import full_disk
from flows.cli.verb import Verb
from flows.cli.verbs import (
    backfill,
    completion,
    demo,
    diff,
    doctor,
    evaluation,
    explain,
    export,
    extract,
    nightly,
    probe,
    raw,
    rebuild,
    search,
    serve,
    sql,
)
from spiders.safe_text import TerminalStream, fit_for

#: Every verb, in the order of the help.
VERBS: dict[str, Verb] = {
    module.VERB.name: module.VERB
    for module in (
        nightly,
        demo,
        backfill,
        rebuild,
        extract,
        evaluation,
        probe,
        serve,
        sql,
        diff,
        explain,
        raw,
        doctor,
        search,
        export,
        completion,
    )
}


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
    sys.stdout = fit_for(sys.stdout, getattr(options, "format", "text"))
    # Told to stop (systemd, kill), we end as after Ctrl-C: the children are told too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for noisy in ("httpx", "trafilatura", "htmldate", "courlan", "charset_normalizer"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        status = options.verb(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output (head, less) has gone: nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        print("nightdesk: interrupted; run again to go on", file=sys.stderr)
        status = 130
    except Exception as error:
        status = status_of(error)
        full = full_disk(error, explained=status is not None)
        if status is None and full is None:
            raise
        status = 3 if full else status
        print(f"nightdesk: {full or told_of(error)}", file=sys.stderr)
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nightdesk",
        description="The night's news, in DuckDB. NEWS_DATA says where data lives (default: data/).",
        epilog=STATUSES,
        formatter_class=Help,
    )
    parser.add_argument("--version", action=ShowVersions, help="which versions are installed, and exit")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for verb in VERBS.values():
        added = verbs.add_parser(
            verb.name,
            help=verb.summary,
            description=verb.summary[0].upper() + verb.summary[1:] + ".",
            epilog="\n  ".join(["example:", *verb.examples]),
            formatter_class=Help,
        )
        added.set_defaults(verb=verb.run, parser=added, root=parser)
        verb.add_arguments(added)
    return parser
