"""Runs every benchmark, one after the other, and ends with 3 where one missed its floor."""

from __future__ import annotations

import argparse
import sys

import crawling_speed
import generic
import memory
import night
import processes
import templates
import warc_reading
import warehouse_scale
from material import MISSED

QUICK = 6  # pages: enough to see that the benchmarks run, far too few to measure anything
QUICK_ARTICLES = 500
QUICK_OUTLETS = 3


def main() -> int:
    """Run all of them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few pages only, to see that the benchmarks run")
    quick = parser.parse_args().quick
    parts = (generic, templates, processes, memory, warc_reading, crawling_speed)
    met: list[bool | None] = [part.measure(QUICK) if quick else part.measure() for part in parts]
    met.append(night.measure(QUICK_OUTLETS) if quick else night.measure())
    met.append(warehouse_scale.measure(QUICK_ARTICLES) if quick else warehouse_scale.measure())
    missed, unjudged = met.count(False), met.count(None)
    told = f"{missed} of {len(met)} missed" if missed else f"every floor {'that was judged ' if unjudged else ''}is met"
    print(f"{told}; {unjudged} not judged" if unjudged else told, flush=True)
    return MISSED if missed else 0


if __name__ == "__main__":
    sys.exit(main())
