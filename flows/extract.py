"""Reads saved pages without a crawl and prints a JSON line for each, in the order they were named."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from flows.environment import UsageError
from flows.stages import outlets
from spiders.capture import MAX_CONTENT, Capture
from spiders.catalogue import owner
from spiders.outlet import Outlet
from spiders.wayback import memento
from transforms.article import Article, Reason, Rejection, to_json
from transforms.parse import parse
from transforms.pool import in_order


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
    every = outlets()
    if slug is not None and slug not in every:
        raise UsageError(f"there is no outlet {slug!r}; there are: {', '.join(every)}")
    if file is not None:
        page = _Page(file, Path(file), url, _whose(every, url, slug))
        line = _read(page)
        if line["rejection"] is not None and line["rejection"]["reason"] == Reason.UNREADABLE:
            raise UsageError(f"cannot read {file}: {line['rejection']['detail']}")
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return 0
    missed = 0
    for line in in_order(_read, _listed(Path(listed or ""), every, slug), crashed=_crashed, workers=workers):
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        missed += line["rejection"] is not None and line["rejection"]["reason"] == Reason.UNREADABLE
    return 3 if missed else 0


def _listed(path: Path, every: Mapping[str, Outlet], slug: str | None) -> Iterator[_Page]:
    """Yield the pages of a list; a name is looked for from here, then beside the list."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            for line in lines:
                name, _, url = line.rstrip("\r\n").partition("\t")
                if name:
                    place = Path(name)
                    beside = path.parent / place
                    found = beside if "\0" not in name and not place.exists() and beside.exists() else place
                    yield _Page(name, found, url.strip(), _whose(every, url.strip(), slug))
    except OSError as error:
        raise UsageError(f"cannot read the list {path}: {(error.strerror or str(error)).lower()}") from error


def _whose(every: Mapping[str, Outlet], url: str, slug: str | None) -> Outlet | None:
    if slug is not None:
        return every[slug]
    archived = memento(url)
    return owner(dict(every), archived.original if archived else url) if url else None


def _read(page: _Page) -> dict[str, Any]:
    archived = memento(page.url)
    url = (archived.original if archived else page.url) or None
    try:
        payload = _content(page.path)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        detail = (getattr(error, "strerror", None) or str(error)).lower()
        return _line(page, Rejection(reason=Reason.UNREADABLE, detail=detail, url=url))
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
    detail = "the process that read it died"
    return _line(page, Rejection(reason=Reason.EXTRACTOR_ERROR, detail=detail, url=page.url or None))


def _line(page: _Page, result: Article | Rejection) -> dict[str, Any]:
    article = isinstance(result, Article)
    # A file name that is no text was read with escapes; as JSON it must be text.
    name = page.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return {
        "file": name,
        "article": to_json(result) if article else None,
        "rejection": None if article else to_json(result),
    }
