"""Copies a closed or checkpointed database file, whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import datetime
from pathlib import Path


class CopyError(Exception):
    """The copy could not be made; nothing of it is left."""


def copy_whole(source: Path, target: Path, made: datetime | None = None) -> None:
    """Copy a file and give the copy its name once it is durable; raises `CopyError` where it cannot be made.

    With `made`, that is the time which the file bears, so that one written to afterwards is told by a later one.

    In a child: closing a descriptor of a database in this process would drop any lock that it holds on the file.
    """
    part = target.with_name(target.name + ".part")
    try:
        copied = subprocess.run(["cp", "--", str(source), str(part)], capture_output=True, text=True, check=False)
        if copied.returncode != 0:
            part.unlink(missing_ok=True)
            raise CopyError(copied.stderr.strip() or f"cp: {signal.strsignal(-copied.returncode)}")
        if made is not None:
            os.utime(part, (made.timestamp(), made.timestamp()))
        make_durable(part)
        part.replace(target)
        make_durable(target.parent)
    except OSError as error:
        raise CopyError(f"{target}: {error.strerror or error}") from error


def make_durable(path: Path) -> None:
    """Have the system put a file or a folder on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
