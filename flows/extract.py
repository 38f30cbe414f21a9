"""Reads saved pages without a crawl and prints a JSON line for each, in the order they were named."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from flows.environment import UsageError, outlets_folder
from spiders.capture import MAX_CONTENT, Capture
from spiders.catalogue import load_outlets, owner
from spiders.outlet import Outlet, OutletError
from spiders.wayback import memento
from transforms.article import Article, Reason, Rejection, to_json
from transforms.pool import LIMIT, in_order


@dataclass(frozen=True, slots=True)
class _Page:
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
    every = _outlets()
    if slug is not None and slug not in every:
        raise UsageError(f"there is no outlet {slug!r}; there are: {', '.join(every)}")
    pages = _listed(Path(listed or ""), every, slug)
    if file is not None:
        pages = iter([_Page(file, Path(file), url, _whose(every, url, slug))])
    missed = 0
    for line in in_order(_read, pages, crashed=_crashed, late=_late, workers=workers, limit=LIMIT):
        if line["rejection"] is not None and line["rejection"]["reason"] == Reason.UNREADABLE:
            if file is not None:
                raise UsageError(f"cannot read {file}: {line['rejection']['detail']}")
            missed += 1
        # What a page says may hold half a character (a lone surrogate), which no file can.
        out.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
    return 3 if missed else 0


def _outlets() -> dict[str, Outlet]:
    # As in stages, whose imports (the warehouse, the extractor) would take half a second in each process.
    try:
        return load_outlets(outlets_folder())
    except OutletError as error:
        raise UsageError(str(error)) from error


def _listed(path: Path, every: Mapping[str, Outlet], slug: str | None) -> Iterator[_Page]:
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            for line in lines:
                name, _, url = line.rstrip("\r\n").partition("\t")
                if name:
                    yield _Page(name, _place(name, path.parent), url.strip(), _whose(every, url.strip(), slug))
    except OSError as error:
        raise UsageError(f"cannot read the list {path}: {(error.strerror or str(error)).lower()}") from error


def _place(name: str, folder: Path) -> Path:
    """Return where a page of a list is: from here, else beside the list."""
    here, beside = Path(name), folder / name
    try:
        return beside if not here.exists() and beside.exists() else here
    except (OSError, ValueError):  # a name that no file can have: reading it says so
        return here


def _whose(every: Mapping[str, Outlet], url: str, slug: str | None) -> Outlet | None:
    if slug is not None:
        return every[slug]
    archived = memento(url)
    return owner(dict(every), archived.original if archived else url) if url else None


def _read(page: _Page) -> dict[str, Any]:
    # For the processes that read alone: the one that hands out the pages starts without the extractor.
    from transforms.parse import parse  # noqa: PLC0415

    archived = memento(page.url)
    url = (archived.original if archived else page.url) or None
    try:
        payload = _content(page.path)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        return _rejected(page, Reason.UNREADABLE, (getattr(error, "strerror", None) or str(error)).lower())
    capture = Capture(
        outlet=page.outlet.slug if page.outlet else "",
        key=page.outlet.key_of(url) if page.outlet and url else None,
        url=url,
        final_url=url,
        captured_at=archived.captured_at if archived else None,
        status=200,
        headers=(),
        payload=payload,
    )
    return _line(page, parse(capture, page.outlet))


def _content(path: Path) -> bytes:
    """Return the file's bytes, unpacked where it is gzipped; one byte more than a page may have, at most."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if packed:
        with gzip.open(path) as unpacked:
            return unpacked.read(MAX_CONTENT + 1)
    with path.open("rb") as stream:
        return stream.read(MAX_CONTENT + 1)


def _crashed(page: _Page) -> dict[str, Any]:
    return _rejected(page, Reason.EXTRACTOR_ERROR, "the process that read it died")


def _late(page: _Page) -> dict[str, Any]:
    return _rejected(page, Reason.TIMEOUT, f"reading it took longer than {LIMIT:g} seconds")


def _rejected(page: _Page, reason: Reason, detail: str) -> dict[str, Any]:
    archived = memento(page.url)
    url = (archived.original if archived else page.url) or None
    return _line(page, Rejection(reason=reason, detail=detail, url=url))


def _line(page: _Page, result: Article | Rejection) -> dict[str, Any]:
    article = isinstance(result, Article)
    # A file name that is no text was read with escapes; as JSON it must be text.
    name = page.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return {
        "file": name,
        "article": to_json(result) if article else None,
        "rejection": None if article else to_json(result),
    }
