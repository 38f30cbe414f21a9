"""The command line: one verb a job, one line an error, and an exit status that says how it ended."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from flows.environment import LockHeld, UsageError, data_folder, prepare_prefect, run_lock

if TYPE_CHECKING:
    from flows.runs import Report

EXIT_STATUSES = """exit status:
  0 good   2 usage or bad input   3 degraded or partial   4 checks failed, nothing published
  5 no listing of any outlet answered   6 another run holds the lock"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong on one line, and where to look."""
        self.exit(2, f"{self.prog}: {message}; see: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one verb and end the process with its exit status."""
    options = _parser().parse_args(arguments)
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
        status = _status_of(error)
        if status is None:
            raise
        print(f"nightdesk: {error}", file=sys.stderr)
    sys.exit(status)


def _status_of(error: BaseException) -> int | None:
    """Return the exit status of an error that is told in one line; None for a bug of ours."""
    from warehouse.ask import AskError  # noqa: PLC0415
    from warehouse.publish import ChecksFailed, PublishError  # noqa: PLC0415
    from warehouse.store import WarehouseError  # noqa: PLC0415

    if isinstance(error, (UsageError, AskError, WarehouseError)):
        return 2
    if isinstance(error, (ChecksFailed, PublishError)):
        return 4
    return 6 if isinstance(error, LockHeld) else None


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nightdesk",
        description="The night's news, in DuckDB. NEWS_DATA says where data lives (default: data/).",
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, act: Callable[[argparse.Namespace], int], text: str, example: str) -> _Parser:
        added: _Parser = verbs.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(verb=act)
        return added

    nightly = verb("nightly", _nightly, "crawl every outlet, parse, load, check, publish, report",
                   "nightdesk nightly --outlet presstv")  # fmt: skip
    _add_outlets(nightly)
    _add_replay(nightly)
    verb("demo", _demo, "two recorded nights of made-up news, into demo/ beside your data", "nightdesk demo")
    backfill = verb("backfill", _backfill, "days gone by from an archive, or the pages of any WARC",
                    "nightdesk backfill --from 2017-01-01 --to 2017-01-08 --outlet presstv\n"
                    "  nightdesk backfill --warc old-crawl.warc.gz --undeclared")  # fmt: skip
    backfill.add_argument("--from", dest="first", type=_day, metavar="DAY", help="the first day, as 2017-01-01")
    backfill.add_argument("--to", dest="last", type=_day, metavar="DAY", help="the last day, included")
    backfill.add_argument("--warc", nargs="+", metavar="FILE", help="load the pages of these WARC files instead")
    backfill.add_argument("--undeclared", action="store_true", help="take pages of undeclared outlets too")
    _add_outlets(backfill)
    _add_replay(backfill)
    verb("rebuild", _rebuild, "the warehouse again, from the captures alone", "nightdesk rebuild")
    extract = verb("extract", _extract, "read saved pages and print a JSON line for each",
                   "nightdesk extract page.html --url https://www.presstv.ir/Detail/2019/09/23/606960/\n"
                   "  nightdesk extract --list pages.tsv --workers 2")  # fmt: skip
    extract.add_argument("file", nargs="?", metavar="FILE", help="a saved page, HTML or text, gzipped or not")
    extract.add_argument("--url", default="", help="where the page came from")
    extract.add_argument("--outlet", metavar="SLUG", help="whose page it is; else the owner of the URL")
    extract.add_argument("--list", metavar="TSV", help="many pages: a line each, file TAB url")
    extract.add_argument("--workers", type=_count, metavar="N", help="processes to use (default: all cores)")
    sql = verb("sql", _sql, "ad-hoc SQL on the published copy, read-only",
               'nightdesk sql "SELECT outlet, count(*) FROM articles GROUP BY ALL" --format csv')  # fmt: skip
    sql.add_argument("query", metavar="QUERY", help="one statement of DuckDB's SQL")
    sql.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    serve = verb("serve", _serve, "keep the nightly run on its clock, with a Prefect server",
                 'nightdesk serve --cron "30 2 * * *" --zone Europe/Berlin')  # fmt: skip
    serve.add_argument("--cron", help="when, as a cron line (default: what prefect.yaml says)")
    serve.add_argument("--zone", help="the time zone of the cron line (default: what prefect.yaml says)")
    serve.add_argument("--port", type=_count, default=4200, help="of the Prefect server (default: 4200)")
    _add_outlets(serve)
    _add_replay(serve)
    return parser


def _add_outlets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--outlet", action="append", metavar="SLUG", help="only this outlet; repeatable")


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--replay",
        action="append",
        metavar="FILE",
        help="answer from this recording (WARC), no network; repeatable",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2017-01-31") from None


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _nightly(options: argparse.Namespace) -> int:
    from flows.start import run_flow  # noqa: PLC0415

    return _shown(run_flow("nightly", outlets=options.outlet, replay=_absolute(options.replay)))


def _demo(options: argparse.Namespace) -> int:
    from flows.demo import demo  # noqa: PLC0415

    return demo()


def _backfill(options: argparse.Namespace) -> int:
    from flows.start import run_flow  # noqa: PLC0415

    if options.warc:
        if options.first or options.last or options.replay:
            raise UsageError("--warc stands alone: it takes no --from, --to or --replay")
        return _shown(run_flow("import_files", files=_absolute(options.warc), undeclared=options.undeclared))
    if options.first is None or options.last is None:
        raise UsageError("backfill needs --from DAY and --to DAY, or --warc FILE; see: nightdesk backfill --help")
    if options.last < options.first:
        raise UsageError(f"--to {options.last} lies before --from {options.first}")
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
    from flows.start import run_flow  # noqa: PLC0415

    return _shown(run_flow("rebuild"))


def _extract(options: argparse.Namespace) -> int:
    from flows.extract import extract  # noqa: PLC0415

    if bool(options.file) == bool(options.list):
        raise UsageError("extract takes one FILE, or --list TSV; see: nightdesk extract --help")
    return extract(options.file, options.list, options.url, options.outlet, options.workers, sys.stdout)


def _sql(options: argparse.Namespace) -> int:
    from warehouse.ask import ask  # noqa: PLC0415

    ask(data_folder().published, options.query, options.format, sys.stdout)
    return 0


def _serve(options: argparse.Namespace) -> int:
    data = data_folder()
    with run_lock(data):  # only to say at once that the folder can be used
        pass
    prepare_prefect(data, quiet=False)
    from flows.schedule import Clock, planned_clock, serve  # noqa: PLC0415

    planned = planned_clock()
    clock = Clock(options.cron or planned.cron, options.zone or planned.zone)
    serve(clock, options.port, options.outlet or [], _absolute(options.replay) or [])
    return 0


def _absolute(names: list[str] | None) -> list[str] | None:
    return [str(Path(name).expanduser().absolute()) for name in names] if names else None


def _shown(report: Report) -> int:
    """Print how a flow ended and return its exit status."""
    from rich.console import Console  # noqa: PLC0415

    from flows.report import show_run  # noqa: PLC0415

    if report.run is not None:
        show_run(report.run, Console(width=None if sys.stdout.isatty() else 160))
    for line in report.lines:
        print(f"nightdesk: {line}", file=sys.stderr)
    return report.exit_status
