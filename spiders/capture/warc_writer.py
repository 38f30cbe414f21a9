"""Writes WARC files: one gzip member a record, WARC/1.1, complete or not there at all."""

from __future__ import annotations

import fcntl
import uuid
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from types import TracebackType

from isal import igzip

from spiders.ai_statements import encode_statements
from spiders.capture.record import Exchange, payload_digest
from spiders.capture.store import commit, partial_path
from spiders.capture.warc_reader import HOST_STATEMENTS

# On news pages a quarter of the time of zlib's level 2, for files 1 % larger.
_IGZIP_LEVEL = 2


class WarcWriter:
    """Writes `path` beside its place and renames it there on `close`; each record is on disk when written.

    With `resumes`, an unfinished file that is there goes on; its records must be whole.
    """

    def __init__(self, path: Path, created_at: datetime | None = None, *, resumes: bool = False) -> None:
        self.path = path
        self.records = 0
        self._partial = partial_path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = FileIO(self._partial, "ab")  # emptied only when it is ours
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as long as we live: see `is_being_written`
        except OSError:
            self._file.close()
            raise
        if not resumes:
            self._file.truncate(0)
        self._length = self._file.seek(0, 2)
        if not self._length:
            self.append(_warcinfo(path.name, created_at or datetime.now(UTC)))
        self.records = 0  # of responses

    def write(self, exchange: Exchange) -> int:
        """Append one response record and return its offset in the file (bytes).

        Raises `OSError` where the disk is full; the file is then as it was before.
        """
        return self.append(pack(exchange))

    def append(self, record: bytes) -> int:
        """Append a record that is packed already, and return its offset; raises as `write` does."""
        offset = self._length
        try:
            left = memoryview(record)
            while left:  # a disk that is nearly full takes a part
                left = left[self._file.write(left) :]
        except OSError:
            self._file.truncate(offset)
            raise
        self._length += len(record)
        self.records += 1
        return offset

    def close(self) -> None:
        """Make the file durable and give it its name; only then is its lock released."""
        commit(self._partial, self.path)
        self._file.close()

    def abandon(self) -> None:
        """Stop writing; what was written stays readable under the name of an unfinished file."""
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
    """Return an exchange as a response record of a WARC, compressed; it takes a quarter of a millisecond."""
    status_line = f"HTTP/1.1 {exchange.status} {_one_line(exchange.reason)}".strip()
    lines = [status_line, *(f"{_one_line(name)}: {_one_line(value)}" for name, value in exchange.headers), "", ""]
    moment, digest = _warc_date(exchange.captured_at), exchange.digest
    headers = {
        "WARC-Date": moment,
        "WARC-Type": "response",
        # An id that follows from the exchange: the same night recorded again is the same file.
        "WARC-Record-ID": _urn(f"{exchange.url} {moment} {digest}"),
        "WARC-Target-URI": exchange.url,
        "WARC-Payload-Digest": digest,
    }
    if exchange.truncated:
        headers["WARC-Truncated"] = exchange.truncated
    if statements := encode_statements(exchange.host):
        headers[HOST_STATEMENTS] = statements
    head = "\r\n".join(lines).encode("latin-1", "replace")
    return _packed(headers, "application/http; msgtype=response", head + exchange.payload)


def _warcinfo(name: str, created_at: datetime) -> bytes:
    moment = _warc_date(created_at)
    headers = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": _urn(f"{name} {moment}"),
        "WARC-Filename": name,
        "WARC-Date": moment,
    }
    fields = b"software: nightdesk\r\nformat: WARC File Format 1.1\r\n"
    return _packed(headers, "application/warc-fields", fields)


def _packed(headers: dict[str, str], content_type: str, block: bytes) -> bytes:
    """Return a record in a gzip member of its own (WARC/1.1, ISO 28500:2017)."""
    named = headers | {
        "WARC-Block-Digest": payload_digest(block),
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    lines = ["WARC/1.1", *(f"{name}: {_one_line(value)}" for name, value in named.items()), "", ""]
    record = b"".join(("\r\n".join(lines).encode(), block, b"\r\n\r\n"))
    # mtime 0: the same exchange gives the same bytes
    return bytes(igzip.compress(record, _IGZIP_LEVEL, mtime=0))


def _urn(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
