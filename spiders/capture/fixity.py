"""Tells whether a WARC is as it was written: quickly by its end and offsets, or each record by its digests."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spiders.capture.record import Exchange, payload_digest
from spiders.capture.warc_reader import (
    GZIP,
    MAX_PAYLOAD,
    WarcError,
    WarcRecord,
    exchange_of,
    packed_record,
    whole_length,
    whole_records,
)
from spiders.errors import reason_of

_UNPACKED = "it cannot be unpacked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a record must hold by the word of others: of its manifest (URL) or of the warehouse (digest)."""

    url: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedRecord:
    """A record that is not as it was written, by its offset in the file (bytes), and why."""

    offset: int
    fault: str


def warc_fault(path: Path, offsets: Collection[int]) -> str | None:
    """Return what is wrong with a WARC at a quick look, None where nothing is.

    It must be there, begin with a record, hold a record at each of the offsets, and be whole from the last of them to
    its end. Damage within an earlier record is found by `damaged_records` alone.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return "is no file" if not stat.S_ISDIR(found.st_mode) else "is a folder"
        with path.open("rb") as stream:
            for offset in (0, *offsets):
                stream.seek(max(offset, 0))
                if offset < 0 or stream.read(2) != GZIP:
                    return _without(offset, found.st_size)
        last = max(offsets, default=0)
        whole = whole_length(path, last)
        return f"breaks off in the record at byte {whole}" if whole < found.st_size else None
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {reason_of(error)}"


def _without(offset: int, size: int) -> str:
    if size == 0:
        return "is empty"
    if offset >= size:
        return f"ends at byte {size}, before the record at byte {offset} that its crawl manifest names"
    return f"has no record at byte {offset}" + (", where its crawl manifest names one" if offset else "")


def damaged_records(path: Path, expected: Mapping[int, Expected]) -> Iterator[DamagedRecord]:
    """Read every record of a WARC and yield those that are not as they were written; raises `OSError`.

    A record is held against its own digests, and against what is expected at its offset. What is broken is stepped
    over: the records behind it are read too.
    """
    missing = set(expected)
    following = 0
    for offset, end, content in whole_records(path):
        if offset > following:
            missing.discard(following)
            yield DamagedRecord(offset=following, fault=_UNPACKED)
        fault = _fault(content, expected.get(offset, Expected()))
        if fault:
            yield DamagedRecord(offset=offset, fault=fault)
        missing.discard(offset)
        following = end
    if following < path.stat().st_size:
        missing.discard(following)
        yield DamagedRecord(offset=following, fault=_UNPACKED)
    for offset in sorted(missing):
        yield DamagedRecord(offset=offset, fault="no whole record begins there")


def _fault(content: bytes, expected: Expected) -> str | None:
    """Return what is wrong with a record that could be unpacked, if anything."""
    try:
        record = packed_record(content)
    except (WarcError, ValueError, EOFError):
        return "it is no WARC record"
    exchange = exchange_of(record)
    if len(content) < MAX_PAYLOAD and not _digests_hold(record, exchange):
        return "its content is not that of its own digest"
    if exchange is None:
        return None if expected == Expected() else "it is no response, though its crawl manifest says so"
    if expected.url is not None and exchange.url != expected.url:
        return f"it holds {exchange.url}, not what its crawl manifest says"
    if expected.digest is not None and exchange.digest != expected.digest:
        return "it holds another payload than the one that the warehouse has read"
    return None


def _digests_hold(record: WarcRecord, exchange: Exchange | None) -> bool:
    """Say whether a record is what its own SHA-1 digests say; what it states by no SHA-1 is not checked."""
    stated = {"WARC-Block-Digest": record.block}
    if exchange is not None:
        stated["WARC-Payload-Digest"] = exchange.payload
    digests = {name: record.header(name) or "" for name in stated}
    return all(digest == payload_digest(stated[name]) for name, digest in digests.items() if digest.startswith("sha1:"))
