"""Content decoding: undoes the transfer and content codings of a capture, up to a limit of size."""

from __future__ import annotations

import re
import sys
import zlib

import brotli

from spiders.capture.record import HttpResponse

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


def content(response: HttpResponse) -> bytes:
    """Return the payload with its transfer and content codings undone, at most `MAX_CONTENT` bytes of it.

    Raises `TooLargeError` beyond that and `ContentError` where a coding is broken or unknown.
    """
    data = unchunked(response.payload, response.header("Transfer-Encoding"))
    codings = [name.strip().lower() for name in (response.header("Content-Encoding") or "").split(",")]
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


def headers_without_framing(response: HttpResponse) -> list[tuple[bytes, bytes]]:
    """Return the headers, byte for byte as served, without the one that speaks of chunk framing."""
    return [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers
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
