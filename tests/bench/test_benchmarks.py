"""The benchmarks run and say what they measured; what they find is for `make bench` to judge, never for a test."""

from __future__ import annotations

import subprocess
import sys

import pytest
from recordings import ROOT

pytestmark = pytest.mark.e2e


def test_the_benchmarks_run_on_a_few_pages() -> None:
    child = subprocess.run(
        [sys.executable, "tests/bench", "--quick"], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert child.returncode in (0, 3), child.stderr
    assert child.stderr == ""
    told = [line.partition(":")[0] for line in child.stdout.splitlines() if line[:1] != " "]
    for part in (
        "generic pages",
        "pages with selectors, made up",
        "two processes against one",
        "memory",
        "WARC reading",
        "crawl with WARC writing against a bare spider",
        "a night",
        "warehouse",
    ):
        assert part in told
    assert child.stdout.count("the floor is") == 7
    assert child.stdout.count("the ceiling is 600") == 1
