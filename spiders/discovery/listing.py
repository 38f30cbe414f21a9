"""Listings by type of source: where each is, how it is read, and which of its links a day or a night is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from spiders.discovery.feed import read_feed
from spiders.discovery.link import MOST_LINKS, ChildSitemap, Link, Listing, ListingError, clean_url
from spiders.discovery.section import read_home_page, read_section
from spiders.discovery.sitemap import read_sitemap
from spiders.discovery.wayback import CdxError, cdx_url, read_cdx
from spiders.source import (
    AnySource,
    DayArchive,
    Feed,
    HomePage,
    NewsSitemap,
    PastSource,
    SectionPage,
    Sitemap,
    Source,
    WaybackCdx,
)
from spiders.url_dates import named_days, named_months, named_years

_DAY = timedelta(days=1)
# A bare date is over only where it is over everywhere: twelve hours after its end in UTC.
_BARE_DATE = timedelta(hours=36)


def listing_urls(source: Source) -> tuple[str, ...]:
    """Return the addresses of a source of the present: the pages of a section, else the one."""
    if isinstance(source, SectionPage):
        return tuple(source.url.format(page=page) for page in range(1, source.pages + 1))
    return (source.url,)


def listing_url(source: PastSource, day: date) -> str:
    """Return the address at which a source of the past tells of a day."""
    return cdx_url(source, day) if isinstance(source, WaybackCdx) else source.url.format(day=day)


def read_listing(source: AnySource, body: bytes, content_type: str, url: str) -> Listing:
    """Return what a listing offers; `url` is where it was served, which relative links are of.

    Raises `ListingError`, and nothing else, where what answered is no listing of the source's kind.
    """
    match source:
        case Feed():
            return read_feed(body, content_type, url)
        case NewsSitemap() | Sitemap():
            return read_sitemap(body, content_type, url)
        case SectionPage() | DayArchive():
            return read_section(body, content_type, url)
        case HomePage():
            return read_home_page(body, content_type, url)
        case WaybackCdx():
            return _archived(body, url)


def within_period(listing: Listing, source: AnySource, day: date | None, since: datetime) -> Listing:
    """Return the part of a listing that is of a day gone by or, without one, of the nights since then."""
    if day is not None:
        links = tuple(links_of_day(listing, source, day))
        return replace(listing, links=links, children=tuple(children_of_day(listing, day)))
    # A feed is the outlet's own choice, and may go back further.
    return recent(listing, since) if isinstance(source, Sitemap | NewsSitemap) else listing


def omissions(whole: Listing, selected: Listing, since: datetime | None, unrecorded: Mapping[str, int]) -> str:
    """Return in words how many entries of a listing a crawl does not record, by each limit that leaves some out.

    `selected` is what is of interest since then; `unrecorded` counts by name what its ledger has no room for.
    """
    older = len(whole.links) + len(whole.children) - len(selected.links) - len(selected.children) if since else 0
    named = [f"{count} {what}" for what, count in unrecorded.items() if count]
    limits = (
        whole.unread and f"{whole.unread} of its entries {_are(whole.unread)} more than a crawl reads",
        whole.unusable and f"{whole.unusable} of its entries {_are(whole.unusable)} without a usable address",
        older and f"{older} of its entries {_are(older)} older than {since:%Y-%m-%d}",
        named and f"{' and '.join(named)} of it are more than a crawl records",
    )
    return "; ".join(words for words in limits if words)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def links_of_day(listing: Listing, source: AnySource, day: date) -> list[Link]:
    """Return the links of one day: of a sitemap those dated that day in UTC or by their address, else all.

    A sitemap whose own address names the day is all of that day.
    """
    if not isinstance(source, Sitemap) or _names(listing.url, day):
        return list(listing.links)
    return [
        link
        for link in listing.links
        if any(known is not None and known.date() == day for known in (link.modified, link.published))
        or _names(link.url, day)
    ]


def children_of_day(listing: Listing, day: date) -> list[ChildSitemap]:
    """Return the listings that may hold articles of a day: neither of another time by their address, nor older.

    One whose address names a month or a year is asked for the days next to it too: an outlet's month begins by its
    own clock. What tells neither stays.
    """
    begin = datetime.combine(day, time(), UTC)
    counted = _counted(listing.children)
    return [
        other
        for other in listing.children
        if (other.modified is None or other.modified >= begin) and _may_hold(other.url, day, counted)
    ]


def recent(listing: Listing, since: datetime) -> Listing:
    """Return a sitemap without what is older than `since` by the latest date it states; what has no date stays.

    A bare date is older only when that day is over everywhere.
    """
    links = tuple(link for link in listing.links if not _older(since, link.modified, link.published))
    children = tuple(other for other in listing.children if not _older(since, other.modified))
    return replace(listing, links=links, children=children)


def newest_first(children: tuple[ChildSitemap, ...]) -> list[ChildSitemap]:
    """Return the listings that an index names, those that may hold the newest first, as not all may be asked for.

    By the time they were changed. Where that is not stated or the same for all (indexes stamp it when they are made),
    by the date or number in their address, series beside series: the last post sitemap, the last page sitemap, the last
    but one of each. Some sites count up from the oldest and others from the newest: a series that is only counted is
    taken from both ends.
    """
    counted = _counted(children)
    series: dict[str, list[ChildSitemap]] = {}
    for other in children:
        series.setdefault(_shape(other.url), []).append(other)
    place: dict[str, int] = {}
    for shape, members in series.items():
        dated = shape not in counted
        for n, other in enumerate(sorted(members, key=lambda one: _order(one.url, dated), reverse=True)):
            place[other.url] = n if dated else min(2 * n, 2 * (len(members) - n) - 1)
    return sorted(
        children, key=lambda other: (-other.modified.timestamp() if other.modified else 0.0, place[other.url])
    )


def _order(url: str, dated: bool) -> tuple[int, ...]:
    """Return what orders the addresses of a series: the year that they name, wherever it stands, then every number."""
    years = list(named_years(url)) if dated else []
    return (max(years, default=0), *(int(number) for number in re.findall(r"\d+", url)))


def _archived(body: bytes, url: str) -> Listing:
    try:
        mementos = read_cdx(body)
    except CdxError as error:
        raise ListingError(str(error)[:200]) from error
    fit = [found for found in mementos if clean_url("", found.original)]
    links = tuple(Link(url=found.original, fetch_url=found.url) for found in fit[:MOST_LINKS])
    return Listing(links=links, url=url, unread=len(fit) - len(links), unusable=len(mementos) - len(fit))


def _older(since: datetime, *stated: datetime | None) -> bool:
    known = [when + _BARE_DATE if when.time() == time() else when for when in stated if when is not None]
    return bool(known) and max(known) < since


def _names(url: str, day: date) -> bool:
    return any(named.day == day for named in named_days(url))


def _may_hold(url: str, day: date, counted: set[str]) -> bool:
    """Say whether a listing may hold articles of a day, as far as its address tells."""
    # From the first to the last that it names: an address may name a week by its ends.
    days = sorted(named.day for named in named_days(url))
    if days:
        return days[0] <= day <= days[-1]
    near = (day - _DAY, day, day + _DAY)
    months = sorted(named_months(url))
    if months:
        return any(months[0] <= (each.year, each.month) <= months[-1] for each in near)
    years = sorted(named_years(url))
    return not years or _shape(url) in counted or any(years[0] <= each.year <= years[-1] for each in near)


def _counted(children: tuple[ChildSitemap, ...]) -> set[str]:
    """Return the shapes of addresses that are counted through: in sitemap1.xml to sitemap2500.xml, 2017 is no year."""
    return {_shape(other.url) for other in children if not any(named_years(other.url))}


def _shape(url: str) -> str:
    return re.sub(r"\d+", "0", url)
