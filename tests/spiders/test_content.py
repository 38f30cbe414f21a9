"""Content is decoded as its headers say, whole or not at all, and no more of it than a page may hold."""

from __future__ import annotations

import gzip
import random
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import brotli
import pytest

from spiders.capture.content import MAX_CONTENT, ContentError, TooLargeError, content, headers_without_framing
from spiders.capture.record import Exchange, HttpResponse

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = "<html><body><p>The lantern makers of Velde met on Monday. فانوس</p></body></html>".encode() * 20


# Packed quickly, not well: it is the unpacking that is tested.
def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 1)


def _deflate(data: bytes) -> bytes:
    return zlib.compress(data, 1)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=1))


def _chunked(data: bytes, size: int = 700) -> bytes:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", _gzip),
    "x-gzip": ("X-GZip", _gzip),
    "deflate": ("deflate", _deflate),
    "raw deflate": ("deflate", _raw_deflate),
    "br": ("br", _brotli),
    "zstd": ("zstd", zstd.compress),
}


def _capture(payload: bytes, **headers: str) -> HttpResponse:
    return HttpResponse(
        status=200,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        payload=payload,
    )


@pytest.fixture(scope="module")
def long_page() -> bytes:
    """Return about 5 MB that compress as a page does: words, not noise and not one letter."""
    chance = random.Random(1)
    words = [bytes(chance.choices(b"abcdefghij", k=49)) for _ in range(2000)]
    return b" ".join(chance.choices(words, k=100_000))


@pytest.mark.parametrize("name", CODINGS)
def test_content_is_decoded_whole(name: str, long_page: bytes) -> None:
    coding, pack = CODINGS[name]
    assert content(_capture(pack(PAGE), Content_Encoding=coding)) == PAGE
    assert content(_capture(pack(long_page), content_encoding=coding)) == long_page


def test_content_without_a_coding_is_as_served() -> None:
    assert content(_capture(PAGE)) == PAGE
    assert content(_capture(PAGE, Content_Encoding="identity")) == PAGE
    assert content(_capture(b"", Content_Encoding="gzip")) == b""


def test_chunks_are_joined() -> None:
    assert content(_capture(_chunked(PAGE), Transfer_Encoding="chunked")) == PAGE


def test_chunk_framing_goes_before_the_content_coding() -> None:
    payload = _chunked(gzip.compress(PAGE), 30)
    assert content(_capture(payload, Transfer_Encoding="chunked", Content_Encoding="gzip")) == PAGE


def test_a_header_that_speaks_of_chunks_that_are_not_there_does_no_harm() -> None:
    assert content(_capture(PAGE, Transfer_Encoding="chunked")) == PAGE


def test_two_codings_are_undone_in_the_opposite_order() -> None:
    assert content(_capture(_brotli(gzip.compress(PAGE)), Content_Encoding="gzip, br")) == PAGE


@pytest.mark.parametrize("name", CODINGS)
def test_a_bomb_is_refused_before_it_goes_off(name: str) -> None:
    coding, pack = CODINGS[name]
    bomb = pack(b"\0" * 30_000_000)
    started = time.process_time()
    with pytest.raises(TooLargeError):
        content(_capture(bomb, Content_Encoding=coding))
    assert time.process_time() - started < 2


def test_a_bomb_within_a_bomb_is_refused() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 30_000_000))
    with pytest.raises(TooLargeError):
        content(_capture(bomb, Content_Encoding="gzip, gzip"))


def test_the_limit_itself_is_no_bomb() -> None:
    full = b"\0" * MAX_CONTENT
    assert content(_capture(gzip.compress(full), Content_Encoding="gzip")) == full
    with pytest.raises(TooLargeError):
        content(_capture(full + b"\0"))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_a_broken_coding_is_an_error(coding: str) -> None:
    with pytest.raises(ContentError, match="broken"):
        content(_capture(b"neither one nor the other", Content_Encoding=coding))


def test_an_unknown_coding_is_an_error_that_names_it() -> None:
    with pytest.raises(ContentError, match="sdch"):
        content(_capture(b"\x83" + PAGE, Content_Encoding="sdch"))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "utf-8"])
def test_plain_text_with_the_label_of_a_coding_is_passed_through(coding: str) -> None:
    assert content(_capture(b"\n  " + PAGE, Content_Encoding=coding)) == b"\n  " + PAGE


@pytest.mark.parametrize("name", CODINGS)
def test_content_that_breaks_off_is_an_error(name: str) -> None:
    coding, pack = CODINGS[name]
    packed = pack(PAGE)
    with pytest.raises(ContentError):
        content(_capture(packed[: len(packed) // 2], Content_Encoding=coding))


@pytest.mark.parametrize("place", [5, 700, 705, 706, 707, 710, 1000, -5, -6, -7])
def test_chunks_that_break_off_are_an_error(place: int) -> None:
    with pytest.raises(ContentError, match="break off"):
        content(_capture(_chunked(PAGE)[:place], Transfer_Encoding="chunked"))


def test_a_chunk_longer_than_its_size_is_an_error() -> None:
    with pytest.raises(ContentError, match="break off"):
        content(_capture(b"3\r\n<p>Velde\r\n0\r\n\r\n", Transfer_Encoding="chunked"))


@pytest.mark.parametrize("end", [b"0\r\n\r\n", b"000\r\n", b"0 ;x=y\r\nX-Sum: 1\r\n\r\n"])
def test_chunks_end_with_one_of_no_bytes_whatever_follows(end: bytes) -> None:
    framed = b"3;name=value\r\n<p>\r\n0000005 \r\nVelde\r\n" + end
    assert content(_capture(framed, Transfer_Encoding="chunked")) == b"<p>Velde"


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_content_in_several_members_is_decoded_whole(name: str) -> None:
    coding, pack = CODINGS[name]
    assert (
        content(_capture(pack(PAGE) + pack(b"<p>The end.</p>"), Content_Encoding=coding)) == PAGE + b"<p>The end.</p>"
    )


def test_a_header_is_found_whatever_its_case_and_the_first_counts() -> None:
    capture = _capture(b"", Content_TYPE="text/html", content_type="text/plain")
    assert capture.header("content-Type") == "text/html"
    assert capture.header("Content-Length") is None


def test_the_headers_that_a_replay_sends_are_bytes_as_served() -> None:
    headers = (("Location", "/caf\xc3\xa9"), ("Transfer-encoding", "chunked"), ("X-Title", "caf\xe9"))
    exchange = Exchange(url="", captured_at=datetime.now(UTC), status=302, reason="", headers=headers, payload=b"")
    assert headers_without_framing(exchange) == [(b"Location", "/café".encode()), (b"X-Title", b"caf\xe9")]


def test_the_digest_is_that_of_the_payload_as_warc_writes_it() -> None:
    # the SHA-1 of nothing, in base 32
    assert _capture(b"").digest == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
