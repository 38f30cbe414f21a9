"""The one spider: asks an outlet's listings, then for each article that they offer and we do not know."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.url import canonicalize_url

from spiders.catalogue import load_outlets
from spiders.listing import ListingError, feed_links, page_links
from spiders.outlet import Feed, Outlet, OutletError, Source, WaybackCdx
from spiders.receipt import ListingEntry, Outcome, PageEntry, outcome_of_status
from spiders.replay import NotRecorded
from spiders.wayback import HOST, CdxError, Memento, cdx_url, memento, read_cdx

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure


# What Scrapy raises for a body that is not in the coding that its header names.
_UNDECODED = (gzip.BadGzipFile, zlib.error, EOFError)


@dataclass(slots=True)
class Books:
    """The outcome of every URL of one crawl; an article that was asked for is left over until it answers."""

    listings: list[ListingEntry] = field(default_factory=list)
    pages: dict[str, PageEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """The articles that are not due again: by key, and by those of their URLs that tell no key."""

    keys: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: str | None) -> Known:
        """Return what the file names; nothing is known where there is no file."""
        if not path:
            return cls()
        named = json.loads(Path(path).read_text(encoding="utf-8"))
        return cls(frozenset(named["keys"]), frozenset(_identity(url) for url in named["urls"]))


class OutletSpider(Spider):
    """Crawls one outlet; with `-a day=2017-01-03` it asks the sources of the past for that day instead."""

    outlet: Outlet

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **named: Any) -> OutletSpider:
        """Return the spider of this crawl, as Scrapy asks for it."""
        spider = super().from_crawler(crawler, *arguments, **named)
        crawler.signals.connect(spider.request_scheduled, signals.request_scheduled)
        return spider

    def __init__(self, day: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.day = date.fromisoformat(day) if day else None
        self.part = f"{self.day:%Y%m%d}" if self.day else None
        self.books = Books()
        hosts = {host.removeprefix("www.") for host in self.outlet.hosts}
        hosts |= {urlsplit(source.url).hostname or "" for source in self.outlet.sources}
        self.allowed_domains = sorted(hosts | ({HOST} if self.day else set()))

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each listing once."""
        self._known = Known.read(self.settings.get("KNOWN_FILE"))
        day = self.day
        asked: list[tuple[Source | WaybackCdx, str]] = [(source, source.url) for source in self.outlet.sources]
        if day is not None:
            asked = [(source, cdx_url(source, day)) for source in self.outlet.past_sources]
        for source, url in asked:
            yield Request(
                url,
                callback=self.listing_answered,
                errback=self.listing_failed,
                cb_kwargs={"source": source},
                priority=10,  # listings first: an article offered twice is then asked for once
            )

    def listing_answered(self, response: Response, source: Source | WaybackCdx) -> Iterator[Request]:
        """Book the listing and ask for the articles that it offers."""
        try:
            links = _links(response, source)
        except (ListingError, CdxError) as error:
            self._book_listing(response.request, Outcome.UNREADABLE, response.status, detail=str(error))
            return
        self._book_listing(response.request, Outcome.FETCHED, response.status, links=len(links))
        for link in links:
            request = self._offered(link, source)
            if request is not None:
                yield request

    def listing_failed(self, failure: Failure) -> None:
        """Book the listing that did not answer."""
        outcome, status, detail = _outcome(failure)
        self._book_listing(failure.request, outcome, status, detail=detail)  # type: ignore[attr-defined]

    def article_answered(self, response: Response, identity: str) -> None:
        """Book the article whose bytes are in the WARC now."""
        assert response.request is not None
        self._kept(identity, response.request)

    def article_failed(self, failure: Failure) -> None:
        """Book the article that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        identity = request.cb_kwargs["identity"]
        if isinstance(failure.value, _UNDECODED) and "warc_offset" in request.meta:
            # Its bytes are kept, and reading them is more patient with a wrongly named coding.
            self._kept(identity, request)
            return
        outcome, status, detail = _outcome(failure)
        self._settle(identity, outcome=outcome, status=status, detail=detail)

    def _kept(self, identity: str, request: Request) -> None:
        """Book an article by what the recorder kept of its last answer."""
        archived = memento(request.url)
        status = request.meta["captured_status"]
        self._settle(
            identity,
            outcome=outcome_of_status(status),
            status=status,
            # a redirect or a short link may tell the number that the offered URL did not
            key=self.outlet.key_of(archived.original if archived else request.url) or self.books.pages[identity].key,
            final_url=request.url,
            captured_at=archived.captured_at if archived else request.meta["captured_at"],
            warc_offset=request.meta["warc_offset"],
        )

    def request_scheduled(self, request: Request) -> None:
        """Book a redirect that leads to another site: Scrapy drops it here without a word to anybody."""
        host = urlsplit(request.url).hostname or ""
        if any(host == domain or host.endswith(f".{domain}") for domain in self.allowed_domains):
            return
        detail = f"redirected to {request.url}"[:200]
        if "identity" in request.cb_kwargs:
            self._settle(request.cb_kwargs["identity"], outcome=Outcome.OFFSITE, detail=detail)
        elif "source" in request.cb_kwargs:
            self._book_listing(request, Outcome.OFFSITE, None, detail=detail)

    def _offered(self, link: str | Memento, source: Source | WaybackCdx) -> Request | None:
        """Book an offered link once; return the request for it where it is to be fetched."""
        url = link.original if isinstance(link, Memento) else link
        key = self.outlet.key_of(url)
        article = self.outlet.is_article(url)
        # Every entry of a feed is offered as an article; most links of a page are navigation.
        if not article and not isinstance(source, Feed):
            return None
        identity = key or _identity(url)
        if identity in self.books.pages:
            return None
        asked = sum(page.outcome is Outcome.LEFT_OVER for page in self.books.pages.values())
        outcome = Outcome.LEFT_OVER
        if not article:
            outcome = Outcome.FILTERED if self.outlet.owns(url) else Outcome.OFFSITE
        elif key in self._known.keys or identity in self._known.urls:
            outcome = Outcome.KNOWN
        label = type(source).__name__
        self.books.pages[identity] = PageEntry(url=url, key=key, outcome=outcome, source=label)
        if outcome is not Outcome.LEFT_OVER or asked >= self.outlet.nightly_cap:
            return None
        return Request(
            link.url if isinstance(link, Memento) else url,
            callback=self.article_answered,
            errback=self.article_failed,
            cb_kwargs={"identity": identity},
        )

    def _settle(self, identity: str, **facts: Any) -> None:
        self.books.pages[identity] = replace(self.books.pages[identity], **facts)

    def _book_listing(
        self,
        request: Request | None,
        outcome: Outcome,
        status: int | None,
        links: int = 0,
        detail: str | None = None,
    ) -> None:
        url = request.url if request is not None else ""
        self.books.listings.append(ListingEntry(url=url, outcome=outcome, status=status, links=links, detail=detail))


def _links(response: Response, source: Source | WaybackCdx) -> list[str] | list[Memento]:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if isinstance(source, WaybackCdx):
        return read_cdx(response.body)
    if isinstance(source, Feed):
        return feed_links(response.body, content_type, response.url)
    return page_links(response.body, content_type, response.url)


def _identity(url: str) -> str:
    """Return what tells an address without a number from others, whatever it holds."""
    try:
        return canonicalize_url(url)
    except ValueError:  # an address that no parser reads; it is no article of any outlet
        return url


_OUTCOME_OF_ERROR: dict[type[Exception], Outcome] = {
    NotRecorded: Outcome.NOT_RECORDED,
    CannotResolveHostError: Outcome.DNS,
    DownloadTimeoutError: Outcome.TIMEOUT,
    DownloadCancelledError: Outcome.TOO_LARGE,
}


# Scrapy refuses requests with one kind of error and tells the cause by its first words.
_OUTCOME_OF_REFUSAL = {
    "Forbidden by robots.txt": Outcome.ROBOTS,
    "Filtered offsite request": Outcome.OFFSITE,
}


def _outcome(failure: Failure) -> tuple[Outcome, int | None, str | None]:
    """Return the outcome of a request that brought nothing, its HTTP status if any, and a line of detail."""
    error = failure.value
    if isinstance(error, HttpError):
        return outcome_of_status(error.response.status), error.response.status, None
    for kind, outcome in _OUTCOME_OF_ERROR.items():
        if isinstance(error, kind):
            return outcome, None, None if outcome is Outcome.NOT_RECORDED else str(error)[:200]
    detail = f"{type(error).__name__}: {error}"[:200]
    if isinstance(error, IgnoreRequest):
        for beginning, outcome in _OUTCOME_OF_REFUSAL.items():
            if str(error).startswith(beginning):
                return outcome, None, detail
        return (Outcome.TOO_LARGE if "DOWNLOAD_MAXSIZE" in str(error) else Outcome.ERROR), None, detail
    return (Outcome.TLS if "SSL" in detail or "certificate" in detail else Outcome.ERROR), None, detail


class OutletLoader:
    """Makes a spider of each outlet; `scrapy list` shows them."""

    def __init__(self, outlets: dict[str, Outlet]) -> None:
        self._outlets = outlets

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> OutletLoader:
        """Return the loader of all outlets, the person's own among them; ends the process where one is wrong."""
        own = settings.get("NEWS_OUTLETS")
        try:
            return cls(load_outlets(Path(own) if own else None))
        except OutletError as error:
            raise SystemExit(f"nightdesk: {error}") from None

    def list(self) -> list[str]:
        """Return the slugs of all outlets."""
        return list(self._outlets)

    def load(self, spider_name: str) -> type[OutletSpider]:
        """Return the spider of one outlet; raises `KeyError` where there is no such outlet."""
        outlet = self._outlets[spider_name]
        return type(f"{spider_name.title()}Spider", (OutletSpider,), {"name": outlet.slug, "outlet": outlet})

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        """Return the outlets that own the request's URL."""
        return [slug for slug, outlet in self._outlets.items() if outlet.owns(request.url)]
