"""Turns a listing as served (a feed, a section page) into the links that it offers."""

from __future__ import annotations

import io
from urllib.parse import urljoin, urlsplit

import feedparser
import lxml.html
from w3lib.encoding import html_to_unicode
from w3lib.html import strip_html5_whitespace


class ListingError(Exception):
    """What answered is no listing: an HTML page in place of a feed, a challenge, an empty body."""


def feed_links(body: bytes, content_type: str, base_url: str) -> list[str]:
    """Return the links of an RSS or Atom feed in its own order, repeats included.

    Raises `ListingError` where the body is no feed at all; a feed without entries is one.
    """
    # A stream, never the bytes themselves: feedparser would take those for a URL or a file name.
    feed = feedparser.parse(io.BytesIO(body), response_headers={"content-type": content_type}, sanitize_html=False)
    if not feed.get("version"):
        raise ListingError("it is not a feed")
    links = (_absolute(base_url, entry.get("link") or "") for entry in feed.entries)
    return [link for link in links if link]


def page_links(body: bytes, content_type: str, base_url: str) -> list[str]:
    """Return all links of an HTML page in reading order; raises `ListingError` where it is no page."""
    _, text = html_to_unicode(content_type, body)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=_PARSER)
    except (lxml.etree.ParserError, ValueError) as error:
        raise ListingError("it is not an HTML page") from error
    links = (_absolute(base_url, element.get("href") or "") for element in tree.iter("a"))
    return [link for link in links if link and not link.startswith("javascript:")]


def _absolute(base_url: str, href: str) -> str | None:
    """Return the URL that a reference means; None for a part of the same page and for a broken address."""
    reference = strip_html5_whitespace(href)
    if not reference or reference.startswith(("#", "mailto:")):
        return None
    try:
        url = urljoin(base_url, reference)
        _ = urlsplit(url).port
    except ValueError:  # such as an unclosed IPv6 bracket, or a port that is no number
        return None
    return url


_PARSER = lxml.html.HTMLParser(encoding="utf-8")
