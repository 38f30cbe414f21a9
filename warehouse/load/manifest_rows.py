"""The entries of a crawl manifest as rows: a line of JSON for each request, and for the robots.txt of each host."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import asdict

from spiders.capture.manifest import CrawlManifest, ListingEntry, PageEntry


def fetches_of(manifest: CrawlManifest) -> str:
    """Return the rows of `fetches` that a manifest makes, as a JSON list.

    A page has the time of its capture, which for one of an archive is long gone by. What was never asked for has no
    time of its own, nor has what older manifests speak of: the end of the crawl stands for it.
    """
    entries: list[ListingEntry | PageEntry] = [*manifest.listings, *manifest.pages]
    return msgspec.json.encode([_row(entry, manifest.finished_at) for entry in entries]).decode()


def robots_of(manifest: CrawlManifest) -> str:
    """Return the rows of `robots` that a manifest makes, as a JSON list."""
    return msgspec.json.encode(manifest.robots).decode()


def _row(entry: ListingEntry | PageEntry, finished_at: datetime) -> dict[str, object]:
    row = asdict(entry)
    captured_at, aliases = row.pop("captured_at", None), row.pop("aliases", ())
    return {
        **row,
        "aliases": aliases or None,
        "kind": "listing" if isinstance(entry, ListingEntry) else "article",
        "fetched_at": captured_at or entry.ended_at or finished_at,
    }
