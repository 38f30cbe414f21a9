"""Writes WARC files: one gzip member a record, WARC/1.1, complete or not there at all."""

from __future__ import annotations

import fcntl
import gzip
import io
import os
import uuid
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from types import TracebackType

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.capture.warc_reader import Exchange

# On news pages level 6 takes three times the time of level 2, for files a seventh smaller; warcio's own is 9.
_GZIP_LEVEL = 2


class _ServedHeaders(StatusAndHeaders):  # type: ignore[misc]
    """Headers that are written as served; warcio's own percent-encode what is beyond ASCII."""

    def to_ascii_bytes(self, filter_func: object = None) -> bytes:
        return bytes(self.to_str(filter_func), "latin-1", "replace") + b"\r\n"


class WarcWriter:
    """Writes `path` beside its place and renames it there on `close`; each record is on disk when written."""

    def __init__(self, path: Path, created_at: datetime | None = None) -> None:
        self.path = path
        self.records = 0
        self._part = path.with_name(path.name + ".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = FileIO(self._part, "wb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as long as we live: see `is_being_written`
        builder = WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")
        info = builder.create_warcinfo_record(path.name, {"software": "nightdesk", "format": "WARC File Format 1.1"})
        moment = _warc_date(created_at or datetime.now(UTC))
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{path.name} {moment}")
        info.rec_headers.replace_header("WARC-Date", moment)
        info.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{identity}>")
        self.append(_packed(info))
        self.records = 0  # of responses

    def write(self, exchange: Exchange) -> int:
        """Append one response record and return its offset in the file (bytes).

        Raises `OSError` where the disk is full; the file is then as it was before.
        """
        return self.append(pack(exchange))

    def append(self, record: bytes) -> int:
        """Append a record that is packed already, and return its offset; raises as `write` does."""
        offset = self._file.tell()
        try:
            left = memoryview(record)
            while left:  # a disk that is nearly full takes a part
                left = left[self._file.write(left) :]
        except OSError:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise
        self.records += 1
        return offset

    def close(self) -> None:
        """Make the file durable and give it its name."""
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)

    def abandon(self) -> None:
        """Stop writing; what was written stays readable under the name of a part."""
        self._file.close()

    def __enter__(self) -> WarcWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


def pack(exchange: Exchange) -> bytes:
    """Return an exchange as a record of a WARC, compressed: for a thread, as it takes milliseconds."""
    return _packed(_response_record(exchange))


def _packed(record: ArcWarcRecord) -> bytes:
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    # mtime 0: the same exchange gives the same bytes
    return gzip.compress(plain.getvalue(), _GZIP_LEVEL, mtime=0)


def _response_record(exchange: Exchange) -> ArcWarcRecord:
    status_line = f"{exchange.status} {_one_line(exchange.reason)}".strip()
    headers = [(_one_line(name), _one_line(value)) for name, value in exchange.headers]
    builder = WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")
    moment = _warc_date(exchange.captured_at)
    truncated = {"WARC-Truncated": exchange.truncated} if exchange.truncated else {}
    record = builder.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.payload),
        length=len(exchange.payload),
        http_headers=_ServedHeaders(status_line, headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": moment} | truncated,
    )
    # An id that follows from the exchange: the same night recorded again is the same file.
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{exchange.url} {moment} {digest}")
    record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{identity}>")
    return record


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
