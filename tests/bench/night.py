"""A night of many outlets on loopback, an address each: how long it takes, and whether hosts are left alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

from material import NIGHTDESK, floor_met

OUTLETS, PAGES = 100, 50
#: Of the larger of what the slowest outlet takes alone and the CPU seconds over the cores, the wall seconds of a night.
CEILING = 1.3
MEMORY = 3 * 1024**3  # bytes, of all processes together
DELAY = 1.0  # seconds between two requests of a host
OUTLET = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug="{slug}", name="{slug}", hosts=("{host}",), languages=("en",), time_zone="UTC", volume=(0, 1000),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},), nightly_cap=100000,
    sources=(Feed(url="http://{host}:{port}/feed"),),
)
"""


def measure(outlets: int = OUTLETS) -> bool:
    """Run a night of so many outlets, print what it took, and say whether that is enough."""
    pages = PAGES if outlets == OUTLETS else 3
    print(f"a night: {outlets} outlets of {pages} pages, an address each, {DELAY:g} s between requests", flush=True)
    with _sites(pages) as (port, ask), tempfile.TemporaryDirectory() as folder:
        alone = _night(Path(folder) / "alone", 1, port)[0]
        ask()
        wall, cpu, memory, booked = _night(Path(folder) / "all", outlets, port)
        hosts = ask()
    cores = len(os.sched_getaffinity(0))
    bound = max(alone, cpu / cores)
    print(
        f"  {wall:.1f} s; the slowest alone takes {alone:.1f} s, {cpu:.1f} CPU seconds over {cores} cores"
        f" {cpu / cores:.1f}; {memory / 1024**2:.0f} MB at most"
    )
    nearest = min(gap for gaps, _ in hosts.values() for gap in gaps)
    most = max(connections for _, connections in hosts.values())
    print(f"  {booked} pages booked; no two requests of a host nearer than {nearest:.3f} s, {most} connection at once")
    met = floor_met("of the bound, the wall seconds (1 / ratio)", bound / wall, 1 / CEILING)
    return met and booked == outlets * pages and nearest >= DELAY * 0.99 and most == 1 and memory < MEMORY


def _night(data: Path, outlets: int, port: int) -> tuple[float, float, int, int]:
    """Return wall and CPU seconds and the most memory (bytes) of a night, and how many pages it loaded."""
    declared = data / "outlets"
    declared.mkdir(parents=True)
    for number in range(outlets):
        slug, host = f"site{number:03}", f"127.0.{1 + number // 250}.{1 + number % 250}"
        (declared / f"{slug}.py").write_text(OUTLET.format(slug=slug, host=host, port=port), encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**inherited, "NEWS_OUTLETS": str(declared), "NEWS_ADMIT": "127.0.0.0/8", "NEWS_DATA": str(data)}
    options = [word for number in range(outlets) for word in ("--outlet", f"site{number:03}")]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    child = subprocess.Popen(
        [NIGHTDESK, "nightly", *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while child.poll() is None:
        peak = max(peak, _memory_of(child.pid))
        time.sleep(1)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counted = subprocess.run(
        [NIGHTDESK, "sql", "--format", "csv", "SELECT count(*) FROM articles"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return wall, cpu, peak, int(counted.stdout.split()[-1])


def _memory_of(root: int) -> int:
    """Return the resident memory of a process and all that it started (bytes), what they share counted once."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        children[int(fields[1])].append(int(stat.parent.name))
    total, left = 0, [root]
    while left:
        process = left.pop()
        left += children[process]
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
        except OSError:
            continue
        total += sum(1024 * int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


@contextmanager
def _sites(pages: int) -> Iterator[tuple[int, object]]:
    """Run the sites in a process of its own; yield its port, and what returns and forgets what each host was asked."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(pages, theirs), daemon=True)
    process.start()

    def ask() -> dict[str, tuple[list[float], int]]:
        ours.send(None)
        return dict(ours.recv())

    try:
        yield ours.recv(), ask
    finally:
        process.kill()
        process.join()


def _serve(pages: int, pipe: Connection) -> None:
    filler = "".join(
        f"<p>The mill of Velde turned again on day {n}, and the miller was glad of it.</p>" for n in range(300)
    )
    feed = "".join(f"<item><link>/news/{number}</link></item>" for number in range(1000, 1000 + pages))
    listing = f'<rss version="2.0"><channel>{feed}</channel></rss>'.encode()
    asked: dict[str, list[float]] = defaultdict(list)
    connected: dict[str, int] = defaultdict(int)
    most: dict[str, int] = defaultdict(int)

    def answer(path: str, host: str) -> bytes:
        if path == "/feed":
            return _response(b"application/rss+xml", listing)
        if path.startswith("/news/"):
            title = f"The mill of {host} turns for the {path[6:]}th time"
            head = f"<title>{title}</title><meta property='article:published_time' content='2026-11-20T10:00:00Z'>"
            return _response(b"text/html", f"<html><head>{head}</head><body><h1>{title}</h1>{filler}".encode())
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        connected[host] += 1
        most[host] = max(most[host], connected[host])
        try:
            while line := await reader.readline():
                asked[host].append(time.monotonic())
                while (await reader.readline()).strip():
                    pass
                writer.write(answer(line.split()[1].decode(), host))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            connected[host] -= 1
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, "0.0.0.0", 0, backlog=1000)
        pipe.send(server.sockets[0].getsockname()[1])
        threading.Thread(target=report, daemon=True).start()
        await server.serve_forever()

    def report() -> None:
        while True:
            pipe.recv()
            gaps = {host: [b - a for a, b in pairwise(times)] for host, times in asked.items()}
            pipe.send({host: (gaps[host], most[host]) for host in gaps})
            asked.clear()

    asyncio.run(main())


def _response(kind: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body)
