"""Parses saved pages: files in place of captures, without a crawl, in the order in which they were named."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from flows.errors import UsageError
from flows.outlets import chosen_outlets
from spiders.capture.content import MAX_CONTENT
from spiders.capture.record import Capture, CaptureRef, HttpResponse
from spiders.discovery.wayback import parse_memento
from spiders.errors import reason_of
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


class Line(TypedDict):
    """What `nightdesk extract` prints of a page: the article or why it is none, as JSON has them."""

    file: str
    article: dict[str, object] | None
    rejection: dict[str, object] | None


def extract(pages: Iterable[SavedPage], workers: int | None) -> Iterator[Line]:
    """Yield what is read of each page, from that many processes."""
    return ordered_parallel_map(_line, pages, crashed=_crashed, late=_late, workers=workers, limit=LIMIT)


def lone_page(file: str, url: str, slug: str | None) -> Iterator[SavedPage]:
    """Yield one page; raises `UsageError` for an unknown outlet."""
    outlets = chosen_outlets([slug] if slug is not None else None)
    yield SavedPage(file, Path(file), url, owner_of(outlets, url, slug))


def listed_pages(listed: str, slug: str | None) -> Iterator[SavedPage]:
    """Yield the pages of a list; raises `UsageError` for one that cannot be read, and for an unknown outlet."""
    outlets = chosen_outlets([slug] if slug is not None else None)
    path = Path(listed)
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="surrogateescape").split("\n")
    except OSError as error:
        raise UsageError(f"cannot read the list {path}: {reason_of(error)}") from error
    rows = [line.rstrip("\r").split("\t") for line in lines]
    for number, row in enumerate(rows, start=1):
        if any(row[2:]):
            raise UsageError(f"{path}, line {number} has {len(row)} columns: a line is FILE, or FILE TAB URL")
    for name, url in ((row[0], "".join(row[1:]).strip()) for row in rows if row[0]):
        yield SavedPage(name, _place(name, path.parent), url, owner_of(outlets, url, slug))


def _place(name: str, folder: Path) -> Path:
    """Return where a page of a list is: from here, else beside the list."""
    here, beside = Path(name), folder / name
    try:
        return beside if not here.exists() and beside.exists() else here
    except (OSError, ValueError):  # a name that no file can have: reading it says so
        return here


def owner_of(outlets: Mapping[str, Outlet], url: str, slug: str | None) -> Outlet | None:
    """Return whose page it is: the named outlet, else the owner of the URL; None where nobody declared it."""
    if slug is not None:
        return outlets[slug]
    original, _ = _origin(url)
    return owner(dict(outlets), original) if original else None


def _origin(url: str) -> tuple[str | None, datetime | None]:
    """Return where a page came from at first, and when an archive captured it, where the URL is of an archive."""
    archived = parse_memento(url)
    return (archived.original, archived.captured_at) if archived else (url or None, None)


def read_saved(page: SavedPage) -> Article | Rejection:
    """Return what a saved page is read as."""
    # For the processes that read alone: the one that hands out the pages starts without the extractor.
    from transforms.parse import parse

    try:
        payload = content_of(page.path)
    except UnreadableError as error:
        return _rejected(page, Reason.UNREADABLE, str(error))
    return parse(capture_at(page, payload), page.outlet)


def capture_at(page: SavedPage, payload: bytes) -> Capture:
    """Return the content of a saved page as the capture that it is read as."""
    url, captured_at = _origin(page.url)
    ref = CaptureRef(
        outlet=page.outlet.slug if page.outlet else "",
        key=page.outlet.key_of(url) if page.outlet and url else None,
        url=url,
        final_url=url,
        captured_at=captured_at,
    )
    return Capture(ref=ref, response=HttpResponse(status=200, headers=(), payload=payload))


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
        raise UnreadableError(reason_of(error)) from error


def _rejected(page: SavedPage, reason: Reason, detail: str) -> Rejection:
    return Rejection(reason=reason, detail=detail, url=_origin(page.url)[0])


def _line(page: SavedPage) -> Line:
    return _written(page, read_saved(page))


def _crashed(page: SavedPage) -> Line:
    return _written(page, _rejected(page, Reason.EXTRACTOR_ERROR, "the process that read it died"))


def _late(page: SavedPage) -> Line:
    return _written(page, _rejected(page, Reason.TIMEOUT, f"reading it took longer than {LIMIT:g} seconds"))


def _written(page: SavedPage, result: Article | Rejection) -> Line:
    # A file name that is no text was read with escapes; as JSON it must be text.
    name = page.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(result, Article):
        return Line(file=name, article=to_json(result), rejection=None)
    return Line(file=name, article=None, rejection=to_json(result))
