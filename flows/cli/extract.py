"""Reads saved pages without a crawl and prints a JSON line for each, in the order they were named."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from flows.config import UsageError, in_words
from flows.declared import chosen
from spiders.capture.record import MAX_CONTENT, Capture
from spiders.discovery.wayback import memento
from spiders.outlet import Outlet
from spiders.registry import owner
from transforms.article import Article, Reason, Rejection, to_json
from transforms.parallel import LIMIT, ordered_parallel_map


class UnreadableError(Exception):
    """The bytes of a saved page cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page to read: the name as given, where it is, where it came from, whose it is."""

    name: str
    path: Path
    url: str
    outlet: Outlet | None


def extract(
    file: str | None,
    listed: str | None,
    url: str,
    slug: str | None,
    workers: int | None,
    out: TextIO,
) -> int:
    """Print a line for one file, or for each that a list names; return 3 where one of a list could not be read.

    Raises `UsageError` for a lone file or a list that cannot be read, and for an unknown outlet.
    """
    every = chosen([slug] if slug is not None else None)
    pages = _listed(Path(listed or ""), every, slug)
    if file is not None:
        pages = iter([SavedPage(file, Path(file), url, owner_of(every, url, slug))])
    missed = 0
    for line in ordered_parallel_map(read_saved, pages, crashed=_crashed, late=_late, workers=workers, limit=LIMIT):
        if line["rejection"] is not None and line["rejection"]["reason"] == Reason.UNREADABLE:
            if file is not None:
                raise UsageError(f"cannot read {file}: {line['rejection']['detail']}")
            missed += 1
        # What a page says may hold half a character (a lone surrogate), which no file can.
        out.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
    return 3 if missed else 0


def _listed(path: Path, every: Mapping[str, Outlet], slug: str | None) -> Iterator[SavedPage]:
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="surrogateescape").split("\n")
    except OSError as error:
        raise UsageError(f"cannot read the list {path}: {in_words(error)}") from error
    rows = [line.rstrip("\r").split("\t") for line in lines]
    for number, row in enumerate(rows, start=1):
        if any(row[2:]):
            raise UsageError(f"{path}, line {number} has {len(row)} columns: a line is FILE, or FILE TAB URL")
    for name, url in ((row[0], "".join(row[1:]).strip()) for row in rows if row[0]):
        yield SavedPage(name, _place(name, path.parent), url, owner_of(every, url, slug))


def _place(name: str, folder: Path) -> Path:
    """Return where a page of a list is: from here, else beside the list."""
    here, beside = Path(name), folder / name
    try:
        return beside if not here.exists() and beside.exists() else here
    except (OSError, ValueError):  # a name that no file can have: reading it says so
        return here


def owner_of(every: Mapping[str, Outlet], url: str, slug: str | None) -> Outlet | None:
    """Return whose page it is: the named outlet, else the owner of the URL; None where nobody declared it."""
    if slug is not None:
        return every[slug]
    original, _ = _origin(url)
    return owner(dict(every), original) if original else None


def _origin(url: str) -> tuple[str | None, datetime | None]:
    """Return where a page came from at first, and when an archive captured it, where the URL is of an archive."""
    archived = memento(url)
    return (archived.original, archived.captured_at) if archived else (url or None, None)


def read_saved(page: SavedPage) -> dict[str, Any]:
    """Return the line that `extract` prints of a saved page."""
    # For the processes that read alone: the one that hands out the pages starts without the extractor.
    from transforms.parse import parse

    try:
        payload = content_of(page.path)
    except UnreadableError as error:
        return _rejected(page, Reason.UNREADABLE, str(error))
    return _line(page, parse(capture_at(page, payload), page.outlet))


def capture_at(page: SavedPage, payload: bytes) -> Capture:
    """Return the content of a saved page as the capture that it is read as."""
    url, captured_at = _origin(page.url)
    return Capture(
        outlet=page.outlet.slug if page.outlet else "",
        key=page.outlet.key_of(url) if page.outlet and url else None,
        url=url,
        final_url=url,
        captured_at=captured_at,
        status=200,
        headers=(),
        payload=payload,
    )


def content_of(path: Path) -> bytes:
    """Return the file's bytes, unpacked where it is gzipped; one byte more than a page may have, at most.

    Raises `UnreadableError` where they cannot be had.
    """
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as stream:
            return stream.read(MAX_CONTENT + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableError(in_words(error)) from error


def _crashed(page: SavedPage) -> dict[str, Any]:
    return _rejected(page, Reason.EXTRACTOR_ERROR, "the process that read it died")


def _late(page: SavedPage) -> dict[str, Any]:
    return _rejected(page, Reason.TIMEOUT, f"reading it took longer than {LIMIT:g} seconds")


def _rejected(page: SavedPage, reason: Reason, detail: str) -> dict[str, Any]:
    return _line(page, Rejection(reason=reason, detail=detail, url=_origin(page.url)[0]))


def _line(page: SavedPage, result: Article | Rejection) -> dict[str, Any]:
    article = isinstance(result, Article)
    # A file name that is no text was read with escapes; as JSON it must be text.
    name = page.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return {
        "file": name,
        "article": to_json(result) if article else None,
        "rejection": None if article else to_json(result),
    }
