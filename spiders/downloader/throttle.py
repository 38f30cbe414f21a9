"""The throttle: how long a host is left alone between two requests, never less than its Crawl-delay."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.extensions.throttle import AutoThrottle

from spiders.downloader.guarded_spider import spider_of

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Throttle(AutoThrottle):
    """Scrapy's slow-down by how fast a server answers, which never goes below its Crawl-delay."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, crawl_delay(self.crawler, urlsplit(response.url).netloc) or 0.0)


def crawl_delay(crawler: Crawler, netloc: str) -> float | None:
    """Return the seconds that the robots.txt of a host asks for between two requests; None where it asks for none."""
    entry = spider_of(crawler).robots.get(netloc)
    return entry.crawl_delay if entry else None
