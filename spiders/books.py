"""The books of one crawl: an outcome for every listing and every article, from the first word of it to the last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from spiders.receipt import ListingEntry, PageEntry, RobotsEntry
from spiders.source import PastSource, Source


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing on its way: its source, which page of it, how many listings led to it, and its address as declared."""

    source: Source | PastSource
    page: int = 1
    depth: int = 0
    url: str = ""


#: Articles that a crawl books at most beside those that it asks for, and listings: some sitemaps have no bounds.
MOST_PAGES, MOST_LISTINGS = 20_000, 1000


@dataclass(slots=True)
class Books:
    """The outcome of every URL of one crawl; an article that was asked for is left over until it answers."""

    listings: list[ListingEntry] = field(default_factory=list)
    pages: dict[str, PageEntry] = field(default_factory=dict)
    robots: dict[str, RobotsEntry] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)  # how many articles, by what offered them

    def offer(self, identity: str, page: PageEntry) -> None:
        """Book an article that was offered for the first time."""
        self.pages[identity] = page

    @property
    def full(self) -> bool:
        """Say whether nothing more is booked but what is asked for."""
        return len(self.pages) >= MOST_PAGES

    def ask(self, source: str) -> None:
        """Note that an article is asked for that this source offered."""
        self.asked[source] = self.asked.get(source, 0) + 1

    def settle(self, identity: str, **facts: Any) -> None:
        """Book how an article ended."""
        self.pages[identity] = replace(self.pages[identity], **facts)

    def list(self, **facts: Any) -> None:
        """Book a listing."""
        self.listings.append(ListingEntry(**facts))
