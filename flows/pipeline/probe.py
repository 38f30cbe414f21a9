"""Tries each source that an outlet declares, those of the past for one day, and reads what they list."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flows.config import DataFolder, data_folder, new_run_id
from flows.pipeline.crawl import CrawlJob
from flows.pipeline.crawl_pool import crawl
from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome, PageEntry, read_manifest
from spiders.capture.warc_reader import WarcError
from spiders.outlet import Outlet
from transforms.article import Article, Rejection
from transforms.parse import parse

#: Articles that are asked for of each source.
ARTICLES = 3
#: How long ago the day is that the sources of the past are tried for: it is over everywhere, and archives are slow.
_PAST = timedelta(days=2)

Read = Sequence[tuple[PageEntry, Article | Rejection | None]]


@dataclass(frozen=True, slots=True)
class Probed:
    """What came of a probe: a manifest for the present and for each day gone by, and what each page was read as."""

    manifests: list[CrawlManifest]
    read: Read
    captures: Path

    @property
    def asked(self) -> list[ListingEntry]:
        """Return the listings that were asked for."""
        listings = [entry for manifest in self.manifests for entry in manifest.listings]
        return [entry for entry in listings if entry.outcome is not Outcome.LEFT_OVER]

    @property
    def articles(self) -> int:
        """Return how many pages were read as articles."""
        return sum(isinstance(result, Article) for _, result in self.read)

    @property
    def exit_status(self) -> int:
        """Return 0 where every source answered and every page was read, 3 where some did not.

        It is 5 where no source of the present answered.
        """
        if not any(entry.answered for entry in self.manifests[0].listings):
            return 5
        answered = all(entry.answered for entry in self.asked)
        return 0 if answered and self.articles == len(self.read) and self.articles else 3


def probe(outlet: Outlet, clock: datetime, replay: Sequence[str]) -> Probed:
    """Probe one outlet; what was captured stays in `probe/` beside the data until the next probe of that outlet."""
    data = DataFolder(data_folder().root / "probe" / outlet.slug)
    shutil.rmtree(data.root, ignore_errors=True)
    # A source that ends before is tried for its last day.
    past = (clock - _PAST).date()
    days = [None, *sorted({min(past, getattr(source, "until", None) or past) for source in outlet.past_sources})]
    manifests = [read_manifest(crawl(_job(outlet.slug, clock, day, replay), data, outlet)) for day in days]
    read: list[tuple[PageEntry, Article | Rejection | None]] = []
    for manifest in manifests:
        asked = [page for page in manifest.pages if page.status or _failed(page)]
        read += [(page, _read(data, manifest, page, outlet)) for page in asked]
    return Probed(manifests, read, data.captures)


def _job(slug: str, clock: datetime, day: date | None, replay: Sequence[str]) -> CrawlJob:
    """Return the crawl of the sources of the present or, with a day, of those of the past."""
    return CrawlJob(
        outlet=slug,
        run_id=new_run_id(clock, "probe"),
        kind="probe",
        clock=clock,
        replay=tuple(replay),
        day=day,
        settings={"PAGES_PER_SOURCE": str(ARTICLES)},
    )


def _failed(page: PageEntry) -> bool:
    return page.outcome not in (Outcome.LEFT_OVER, Outcome.KNOWN, Outcome.FILTERED, Outcome.OFFSITE)


def _read(data: DataFolder, manifest: CrawlManifest, page: PageEntry, outlet: Outlet) -> Article | Rejection | None:
    """Return what a page was read as; None where nothing of it was captured."""
    if page.outcome is not Outcome.FETCHED:
        return None
    try:
        return parse(data.store.open_capture(manifest.capture_ref(page)), outlet)
    except WarcError:
        return None
