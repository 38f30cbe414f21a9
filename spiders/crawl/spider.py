"""The spider of every outlet: asks for its listings, then for each article that they offer and that is not known."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import structs
from scrapy import Request

from spiders.capture.manifest import ListingEntry, Outcome, PageEntry, RobotsEntry, dated_ahead, outcome_of_status
from spiders.capture.recording import recording_of
from spiders.capture.recovery import RECOVERED
from spiders.crawl.ledger import MOST_LISTINGS, CrawlLedger, ListingRequest
from spiders.crawl.outcomes import (
    UNREAD,
    ended_at,
    listing_validators,
    outcome_detail,
    outcome_of,
    request_of,
    validators_of,
)
from spiders.crawl.state import CrawlState, Due, Validators
from spiders.discovery.link import ChallengeError, ChildSitemap, Link, Listing, ListingError, printable
from spiders.discovery.listing import listing_url, listing_urls, newest_first, omissions, read_listing, within_period
from spiders.discovery.wayback import parse_memento
from spiders.downloader.guarded_spider import GuardedSpider
from spiders.downloader.host_fallback import allowed_hosts, next_host
from spiders.outlet import Outlet
from spiders.source import AnySource, Feed, FoundFeed, HomePage, SectionPage, covers_day
from spiders.url import normalized_url

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure


#: Listings that a crawl asks for at most, those that other listings name among them; the others are left over.
_LISTINGS = 100
#: Listings within listings: an index of sitemaps names sitemaps, and seldom another index.
_DEPTH = 3
_TOO_DEEP = f"listings are read {_DEPTH} deep, one in the other"
_TOO_MANY = f"a crawl asks for {_LISTINGS} listings, the newest of an index first"
_PROBED_CHILDREN = 2  # listings of an index that a probe looks into, the newest
# Revisits and retries each get the part of a night's cap that is one in so many, what is new all that they leave.
_RECHECK_SHARE = 4
_REVISIT, _RETRY = ("Revisit", "Retry")
_UNKNOWN = Validators()
_FOUND_FEEDS = 3  # of those that a home page names, the first


class OutletSpider(GuardedSpider):
    """Crawls one outlet; with `-a day=2017-01-03` it asks the sources of the past for that day instead."""

    outlet: Outlet

    def __init__(self, day: str | None = None, **arguments: str) -> None:
        super().__init__(**arguments)
        self.day = date.fromisoformat(day) if day else None
        self.slice = f"{self.day:%Y%m%d}" if self.day else None
        self.ports = self.outlet.ports
        self.ledger = CrawlLedger()
        self.robots: dict[str, RobotsEntry] = {}
        self._reading = asyncio.Lock()
        self._seen_listings: set[str] = set()  # listings, asked for or left over
        self._listings_left = _LISTINGS
        self._unrecorded: Counter[str] = Counter()  # of the listing that is read, for which the ledger has no room
        self._section_keys: dict[str, set[str]] = {}  # what the pages of each section had so far
        self.allowed_domains = allowed_hosts(self.outlet, past=self.day is not None)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each listing once, and for what is due."""
        self._probe_limit = self.settings.getint("PAGES_PER_SOURCE")  # of a probe
        self._state = CrawlState.read(self.settings.get("CRAWL_STATE_FILE"))
        self.tdm_rules = self._state.tdm_rules
        for page in self._state.captured:
            if page.outcome not in (Outcome.FETCHED, Outcome.GONE):
                continue  # it may have been about to be tried again
            self.ledger.record_outcome(page.key or normalized_url(page.url), page)
            self.ledger.count_request(RECOVERED)
        self._due = {due.key or normalized_url(due.url): due for due in self._state.due}
        clock = self.settings.get("RUN_CLOCK")
        self._since = self._state.since(datetime.fromisoformat(clock) if clock else datetime.now(UTC))
        self._failing = [feed.url for feed in self.outlet.sources if feed.url in self._state.failing]
        self._home = self._home_page() if self._failing else None
        for past in self.outlet.past_sources:
            if self.day and covers_day(past, self.day):
                for request in self._ask_listing(listing_url(past, self.day), ListingRequest(past)):
                    yield request
        for source in () if self.day else self.outlet.sources:
            for request in self._ask_listing(listing_urls(source)[0], ListingRequest(source)):
                yield request
        if self._home:
            for request in self._ask_listing(self._home, ListingRequest(HomePage(url=self._home))):
                yield request
        replay = self.settings.get("REPLAY")
        for identity, due in self._due.items():
            # A recording has what a night asked for that did not know what is due.
            if (not replay or recording_of(replay).answer(due.url)) and (again := self._ask_again(identity, due)):
                yield again

    async def listing_answered(self, response: Response, asked: ListingRequest) -> AsyncIterator[Request]:
        """Record the listing, and ask for the articles and the further listings that it offers."""
        async with self._reading:  # one after the other, as they came: of two addresses of an article the first counts
            requests = await self._read_listing(response, asked)
        for request in requests:
            yield request

    async def _read_listing(self, response: Response, asked: ListingRequest) -> Iterator[Request]:
        """Record the listing, and return the requests for what it offers."""
        if response.status == 304:
            self._record_listing(response.request, asked, Outcome.NOT_MODIFIED, response.status)
            # An earlier night may have read the first page of a section and failed at the second.
            return self._next_page(asked) if asked.page == 1 or self._state.partial else iter(())
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            # In a thread: a large one takes seconds, and other crawls of this process go on meanwhile.
            whole = await asyncio.to_thread(read_listing, asked.source, response.body, content_type, response.url)
        except ListingError as error:
            outcome = Outcome.BLOCKED if isinstance(error, ChallengeError) else Outcome.UNREADABLE
            self._record_listing(response.request, asked, outcome, response.status, detail=printable(str(error)))
            return iter(())
        listing = within_period(whole, asked.source, self.day, self._since)
        self._unrecorded.clear()
        # A list: a listing is recorded in one piece, before another answers.
        requests = [request for link in listing.links if (request := self._ask_offered(link, asked.source))]
        room = max(0, MOST_LISTINGS - len(self.ledger.listings))
        children = newest_first(listing.children)[: _PROBED_CHILDREN if self._probe_limit else room]
        self._unrecorded["listings"] = 0 if self._probe_limit else len(listing.children) - len(children)
        self._record_listing(
            response.request,
            asked,
            Outcome.FETCHED,
            response.status,
            links=len(listing.links),
            newest=max((link.published for link in listing.links if link.published), default=None),
            detail=omissions(whole, listing, None if self.day else self._since, self._unrecorded),
            # What there was no room for is to be seen the next time, though nothing else may have changed.
            validators=_UNKNOWN if self._unrecorded.total() else listing_validators(response, whole),
        )
        return chain(requests, self._further_listings(listing, children, asked))

    def _further_listings(
        self, listing: Listing, children: Sequence[ChildSitemap], asked: ListingRequest
    ) -> Iterator[Request]:
        """Ask for the listings that a listing names, and for its next page: one by one, as others name some too."""
        for child in children:
            yield from self._ask_listing(child.url, replace(asked, depth=asked.depth + 1))
        if asked.url == self._home:
            yield from self._ask_found_feeds(listing, asked)
        if isinstance(asked.source, SectionPage) and self._has_new_articles(listing, asked.source):
            yield from self._next_page(asked)

    def _home_page(self) -> str:
        """Return the home page of the first feed that is failing or, where that is at another host, of the outlet."""
        own = [url for url in self._failing if self.outlet.owns(url)]
        return urljoin(own[0], "/") if own else f"https://{self.outlet.hosts[0]}/"

    def _ask_found_feeds(self, home: Listing, asked: ListingRequest) -> Iterator[Request]:
        """Yield the requests for the feeds of the outlet that its home page names beside those that are declared."""
        own = [url for url in home.feeds if self.outlet.owns(url) or urlsplit(url).hostname in self.allowed_domains]
        for url in [url for url in own if url not in self._seen_listings][:_FOUND_FEEDS]:
            found = FoundFeed(url=url, in_place_of=tuple(self._failing))
            yield from self._ask_listing(url, ListingRequest(found, depth=asked.depth + 1))

    def _next_page(self, asked: ListingRequest) -> Iterator[Request]:
        pages = listing_urls(asked.source) if isinstance(asked.source, SectionPage) else ()
        for url in pages[asked.page : asked.page + 1]:
            yield from self._ask_listing(url, replace(asked, page=asked.page + 1))

    def listing_failed(self, failure: Failure) -> Iterator[Request]:
        """Record the listing that did not answer, unless another host of the outlet may."""
        request = request_of(failure)
        outcome, status, detail = outcome_of(failure)
        if again := next_host(request, outcome, self.outlet):
            yield again
            return
        self._record_listing(request, request.cb_kwargs["asked"], outcome, status, detail=detail)

    def article_answered(self, response: Response, identity: str) -> None:
        """Record the article whose bytes are in the WARC now, or are the same as in an earlier one."""
        assert response.request is not None
        if response.status == 304:
            meta = response.request.meta
            page = structs.replace(
                self.ledger.pages[identity],
                outcome=Outcome.NOT_MODIFIED,
                status=304,
                captured_at=meta["captured_at"],
                ended_at=meta["captured_at"],
                seconds=meta.get("seconds"),
                detail=None,
            )
            self.ledger.record_outcome(identity, page)
        else:
            self._record_capture(identity, response.request, response)

    def article_failed(self, failure: Failure) -> Iterator[Request]:
        """Record the article that could not be had, unless another host of the outlet may have it."""
        request = request_of(failure)
        identity = request.cb_kwargs["identity"]
        if isinstance(failure.value, UNREAD) and "warc_offset" in request.meta:
            # Its bytes are in the WARC, and reading them is more patient with a wrongly named coding.
            self._record_capture(identity, request, None)
            return
        outcome, status, detail = outcome_of(failure)
        if again := next_host(request, outcome, self.outlet):
            yield again
            return
        page = structs.replace(
            self.ledger.pages[identity],
            outcome=outcome,
            status=status,
            ended_at=ended_at(request),
            bytes=request.meta.get("captured_bytes") if status else None,
            seconds=request.meta.get("seconds"),
            detail=outcome_detail(request, detail),
        )
        self.ledger.record_outcome(identity, page)

    def _record_capture(self, identity: str, request: Request, response: Response | None) -> None:
        """Record an article by the capture of its last answer."""
        archived = parse_memento(request.url)
        status, at = request.meta["captured_status"], archived.captured_at if archived else request.meta["captured_at"]
        validators = validators_of(response) if response is not None and not archived else _UNKNOWN
        page = self.ledger.pages[identity]
        page = structs.replace(
            page,
            outcome=outcome_of_status(status, at),
            status=status,
            # a redirect or a short link may tell the number that the offered URL did not
            key=self.outlet.key_of(archived.original if archived else request.url) or page.key,
            final_url=request.url,
            captured_at=at,
            warc_offset=request.meta["warc_offset"],
            warc_length=request.meta["warc_length"],
            ended_at=request.meta["captured_at"],
            bytes=request.meta["captured_bytes"],
            seconds=request.meta.get("seconds"),
            etag=validators.etag,
            last_modified=validators.last_modified,
            detail=outcome_detail(request, dated_ahead(at)),
        )
        self.ledger.record_outcome(identity, page)

    def _has_new_articles(self, listing: Listing, source: SectionPage) -> bool:
        """Say whether a page of a section has what neither an earlier night nor an earlier page of it had.

        What a feed offered first is news all the same, and all of it after a crawl that ended early.
        """
        seen = self._section_keys.setdefault(source.url, set())
        urls = [link.url for link in listing.links if self.outlet.is_article(link.url)]
        keys = {url: self.outlet.key_of(url) for url in urls}
        fresh = {key or normalized_url(url) for url, key in keys.items() if not self._state.knows(url, key)} - seen
        seen |= fresh
        return self._state.partial or bool(fresh - {identity for identity, due in self._due.items() if due.known})

    def _ask_listing(self, url: str, asked: ListingRequest) -> Iterator[Request]:
        """Yield the request for a listing, once, with the validators of its last answer.

        One that is too deep, or of which there are too many, is recorded as left over and not asked for.
        """
        if url in self._seen_listings:
            return
        self._seen_listings.add(url)
        if asked.depth >= _DEPTH or not self._listings_left:
            cause = _TOO_DEEP if asked.depth >= _DEPTH else _TOO_MANY
            source = type(asked.source).__name__
            self.ledger.record_listing(ListingEntry(url=url, outcome=Outcome.LEFT_OVER, source=source, detail=cause))
            return
        self._listings_left -= 1
        yield Request(
            url,
            callback=self.listing_answered,
            errback=self.listing_failed,
            cb_kwargs={"asked": replace(asked, url=url)},
            priority=10,  # listings first: an article offered twice is then asked for once
            # What a home page names is to be seen whole.
            **(_UNKNOWN if url == self._home else self._state.listings.get(url, _UNKNOWN)).condition(),
        )

    def _ask_again(self, identity: str, due: Due) -> Request | None:
        """Record an article that is due, offered or not; return the request for it where the cap leaves room."""
        source = _REVISIT if due.known else _RETRY
        if identity in self.ledger.pages:  # captured before this crawl was taken up again
            self._attribute(identity, due.url, source)
            return None
        self.ledger.record_outcome(
            identity, PageEntry(url=due.url, key=due.key, outcome=Outcome.LEFT_OVER, source=source)
        )
        if self.ledger.requests.get(source, 0) >= max(1, self.outlet.nightly_cap // _RECHECK_SHARE):
            return None
        return self._ask_article(due.url, identity, source, priority=-10 if due.known else -5)

    def _ask_offered(self, link: Link, source: AnySource) -> Request | None:
        """Record an offered link once; return the request for it where it is to be fetched."""
        key = self.outlet.key_of(link.url)
        article = key is not None or self.outlet.is_article(link.url)
        # Every entry of a feed is offered as an article; most links of a page are navigation.
        if not article and not isinstance(source, Feed):
            return None
        identity = key or normalized_url(link.url)
        if identity in self.ledger.pages:
            self._attribute(identity, link.url, type(source).__name__)
            self._unrecorded["other addresses"] += not self.ledger.add_alias(identity, link.url)
            return None
        outcome = Outcome.LEFT_OVER
        if not article:
            outcome = Outcome.FILTERED if self.outlet.owns(link.url) else Outcome.OFFSITE
        elif self._state.knows(link.url, key):
            outcome = Outcome.KNOWN
        new = outcome is Outcome.LEFT_OVER
        request = self._ask_article(link.fetch_url or link.url, identity, repr(source)) if new else None
        if request is None and self.ledger.full:
            self._unrecorded["articles"] += 1
            return None
        label = type(source).__name__
        self.ledger.record_outcome(identity, PageEntry(url=link.url, key=key, outcome=outcome, source=label))
        return request

    def _attribute(self, identity: str, url: str, source: str) -> None:
        """Record who offers what was captured before this crawl was taken up again."""
        page = self.ledger.pages[identity]
        if page.source == RECOVERED:
            self.ledger.record_outcome(identity, structs.replace(page, url=url, source=source))

    def _ask_article(self, url: str, identity: str, source: str, priority: int = 0) -> Request | None:
        """Return the request for an article; None where the night's cap, or the source's in a probe, is reached."""
        cap, requests = self.outlet.nightly_cap, self.ledger.requests
        if sum(requests.values()) >= cap or requests.get(source, 0) >= (self._probe_limit or cap):
            return None
        self.ledger.count_request(source)
        due = self._due.get(identity)
        return Request(
            url,
            callback=self.article_answered,
            errback=self.article_failed,
            cb_kwargs={"identity": identity},
            priority=priority,
            **(due.validators if due else _UNKNOWN).condition(),
        )

    def _record_listing(
        self,
        request: Request | None,
        asked: ListingRequest,
        outcome: Outcome,
        status: int | None,
        *,
        links: int = 0,
        newest: datetime | None = None,
        validators: Validators = _UNKNOWN,
        detail: str | None = None,
    ) -> None:
        assert request is not None
        if isinstance(asked.source, FoundFeed):
            detail = "; ".join(filter(None, (asked.source.cause, detail)))
        self.ledger.record_listing(
            ListingEntry(
                # Wherever it led: it is asked for there the next time, with the version that it had.
                url=asked.url if "redirect_urls" in request.meta else request.url,
                outcome=outcome,
                status=status,
                links=links,
                newest=newest,
                source=type(asked.source).__name__,
                ended_at=ended_at(request),
                bytes=request.meta.get("captured_bytes") if status else None,
                seconds=request.meta.get("seconds"),
                etag=validators.etag,
                last_modified=validators.last_modified,
                detail=outcome_detail(request, detail),
            )
        )
