"""Pages of no outlet: CPU seconds of our parse against plain trafilatura, page by page in one run."""

from __future__ import annotations

import logging
import sys

from material import MISSED, Pair, both, floor_met, pages_asked, saved_pages, spread

FLOOR = 1.3


def measure(count: int = 0) -> bool | None:
    """Read so many pages (all where 0) by both, print how much faster we are, and say whether it is enough.

    Where no real pages are at hand it says so, judges nothing and returns None.
    """
    logging.disable(logging.CRITICAL)
    pages, are_real = saved_pages()
    pages = spread(pages, count) if count else pages
    print(
        f"generic pages: parse against trafilatura.bare_extraction, CPU seconds, {len(pages)} pages, interleaved",
        flush=True,
    )
    for page in pages[:3]:  # what is loaded once is at no page's expense
        both(page.capture(), None, page.read(), ours_first=True)
    read: dict[str, list[Pair]] = {}
    for number, page in enumerate(pages):
        pair = both(page.capture(), None, page.read(), ours_first=number % 2 == 0)
        read.setdefault(page.corpus, []).append(pair)
    for corpus, pairs in read.items():
        ours, plain = sums(pairs)
        print(
            f"  {corpus}: {len(pairs)} pages, {sum(pair.article for pair in pairs)} articles,"
            f" {ours:.2f} s against {plain:.2f} s, {plain / ours:.2f} times as fast"
        )
    ours, plain = sums([pair for pairs in read.values() for pair in pairs])
    told = f"all: {len(pages) / ours:.1f} against {len(pages) / plain:.1f} pages/s, times as fast"
    if are_real:
        return floor_met(told, plain / ours, FLOOR)
    # On a few small pages, what is loaded once for a language or a shape of page outweighs the reading.
    print(
        f"  {told}: {plain / ours:.2f}; the floor is {FLOOR:g} on real pages: NOT JUDGED, none are at hand", flush=True
    )
    return None


def sums(pairs: list[Pair]) -> tuple[float, float]:
    return sum(pair.ours for pair in pairs), sum(pair.plain for pair in pairs)


if __name__ == "__main__":
    sys.exit(MISSED if measure(pages_asked(__doc__ or "", None)) is False else 0)
