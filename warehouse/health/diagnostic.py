"""What `doctor` finds of one thing: whether it is well, in words, and what to do where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One line of a check-up."""

    check: str
    state: State
    detail: str
    remedy: str | None = None


def well(check: str, detail: str) -> Diagnostic:
    """Return that a thing is as it should be."""
    return Diagnostic(check=check, state="ok", detail=detail)


def warn(check: str, detail: str, remedy: str | None = None) -> Diagnostic:
    """Return what a person should know of, though the nights go on."""
    return Diagnostic(check=check, state="warn", detail=detail, remedy=remedy)


def wrong(check: str, detail: str, remedy: str) -> Diagnostic:
    """Return what keeps a night, or the people who ask, from what they want."""
    return Diagnostic(check=check, state="wrong", detail=detail, remedy=remedy)
