"""Replay: answers the requests of a crawl from recordings, by real URL, without opening a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from spiders.capture.content import headers_without_framing, unchunked
from spiders.capture.recording import RecordingError, recording_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings


class NotRecorded(IgnoreRequest):
    """No recording holds an answer for this URL."""


class ReplayAddon:
    """Turns a crawl with the setting REPLAY (a JSON list of files, or one file) into a replay of them.

    All else stays as it is; only the pauses go, as there is no server to spare.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Put the recordings in the place of the network, where there are any; end where they cannot be read."""
        if settings.get("REPLAY"):
            try:
                recording_of(settings["REPLAY"])
            except RecordingError as error:
                raise SystemExit(f"nightdesk: {error}") from None
            handler = "spiders.downloader.replay.ReplayHandler"
            settings.set("DOWNLOAD_HANDLERS", {"http": handler, "https": handler}, priority="spider")
            settings.set("DOWNLOAD_DELAY", 0, priority="spider")
            settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")
            settings.set("RETRY_ENABLED", False, priority="spider")  # a recording says the same again


class ReplayHandler(BaseDownloadHandler):
    """The download handler that reads recordings in place of the network."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._recording = recording_of(crawler.settings["REPLAY"])

    async def download_request(self, request: Request) -> Response:
        """Return the recorded answer; raises `NotRecorded` where there is none."""
        exchange = self._recording.answer(request.url)
        if exchange is None:
            raise NotRecorded(f"no recording holds {request.url}")
        request.meta["recorded_at"] = exchange.captured_at
        headers = Headers()
        for name, value in headers_without_framing(exchange):
            headers.appendlist(name, value)
        body = unchunked(exchange.payload, exchange.header("Transfer-Encoding"))
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=exchange.status, headers=headers, body=body, protocol="HTTP/1.1")
