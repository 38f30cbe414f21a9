"""The crawl ledger: an outcome for every listing and every article of one crawl, from the first mention of it on."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from spiders.capture.manifest import ListingEntry, PageEntry
from spiders.source import AnySource
from spiders.url import normalized_url


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """A listing on its way: its source, which page of it, how many listings led to it, and its address as declared."""

    source: AnySource
    page: int = 1
    depth: int = 0
    url: str = ""


#: Articles that a crawl records at most beside those that it asks for, and listings: some sitemaps have no bounds.
MOST_PAGES, MOST_LISTINGS = 20_000, 1000
#: Other addresses of one article that a crawl records; of all articles together, as many as pages.
MOST_ALIASES = 20


@dataclass(slots=True)
class CrawlLedger:
    """The outcome of every URL of one crawl; an article that was asked for is left over until it answers."""

    listings: list[ListingEntry] = field(default_factory=list)
    pages: dict[str, PageEntry] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)  # for articles, by the source that offered them
    _addresses: dict[str, set[str]] = field(default_factory=dict)  # of the articles with more than one, all of them
    _aliases: int = 0

    def record_outcome(self, identity: str, page: PageEntry) -> None:
        """Record an article that was offered, and how it ended: until it is asked for, by why it is not."""
        self.pages[identity] = page

    def add_alias(self, identity: str, url: str) -> bool:
        """Record that an article was offered again, maybe at another address; say whether there was room for that."""
        page = self.pages[identity]
        if url == page.url:
            return True
        known = self._addresses.get(identity) or {normalized_url(page.url)}
        address = normalized_url(url)
        if address in known:
            return True
        if len(page.aliases) >= MOST_ALIASES or self._aliases >= MOST_PAGES:
            return False
        self._addresses[identity] = known | {address}
        self._aliases += 1
        self.record_outcome(identity, replace(page, aliases=(*page.aliases, url)))
        return True

    @property
    def full(self) -> bool:
        """Say whether nothing more is recorded but what is asked for."""
        return len(self.pages) >= MOST_PAGES

    def count_request(self, source: str) -> None:
        """Count the request for an article that this source offered."""
        self.requests[source] = self.requests.get(source, 0) + 1

    def record_listing(self, listing: ListingEntry) -> None:
        """Record a listing, and how it ended."""
        self.listings.append(listing)
