"""Command lines as child processes with a Prefect server of their own, and that server's process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

NIGHTDESK = Path(sys.executable).with_name("nightdesk")
#: A busy machine may take its time (seconds).
PATIENCE = 120


def own_environment(data: Path, home: Path) -> dict[str, str]:
    """Return the environment of a run that starts a Prefect server of its own, whatever the other tests use."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**ours, "NEWS_DATA": str(data), "PREFECT_HOME": str(home), "NEWS_CONTACT": "desk@news.example"}


def typed(environment: dict[str, str], *arguments: str, out: Any = subprocess.PIPE) -> subprocess.Popen[str]:
    """Start a command line."""
    return subprocess.Popen(
        [str(NIGHTDESK), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE if out == subprocess.PIPE else subprocess.STDOUT,
        text=True,
    )


def servers(pid: int) -> list[int]:
    """Return the processes of Prefect servers that a process has started."""
    ps = shutil.which("ps")
    assert ps is not None, "the tests of Prefect servers need ps"
    told = subprocess.run([ps, "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "flows.orchestration.guarded_server" in line]


def until(holds: Callable[[], Any], what: str) -> Any:
    """Wait until something holds, and return what it returned."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError(f"never: {what}")
