"""Graceful shutdown: a crawl that is to end does so within seconds, and leaves over what is under way by then."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.crawler import CrawlerProcessBase
from scrapy.utils.ossignal import install_shutdown_handlers
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from spiders.downloader.retry import LeftOverError

if TYPE_CHECKING:
    from types import FrameType

    from scrapy.crawler import Crawler

#: Sent when what is under way is to be given up; the download handler hears it.
GIVE_UP = object()
#: Seconds that a page under way is given to come to its end.
_PATIENCE = 3.0


class GracefulShutdown:
    """The extension that sees to it: Scrapy itself waits for every page under way, and for every pause."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._since: float | None = None
        self._watch = LoopingCall(self._check)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GracefulShutdown:
        """Return the extension of this crawl, as Scrapy asks for it."""
        return cls(crawler)

    def _opened(self) -> None:
        self._watch.start(0.5, now=False)
        # Scrapy's own handlers are there once the reactor runs.
        asyncio.get_running_loop().call_soon(_handle_first_signal)

    def _closed(self) -> None:
        if self._watch.running:
            self._watch.stop()

    def _check(self) -> None:
        engine = self._crawler.engine
        if engine is None or engine._slot is None or engine._slot.closing is None:
            return
        self._since = self._since or time.monotonic()
        if time.monotonic() - self._since < _PATIENCE:
            return
        self._crawler.signals.send_catch_log(GIVE_UP)
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                error = LeftOverError("the crawl was told to end")
                waiting.errback(Failure(error))


def _handle_first_signal() -> None:
    """Let the first signal end the crawl, and no other: after a second one Scrapy goes without a manifest.

    A service manager signals the crawl and the run that started it, which signals the crawl once more.
    """
    handler = signal.getsignal(signal.SIGTERM)
    # A worker with several crawls has a handler of its own.
    if not callable(handler) or not isinstance(getattr(handler, "__self__", None), CrawlerProcessBase):
        return

    def once(number: int, frame: FrameType | None) -> None:
        # Blocked meanwhile: the first thing that Scrapy does is to prepare for the second.
        ours = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, ours)
        handler(number, frame)
        install_shutdown_handlers(signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ours)

    already = getattr(handler, "__name__", "") == "_signal_kill"  # the first came before the spider was open
    install_shutdown_handlers(signal.SIG_IGN if already else once)
