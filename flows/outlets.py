"""Loads the outlets that a run knows: those of the repository and a person's own."""

from __future__ import annotations

from flows.config import outlets_folder
from flows.errors import UsageError
from spiders.outlet import Outlet, OutletError
from spiders.registry import load_outlets


def all_outlets() -> dict[str, Outlet]:
    """Return all outlets, a person's own among them; raises `UsageError` where a declaration is wrong."""
    try:
        return load_outlets(outlets_folder())
    except OutletError as error:
        raise UsageError(str(error)) from error


def chosen_outlets(slugs: list[str] | None) -> dict[str, Outlet]:
    """Return the outlets of these slugs, all where none is named."""
    outlets = all_outlets()
    for slug in slugs or ():
        if slug not in outlets:
            raise UsageError(f"there is no outlet {slug!r:.100}; there are: {', '.join(outlets)}")
    return {slug: outlet for slug, outlet in outlets.items() if not slugs or slug in slugs}
