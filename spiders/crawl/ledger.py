"""The books of one crawl: an outcome for every listing and every article, from the first word of it to the last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from spiders.capture.manifest import ListingEntry, PageEntry, RobotsEntry
from spiders.source import PastSource, Source
from spiders.url import identity_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing on its way: its source, which page of it, how many listings led to it, and its address as declared."""

    source: Source | PastSource
    page: int = 1
    depth: int = 0
    url: str = ""


#: Articles that a crawl books at most beside those that it asks for, and listings: some sitemaps have no bounds.
MOST_PAGES, MOST_LISTINGS = 20_000, 1000
#: Other addresses of one article that a crawl books; of all articles together, as many as pages.
MOST_ALIASES = 20


@dataclass(slots=True)
class CrawlLedger:
    """The outcome of every URL of one crawl; an article that was asked for is left over until it answers."""

    listings: list[ListingEntry] = field(default_factory=list)
    pages: dict[str, PageEntry] = field(default_factory=dict)
    robots: dict[str, RobotsEntry] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)  # how many articles, by what offered them
    _addresses: dict[str, set[str]] = field(default_factory=dict)  # of the articles with more than one, all of them
    _aliases: int = 0

    def offer(self, identity: str, page: PageEntry) -> None:
        """Book an article that was offered for the first time."""
        self.pages[identity] = page

    def offer_again(self, identity: str, url: str) -> bool:
        """Book an article that was offered before, maybe at another address; say whether there was room for that."""
        page = self.pages[identity]
        if url == page.url:
            return True
        known = self._addresses.get(identity) or {identity_of(page.url)}
        address = identity_of(url)
        if address in known:
            return True
        if len(page.aliases) >= MOST_ALIASES or self._aliases >= MOST_PAGES:
            return False
        self._addresses[identity] = known | {address}
        self._aliases += 1
        self.record_outcome(identity, aliases=(*page.aliases, url))
        return True

    @property
    def full(self) -> bool:
        """Say whether nothing more is booked but what is asked for."""
        return len(self.pages) >= MOST_PAGES

    def ask(self, source: str) -> None:
        """Note that an article is asked for that this source offered."""
        self.asked[source] = self.asked.get(source, 0) + 1

    def record_outcome(self, identity: str, **facts: Any) -> None:
        """Book how an article ended."""
        self.pages[identity] = replace(self.pages[identity], **facts)

    def list(self, **facts: Any) -> None:
        """Book a listing."""
        self.listings.append(ListingEntry(**facts))
