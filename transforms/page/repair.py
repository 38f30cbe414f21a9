"""Repair of broken trees: one body with all that a browser shows, and no story within what is never read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import lxml.html
from lxml import etree

from transforms.page.tree import SILENT, paragraph_length

#: Elements whose content is dropped or not read, and that a broken page opens around its story: a `nav` that is never
#: closed, a `div` inside a `button`, for which the parser closes nothing.
_SWALLOWING = SILENT | frozenset("dialog footer form menu nav picture".split())
#: Those with links and labels alone, in which paragraphs have no place, whether or not a heading is there too.
_WITHOUT_PROSE = frozenset("button menu nav select".split())
#: Those that stand beside a story. Where hardly a paragraph is without, they were opened in it and not closed.
_BESIDE = frozenset({"aside", "figcaption"})
_CODE = frozenset("script style template".split())
_LANDMARKS = ("h1", "article", "main")
_HELD = 0.4  # share of the paragraphs' text beside a heading, an article or the main part
_HELD_ALONE = 0.6  # the same without one
_LOOKED_AT = 20  # landmarks of each kind
_ENOUGH = 250  # characters of paragraphs: with fewer, the page's whole text is measured
_ROOTS = 20  # further documents behind the first one's end
_MOST = 50  # elements that are measured: broken ones hold each other


def repair(tree: lxml.html.HtmlElement) -> None:
    """Mend a tree in place as a browser would: what stands behind the body's end is read, and so are swallowed stories.

    The parser puts what follows `</body>` beside the body, and what follows `</html>` into another root.
    """
    _join_bodies(tree)
    _release_swallowed(tree)


def _join_bodies(tree: lxml.html.HtmlElement) -> None:
    """Move into the body what stands behind it, and what further documents in the same answer hold."""
    body = tree.find("body")
    others = [root for root in islice(tree.itersiblings(), _ROOTS) if root.tag == "html"]
    if body is None and others:
        body = etree.SubElement(tree, "body")
    if body is None or not (others or body.tail or body.getnext() is not None):
        return
    tail, body.tail = body.tail, None
    _add(body, tail, list(body.itersiblings()))
    for other in others:
        _add(body, other.text, list(other))
        _add(body, other.tail, [])


def _add(body: lxml.html.HtmlElement, text: str | None, parts: list[lxml.html.HtmlElement]) -> None:
    """Append a text and elements to a body; of a further body the content, of a further head nothing."""
    if text and text.strip():
        etree.SubElement(body, "p").text = text
    for part in parts:
        tail, part.tail = part.tail, None
        if part.tag == "body":
            _add(body, part.text, list(part))
        elif part.tag != "head":
            body.append(part)
        _add(body, tail, [])


def _release_swallowed(tree: lxml.html.HtmlElement) -> None:
    """Make a plain `div` of each element that by its kind is never read and yet holds the story.

    That is one that holds an `h1`, `article` or `main` and more than 40 % of the text in paragraphs; of elements for
    links and labels alone, one with more than 60 % of it; of those beside a story, one with all but a label of it.
    """
    around = dict.fromkeys(
        outer
        for name in _LANDMARKS
        for landmark in islice(tree.iter(name), _LOOKED_AT)
        for outer in landmark.iterancestors(*_SWALLOWING)
    )
    marked = list(islice(_around_paragraphs(tree), _MOST))
    # A link that is never closed: all within it would be a card that leads to another story.
    paragraphs = islice(tree.iter("p"), _LOOKED_AT)
    marked += dict.fromkeys(link for paragraph in paragraphs for link in paragraph.iterancestors("a"))
    beside = [element for element in islice(tree.iter(*_BESIDE), _LOOKED_AT) if paragraph_length(element) > _ENOUGH]
    if not (around or marked or beside):
        return
    measure = paragraph_length if paragraph_length(tree) > _ENOUGH else _text
    whole = measure(tree)
    for element in islice(chain(around, marked), _MOST):
        if measure(element) > (_HELD if element in around else _HELD_ALONE) * whole:
            element.tag = "div"
    if measure is paragraph_length:
        for element in beside:
            if whole - measure(element) < _ENOUGH:
                element.tag = "div"


def _around_paragraphs(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Yield the elements for links and labels alone that hold a paragraph: each is looked at once, however nested."""
    opened: list[lxml.html.HtmlElement] = []
    for element in tree.iter("p", *_WITHOUT_PROSE):
        if element.tag != "p":
            opened.append(element)
        elif opened:
            around = set(element.iterancestors(*_WITHOUT_PROSE))
            yield from (outer for outer in opened if outer in around)
            opened.clear()


def _text(element: lxml.html.HtmlElement) -> int:
    """Return the characters in an element that are no code, white space aside."""
    return sum(
        len(text.strip()) for node in element.iter() if node.tag not in _CODE for text in (node.text, node.tail) if text
    )
