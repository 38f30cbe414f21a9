"""The verb `completion`: shell completion of verbs, options, their choices, files and outlets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Annotated

from flows.cli.verb import Verb, argument

SHELLS = ("bash", "zsh", "fish")


class Completion(Verb):
    """The script with which a shell completes verbs, options, outlets and files."""

    examples = (
        'eval "$(nightdesk completion bash)"  # in ~/.bashrc',
        'eval "$(nightdesk completion zsh)"  # in ~/.zshrc, after compinit',
        "nightdesk completion fish > ~/.config/fish/completions/nightdesk.fish",
    )
    shell: Annotated[
        str,
        argument(
            choices=(*SHELLS, "outlets"),
            help="the shell; outlets: the slugs, a line each, as the scripts ask for them",
        ),
    ]
    format = "script"

    def run(self) -> int:
        """Print the script; return the exit status."""
        from flows.outlets import all_outlets

        print("\n".join(all_outlets()) if self.shell == "outlets" else script(self.root, self.shell))
        return 0


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for a shell; the parser is changed for it."""
    import shtab

    # Asked for when it is needed: an outlet that was added since is there too.
    slugs = shtab.cmd("nightdesk completion outlets 2>/dev/null")
    #: What each argument takes, by the name under which its help shows it.
    takes = {
        "FILE": shtab.FILE,
        "TSV": shtab.FILE,
        "CORPUS": shtab.DIRECTORY,
        "DIR": shtab.DIRECTORY,
        "SLUG": slugs,
        "OUTLET": slugs,
    }
    for action in _actions(parser):
        if str(action.metavar) in takes:
            vars(action)["complete"] = takes[str(action.metavar)]  # where shtab looks
    return shtab.complete(parser, shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _actions(verb)
