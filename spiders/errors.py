"""Error reasons in words, for the end of a line that says what could not be done."""

from __future__ import annotations


def reason_of(error: Exception) -> str:
    """Return what an error says, without its number and the file that it names."""
    return (getattr(error, "strerror", None) or str(error)).lower()
