"""Writes the captures of a crawl: each exchange as served into a WARC, and the crawl manifest when the crawl ends."""

from __future__ import annotations

import asyncio
import http.client
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from spiders.ai_statements import NOT_ASKED
from spiders.capture.manifest import CrawlManifest, write_manifest
from spiders.capture.record import Exchange
from spiders.capture.recording import recording_of
from spiders.capture.store import LocalCaptureStore, warc_path
from spiders.capture.warc_writer import WarcWriter, pack
from spiders.downloader.retry import LeftOverError
from spiders.errors import reason_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from spiders.crawl.spider import OutletSpider


class CaptureWriter:
    """The downloader middleware nearest to the network, and the author of the crawl's two files."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._started_at = datetime.now(UTC)
        self._clock = self._started_at
        if settings.get("RUN_CLOCK"):
            self._clock = datetime.fromisoformat(settings["RUN_CLOCK"])
        elif settings.get("REPLAY"):
            self._clock = recording_of(settings["REPLAY"]).clock
        self._run_id = settings.get("RUN_ID") or f"{self._clock:%Y%m%dT%H%M%SZ}-byhand-{secrets.token_hex(3)}"
        self._store = LocalCaptureStore(Path(settings.get("CAPTURES_DIR") or Path(settings["NEWS_DATA"]) / "captures"))
        self._warc: WarcWriter | None = None
        self._ended: asyncio.Future[None] | None = None
        crawler.signals.connect(self._open, signals.spider_opened)
        crawler.signals.connect(self._close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureWriter:
        """Return the capture writer of this crawl, as Scrapy asks for it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Forget what an earlier answer on the way here left: a redirect, a try that failed."""
        for name in ("captured_at", "captured_status", "captured_bytes", "warc_offset", "warc_length"):
            request.meta.pop(name, None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange, and note on its request where the record is and when it was made."""
        moment = request.meta.pop("recorded_at", None) or datetime.now(UTC)
        request.meta["captured_at"] = moment
        request.meta["captured_status"] = response.status
        request.meta["captured_bytes"] = len(response.body)
        if response.status == 304:  # its page is in an earlier WARC
            return response
        exchange = Exchange(
            url=request.url,
            captured_at=moment,
            status=response.status,
            reason=http.client.responses.get(response.status, ""),
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ),
            payload=response.body,
            truncated="length" if "download_stopped" in response.flags else None,
            host=request.meta.get("host_statements", NOT_ASKED),
        )
        if self._warc is not None:
            record = pack(exchange)
            try:
                request.meta["warc_offset"] = self._warc.append(record)
                request.meta["warc_length"] = len(record)
            except OSError as error:
                reason = f"nothing more can be kept: {reason_of(error)}"
                self._end(reason)
                raise LeftOverError(reason) from error
        return response

    def _end(self, reason: str) -> None:
        """End this crawl early; its manifest says why."""
        engine = self._crawler.engine
        if engine is not None and self._ended is None:
            self._ended = asyncio.ensure_future(engine.close_spider_async(reason=reason))

    def _open(self, spider: OutletSpider) -> None:
        self._path = self._store.manifest_path(spider.outlet.slug, self._run_id, spider.slice)
        resumes = self._crawler.settings.getbool("RESUMES_WARC")
        self._warc = WarcWriter(warc_path(self._path), resumes=resumes)

    def _close(self, spider: OutletSpider, reason: str) -> None:
        # The manifest comes last: where there is one, its captures are whole.
        assert self._warc is not None
        self._warc.close()
        stats = self._crawler.stats
        errors = stats.get_value("spider_exceptions/count", 0) if stats else 0
        ledger = spider.ledger
        manifest = CrawlManifest(
            run_id=self._run_id,
            kind=self._crawler.settings.get("RUN_KIND") or "byhand",
            outlet=spider.outlet.slug,
            slice=spider.slice,
            clock=self._clock,
            started_at=self._started_at,
            finished_at=datetime.now(UTC),
            finish_reason=f"{errors} errors in the spider" if errors else reason,
            warc=self._warc.path.name,
            listings=tuple(ledger.listings),
            pages=tuple(ledger.pages.values()),
            robots=tuple(spider.robots.values()),
            options=self._crawler.settings.getdict("RUN_OPTIONS"),
        )
        write_manifest(manifest, self._path)
