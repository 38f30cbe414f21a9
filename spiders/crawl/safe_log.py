"""The log formatter of a crawl: what a server or a page says in the log moves no terminal and forges no line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import signals

from spiders.safe_text import safe_json

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class SafeLog:
    """The extension that sees to it, whoever writes the line: Scrapy itself repeats headers as they came."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self._opened, signals.spider_opened)  # the log is set up by then

    def _opened(self) -> None:
        for handler in logging.getLogger().handlers:
            if not isinstance(handler.formatter, SafeFormatter):  # another crawl of this process may have seen to it
                handler.setFormatter(SafeFormatter(handler.formatter or logging.Formatter()))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SafeLog:
        """Return the extension of this crawl, as Scrapy asks for it."""
        return cls(crawler)


class SafeFormatter(logging.Formatter):
    """Escapes what does not print, and sets off every line but the first: a line that begins with a time is ours."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        lines = self._inner.format(record).split("\n")
        return "\n    ".join(map(safe_json, lines))
