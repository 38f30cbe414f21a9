"""The HTTP download handler, with bounds that Scrapy has none for: the address, the size of a head, the time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import CannotResolveHostError
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from spiders.downloader.addresses import is_admitted, not_public
from spiders.downloader.graceful_shutdown import GIVE_UP
from spiders.downloader.retry import LeftOverError
from spiders.downloader.ssrf_guard import REFUSED_NAMES, RefusedAddressError, admitted_networks

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web._newclient import Request as TwistedRequest
    from twisted.web.iweb import IResponse

#: The most bytes of status line and headers, with what comes in the same packet; browsers stop at a quarter of it.
HEAD_LIMIT = 1024 * 1024


class HeadTooLargeError(Exception):
    """An answer whose headers have no end."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for HTTP, with our bounds."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._admitted = admitted_networks(crawler.settings)
        self._under_way: set[asyncio.Future[Response]] = set()
        crawler.signals.connect(self._give_up, GIVE_UP)

    def _give_up(self) -> None:
        for download in self._under_way:
            download.cancel()

    async def download_request(self, request: Request) -> Response:
        """Return the answer, from an address that is admitted, and note on the request how many seconds it took."""
        start = time.monotonic()
        download = asyncio.ensure_future(super().download_request(request))
        self._under_way.add(download)
        try:
            response = await download
        except asyncio.CancelledError:
            raise LeftOverError("the crawl was told to end while this was under way") from None
        except CannotResolveHostError as error:
            host = urlsplit(request.url).hostname or ""
            if host in REFUSED_NAMES:
                raise RefusedAddressError(f"{host} is {not_public(REFUSED_NAMES[host])}") from error
            raise
        finally:
            self._under_way.discard(download)
            request.meta["seconds"] = round(time.monotonic() - start, 3)
        address = response.ip_address
        if address is not None and not is_admitted(address, self._admitted):
            raise RefusedAddressError(f"it was answered from {not_public(address)}")
        return response


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's side of a connection, which gives up where a head does not end."""

    _head = 0

    def request(self, request: TwistedRequest) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > HEAD_LIMIT:
                error = HeadTooLargeError(f"its headers are larger than {HEAD_LIMIT} bytes")
                self._giveUp(Failure(error))
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes our side of each connection."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        return _BoundedProtocol(self._quiescentCallback)
