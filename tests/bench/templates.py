"""Pages of an outlet with selectors: CPU seconds of our parse against plain trafilatura, page by page in one run."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from statistics import mean, median

from material import MISSED, ROOT, both, floor_met, pages_asked

from spiders.capture.content import content
from spiders.capture.record import Capture, CaptureRef
from spiders.capture.warc_reader import read_exchanges
from spiders.registry import load_outlets, owner
from transforms.article import Article
from transforms.parse import parse

FLOOR = 3.0
ROUNDS = 7
OUTLETS = load_outlets()


def measure(count: int = 0) -> bool:
    """Read the pages of the recorded nights by both, print how much faster we are, and say whether it is enough."""
    logging.disable(logging.CRITICAL)
    nights = sorted((ROOT / "flows/recordings").glob("*.warc.gz"))
    pages = [capture for night in nights for capture in captures(night)]
    met = compare("pages with selectors, made up", pages[:count] if count else pages, ROUNDS if not count else 1, FLOOR)
    real = ROOT.parent / "shared/pages/real.warc.gz"
    if real.is_file():
        compare("pages with selectors, real", list(captures(real)), ROUNDS if not count else 1, None)
    return met


def captures(recording: Path) -> list[Capture]:
    """Return the pages of a recording that an outlet's template reads."""
    found = []
    for _, exchange in read_exchanges(recording):
        outlet = owner(OUTLETS, exchange.url)
        if outlet is None:
            continue
        capture = Capture(
            ref=CaptureRef(
                outlet=outlet.slug,
                key=outlet.key_of(exchange.url),
                url=exchange.url,
                final_url=exchange.url,
                captured_at=exchange.captured_at,
            ),
            response=exchange,
        )
        article = parse(capture, outlet)
        if isinstance(article, Article) and article.extractor.startswith("template:"):
            found.append(capture)
    return found


def compare(what: str, pages: list[Capture], rounds: int, floor: float | None) -> bool:
    """Read the pages by both, in turn, some times over; the median of the rounds counts."""
    if not pages:
        print(f"{what}: no template reads any of them: MISSED")
        return False
    payloads = [content(page.response) for page in pages]
    print(
        f"{what}: parse against trafilatura.bare_extraction, CPU seconds, {len(pages)} pages of"
        f" {mean(map(len, payloads)) / 1024:.1f} KiB on average, {rounds} rounds, interleaved",
        flush=True,
    )
    ratios = []
    ours = plain = 0.0
    for number in range(rounds + 1):
        pairs = [
            both(page, OUTLETS[page.ref.outlet], data, ours_first=(place + number) % 2 == 0)
            for place, (page, data) in enumerate(zip(pages, payloads, strict=True))
        ]
        ours, plain = sum(pair.ours for pair in pairs), sum(pair.plain for pair in pairs)
        ratios.append(plain / ours)
    ratios = ratios[1:]  # the first round loads what is loaded once
    print(f"  the last round: {len(pages) / ours:.1f} against {len(pages) / plain:.1f} pages/s")
    if floor is None:
        print(f"  times as fast, median (least {min(ratios):.2f}): {median(ratios):.2f}; no floor, to compare with")
        return True
    return floor_met(f"times as fast, median (least {min(ratios):.2f})", median(ratios), floor)


if __name__ == "__main__":
    sys.exit(0 if measure(pages_asked(__doc__ or "", None)) else MISSED)
