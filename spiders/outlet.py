"""The declaration of an outlet, checked when it is made: hosts, sources, patterns, templates and lines."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from zoneinfo import available_timezones

from lxml.cssselect import CSSSelector

from spiders.source import (
    DayArchive,
    Feed,
    NewsSitemap,
    PastSource,
    SectionPage,
    Sitemap,
    Source,
    WaybackCdx,
    past_source_fault,
    source_fault,
)
from spiders.url import bare_host, host_of, pattern_forms

# An outlet file finds all that it is written with in this one place.
__all__ = [
    "DayArchive", "Feed", "Line", "NewsSitemap", "Outlet", "OutletError", "PastSource", "SectionPage", "Sitemap",
    "Source", "Template", "WaybackCdx",
]  # fmt: skip

_SLUG = re.compile(r"[a-z][a-z0-9_]{1,30}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What names an article: "detail" and "index" are the names of scripts and sections.
_NUMBER_OR_SLUG = re.compile(r"\d|[-_].*[-_]")


class OutletError(Exception):
    """A declaration of an outlet is wrong; the message names the outlet and the fault."""


LineField = Literal["breadcrumbs", "date", "key", "alias", "byline", "caption"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A whole line that is no part of a story; where `field` is named, its group `value` says something of it.

    With `tail`, it counts only where nothing but other such lines comes after it.
    """

    rule: str
    pattern: str
    field: LineField | None = None
    tail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """CSS selectors of one generation of an outlet's pages, and the days on which it was served.

    `page` decides whether a page is of this generation. `date` names the element with the date; its text (or
    `date_attribute`) is read by the pattern `date_text`, whose groups are `published` and, if there, `modified`.
    `modified` may name another element. The formats are those of `strptime`; Jalali dates need none.
    """

    name: str
    page: str
    headline: str
    body: str
    since: datetime.date | None = None
    until: datetime.date | None = None
    alternative_headline: str | None = None
    lead: str | None = None
    date: str | None = None
    date_attribute: str | None = None
    date_text: str = r"(?P<published>.+)"
    modified: str | None = None
    modified_text: str = r"(?P<modified>.+)"
    date_formats: tuple[str, ...] = ()
    time_zone: str | None = None
    breadcrumbs: str | None = None
    keywords: str | None = None
    main_image: str | None = None
    figure: str | None = None
    caption: str | None = None
    key: str | None = None
    alias: str | None = None

    def serves(self, day: datetime.date) -> bool:
        """Say whether pages of this generation were served on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet; `hosts` begins with the present one, old domains follow ("www." is understood).

    `article_urls` are patterns for path and query with a group `key`, the outlet's own number of the article;
    `unkeyed_urls` are those of articles whose number only the page tells (short links). They are matched without
    tracking parameters (`spiders.url`), whatever the end of the path, and without the query where none fits
    with it; a parameter that a pattern names stays. `mobile_hosts` serve the same paths to telephones or as AMP
    ("m.presstv.ir"); `amp_forms` are patterns for what makes a path or a query that of an AMP page ("/amp/?$",
    "outputType=amp"), which is taken off before. `canonical_url` is a format of the groups. `volume` is the fewest and
    the most new articles of a normal night. `time_zone_stated` says whether the outlet itself states its zone; an
    inferred one is marked as assumed in every row. After `stale_after` nights with nothing new in them its listings
    count as stale. `ports` are those that may be asked beside 80 and 443.
    """

    slug: str
    name: str
    hosts: tuple[str, ...]
    languages: tuple[str, ...]
    time_zone: str
    article_urls: tuple[str, ...]
    volume: tuple[int, int]
    sources: tuple[Source, ...]
    past_sources: tuple[PastSource, ...] = ()
    unkeyed_urls: tuple[str, ...] = ()
    mobile_hosts: tuple[str, ...] = ()
    amp_forms: tuple[str, ...] = ()
    canonical_url: str | None = None
    time_zone_stated: bool = False
    nightly_cap: int = 1000
    stale_after: int = 3
    ports: tuple[int, ...] = ()
    templates: tuple[Template, ...] = ()
    lines: tuple[Line, ...] = ()
    blocks: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        try:
            fault = _fault(self)
        except (TypeError, ValueError, AttributeError) as error:  # a value of the wrong kind
            fault = f"{type(error).__name__}: {error}"
        if fault:
            raise OutletError(f"outlet {self.slug!r}: {fault}")

    @property
    def bare_hosts(self) -> tuple[str, ...]:
        """Return the hosts without "www.", the present one first."""
        return _bare(self.hosts)

    @property
    def bare_mobile_hosts(self) -> tuple[str, ...]:
        """Return the hosts of mobile and AMP pages, without "www."."""
        return _bare(self.mobile_hosts)

    def owns(self, url: str) -> bool:
        """Say whether the URL is on one of the outlet's hosts."""
        host = host_of(url)
        return host in self.bare_hosts or host in self.bare_mobile_hosts

    def match(self, url: str) -> Mapping[str, str] | None:
        """Return the groups of the article pattern that the URL fits, `key` among them; None where none fits."""
        return _groups(url, self.article_urls, self.unkeyed_urls, self.amp_forms) if self.owns(url) else None

    def key_of(self, url: str) -> str | None:
        """Return the outlet's own number of the article at that URL; None where the URL does not tell."""
        groups = self.match(url)
        return groups["key"] if groups else None

    def is_article(self, url: str) -> bool:
        """Say whether the URL is that of an article, with or without a number in it."""
        if self.key_of(url) is not None:
            return True
        return self.owns(url) and any(
            _compiled(pattern).search(form)
            for form, _ in pattern_forms(url, (*self.article_urls, *self.unkeyed_urls), self.amp_forms)
            for pattern in self.unkeyed_urls
        )

    def canonical(self, url: str) -> str | None:
        """Return the one URL of the article, made from its number; None where the URL does not tell enough."""
        groups = self.match(url)
        if groups is None or self.canonical_url is None:
            return None
        try:
            return self.canonical_url.format(**groups)
        except KeyError:
            return None

    def templates_for(self, day: datetime.date | None) -> tuple[Template, ...]:
        """Return the templates, those that were served on that day first."""
        if day is None:
            return self.templates
        return tuple(sorted(self.templates, key=lambda template: not template.serves(day)))


# An article's address is asked about several times running, for its key, its language and its canonical URL.
@lru_cache(maxsize=8)
def _groups(
    url: str, article_urls: tuple[str, ...], unkeyed_urls: tuple[str, ...], amp_forms: tuple[str, ...]
) -> Mapping[str, str] | None:
    """Return the groups of the first article pattern that the URL fits; None where none fits."""
    for form, is_whole in pattern_forms(url, (*article_urls, *unkeyed_urls), amp_forms):
        for pattern in article_urls:
            found = _compiled(pattern).search(form)
            if found and (is_whole or _NUMBER_OR_SLUG.search(found["key"])):
                return {name: value for name, value in found.groupdict().items() if value is not None}
    return None


@lru_cache(maxsize=512)
def _bare(hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(bare_host, hosts))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fault(outlet: Outlet) -> str | None:
    """Return what is wrong with a declaration, in words; None where nothing is."""
    if not _SLUG.fullmatch(outlet.slug):
        return "the slug must be a lower-case word, such as 'presstv'"
    if not outlet.hosts or not all(_HOST.fullmatch(host) for host in outlet.hosts):
        return "hosts must be lower-case host names without scheme, such as 'www.presstv.ir'"
    if any(not _HOST.fullmatch(host) or host in outlet.hosts for host in outlet.mobile_hosts):
        return "mobile_hosts must be lower-case host names beside those of hosts, such as 'm.presstv.ir'"
    if not outlet.languages or not all(_LANGUAGE.fullmatch(tag) for tag in outlet.languages):
        return "languages must be BCP 47 tags, such as 'en'"
    low, high = outlet.volume
    if not 0 <= low <= high:
        return f"the volume {outlet.volume} must be (fewest, most) with 0 <= fewest <= most"
    if not outlet.sources:
        return "it declares no source of the present, so nothing would ever be found"
    if type(outlet.stale_after) is not int or outlet.stale_after < 1:
        return f"stale_after is a number of nights and at least 1, not {outlet.stale_after!r}"
    wrong = [port for port in outlet.ports if type(port) is not int or not 0 < port < 65536]
    if wrong:
        return f"there is no port {wrong[0]!r}"
    return _address_fault(outlet) or _pattern_fault(outlet) or _selector_fault(outlet)


def _address_fault(outlet: Outlet) -> str | None:
    faults = [*map(source_fault, outlet.sources), *map(past_source_fault, outlet.past_sources)]
    if any(faults):
        return next(fault for fault in faults if fault)
    zones = {outlet.time_zone, *(template.time_zone for template in outlet.templates)} - {None}
    unknown = [zone for zone in zones if zone not in available_timezones()]
    return f"there is no time zone {unknown[0]!r}" if unknown else None


def _pattern_fault(outlet: Outlet) -> str | None:
    patterns = [*outlet.article_urls, *outlet.unkeyed_urls, *outlet.amp_forms, *(line.pattern for line in outlet.lines)]
    for template in outlet.templates:
        patterns += [template.date_text, template.modified_text]
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            return f"the pattern {pattern!r} is not a regular expression: {error}"
    if empty := [pattern for pattern in outlet.amp_forms if re.compile(pattern).search("")]:
        return f"the AMP form {empty[0]!r} fits a path without anything of AMP, so it would take nothing off"
    if not outlet.article_urls:
        return "it declares no article_urls, so no article could be told from another page"
    keyless = [pattern for pattern in outlet.article_urls if "key" not in re.compile(pattern).groupindex]
    if keyless:
        return f"the article pattern {keyless[0]!r} has no group named 'key'"
    groups = {name: "1" for pattern in outlet.article_urls for name in re.compile(pattern).groupindex}
    try:
        (outlet.canonical_url or "").format(**groups)
    except (KeyError, IndexError, ValueError) as error:
        return f"the canonical URL {outlet.canonical_url!r} cannot be filled from the article pattern: {error!r}"
    valueless = [x for x in outlet.lines if x.field and "value" not in re.compile(x.pattern).groupindex]
    return f"the line {valueless[0].rule!r} names a field but has no group 'value'" if valueless else None


def _selector_fault(outlet: Outlet) -> str | None:
    selectors = list(outlet.blocks)
    names = (
        "page", "headline", "body", "alternative_headline", "lead", "date", "modified", "breadcrumbs", "keywords",
        "main_image", "figure", "caption", "key", "alias",
    )  # fmt: skip
    for template in outlet.templates:
        selectors += [css for name in names if (css := getattr(template, name)) is not None]
    for selector in selectors:
        try:
            CSSSelector(selector)
        except Exception as error:  # cssselect raises several kinds
            return f"the selector {selector!r} is not CSS: {error}"
    return None
