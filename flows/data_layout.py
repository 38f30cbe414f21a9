"""Validates the layout of the data folder: what is in the way of a run is named before anything is asked for."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TypeVar

from flows.config import DataFolder, prefect_home
from flows.errors import UsageError
from flows.outlets import all_outlets
from spiders.errors import reason_of
from warehouse.db.publish import in_the_way
from warehouse.db.writer import log_of, unfinished_rebuild
from warehouse.health.diagnostic import Diagnostic, wrong

T = TypeVar("T")
log = logging.getLogger("nightdesk")
_MEND = "move it aside and run again"


def check_layout(data: DataFolder, *, rebuilding: bool = False) -> tuple[str, ...]:
    """Return a line for each thing in the data folder that a run goes on without.

    Raises `UsageError` for what it cannot go on without: the captures, the batches and the warehouse; a rebuild also
    needs the place where the new warehouse is built.
    """
    for fault in (*_essential_faults(data), *(_rebuild_faults(data) if rebuilding else ())):
        raise UsageError(f"{fault}: {_MEND}")
    return tuple(f"{fault}: {_MEND}" for fault in _other_faults(data))


def examine_layout(data: DataFolder) -> Iterator[Diagnostic]:
    """Yield everything that stands in the place of something of another kind."""
    found = [*_essential_faults(data), *_rebuild_faults(data), *_other_faults(data)]
    try:
        slugs = all_outlets()
    except UsageError:  # which has a diagnostic of its own
        slugs = {}
    found += [fault for slug in slugs if (fault := folder_fault(data.store.folder_of(slug)))]
    found += [fault] if (fault := file_fault(data.serve_lock)) else []
    for fault in found:
        yield wrong("data folder", fault, _MEND)


def usable_outlets(data: DataFolder, outlets: Mapping[str, T]) -> tuple[dict[str, T], tuple[str, ...]]:
    """Return the outlets whose captures have a folder or can get one, and a line for each of the others."""
    faults = {slug: folder_fault(data.store.folder_of(slug)) for slug in outlets}
    problems = tuple(f"{slug} was left out: {line}: {_MEND}" for slug, line in faults.items() if line)
    return {slug: outlet for slug, outlet in outlets.items() if not faults[slug]}, problems


def open_log(path: Path, mode: str) -> IO[bytes]:
    """Open the log of a child process; where that cannot be, say so and write none, as the news matters more."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open(mode)
    except OSError as error:
        log.warning("%s cannot be written: %s; this log is not kept", path, reason_of(error))
        return Path(os.devnull).open(mode)


def folder_fault(path: Path) -> str | None:
    """Return what stands where a folder belongs; None where there is a folder, or nothing."""
    if path.is_dir() or not (path.exists() or path.is_symlink()):
        return None
    return f"{path} is {_kind(path)}, where a folder belongs"


def file_fault(path: Path) -> str | None:
    """Return what stands where a file belongs; None where there is a file, or nothing."""
    if path.is_file() or not (path.exists() or path.is_symlink()):
        return None
    return f"{path} is {_kind(path)}, where a file belongs"


def _essential_faults(data: DataFolder) -> Iterator[str]:
    yield from (fault for fault in map(folder_fault, (data.captures, data.batches)) if fault)
    files = [data.warehouse, log_of(data.warehouse), data.run_lock]
    if data.batches.is_dir():
        files += sorted(data.batches.iterdir())
    yield from (fault for fault in map(file_fault, files) if fault)


def _rebuild_faults(data: DataFolder) -> Iterator[str]:
    fresh = unfinished_rebuild(data.warehouse)
    yield from (fault for fault in map(file_fault, (fresh, log_of(fresh))) if fault)


def _other_faults(data: DataFolder) -> Iterator[str]:
    found = (folder_fault(data.logs), folder_fault(prefect_home(data)), in_the_way(data.published))
    yield from (fault for fault in found if fault)


def _kind(path: Path) -> str:
    if path.is_symlink() and not path.exists():
        return "a link that leads nowhere"
    if path.is_dir():
        return "a folder"
    return "a file" if path.is_file() else "no file"
