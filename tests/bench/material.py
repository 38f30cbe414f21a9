"""The pages that the benchmarks read, and how a benchmark says what it found."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from flows.pipeline.evaluation import in_turn
from flows.pipeline.saved_pages import SavedPage, capture_at, content_of
from spiders.capture.record import Capture
from spiders.outlet import Outlet
from transforms.article import Article
from transforms.extractors.trafilatura_baseline import extract_baseline
from transforms.parse import parse

ROOT = Path(__file__).parents[2]
NIGHTDESK = Path(sys.executable).parent / "nightdesk"
MISSED = 3  # the exit status of a benchmark that missed its floor; 1 is a traceback


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page of a corpus, and where it came from."""

    corpus: str
    path: Path
    url: str

    def read(self) -> bytes:
        """Return its bytes as they were served."""
        return content_of(self.path)

    def capture(self) -> Capture:
        """Return it as the capture that `nightdesk extract` makes of a page of no outlet."""
        return capture_at(SavedPage(self.path.name, self.path, self.url, None), self.read())


def saved_pages() -> tuple[list[Saved], bool]:
    """Return the real pages beside the repository, our own made-up ones where they are absent; and whether real."""
    shared = ROOT.parent / "shared" / "corpus"
    real = sorted(path.parent for path in shared.glob("*/gold.jsonl"))
    return [page for folder in real or [ROOT / "tests" / "pages"] for page in _pages(folder)], bool(real)


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
    (result, ours), (_, plain) = in_turn(
        lambda: parse(capture, outlet), lambda: extract_baseline(data, capture.ref.url), ours_first=ours_first
    )
    return Pair(ours, plain, isinstance(result, Article))


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
