"""A disk without room ends a run in one line, wherever that is met, and the next run has what was captured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from recordings import NIGHTS
from typed import Nightdesk

pytestmark = pytest.mark.e2e

# The run may write files of so many bytes at most: that is what a full disk looks like to it. Its crawl may write all.
CRAMPED = """
import resource, subprocess, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
real = subprocess.Popen
def roomy(command, *rest, **named):
    if "scrapy" in command:
        command = ["prlimit", "--fsize=unlimited", *command]
    return real(command, *rest, **named)
subprocess.Popen = roomy
from flows.cli.main import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("limit", [0, 2_000, 30_000, 300_000, 1_500_000])
def test_a_run_without_room_ends_in_one_line_and_the_next_has_what_was_captured(
    tmp_path: Path, nightdesk: Nightdesk, prefect_api: str, limit: int
) -> None:
    data = tmp_path / "data"
    arguments = ("nightly", "--outlet", "taghrib", "--replay", str(NIGHTS[0]))
    (data / "prefect").mkdir(parents=True)
    cramped = subprocess.run(
        [sys.executable, "-P", "-c", CRAMPED, str(limit), *arguments],
        env={**os.environ, "NEWS_DATA": str(data), "PREFECT_API_URL": prefect_api, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert cramped.returncode == 3, cramped.stderr
    assert f"nightdesk: the disk of {data} is full: file too large; free some space and run again" in cramped.stderr
    assert "Traceback" not in cramped.stderr
    assert not list(data.glob("batches/*.part"))
    assert not list(data.glob("captures/*/*.receipt.json.part"))
    captured = len(list(data.glob("captures/*/*.warc.gz*")))
    nightdesk(data, *arguments)
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT sum(new)::INT, count(*) FROM run_outlets").fetchall()
    assert rows == [(14, captured + 1)]
