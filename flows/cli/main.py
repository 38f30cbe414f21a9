"""The command line: one verb a job, one line an error, and an exit status that says how it ended."""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

from flows.cli.arguments import (
    Help,
    ShowVersions,
    add_backfill,
    add_completion,
    add_eval,
    add_extract,
    add_outlets,
    add_probe,
    add_replay,
    add_serve,
    terms_shielded,
)
from flows.cli.exit_status import STATUSES, status_of, told_of
from flows.cli.full_disk import full_disk
from flows.cli.reading_verbs import ASKING
from flows.config import UsageError, check_admitted, data_folder
from spiders.safe_text import TerminalStream, fit_for

if TYPE_CHECKING:
    from flows.pipeline.runs import Report


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
    for name, (act, arguments, text, *examples) in _VERBS.items():
        verb = verbs.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog="\n  ".join(["example:", *examples]),
            formatter_class=Help,
        )
        verb.set_defaults(verb=act, parser=verb)
        for add in arguments:
            add(verb)
    return parser


def _check(outlets: list[str] | None, files: list[str] | None = None) -> None:
    """Refuse an unknown outlet or a missing file at once, before Prefect takes its seconds to start."""
    from flows.declared import chosen  # noqa: PLC0415

    chosen(outlets)
    if files and not any(Path(name).is_file() for name in files):
        raise UsageError("; ".join(f"there is no file {name}" for name in files))


def _check_crawl(outlets: list[str] | None, files: list[str] | None) -> None:
    """Refuse what no crawl could begin with, too."""
    check_admitted()
    _check(outlets, files)


def _nightly(options: argparse.Namespace) -> int:
    _check_crawl(options.outlet, options.replay)
    from flows.pipeline.start import run_flow  # noqa: PLC0415

    return _shown(run_flow("nightly", outlets=options.outlet, replay=_absolute(options.replay)))


def _demo(options: argparse.Namespace) -> int:
    check_admitted()
    from flows.cli.demo import demo  # noqa: PLC0415

    return demo()


def _backfill(options: argparse.Namespace) -> int:
    from flows.pipeline.start import run_flow  # noqa: PLC0415

    if options.warc:
        if options.first or options.last or options.replay or options.outlet:
            raise UsageError("--warc stands alone: it takes no --from, --to, --outlet or --replay")
        _check(None, options.warc)
        return _shown(run_flow("import_files", files=_absolute(options.warc), undeclared=options.undeclared))
    if options.first is None or options.last is None:
        raise UsageError("backfill needs --from DAY and --to DAY, or --warc FILE; see: nightdesk backfill --help")
    if options.last < options.first:
        raise UsageError(f"--to {options.last} lies before --from {options.first}")
    if options.last > datetime.now(UTC).date() and not options.replay:
        raise UsageError(f"--to {options.last} lies in the future: no archive has that day yet")
    if options.undeclared:
        raise UsageError("--undeclared goes with --warc alone")
    _check_crawl(options.outlet, options.replay)
    return _shown(
        run_flow(
            "backfill",
            first=options.first,
            last=options.last,
            outlets=options.outlet,
            replay=_absolute(options.replay),
        )
    )


def _rebuild(options: argparse.Namespace) -> int:
    from flows.pipeline.start import run_flow  # noqa: PLC0415

    return _shown(run_flow("rebuild"))


def _extract(options: argparse.Namespace) -> int:
    from flows.cli.extract import extract  # noqa: PLC0415

    if options.list and options.url:
        raise UsageError("--url goes with one FILE: in a list, each line has its own")
    if bool(options.file) == bool(options.list):
        raise UsageError("extract takes one FILE, or --list TSV; see: nightdesk extract --help")
    return extract(options.file, options.list, options.url, options.outlet, options.workers, sys.stdout)


def _eval(options: argparse.Namespace) -> int:
    from flows.cli.evaluate import evaluate  # noqa: PLC0415

    return evaluate(options.corpus, options.worst, options.workers, sys.stdout)


def _probe(options: argparse.Namespace) -> int:
    _check_crawl([options.slug], options.replay)
    from flows.cli.probe import probe  # noqa: PLC0415
    from flows.render.console import terminal  # noqa: PLC0415

    return probe(options.slug, tuple(_absolute(options.replay) or ()), terminal())


def _serve(options: argparse.Namespace) -> int:
    _check_crawl(options.outlet, options.replay)
    from flows.ops.schedule import Clock, planned_clock, serve  # noqa: PLC0415

    planned = planned_clock()
    clock = Clock(
        planned.cron if options.cron is None else options.cron, planned.zone if options.zone is None else options.zone
    )
    serve(clock, options.port, data_folder(), options.outlet or [], _absolute(options.replay) or [])
    return 0


def _completion(options: argparse.Namespace) -> int:
    if options.shell == "outlets":
        from flows.declared import outlets  # noqa: PLC0415

        print("\n".join(outlets()))
        return 0
    from flows.cli.completion import script  # noqa: PLC0415

    print(script(_parser(), options.shell))
    return 0


def _absolute(names: list[str] | None) -> list[str] | None:
    return [str(Path(name).expanduser().absolute()) for name in names] if names else None


def _shown(report: Report) -> int:
    """Print how a flow ended and return its exit status."""
    from flows.render.console import terminal  # noqa: PLC0415
    from flows.render.report import show_published, show_run  # noqa: PLC0415

    if report.run is not None:
        show_run(report.run, terminal())
    for line in report.lines:
        print(f"nightdesk: {line}", file=sys.stderr)
    if report.run is not None:
        show_published(report.run, data_folder().published, terminal())
    return report.exit_status


#: Every verb: what it does, its arguments, a line about it, examples.
_VERBS: dict[str, tuple[Any, ...]] = {
    "nightly": (
        _nightly,
        (add_outlets, add_replay),
        "crawl every outlet, parse, load, check, publish, report",
        "nightdesk nightly --outlet presstv",
    ),
    "demo": (_demo, (), "two recorded nights of made-up news, into demo/ beside your data", "nightdesk demo"),
    "backfill": (
        _backfill,
        (add_backfill, add_outlets, add_replay),
        "days gone by from an archive, or the pages of any WARC",
        "nightdesk backfill --from 2017-01-01 --to 2017-01-08 --outlet presstv",
        "nightdesk backfill --warc old-crawl.warc.gz --undeclared",
    ),
    "rebuild": (_rebuild, (), "the warehouse again, from the captures alone", "nightdesk rebuild"),
    "extract": (
        _extract,
        (add_extract,),
        "read saved pages and print a JSON line for each",
        "nightdesk extract page.html --url https://www.taghribnews.com/en/news/712346",
        "nightdesk extract --list pages.tsv --workers 2",
    ),
    "eval": (
        _eval,
        (add_eval,),
        "measure our reading of a corpus against its gold, beside plain trafilatura",
        "nightdesk eval tests/pages --worst 5",
    ),
    "probe": (
        _probe,
        (add_probe, add_replay),
        "try each source of an outlet and three articles of each: what answers, what is read",
        "nightdesk probe taghrib",
    ),
    "serve": (
        _serve,
        (add_serve, add_outlets, add_replay),
        "keep the nightly run on its clock, with a Prefect server",
        'nightdesk serve --cron "30 2 * * *" --zone Europe/Berlin',
    ),
    **ASKING,
    "completion": (
        _completion,
        (add_completion,),
        "the script with which a shell completes verbs, options, outlets and files",
        'eval "$(nightdesk completion bash)"  # in ~/.bashrc',
        'eval "$(nightdesk completion zsh)"  # in ~/.zshrc, after compinit',
        "nightdesk completion fish > ~/.config/fish/completions/nightdesk.fish",
    ),
}
