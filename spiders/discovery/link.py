"""Links and listings as discovery gives them, and their texts, URLs and times cleaned of what a server may try."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate
from urllib.parse import urljoin, urlsplit

from w3lib.html import strip_html5_whitespace

from spiders.safe_text import UNSAFE, safe_line
from spiders.zones import ZONE_NAMES, read_zone

#: The most links that are taken of one listing: what the sitemap protocol allows a file.
MOST_LINKS = 50_000
_LONGEST_URL = 2000
_LONGEST_TEXT = 300
_LONGEST_DETAIL = 200
_YEARS = (1990, 2100)


class ListingError(Exception):
    """What answered is no listing of its kind: an HTML page in place of a feed, a challenge, an empty body."""


class ChallengeError(ListingError):
    """What answered tests whether a person asks: the outlet keeps us out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article that a listing offers, with what the listing says of it; a hint is no evidence.

    `fetch_url` is where to get it if that is in an archive. All times are aware UTC; `published` is None
    where the listing names no zone. A `modified` that states no zone, or no time, is the midnight (UTC) of its day.
    """

    url: str
    fetch_url: str | None = None
    published: datetime | None = None
    headline: str | None = None
    language: str | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """Another listing that a listing names: a child of a sitemap index."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing as understood: its links in its own order, repeats included; `url` is its own address.

    `feeds` are those that a page names beside its links. `unread` counts the entries that are more than we read of a
    listing, `unusable` those that were read and name no address that could be asked for.
    """

    links: tuple[Link, ...] = ()
    children: tuple[ChildSitemap, ...] = ()
    feeds: tuple[str, ...] = ()
    url: str = ""
    unread: int = 0
    unusable: int = 0


def printable(text: str) -> str:
    """Return the beginning of a text from outside as one line that moves no terminal and breaks no log."""
    return safe_line(text[:_LONGEST_DETAIL]).strip()


def clean_url(base_url: str, reference: str) -> str | None:
    """Return the http or https URL that a reference means; None for any other, a broken and an overlong one."""
    reference = strip_html5_whitespace(reference)
    if not reference or reference.startswith("#") or len(reference) > _LONGEST_URL:
        return None
    try:
        url = urljoin(base_url, reference)
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number is a ValueError, and so is an unclosed IPv6 bracket
        url.encode("utf-8")  # and half a character
    except ValueError:
        return None
    fit = parts.scheme in {"http", "https"} and parts.hostname and len(url) <= _LONGEST_URL
    return url if fit and not UNSAFE.search(url) else None


def clean_text(text: str) -> str | None:
    """Return a text as one line of at most 300 characters; None where nothing is left."""
    # Cut first: nothing below then costs more for a text of megabytes.
    safe = UNSAFE.sub(" ", text.lstrip()[: 4 * _LONGEST_TEXT])
    return " ".join(safe.split())[:_LONGEST_TEXT].rstrip() or None


def clean_markup(text: str) -> str | None:
    """Return what a reader sees of a text with markup in it, as one line of at most 300 characters."""
    return clean_text(html.unescape(_TAG.sub("", text.lstrip()[: 4 * _LONGEST_TEXT])))


def clean_language(text: str | None) -> str | None:
    """Return a language tag as stated; None for what has not the form of one."""
    tag = (text or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def names_zone(text: str) -> bool:
    """Say whether a point in time is stated with its zone, as an offset or as a name that means one offset."""
    return _ZONE.search(text.strip()[-_LONGEST_TEXT:]) is not None


def moment(text: str | None) -> datetime | None:
    """Return the UTC time that a text states in ISO 8601 or as in mail; None without a zone or where unreadable."""
    stated = " ".join((text or "")[:_LONGEST_TEXT].split())
    found = _ZONE.search(stated)
    clock = _clock(stated[: found.end("clock")]) if found else None
    zone = read_zone(found["zone"]) if found else None
    if clock is None or zone is None:
        return None
    try:
        return plausible(clock.replace(tzinfo=zone).astimezone(UTC))
    except OverflowError:
        return None


def moment_or_day(text: str | None) -> datetime | None:
    """Return the UTC time that a text states; where it names no zone, the midnight of its day."""
    stated = " ".join((text or "")[:_LONGEST_TEXT].split())
    if names_zone(stated):
        return moment(stated)
    clock = _clock(stated)
    return plausible(datetime(clock.year, clock.month, clock.day, tzinfo=UTC)) if clock else None


def plausible(when: datetime) -> datetime | None:
    """Return a time that an article may have; None for the year 1, 1970 or 9999 of a program that knew none."""
    return when if _YEARS[0] <= when.year <= _YEARS[1] else None


def _clock(text: str) -> datetime | None:
    """Return what a clock showed, by a text without a zone."""
    try:
        # "2023-12-25 T 01:24:54" is seen in the wild
        return datetime.fromisoformat(re.sub(r"(?<=\d) ?T ?(?=\d)", "T", text)).replace(tzinfo=None)
    except ValueError:
        parts = parsedate(text.replace("Sept ", "Sep "))
    try:
        return datetime(*parts[:6], tzinfo=UTC).replace(tzinfo=None) if parts else None
    except ValueError:
        return None


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_ZONE = re.compile(
    r"(?P<clock>\d:\d\d(?:[.,]\d{1,9})?)\s*"
    rf"(?P<zone>(?:UTC|GMT)?\s*[+-]\d{{1,2}}(?::?\d\d)?|{ZONE_NAMES})"
    r"(?:\s*\([^()]{0,40}\))?$",
    re.IGNORECASE,
)
