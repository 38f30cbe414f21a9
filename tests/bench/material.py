"""The pages that the benchmarks read, and how a benchmark says what it found."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import trafilatura

from spiders.capture import Capture
from spiders.outlet import Outlet
from transforms.article import Article
from transforms.parse import parse

ROOT = Path(__file__).parents[2]
NIGHTDESK = Path(sys.executable).parent / "nightdesk"
LOADING = 1.0  # CPU seconds; the first date in words makes dateparser load all its languages, once a process
MISSED = 3  # the exit status of a benchmark that missed its floor; 1 is a traceback


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page of a corpus, and where it came from."""

    corpus: str
    path: Path
    url: str

    def read(self) -> bytes:
        """Return its bytes as they were served."""
        data = self.path.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data

    def capture(self) -> Capture:
        """Return it as the capture that `nightdesk extract` makes of a page of no outlet."""
        return Capture(
            outlet="",
            key=None,
            url=self.url,
            final_url=self.url,
            captured_at=None,
            status=200,
            headers=(),
            payload=self.read(),
        )


def real_pages() -> list[Saved]:
    """Return the real pages beside the repository, our own made-up ones where they are absent."""
    shared = ROOT.parent / "shared" / "corpus"
    folders = sorted(path.parent for path in shared.glob("*/gold.jsonl")) or [ROOT / "tests" / "pages"]
    return [page for folder in folders for page in _pages(folder)]


def _pages(folder: Path) -> Iterator[Saved]:
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            yield Saved(folder.name, folder / "html" / Path(row["file"]).name, row["url"])


def spread(pages: list[Saved], count: int) -> list[Saved]:
    """Return that many of the pages, taken evenly from all of them; none twice."""
    step = max(1, len(pages) // count)
    return pages[::step][:count]


def smallest(pages: list[Saved], count: int) -> list[Saved]:
    """Return that many of the pages, those with the smallest files."""
    return sorted(pages, key=lambda page: page.path.stat().st_size)[:count]


def write_list(path: Path, pages: list[Saved], count: int) -> Path:
    """Write a list for `nightdesk extract` with that many pages: all of these, and then again from the start."""
    lines = (f"{page.path.resolve()}\t{page.url}\n" for page in islice(cycle(pages), count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Pair:
    """The CPU seconds that we and plain trafilatura took for a page, and whether we read an article from it."""

    ours: float
    plain: float
    article: bool


def both(capture: Capture, outlet: Outlet | None, data: bytes, *, ours_first: bool) -> Pair:
    """Read a page by us and by plain trafilatura, one right after the other."""
    if ours_first:
        result, ours = _cpu_seconds(lambda: parse(capture, outlet))
        _, plain = _cpu_seconds(lambda: _plain(data, capture.url))
    else:
        _, plain = _cpu_seconds(lambda: _plain(data, capture.url))
        result, ours = _cpu_seconds(lambda: parse(capture, outlet))
    return Pair(ours, plain, isinstance(result, Article))


def _plain(data: bytes, url: str | None) -> object:
    return trafilatura.bare_extraction(data, url=url, with_metadata=True, include_comments=False)


def _cpu_seconds(act: Callable[[], object]) -> tuple[object, float]:
    """Return a result and its CPU seconds, of a second try where the first took so long that it loaded something."""
    start = time.process_time()
    result = act()
    seconds = time.process_time() - start
    if seconds > LOADING:
        start = time.process_time()
        result = act()
        seconds = time.process_time() - start
    return result, seconds


def pages_asked(about: str, usual: int | None) -> int:
    """Return how many pages the command line asks for, all of them (0) or the usual number where it asks for none."""
    parser = argparse.ArgumentParser(description=about)
    shown = "all" if usual is None else str(usual)
    parser.add_argument("--pages", type=int, default=usual or 0, metavar="N", help=f"how many pages (default: {shown})")
    asked: int = parser.parse_args().pages
    return asked


def floor_met(what: str, ratio: float, floor: float) -> bool:
    """Print a ratio and its floor, and say whether it is met."""
    met = ratio >= floor
    print(f"  {what}: {ratio:.2f}; the floor is {floor:g}: {'met' if met else 'MISSED'}", flush=True)
    return met
