"""The tdmrep.json of a host, asked for once a day and before the first article of a crawl: what it states of each."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from spiders.ai_statements import HostStatements
from spiders.downloader.guarded_spider import spider_of
from spiders.tdm_reservation import LARGEST, TdmRule, read_rules, statements_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_PATIENCE = 20.0  # seconds: an article waits for it
log = logging.getLogger(__name__)


class TdmFile:
    """The downloader middleware behind that of robots.txt: it adds what tdmrep.json states of an article."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience = min(_PATIENCE, crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        self._answers: dict[str, asyncio.Future[tuple[TdmRule, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TdmFile:
        """Return the middleware of this crawl, as Scrapy asks for it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Note on the request of an article what its host states of it beside its robots.txt."""
        host: HostStatements | None = request.meta.get("host_statements")
        if host is None or not spider_of(self._crawler).asks_for_article(request):
            return
        parts = urlsplit(request.url)
        if parts.netloc not in self._answers:
            answer = self._answers[parts.netloc] = asyncio.get_running_loop().create_future()
            answer.set_result(await self._rules_of(parts.scheme, parts.netloc))
        if stated := statements_of(await self._answers[parts.netloc], request.url):
            every = (*host.ai_statements, *stated)
            request.meta["host_statements"] = replace(host, ai_statements=every)

    async def _rules_of(self, scheme: str, host: str) -> tuple[TdmRule, ...]:
        """Return the rules of a host, and note them; none where it has none, or they cannot be had."""
        spider = spider_of(self._crawler)
        if host in spider.tdm_rules:
            return spider.tdm_rules[host]
        request = Request(
            f"{scheme}://{host}/.well-known/tdmrep.json",
            priority=1000,
            callback=NO_CALLBACK,
            meta={"dont_retry": True, "download_timeout": self._patience, "download_maxsize": LARGEST},
        )
        rules = await self._answer_to(request)
        if rules is not None and host in spider.robots:
            asked_at = request.meta.get("captured_at") or datetime.now(UTC)
            spider.robots[host] = replace(spider.robots[host], tdm_asked_at=asked_at, tdm_rules=rules)
        return rules or ()

    async def _answer_to(self, request: Request) -> tuple[TdmRule, ...] | None:
        """Return the rules in an answer; None where nothing was asked of the host."""
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except IgnoreRequest:  # robots.txt forbids it, the host is to be left alone, it is in no recording
            return None
        except Exception as error:  # whatever came in the way: the host does not speak of this then
            log.debug("%s could not be had: %s", request.url, error)
            return ()
        return read_rules(response.body) if response.status == 200 else ()
