"""The story on a page without selectors: the lines that trafilatura finds, checked against the page itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.settings import Document

from transforms.boilerplate.elements import drop_elements
from transforms.extractors.omissions import with_gaps, with_twins
from transforms.extractors.placement import with_places
from transforms.extractors.stated_body import blocks_of, differs_from_stated, stated_body
from transforms.page.layout import Layout, PlacedLine
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, fold

# The joiners of Persian and Indic words, which the extractor drops, and letters that stand for them meanwhile.
_JOINERS = {"\u200c": "\ua66e", "\u200d": "\ua660"}
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Share of the page's long texts below which strict extraction may have lost the story.
_SUSPICIOUS = 0.35
#: The same, below which the strict text is no part of the story at all.
_NOTHING = 0.2
_LONG = 60  # characters of a text that is no label
_SHORT = 250  # characters of a text that may be a prompt or a notice
_LINKED = 0.5  # share of a text within links from which on it leads elsewhere


@dataclass(slots=True, kw_only=True)
class Story:
    """The lines in reading order, each with its place among the page's blocks where it is found there again.

    `stated` is the body that the page states, folded; empty where it states none.
    """

    extractor: str
    lines: list[PlacedLine] = field(default_factory=list)
    stated: str = ""


def read_story(page: ParsedPage) -> Story | None:
    """Return the story of a page; None where the extractor finds no text. Its tree is not fit for use afterwards.

    Where the page states its article's body, the blocks that are that body stand for a text that missed it.
    """
    tree, layout, metadata = page.tree, page.layout, page.metadata
    drop_elements(tree)
    escaped = _escape_joiners(tree)
    lines = _extract_lines(tree, shown_prose(layout), metadata.url)
    if escaped:
        lines = [_unescaped_joiners(line) for line in lines]
    stated = stated_body(metadata)
    own = blocks_of(layout, stated) if stated else []
    if own and differs_from_stated(lines, own, stated):
        return Story(extractor="stated_body", lines=own, stated=stated)
    if not lines:
        return None
    return Story(
        extractor="trafilatura", lines=with_gaps(with_twins(with_places(lines, layout), layout), layout), stated=stated
    )


def shown_prose(layout: Layout) -> int:
    """Return the characters of text that the page shows outside of labels and links."""
    return sum(len(block.text) for block in layout.blocks if len(block.text) >= _LONG and block.linked < _LINKED)


def _extract_lines(tree: lxml.html.HtmlElement, shown: int, url: str | None) -> list[str]:
    """Return the lines that the extractor finds: in the quickest way that did not lose the story.

    Its strict mode leaks least. A text that is but a small part of what the page shows may have missed the story: then
    the strict mode is asked again with the comparisons that its quick way skips, and after that the balanced mode. That
    one counts if its text holds all of the strict one's, as it found more of the same then, or if the strict one is
    next to nothing beside a balanced one that is much of what is shown.
    """
    strict: list[str] = []
    for fast in (True, False):
        strict = _run_trafilatura(tree, url, strict=True, fast=fast)
        length = _length(strict)
        if length > 0 and length >= _SUSPICIOUS * shown:
            return strict
    balanced = _run_trafilatura(tree, url, strict=False, fast=False)
    if length < _SHORT or (length < _NOTHING * shown and _length(balanced) >= _SUSPICIOUS * shown):
        return balanced or strict
    return balanced if _length(balanced) > 1.3 * length and _is_within(strict, balanced) else strict


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _is_within(some: list[str], more: list[str]) -> bool:
    """Say whether some lines stand nearly all in a longer text."""
    text = fold(" ".join(more))
    return sum(len(line) for line in some if fold(line) in text) >= 0.95 * _length(some)


def _run_trafilatura(tree: lxml.html.HtmlElement, url: str | None, *, strict: bool, fast: bool) -> list[str]:
    found = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, with_metadata=False, favor_precision=strict, fast=fast
    )
    if not isinstance(found, Document) or not found.text:
        return []
    return [line for text in found.text.splitlines() if (line := clean(text).removeprefix("- "))]


def _escape_joiners(tree: lxml.html.HtmlElement) -> bool:
    """Put letters in the place of joiners where the page has such, and say whether it was done.

    Control characters, which XML may not hold, go: for one of them the extractor refuses the whole page.
    """
    text = etree.tostring(tree, encoding="unicode", method="text")
    held = any(letter in text for letter in _JOINERS.values())
    joined = not held and any(joiner in text for joiner in _JOINERS)
    if not joined and not _CONTROL.search(text):
        return False
    table = dict.fromkeys((*range(1, 9), 11, 12, *range(14, 32), 65534, 65535), " ")
    if joined:
        table |= {ord(joiner): letter for joiner, letter in _JOINERS.items()}
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.text = element.text.translate(table) if element.text else element.text
        element.tail = element.tail.translate(table) if element.tail else element.tail
    return joined


def _unescaped_joiners(line: str) -> str:
    return line.translate({ord(letter): joiner for joiner, letter in _JOINERS.items()})
