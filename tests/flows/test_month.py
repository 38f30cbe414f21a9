"""Nights within the band, a month of them in a soak, by the ledger alone: none is anything but ok or quiet."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, html_page

from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome
from spiders.outlet import Outlet

pytestmark = pytest.mark.e2e

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TIMES = int(os.environ.get("SOAK", "1"))
NIGHTS = 30 if TIMES > 1 else 10  # each takes a third of a second
LOW, HIGH = OUTLETS["presstv"].volume
# A band so wide that half of what is usual lies within.
WIDE = {"presstv": replace(OUTLETS["presstv"], volume=(5, 60))}


def _nights(
    archive: Archive, volumes: list[int], outlets: Mapping[str, Outlet] = OUTLETS
) -> list[tuple[str, str | None]]:
    """Load a night for each volume of new articles, and return their verdicts and reasons."""
    runs = archive.nights(_manifests(archive, volumes), outlets)
    return [(run.outlets[0]["verdict"], run.outlets[0]["reason"]) for run in runs]


def _manifests(archive: Archive, volumes: list[int]) -> Iterator[CrawlManifest]:
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


@pytest.mark.parametrize("seed", range(TIMES))
def test_a_weekend_is_no_alarm_and_half_of_a_usual_night_is_one_the_same_night(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    weeks = 4 if TIMES > 1 else 2
    # Weekends have three fifths of a working day, and no day is like the other.
    volumes = [chance.randint(20, 26) if day < 5 else chance.randint(12, 15) for _ in range(weeks) for day in range(7)]
    *month, half = _nights(Archive(tmp_path / "data"), [*volumes, 10], WIDE)
    assert {verdict for verdict, _ in month} <= {"ok", "quiet"}, month
    assert half[0] == "thin"
    assert half[1] is not None
    assert half[1].startswith("10 new articles, 2")
