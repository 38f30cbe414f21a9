"""The command line in a child process, on an archive of a test, and a file of a DuckDB that is yet to come."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from archive import Archive

from flows.cli.main import main

ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-W", "error", "-c", "from flows.cli.main import main; main()")


def child(archive: Archive, *words: str, before: str = "", **streams: Any) -> subprocess.Popen[bytes]:
    """Start a verb in a process of its own, where need be after some words of Python."""
    environment = {**os.environ, "NEWS_DATA": str(archive.root), "PYTHONPATH": str(ROOT)}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.Popen([*_COMMAND[:-1], before + _COMMAND[-1], *words], env=environment, **streams)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a verb ended, and what it wrote."""

    returncode: int
    stdout: bytes
    stderr: bytes


class _Screen(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def typed(archive: Archive, *words: str, given: bytes = b"", screen: bool = False) -> Ended:
    """Run a verb here, as a person would, with these bytes on its standard input, its output a terminal or a pipe."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (given, b"", b"")]
    streams[1] = _Screen(streams[1].detach(), encoding="utf-8") if screen else streams[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWS_DATA", str(archive.root))
        patch.setenv("TERM", "xterm")
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        handler = signal.getsignal(signal.SIGTERM)
        try:
            main(words)
        except SystemExit as end:
            status = end.code
        finally:
            signal.signal(signal.SIGTERM, handler)
    written = []
    for stream in streams[1:]:
        stream.flush()
        written.append(stream.buffer.getvalue())
    return Ended(status, *written)


def refused(archive: Archive, *words: str, status: int = 2, placed: bool = False, **options: Any) -> str:
    """Run a verb that must end with one line and nothing else, and return the line.

    `placed` says that two more may follow, which draw where in the SQL of a person the fault is.
    """
    done = typed(archive, *words, **options)
    lines = done.stderr.decode().splitlines()
    if placed and len(lines) == 3:
        assert lines[1].startswith("LINE ")
        assert lines[2].strip() == "^"
        del lines[1:]
    assert (done.returncode, done.stdout, len(lines)) == (status, b"", 1), (done.returncode, done.stdout, lines)
    assert lines[0].startswith("nightdesk")
    return lines[0]


def make_of_another_age(database: Path, version: int = 999) -> None:
    """Give a database the storage version of a DuckDB that is not ours, and the checksum that goes with it."""
    header = bytearray(database.read_bytes())
    header[12:20] = struct.pack("<Q", version)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", header[8:4096]):
        checksum ^= (word * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    header[:8] = struct.pack("<Q", checksum)
    database.write_bytes(header)
