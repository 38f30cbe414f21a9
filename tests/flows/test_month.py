"""Nights within the band, a month of them in a soak, by the ledger alone: none is anything but ok or quiet."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, html_page

from spiders.outlet import Outlet
from spiders.receipt import ListingEntry, Outcome
from warehouse.ledger import conclude
from warehouse.store import writer

DAY = timedelta(days=1)
TIMES = int(os.environ.get("SOAK", "1"))
NIGHTS = 30 if TIMES > 1 else 10  # each takes a third of a second
LOW, HIGH = OUTLETS["presstv"].volume


def _nights(archive: Archive, volumes: list[int]) -> Iterator[tuple[str, str | None]]:
    """Load a night for each volume of new articles, and yield its verdict and reason."""
    every: dict[str, Outlet] = OUTLETS
    number = 0
    for night, volume in enumerate(volumes):
        at = NIGHT + night * DAY
        pages = []
        for _ in range(volume):
            number += 1
            key = str(900_000 + number)
            pages.append(Page(payload=html_page(date=f"{at:%Y-%m-%d} 01:00"), key=key, url=address(key), at=at))
        listing = ListingEntry(url="https://www.presstv.ir/rss.xml", outcome=Outcome.FETCHED, status=200, links=volume)
        receipt = archive.crawl(f"night-{night:02}", *pages, clock=at, listings=(listing,), finished_at=at)
        archive.load(receipt)
        with writer(archive.warehouse) as connection:
            run = conclude(connection, receipt.run_id, every)
        assert run is not None
        yield run.outlets[0]["verdict"], run.outlets[0]["reason"]


@pytest.mark.parametrize("seed", range(TIMES))
def test_nights_within_the_band_are_ok_or_quiet(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    volumes = [chance.choice([LOW, LOW + 1, chance.randint(LOW, LOW + 12)]) for _ in range(NIGHTS)]
    verdicts = list(_nights(Archive(tmp_path / "data"), volumes))
    assert {verdict for verdict, _ in verdicts} <= {"ok", "quiet"}, verdicts


def test_a_night_below_the_band_is_thin_the_same_night(tmp_path: Path) -> None:
    verdicts = [verdict for verdict, _ in _nights(Archive(tmp_path / "data"), [LOW, LOW, LOW // 2, LOW])]
    assert verdicts == ["quiet", "quiet", "thin", "quiet"]
