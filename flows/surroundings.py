"""Examines what a night needs beside the warehouse: versions, folder, disk, captures, clock, outlets, contact."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import requires
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.environment import DataFolder, has_contact, outlets_folder
from flows.locks import holder
from flows.versions import in_a_line, installed
from spiders.catalogue import load_outlets
from spiders.outlet import OutletError
from spiders.receipt import ReceiptError, read_receipt
from spiders.warc import is_being_written
from warehouse.condition import Contents
from warehouse.finding import Finding, warn, well, wrong

#: Less than this (bytes) is soon full, whatever the size of the warehouse.
_LITTLE = 500_000_000
_SHOWN = 3


def examine_versions() -> Iterator[Finding]:
    """Yield the versions in use, and whether DuckDB is the one that is pinned."""
    found = installed()
    for name, number in found.items():
        if number is None:
            yield wrong("versions", f"{name} is not installed", "run: make setup")
    told = in_a_line(found)
    pinned = next(
        (line.partition("==")[2] for line in requires("nightdesk") or () if line.startswith("duckdb==")), None
    )
    if pinned and found.get("duckdb") not in (None, pinned):
        yield wrong("versions", f"{told}; DuckDB {pinned} is what it needs", "run: make setup")
    else:
        yield well("versions", told)


def examine_folder(data: DataFolder) -> Iterator[Finding]:
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
    told = f"{free / 1e9:.1f} GB free; a copy of the warehouse takes {size / 1e9:.1f} GB"
    if free < size:
        yield wrong("disk", told, "make room: nothing can be published")
    elif free < 2 * size or free < _LITTLE:
        yield warn("disk", told, "make room: a night publishes a copy, and a migration puts another aside")
    else:
        yield well("disk", told)


def examine_lock(data: DataFolder) -> Finding:
    """Return whether a run is under way."""
    held = holder(data.root / "run.lock")
    if held is None:
        return well("run", "none is under way")
    who = f"process {held.pid}" if held.pid else "a process that cannot be seen from here"
    since = f" since {held.since:%Y-%m-%d %H:%M} UTC" if held.since else ""
    return well("run", f"one is under way: {who}{since}; what it is writing is not looked at")


def examine_captures(data: DataFolder, contents: Contents) -> Iterator[Finding]:
    """Yield which receipts wait to be loaded or cannot be read, which crawls were killed, and which WARCs are lost."""
    receipts = {_stem(path): path for path in data.captures.glob("*/*.receipt.json")}
    waiting = [path for stem, path in sorted(receipts.items()) if stem not in contents.receipts]
    unreadable = [path for path in waiting if not _is_receipt(path)]
    killed = [path for path in sorted(data.captures.glob("*/*.warc.gz.part")) if not is_being_written(path)]
    lost = [name for name in contents.warcs if not (data.captures / name).exists()]
    told = f"{len(receipts)} receipts, {len(receipts) - len(waiting)} loaded"
    if unreadable:
        names = _some([str(path) for path in unreadable])
        yield wrong("captures", f"{told}; {names} cannot be read", "mend it from a backup, or put it aside")
    if len(waiting) > len(unreadable):
        told = f"{told}; {len(waiting) - len(unreadable)} wait to be loaded"
        yield warn("captures", told, "the next run loads them: nightdesk nightly")
    elif not unreadable:
        yield well("captures", told)
    if killed:
        names = _some([f"{path.parent.name}/{path.name}" for path in killed])
        yield warn("captures", f"{names}: what a killed crawl left", "the next run salvages it; do not delete it")
    if lost:
        remedy = "bring them back from a backup: `raw` and `rebuild` need them"
        yield wrong("captures", f"{_some(list(lost))} {'is' if len(lost) == 1 else 'are'} missing", remedy)


def examine_settings() -> Iterator[Finding]:
    """Yield whether the zones are there, whether the outlets load, and whether a contact is named."""
    try:
        teheran = ZoneInfo("Asia/Tehran").utcoffset(datetime(2017, 5, 3, 9, 12))  # noqa: DTZ001 - a clock on a wall
        told = None if teheran and teheran.total_seconds() == 16200 else "they have not the rules of years gone by"
    except (ZoneInfoNotFoundError, OSError, ValueError):
        told = "they are missing"
    yield wrong("time zones", told, "run: make setup, which installs tzdata") if told else well("time zones", "known")
    try:
        outlets = load_outlets(outlets_folder())
        own = f", your own in {outlets_folder()} among them" if outlets_folder() else ""
        yield well("outlets", f"{', '.join(outlets)}{own}")
    except OutletError as error:
        yield wrong("outlets", " ".join(str(error).split()), "mend the file, or take it out of the folder")
    if has_contact():
        yield well("contact", "NEWS_CONTACT is set")
    else:
        yield warn("contact", "NEWS_CONTACT is not set", "name a mail or web address, so that an outlet can reach you")


def _stem(receipt: Path) -> str:
    return f"{receipt.parent.name}/{receipt.name.removesuffix('.receipt.json')}"


def _is_receipt(path: Path) -> bool:
    try:
        read_receipt(path)
    except ReceiptError:
        return False
    return True


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
