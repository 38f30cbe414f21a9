"""One HTTP exchange as an outlet served it, with what the crawl knows of it, and its content decoded."""

from __future__ import annotations

import base64
import hashlib
import io
import sys
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import brotli
from warcio.bufferedreaders import ChunkedDataReader

from spiders.receipt import PageEntry, Receipt
from spiders.warc import Exchange, read_exchange

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: A page larger than this when decoded (bytes) is not read as an article.
MAX_CONTENT = 10 * 1024 * 1024


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


def read_capture(captures: Path, receipt: Receipt, page: PageEntry) -> Capture:
    """Return the capture of a fetched page from the WARC beside its receipt.

    Raises `WarcError` where the record cannot be read.
    """
    warc_file = f"{receipt.outlet}/{receipt.warc}"
    if page.warc_offset is None:
        raise ValueError(f"no bytes were kept of {page.url}")
    exchange = read_exchange(captures / warc_file, page.warc_offset)
    return Capture(
        outlet=receipt.outlet,
        key=page.key,
        url=page.url,
        final_url=page.final_url or page.url,
        captured_at=page.captured_at or exchange.captured_at,
        status=exchange.status,
        headers=exchange.headers,
        payload=exchange.payload,
        run_id=receipt.run_id,
        warc_file=warc_file,
        warc_offset=page.warc_offset,
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
    """Return the payload without chunk framing; other crawlers keep it, ours never sees it."""
    if "chunked" not in (transfer_encoding or "").lower():
        return payload
    return bytes(ChunkedDataReader(io.BytesIO(payload)).read(len(payload) + 1))


def plain_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the headers without the one that speaks of chunk framing."""
    return [(name, value) for name, value in exchange.headers if name.lower() != "transfer-encoding"]


def _decoded(data: bytes, coding: str) -> bytes:
    limit = MAX_CONTENT + 1
    try:
        if coding in ("gzip", "x-gzip"):
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, limit)
        if coding == "deflate":
            return _inflated(data, limit)
        if coding == "br":
            return bytes(brotli.Decompressor().process(data, output_buffer_limit=limit))
        if coding == "zstd":
            return bytes(zstd.ZstdDecompressor().decompress(data, limit))
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        # Some servers name a coding and send plain text all the same.
        if data.lstrip()[:1] == b"<":
            return data
        raise ContentError(f"its {coding} coding is broken: {error}") from error
    raise ContentError(f"its content coding {coding!r} is unknown")


def _inflated(data: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, limit)
    except zlib.error:  # raw deflate, without the zlib header that the standard asks for
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, limit)
