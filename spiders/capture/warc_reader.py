"""Reads WARC files, our own and those of other crawlers, record by record."""

from __future__ import annotations

import fcntl
import io
import mmap
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

#: A record larger than this (bytes, as served) is passed over: no news page comes near it.
MAX_PAYLOAD = 32 * 1024 * 1024
#: How a gzip member begins.
GZIP = b"\x1f\x8b"
# The head of a member of ours: deflate, and no optional field.
_MEMBER = GZIP + b"\x08\x00"
_MAX_MEMBER = MAX_PAYLOAD + 1024 * 1024


class WarcError(Exception):
    """A file is not a WARC, or ends before its last record does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP response as a WARC holds it: headers by their bytes (Latin-1), `payload` before content decoding.

    `truncated` says why the payload is not whole, where it is not (WARC-Truncated: length, time, ...).
    """

    url: str
    captured_at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    truncated: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def _served(text: str) -> str:
    """Return what `_archive` has read of a header with each of its bytes as a character."""
    return text.encode("ascii", "surrogateescape").decode("latin-1")


def _archive(stream: BinaryIO) -> ArchiveIterator:
    """Return the records of a stream, headers read byte for byte; warcio alone takes for UTF-8 what could be."""
    records = ArchiveIterator(stream)
    # Surrogates for the bytes beyond ASCII: two of them are white space in Latin-1, and would be stripped off a line.
    records.loader.http_parser.decode_header = lambda line: line.decode("ascii", "surrogateescape")
    return records


def is_being_written(part: Path) -> bool:
    """Say whether a writer that lives is at work on an unfinished WARC."""
    with part.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def whole_length(path: Path, start: int = 0) -> int:
    """Return where the last whole record ends (bytes) in a WARC of ours that may break off; `start` is one's offset."""
    length = start
    with path.open("rb") as stream:
        stream.seek(start)
        try:
            while stream.read(2) == GZIP:
                stream.seek(length)
                _, member = _member(stream)
                length += member
                stream.seek(length)
        except (EOFError, zlib.error):
            pass
    return length


def whole_records(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield offset, end and content of each record of a WARC of ours that can be unpacked; what cannot is stepped over.

    Of content larger than any page only the beginning is given.
    """
    offset = 0
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        while 0 <= offset < size:
            stream.seek(offset)
            try:
                content, length = _member(stream)
            except (EOFError, zlib.error):
                with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as every:
                    offset = every.find(_MEMBER, offset + 1)
                continue
            yield offset, offset + length, content
            offset += length


def read_exchanges(path: Path) -> Iterator[tuple[int, Exchange]]:
    """Yield `(offset, exchange)` for every whole response record.

    Raises `WarcError` where the file is no WARC or breaks off; all that could be read was yielded before.
    """
    with path.open("rb") as stream:
        magic = stream.read(2)
        if not magic:
            raise WarcError("it is empty")
        stream.seek(0)
        seen = 0
        records = _packed_records(stream) if magic == GZIP else _plain_records(stream)
        try:
            for offset, exchange in records:
                seen += 1
                if exchange is not None:
                    yield offset, exchange
        except WarcError:
            raise
        except Exception as error:  # what is not a WARC makes the parser fail in many ways
            raise WarcError(_broken(seen)) from error
        if not seen:
            raise WarcError(_broken(seen))


def read_exchange(path: Path, offset: int) -> Exchange:
    """Return the one exchange whose record begins at `offset`; raises `WarcError` where there is none."""
    with path.open("rb") as stream:
        try:
            stream.seek(offset)
            packed = stream.read(2) == GZIP
            stream.seek(offset)
            records = _packed_records(stream) if packed else _plain_records(stream)
            _, exchange = next(records, (0, None))
        except Exception as error:
            raise WarcError(f"no record can be read at offset {offset}") from error
    if exchange is None:
        raise WarcError(f"there is no response record at offset {offset}")
    return exchange


def read_record(path: Path, offset: int) -> tuple[bytes, Exchange]:
    """Return the record at `offset`, packed as it is kept, and its exchange; raises `WarcError` where none is whole."""
    with path.open("rb") as stream:
        try:
            stream.seek(offset)
            content, length = _member(stream)
            exchange = packed_exchange(content)
            stream.seek(offset)
            record = stream.read(length)
        except (EOFError, ValueError, zlib.error, WarcError) as error:
            raise WarcError(f"no record can be read at offset {offset}") from error
    if exchange is None:
        raise WarcError(f"there is no response record at offset {offset}")
    return record, exchange


def _broken(seen: int) -> str:
    if seen == 0:
        return "it is not a WARC file"
    return f"it breaks off after record {seen}: the rest cannot be read"


def _packed_records(stream: BinaryIO) -> Iterator[tuple[int, Exchange | None]]:
    """Yield each record of a WARC whose records are compressed one by one; raises where a member lacks its end.

    Member by member, as only that shows a file that breaks off inside a record's head.
    """
    offset = stream.tell()
    while stream.read(1):
        stream.seek(offset)
        data, length = _member(stream)
        yield offset, packed_exchange(data)
        offset += length
        stream.seek(offset)


def packed_exchange(data: bytes) -> Exchange | None:
    """Return the exchange of the one record that a gzip member holds; None where it holds no usable response.

    Raises `WarcError`, or one of many other errors, where it holds no record.
    """
    records = _archive(io.BytesIO(data))
    try:
        record = next(iter(records), None)
    except AttributeError:  # warcio's way with a record that has no address
        if data.startswith(b"WARC/") and data.endswith(b"\r\n\r\n"):
            return None
        raise
    if record is None or not _is_warc(record):
        raise ValueError("no WARC record")
    whole = len(data) < _MAX_MEMBER
    try:
        exchange = _exchange(record)
    except EOFError:
        if whole:
            raise
        return None  # larger than any page
    if whole and next(records, None) is not None:
        raise WarcError("its records are not compressed one by one: unpack it with gunzip first")
    return exchange


def _is_warc(record: ArcWarcRecord) -> bool:
    return record.format == "warc" and record.rec_headers.get_header("Content-Length") is not None


def _member(stream: BinaryIO) -> tuple[bytes, int]:
    """Return the content of the gzip member that begins here, at most `_MAX_MEMBER` bytes of it, and its length.

    Raises `EOFError` where it breaks off, and `zlib.error` where it is damaged or none.
    """
    start = stream.tell()
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content: list[bytes] = []
    size = 0
    while not member.eof:
        block = stream.read(65536)
        if not block:
            raise EOFError("the last record has no end")
        data = member.decompress(block)
        size += len(data)
        if size <= _MAX_MEMBER:
            content.append(data)
    length = stream.tell() - start - len(member.unused_data)
    return b"".join(content), length


def _plain_records(stream: BinaryIO) -> Iterator[tuple[int, Exchange | None]]:
    """Yield each record of a WARC that is not compressed; raises where its last record lacks its end."""
    start = stream.tell()
    records = _archive(stream)
    for record in records:
        if not _is_warc(record):
            raise ValueError("no WARC record")
        exchange = _exchange(record)
        yield start + records.get_record_offset(), exchange  # asked for last: it reads the record to its end
    stream.seek(-4, os.SEEK_END)
    if stream.read() != b"\r\n\r\n":
        raise EOFError("the last record has no end")


def _exchange(record: ArcWarcRecord) -> Exchange | None:
    """Return the exchange of a response record; None for other records and those too large to be a page."""
    if record.rec_type != "response" or record.http_headers is None:
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    moment = _moment(record.rec_headers.get_header("WARC-Date"))
    status, _, reason = record.http_headers.statusline.partition(" ")
    if not url or moment is None or not status.isdigit():
        return None
    payload = record.raw_stream.read(MAX_PAYLOAD + 1)
    if len(payload) > MAX_PAYLOAD:
        return None
    if getattr(record.raw_stream, "limit", 0):  # the record promised more bytes than the file holds
        raise EOFError(url)
    return Exchange(
        url=url.strip("<>"),
        captured_at=moment,
        status=int(status),
        reason=_served(reason),
        headers=tuple((_served(name), _served(value)) for name, value in record.http_headers.headers),
        payload=payload,
        truncated=record.rec_headers.get_header("WARC-Truncated"),
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
