"""What each verb of the command line takes, and what its words must look like."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

#: No argument of a command line can begin with it.
_SHIELD = "\0"
#: The largest number of anything that may be asked for.
_MOST = 1_000_000


class Help(argparse.RawDescriptionHelpFormatter):
    """Wraps sentences to the width of the terminal; indented lines are to be typed, and stay as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = text.splitlines()
        return "\n".join(line if line.startswith(" ") else textwrap.fill(line, width) for line in lines)


class ShowVersions(argparse.Action):
    """The option that prints which versions are installed, and ends; they are looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        """Print them."""
        from flows.versions import in_a_line, installed  # noqa: PLC0415

        versions = installed()
        print(f"nightdesk {versions.pop('nightdesk')}\n{in_a_line(versions)}")
        parser.exit()


def add_backfill(parser: argparse.ArgumentParser) -> None:
    """Add the days or files of a backfill."""
    parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="the first day, as 2017-01-01")
    parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help="the last day, included")
    parser.add_argument("--warc", nargs="+", metavar="FILE", help="load the pages of these WARC files instead")
    parser.add_argument("--undeclared", action="store_true", help="take pages of undeclared outlets too")


def add_extract(parser: argparse.ArgumentParser) -> None:
    """Add the pages to read, one or a list."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="a saved page, HTML or text, gzipped or not")
    parser.add_argument("--url", default="", help="where the page came from")
    parser.add_argument("--outlet", metavar="SLUG", help="whose page it is; else the owner of the URL")
    parser.add_argument("--list", metavar="TSV", help="many pages: a line each, file TAB url")
    parser.set_defaults(format="jsonl")
    _add_workers(parser)


def add_eval(parser: argparse.ArgumentParser) -> None:
    """Add the corpus to measure by."""
    parser.add_argument("corpus", metavar="CORPUS", help="a folder with gold.jsonl and, for its pages, html/")
    parser.add_argument("--worst", type=_count, default=0, metavar="N", help="name the N pages that we read worst")
    _add_workers(parser)


def _add_workers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=_count, metavar="N", help="processes to use (default: all cores)")


def add_completion(parser: argparse.ArgumentParser) -> None:
    """Add the shell to write for."""
    parser.add_argument(
        "shell",
        choices=("bash", "zsh", "fish", "outlets"),
        help="the shell; outlets: the slugs, a line each, as the scripts ask for them",
    )
    parser.set_defaults(format="script")


def add_probe(parser: argparse.ArgumentParser) -> None:
    """Add the outlet to probe."""
    parser.add_argument("slug", metavar="OUTLET", help="the outlet's slug, as presstv")


def add_sql(parser: argparse.ArgumentParser) -> None:
    """Add the query and how its answer is printed."""
    parser.add_argument("query", nargs="?", metavar="QUERY", help="DuckDB's SQL; - reads it from standard input")
    parser.add_argument("-f", "--file", metavar="FILE", help="read the query from this file")
    formats = ("table", "csv", "json", "jsonl", "parquet")
    parser.add_argument("--format", choices=formats, default="table", help="default: table")
    parser.add_argument("--to", metavar="FILE", help="write the answer to this file, all of it or nothing")
    _add_timeout(parser, "the query", 300)


def _add_timeout(parser: argparse.ArgumentParser, what: str, default: int) -> None:
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=default,
        metavar="SECONDS",
        help=f"interrupt {what} after so long (default: {default}; 0: never)",
    )


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Add how far the check-up goes."""
    parser.add_argument(
        "--deep",
        action="store_true",
        help="read every record of every WARC and every block of the databases too: this alone finds damage in the "
        "middle of a file (a quick check-up finds manifests and decisions that cannot be read, and WARCs that are "
        "missing, break off, or have no record where a manifest names one)",
    )
    add_text_or_json(parser)


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Add the article whose changes are shown."""
    _add_article(parser, "only what this revision changed")
    add_text_or_json(parser)


def add_raw(parser: argparse.ArgumentParser) -> None:
    """Add the article whose bytes are written, and whether their headers are too."""
    _add_article(parser, "the capture that made this revision (default: the newest)")
    parser.add_argument("--headers", action="store_true", help="the status line and the headers first")


def _add_article(parser: argparse.ArgumentParser, revision: str) -> None:
    parser.add_argument("subject", metavar="ARTICLE_ID", help="the article's id, as presstv:780227, or its URL")
    parser.add_argument("--revision", type=_count, metavar="N", help=revision)


def add_explain(parser: argparse.ArgumentParser) -> None:
    """Add what to explain, and how it is told."""
    parser.add_argument("subject", metavar="URL_OR_ID", help="an address, or an article's id, as presstv:780227")
    add_text_or_json(parser)


def add_text_or_json(parser: argparse.ArgumentParser) -> None:
    """Add how the answer is told."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def add_search(parser: argparse.ArgumentParser) -> None:
    """Add the terms of a search, where to look and how the answer is printed."""
    parser.add_argument(
        "terms",
        nargs="+",
        type=_term,
        metavar="TERMS",
        help='words that must all occur; "a phrase" in quotes; -word for one that must not',
    )
    parser.add_argument("--outlet", metavar="SLUG", help="only this outlet")
    parser.add_argument("--since", type=_day, metavar="DAY", help="published on this day (UTC) or after it")
    parser.add_argument("--until", type=_day, metavar="DAY", help="published on this day or before it")
    parser.add_argument("--limit", type=_count, default=20, metavar="N", help="how many to show (default: 20)")
    parser.add_argument("--format", choices=("table", "json", "jsonl"), default="table", help="default: table")


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add what is exported, how and where to."""
    parser.add_argument(
        "--format",
        dest="layout",  # of the files: what is printed is for people
        choices=("parquet", "jsonl", "csv", "warc"),
        default="parquet",
        help="default: parquet",
    )
    parser.add_argument(
        "--where",
        metavar="SQL",
        help="only the articles that fulfil this condition; where none does, nothing is written (exit status 3)",
    )
    parser.add_argument(
        "--to", required=True, metavar="DIR", help="a new or empty folder, or that of an earlier export"
    )
    _add_timeout(parser, "the database", 3600)


def terms_shielded(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with words to leave out marked: `-fire` looks like an option to argparse."""
    if not arguments or arguments[0] != "search":
        return list(arguments)
    return [
        _SHIELD + word if word.startswith("-") and not word.startswith("--") and word != "-h" else word
        for word in arguments
    ]


def _term(word: str) -> str:
    return word.removeprefix(_SHIELD)


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add when to run, and the port of the Prefect server."""
    parser.add_argument("--cron", help="when, as a cron line (default: what prefect.yaml says)")
    parser.add_argument("--zone", help="the time zone of the cron line (default: what prefect.yaml says)")
    parser.add_argument("--port", type=_port, default=4200, help="of the Prefect server (default: 4200)")


def add_outlets(parser: argparse.ArgumentParser) -> None:
    """Add the choice of outlets."""
    parser.add_argument("--outlet", action="append", metavar="SLUG", help="only this outlet; repeatable")


def add_replay(parser: argparse.ArgumentParser) -> None:
    """Add the recordings that answer in place of the network."""
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


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 60")
    return seconds


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(_MOST)) or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {_MOST}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, such as 4200")
    return int(text)
