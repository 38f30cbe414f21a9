"""The tree of a page: from its bytes to its characters, its elements and the text within them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

import lxml.html
from charset_normalizer import from_bytes
from lxml import etree
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

from spiders.capture.record import Capture
from spiders.discovery.document import UNFIT_CODECS
from transforms.page.text import clean, weight

BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: Elements whose text nobody reads as such.
SILENT = frozenset(
    "audio button canvas datalist embed iframe input map math noscript object optgroup option script select style svg"
    " template textarea video".split()
)
_SILENT_WITHIN = SILENT | {"form"}
#: The headings within a story.
SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
#: These, and the one of a page.
HEADINGS = SUBHEADINGS | {"h1"}
# Elements that lead to another address, or show something of it in their place.
_ANCHORS = frozenset({"a", "blockquote", "embed", "iframe", "object", "video"})
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|title|meta|div|p|h1|article|script|table|br)\b", re.IGNORECASE)
_RUN, _RUNS = re.compile(r"[^\x00-\x7f]{4,}"), 100  # characters beyond ASCII in a row; of such, so many are a text
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_BROKEN = 5  # characters that no coding gives, in text that is more than mended here and there
_SEVERAL = 10  # characters of several bytes, each right by chance in other codings one time in eight at most
_SAMPLE = 60_000  # bytes by which a coding is found
_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
)
# One class for every element: the classes for forms, which lxml.html asks Python for at each element, cost a tenth.
_PARSER.set_element_class_lookup(
    etree.ElementDefaultClassLookup(
        element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment, pi=lxml.html.HtmlProcessingInstruction
    )
)


# Controls and what is no character, which HTML may have and XML not: lxml sets no text with one, and trafilatura
# refuses the whole page. Those that are white space become such.
_CONTROLS = bytes([*range(9), *range(14, 28)])
_WHITE_SPACE = bytes.maketrans(b"\x0b\x0c\x1c\x1d\x1e\x1f", b" " * 6)
_REFERENCE = re.compile(
    rb"&#(?:0*+((?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d))|x0*+((?:[1-8bcef]|1[\da-f]|fff[ef])(?![\da-f])));?",
    re.IGNORECASE,
)
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF

_PARTS = 12  # elements of a line
_LABEL = 60  # weight of a text that is more than a label


class Block(NamedTuple):
    """One block of text: the element that holds it, and the share of its characters that is within links.

    `anchors` are the links and embeds that begin in it or right before it, and the quotations that do.
    """

    text: str
    element: lxml.html.HtmlElement
    linked: float
    anchors: tuple[lxml.html.HtmlElement, ...] = ()

    @property
    def is_prose(self) -> bool:
        """Whether it is neither a label nor for the greater part a link."""
        return weight(self.text) >= _LABEL and self.linked < 0.5


class PageError(Exception):
    """The bytes are no page with text."""


def is_markup(capture: Capture, content: bytes) -> bool:
    """Say whether the content is HTML; that of a lone file is seen from its first characters."""
    kind = (capture.response.header("Content-Type") or "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    return not kind and _MARKUP.search(content[:4096]) is not None


def decode(capture: Capture, content: bytes) -> str:
    """Return the characters of the content, by its headers, its byte order mark, its own declaration, or as UTF-8.

    Bytes that contradict what is declared decide: see `_contradicted`.
    """
    content_type = capture.response.header("Content-Type")
    declared = html_body_declared_encoding(content)
    # What can be read well enough to find a declaration in it is in no coding of two bytes and more.
    wide = (declared or "").startswith(("utf-16", "utf-32")) and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    in_header = http_content_type_encoding(content_type)
    if wide or {in_header, declared} & UNFIT_CODECS:
        content_type = "text/html; charset=utf-8"
    encoding, text = html_to_unicode(content_type, content, default_encoding="utf-8")
    if not content.isascii() and not wide:
        text = _contradicted(content, encoding, text, declared if in_header else None)
    return text.replace("\x00", "")


def _contradicted(content: bytes, encoding: str, text: str, second: str | None) -> str:
    """Return the text of a page in another coding than the one declared, where the bytes say so; else the text as read.

    Servers state their own default, and whoever saves a page may write it anew and leave its declaration. Many
    sequences of several bytes that are UTF-8 with hardly a broken one among them are UTF-8. Where many are broken, the
    declaration that came `second` counts (the page's own behind the header's), and then what is found by statistics; so
    it is where a Western coding is declared and the text is in no Western letters.
    """
    if encoding == "utf-8":
        broken = text.count("\ufffd")
        if broken < _BROKEN or broken * 10 < sum(map(len, _NOT_ASCII.findall(text))):
            return text
        if second and second != "utf-8" and not (other := _decoded(content, second)).count("\ufffd"):
            return other
        return _by_statistics(content) or text
    if encoding.startswith(("utf-16", "utf-32")):
        return text
    if second and encoding == "cp1252" and second not in ("cp1252", "utf-8"):
        other = _decoded(content, second)  # what a server says of all its pages, and the page of itself
        return text if "\ufffd" in other else other
    as_utf8 = content.decode("utf-8", "replace")
    broken = as_utf8.count("\ufffd")
    several = sum(map(len, _NOT_ASCII.findall(as_utf8))) - broken
    enough = 1 if second == "utf-8" else _SEVERAL
    if several >= enough and broken * 100 <= several:
        return as_utf8
    # Western letters beyond ASCII stand among others; where they follow each other, they are another script's.
    runs = sum(map(len, _RUN.findall(text))) if encoding == "cp1252" else 0
    if runs >= _RUNS and runs * 2 > sum(map(len, _NOT_ASCII.findall(text))):
        return _by_statistics(content) or text
    return text


def _by_statistics(content: bytes) -> str | None:
    """Return the text of a page in the coding that its bytes beyond ASCII are most likely in; None where none is."""
    start = next(_HIGH_BYTE.finditer(content)).start()
    found = from_bytes(content[max(0, start - _SAMPLE // 4) :][:_SAMPLE]).best()
    return _decoded(content, found.encoding) if found is not None else None


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace")


def parse_tree(text: str, url: str | None) -> lxml.html.HtmlElement:
    """Return the tree of a page; raises `PageError` where there is none to be had."""
    try:
        data = _without_controls(text.encode("utf-8", "replace"))
        tree = lxml.html.document_fromstring(data, parser=_PARSER, base_url=url)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise PageError(f"it holds no element: {error}") from error
    return tree


def parse_fragment(text: str) -> lxml.html.HtmlElement | None:
    """Return a `div` with the elements of a piece of HTML; None where there is none to be had."""
    try:
        data = _without_controls(text.encode("utf-8", "replace"))
        return lxml.html.fragment_fromstring(data, create_parent="div", parser=_PARSER)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _without_controls(data: bytes) -> bytes:
    data = _REFERENCE.sub(_resolved, data).translate(_WHITE_SPACE, _CONTROLS)
    # A single byte is found in a tenth of the time: few pages have the first of these at all.
    for character in _NO_CHARACTERS if _NO_CHARACTERS[0][:1] in data else ():
        data = data.replace(character, b"")
    return data


def _resolved(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return bytes([code]) if code < 32 else b""


def text_of(element: lxml.html.HtmlElement) -> str:
    """Return the text of an element on one line, without what is never read as text."""
    if len(element) == 0 and isinstance(element.tag, str) and element.tag not in _SILENT_WITHIN:
        return clean(element.text)  # most have nothing within
    return clean(" ".join(paragraphs(element)))


def marks_of(element: lxml.html.HtmlElement, *attributes: str) -> str:
    """Return the values of these attributes in a row: what a page's author calls the element by."""
    return " ".join(element.get(name) or "" for name in attributes)


def mark_pattern(words: str) -> re.Pattern[str]:
    """Return the pattern that finds one of some words, in any case, as a whole word of a class or an id."""
    return re.compile(rf"(?:^|[\W_])(?:{words})(?:$|[\W_])", re.IGNORECASE)


def first_text(elements: Iterable[lxml.html.HtmlElement]) -> str | None:
    """Return the first non-empty text of some elements."""
    return next(filter(None, map(text_of, elements)), None)


def paragraph_length(root: lxml.html.HtmlElement) -> int:
    """Return the characters of the `p` elements in an element, without those that are labels."""
    texts = ("".join(paragraph.itertext()) for paragraph in root.iter("p"))
    return sum(len(text) for text in texts if len(text) > _LABEL)


def paragraphs(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the text of each block in reading order."""
    return (block.text for block in blocks(root))


def blocks(
    root: lxml.html.HtmlElement, apart: Container[lxml.html.HtmlElement] = (), *, whole_page: bool = False
) -> Iterator[Block]:
    """Yield the blocks of text in reading order, and in its place each element set `apart`, as a block without text.

    In a whole page, forms are read too, as some have one around everything, and what breaks the lines of a heading does
    not divide it. A walk with events, not recursion: nesting is as deep as a hostile page makes it.
    """
    unread = SILENT if whole_page else _SILENT_WITHIN
    buffer: list[str] = []
    anchors: list[lxml.html.HtmlElement] = []
    linked = links = 0
    around = [root]
    heading: lxml.html.HtmlElement | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag, starts = element.tag, event == "start"
        is_block = tag in BLOCKS
        if whole_page and is_block:
            if heading not in (None, element):
                is_block = False
                buffer.append(" ")
            elif tag in HEADINGS:
                heading = element if starts else None
        is_apart = element in apart and tag not in unread
        if buffer and (is_block or (starts and is_apart)):
            yield from _flush(buffer, linked, around[-1], anchors)
            linked = 0
        if is_block and starts:
            around.append(element)
        elif is_block:
            around.pop()
        elif tag == "a":
            links += 1 if starts else -1
        anchors += (element,) if starts and tag in _ANCHORS else ()
        if starts and (is_apart or tag in unread):
            walk.skip_subtree()
            if is_apart:
                yield Block("", element, 0.0)
            continue
        text = element.text if starts else element.tail
        # White space begins no block: most of it stands between two of them.
        if text and (buffer or not text.isspace()) and (starts or element is not root):
            buffer.append(text)
            linked += len(text.strip()) if links else 0
    yield from _flush(buffer, linked, root, anchors)


def _flush(
    buffer: list[str], linked: int, element: lxml.html.HtmlElement, anchors: list[lxml.html.HtmlElement]
) -> Iterable[Block]:
    """Return the block of text that the buffer holds, if there is one, and empty both: embeds wait for a text."""
    text = clean("".join(buffer))
    buffer.clear()
    if not text:
        return ()
    block = Block(text, element, min(1.0, linked / len(text)), tuple(anchors))
    anchors.clear()
    return (block,)


def inline_parts(block: Block) -> list[str]:
    """Return the texts of the elements that a block's line consists of: a date, a name; none where text is loose in it.

    Layout may divide what markup does not: nothing else stands between "5 May 2024" and "Jane Roe" then.
    """
    children = list(islice(block.element, _PARTS + 1))
    if not 1 < len(children) <= _PARTS or any(child.tag in BLOCKS or child.tag in SILENT for child in children):
        return []
    parts = [text for child in children if (text := text_of(child))]
    return parts if "".join(parts).replace(" ", "") == block.text.replace(" ", "") else []


def absolute(href: str | None, base: str | None) -> str | None:
    """Return the http or https URL that a reference means on this page; None where it is none."""
    href = (href or "").strip()
    if not href:
        return None
    try:
        url = urljoin(base or "", href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None
