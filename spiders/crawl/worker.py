"""The crawl worker: a process that crawls many outlets at once, each by a Scrapy crawler of its own.

It reads its orders from standard input, a JSON line each, and answers each with a line when that crawl has ended. Each
crawl keeps its settings, log, WARC, manifest and end; the reactor, the resolver and the threads are common to all.
Where standard input ends while crawls are under way, the process that gave the orders is gone: all end in order then.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from contextvars import ContextVar, copy_context
from typing import IO, TextIO

import msgspec
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from spiders.crawl.orders import CrawlEnded, CrawlOrder
from spiders.crawl.safe_log import SafeFormatter
from spiders.errors import reason_of

#: The log of the crawl that a task or a callback works for: they inherit it from who started them.
_log: ContextVar[logging.Handler | None] = ContextVar("_log", default=None)


class _LogByCrawl(logging.StreamHandler[TextIO]):
    """Hands each record to the log of the crawl that it is of; what belongs to none goes to standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        log = _log.get()
        if log is not None:
            log.handle(record)
        else:
            super().emit(record)


class CrawlWorker:
    """The crawls of one process. All but the reading of orders happens in the thread of the reactor."""

    def __init__(self, answers: int) -> None:
        settings = Settings()
        settings.setmodule("spiders.crawl.settings", priority="project")
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # ours knows whose line it is
        self._process = AsyncCrawlerProcess(settings)
        self._answers = answers
        self._ending: asyncio.Task[None] | None = None
        self._formatter = SafeFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        handler = _LogByCrawl()
        handler.setFormatter(self._formatter)
        handler.setLevel(settings["LOG_LEVEL"])
        logging.getLogger().addHandler(handler)

    def run(self, orders: IO[bytes]) -> None:
        """Crawl what is ordered until there are no more orders, or a signal comes."""
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        reading = threading.Thread(target=self._read, args=(orders, loop), daemon=True)
        loop.call_soon(reading.start)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)

    def _read(self, orders: IO[bytes], loop: asyncio.AbstractEventLoop) -> None:
        for line in orders:
            loop.call_soon_threadsafe(self._begin, msgspec.json.decode(line, type=CrawlOrder))
        loop.call_soon_threadsafe(self._end)

    def _begin(self, order: CrawlOrder) -> None:
        copy_context().run(self._crawl, order)

    def _crawl(self, order: CrawlOrder) -> None:
        if self._ending is not None:
            return
        try:
            log = logging.FileHandler(order.log, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            self._answer(CrawlEnded(number=order.number, error=f"its log cannot be written: {reason_of(error)}"))
            return
        log.setFormatter(self._formatter)
        _log.set(log)
        settings = self._process.settings.copy()
        settings.setdict(order.settings, priority="cmdline")
        arguments = {"day": order.day} if order.day else {}
        try:
            crawler = Crawler(self._process.spider_loader.load(order.outlet), settings)
            task = self._process.crawl(crawler, **arguments)
        except Exception as error:
            self._ended(order, log, error)
        else:
            task.add_done_callback(lambda done: self._ended(order, log, done.exception()))

    def _ended(self, order: CrawlOrder, log: logging.Handler, error: BaseException | None) -> None:
        if error is not None:
            logging.getLogger("nightdesk").error("the crawl failed", exc_info=error)
        log.close()
        self._answer(CrawlEnded(number=order.number, error=f"{type(error).__name__}: {error}" if error else None))

    def _answer(self, ended: CrawlEnded) -> None:
        os.write(self._answers, msgspec.json.encode(ended) + b"\n")

    def _end(self) -> None:
        """End every crawl in order, once, and then the process."""
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._stop())

    async def _stop(self) -> None:
        stopping: dict[Crawler, asyncio.Task[None]] = {}
        while self._process.crawlers:
            for crawler in self._process.crawlers - set(stopping):
                # One that has only begun has no engine yet, or one that does not run: it is looked at again.
                if crawler._engine is not None and crawler._engine.running:
                    stopping[crawler] = asyncio.create_task(crawler.stop_async())
            await asyncio.sleep(0.1)
        self._process._stop_reactor()


def main() -> None:
    """Serve the orders on standard input; the answers go where standard output was, and what is printed to stderr."""
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    CrawlWorker(answers).run(sys.stdin.buffer)


if __name__ == "__main__":
    main()
