"""An empty archive, and one that holds two nights; every test has a copy of its own."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from archive import NIGHT, ROOT, Archive, Page, address, html_page, refused, text_page

from spiders.receipt import Outcome
from warehouse import store
from warehouse.publish import publish


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data")


@pytest.fixture(scope="session")
def _two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article with a picture, revised the next night; one refused, one too short, one under two addresses."""
    built = Archive(tmp_path_factory.mktemp("nights") / "data")
    second = text_page(
        "A market moves to the harbour", "Forty stalls were put up again beside the water on Tuesday morning."
    )
    first_night = built.crawl(
        "night-1",
        Page(payload=html_page()),
        Page(payload=second, key="900002", url=address("900002")),
        Page(payload=second, key="900002", url=address("900002", "Market")),
        Page(payload=text_page("A headline", "Too short."), key="900003", url=address("900003")),
        refused(Outcome.GONE, "900004"),
    )
    later = NIGHT + timedelta(days=1)
    edited = text_page("A footbridge opens over the Lathe at last", "Two hundred people crossed it within the hour.",
                       "The old ferry runs until the end of the month.")  # fmt: skip
    second_night = built.crawl("night-2", Page(payload=edited, at=later), clock=later)
    built.load(first_night, second_night)
    publish(built.warehouse, built.published)
    return built.root


@pytest.fixture
def filled(_two_nights: Path, tmp_path: Path) -> Archive:
    """An archive of two nights, loaded and published."""
    shutil.copytree(_two_nights, tmp_path / "filled", symlinks=True)
    return Archive(tmp_path / "filled")


@pytest.fixture
def own_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the store at a copy of its SQL that a test may change."""
    folder = tmp_path / "sql"
    for name in ("migrations", "views", "queries", "checks"):
        shutil.copytree(ROOT / "warehouse" / name, folder / name)
    monkeypatch.setattr(store, "_SQL", folder)
    return folder
