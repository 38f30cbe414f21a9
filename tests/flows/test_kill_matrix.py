"""A run whose parent, Prefect server or reader processes are killed: one more run, and the tables are those of a whole.

`make soak` does it at thirty moments, and prints which stage each of them hit.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import duckdb
import pytest
from builders import archive
from limits import HANG
from recordings import ROOT
from typed import Nightdesk

pytestmark = pytest.mark.e2e

NIGHTS = [ROOT / f"flows/recordings/night-{number}.warc.gz" for number in (1, 2)]
FIRST, DAYS = date(2017, 1, 1), 3
#: Each stage with the verb that has it, and how long after its beginning a kill may come (seconds).
STAGES = {
    "load": ("nightly", 0.05),
    "crawl": ("nightly", 1.5),
    "read": ("nightly", 0.5),
    "rebuild": ("rebuild", 2.0),
    "check": ("nightly", 0.2),
    "publish": ("nightly", 0.05),
    "import": ("import", 1.5),
    "backfill": ("backfill", 2.5),
}
_ALL = [(target, stage) for target in ("parent", "server") for stage in STAGES]
_WORKERS = [("workers", stage) for stage in ("read", "rebuild", "import", "backfill")]
_SOAKED = int(os.environ.get("SOAK", "1")) >= 20
_QUICK = [("parent", "load"), ("server", "crawl"), ("workers", "read"), ("parent", "rebuild")]
MOMENTS = list(islice(cycle([*_ALL, *_WORKERS]), 30)) if _SOAKED else _QUICK
#: What must be equal, table by table. Left out are ids and times of runs and places in WARCs, and the tables that tell
#: of runs and not of articles (runs, crawls, verdicts, warnings, fetches, robots): a run that was killed is one more in
#: them, which found less. What is only another address of an article is asked for by one of the two runs at most.
_PLACE = "run_id, warc_file, warc_offset"
TABLES = {
    "articles": f"* EXCLUDE ({_PLACE}) FROM articles",
    "article_revisions": f"* EXCLUDE ({_PLACE}) FROM article_revisions",
    "removed_spans": f"* EXCLUDE ({_PLACE}) FROM removed_spans",
    "rejections": "DISTINCT outlet, key, url, captured_at, reason, detail, attempts, disposition FROM rejections",
    "captures": "DISTINCT outlet, key, article_id, status, captured_at, digest, reading, content, "
    "extractor_fingerprint, revision FROM captures WHERE reading <> 'duplicate'",
    "daily_counts": "* FROM daily_counts",
    "coverage_gaps": "* FROM coverage_gaps",
    "outlets": "* FROM outlets",
    "gone": "* FROM core.gone",
}
#: Where each kill struck.
hits: list[tuple[str, str]] = []


@dataclass(frozen=True, slots=True)
class Prepared:
    """A data folder as it is before a verb, what is typed, and the tables that an undisturbed run leads to."""

    data: Path
    words: tuple[str, ...]
    tables: dict[str, list[tuple[Any, ...]]]


def tables(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        return {
            name: connection.execute(f"SELECT {selected} ORDER BY ALL").fetchall() for name, selected in TABLES.items()
        }


@pytest.fixture(scope="module")
def prepared(nightdesk: Nightdesk, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Prepared]:
    """Return a function that prepares a verb, each once."""
    root = tmp_path_factory.mktemp("prepared")
    done: dict[str, Prepared] = {}

    def typed(data: Path, *words: str) -> None:
        ended = nightdesk(data, *words)
        assert ended.returncode in (0, 3), ended.stderr  # fewer articles than on a real night

    def prepare(verb: str) -> Prepared:
        if verb in done:
            return done[verb]
        words = {
            "nightly": ("nightly", "--replay", str(NIGHTS[1])),
            "rebuild": ("rebuild",),
            "import": ("backfill", "--warc", str(NIGHTS[1])),
            "backfill": (
                *("backfill", "--outlet", "presstv", "--from", str(FIRST), "--to", "2017-01-03"),
                *("--replay", str(archive(root / "archive.warc.gz", FIRST, DAYS, a_day=8))),
            ),
        }[verb]
        before, after = root / verb / "data", root / f"{verb}-undisturbed" / "data"
        before.parent.mkdir()
        typed(before, "nightly", "--replay", str(NIGHTS[0]))
        if verb == "rebuild":
            typed(before, "nightly", "--replay", str(NIGHTS[1]))
        shutil.copytree(before, after, symlinks=True)
        typed(after, *words)
        return done.setdefault(verb, Prepared(before, words, tables(after)))

    return prepare


def _files(data: Path) -> dict[str, int]:
    """Return when each file of the pipeline was last written."""
    found = {}
    for path in (*data.glob("*.duckdb*"), *data.glob("news*"), *data.glob("captures/*/*"), *data.glob("batches/*")):
        try:
            found[str(path.relative_to(data))] = path.lstat().st_mtime_ns
        except FileNotFoundError:
            continue
    return found


def _stage(verb: str, before: dict[str, int], data: Path, said: str) -> str:
    """Return the stage that a run is in: by the files that it has changed, and by what it said last."""
    new = {name for name, at in _files(data).items() if before.get(name) != at}
    if verb != "nightly":
        return verb if new else "start"
    if "checking and publishing" in said:
        return "publish" if any(name.startswith("news") for name in new) else "check"
    if any(name.startswith("batches/") and name.endswith(".jsonl.gz") for name in new):
        return "load"
    return "read" if "reading" in said else "crawl" if "crawling" in said else "start"


def _processes(parent: int) -> dict[str, list[int]]:
    """Return the processes of a run by what they are: itself, its Prefect server, and those that read pages."""
    children: dict[int, list[int]] = {}
    commands = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                ppid = int((path / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
                commands[int(path.name)] = (path / "cmdline").read_text("utf-8")
            except OSError:
                continue
            children.setdefault(ppid, []).append(int(path.name))
    own = children.get(parent, [])
    forking = [pid for pid in own if "forkserver" in commands[pid]]
    return {
        "parent": [parent],
        "server": [pid for pid in own if "flows.orchestration.guarded_server" in commands[pid]],
        "workers": [worker for pid in forking for worker in children.get(pid, [])],
    }


def _killed(target: str, stage: str, delay: float, data: Path, words: tuple[str, ...]) -> tuple[str, int, str]:
    """Run a verb and kill a part of it; return the stage that this hit, the exit status, and what was said."""
    verb, before, log = STAGES[stage][0], _files(data), data.parent / "said"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with log.open("wb") as out:
        child = subprocess.Popen(
            [str(Path(sys.executable).with_name("nightdesk")), *words],
            cwd=data.parent,
            env={**kept, "NEWS_DATA": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    hit = ""
    while child.poll() is None and not hit:
        if _stage(verb, before, data, log.read_text("utf-8")) != stage:
            time.sleep(0.002)
            continue
        time.sleep(delay)
        while child.poll() is None and not (pids := _processes(child.pid)[target]):
            time.sleep(0.002)
        if child.poll() is None:
            hit = _stage(verb, before, data, log.read_text("utf-8"))
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
    return hit, child.wait(HANG), log.read_text("utf-8")


@pytest.mark.parametrize("number", range(len(MOMENTS)), ids=lambda number: f"{number}-{'-'.join(MOMENTS[number])}")
def test_after_one_more_run_the_tables_are_those_of_an_undisturbed_run(
    prepared: Callable[[str], Prepared], nightdesk: Nightdesk, tmp_path: Path, number: int
) -> None:
    target, stage = MOMENTS[number]
    verb, span = STAGES[stage]
    ready = prepared(verb)
    data = tmp_path / "data"
    shutil.copytree(ready.data, data, symlinks=True)
    hit, status, said = _killed(target, stage, random.Random(number).uniform(0, span), data, ready.words)
    hits.append((target, hit))
    print(f"{target} killed in {hit or 'no stage: it had ended'} (meant: {stage}), exit status {status}")
    assert "Traceback" not in said, said
    assert status == -signal.SIGKILL if target == "parent" and hit else status in (0, 3), said
    again = nightdesk(data, *ready.words)
    assert again.returncode in (0, 3), again.stderr
    assert "Traceback" not in again.stdout + again.stderr, again.stderr
    # Prefect's own log is its own: a server that loses its database in mid-write says so in its way.
    crawls = [log for log in data.glob("logs/*.log") if not log.name.startswith("prefect")]
    assert not [log.name for log in crawls if "Traceback" in log.read_text("utf-8")]
    found = tables(data)
    for name, rows in ready.tables.items():
        assert found[name] == rows, name


@pytest.mark.skipif(not _SOAKED, reason="only `make soak` kills often enough")
def test_every_stage_was_hit() -> None:
    print(*sorted(f"{target} in {stage}" for target, stage in hits), sep="\n")
    assert {stage for _, stage in hits} >= STAGES.keys()
    assert {target for target, stage in hits if stage} == {"parent", "server", "workers"}
