"""The crawl process as its pool sees it: tasks go in, results come out, and it ends in order or is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import IO

import msgspec

from flows.config import DataFolder, child_environment
from spiders.crawl.tasks import CrawlResult, CrawlTask

#: How long crawls may take to end when they are asked to (seconds).
GRACE = 10


class CrawlProcess:
    """One crawl worker, and the numbers of the crawls that it is at. Raises `OSError` where it cannot be started."""

    def __init__(self, data: DataFolder, run_id: str, out: IO[bytes], *, alone: bool) -> None:
        self.alone = alone
        self.crawls: set[int] = set()
        self._received = b""
        self._child = subprocess.Popen(
            # -P: what lies in the folder where a person happens to be is never imported. The run is for whoever looks
            # at the processes of the machine.
            [sys.executable, "-P", "-m", "spiders.crawl.worker", run_id],
            cwd=data.captures,
            env=child_environment(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=out,
            bufsize=0,
            # A session of its own: Ctrl-C reaches us alone, and we ask the child once to end.
            start_new_session=True,
        )

    @property
    def results(self) -> IO[bytes]:
        """Where its results come from."""
        assert self._child.stdout is not None
        return self._child.stdout

    def submit(self, task: CrawlTask) -> None:
        """Hand it a crawl. One that has died does not take it: that is heard where its results end."""
        assert self._child.stdin is not None
        with suppress(OSError):
            line = memoryview(msgspec.json.encode(task) + b"\n")
            while line:
                line = line[self._child.stdin.write(line) or 0 :]

    def read(self) -> list[CrawlResult] | None:
        """Return the results that have come; None where it has ended. Raises `msgspec.DecodeError` for other lines."""
        data = os.read(self.results.fileno(), 65536)
        if not data:
            return None
        *lines, self._received = (self._received + data).split(b"\n")
        return [msgspec.json.decode(line, type=CrawlResult) for line in lines]

    def end(self, *, in_order: bool) -> None:
        """Let it end: at once where it is at nothing, else `in_order` of the crawls that it is at."""
        if in_order:
            self._child.terminate()
        self._close_tasks()

    def _close_tasks(self) -> None:
        assert self._child.stdin is not None
        with suppress(OSError):
            self._child.stdin.close()

    def wait(self) -> int:
        """Wait until it has ended, and return its exit status; after its grace it is killed."""
        try:
            self._child.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._child.send_signal(signal.SIGKILL)
            self._child.wait()
        self._close_tasks()
        self.results.close()
        return self._child.returncode
