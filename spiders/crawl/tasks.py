"""The crawl tasks of a worker, and their results: what it and its run send each other, a JSON line each."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class CrawlTask(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl for a worker: an outlet, or a day of its past, with the settings and the log of the crawl."""

    number: int
    outlet: str
    log: str
    settings: Mapping[str, str]
    day: str | None = None


class CrawlResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a task: that its crawl has ended, and what went wrong where it could not even begin."""

    number: int
    error: str | None = None
