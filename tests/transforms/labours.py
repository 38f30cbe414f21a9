"""Work that behaves well, hangs, dies or fails; a module of its own, so that a new process loads nothing else."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    # the first items take longest, so that order is not kept by chance
    time.sleep(0.05 if number < 3 else 0)
    return number * number


def square_or_die(number: int) -> int:
    if number % 20 == 7:
        os._exit(1)
    return number * number


def square_or_raise(number: int) -> int:
    if number == 7:
        raise ArithmeticError("seven")
    return number * number


def square_or_sleep(number: int) -> int:
    if number % 20 == 7:
        time.sleep(60)
    return number * number


def square_or_stick(number: int) -> int:
    """Be stuck in C code at times, where no handler of a signal in Python is ever run."""
    if number % 20 == 7:
        re.match(r"(a+)+$", "a" * 40 + "b")
    return number * number


def square_or_worse(number: int) -> int:
    """Sleep, be stuck, die, or be killed, one item each of twenty."""
    if number % 20 == 11:
        os.kill(os.getpid(), signal.SIGKILL)
    if number % 20 == 9:
        os._exit(0)
    square_or_sleep(number + 2)
    square_or_stick(number + 1)
    return number * number


def square_or_hunger(number: int) -> int:
    """Ask for more memory than any machine has, one item of twenty."""
    return len(bytearray(1 << 60)) if number % 20 == 7 else number * number


def killed_once(path: Path) -> int:
    """Be killed at the first try, as by a system whose memory is short, and succeed at the second."""
    tries = len(path.read_text("utf-8")) if path.exists() else 0
    path.write_text("." * (tries + 1), "utf-8")
    if not tries:
        os.kill(os.getpid(), signal.SIGKILL)
    return tries + 1


def orphaned_once(path: Path) -> int:
    """Kill the server that forks the processes, and be killed, at the first try."""
    if not path.exists():
        path.touch()
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    return len(path.name)


class Fuse:
    """A result whose process dies while it hands it over."""

    def __reduce__(self) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


def square_or_fuse(number: int) -> int | Fuse:
    return Fuse() if number % 20 == 7 else number * number


def process(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def signature(path: Path) -> int:
    path.write_text(str(os.getpid()), "utf-8")
    return os.getpid()


def process_or_stick(number: int) -> int:
    if number:
        square_or_stick(7)
    return os.getpid()


def minus(number: int) -> int:
    return -number


def nothing(_: int) -> None:
    return None


def never(item: object) -> int:
    raise AssertionError(f"item {item} was given up")
