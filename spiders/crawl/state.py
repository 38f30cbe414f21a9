"""The crawl state, what a crawl knows of those before it: keys, articles that are due, validators of listings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

import msgspec
from msgspec.structs import replace

from spiders.capture.manifest import PageEntry
from spiders.tdm_reservation import TdmRule
from spiders.url import normalized_url

# What a sitemap dates up to so long before the last night that saw it is looked at again: outlets date backwards.
_RECENT = timedelta(days=3)
# A sitemap of the whole archive would else be asked for after a long pause: that is the work of a backfill.
_FURTHEST = timedelta(days=45)


class Condition(TypedDict, total=False):
    """What makes a request conditional: arguments of `scrapy.Request`."""

    headers: dict[str, str]
    meta: dict[str, object]


class Validators(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The validators of an answer (RFC 9110, 8.8), to ask with whether it is still the same."""

    etag: str | None = None
    last_modified: str | None = None

    def condition(self) -> Condition:
        """Return what makes a request conditional: its headers, and 304 as an answer; empty if nothing is known."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        headers = {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}
        return {"headers": headers, "meta": {"handle_httpstatus_list": [304]}} if headers else {}


class Due(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article to ask for whether a listing offers it or not: one due again, or one that an earlier run left."""

    url: str
    key: str | None = None
    known: bool = False  # it was read before: a revisit
    validators: Validators = Validators()


class CrawlState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one crawl needs to know of the crawls before it."""

    keys: frozenset[str] = frozenset()  # of the articles that are not due again
    urls: frozenset[str] = frozenset()  # those of their addresses that tell no key or another, and what was no article
    due: tuple[Due, ...] = ()
    listings: Mapping[str, Validators] = {}
    failing: frozenset[str] = frozenset()  # declared feeds that have been none for nights
    tdm_rules: Mapping[str, tuple[TdmRule, ...]] = {}  # of hosts that were asked for them today
    answered: datetime | None = None  # the last night on which listings of the outlet answered
    #: What a crawl had captured whose process died: the one that takes it up again has these in its own WARC.
    captured: tuple[PageEntry, ...] = ()
    partial: bool = False  # the last crawl ended early: behind the known articles of a section may be others

    def since(self, clock: datetime) -> datetime:
        """Return from when on the entries of a sitemap are of interest to a night."""
        return max(min(clock, self.answered or clock) - _RECENT, clock - _FURTHEST)

    def knows(self, url: str, key: str | None) -> bool:
        """Say whether an article is known by its key or, as where that led to another one, by its address."""
        return key in self.keys or (bool(self.urls) and normalized_url(url) in self.urls)

    def write(self, path: Path) -> None:
        """Write the state into a file, for the crawl that runs in a process of its own."""
        path.write_bytes(msgspec.json.encode(self, order="deterministic"))

    @classmethod
    def read(cls, path: str | None) -> CrawlState:
        """Return the state in a file; without one, nothing is known and nothing due.

        Raises `msgspec.DecodeError` where the file holds something else, and names the field.
        """
        if not path:
            return cls()
        state = msgspec.json.decode(Path(path).read_bytes(), type=cls)
        return replace(state, urls=frozenset(map(normalized_url, state.urls)))
