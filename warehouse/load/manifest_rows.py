"""The entries of a manifest as rows: a line of JSON for each request, and for the robots.txt of each host."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from spiders.capture.manifest import CrawlManifest, ListingEntry, PageEntry


def fetches_of(manifest: CrawlManifest) -> str:
    """Return the rows of `fetches` that a manifest makes, as a JSON list.

    A page has the time of its capture, which for one of an archive is long gone by. What was never asked for has no
    time of its own, nor has what older manifests speak of: the end of the crawl stands for it.
    """
    entries: list[ListingEntry | PageEntry] = [*manifest.listings, *manifest.pages]
    return json.dumps([_row(entry, manifest.finished_at) for entry in entries])


def robots_of(manifest: CrawlManifest) -> str:
    """Return the rows of `robots` that a manifest makes, as a JSON list."""
    return json.dumps([asdict(entry) for entry in manifest.robots])


def _row(entry: ListingEntry | PageEntry, finished_at: datetime) -> dict[str, Any]:
    row = asdict(entry)
    ended_at = row.pop("ended_at")
    at = row.pop("captured_at", None) or ended_at or finished_at
    newest = row.pop("newest", None)
    row["aliases"] = row.pop("aliases", None) or None
    return {
        **row,
        "kind": "listing" if isinstance(entry, ListingEntry) else "article",
        "fetched_at": at.isoformat(),
        "newest": newest.isoformat() if newest else None,
    }
