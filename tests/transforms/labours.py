"""Work that behaves well, dies or fails; a module of its own, so that a new process loads nothing else for it."""

from __future__ import annotations

import os
import time


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


def process(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def minus(number: int) -> int:
    return -number


def never(number: int) -> int:
    raise AssertionError(f"item {number} was given up")
