"""Memory of a long list: the peak of every process that `nightdesk extract --list` starts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from material import MISSED, NIGHTDESK, pages_asked, saved_pages, write_list

CEILING = 600  # MB of each process
PAGES = 5000
WORKERS = 2
STEP = 0.1  # seconds between two looks


def measure(count: int = PAGES) -> bool:
    """Read so many pages by two processes, print the peak of each process, and say whether all are low enough."""
    print(f"memory: peak resident memory of each process of nightdesk extract --list, {count} pages", flush=True)
    if not Path("/proc/self/status").is_file():
        print("  not measured: this system has no /proc to tell the peak of a process")
        return True
    with tempfile.TemporaryDirectory() as folder:
        listed = write_list(Path(folder) / "pages.tsv", saved_pages()[0], count)
        command = [str(NIGHTDESK), "extract", "--list", str(listed), "--workers", str(WORKERS)]
        with (Path(folder) / "out.jsonl").open("wb") as out:
            child = subprocess.Popen(command, stdout=out, start_new_session=True)
            peaks: dict[int, int] = {}
            while child.poll() is None:
                look(child.pid, peaks)
                time.sleep(STEP)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
    each = ", ".join(f"{peak // 1024} MB" for peak in sorted(peaks.values(), reverse=True))
    highest = max(peaks.values()) / 1024
    met = highest < CEILING
    print(f"  {len(peaks)} processes: {each}")
    print(f"  MB, highest: {highest:.0f}; the ceiling is {CEILING}: {'met' if met else 'MISSED'}", flush=True)
    return met


def look(session: int, peaks: dict[int, int]) -> None:
    """Note the peak, in KiB, of every process of the session; the system keeps it, so that a look a moment will do."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # after the name in brackets: state, parent, group, session
                if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                    continue
                for line in (folder / "status").read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        peaks[int(folder.name)] = int(line.split()[1])
            except OSError:  # it has just ended
                continue


if __name__ == "__main__":
    sys.exit(0 if measure(pages_asked(__doc__ or "", PAGES)) else MISSED)
