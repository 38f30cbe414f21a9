"""Source types: where an outlet's articles are listed, of the present and of days gone by."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from string import Formatter
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An RSS or Atom feed: every entry is offered as an article."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsSitemap:
    """A Google news sitemap: the articles of the last days, with date, headline and language."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap or an index of sitemaps, packed with gzip or not.

    As a source of the past its `url` may hold the day, such as `{day:%Y-%m}` (a strftime format), and it is asked for
    the days from `since` to `until` alone: many an outlet began late with sitemaps, or let them be.
    """

    url: str
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """A listing page: those of its links that match the outlet's article pattern are offered.

    With `pages` > 1 the `url` holds `{page}`, which counts from 1: they are turned while each brings something new.
    """

    url: str
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DayArchive:
    """A listing page of one day gone by; its `url` holds the day, such as `{day:%Y/%m/%d}`."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaybackCdx:
    """The Wayback Machine, asked day by day through its CDX index.

    `prefix` is a URL prefix without scheme; with `{day:%Y/%m/%d}` (a strftime format) in it, a day is the articles
    dated that day, else the pages that the archive captured on that day.
    """

    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The home page of an outlet, asked which feeds there are where a declared one has failed for nights."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed(Feed):
    """A feed that the home page names, read in place of declared ones that have failed for nights."""

    in_place_of: tuple[str, ...]

    @property
    def cause(self) -> str:
        """Return in words how it came to be asked for; a space is before and behind each address, or nothing."""
        return f"found at the home page in place of {' and '.join(self.in_place_of)}"


Source = Feed | NewsSitemap | Sitemap | SectionPage
PastSource = DayArchive | Sitemap | WaybackCdx
#: What a crawl may ask for a listing, declared or not.
AnySource = Source | PastSource | HomePage

# Any day does to try whether a format can be filled; this one has no zeros that could hide a missing digit.
_SOME_DAY = datetime.date(2017, 11, 23)


def covers_day(source: PastSource, day: datetime.date) -> bool:
    """Say whether a source of the past goes back to a day, as far as is declared, and up to it."""
    if not isinstance(source, Sitemap):
        return True
    return (source.since or day) <= day <= (source.until or day)


def source_fault(source: Source) -> str | None:
    """Return what is wrong with a source of the present, in words; None where nothing is."""
    if not isinstance(source, Source):
        return f"{source!r} is no source of the present: those are Feed, NewsSitemap, Sitemap and SectionPage"
    if isinstance(source, Sitemap) and (source.since or source.until):
        return f"the sitemap {source.url!r} is of the present: `since` and `until` are for sources of the past"
    if not isinstance(source, SectionPage):
        return _url_fault(source.url, needed=None, allowed=None)
    if type(source.pages) is not int or source.pages < 1:
        return f"the section page {source.url!r} must have at least one page, not {source.pages!r}"
    return _url_fault(source.url, needed="page" if source.pages > 1 else None, allowed="page")


def past_source_fault(source: PastSource) -> str | None:
    """Return what is wrong with a source of the past, in words; None where nothing is."""
    if not isinstance(source, PastSource):
        return f"{source!r} is no source of the past: those are DayArchive, Sitemap and WaybackCdx"
    if isinstance(source, Sitemap) and source.since and source.until and source.since > source.until:
        return f"the sitemap {source.url!r} ends before it begins"
    if not isinstance(source, WaybackCdx):
        needed = "day" if isinstance(source, DayArchive) else None
        return _url_fault(source.url, needed=needed, allowed="day")
    if not source.prefix or "://" in source.prefix:
        return f"the archive prefix {source.prefix!r} must be a host and path, with no scheme"
    return _fields_fault("archive prefix", source.prefix, needed=None, allowed="day")


def _url_fault(url: str, *, needed: str | None, allowed: str | None) -> str | None:
    fault = _fields_fault("source", url, needed=needed, allowed=allowed)
    if fault:
        return fault
    parts = urlsplit(url.format(day=_SOME_DAY, page=1))
    # A port that is no number is a ValueError, as is a host that cannot be read.
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        return f"the source {url!r} is not an http or https URL"
    return None


def _fields_fault(what: str, text: str, *, needed: str | None, allowed: str | None) -> str | None:
    """Return what is wrong with the fields in braces that a URL or prefix holds."""
    try:
        fields = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        text.format(day=_SOME_DAY, page=1)
    except (AttributeError, LookupError, ValueError) as error:
        return f"the {what} {text!r} cannot be filled: {error!r}"
    # {day.month} is the month without a leading zero, which no strftime format gives everywhere.
    strange = sorted(name for name in fields if name.partition(".")[0] != allowed)
    if strange:
        return f"the {what} {text!r} has a field {{{strange[0]}}}, which nothing fills here"
    if needed and not fields:
        return f"the {what} {text!r} must hold {{{needed}}}"
    return None
