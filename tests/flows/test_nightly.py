"""The night: verdicts that say why, one run at a time, and what a killed run left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from builders import exchange, recording
from filelock import FileLock
from recordings import NIGHTS
from typed import Nightdesk

pytestmark = pytest.mark.e2e


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_real_feed_gives_87_articles_that_its_recording_lacks(
    tmp_path: Path, nightdesk: Nightdesk, shared: Path
) -> None:
    data = tmp_path / "data"
    night = nightdesk(data, "nightly", "--outlet", "presstv", "--replay", str(shared / "pages/real.warc.gz"))
    assert night.returncode == 3, night.stderr
    assert "87 of 87 pages failed: 87 not in the recording" in night.stdout
    assert rows(data, "SELECT found, known, skipped, fetched, failed, verdict FROM run_outlets") == [
        (87, 0, 0, 0, 87, "unreachable")
    ]
    assert rows(data, "SELECT clock::VARCHAR, exit_status FROM runs") == [("2026-08-15 18:10:00+00", 3)]


def test_a_night_in_which_no_listing_answers_ends_with_5(tmp_path: Path, nightdesk: Nightdesk) -> None:
    data = tmp_path / "data"
    blocked = recording(tmp_path / "blocked.warc.gz", [exchange("https://www.presstv.ir/rss.xml", "no", status=403)])
    night = nightdesk(data, "nightly", "--outlet", "presstv", "--replay", str(blocked))
    assert night.returncode == 5, night.stderr
    assert "none of 7 listings answered" in night.stdout
    ((run_id, status),) = rows(data, "SELECT run_id, status FROM runs")
    assert status == "unanswered"
    assert night.stdout.splitlines()[-1] == (
        f"run {run_id} is published in data/news.duckdb; next: nightdesk probe presstv"
    )


def test_two_runs_cannot_overlap(tmp_path: Path, nightdesk: Nightdesk) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with FileLock(data / "run.lock"):
        second = nightdesk(data, "nightly", "--replay", str(NIGHTS[0]))
    assert second.returncode == 6
    assert "another run is at work" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_what_a_killed_run_captured_is_loaded_by_the_next_and_a_dead_crawl_is_told_of(
    tmp_path: Path, nightdesk: Nightdesk
) -> None:
    data = tmp_path / "data"
    # A crawl typed by hand leaves what a run leaves that was killed before its load.
    subprocess.run(
        [sys.executable, "-P", "-m", "scrapy", "crawl", "taghrib", "-s", f"REPLAY={NIGHTS[0]}"],
        env={**os.environ, "NEWS_DATA": str(data), "SCRAPY_SETTINGS_MODULE": "spiders.crawl.settings"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    outlets = tmp_path / "outlets"
    outlets.mkdir()
    night = nightdesk(data, "nightly", "--outlet", "taghrib", "--replay", str(NIGHTS[0]))
    assert night.returncode == 3, night.stderr  # 14 articles are fewer than a real night brings
    assert "at least 20 are usual" in night.stdout
    books = rows(data, "SELECT kind, known, new FROM run_outlets JOIN runs USING (run_id) ORDER BY kind")
    assert books == [("byhand", 0, 14), ("nightly", 15, 0)]

    # An outlet file that works here and not in the child: the crawl dies, and the run says so.
    (outlets / "mayfly.py").write_text(
        "import os\nif 'SCRAPY_SETTINGS_MODULE' in os.environ: os._exit(7)\n"
        "from spiders.outlet import Feed, Outlet\n"
        "OUTLET = Outlet(slug='mayfly', name='Mayfly', hosts=('www.mayfly.example',), languages=('en',),\n"
        "    time_zone='UTC', article_urls=(r'^/(?P<key>[0-9]+)$',), volume=(1, 9),\n"
        "    sources=(Feed(url='https://www.mayfly.example/rss'),))\n",
        encoding="utf-8",
    )
    dead = nightdesk(data, "nightly", "--outlet", "mayfly", "--replay", str(NIGHTS[0]), NEWS_OUTLETS=str(outlets))
    assert dead.returncode == 5, dead.stderr
    assert "pipeline_down" in dead.stdout
    assert "exit status 7" in dead.stdout
    manifest = json.loads(next((data / "captures/mayfly").glob("*.receipt.json")).read_text(encoding="utf-8"))
    assert manifest["warc"] is None


def test_a_wrong_outlet_file_ends_the_run_with_one_line(tmp_path: Path, nightdesk: Nightdesk) -> None:
    outlets = tmp_path / "outlets"
    outlets.mkdir()
    (outlets / "broken.py").write_text("OUTLET = 7\n", encoding="utf-8")
    refused = nightdesk(tmp_path / "data", "nightly", NEWS_OUTLETS=str(outlets))
    assert refused.returncode == 2
    assert "outlet 'broken'" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
