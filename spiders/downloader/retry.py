"""Retries, few and ever slower: the pauses that a server asks for, and what a host leaves no time for in a night."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest

from spiders.capture.manifest import LONG_PAUSE
from spiders.downloader.throttle import crawl_delay

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: The longest pause (seconds) that a server may ask for and we wait out; beyond it, the rest is left to the next run.
PATIENCE = 120.0
#: What an error of TLS says: Scrapy and Twisted name no kind of it.
NO_TRUST = ("SSL", "certificate", "VerificationError")
# What a server says that is asked for too much.
_ASKS_TO_WAIT = frozenset({429, 503})
# Pages in a row that a host refuses so or does not answer in time, each asked for again: then we let it be.
_REFUSALS = 5


class LeftOverError(IgnoreRequest):
    """A page is left to the next run: its host asks for a long pause, the disk is full, or the crawl is ending."""


class PoliteRetry(RetryMiddleware):
    """Retries what failed for a moment, each time after a longer pause, and waits where a server asks for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._backoff = crawler.settings.getfloat("RETRY_BACKOFF")
        self._left_alone: dict[str, str] = {}  # hosts of which nothing more is asked, and why
        self._night = crawler.settings.getfloat("NIGHT")
        self._asked: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()  # pages in a row that a host refused for being asked too much
        self._silent: Counter[str] = Counter()  # pages in a row for which it let us wait in vain

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRetry:
        """Return the middleware of this crawl, as Scrapy asks for it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Keep the delay that robots.txt asks for, and ask nothing more of a host that wants to be left alone.

        So much of anything, listings and second tries too, is asked of a host as its delay leaves time for in a night.
        """
        host = urlsplit(request.url).netloc
        if host in self._left_alone:
            raise LeftOverError(f"{host} {self._left_alone[host]}")
        delay = crawl_delay(self.crawler, host)
        if delay and (self._asked[host] + 1) * delay > self._night:
            raise LeftOverError(
                f"{host} asks for {delay:g} seconds between requests: the night is too short for this one"
            )
        # robots.txt itself comes before anything is known of it
        self._asked[host] += not request.meta.get("dont_obey_robotstxt")
        slot = self._slot(request)
        if slot is not None and delay:
            slot.delay = max(slot.delay, delay)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Wait where the server asks for it; ask once more where it failed for a moment."""
        host = urlsplit(request.url).netloc
        wait = retry_after(response) if response.status in _ASKS_TO_WAIT else None
        if wait is not None and wait > PATIENCE:
            self._left_alone[host] = LONG_PAUSE
            request.meta["long_pause"] = f"{host} {LONG_PAUSE}"
            return response
        self._silent[host] = 0
        answer = super().process_response(request, response)
        if wait is not None:
            self._pause(request, wait)
        if answer is response:
            self._refused[host] = self._refused[host] + 1 if response.status == 429 else 0
            if self._refused[host] >= _REFUSALS:
                self._left_alone[host] = LONG_PAUSE
        return answer

    def process_exception(
        self, request: Request, exception: Exception, spider: Spider | None = None
    ) -> Request | Response | None:
        """Ask once more where it failed for a moment; of a host that lets us wait each time, ask nothing more."""
        again = super().process_exception(request, exception)
        host = urlsplit(request.url).netloc
        if again is None and isinstance(exception, DownloadTimeoutError):
            self._silent[host] += 1
            if self._silent[host] >= _REFUSALS:
                self._left_alone[host] = f"did not answer in time for {_REFUSALS} pages in a row"
        return again

    def _retry(self, request: Request, reason: str | Exception | type[Exception]) -> Request | None:
        again = super()._retry(request, reason)
        if again is not None:
            self._pause(request, self._backoff * 2 ** (again.meta["retry_times"] - 1))
        return again

    def _pause(self, request: Request, seconds: float) -> None:
        """Let the host rest: the downloader counts its delay from what it saw last."""
        slot = self._slot(request)
        if slot is not None:
            slot.delay = slot.delay or 0.001  # without any, it would not look at the clock
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds - slot.delay)

    def _slot(self, request: Request) -> Slot | None:
        # One is made where there was none: a pause counts from the first request on.
        return self.crawler.engine.downloader._get_slot(request)[1] if self.crawler.engine else None


def retry_after(response: Response) -> float | None:
    """Return the seconds for which an answer asks to be left alone; None where it does not say."""
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, OverflowError):
        return None
    if moment is None or moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
