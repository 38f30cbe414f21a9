"""The spider as the downloader sees it: which hosts and ports it may ask, and what their robots.txt says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Spider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler

    from spiders.capture.manifest import RobotsEntry
    from spiders.tdm_reservation import TdmRule


class GuardedSpider(Spider):
    """A spider whose requests go to its own hosts and ports alone, and as the robots.txt of each host allows."""

    allowed_domains: list[str]
    ports: tuple[int, ...]  # beside 80 and 443
    robots: dict[str, RobotsEntry]  # by host and port
    tdm_rules: Mapping[str, tuple[TdmRule, ...]]  # of the tdmrep.json of hosts that were asked for it today already

    def asks_for_article(self, request: Request) -> bool:
        """Say whether a request is for an article, not for a listing or for what concerns the host."""
        return "identity" in request.cb_kwargs


def spider_of(crawler: Crawler) -> GuardedSpider:
    """Return the spider of a crawl; raises `TypeError` where it is of another kind, or not there yet."""
    if not isinstance(crawler.spider, GuardedSpider):
        raise TypeError(f"{crawler.spider!r} is no spider of an outlet")
    return crawler.spider
