"""Reads sitemaps, news sitemaps and their indexes: each address with its dates, and the sitemaps that are named."""

from __future__ import annotations

from itertools import islice

from spiders.discovery.document import XmlElement, decode_listing, find_root, local_name, text_of, xml_root
from spiders.discovery.link import (
    MOST_LINKS,
    ChildSitemap,
    Link,
    Listing,
    clean_language,
    clean_markup,
    clean_url,
    moment,
    moment_or_day,
)


def read_sitemap(body: bytes, content_type: str, url: str) -> Listing:
    """Return the links of a sitemap and the sitemaps that an index names, itself and repeats left out.

    Raises `ListingError` where the body is no sitemap.
    """
    text = decode_listing(body, content_type)
    root = xml_root(text, find_root(text, "sitemap"))
    links: list[Link] = []
    children: dict[str, ChildSitemap] = {}
    unread = unusable = 0
    for number, entry in enumerate(root.iter("{*}url", "{*}sitemap")):
        if number >= MOST_LINKS:
            unread += 1
            continue
        texts = _texts(entry)
        address = clean_url(url, texts.get("loc", ""))
        if address is None:
            unusable += 1
            continue
        modified = moment_or_day(texts.get("lastmod"))
        if local_name(entry) == "sitemap":
            children.setdefault(address, ChildSitemap(url=address, modified=modified))
            continue
        links.append(
            Link(
                url=address,
                published=moment(texts.get("publication_date")),
                headline=clean_markup(texts.get("title", "")),
                language=clean_language(texts.get("language")),
                modified=modified,
            )
        )
    children.pop(url, None)
    named = tuple(children.values())
    return Listing(links=tuple(links), children=named, url=url, unread=unread, unusable=unusable)


def _texts(entry: XmlElement) -> dict[str, str]:
    """Return the texts of an entry by name; those of its news, but not of its images and videos, which have titles too.

    Only so deep as the protocol nests: entries within entries would else be read again at every level.
    """
    parts = list(islice(entry, 50))
    parts += [part for news in parts if local_name(news) == "news" for part in islice(news, 50)]
    parts += [part for outer in parts if local_name(outer) == "publication" for part in islice(outer, 10)]
    texts: dict[str, str] = {}
    for part in parts:
        texts.setdefault(local_name(part), text_of(part))
    return texts
