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
        from flows.versions import in_a_line, installed

        versions = installed()
        print(f"nightdesk {versions.pop('nightdesk')}\n{in_a_line(versions)}")
        parser.exit()


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add how many processes are used."""
    parser.add_argument("--workers", type=count, metavar="N", help="processes to use (default: all cores)")


def add_timeout(parser: argparse.ArgumentParser, what: str, default: int) -> None:
    """Add after how many seconds the database is interrupted; `what` it does stands in the help."""
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=default,
        metavar="SECONDS",
        help=f"interrupt {what} after so long (default: {default}; 0: never)",
    )


def add_article(parser: argparse.ArgumentParser, revision: str) -> None:
    """Add an article and a revision of it; `revision` is the help of that."""
    parser.add_argument("subject", metavar="ARTICLE_ID", help="the article's id, as presstv:780227, or its URL")
    parser.add_argument("--revision", type=count, metavar="N", help=revision)


def add_text_or_json(parser: argparse.ArgumentParser) -> None:
    """Add how the answer is told."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


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
