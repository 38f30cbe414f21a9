"""The tdmrep.json of a host, asked for once a crawl and before the first article of it: what it states of each."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace
from scrapy import Request
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
            answer.set_result(await self._rules_of(f"{parts.scheme}://{parts.netloc}/.well-known/tdmrep.json"))
        if stated := statements_of(await self._answers[parts.netloc], request.url):
            every = (*host.ai_statements, *stated)
            request.meta["host_statements"] = replace(host, ai_statements=every)

    async def _rules_of(self, url: str) -> tuple[TdmRule, ...]:
        """Return the rules of a host; none where it has none, or they cannot be had: it does not speak of this then."""
        engine = self._crawler.engine
        assert engine is not None
        meta = {"dont_retry": True, "download_timeout": self._patience, "download_maxsize": LARGEST}
        try:
            response = await engine.download_async(Request(url, priority=1000, callback=NO_CALLBACK, meta=meta))
        except Exception as error:  # whatever came in the way
            log.debug("%s could not be had: %s", url, error)
            return ()
        return read_rules(response.body) if response.status == 200 else ()
