"""Reads section pages, day archives and home pages: every link of an HTML page, and the feeds that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from spiders.discovery.document import decode_listing, find_root, interstitial
from spiders.discovery.link import MOST_LINKS, Link, Listing, ListingError, clean_text, clean_url

_PIECES = 50  # of the text of one link
_MOST_ELEMENTS = 500_000  # large pages have a tenth of that
_FEW = 10  # links: a challenge or a form to sign in has no more, and many a section page has such a form too
_HEADLINE = 4  # words of a link that is a headline: fewer name a section, or who makes the test
_MOST_FEEDS = 30  # that are taken of one page; few name more than two
_COMMENTS = re.compile(r"/comments\b")  # the feed of what readers wrote, which names no article
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}


def read_section(body: bytes, content_type: str, url: str) -> Listing:
    """Return all links of an HTML page in reading order, repeats included, and the feeds that it names.

    Raises `ListingError` where the body is no page, or one that stands in its place.
    """
    text = decode_listing(body, content_type)
    find_root(text, "page")
    page = _Anchors()
    # A target, as in a tree the time goes with the square of the attributes of one element.
    parser = etree.HTMLParser(encoding="utf-8", target=page)
    try:
        parser.feed(text.encode("utf-8"))
        parser.close()
    except (etree.LxmlError, ValueError) as error:
        raise ListingError("it is not an HTML page") from error
    if not page.elements:
        raise ListingError("it is not an HTML page")
    headlines = sum(len("".join(pieces).split()) >= _HEADLINE for _, pieces in page.found[:_FEW])
    if len(page.found) < _FEW and (instead := interstitial(text, headlines)):
        raise instead
    base_url = clean_url(url, page.base or "") or url
    links = ((clean_url(base_url, reference), "".join(pieces)) for reference, pieces in page.found)
    # What is no address here is navigation as a rule: a script, a mail, a place within the page.
    found = tuple(Link(url=to, headline=clean_text(words)) for to, words in links if to)
    feeds = [to for reference in page.feeds if (to := clean_url(base_url, reference)) and not _COMMENTS.search(to)]
    return Listing(links=found, feeds=tuple(dict.fromkeys(feeds)), url=url, unread=page.unread)


def read_home_page(body: bytes, content_type: str, url: str) -> Listing:
    """Return the feeds that a home page names, and none of its links.

    Raises `ListingError` where it names none, or is no page.
    """
    feeds = read_section(body, content_type, url).feeds
    if not feeds:
        raise ListingError("it names no feed")
    return Listing(feeds=feeds, url=url)


class _Anchors:
    """Takes the links from an HTML page while it is parsed."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[str]]] = []
        self.feeds: list[str] = []
        self.base: str | None = None
        self.elements = 0
        self.unread = 0
        self._inside: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if self.elements > _MOST_ELEMENTS:
            raise ListingError(f"it is a page without bounds: more than {_MOST_ELEMENTS} elements")
        reference = attributes.get("href")
        if tag == "base" and self.base is None:
            self.base = reference
        elif tag == "link" and reference is not None and _names_feed(attributes):
            self.feeds += [reference][: _MOST_FEEDS - len(self.feeds)]
        elif tag == "a":
            self._inside = None
            if reference is not None and len(self.found) < MOST_LINKS:
                self._inside = []
                self.found.append((reference, self._inside))
            else:
                self.unread += reference is not None
        elif self._inside and len(self._inside) < _PIECES:
            self._inside.append(" ")  # "<h3>Headline</h3><p>Lead" are two words

    def end(self, tag: str) -> None:
        if tag == "a":
            self._inside = None

    def data(self, text: str) -> None:
        if self._inside is not None and len(self._inside) < _PIECES:
            self._inside.append(text)

    def close(self) -> None:
        self._inside = None


def _names_feed(attributes: Mapping[str, str]) -> bool:
    relation, kind = attributes.get("rel", "").lower().split(), attributes.get("type", "").partition(";")[0]
    return "alternate" in relation and kind.strip().lower() in _FEED_TYPES
