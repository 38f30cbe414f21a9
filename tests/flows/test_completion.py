"""Each shell takes the script made for it, and completes verbs, options, choices, outlets and files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from limits import HANG

from flows.cli.main import VERBS, _parser
from flows.cli.tools.completion import SHELLS, script

# What is typed, and what must be offered for it.
OFFERED = [
    ("sea", "search"),
    ("sql --format par", "parquet"),
    ("nightly --rep", "--replay"),
    ("nightly --outlet tagh", "taghrib"),
    ("probe pre", "presstv"),
    ("extract pag", "pages.tsv"),
    ("completion z", "zsh"),
]
# The completion of a word by bash's own means; the words come as arguments, the last one is completed.
_BASH = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
_shtab_nightdesk
printf '%s\n' "${COMPREPLY[@]}"
"""
# Zsh completes in its line editor alone: one of its own is typed into, and shows the line as completed.
_ZSH = r"""
zmodload zsh/zpty
zpty inner zsh -f
zpty -w inner "PS1='> '; autoload -Uz compinit; compinit -u -D; eval \"\$(<$1)\"; bindkey '^I' complete-word"
zpty -w inner "print REA''DY"
zpty -r inner out '*READY*> *'  # its line editor is there
for line in "${@:2}"; do
  zpty -w -n inner "nightdesk $line"$'\t'ENDS$'\C-u'
  zpty -r inner out '*ENDS*'
  print -r -- "$out"
done
zpty -d inner
"""


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Each shell, and the folder with its script and a file to complete; skipped where it is not installed."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "script").write_text(script(_parser(), request.param), encoding="utf-8")
    (folder / "pages.tsv").touch()
    return request.param, folder


def _run(shell: tuple[str, Path], *arguments: str) -> list[str]:
    name, folder = shell
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder), "TERM": "xterm"}
    done = subprocess.run(
        [name, *arguments],
        cwd=folder,
        env={**os.environ, **home, "PATH": path},
        capture_output=True,
        timeout=HANG,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|[\b\r]", "", done.stdout.decode()).splitlines()


def _offers(shell: tuple[str, Path], *lines: str) -> list[list[str]]:
    """Return what is offered for each line."""
    name, folder = shell
    source = str(folder / "script")
    if name == "bash":
        return [_run(shell, "-c", _BASH, "-", source, "nightdesk", *line.split(" ")) for line in lines]
    if name == "fish":
        asked = "; ".join(f"complete -C 'nightdesk {line}'; echo ENDS" for line in lines)
        offers = "\n".join(_run(shell, "-c", f"source {source}; {asked}")).split("ENDS")
        return [[line.partition("\t")[0] for line in offer.splitlines()] for offer in offers[:-1]]
    shown = [line for line in _run(shell, "-fc", _ZSH, "-", source, *lines) if "ENDS" in line]
    return [line.partition("ENDS")[0].split() for line in shown]


def test_a_shell_reads_its_script(shell: tuple[str, Path]) -> None:
    assert _run(shell, "-n", str(shell[1] / "script")) == []


def test_a_shell_completes_what_is_typed(shell: tuple[str, Path]) -> None:
    offers = _offers(shell, *(line for line, _ in OFFERED))
    assert len(offers) == len(OFFERED)
    for (line, wanted), offered in zip(OFFERED, offers, strict=True):
        assert wanted in offered, (line, offered)


def test_every_verb_is_offered(shell: tuple[str, Path]) -> None:
    if shell[0] == "zsh":  # shows the line that it completed, not the list
        pytest.skip("zsh offers a list on a terminal alone")
    (offered,) = _offers(shell, "")
    assert {verb.name() for verb in VERBS} <= set(offered)
