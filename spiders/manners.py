"""Our manners within a crawl: what robots.txt asks for, pauses that a server asks for, and few, slower retries."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.extensions.throttle import AutoThrottle
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from spiders.document import listing_text
from spiders.link import ListingError
from spiders.receipt import LONG_PAUSE, RobotsEntry

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: The longest pause (seconds) that a server may ask for and we wait out; beyond it, the rest is left to the next run.
PATIENCE = 120.0
_FORBID_ALL = b"User-agent: *\nDisallow: /\n"
# What says nothing of the rules: the host cannot be reached at all, or we did not ask for the file or follow it.
_NO_CONNECTION = (CannotResolveHostError, DownloadConnectionRefusedError, IgnoreRequest)
#: What an error of TLS says, which is told in words alone.
NO_TRUST = ("SSL", "certificate", "VerificationError")
_RULES = 500 * 1024  # bytes: so much of a robots.txt counts
# What a server says that is asked for too much.
_ASKS_TO_WAIT = frozenset({429, 503})
# Pages in a row that a host refuses so or does not answer in time, each asked for again: then we let it be.
_REFUSALS = 5


class LeftOverError(IgnoreRequest):
    """A page is left to the next run: its host asks for a long pause, the disk is full, or the crawl is ending."""


class Robots(RobotsTxtMiddleware):
    """Obeys robots.txt as RFC 9309 has it, notes its state, and keeps its Crawl-delay.

    Where it cannot be had, nothing is allowed: the server fails (5xx), the answer breaks off or cannot be unpacked.
    Where there is none (4xx), all is. Where there is no connection at all the page itself says so.
    """

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        rules = _rules(response)
        if response.status >= 500 or response.status == 429 or (response.status < 300 and rules is None):
            state, body = "failed", _FORBID_ALL
        elif response.status >= 300:
            state, body = "none", b""
        else:
            state, body = "read", rules or b""
        await super()._parse_robots(response.replace(body=body), netloc, request)
        parser = self._parsers[netloc]
        delay = parser.crawl_delay(self._agent()) if state == "read" and parser else None  # type: ignore[union-attr]
        self._note(netloc, RobotsEntry(host=netloc, state=state, status=response.status, crawl_delay=delay))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._note(netloc, RobotsEntry(host=netloc, state="unreachable"))
        if isinstance(exc, _NO_CONNECTION) or any(word in str(exc) for word in NO_TRUST):
            super()._robots_error(exc, netloc)
            return
        waiting = self._parsers[netloc]
        self._parsers[netloc] = forbidding = build_from_crawler(self._parserimpl, self.crawler, _FORBID_ALL)
        if isinstance(waiting, Deferred):
            waiting.callback(forbidding)

    def _note(self, netloc: str, entry: RobotsEntry) -> None:
        spider = self.crawler.spider
        if spider is not None and hasattr(spider, "books"):
            spider.books.robots[netloc] = entry

    def _agent(self) -> str:
        return self._robotstxt_useragent or self._default_useragent


class PlainRules:
    """Undoes what a server says wrongly of its robots.txt: that it is packed, where it is plain text."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Drop the content coding of a robots.txt that is text as it is; nothing packed is UTF-8."""
        if request.meta.get("dont_obey_robotstxt") and "Content-Encoding" in response.headers:
            with contextlib.suppress(UnicodeDecodeError):
                response.body.decode("utf-8")
                del response.headers["Content-Encoding"]
        return response


def _rules(response: Response) -> bytes | None:
    """Return a robots.txt in UTF-8, whatever it is served in and said to be; None where nobody can read it."""
    if not response.body.strip():
        return b""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    try:
        return listing_text(response.body, content_type).encode("utf-8")[:_RULES]
    except ListingError:
        return None


class Manners(RetryMiddleware):
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
    def from_crawler(cls, crawler: Crawler) -> Manners:
        """Return the manners of this crawl, as Scrapy asks for them."""
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

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Wait where the server asks for it; ask once more where it failed for a moment."""
        host = urlsplit(request.url).netloc
        wait = retry_after(response) if response.status in _ASKS_TO_WAIT else None
        if wait is not None and wait > PATIENCE:
            self._left_alone[host] = LONG_PAUSE
            request.meta["told_to_wait"] = f"{host} {LONG_PAUSE}"
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

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
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


class Throttle(AutoThrottle):
    """Scrapy's slow-down by how fast a server answers, which never goes below its Crawl-delay."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, crawl_delay(self.crawler, urlsplit(response.url).netloc) or 0.0)


def crawl_delay(crawler: Crawler, netloc: str) -> float | None:
    """Return the seconds that the robots.txt of a host asks for between two requests; None where it asks for none."""
    entry: RobotsEntry | None = crawler.spider.books.robots.get(netloc) if crawler.spider else None  # type: ignore[attr-defined]
    return entry.crawl_delay if entry else None


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
