"""Reads the state of earlier runs: from the warehouse or, while another program has it open, from other files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from flows.config import DataFolder
from spiders.capture.manifest import CrawlManifest, ManifestError, Outcome, read_manifest
from spiders.capture.store import crawl_name
from spiders.capture.warc_reader import WarcError
from spiders.crawl.state import CrawlState
from warehouse.db.snapshot import AskError, open_snapshot
from warehouse.db.writer import Connection, WarehouseHeld, writer
from warehouse.load.crawl_state import crawl_state, ever_known, finished_days, known_captures, loaded_manifests


@contextmanager
def ledger(data: DataFolder) -> Iterator[Connection]:
    """Open the ledger of earlier runs: the warehouse, while another program has that open the copy published last.

    Where the copy cannot be opened either, it is a warehouse with nothing in it.
    """
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(writer(data.warehouse))
        except WarehouseHeld:
            try:
                connection = stack.enter_context(open_snapshot(data.published))
            except AskError:  # there is none, it is held too, or of an earlier version
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nightdesk-"))
                connection = stack.enter_context(writer(Path(folder) / "empty.duckdb"))
        yield connection


def state_of_night(data: DataFolder, slug: str, clock: datetime) -> CrawlState:
    """Return what tonight's crawl of an outlet needs to know of the nights before."""
    with ledger(data) as connection:
        return _completed(data, slug, crawl_state(connection, slug, clock), loaded_manifests(connection))


def state_of_past(data: DataFolder, slug: str) -> CrawlState:
    """Return what the crawl of a day gone by needs to know: no article that was ever read is asked for again."""
    with ledger(data) as connection:
        return _completed(data, slug, ever_known(connection, slug), loaded_manifests(connection))


def days_finished(data: DataFolder, slug: str) -> set[str]:
    """Return the days of the outlet's past (as YYYYMMDD) that need no second look."""
    with ledger(data) as connection:
        return finished_days(connection, slug)


def captured(data: DataFolder, connection: Connection, slug: str) -> set[tuple[str, datetime, str]]:
    """Return URL, time and payload digest of each capture of an outlet, of what is not loaded yet too.

    `connection` is what `ledger` has opened.
    """
    found = known_captures(connection, slug)
    for manifest in _not_loaded(data, slug, loaded_manifests(connection)):
        for page in manifest.pages:
            if page.outcome is Outcome.FETCHED and page.captured_at:
                with suppress(WarcError, OSError, ValueError):  # what is damaged may be captured anew
                    digest = data.store.open_capture(manifest.capture_ref(page)).response.digest
                    found.add((page.url, page.captured_at.astimezone(UTC), digest))
    return found


def loaded(data: DataFolder) -> set[str]:
    """Return the manifests that are loaded, each as its path in the captures without ending."""
    with ledger(data) as connection:
        return loaded_manifests(connection)


def _completed(data: DataFolder, slug: str, known: CrawlState, present: set[str]) -> CrawlState:
    """Return what is known, with what the manifests say that are not loaded.

    Else an article that a run captured which could not be loaded yet would be asked for once more.
    """
    keys, urls, partial = set(), set(), known.partial
    for manifest in _not_loaded(data, slug, present):
        partial |= manifest.finish_reason != "finished"
        fetched = [page for page in manifest.pages if page.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)]
        keys |= {page.key for page in fetched if page.key}
        urls |= {page.url for page in fetched}
    due = tuple(due for due in known.due if due.key not in keys and due.url not in urls)
    return replace(known, keys=known.keys | keys, urls=known.urls | urls, due=due, partial=partial)


def _not_loaded(data: DataFolder, slug: str, present: set[str]) -> Iterator[CrawlManifest]:
    """Yield the manifests of an outlet but for those `present`."""
    for path in data.store.manifests(slug):
        if crawl_name(path) not in present:
            with suppress(ManifestError):  # whoever loads it reports it
                yield read_manifest(path)
