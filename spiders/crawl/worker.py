"""The crawl worker: a process that crawls many outlets at once, each by a Scrapy crawler of its own.

It reads its tasks from standard input, a JSON line each, and writes a line with the result when a crawl has ended. Each
crawl keeps its settings, log, WARC, manifest and end; the reactor, the resolver and the threads are common to all.
Where standard input ends while crawls are under way, the run is gone: all end in order then.
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

from spiders.crawl.safe_log import SafeFormatter
from spiders.crawl.tasks import CrawlResult, CrawlTask
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
    """The crawls of one process. All but the reading of tasks happens in the thread of the reactor."""

    def __init__(self, results: int) -> None:
        settings = Settings()
        settings.setmodule("spiders.crawl.settings", priority="project")
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # ours knows whose line it is
        self._process = AsyncCrawlerProcess(settings)
        self._results = results
        self._ending: asyncio.Task[None] | None = None
        self._formatter = SafeFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        handler = _LogByCrawl()
        handler.setFormatter(self._formatter)
        handler.setLevel(settings["LOG_LEVEL"])
        logging.getLogger().addHandler(handler)

    def run(self, tasks: IO[bytes]) -> None:
        """Crawl what is asked for until no more tasks can come, or a signal does."""
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        reading = threading.Thread(target=self._read, args=(tasks, loop), daemon=True)
        loop.call_soon(reading.start)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)

    def _read(self, tasks: IO[bytes], loop: asyncio.AbstractEventLoop) -> None:
        for line in tasks:
            loop.call_soon_threadsafe(self._begin, msgspec.json.decode(line, type=CrawlTask))
        loop.call_soon_threadsafe(self._end)

    def _begin(self, task: CrawlTask) -> None:
        copy_context().run(self._crawl, task)

    def _crawl(self, task: CrawlTask) -> None:
        if self._ending is not None:
            return
        try:
            log = logging.FileHandler(task.log, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            self._send(CrawlResult(number=task.number, error=f"its log cannot be written: {reason_of(error)}"))
            return
        log.setFormatter(self._formatter)
        _log.set(log)
        settings = self._process.settings.copy()
        settings.setdict(task.settings, priority="cmdline")
        arguments = {"day": task.day} if task.day else {}
        try:
            crawler = Crawler(self._process.spider_loader.load(task.outlet), settings)
            crawling = self._process.crawl(crawler, **arguments)
        except Exception as error:
            self._ended(task, log, error)
        else:
            crawling.add_done_callback(lambda done: self._ended(task, log, done.exception()))

    def _ended(self, task: CrawlTask, log: logging.Handler, error: BaseException | None) -> None:
        if error is not None:
            logging.getLogger("nightdesk").error("the crawl failed", exc_info=error)
        log.close()
        self._send(CrawlResult(number=task.number, error=f"{type(error).__name__}: {error}" if error else None))

    def _send(self, ended: CrawlResult) -> None:
        os.write(self._results, msgspec.json.encode(ended) + b"\n")

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
    """Work off the tasks on standard input; results go where standard output was, and what is printed to stderr."""
    results = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    CrawlWorker(results).run(sys.stdin.buffer)


if __name__ == "__main__":
    main()
