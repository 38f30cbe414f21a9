"""The tree of a page: from its bytes to its characters, its elements and the text within them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from lxml.cssselect import CSSSelector
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

from spiders.capture.record import Capture
from spiders.discovery.document import UNFIT_CODECS
from transforms.page.text import clean

BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: What a reader never reads as text.
SILENT = frozenset(
    "audio button canvas datalist embed form iframe input map math noscript object optgroup option script select style"
    " svg template textarea video".split()
)
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|title|meta|div|p|h1|article|script|table|br)\b", re.IGNORECASE)
_PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
# One class for every element: the classes for forms, which lxml.html asks Python for at each element, cost a tenth.
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(
        element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment, pi=lxml.html.HtmlProcessingInstruction
    )
)


class PageError(Exception):
    """The bytes are no page with text."""


def is_markup(capture: Capture, content: bytes) -> bool:
    """Say whether the content is HTML; a lone file's kind is told from its first characters."""
    kind = (capture.header("Content-Type") or "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    return not kind and _MARKUP.search(content[:4096]) is not None


def decode(capture: Capture, content: bytes) -> str:
    """Return the characters of the content, by its headers, its byte order mark, its own declaration, or as UTF-8."""
    content_type = capture.header("Content-Type")
    declared = html_body_declared_encoding(content)
    # What can be read well enough to find a declaration in it is in no coding of two bytes and more.
    wide = (declared or "").startswith(("utf-16", "utf-32")) and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if wide or {http_content_type_encoding(content_type), declared} & UNFIT_CODECS:
        content_type = "text/html; charset=utf-8"
    _, text = html_to_unicode(content_type, content, default_encoding="utf-8")
    return text.replace("\x00", "")


def parse_tree(text: str, url: str | None) -> lxml.html.HtmlElement:
    """Return the tree of a page; raises `PageError` where there is none to be had."""
    try:
        data = text.encode("utf-8", "replace")
        return lxml.html.document_fromstring(data, parser=_PARSER, base_url=url)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise PageError(f"it holds no element: {error}") from error


@lru_cache(maxsize=512)
def selector(css: str) -> CSSSelector:
    """Return the compiled selector."""
    return CSSSelector(css)


def select(root: lxml.html.HtmlElement, css: str | None) -> list[lxml.html.HtmlElement]:
    """Return the elements that the selector matches, in the page's order; none where there is no selector."""
    return list(selector(css)(root)) if css else []


def text_of(element: lxml.html.HtmlElement) -> str:
    """Return the text of an element on one line, without what is never read as text."""
    if len(element) == 0 and isinstance(element.tag, str) and element.tag not in SILENT:
        return clean(element.text)  # most have nothing within
    return clean(" ".join(paragraphs(element)))


def marks_of(element: lxml.html.HtmlElement, *attributes: str) -> str:
    """Return the values of these attributes in a row: what a page's author calls the element by."""
    return " ".join(element.get(name) or "" for name in attributes)


def first_text(root: lxml.html.HtmlElement, css: str | None) -> str | None:
    """Return the first non-empty text that the selector finds."""
    return next((text for element in select(root, css) if (text := text_of(element))), None)


def paragraphs(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the text of each block in reading order."""
    for element, text in blocks(root, frozenset()):
        if element is None:
            yield text


def blocks(
    root: lxml.html.HtmlElement, apart: frozenset[lxml.html.HtmlElement]
) -> Iterator[tuple[lxml.html.HtmlElement | None, str]]:
    """Yield `(None, text)` for each block of text and `(element, "")` for each element set `apart`, in order.

    A walk with events, not recursion: nesting is as deep as a hostile page makes it.
    """
    buffer: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            silent = element.tag in SILENT
            if element in apart or silent:
                walk.skip_subtree()
                if not silent:
                    yield from _flush(buffer)
                    yield element, ""
                continue
            if element.tag in BLOCKS:
                yield from _flush(buffer)
            buffer.append(element.text or "")
        else:
            if element.tag in BLOCKS:
                yield from _flush(buffer)
            if element is not root:
                buffer.append(element.tail or "")
    yield from _flush(buffer)


def _flush(buffer: list[str]) -> Iterator[tuple[None, str]]:
    if buffer and (text := clean("".join(buffer))):
        yield None, text
    buffer.clear()


def absolute(href: str | None, base: str | None) -> str | None:
    """Return the http or https URL that a reference means on this page; None where it is none."""
    if not href or not href.strip():
        return None
    try:
        url = urljoin(base or "", href.strip())
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None
