"""A recording stands for the time of its newest record, and none is taken that is dated ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spiders.capture.record import Exchange
from spiders.capture.recording import RecordingError, read_recordings
from spiders.capture.warc_writer import WarcWriter

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


def recording(path: Path, *times: datetime, url: str = "https://lantern.example/story/7") -> Path:
    with WarcWriter(path) as writer:
        for at in times:
            writer.write(Exchange(url=url, captured_at=at, status=200, reason="OK", headers=(), payload=b"Lit."))
    return path


def test_a_record_dated_more_than_a_day_ahead_is_no_recording(tmp_path: Path) -> None:
    file = recording(tmp_path / "forged.warc.gz", NOW - DAY, NOW + 400 * DAY)
    with pytest.raises(RecordingError) as refused:
        read_recordings([file])
    told = str(refused.value)
    assert told == (
        f"cannot replay {file}: its record of https://lantern.example/story/7 is dated {NOW + 400 * DAY:%Y-%m-%d}, "
        "more than a day ahead of this machine's clock: set the clock, or leave the file out"
    )


def test_a_record_of_a_clock_that_is_some_hours_fast_passes(tmp_path: Path) -> None:
    ahead = NOW + timedelta(hours=23)
    assert read_recordings([recording(tmp_path / "fast.warc.gz", NOW, ahead)]).clock == ahead


def test_a_record_of_an_address_that_no_parser_reads_spoils_no_recording(tmp_path: Path) -> None:
    file = recording(tmp_path / "odd.warc.gz", NOW, url="https://[broken/story")
    assert read_recordings([file]).answer("https://[broken/story") is not None
