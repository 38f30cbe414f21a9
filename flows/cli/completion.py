"""Writes the script with which a shell completes verbs, options, their choices, files and the slugs of outlets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import shtab

SHELLS = ("bash", "zsh", "fish")
#: What each argument takes, by the name under which its help shows it.
_TAKES = {
    "FILE": shtab.FILE,
    "TSV": shtab.FILE,
    "CORPUS": shtab.DIRECTORY,
    "DIR": shtab.DIRECTORY,
    # Asked for when it is needed: an outlet that was added since is there too.
    "SLUG": shtab.cmd("nightdesk completion outlets 2>/dev/null"),
    "OUTLET": shtab.cmd("nightdesk completion outlets 2>/dev/null"),
}


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for a shell; the parser is changed for it."""
    for action in _actions(parser):
        if takes := _TAKES.get(str(action.metavar)):
            action.complete = takes  # type: ignore[attr-defined]  # where shtab looks
    return shtab.complete(parser, shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _actions(verb)
