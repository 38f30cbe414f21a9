"""The crawl orders: what a run and its crawl workers say to each other, a JSON line each."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class CrawlOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is asked for: an outlet, or a day of its past, with the settings and the log of the crawl."""

    number: int
    outlet: str
    log: str
    settings: Mapping[str, str]
    day: str | None = None


class CrawlEnded(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an order: that its crawl has ended, and what went wrong where it could not even begin."""

    number: int
    error: str | None = None
