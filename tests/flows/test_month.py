"""Nights within the band, a month of them in a soak, by the ledger alone: none is anything but ok or quiet."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, html_page

from spiders.receipt import ListingEntry, Outcome, Receipt

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TIMES = int(os.environ.get("SOAK", "1"))
NIGHTS = 30 if TIMES > 1 else 10  # each takes a third of a second
LOW, HIGH = OUTLETS["presstv"].volume


def _nights(archive: Archive, volumes: list[int]) -> list[tuple[str, str | None]]:
    """Load a night for each volume of new articles, and return their verdicts and reasons."""
    runs = archive.nights(_receipts(archive, volumes), OUTLETS)
    return [(run.outlets[0]["verdict"], run.outlets[0]["reason"]) for run in runs]


def _receipts(archive: Archive, volumes: list[int]) -> Iterator[Receipt]:
    number = 0
    for night, volume in enumerate(volumes):
        at = NIGHT + night * DAY
        pages = []
        for _ in range(volume):
            number += 1
            key = str(900_000 + number)
            # As on real nights, what is captured comes after the clock of the run.
            payload = html_page(date=f"{at:%Y-%m-%d} 01:00")
            pages.append(Page(payload=payload, key=key, url=address(key), at=at + 5 * MINUTE))
        listing = ListingEntry(url="https://www.presstv.ir/rss.xml", outcome=Outcome.FETCHED, status=200, links=volume)
        yield archive.crawl(f"night-{night:02}", *pages, clock=at, listings=(listing,), finished_at=at + 6 * MINUTE)


@pytest.mark.parametrize("seed", range(TIMES))
def test_nights_within_the_band_are_ok_or_quiet(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    volumes = [chance.choice([LOW, LOW + 1, chance.randint(LOW, LOW + 12)]) for _ in range(NIGHTS)]
    verdicts = _nights(Archive(tmp_path / "data"), volumes)
    assert {verdict for verdict, _ in verdicts} <= {"ok", "quiet"}, verdicts


def test_a_night_below_the_band_is_thin_the_same_night(tmp_path: Path) -> None:
    verdicts = [verdict for verdict, _ in _nights(Archive(tmp_path / "data"), [LOW, LOW, LOW // 2, LOW])]
    assert verdicts == ["quiet", "quiet", "thin", "quiet"]
