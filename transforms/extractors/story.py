"""The story on a page without selectors: the lines that trafilatura finds, checked against the page itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.settings import Document

from transforms.boilerplate.elements import drop_elements
from transforms.extractors.stated_body import blocks_of, differs_from_stated, stated_body
from transforms.page.layout import Layout, PlacedLine
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, fold
from transforms.page.tree import SUBHEADINGS

# The joiners of Persian and Indic words, which the extractor drops, and letters that stand for them meanwhile.
_JOINERS = {"\u200c": "\ua66e", "\u200d": "\ua660"}
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Share of the page's long texts below which strict extraction may have lost the story.
_SUSPICIOUS = 0.35
_LONG = 60  # characters of a text that is no label
_SHORT = 250  # characters of a text that may be a prompt or a notice
_PROSE = 100  # characters that no cell of a table with data has
_TWIN = 400  # characters of prose in one more part of a story
_SEARCHED = 500  # blocks in which a line is looked for: time must not grow with their number squared
_APART = 12  # blocks, at most, between two that a line runs together


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
    lines = _extract_lines(tree, layout, metadata.url)
    if escaped:
        lines = [_unescaped_joiners(line) for line in lines]
    stated = stated_body(metadata)
    own = blocks_of(layout, stated) if stated else []
    if own and differs_from_stated(lines, own, stated):
        return Story(extractor="stated_body", lines=own, stated=stated)
    if not lines:
        return None
    return Story(extractor="trafilatura", lines=_with_places(lines, layout), stated=stated)


def _extract_lines(tree: lxml.html.HtmlElement, layout: Layout, url: str | None) -> list[str]:
    """Return the lines that the extractor finds: in the quickest way that did not lose the story.

    Its strict mode leaks least. A text that is but a small part of what the page shows may have missed the story: then
    the strict mode is asked again with the comparisons that its quick way skips, and after that the balanced mode. That
    one counts if its text holds all of the strict one's: it found more of the same then, not something else.
    """
    shown = sum(len(block.text) for block in layout.blocks if len(block.text) >= _LONG and block.linked < 0.5)
    strict: list[str] = []
    for fast in (True, False):
        strict = _run_trafilatura(tree, url, strict=True, fast=fast)
        length = sum(len(line) for line in strict)
        if length > 0 and length >= _SUSPICIOUS * shown:
            return strict
    balanced = _run_trafilatura(tree, url, strict=False, fast=False)
    text = fold(" ".join(balanced))
    within = sum(len(line) for line in strict if fold(line) in text)
    if length < _SHORT or (within >= 0.95 * length and sum(len(line) for line in balanced) > 1.3 * length):
        return balanced or strict
    return strict


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


def _with_places(lines: list[str], layout: Layout) -> list[PlacedLine]:
    """Return each line with its block's place, and as the block has it: the extractor's spelling may be poorer.

    A row of a table stays one line, unless it holds prose: then the table is the page's frame.
    """
    found: list[PlacedLine] = []
    last = -1
    for line in lines:
        place = layout.find(line, last)
        if place is not None:
            last = place
            found.append((layout.blocks[place].text, place))
            continue
        parts = _parts(line, layout, last + 1)
        last = max([last, *parts])
        if line.startswith("|") and all(len(layout.blocks[part].text) < _PROSE for part in parts):
            found.append((" | ".join(cell.strip() for cell in line.split("|") if cell.strip()), None))
        else:
            found += [(layout.blocks[part].text, part) for part in parts] or [(line, None)]
    return _with_gaps(_with_twins(found, layout), layout)


def _with_twins(lines: list[PlacedLine], layout: Layout) -> list[PlacedLine]:
    """Add the prose of elements like the one that holds the story: some pages cut one story into several of them.

    The extractor takes the first. A twin has the same tag and classes, and nothing around both holds two articles.
    """
    homes = Counter(layout.blocks[place].element.getparent() for _, place in lines if place is not None)
    home = max(homes, key=lambda element: homes[element], default=None)
    if home is None or not home.get("class"):
        return lines
    taken = {place for _, place in lines}
    twins: dict[lxml.html.HtmlElement, list[int]] = {}
    for place in range(min(place for place in taken if place is not None), len(layout.blocks)):
        block = layout.blocks[place]
        parent = block.element.getparent()
        like = parent is not None and parent.tag == home.tag and parent.get("class") == home.get("class")
        if like and place not in taken and block.linked < 0.5 and layout.region(place)[0] is None:
            twins.setdefault(parent, []).append(place)
    added = [
        place
        for twin, places in twins.items()
        if twin not in homes
        and sum(len(layout.blocks[place].text) for place in places) > _TWIN
        and _together(home, twin)
        for place in places
    ]
    ordered = [*lines, *((layout.blocks[place].text, place) for place in added)]
    return sorted(ordered, key=lambda line: line[1] or 0) if added and None not in taken else lines


def _together(one: lxml.html.HtmlElement, other: lxml.html.HtmlElement) -> bool:
    """Say whether what surrounds two elements holds one article, not several."""
    around = set(one.iterancestors())
    common = next((element for element in other.iterancestors() if element in around), None)
    if common is None:
        return False
    return all(sum(1 for _ in islice(common.iter(tag), 2)) < 2 for tag in ("h1", "article"))


def _parts(line: str, layout: Layout, start: int) -> list[int]:
    """Return the places of the blocks that a line runs together, as the extractor does with breaks."""
    rest = fold(line)
    parts: list[int] = []
    for place in range(start, min(start + _SEARCHED, len(layout.blocks))):
        key = layout.keys[place]
        if key and rest.startswith(key):
            parts.append(place)
            rest = rest[len(key) :]
            if not rest:
                return parts if len(parts) > 1 else []
        elif parts and place - parts[-1] > _APART:
            break
    return []  # some of it stands nowhere on the page: the line stays as it is, that nothing is lost


def _with_gaps(lines: list[PlacedLine], layout: Layout) -> list[PlacedLine]:
    """Add the sub-headings and list items that stand among the lines' own blocks: the strict extractor drops some."""
    places = [place for _, place in lines if place is not None]
    if not places:
        return lines
    parents = {layout.blocks[place].element.getparent() for place in places}
    gaps = set(range(min(places), max(places))) - set(places)
    found = {place for place in gaps if _fits(layout, place, parents)}
    added: list[PlacedLine] = []
    for line, place in lines:
        before = sorted(gap for gap in found if place is not None and gap < place)
        added += [(layout.blocks[gap].text, gap) for gap in before]
        found -= set(before)
        added.append((line, place))
    return added


def _fits(layout: Layout, place: int, parents: set[lxml.html.HtmlElement | None]) -> bool:
    """Say whether a block that was left out is a heading beside, or an item of a list beside, what was taken."""
    element, linked = layout.blocks[place].element, layout.blocks[place].linked
    if element.tag in SUBHEADINGS:
        beside = linked < 0.5 and element.getparent() in parents
    else:
        of_list = element.tag == "li" and element.getparent() is not None
        beside = of_list and linked < 0.3 and element.getparent().getparent() in parents
    return beside and layout.region(place)[0] is None
