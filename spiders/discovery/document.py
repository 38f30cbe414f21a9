"""Parses the document of a listing within bounds: unpacked, decoded, and held to be of the kind that was asked for."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from itertools import islice
from typing import Literal, Protocol

from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from spiders.challenges import challenge_mark, has_little_text
from spiders.discovery.link import ChallengeError, ListingError

Kind = Literal["feed", "sitemap", "page"]


class XmlElement(Protocol):
    """An element of XML, so much of lxml's as is used of it: lxml publishes no types."""

    tag: str
    text: str | None
    tail: str | None
    nsmap: dict[str | None, str]

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[XmlElement]: ...

    def iter(self, *tags: str) -> Iterator[XmlElement]:
        """Yield the element and those within it that are named so, in the order of the document."""

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the value of an attribute."""

    def items(self) -> list[tuple[str, str]]:
        """Return the names and values of the attributes."""


_LARGEST = 10 * 1024 * 1024  # bytes, packed or not; no answer is taken that is larger
# Tags and attributes. A full sitemap has 50 000 addresses with five elements each; their tree takes 200 MB.
_MOST_MARKS = 750_000
#: Nothing is written in these, and Python takes minutes over a large body in the first.
UNFIT_CODECS = {
    *("punycode", "idna", "utf-7", "unicode_escape", "raw_unicode_escape", "undefined"),
    *("hex", "rot13", "rot-13", "zlib", "base64", "uu", "bz2", "quopri"),  # which turn bytes into other bytes
}
_NAMES = {"feed": "a feed", "sitemap": "a sitemap", "page": "an HTML page"}
_ROOT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:(?P<feed>rss|rdf|feed)|(?P<sitemap>urlset|sitemapindex)"
    r"|(?P<page>!doctype\s{1,9}html|html|head|body|script))(?=[\s/>])",
    re.IGNORECASE,
)
_HEADLINES = 2
_PASSWORD = re.compile(r"type\s{0,9}=\s{0,9}[\"']?password\b", re.I)


def decode_listing(body: bytes, content_type: str) -> str:
    """Return the text of an answer, unpacked where it is gzip still; raises `ListingError` where there is none."""
    data = _unpacked(body)
    if len(data) > _LARGEST:
        raise ListingError(f"it is larger than {_LARGEST >> 20} MB")
    text = _UNFIT.sub("", _decoded(data, content_type))
    if not text.strip("\ufeff \t\r\n"):
        raise ListingError("it is empty")
    return text


def find_root(text: str, wanted: Kind) -> int:
    """Return where the root element begins; raises `ListingError` where the text is of another kind.

    A page may begin anywhere, and need not say that it is one.
    """
    root = _ROOT.search(text)
    found = root.lastgroup if root else None
    if root is not None and found == wanted:
        return root.start()
    if root is None and wanted == "page" and re.search(r"<[a-zA-Z!]", text):
        return 0
    if found in ("page", None) and (instead := interstitial(text)):
        raise instead
    if found == "page":
        raise ListingError("it is an HTML page")
    other = (
        f"it is {_NAMES[found]}" if found else "it is other XML" if text.lstrip("\ufeff \t\r\n")[:5] == "<?xml" else ""
    )
    raise ListingError(f"{other}, not {_NAMES[wanted]}" if other else f"it is not {_NAMES[wanted]}")


def interstitial(text: str, headlines: int = 0) -> ListingError | None:
    """Return an error for what stands in the place of a page: a challenge, a form to sign in; None for neither.

    A page with some headlines has content, whatever scripts it carries.
    """
    if headlines < _HEADLINES and has_little_text(text) and (mark := challenge_mark(text)):
        return ChallengeError(f"it is a challenge page: {mark}")
    return ListingError("it is a login page") if _PASSWORD.search(text) else None


def xml_root(text: str, start: int) -> XmlElement:
    """Return the root element that begins at `start`, mended where it is broken; raises `ListingError` for a bomb.

    What stands before the root is cut off, and with it every entity that a DOCTYPE could declare.
    """
    # Counted before there is a tree: ten megabytes of the smallest elements take sixty times as much in memory.
    if text.count("<") + text.count("=") > _MOST_MARKS:
        raise ListingError(f"it is XML without bounds: more than {_MOST_MARKS} tags and attributes")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root: XmlElement | None = etree.fromstring(_escaped(text[start:]).encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ListingError("it is XML that nobody can read") from error
    # What was read until the parser gave up would pass for a whole listing.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ListingError("it is XML without bounds: nested too deep, or with a text too long")
    if root is None:
        raise ListingError("it is XML that nobody can read")
    return root


def local_name(element: XmlElement) -> str:
    """Return the name of an element without its prefix, whether or not somebody declared that."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower()


def text_of(element: XmlElement) -> str:
    """Return the text within an element; of one with many parts, that of the first."""
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(_pieces(element)).strip()


def _pieces(element: XmlElement) -> Iterator[str]:
    # A walk, as itertext passes any number of empty elements before its next text.
    for event, inner in islice(etree.iterwalk(element, events=("start", "end")), 100):
        if event == "start":
            yield inner.text or ""
        elif inner is not element:
            yield inner.tail or ""


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):  # that it was undone on the way is as usual as that it was not
        return body
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(body)).read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ListingError(f"its gzip is broken: {error}"[:200]) from error


def _decoded(data: bytes, content_type: str) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    # What reads as UTF-8 is UTF-8, whatever its declaration and its server say.
    for name in ("utf-8", html_body_declared_encoding(data), http_content_type_encoding(content_type)):
        if name and name not in UNFIT_CODECS:
            try:
                return data.decode(name)
            except (ValueError, LookupError):
                continue
    return data.decode("utf-8", "replace")


def _escaped(text: str) -> str:
    """Return XML with every ampersand escaped that begins no reference to a character, outside of CDATA."""
    parts = _CDATA.split(text)
    parts[::2] = [_BARE.sub("&amp;", part) for part in parts[::2]]
    return "".join(parts)


# What XML has no place for; libxml2 stops or drops the text around it.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
# References to halves of characters (and some beside them) are escaped too: lxml cannot give the text that holds one.
_BARE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#[xX][\da-fA-F]{1,6});)|&(?=#[xX]0*[dD][89a-fA-F]..;|#0*5[5-7]\d\d\d;)"
)
