"""The crawl state, what a crawl knows of those before it: keys, articles that are due, validators of listings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

from spiders.url import normalized_url

# What a sitemap dates up to so long before the last night that saw it is looked at again: outlets date backwards.
_RECENT = timedelta(days=3)
# A sitemap of the whole archive would else be asked for after a long pause: that is the work of a backfill.
_FURTHEST = timedelta(days=45)


class Condition(TypedDict, total=False):
    """What makes a request conditional: arguments of `scrapy.Request`."""

    headers: dict[str, str]
    meta: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The validators of an answer (RFC 9110, 8.8), to ask with whether it is still the same."""

    etag: str | None = None
    last_modified: str | None = None

    def condition(self) -> Condition:
        """Return what makes a request conditional: its headers, and 304 as an answer; empty if nothing is known."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        headers = {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}
        return {"headers": headers, "meta": {"handle_httpstatus_list": [304]}} if headers else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An article to ask for whether a listing offers it or not: one due again, or one that an earlier run left."""

    url: str
    key: str | None = None
    known: bool = False  # it was read before: a revisit
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlState:
    """What one crawl needs to know of the crawls before it."""

    keys: frozenset[str] = frozenset()  # of the articles that are not due again
    urls: frozenset[str] = frozenset()  # those of their addresses that tell no key or another, and what was no article
    due: tuple[Due, ...] = ()
    listings: Mapping[str, Validators] = field(default_factory=dict)
    answered: datetime | None = None  # the last night on which listings of the outlet answered
    partial: bool = False  # the last crawl ended early: behind the known articles of a section may be others

    def since(self, clock: datetime) -> datetime:
        """Return from when on the entries of a sitemap are of interest to a night."""
        return max(min(clock, self.answered or clock) - _RECENT, clock - _FURTHEST)

    def knows(self, url: str, key: str | None) -> bool:
        """Say whether an article is known by its key or, as where that led to another one, by its address."""
        return key in self.keys or (bool(self.urls) and normalized_url(url) in self.urls)

    def write(self, path: Path) -> None:
        """Write the state into a file."""
        named = {**asdict(self), "keys": sorted(self.keys), "urls": sorted(self.urls)}
        named["answered"] = self.answered and self.answered.isoformat()
        path.write_text(json.dumps(named, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, path: str | None) -> CrawlState:
        """Return the state in a file; without one, nothing is known and nothing due."""
        if not path:
            return cls()
        named = json.loads(Path(path).read_text(encoding="utf-8"))
        return cls(
            keys=frozenset(named["keys"]),
            urls=frozenset(normalized_url(url) for url in named["urls"]),
            due=tuple(Due(**{**due, "validators": Validators(**due["validators"])}) for due in named["due"]),
            listings={url: Validators(**stated) for url, stated in named["listings"].items()},
            answered=datetime.fromisoformat(named["answered"]) if named["answered"] else None,
            partial=named["partial"],
        )
