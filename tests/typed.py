"""The command line in a process that was forked from one with Prefect imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from flows.cli.main import main

#: What a command line left: its exit status and what it wrote; and what a test calls to type one.
Result = subprocess.CompletedProcess[str]
Nightdesk = Callable[..., Result]


def as_typed(arguments: tuple[str, ...], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    """Be the command line: in a new process, with its own environment, folder and streams."""
    os.environ.update(environment)
    os.chdir(folder)
    for stream, path in ((1, out), (2, err)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    main(arguments)
