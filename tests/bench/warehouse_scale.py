"""The warehouse at a million articles: a night, its size, its publishing, and the questions people ask of it."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
from material import MISSED, pages_asked
from synthetic import build, night

from spiders.capture.record import CaptureRef
from spiders.registry import load_outlets
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.health.checks import check
from warehouse.health.run_ledger import conclude
from warehouse.load.batch import load_all

ARTICLES = 1_000_000
SMALL = 100  # the small warehouse has one in so many
NIGHTS = 5
DEARER, MEMORY, AN_ARTICLE, A_COPY = 1.7, 1000, 2500, 1.5  # times; MB; bytes; times `cp`
A_LOOK, A_COUNT = 0.05, 0.5  # seconds


def measure(count: int = ARTICLES) -> bool:
    """Build a large and a small warehouse, measure both in turn, and say whether all is within its bounds."""
    print(f"warehouse: a night of 1,000 articles into {count:,} and into {max(1, count // SMALL):,}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large", Path(folder) / "small"
        for root, articles in ((large, count), (small, max(1, count // SMALL))):
            root.mkdir()
            build(root / "warehouse.duckdb", articles)
            publish(root / "warehouse.duckdb", root / "news.duckdb")
        size = (large / "warehouse.duckdb").stat().st_size / count
        met = [_most("bytes an article of 5 KB of text", size, AN_ARTICLE)]
        met += [_nights(large, small), _copy(large), *_questions(large / "news.duckdb", count)]
    return all(met)


def _nights(large: Path, small: Path) -> bool:
    """Load the same nights into both, in turn, each in a process of its own."""
    told: dict[Path, list[dict[str, float]]] = {large: [], small: []}
    for number in range(NIGHTS):
        for root in sorted(told, reverse=number % 2 == 0):
            # Made here, so that the peak of memory is that of the night alone.
            (root / "manifests").write_bytes(pickle.dumps(night(root / "warehouse.duckdb", root, number)))
            command = [sys.executable, __file__, "--night", str(root)]
            child = subprocess.run(command, capture_output=True, text=True, check=True)
            told[root].append(json.loads(child.stdout))
    for root, nights in told.items():
        parts = ", ".join(f"{part} {median(n[part] for n in nights):.2f}" for part in nights[0] if part != "memory")
        print(f"  {root.name}: seconds, median of {NIGHTS} nights: {parts}", flush=True)
    dearer = median(n["all"] for n in told[large]) / median(n["all"] for n in told[small])
    peak = max(n["memory"] for n in told[large])
    return all([_most("times the night into the small one", dearer, DEARER), _most("MB at the peak", peak, MEMORY)])


def one_night(root: Path) -> dict[str, float]:
    """Load, judge and check one night as a run does; return the seconds of each part, and the peak of memory in MB."""
    warehouse = root / "warehouse.duckdb"
    manifests = pickle.loads((root / "manifests").read_bytes())
    seconds = dict.fromkeys(("load", "judge", "check", "checkpoint"), 0.0)
    start = time.perf_counter()
    with writer(warehouse) as connection:
        counts = load_all(connection, manifests, _never)
        seconds["load"] = time.perf_counter() - start
        start = time.perf_counter()
    seconds["checkpoint"] = time.perf_counter() - start
    for (manifest, _), each in zip(manifests, counts, strict=True):
        assert each["new"] + each["revised"] == len(manifest.pages)
    start = time.perf_counter()
    with writer(warehouse) as connection:
        conclude(connection, manifests[0][0].run_id, load_outlets())
        seconds["judge"] = time.perf_counter() - start
        start = time.perf_counter()
        check(connection, root / "news.duckdb")
        seconds["check"] = time.perf_counter() - start
        start = time.perf_counter()
    seconds["checkpoint"] += time.perf_counter() - start
    return {**seconds, "all": sum(seconds.values()), "memory": _peak()}


def _never(kept: list[CaptureRef]) -> Path:
    raise AssertionError(kept)  # all is read by one extractor and comes in by the order of time


def _peak() -> float:
    """Return the most memory that this process has held, in MB; what the system says of children is their parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _copy(root: Path) -> bool:
    """Publish and copy by `cp` in turn, each to a new file, with its bytes on the disk, and with nothing in the way."""
    warehouse, plain = root / "warehouse.duckdb", root / "plain"
    acts = {"cp": lambda: _plain_copy(warehouse, plain), "ours": lambda: publish(warehouse, root / "news.duckdb")}
    ratios = []
    for number in range(5):
        taken = {}
        for name in sorted(acts, reverse=number % 2 == 0):  # taken in turn first
            plain.unlink(missing_ok=True)
            os.sync()  # what others still have to write
            taken[name] = _seconds(acts[name])
        ratios.append(taken["ours"] / taken["cp"])
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return _most(f"times a plain `cp`, publishing, median of {each}", median(ratios), A_COPY)


def _plain_copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", str(source), str(target)], check=True)
    with target.open("rb") as stream:
        os.fsync(stream.fileno())


def _questions(published: Path, count: int) -> list[bool]:
    """Ask what people ask, of a copy that is opened for it."""
    with duckdb.connect(str(published), read_only=True) as connection:
        keys = connection.execute(f"SELECT article_id FROM articles USING SAMPLE {min(20, count)}").fetchall()
        looks = [_seconds(lambda key=key: _ask(connection, "FROM articles WHERE article_id = ?", key)) for key in keys]
        daily = [_seconds(lambda: _ask(connection, "FROM daily_counts", ())) for _ in range(3)]
        own = "SELECT outlet, date_published::DATE, count(*) FROM articles GROUP BY ALL"
        counted = [_seconds(lambda: _ask(connection, own, ())) for _ in range(3)]
    return [
        _most("seconds for an article by its id, median", median(looks), A_LOOK),
        _most("seconds for daily_counts, median", median(daily), A_COUNT),
        _most("seconds for counts by outlet and day, median", median(counted), A_COUNT),
    ]


def _ask(connection: duckdb.DuckDBPyConnection, sql: str, values: tuple[object, ...]) -> None:
    assert connection.execute(sql, values).fetchall()


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _most(what: str, figure: float, ceiling: float) -> bool:
    met = figure <= ceiling
    print(f"  {what}: {figure:.3g}; the ceiling is {ceiling:g}: {'met' if met else 'MISSED'}", flush=True)
    return met


if __name__ == "__main__":
    if sys.argv[1:2] == ["--night"]:
        print(json.dumps(one_night(Path(sys.argv[2]))))
    else:
        sys.exit(0 if measure(pages_asked(__doc__ or "", ARTICLES)) else MISSED)
