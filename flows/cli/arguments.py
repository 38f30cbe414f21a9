"""Arguments that several verbs take, and the validation of all of them: of each word, and before a verb begins."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from flows.cli.verb import Argument, argument
from flows.config import check_admitted
from flows.errors import UsageError

#: No argument of a command line can begin with it.
_SHIELD = "\0"
#: The largest number of anything that may be asked for.
_MOST = 1_000_000


def terms_shielded(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with words to leave out marked: `-fire` looks like an option to argparse."""
    if not arguments or arguments[0] != "search":
        return list(arguments)
    return [
        _SHIELD + word if word.startswith("-") and not word.startswith("--") and word != "-h" else word
        for word in arguments
    ]


def term(word: str) -> str:
    """Return a term of a search as it was typed."""
    return word.removeprefix(_SHIELD)


def day(text: str) -> date:
    """Return the day that a word names; raises `ArgumentTypeError` where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2017-01-31") from None


def seconds(text: str) -> float:
    """Return a number of seconds, 0 included."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 60")
    return seconds


def count(text: str) -> int:
    """Return a whole number from 1 to a million."""
    if not text.isdecimal() or len(text) > len(str(_MOST)) or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {_MOST}")
    return int(text)


def port(text: str) -> int:
    """Return the number of a port."""
    if not text.isdecimal() or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, such as 4200")
    return int(text)


Outlets = Annotated[
    list[str] | None, argument("--outlet", action="append", metavar="SLUG", help="only this outlet; repeatable")
]
#: The recordings that answer in place of the network.
Replay = Annotated[
    list[str] | None,
    argument(
        "--replay", action="append", metavar="FILE", help="answer from this recording (WARC), no network; repeatable"
    ),
]
Workers = Annotated[
    int | None, argument("--workers", type=count, metavar="N", help="processes to use (default: all cores)")
]
ArticleId = Annotated[str, argument(metavar="ARTICLE_ID", help="the article's id, as presstv:780227, or its URL")]
TextOrJson = Annotated[str, argument("--format", choices=("text", "json"), default="text", help="default: text")]


def revision(shown: str) -> Argument:
    """Return the argument that names a revision of an article; `shown` is its help."""
    return argument("--revision", type=count, metavar="N", help=shown)


def timeout(what: str, default: int) -> Argument:
    """Return after how many seconds the database is interrupted; `what` it does stands in the help."""
    return argument(
        "--timeout",
        type=seconds,
        default=default,
        metavar="SECONDS",
        help=f"interrupt {what} after so long (default: {default}; 0: never)",
    )


def check_outlets(outlets: list[str] | None, files: list[str] | None = None) -> None:
    """Refuse an unknown outlet or a missing file at once, before Prefect takes its seconds to start."""
    from flows.outlets import chosen_outlets

    chosen_outlets(outlets)
    if files and not any(Path(name).is_file() for name in files):
        raise UsageError("; ".join(f"there is no file {name}" for name in files))


def check_crawl(outlets: list[str] | None, files: list[str] | None) -> None:
    """Refuse what no crawl could begin with, too."""
    check_admitted()
    check_outlets(outlets, files)


def absolute(names: list[str] | None) -> list[str] | None:
    """Return file names as they are found from any folder; None where there are none."""
    return [str(Path(name).expanduser().absolute()) for name in names] if names else None
