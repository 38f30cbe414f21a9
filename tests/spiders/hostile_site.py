"""The server of an invented outlet on loopback that plays the hostile and the broken, a path for each case."""

from __future__ import annotations

import contextlib
import gzip
import select
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli

from spiders.capture.content import zstd

PAGE = b"<!DOCTYPE html><html><body><h1>Lanterns</h1><p>The lantern makers of Velde met.</p></body></html>"
BOMB = 64 * 1024 * 1024  # bytes that unpack from a few
Answer = Callable[["SiteHandler"], None]


def page(body: bytes = PAGE, status: int = 200, **headers: str) -> Answer:
    """Return what answers with a body and headers."""

    def answer(handler: SiteHandler) -> None:
        handler.send_response(status)
        named = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in (named | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
        if status == 200:
            handler.server.served.append((handler.path, body))

    return answer


def moved(target: str) -> Answer:
    """Return what redirects."""
    return page(b"", 302, Location=target)


def to_the_neighbours(host: str) -> Answer:
    """Return what redirects to the port of the site at another address of this machine."""
    return lambda handler: moved(f"http://{host}:{handler.server.port}/")(handler)


@contextlib.contextmanager
def neighbours(port: int) -> Iterator[Callable[[], list[str]]]:
    """Listen on other addresses of this machine, and yield what tells which of them somebody has connected to."""
    with contextlib.ExitStack() as open_:
        families = {"127.0.0.2": socket.AF_INET, "::1": socket.AF_INET6}
        listening = {
            host: open_.enter_context(socket.create_server((host, port), family=family))
            for host, family in families.items()
        }

        def called() -> list[str]:
            return [host for host, each in listening.items() if select.select([each], [], [], 0)[0]]

        yield called


def feed(*paths: str, **headers: str) -> Answer:
    """Return what answers with a feed of these addresses."""
    items = "".join(f"<item><link>{path}</link></item>" for path in paths)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Velde</title>{items}</channel></rss>'
    return page(body.encode(), **{"Content_Type": "application/rss+xml", **headers})


def versioned(body: bytes, etag: str = '"v1"', **headers: str) -> Answer:
    """Return what answers with a body and its version, and without one to whoever has that version."""
    whole, unchanged = page(body, ETag=etag, **headers), page(b"", 304, ETag=etag)

    def answer(handler: SiteHandler) -> None:
        (unchanged if handler.headers["If-None-Match"] == etag else whole)(handler)

    return answer


def changing(*answers: Answer) -> Answer:
    """Return what answers in turn, and with the last answer from then on."""
    waiting = list(answers)

    def answer(handler: SiteHandler) -> None:
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(handler)

    return answer


def slow_loris(handler: SiteHandler) -> None:
    """Send a byte now and then, and never the last."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not handler.server.closing.wait(0.1):
        handler.wfile.write(b"x")


def endless(handler: SiteHandler) -> None:
    """Send a body that has no end."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    piece = b"%x\r\n%s\r\n" % (65536, b"x" * 65536)
    while not handler.server.closing.is_set():
        handler.wfile.write(piece)


def endless_head(handler: SiteHandler) -> None:
    """Send headers of 100 MB."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    line = b"X-Lantern: " + b"x" * 8000 + b"\r\n"
    for _ in range(100 * 1024 * 1024 // len(line)):
        handler.wfile.write(line)
    handler.wfile.write(b"Content-Length: 0\r\n\r\n")


def short(handler: SiteHandler) -> None:
    """Promise more bytes than are sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(PAGE)
    handler.close_connection = True


def cut(handler: SiteHandler) -> None:
    """Close the connection without a word."""
    with contextlib.suppress(OSError):
        handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def bombs() -> dict[str, Answer]:
    """Return answers of a few bytes that unpack to very many."""
    zeros = b"\0" * (1024 * 1024)
    packer = brotli.Compressor(quality=5)
    brotlied = b"".join(packer.process(zeros) for _ in range(BOMB // len(zeros))) + packer.finish()
    frame = zstd.ZstdCompressor()
    zstded = b"".join(frame.compress(zeros) for _ in range(BOMB // len(zeros))) + frame.flush()
    deflater = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    gzipped = b"".join(deflater.compress(zeros) for _ in range(BOMB // len(zeros))) + deflater.flush()
    return {
        "gzip": page(gzipped, Content_Encoding="gzip"),
        "br": page(brotlied, Content_Encoding="br"),
        "zstd": page(zstded, Content_Encoding="zstd"),
        "nested": page(gzip.compress(gzipped, mtime=0), Content_Encoding="gzip, gzip"),
    }


def crowds() -> dict[str, Answer]:
    """Return listings that are small when packed, of the most and smallest elements and attributes."""
    most = 10 * 1024 * 1024 - 100
    listings = {
        "elements": b"<rss>" + b"a<x/>" * (most // 5) + b"</rss>",
        "attributes": b"<urlset>" + b"<x a=''/>" * (most // 9) + b"</urlset>",
        # just within what is read at all, and of characters that take four bytes each in memory
        "within": "<rss>\U0001f600".encode() + b"a<x/>" * 740_000 + b"a" * (most - 3_700_000) + b"</rss>",
    }
    return {
        f"/crowd-{name}": page(gzip.compress(body, mtime=0), Content_Encoding="gzip", Content_Type="application/xml")
        for name, body in listings.items()
    }


class SiteHandler(BaseHTTPRequestHandler):
    """What an answer is given: one request, with the site that was asked as its server."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self.server.seen.append((time.monotonic(), self.path, dict(self.headers)))
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.server.answers.get(self.path, page(b"<p>not here</p>", 404))(self)

    def log_message(self, *_: object) -> None:
        """Keep still: the tests look at what was seen."""


class Site(ThreadingHTTPServer):
    """The server; `answers` says what each path answers, `seen` has when what was asked for with which headers.

    `served` has every whole body, with its path: what the ledger says is compared with it.
    """

    daemon_threads = True

    def __init__(self, answers: dict[str, Answer], certificate: Path | None = None, host: str = "127.0.0.1") -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, 0), SiteHandler)
        self.answers = answers
        self.seen: list[tuple[float, str, dict[str, str]]] = []
        self.served: list[tuple[str, bytes]] = []
        self.closing = threading.Event()
        self.port: int = self.server_address[1]
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def url(self, path: str) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}{path}"  # one of ::1 is asked by a name

    def asked(self, path: str) -> int:
        return [seen for _, seen, _ in self.seen].count(path)

    def shutdown(self) -> None:
        self.closing.set()
        super().shutdown()

    def handle_error(self, *_: object) -> None:
        """Keep still: clients that go away in the middle are the matter of these tests."""
