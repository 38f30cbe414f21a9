"""A decision that cannot be read stops a run before it asks anything of anybody."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typed import Nightdesk

from flows.config import DataFolder
from flows.errors import UsageError
from flows.pipeline.decisions import withdrawn

GOOD = json.dumps({"article_id": "velde:1", "decision": "withdrawn", "reason": "a listing", "date": "2026-11-24"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the decisions of an empty data folder are."""
    (tmp_path / "captures").mkdir()
    return tmp_path / "captures/decisions.jsonl"


def told(path: Path) -> str:
    """Return the one line that says what is wrong with the decisions."""
    with pytest.raises(UsageError) as raised:
        withdrawn(DataFolder(path.parent.parent))
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"junk", id="junk"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b"9" * 10_000, id="a long number"),
        pytest.param(b"\x00\x01", id="binary"),
        pytest.param(GOOD.replace("velde:1", r"velde:\ud800").encode(), id="half a surrogate pair"),
        pytest.param(GOOD.encode()[:-1], id="broken off"),
        pytest.param(json.dumps([GOOD]).encode(), id="a list"),
    ],
)
def test_a_line_that_is_no_decision_is_told_with_its_number(path: Path, line: bytes) -> None:
    path.write_bytes(GOOD.encode() + b"\n\n" + line + b"\n")
    assert ", line 3, is no decision; one is: " in told(path)


def test_a_line_that_is_not_utf_8_is_told_with_its_number(path: Path) -> None:
    path.write_bytes(GOOD.encode() + b"\n" + GOOD.replace("listing", "list\xe9").encode("latin-1"))
    assert ", line 2, is not UTF-8" in told(path)


def test_a_file_of_another_editor_or_with_other_ends_of_lines_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n" + GOOD.replace("a listing", "a\u2028b").encode())
    assert withdrawn(DataFolder(path.parent.parent)) == {"velde:1"}


def test_without_a_file_nothing_is_decided(path: Path) -> None:
    assert withdrawn(DataFolder(path.parent.parent)) == frozenset()


@pytest.mark.parametrize("kind", ["folder", "pipe", "broken link", "a file above it"])
def test_what_is_no_file_is_told(path: Path, kind: str) -> None:
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "broken link":
        path.symlink_to("gone.jsonl")
    else:
        path.parent.rmdir()
        path.parent.write_text("a file", encoding="utf-8")
    told(path)


@pytest.mark.parametrize(
    "verb", [("nightly",), ("backfill", "--from", "2017-01-01", "--to", "2017-01-02"), ("rebuild",)], ids=lambda v: v[0]
)
def test_a_run_checks_the_decisions_before_it_does_anything(nightdesk: Nightdesk, path: Path, verb: list[str]) -> None:
    path.write_text("junk\n", encoding="utf-8")
    result = nightdesk(path.parent.parent, *verb)
    assert result.returncode == 2, result.stderr
    assert result.stderr.startswith(f"nightdesk: {path}, line 1, is no decision")
    assert len(result.stderr.splitlines()) == 1
    assert {entry.name for entry in path.parent.parent.iterdir()} <= {"captures", "run.lock"}
