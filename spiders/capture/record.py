"""One HTTP exchange as an outlet served it, with what the crawl knows of it, and its content decoded."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import brotli

from spiders.capture.manifest import CrawlManifest, PageEntry
from spiders.capture.warc_reader import Exchange, read_exchange

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: A page larger than this when decoded (bytes) is not read as an article.
MAX_CONTENT = 10 * 1024 * 1024
#: What the decoders raise for a body that is not in the coding that its header names.
UNDECODED = (zlib.error, brotli.error, zstd.ZstdError, EOFError)
_CRLF = b"\r\n"
# The line above a chunk: its size, and what else a server says of it.
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,500})?\r\n")


class ContentError(Exception):
    """The content cannot be decoded as its headers say."""


class TooLargeError(ContentError):
    """The decoded content is larger than any page should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One exchange of one outlet; `payload` is as served. Fields are None where a lone file tells nothing of them."""

    outlet: str
    key: str | None
    url: str | None
    final_url: str | None
    captured_at: datetime | None
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    run_id: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def digest(self) -> str:
        """Return the payload's digest as WARC writes it."""
        return payload_digest(self.payload)


def payload_digest(payload: bytes) -> str:
    """Return `sha1:` and the digest in base 32, the form of WARC-Payload-Digest."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRef:
    """Where the bytes of a capture are, and what the crawl knew of it."""

    outlet: str
    run_id: str
    key: str | None
    url: str
    final_url: str
    captured_at: datetime | None
    status: int
    warc_file: str
    warc_offset: int | None


def capture_ref(manifest: CrawlManifest, page: PageEntry) -> CaptureRef:
    """Return what a manifest says of the capture of one of its pages."""
    return CaptureRef(
        outlet=manifest.outlet,
        run_id=manifest.run_id,
        key=page.key,
        url=page.url,
        final_url=page.final_url or page.url,
        captured_at=page.captured_at,
        status=page.status or 0,
        warc_file=f"{manifest.outlet}/{manifest.warc}",
        warc_offset=page.warc_offset,
    )


def read_capture(captures: Path, kept: CaptureRef) -> Capture:
    """Return the capture whose bytes are in a WARC below the folder of captures.

    Raises `WarcError` where the record cannot be read, and `ValueError` where no bytes were kept.
    """
    if kept.warc_offset is None:
        raise ValueError(f"no bytes were kept of {kept.url}")
    return capture_at(kept, read_exchange(captures / kept.warc_file, kept.warc_offset))


def capture_at(kept: CaptureRef, exchange: Exchange) -> Capture:
    """Return an exchange with what the crawl knew of it."""
    return Capture(
        outlet=kept.outlet,
        key=kept.key,
        url=kept.url,
        final_url=kept.final_url,
        captured_at=kept.captured_at or exchange.captured_at,
        status=exchange.status,
        headers=exchange.headers,
        payload=exchange.payload,
        run_id=kept.run_id,
        warc_file=kept.warc_file,
        warc_offset=kept.warc_offset,
    )


def content(capture: Capture) -> bytes:
    """Return the payload with its transfer and content codings undone, at most `MAX_CONTENT` bytes of it.

    Raises `TooLargeError` beyond that and `ContentError` where a coding is broken or unknown.
    """
    data = unchunked(capture.payload, capture.header("Transfer-Encoding"))
    codings = [name.strip().lower() for name in (capture.header("Content-Encoding") or "").split(",")]
    for coding in reversed([name for name in codings if name and name != "identity"]):
        data = _decoded(data, coding)
    if len(data) > MAX_CONTENT:
        raise TooLargeError(f"more than {MAX_CONTENT} bytes")
    return data


def unchunked(payload: bytes, transfer_encoding: str | None) -> bytes:
    """Return the payload without chunk framing; other crawlers keep it, ours never sees it.

    Some of them undo it and keep the header: a payload without any framing comes back as it is. Raises `ContentError`
    where the chunks break off; what follows the last one, as trailers do, is none of the content.
    """
    if "chunked" not in (transfer_encoding or "").lower() or not _CHUNK.match(payload):
        return payload
    chunks: list[bytes] = []
    place = 0
    while head := _CHUNK.match(payload, place):
        start, size = head.end(), int(head[1], 16)
        if size == 0:
            return b"".join(chunks)
        chunks.append(payload[start : start + size])
        place = start + size + len(_CRLF)
        if payload[start + size : place] != _CRLF:
            break
    raise ContentError(f"its chunks break off after {sum(map(len, chunks))} bytes")


def plain_headers(exchange: Exchange) -> list[tuple[bytes, bytes]]:
    """Return the headers, byte for byte as served, without the one that speaks of chunk framing."""
    return [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in exchange.headers
        if name.lower() != "transfer-encoding"
    ]


def _decoded(data: bytes, coding: str) -> bytes:
    try:
        if coding in ("gzip", "x-gzip"):
            return _inflated(data, zlib.MAX_WBITS | 16)
        if coding == "deflate":
            # raw deflate, without the zlib header that the standard asks for, is as common
            return _inflated(data, zlib.MAX_WBITS if data[:1] == b"\x78" else -zlib.MAX_WBITS)
        if coding == "br":
            return _unbrotli(data)
        if coding == "zstd":
            return _unzstd(data)
        problem = f"its content coding {coding!r} is unknown"
    except UNDECODED as error:
        problem = f"its {coding} coding is broken: {error}"
    # Some servers name a coding, or a charset for one, and send plain text all the same.
    if data.lstrip()[:1] == b"<":
        return data
    raise ContentError(problem)


# Each decoder stops one byte past the limit, undoes every member that follows another, and minds a missing end.


def _inflated(data: bytes, window: int) -> bytes:
    content = b""
    while data and len(content) <= MAX_CONTENT:
        member = zlib.decompressobj(window)
        content += member.decompress(data, MAX_CONTENT + 1 - len(content))
        if not member.eof and len(content) <= MAX_CONTENT:
            raise EOFError("it breaks off")
        data = member.unused_data if window > 0 else b""
        if content and not data.startswith(b"\x1f\x8b"):
            break  # padding after the last member
    return content


def _unbrotli(data: bytes) -> bytes:
    decoder = brotli.Decompressor()
    content = bytes(decoder.process(data, output_buffer_limit=MAX_CONTENT + 1))
    while not decoder.is_finished() and len(content) <= MAX_CONTENT:
        more = decoder.process(b"", output_buffer_limit=MAX_CONTENT + 1)
        if not more:
            raise EOFError("it breaks off")
        content += more
    return content


def _unzstd(data: bytes) -> bytes:
    content = b""
    while data and len(content) <= MAX_CONTENT:
        frame = zstd.ZstdDecompressor()
        content += frame.decompress(data, MAX_CONTENT + 1 - len(content))
        if not frame.eof and len(content) <= MAX_CONTENT:
            raise EOFError("it breaks off")
        data = frame.unused_data
    return content
