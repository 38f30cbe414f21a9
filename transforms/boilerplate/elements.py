"""Boilerplate elements: what is dropped from a tree before an extractor sees it, questions about cookies among it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

import lxml.html
from lxml import etree

from transforms.page.index import Named, PageIndex
from transforms.page.tree import BLOCKS, SILENT, Block
from transforms.vocab.loader import words

# Beside what is never read, the frame of the page: their bulk only costs the extractor time, and broken ones leak.
_DROPPED = SILENT | set("aside dialog footer head label link menu meta nav picture source".split())
_CONSENT = re.compile(
    r"onetrust|cookie[-_]?(?:list|banner|consent|notice|polic|law|bar)|gdpr|\bcmp[-_]|consent", re.IGNORECASE
)
_DATA = ("table", "blockquote", "pre")  # what a figure may show beside a picture
_FILLED = frozenset({"b", "em", "i", "q", "span", "strong"})  # references, icons, what an editor left behind
_MANY, _MOST = 10_000, 200_000  # pieces of a page's paragraphs, and elements of them that are looked at
_CONTAINERS = frozenset("article aside div dl figure form header main ol section table ul".split())
_OUTWEIGHS = 10**9  # more than all text of a page
_ASKS = 700  # characters for each mention of cookies, in a short question about them
_ASKING = words("walls.consent_words")
_ASKED_IN = frozenset({"aside", "dialog", "div", "section"})
_MARKED = 100  # elements that may ask about cookies


def drop_elements(tree: lxml.html.HtmlElement, index: PageIndex) -> None:
    """Drop from a tree the elements that never hold a story's text, and what asks about cookies."""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    for figure in [figure for figure in tree.iter("figure") if next(figure.iter(*_DATA), None) is None]:
        figure.drop_tree()
    _fill_empty(tree)
    _join_pieces(tree)
    _drop_consent(index)


def _fill_empty(tree: lxml.html.HtmlElement) -> None:
    """Put the text behind each empty element of a paragraph into it: the strict extractor drops both."""
    for element in tree.iter(*_FILLED):
        if element.tail and not len(element) and element.text is None and element.getparent().tag == "p":
            element.text, element.tail = element.tail, None


def _join_pieces(tree: lxml.html.HtmlElement) -> None:
    """Leave nothing but text in the paragraphs of a page that cuts them into very many pieces.

    The extractor's time grows with the number of their texts squared.
    """
    paragraphs = list(tree.iter("p"))
    tags = Counter(piece.tag for piece in islice((piece for each in paragraphs for piece in each.iter()), _MOST))
    pieces = tags.keys() - BLOCKS
    if sum(tags[tag] for tag in pieces) < _MANY:
        return
    for paragraph in paragraphs:
        etree.strip_tags(paragraph, *pieces)
        paragraph.text = paragraph.text  # it may be in several pieces still, which are one by this
        for child in paragraph:
            child.tail = child.tail


def drop_frame(blocks: list[Block]) -> None:
    """Drop from a tree what stands around the story and holds more links than text: menus, lists of cards, pictures.

    The extractor takes nothing from them, and its time grows with the elements of the tree. What stands near the prose
    stays as it is: by the links there the extractor tells the story from what is beside it. `blocks` are the tree's.
    """
    prose: Counter[lxml.html.HtmlElement | None] = Counter()
    for block in blocks:
        if block.is_prose:
            prose[block.element.getparent()] += len(block.text)
    home = max(prose, key=lambda element: prose[element], default=None)
    if home is None:
        return
    path = {home, *home.iterancestors()}
    near = {home, home.getparent()}
    parts = {child for outer in path - near for child in outer if child not in path and child.tag in _CONTAINERS}
    for part in parts - _with_text(blocks, parts):
        part.drop_tree()


def _with_text(blocks: list[Block], parts: set[lxml.html.HtmlElement]) -> set[lxml.html.HtmlElement]:
    """Return those of some parts of a page that hold prose, or more text than links."""
    part_of: dict[lxml.html.HtmlElement, lxml.html.HtmlElement | None] = {part: part for part in parts}
    surplus: Counter[lxml.html.HtmlElement | None] = Counter()
    for block in blocks:
        node, within = block.element, []
        while node is not None and node not in part_of:
            within.append(node)
            node = node.getparent()
        part = part_of[node] if node is not None else None
        part_of |= dict.fromkeys(within, part)
        surplus[part] += _OUTWEIGHS if block.is_prose else int(len(block.text) * (1 - 2 * block.linked))
    return {part for part in parts if surplus[part] > 0}


def _drop_consent(index: PageIndex) -> None:
    """Take out what asks about cookies: on short articles the extractor prefers it. What holds a headline stays."""
    asks = Named(_CONSENT.search, ("onetrust", "cookie", "gdpr", "cmp", "consent"))
    marked = [element for element in index.find(named={"class": asks, "id": asks}) if element.tag in _ASKED_IN]
    for element in marked[:_MARKED]:
        if element.getparent() is not None and _is_about_consent(element):
            element.drop_tree()


def _is_about_consent(element: lxml.html.HtmlElement) -> bool:
    """Say whether what is marked so is about cookies, and no wrapper of the page: that speaks of other things."""
    if next(element.iter("h1", "article", "main"), None) is not None:
        return False
    text = element.text_content()
    return not text.strip() or mentions_of_cookies(text) * (_ASKS if len(text) < _ASKS else 400) > len(text)


def mentions_of_cookies(text: str) -> int:
    """Return how often a text names cookies, consent and their like."""
    text = text.lower()
    return sum(text.count(word) for word in _ASKING)
