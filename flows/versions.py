"""The installed versions of what an extraction or a file depends on."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

_NAMED = ("nightdesk", "duckdb", "trafilatura", "scrapy", "prefect")


def installed() -> dict[str, str | None]:
    """Return the versions by name, Nightdesk's first and Python's last; None of what is not installed."""
    found: dict[str, str | None] = {}
    for name in _NAMED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found | {"python": ".".join(map(str, sys.version_info[:3]))}


def in_a_line(versions: dict[str, str | None]) -> str:
    """Return versions as people read them."""
    return ", ".join(f"{name} {number}" for name, number in versions.items() if number)
