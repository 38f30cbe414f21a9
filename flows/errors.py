"""The errors that a person can mend, each in one line of words."""

from __future__ import annotations


class UsageError(Exception):
    """Something that the person gave cannot be used; one line says what and how to mend it."""


class LockHeld(Exception):
    """Another run is at work on the same data."""
