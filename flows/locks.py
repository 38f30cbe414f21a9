"""Locks on files: one holder at a time; and who that is, as the system says, without locking anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from flows.config import DataFolder
from flows.errors import LockHeld, UsageError
from spiders.errors import reason_of

_LOCKS = Path("/proc/locks")


@contextmanager
def run_lock(data: DataFolder) -> Iterator[None]:
    """Hold the lock of the data for one run; raises `LockHeld` at once where another process has it."""
    with lock_held(data.run_lock, f"another run is at work on {data.root}: wait until it has ended"):
        yield


@contextmanager
def lock_held(path: Path, otherwise: str) -> Iterator[None]:
    """Hold a lock; raises `LockHeld`, in these words, at once where another process has it.

    The system releases it when the process ends, however it ends.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire(timeout=0)
    except Timeout:
        raise LockHeld(otherwise) from None
    except OSError as error:
        problem = f"cannot write to {error.filename or path.parent}: {reason_of(error)}"
        raise UsageError(f"{problem}; move it aside, or give yourself the right") from error
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process that has a file locked; `pid` and `since` are None where the system does not say."""

    pid: int | None
    since: datetime | None


def holder(path: Path, *, mode: str = "WRITE") -> Holder | None:
    """Return who has a file locked for writing, or for reading where `mode` is READ.

    None where nobody has, or where the system has no such table. What we read ourselves does not count.
    """
    try:
        inode = path.stat().st_ino
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        # 2: FLOCK  ADVISORY  WRITE 9740 fe:00:2572294 0 EOF; behind an arrow are those that wait
        words = line.split()
        if len(words) >= 6 and "->" not in words and words[3] == mode and words[5].endswith(f":{inode}"):
            pid = int(words[4])
            if mode == "READ" and pid == os.getpid():
                continue
            return Holder(pid=pid if pid > 0 else None, since=_started(pid))
    return None


def _started(pid: int) -> datetime | None:
    """Return when a process was started."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        booted = next(
            int(line.split()[1])
            for line in Path("/proc/stat").read_text(encoding="ascii").splitlines()
            if line.startswith("btime ")
        )
        return datetime.fromtimestamp(booted + int(fields[19]) / os.sysconf("SC_CLK_TCK"), UTC)
    except (OSError, ValueError, IndexError, StopIteration):
        return None
