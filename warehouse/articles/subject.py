"""Finds out what a person means by an article id or a URL: the outlet, the key, and its known addresses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from spiders.discovery.link import clean_url, printable
from spiders.discovery.wayback import parse_memento
from spiders.outlet import Outlet
from spiders.public_suffix import registrable_domain
from spiders.registry import owner
from spiders.url import normalized_url, url_key, url_variants
from warehouse.db.snapshot import check_text
from warehouse.db.writer import rows

_ID = re.compile(r"(?P<outlet>[a-z0-9][a-z0-9_.-]*):(?P<key>[^\s/]+)")
_HOST_AND_PATH = re.compile(r"[\w-]+(\.[\w-]+)+(:\d{1,5})?(/\S*)?")
_SHOWN = 3


class SubjectError(Exception):
    """What was asked for is no article here; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One article or address: `outlet` is None where nobody declared one that owns it, `key` where none is known."""

    asked: str
    outlet: Outlet | None
    slug: str | None
    key: str | None
    url: str | None = None
    #: The address as asked for and as others spell it, and all under which the archive knows the article.
    addresses: tuple[str, ...] = ()

    @property
    def article_id(self) -> str | None:
        """Return the id of the article, if it has one."""
        return f"{self.slug}:{self.key}" if self.slug and self.key else None


def find_subject(connection: duckdb.DuckDBPyConnection, asked: str, outlets: Mapping[str, Outlet]) -> Subject:
    """Return what is meant; raises `SubjectError` where it is neither an article id nor a URL."""
    check_text(asked, "what is asked for")
    text = asked.strip()
    named = _ID.fullmatch(text)
    if named and (named["outlet"] in outlets or not _HOST_AND_PATH.fullmatch(text)):
        return _by_id(connection, text, named["outlet"], named["key"], outlets)
    url = clean_url("", text if "://" in text else f"https://{text}")
    if url is None or not ("://" in text or _HOST_AND_PATH.fullmatch(text)):
        near = [article_id for (article_id,) in rows(connection, "articles/articles_of_key", key=text)]
        hint = f"; do you mean {_either(near)}?" if near else "; an id is as presstv:123456"
        raise SubjectError(f"{printable(text)!r} is neither an article id nor a URL{hint}")
    return _by_url(connection, text, url, outlets)


def _by_id(
    connection: duckdb.DuckDBPyConnection, text: str, slug: str, key: str, outlets: Mapping[str, Outlet]
) -> Subject:
    known = {*outlets, *(name for (name,) in rows(connection, "articles/outlets_with_captures"))}
    if slug not in known:
        near = difflib.get_close_matches(slug, known, n=1)
        hint = f"do you mean {near[0]}:{key}?" if near else f"there are: {', '.join(sorted(known))}"
        raise SubjectError(f"there is no outlet {slug!r}; {hint}")
    addresses = tuple(url for (url,) in rows(connection, "articles/addresses_of_article", outlet=slug, key=key))
    return Subject(asked=text, outlet=outlets.get(slug), slug=slug, key=key, addresses=addresses)


def _by_url(connection: duckdb.DuckDBPyConnection, text: str, url: str, outlets: Mapping[str, Outlet]) -> Subject:
    archived = parse_memento(url)
    url = archived.original if archived else url
    outlet = owner(dict(outlets), url)
    slug, key = (outlet.slug, outlet.key_of(url)) if outlet else (None, None)
    spelled = _spelled(connection, url)
    if key is None:
        # a short link tells its key once it was followed, and an address of nobody's is known if it was imported
        for found_slug, found_key in rows(connection, "articles/article_of_address", urls=spelled):
            slug, key = found_slug, found_key
    if outlet is None and slug is None:
        slug, key = registrable_domain(url), url_key(url)
        if slug is None:
            raise SubjectError(f"{printable(text)!r} names no host of the web; an address is as presstv.ir/Detail/…")
    known = rows(connection, "articles/addresses_of_article", outlet=slug, key=key) if key else []
    addresses = tuple(dict.fromkeys((*spelled, *(address for (address,) in known))))
    return Subject(asked=text, outlet=outlet, slug=slug, key=key, url=url, addresses=addresses)


def _spelled(connection: duckdb.DuckDBPyConnection, url: str) -> list[str]:
    """Return the spellings of a URL, and those that are stored with tracking parameters or in another order of them."""
    usual = url_variants(url)
    beginnings = sorted({f"{one.partition('?')[0]}?" for one in usual})
    stored = (address for (address,) in rows(connection, "articles/stored_addresses", beginnings=beginnings))
    identity = normalized_url(url)
    return list(dict.fromkeys((*usual, *(address for address in stored if normalized_url(address) == identity))))


def unknown(connection: duckdb.DuckDBPyConnection, subject: Subject) -> SubjectError:
    """Return what is to be said of an article that the archive has not: which ids are near, and what tells more."""
    near = rows(connection, "articles/near_articles", outlet=subject.slug, key=subject.key or "", most=_SHOWN)
    hint = f"near it are {_list(near)}; " if near else ""
    return SubjectError(
        f"there is no article {subject.article_id or printable(subject.asked)} in the published copy; {hint}"
        f"why, and what is known of it, says: nightdesk explain '{printable(subject.asked)}'"
    )


def _list(found: list[tuple[str]]) -> str:
    return ", ".join(article_id for (article_id,) in found)


def _either(names: list[str]) -> str:
    return " or ".join(names[:_SHOWN])
