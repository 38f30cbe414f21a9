"""Reads WARC files, our own and those of other crawlers, record by record."""

from __future__ import annotations

import fcntl
import mmap
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from isal import isal_zlib

from spiders.ai_statements import decode_statements
from spiders.capture.record import Exchange, Headers

#: A record larger than this (bytes, as served) is passed over: no news page comes near it.
MAX_PAYLOAD = 32 * 1024 * 1024
#: How a gzip member begins.
GZIP = b"\x1f\x8b"
#: The field of a record of ours that has what the crawl knew of the host's statements about the page.
HOST_STATEMENTS = "Nightdesk-Host-Statements"
# The head of a member of ours: deflate, and no optional field.
_MEMBER = GZIP + b"\x08\x00"
_BLOCK = 64 * 1024
_MAX_MEMBER = MAX_PAYLOAD + 1024 * 1024
# The headers of a record, or of the response in it, have at most so many bytes.
_MAX_HEAD = 1024 * 1024
_STATUS = re.compile(r"[0-9]{3}")
_VERSION = re.compile(r"WARC/[0-9]+\.[0-9]+")
# A line that begins with white space goes on with the one before it.
_FOLD = re.compile(rb"\r*\n(?=[ \t])")
# What ends the headers of a record or of a response; some crawlers write line feeds alone.
_BLANK = re.compile(rb"\r*\n\r*\n")
_END = b"\r\n\r\n"
# What unpacking and parsing raise of a member that is damaged or holds no record; isal's stubs state no class.
_UNREADABLE = (EOFError, ValueError, cast(type[Exception], isal_zlib.error))


class WarcError(Exception):
    """A file is not a WARC, or ends before its last record does."""


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One WARC record: its headers by their names in lower case, by their bytes (Latin-1), and where its block is.

    `data` is cut at `_MAX_MEMBER`, and with it the block of a record that is larger than any page.
    """

    headers: Mapping[str, str]
    data: bytes
    start: int
    content_length: int

    @property
    def end(self) -> int:
        """Return where the block ends."""
        return self.start + self.content_length

    @property
    def block(self) -> bytes:
        """Return the block."""
        return self.data[self.start : self.end]

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case, as UTF-8 where it is that."""
        value = self.headers.get(name.lower())
        if value is None or value.isascii():
            return value
        try:
            return value.encode("latin-1").decode()
        except UnicodeDecodeError:
            return value


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
    end = start
    with path.open("rb") as stream, suppress(*_UNREADABLE):
        stream.seek(start)
        for _, member_end, _ in _members(stream):
            end = member_end
    return end


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
                for begin, end, content in _members(stream):
                    yield begin, end, content
                    offset = end
            except _UNREADABLE:
                with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as every:
                    offset = every.find(_MEMBER, offset + 1)


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
        records = _packed_records(stream) if magic == GZIP else _uncompressed_records(stream)
        try:
            for offset, exchange in records:
                seen += 1
                if exchange is not None:
                    yield offset, exchange
        except _UNREADABLE as error:
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
            records = _packed_records(stream) if packed else _uncompressed_records(stream)
            _, exchange = next(records, (0, None))
        except (*_UNREADABLE, OSError, OverflowError, WarcError) as error:
            raise WarcError(f"no record can be read at offset {offset}") from error
    if exchange is None:
        raise WarcError(f"there is no response record at offset {offset}")
    return exchange


def read_record(path: Path, offset: int) -> tuple[bytes, Exchange]:
    """Return the record at `offset`, packed as it is kept, and its exchange; raises `WarcError` where none is whole."""
    with path.open("rb") as stream:
        try:
            stream.seek(offset)
            content, length, _ = _member(stream)
            exchange = packed_exchange(content)
            stream.seek(offset)
            record = stream.read(length)
        except (*_UNREADABLE, OverflowError, WarcError) as error:
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
    for offset, _, content in _members(stream):
        yield offset, packed_exchange(content)


def packed_exchange(data: bytes) -> Exchange | None:
    """Return the exchange of the one record that a gzip member holds; None where it holds no usable response.

    Raises `WarcError`, `ValueError` or `EOFError` where it holds no whole record, or several.
    """
    return exchange_of(packed_record(data))


def packed_record(data: bytes) -> WarcRecord:
    """Return the one record that a gzip member holds; raises as `packed_exchange` does."""
    version, headers, start = _head(data)
    if not _VERSION.fullmatch(version):
        raise ValueError("no WARC record")
    named = _by_name(headers)
    record = WarcRecord(named, data, start, _content_length(named))
    if len(data) < _MAX_MEMBER:
        if len(data) < record.end:
            raise EOFError("the record promises more bytes than there are")
        if data[record.end :].lstrip(b"\r\n").startswith(b"WARC/"):
            raise WarcError("its records are not compressed one by one: unpack it with gunzip first")
    return record


def _head(data: bytes, start: int = 0, end: int | None = None) -> tuple[str, Headers, int]:
    """Return the first line and the headers of a record or of a response in `data[start:end]`, and where they end.

    A line that begins with white space goes on with the header before it; one without a colon is passed over. Raises
    `ValueError` where they are longer than any should be.
    """
    end = len(data) if end is None else min(end, len(data))
    blank = _BLANK.search(data, start, min(end, start + _MAX_HEAD))
    if blank is None and end - start > _MAX_HEAD:
        raise ValueError("its headers have no end")
    stop, after = blank.span() if blank else (end, end)
    first, *lines = _FOLD.sub(b"", data[start:stop]).split(b"\n")
    named = [line.partition(b":") for line in lines]
    headers = tuple((_text(name), _text(value)) for name, colon, value in named if colon)
    return first.rstrip(b"\r").decode("latin-1"), headers, after


def _text(data: bytes) -> str:
    return data.strip(b" \t\r").decode("latin-1")


def _by_name(headers: Headers) -> dict[str, str]:
    """Return the headers by their names in lower case; of several of one name the first counts."""
    return {name.lower(): value for name, value in reversed(headers)}


def _content_length(headers: Mapping[str, str]) -> int:
    """Return the Content-Length of a record; raises `ValueError` where it states none."""
    stated = headers.get("content-length", "")
    if not (stated.isascii() and stated.isdigit()):
        raise ValueError("no WARC record: it states no length")
    return int(stated)


def _members(stream: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield offset, end and content of each gzip member from here on; raises as `_member` does."""
    end = stream.tell()
    block = stream.read(_BLOCK)
    while block:
        offset = end
        content, length, block = _member(stream, block)
        end += length
        yield offset, end, content
        block = block or stream.read(_BLOCK)


def _member(stream: BinaryIO, block: bytes = b"") -> tuple[bytes, int, bytes]:
    """Return the content of the gzip member that begins here (`_MAX_MEMBER` bytes of it), its length, what follows.

    `block` is what was read of it before; what follows is what was read behind its end. Raises `EOFError` where it
    breaks off, and `isal_zlib.error` where it is damaged or none.
    """
    member = isal_zlib.decompressobj(isal_zlib.MAX_WBITS | 16)
    content: list[bytes] = []
    size = length = 0
    while not member.eof:
        block = block or stream.read(_BLOCK)
        if not block:
            raise EOFError("the last record has no end")
        data = member.decompress(block)
        length += len(block)
        size += len(data)
        if size <= _MAX_MEMBER:
            content.append(data)
        block = b""
    return b"".join(content), length - len(member.unused_data), member.unused_data


def _uncompressed_records(stream: BinaryIO) -> Iterator[tuple[int, Exchange | None]]:
    """Yield each record of a WARC that is not compressed; raises where its last record lacks its end."""
    size = os.fstat(stream.fileno()).st_size
    offset = stream.tell()
    while line := stream.readline(_MAX_HEAD):
        if not line.strip(b"\r\n"):  # what ends the record before
            offset += len(line)
            continue
        if not _VERSION.fullmatch(line.rstrip(b"\r\n").decode("latin-1")):
            raise ValueError("no WARC record")
        head = [line]
        while line.strip(b"\r\n"):
            line = stream.readline(_MAX_HEAD)
            head.append(line)
            if not line or stream.tell() - offset > _MAX_HEAD:
                raise EOFError("its headers have no end")
        _, headers, _ = _head(b"".join(head))
        named = _by_name(headers)
        start, length = stream.tell(), _content_length(named)
        if start + length > size:
            raise EOFError("the last record has no end")
        yield offset, exchange_of(WarcRecord(named, stream.read(min(length, _MAX_MEMBER)), 0, length))
        offset = stream.seek(start + length)
    stream.seek(max(size - len(_END), 0))
    if stream.read() != _END:
        raise EOFError("the last record has no end")


def exchange_of(record: WarcRecord) -> Exchange | None:
    """Return the exchange of a response record; None for other records and those too large to be a page."""
    url = (record.header("WARC-Target-URI") or "").strip("<>").replace(" ", "%20")
    moment = _moment(record.header("WARC-Date"))
    if record.header("WARC-Type") != "response" or not url.startswith(("http:", "https:")) or moment is None:
        return None
    if record.content_length > _MAX_MEMBER:
        return None
    try:
        status_line, headers, start = _head(record.data, record.start, record.end)
    except ValueError:
        return None
    status, _, reason = status_line.partition(" ")[2].strip(" ").partition(" ")
    payload = record.data[start : record.end]
    if not _STATUS.fullmatch(status) or len(payload) > MAX_PAYLOAD:
        return None
    return Exchange(
        url=url,
        captured_at=moment,
        status=int(status),
        reason=reason,
        headers=headers,
        payload=payload,
        truncated=record.header("WARC-Truncated"),
        host=decode_statements(record.header(HOST_STATEMENTS)),
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
