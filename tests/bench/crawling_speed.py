"""A crawl with its WARC against a bare Scrapy spider that only fetches, from a server on loopback: CPU and speed."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import socketserver
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from material import MISSED, floor_met, pages_asked

#: Of the bare spider's pages a second, and of its CPU seconds (bare / ours).
SPEED_FLOOR = 0.7
CPU_FLOOR = 1.0
PAGES = 1000
ROUNDS = 5
SIZE = 75_000  # bytes of a page: the middle of those of news sites
# Both fetch as fast as they can: this is about their own work, on a server of our own.
FAST = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "False",
    "CONCURRENT_REQUESTS": "16",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "ROBOTSTXT_OBEY": "False",
    "LOG_LEVEL": "ERROR",
}
OUTLET = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug="velde", name="Velde", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC", volume=(0, 1),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},), nightly_cap=100000,
    sources=(Feed(url="http://127.0.0.1:{port}/feed"),),
)
"""
BARE = """
import scrapy

class Bare(scrapy.Spider):
    name = "bare"

    async def start(self):
        for number in range({pages}):
            yield scrapy.Request("http://127.0.0.1:{port}/news/%d" % number)

    def parse(self, response):
        self.crawler.stats.inc_value("pages")
"""


def measure(count: int = PAGES) -> bool:
    """Fetch so many pages by both in turn, print the pages a second of each, and say whether ours are enough."""
    rounds = ROUNDS if count == PAGES else 1
    print(f"crawl with WARC writing against a bare spider: {count} pages of {SIZE} bytes on loopback", flush=True)
    ratios: list[tuple[float, float]] = []
    with _server(count) as port, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "outlets").mkdir()
        (root / "outlets/velde.py").write_text(OUTLET.format(port=port), encoding="utf-8")
        (root / "bare.py").write_text(BARE.format(port=port, pages=count), encoding="utf-8")
        for number in range(rounds):
            commands = {"bare": ["runspider", "bare.py"], "ours": ["crawl", "velde"]}
            order = sorted(commands, reverse=number % 2 == 0)  # taken in turn first
            wall, cpu = {}, {}
            for name in order:
                wall[name], cpu[name] = _seconds(root, commands[name], f"round-{number}")
            ratios.append((wall["bare"] / wall["ours"], cpu["bare"] / cpu["ours"]))
            print(
                f"  {count / wall['ours']:.0f} against {count / wall['bare']:.0f} pages/s: {ratios[-1][0]:.2f};"
                f" {cpu['ours']:.2f} against {cpu['bare']:.2f} CPU seconds: {ratios[-1][1]:.2f}",
                flush=True,
            )
            (warc,) = root.glob(f"round-{number}/velde/*.warc.gz")
            assert warc.stat().st_size > count * SIZE // 10, "not all pages were kept"
    speeds, cpus = zip(*ratios, strict=True)
    met = floor_met(f"of the bare spider's speed, median (least {min(speeds):.2f})", median(speeds), SPEED_FLOOR)
    return floor_met(f"as sparing of CPU as it, median (least {min(cpus):.2f})", median(cpus), CPU_FLOOR) and met


def _seconds(root: Path, command: list[str], name: str) -> tuple[float, float]:
    """Return the wall and the CPU seconds of a Scrapy command, from its start to its end."""
    settings = {**FAST, "CAPTURES_DIR": str(root / name)} if command[0] == "crawl" else FAST
    options = [word for key, value in settings.items() for word in ("-s", f"{key}={value}")]
    environment = {
        **os.environ,
        "NEWS_OUTLETS": str(root / "outlets"),
        "NEWS_ADMIT": "127.0.0.1",
        "SCRAPY_SETTINGS_MODULE": "spiders.crawl.settings" if command[0] == "crawl" else "",
    }
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-P", "-m", "scrapy", *command, *options], cwd=root, env=environment, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def _server(count: int) -> Iterator[int]:
    """Run a server in a process of its own, which costs the crawls nothing; return its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(count, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def _serve(count: int, pipe: Connection) -> None:
    words = random.Random(7).choices("mill lantern harbour of the and turned ferry bread river".split(), k=SIZE // 6)
    filler = " ".join(f"{word}{number % 97}" for number, word in enumerate(words))
    body = f"<!DOCTYPE html><html><body><h1>Lanterns</h1><p>{filler}".encode()[:SIZE]
    items = "".join(f"<item><link>/news/{number}</link></item>" for number in range(count))
    listing = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    answers = {
        kind: b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(data), data)
        for kind, data in ((b"text/html; charset=utf-8", body), (b"application/rss+xml", listing))
    }

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                if line.startswith(b"GET "):
                    path = line.split()[1]
                elif line == b"\r\n":
                    kind = b"application/rss+xml" if path == b"/feed" else b"text/html; charset=utf-8"
                    self.wfile.write(answers[kind])

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        pipe.send(server.server_address[1])
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(0 if measure(pages_asked(__doc__ or "", PAGES)) else MISSED)
