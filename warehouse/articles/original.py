"""Finds the capture behind a revision of an article and reads it from its WARC, exactly as it was served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spiders.capture.record import CaptureRef, Exchange
from spiders.capture.store import LocalCaptureStore
from spiders.capture.warc_reader import WarcError
from spiders.outlet import Outlet
from warehouse.articles.changes import check_revision
from warehouse.articles.subject import SubjectError, find_subject, unknown
from warehouse.db.snapshot import open_snapshot
from warehouse.db.writer import records


class CaptureLost(Exception):
    """The bytes of a capture cannot be had: its WARC is missing or damaged; the message names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """Where the bytes of a capture are; `revision` is None where they made none."""

    url: str
    revision: int | None
    captured_at: datetime
    digest: str
    warc_file: str
    warc_offset: int


def find_original(published: Path, asked: str, outlets: Mapping[str, Outlet], revision: int | None = None) -> Original:
    """Return the capture of a revision of an article, the newest where none is named.

    Of an address whose page was rejected, the last capture. Raises `SubjectError` where there is neither, and
    `AskError` where the copy cannot be read.
    """
    with open_snapshot(published) as connection:
        subject = find_subject(connection, asked, outlets)
        named = {"outlet": subject.slug, "key": subject.key}
        found = [Original(**row) for row in records(connection, "articles/captures_of_article", **named)]
        if found:
            check_revision(f"{subject.article_id}", len(found), revision)
            return found[(revision or 0) - 1]
        addresses = list(subject.addresses)
        stored = [
            Original(**row) for row in records(connection, "articles/captures_of_address", **named, urls=addresses)
        ]
        if not stored:
            raise unknown(connection, subject)
    if revision is not None:
        raise SubjectError(f"no article was made of {stored[-1].url}: it has no revision, ask without --revision")
    return stored[-1]


def read_original(store: LocalCaptureStore, original: Original) -> Exchange:
    """Return the exchange as it was served; raises `CaptureLost` where it cannot be had or is another than it was."""
    path = store.path_of(original.warc_file)
    ref = CaptureRef(url=original.url, warc_file=original.warc_file, warc_offset=original.warc_offset)
    try:
        _, exchange = store.open_record(ref)
    except FileNotFoundError:
        raise CaptureLost(f"{path} is missing: bring it back from a backup of the captures") from None
    except (OSError, WarcError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CaptureLost(f"{path} is damaged: {reason}; bring it back from a backup of the captures") from error
    if exchange.digest != original.digest:
        raise CaptureLost(
            f"{path} is damaged: at byte {original.warc_offset} it has another payload than the one that was captured; "
            "bring it back from a backup of the captures"
        )
    return exchange


def head(exchange: Exchange) -> bytes:
    """Return the status line and the headers, each header byte for byte as it was served."""
    lines = [f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip()]
    lines += [f"{name}: {value}" for name, value in exchange.headers]
    return "\r\n".join((*lines, "", "")).encode("latin-1")
