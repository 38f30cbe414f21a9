"""Reads RSS and Atom feeds: what each entry links to, and what it says of it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from itertools import islice

import feedparser
from lxml import etree

from spiders.discovery.document import XmlElement, decode_listing, find_root, local_name, text_of, xml_root
from spiders.discovery.link import Link, Listing, ListingError, clean_language, clean_markup, clean_url, moment

#: The most entries that are read of a feed. An outlet's longest has some hundreds, and feedparser is slow.
_MOST_ENTRIES = 2000
_LONGEST = 2001  # characters of one value: one more than an address may have, so that a longer one is known as such
#: Characters of all values together, behind which no further entry is read: feedparser takes each "&" for itself.
_MOST_TEXT = 1_000_000
_LONGEST_DATE = 64  # "Tue, 24 November 2026 14:43:07 +0000" has 36
_DATES = {"pubdate", "published", "issued", "created", "date", "updated", "modified"}
_READ = {"link", "guid", "id", "title", "origlink", *_DATES}
_DC = "http://purl.org/dc/elements/1.1/"


def read_feed(body: bytes, content_type: str, url: str) -> Listing:
    """Return what a feed offers, in its own order with repeats; a feed without entries offers nothing.

    Raises `ListingError` where the body is no feed.
    """
    text = decode_listing(body, content_type)
    root = xml_root(text, find_root(text, "feed"))
    thin = _thinned(root)
    read = len(thin)
    try:
        feed = feedparser.parse(io.BytesIO(_as_bytes(thin)), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser promises nothing of what it raises
        raise ListingError(f"it is a feed that nobody can read: {error!r}"[:200]) from error
    language = clean_language(_language(root))
    # A plain dictionary, as feedparser's own gives another date where the one asked for is missing.
    found = (_link(dict(entry), url, language, atom=local_name(root) == "feed") for entry in feed.entries)
    links = tuple(link for link in found if link)
    unread = sum(1 for _ in root.iter("{*}item", "{*}entry")) - read
    return Listing(links=links, url=url, unread=unread, unusable=read - len(links))


def _as_bytes(root: XmlElement) -> bytes:
    content: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _thinned(root: XmlElement) -> XmlElement:
    """Return the feed with those parts alone that are read of it, each within bounds.

    feedparser knows the dialects, but takes minutes over ten megabytes of junk, and over some of a hundred kilobytes.
    """
    name = root.tag if _fit(root.tag) else local_name(root)
    thin: XmlElement = etree.Element(name, {"version": root.get("version", "2.0")}, nsmap=root.nsmap)
    taken = 0
    for entry in islice(root.iter("{*}item", "{*}entry"), _MOST_ENTRIES):
        if taken > _MOST_TEXT:
            break
        slim = etree.SubElement(thin, entry.tag)
        for part in islice(_parts(entry), 12):
            tag = f"{{{_DC}}}{local_name(part)}" if part.tag.startswith("dc:") else part.tag
            if _fit(tag):
                longest = _LONGEST_DATE if local_name(part) in _DATES else _LONGEST
                attributes = {name: value[:_LONGEST] for name, value in islice(part.items(), 8) if _fit(name)}
                text = text_of(part)[:longest]
                etree.SubElement(slim, tag, attributes).text = text
                taken += len(text) + sum(map(len, attributes.values()))
    return thin


def _parts(entry: XmlElement) -> Iterator[XmlElement]:
    """Yield the parts of an entry that are read; of dates of one name the first, as each is tried in a dozen forms."""
    dated: set[str] = set()
    for part in entry:
        name = local_name(part)
        if name in _DATES and name in dated:
            continue
        dated.add(name)
        if name in _READ:
            yield part


def _fit(name: str) -> bool:
    """Say whether an element may be named so: the prefix that nobody declared is still part of a name."""
    return ":" not in name.rpartition("}")[2]


def _link(entry: Mapping[str, str], base_url: str, language: str | None, *, atom: bool) -> Link | None:
    url = clean_url(base_url, entry.get("feedburner_origlink") or entry.get("link") or "")
    if url is None:
        return None
    # As stated: feedparser takes UTC where no zone is named, and three hours for +0330.
    published, updated = moment(entry.get("published")), moment(entry.get("updated"))
    if not atom and "published" not in entry:
        published, updated = updated, None  # dc:date, the one date of RSS 1.0
    headline = clean_markup(entry.get("title") or "")
    return Link(url=url, published=published, headline=headline, language=language, modified=updated)


def _language(root: XmlElement) -> str | None:
    stated = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    if stated is None:
        # of the channel itself: an entry may hold one too
        top = [*islice(root, 200), *(inner for part in islice(root, 5) for inner in islice(part, 200))]
        stated = next((text_of(part) for part in top if local_name(part) == "language"), None)
    return stated
