"""Checks what a night needs of this machine: versions, folder, disk, clock, outlets, contact."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import requires
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.config import DataFolder, check_admitted, has_contact, lock_timeout, outlets_folder
from flows.errors import UsageError
from flows.locks import holder
from flows.versions import in_a_line, installed
from spiders.outlet import OutletError
from spiders.registry import load_outlets
from warehouse.health.diagnostic import Diagnostic, warn, well, wrong

#: Less than this (bytes) is soon full, whatever the size of the warehouse.
_LITTLE = 500_000_000


def examine_versions() -> Iterator[Diagnostic]:
    """Yield the versions in use, and whether DuckDB is the one that is pinned."""
    found = installed()
    for name, number in found.items():
        if number is None:
            yield wrong("versions", f"{name} is not installed", "run: make setup")
    versions = in_a_line(found)
    pinned = next(
        (line.partition("==")[2] for line in requires("nightdesk") or () if line.startswith("duckdb==")), None
    )
    if pinned and found.get("duckdb") not in (None, pinned):
        yield wrong("versions", f"{versions}; DuckDB {pinned} is what it needs", "run: make setup")
    else:
        yield well("versions", versions)


def examine_folder(data: DataFolder) -> Iterator[Diagnostic]:
    """Yield whether the data folder is there and can be written to, and whether the disk has room for a night."""
    root = data.root
    near = next(folder for folder in (root, *root.parents) if folder.exists())
    if not os.access(near, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        yield wrong("data folder", f"{near} cannot be written to", "give yourself the right, or set NEWS_DATA")
    elif near != root:
        yield warn("data folder", f"there is no {root} yet", "the first run makes it: nightdesk nightly")
    else:
        yield well("data folder", f"{root} can be written to")
    free = shutil.disk_usage(near).free
    size = data.warehouse.stat().st_size if data.warehouse.exists() else 0
    room = f"{free / 1e9:.1f} GB free; a copy of the warehouse takes {size / 1e9:.1f} GB"
    if free < size:
        yield wrong("disk", room, "make room: nothing can be published")
    elif free < 2 * size or free < _LITTLE:
        yield warn("disk", room, "make room: a night publishes a copy, and a migration puts another aside")
    else:
        yield well("disk", room)


def examine_lock(data: DataFolder) -> Diagnostic:
    """Return whether a run is under way."""
    held = holder(data.run_lock)
    if held is None:
        return well("run", "none is under way")
    who = f"process {held.pid}" if held.pid else "a process that cannot be seen from here"
    since = f" since {held.since:%Y-%m-%d %H:%M} UTC" if held.since else ""
    return well("run", f"one is under way: {who}{since}; what it is writing is not looked at")


def examine_clients(data: DataFolder) -> Iterator[Diagnostic]:
    """Yield who reads the warehouse: a run cannot load meanwhile."""
    held = holder(data.warehouse, mode="READ")
    if held is not None:
        who = f"process {held.pid}" if held.pid else "a process that cannot be seen from here"
        reader = f"{data.warehouse} is open for reading in another program ({who}): nothing can be loaded meanwhile"
        yield warn("warehouse", reader, f"close it there; {data.published.name} is the copy to read")


def examine_settings() -> Iterator[Diagnostic]:
    """Yield whether zones, outlets and the variables of the environment are as a night needs them."""
    try:
        offset = datetime(2017, 5, 3, 9, 12, tzinfo=ZoneInfo("Asia/Tehran")).utcoffset()
        fault = None if offset == timedelta(hours=4, minutes=30) else "they have not the rules of years gone by"
    except (ZoneInfoNotFoundError, OSError, ValueError):
        fault = "they are missing"
    remedy = "run: make setup, which installs tzdata"
    yield wrong("time zones", fault, remedy) if fault else well("time zones", "known")
    try:
        outlets = load_outlets(outlets_folder())
        own = f", your own in {outlets_folder()} among them" if outlets_folder() else ""
        yield well("outlets", f"{', '.join(outlets)}{own}")
    except OutletError as error:
        yield wrong("outlets", " ".join(str(error).split()), "mend the file, or take it out of the folder")
    for check in (check_admitted, lock_timeout):
        try:
            check()
        except UsageError as error:
            yield wrong("settings", str(error), "mend it, or unset it: no run begins with it")
    if has_contact():
        yield well("contact", "NEWS_CONTACT is set")
    else:
        yield warn("contact", "NEWS_CONTACT is not set", "name a mail or web address, so that an outlet can reach you")
