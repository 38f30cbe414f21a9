"""Runs every benchmark, one after the other, and ends with 3 where one missed its floor."""

from __future__ import annotations

import argparse
import sys

import crawling_speed
import generic
import memory
import processes
import templates
from material import MISSED

QUICK = 6  # pages: enough to see that the benchmarks run, far too few to measure anything


def main() -> int:
    """Run all of them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few pages only, to see that the benchmarks run")
    if parser.parse_args().quick:
        met = [part.measure(QUICK) for part in (generic, templates, processes, memory, crawling_speed)]
    else:
        met = [part.measure() for part in (generic, templates, processes, memory, crawling_speed)]
    print("every floor is met" if all(met) else f"{met.count(False)} of {len(met)} missed", flush=True)
    return 0 if all(met) else MISSED


if __name__ == "__main__":
    sys.exit(main())
