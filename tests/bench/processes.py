"""Two processes against one: wall seconds of `nightdesk extract --list`, from its start to its end."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from material import MISSED, NIGHTDESK, floor_met, pages_asked, saved_pages, smallest, write_list

FLOOR = 1.6
PAGES = 2000
SMALLEST = 300  # of the pages at hand; each is read some times over
ROUNDS = 1
QUIET = 0.1  # of the machine


def measure(count: int = PAGES, rounds: int = ROUNDS) -> bool:
    """Read so many pages by one process and by two, print how much faster two are, and say whether it is enough."""
    print(f"two processes against one: wall seconds of nightdesk extract --list, {count} pages", flush=True)
    busy = other_work()
    if busy > QUIET:
        print(f"  the machine is {busy:.0%} busy with other work: trust no second of what follows")
    with tempfile.TemporaryDirectory() as folder:
        # Small pages, which favour one process: more of the time is spent on handing over.
        pages = smallest(saved_pages()[0], SMALLEST)
        listed = write_list(Path(folder) / "pages.tsv", pages, count)
        wall(write_list(Path(folder) / "first.tsv", pages, 1), 1)  # so that every file of the program is in memory
        ratios = []
        for number in range(rounds):
            # taken in turn first: what else the machine does falls on both
            order = (1, 2) if number % 2 else (2, 1)
            seconds = {workers: wall(listed, workers) for workers in order}
            ratios.append(seconds[1] / seconds[2])
            print(f"  one {seconds[1]:.1f} s, two {seconds[2]:.1f} s: {ratios[-1]:.2f} times as fast", flush=True)
    return floor_met(f"times as fast, median (least {min(ratios):.2f})", median(ratios), FLOOR)


def other_work() -> float:
    """Return the part of all processors that was at work during the last second, while we were not; 0 if unknown."""
    with suppress(OSError):
        first = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        time.sleep(1)
        last = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        passed = [after - before for before, after in zip(first, last, strict=True)]
        # user, nice, system, idle, iowait, ...
        return 1 - (passed[3] + passed[4]) / sum(passed)
    return 0.0


def wall(listed: Path, workers: int) -> float:
    """Return the seconds that a command of its own takes for the list."""
    command = [str(NIGHTDESK), "extract", "--list", str(listed), "--workers", str(workers)]
    start = time.perf_counter()
    with (listed.parent / "out.jsonl").open("wb") as out:
        subprocess.run(command, stdout=out, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(0 if measure(pages_asked(__doc__ or "", PAGES)) else MISSED)
