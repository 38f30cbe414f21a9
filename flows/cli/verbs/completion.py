"""The verb `completion`: the script with which a shell completes verbs, options, outlets and files."""

from __future__ import annotations

import argparse

from flows.cli.verb import Verb


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the shell to write for."""
    parser.add_argument(
        "shell",
        choices=("bash", "zsh", "fish", "outlets"),
        help="the shell; outlets: the slugs, a line each, as the scripts ask for them",
    )
    parser.set_defaults(format="script")


def run(options: argparse.Namespace) -> int:
    """Print the script; return the exit status."""
    if options.shell == "outlets":
        from flows.declared import outlets

        print("\n".join(outlets()))
        return 0
    from flows.cli.completion import script

    print(script(options.root, options.shell))
    return 0


VERB = Verb(
    name="completion",
    summary="the script with which a shell completes verbs, options, outlets and files",
    examples=(
        'eval "$(nightdesk completion bash)"  # in ~/.bashrc',
        'eval "$(nightdesk completion zsh)"  # in ~/.zshrc, after compinit',
        "nightdesk completion fish > ~/.config/fish/completions/nightdesk.fish",
    ),
    add_arguments=add_arguments,
    run=run,
)
