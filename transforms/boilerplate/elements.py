"""Boilerplate elements: what is dropped from a tree before an extractor sees it, questions about cookies among it."""

from __future__ import annotations

import re
from functools import lru_cache

import lxml.html
from lxml import etree

from transforms.page.tree import SILENT
from transforms.vocab.loader import words

# Beside what is never read, the frame of the page: their bulk only costs the extractor time, and broken ones leak.
_DROPPED = SILENT | set("dialog footer head link menu meta nav picture source".split())
_CONSENT = re.compile(
    r"onetrust|cookie[-_]?(?:list|banner|consent|notice|polic|law|bar)|gdpr|\bcmp[-_]|consent", re.IGNORECASE
)
_ASKS = 700  # characters for each mention of cookies, in a short question about them
_ASKING = words("walls.consent_words")
_MARKED = 100  # elements that may ask about cookies


def drop_elements(tree: lxml.html.HtmlElement) -> None:
    """Drop from a tree the elements that never hold a story's text, and what asks about cookies."""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    _drop_consent(tree)


def _drop_consent(tree: lxml.html.HtmlElement) -> None:
    """Take out what asks about cookies: on short articles the extractor prefers it. What holds a headline stays."""
    marked = []
    for element in tree.iter("div", "section", "aside", "dialog"):
        get = element.get
        name, style = get("id"), get("class")
        if (name and _asks(name)) or (style and _asks(style)):
            marked.append(element)
    for element in marked[:_MARKED]:
        if element.getparent() is not None and _is_about_consent(element):
            element.drop_tree()


@lru_cache(maxsize=16384)
def _asks(mark: str) -> bool:
    return _CONSENT.search(mark) is not None


def _is_about_consent(element: lxml.html.HtmlElement) -> bool:
    """Say whether what is marked so is about cookies, and no wrapper of the page: that speaks of other things."""
    if next(element.iter("h1", "article", "main"), None) is not None:
        return False
    text = element.text_content().lower()
    asked = sum(text.count(word) for word in _ASKING)
    return not text.strip() or asked * (_ASKS if len(text) < _ASKS else 400) > len(text)
