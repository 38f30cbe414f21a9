"""An invented outlet on a real server, and a data folder of its own, in which nights are run without Prefect."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import serving
from hostile_site import Answer, Site, versioned

from flows.config import DataFolder, new_run_id
from flows.pipeline import earlier_runs, stages
from flows.pipeline.crawl import CrawlJob
from flows.pipeline.crawl_pool import crawl
from spiders.capture.manifest import CrawlManifest, read_manifest
from spiders.registry import load_outlets
from warehouse.health.run_ledger import Run

QUICK = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "False",
    "RETRY_TIMES": "0",
    "DOWNLOAD_TIMEOUT": "30",
}
OUTLET = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug="velde", name="The Velde Post", hosts={hosts!r}, languages=("en",), time_zone="UTC", volume={volume!r},
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},), sources=({sources},), stale_after=2,
    nightly_cap={cap},
)
"""
DAY = timedelta(days=1)
# Once, as an article that is served again is the same.
NOW = datetime.now(UTC)
# What a night captures comes after its clock, as on real nights.
LATE = timedelta(minutes=10)
STORY = (
    "<p>The old mill of Velde turned for the first time in ninety years, to applause from the village of {n}.</p>"
    "<p>Its new millstone was cut by two brothers from Port Amsel, who had learned the craft from a book of {n}.</p>"
    "<p>The first flour goes to the school, which bakes on Fridays and had asked for nothing else for years.</p>"
)


def article(number: int, date: str | None = "", story: str = STORY) -> Answer:
    """Return what answers with an article, of a date of its own within the last day where none is given."""
    ld: dict[str, object] = {"@type": "NewsArticle", "headline": f"Mill {number} of Velde turns again"}
    if date is not None:
        ld["datePublished"] = date or (NOW - timedelta(minutes=number)).isoformat(timespec="seconds")
    text = (
        f"<!DOCTYPE html><html lang='en'><head><title>Mill {number} of Velde turns again</title>"
        f"<script type='application/ld+json'>{json.dumps(ld)}</script></head>"
        f"<body><article><h1>Mill {number} of Velde turns again</h1>{story.format(n=number)}</article></body></html>"
    )
    return versioned(text.encode(), f'"{hash(text)}"')


def night_of(numbers: range, date: str | None = "", story: str = STORY) -> dict[str, Answer]:
    """Return the answers of a site on a night on which its feed offers these articles."""
    answers = {f"/news/{number}": article(number, date, story) for number in numbers}
    items = "".join(f"<item><link>{path}</link></item>" for path in answers)
    listing = f'<rss version="2.0"><channel><title>Velde</title>{items}</channel></rss>'.encode()
    return {"/feed": versioned(listing, f'"{hash(listing)}"', Content_Type="application/rss+xml"), **answers}


FIRST, SECOND = range(100, 120), range(200, 220)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A data folder with one good night of the site in it."""

    site: Site
    data: DataFolder
    outlets: Path

    def declare(
        self,
        host: str = "127.0.0.1",
        scheme: str = "http",
        others: tuple[str, ...] = (),
        feeds: tuple[str, ...] = ("/feed",),
        volume: tuple[int, int] = (10, 30),
        cap: int = 1000,
    ) -> None:
        sources = ", ".join(f'Feed(url="{scheme}://{host}:{self.site.port}{path}")' for path in feeds)
        text = OUTLET.format(hosts=(host, *others), port=self.site.port, sources=sources, volume=volume, cap=cap)
        (self.outlets / "velde.py").write_text(text, encoding="utf-8")

    def job(self, days: int = 0, **settings: str) -> CrawlJob:
        """Return what the crawl of a night is to do, some days from now, once what was left is loaded."""
        clock = datetime.now(UTC) + days * DAY - (LATE if days else timedelta())
        stages.catch_up(self.data, load_outlets(self.outlets))
        return CrawlJob(
            outlet="velde",
            run_id=new_run_id(clock, "nightly"),
            kind="nightly",
            clock=clock,
            state=earlier_runs.state_of_night(self.data, "velde", clock),
            settings={**QUICK, **settings},
        )

    def night(self, days: int = 0) -> tuple[Run, CrawlManifest]:
        """Run a night, some days from now, and return what the ledger and the manifest say."""
        every = load_outlets(self.outlets)
        job = self.job(days)
        begin = len(self.site.served)
        manifest = read_manifest(crawl(job, self.data, every.get(job.outlet)))
        stages.load_batch(
            self.data,
            manifest,
            stages.read(self.data, manifest, every.get(manifest.outlet)),
            every.get(manifest.outlet),
        )
        run, problems = stages.finish(self.data, job.run_id, every)
        assert run is not None
        assert problems == ()
        found = manifest.counts()["found"]
        assert found == run.outlets[0]["found"]
        # Of a sitemap a night takes what is new, and of a page what fits a pattern: only a feed is taken whole.
        if all(path.startswith(("/feed", "/news/", "/robots")) for path, _ in self.site.served[begin:]):
            assert found == len(self.offered(job, begin))
        return run, manifest

    def offered(self, job: CrawlJob, begin: int) -> set[str]:
        """Return the articles that a crawl must have in its books: what is due, and what was served from `begin` on."""
        listings = b"".join(body for path, body in self.site.served[begin:] if path.startswith("/feed"))
        due = {due.key for due in job.state.due if due.key}
        return due | {found.decode() for found in re.findall(rb"<link>/news/(\d+)</link>", listings)}

    def verdict(self, days: int = 1) -> tuple[str, str | None]:
        """Run a night and return the verdict on the outlet, with its reason."""
        run, _ = self.night(days)
        (row,) = run.outlets
        assert run.exit_status == {"ok": 0, "quiet": 0}.get(row["verdict"], run.exit_status or 1)
        return row["verdict"], row["reason"]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(Site({})) as site:
        yield site


@pytest.fixture(scope="module")
def good_night(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of a newsroom after its first night, which was good."""
    root = tmp_path_factory.mktemp("newsroom")
    (root / "outlets").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        _environment(patch, root)
        site.answers = night_of(FIRST)
        room = Newsroom(site, DataFolder(root / "data"), root / "outlets")
        room.declare()
        assert room.verdict(days=0) == ("ok", None)
        yield root


def _environment(patch: pytest.MonkeyPatch, root: Path) -> None:
    patch.setenv("NEWS_ADMIT", "127.0.0.1")
    patch.setenv("NEWS_OUTLETS", str(root / "outlets"))
    patch.setenv("PYTHONPATH", str(root / "names"))


@pytest.fixture
def room(site: Site, good_night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    shutil.copytree(good_night, tmp_path / "room", symlinks=True)
    _environment(monkeypatch, tmp_path / "room")
    site.answers = {**night_of(FIRST), **night_of(SECOND)}
    room = Newsroom(site, DataFolder(tmp_path / "room/data"), tmp_path / "room/outlets")
    room.declare()
    return room
