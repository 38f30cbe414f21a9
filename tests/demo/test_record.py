"""The recordings and golden files in the repository are what the script writes from the stories."""

from __future__ import annotations

from pathlib import Path

import pytest
import record
from recordings import NIGHTS, ROOT
from story import load_stories

from spiders.capture.content import content
from spiders.capture.warc_reader import read_exchanges


def told(path: Path) -> list[tuple[object, ...]]:
    """Return what a recording says; content decoded, as compressors differ from machine to machine."""

    headers = [[h for h in e.headers if h[0] != "Content-Length"] for _, e in read_exchanges(path)]
    return [
        (exchange.url, exchange.captured_at, exchange.status, kept, content(exchange))
        for (_, exchange), kept in zip(read_exchanges(path), headers, strict=True)
    ]


def test_the_script_writes_what_the_repository_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "RECORDINGS", tmp_path / "recordings")
    monkeypatch.setattr(record, "GOLDEN", tmp_path / "outlets")
    stories = load_stories()
    assert len(list(record.write_nights(stories))) == len(NIGHTS)
    written = list(record.write_golden(stories))

    for night in NIGHTS:
        assert told(tmp_path / "recordings" / night.name) == told(night)
    golden = sorted((ROOT / "tests/outlets").glob("*/*.json"))
    assert len(golden) == len(written)
    for path in golden:
        assert (tmp_path / "outlets" / path.parent.name / path.name).read_text("utf-8") == path.read_text("utf-8")
