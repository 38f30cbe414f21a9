"""The story on a page without selectors: the lines that trafilatura finds, checked against the page itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.settings import Document, Extractor

from transforms.boilerplate.elements import drop_elements, drop_frame, mentions_of_cookies
from transforms.extractors.omissions import with_gaps, with_twins
from transforms.extractors.placement import with_places
from transforms.extractors.script_state import state_lines, stated_lines
from transforms.extractors.stated_body import blocks_of, differs_from_stated, stated_body
from transforms.page.layout import Layout, PlacedLine
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, fold, weight

# The joiners of Persian and Indic words, which the extractor drops, and letters that stand for them meanwhile.
_JOINERS = {"\u200c": "\ua66e", "\u200d": "\ua660"}
#: Share of the page's long texts below which strict extraction may have lost the story.
_SUSPICIOUS = 0.35
#: The same, below which the strict text is no part of the story at all.
_NOTHING = 0.2
_WHOLE, _HELD = 0.4, 0.6  # share of a text that a line has which is the others in a row, and theirs of the line
_MANY, _MUCH = 8000, 1_000_000  # blocks and characters of a page that is read in the quickest way alone
_PROSE = 100  # weight of a line that is a paragraph, no teaser
_MORE = 1.3  # times the length of a stricter text
_LONG = 60  # characters of a text that is no label
_SHORT = 250  # characters of a text that may be a prompt or a notice
_NOTICE = 150  # characters for each mention of cookies in a notice about them


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
    layout, metadata = page.layout, page.metadata
    stated = stated_body(metadata)
    own = blocks_of(layout, stated) if stated else []
    shown = _shown(layout)
    lines = _without_whole(_extract_lines(page, shown))
    if own and differs_from_stated(lines, own, stated):
        return Story(extractor="stated_body", lines=own, stated=stated)
    if shown < _SHORT and (unseen := _unseen_story(page, lines)):
        return unseen
    if not lines:
        return None
    placed = with_twins(with_places(lines, layout), layout)
    return Story(extractor="trafilatura", lines=with_gaps(placed, layout), stated=stated)


def _unseen_story(page: ParsedPage, lines: list[str]) -> Story | None:
    """Return the story of a page that shows hardly any text: the body that it states, else what its scripts hold."""
    if stated := stated_lines(page.metadata.article.get("articleBody")):
        return Story(extractor="stated_body", lines=[(line, None) for line in stated])
    if sum(map(weight, lines)) >= _SHORT:
        return None
    if page.metadata.is_home:  # its state holds teasers and notices
        return None
    state = state_lines(page.served_tree())
    if mentions_of_cookies(" ".join(state)) * _NOTICE >= _length(state):
        return None
    return Story(extractor="script_state", lines=[(line, None) for line in state])


def _shown(layout: Layout) -> int:
    """Return the characters of text that the page shows outside of labels and links."""
    return sum(len(block.text) for block in layout.blocks if block.is_prose)


def _extract_lines(page: ParsedPage, shown: int) -> list[str]:
    """Return the lines that the extractor finds: in the quickest way that did not lose the story.

    Its strict mode leaks least. A text that is but a small part of what the page shows may have missed the story: then
    other opinions are taken, each slower than the one before. The strict mode with the comparisons that its quick way
    skips; the balanced mode; and where even that gives next to nothing, the plain extractor on the page as it was
    served, from which we took nothing out.
    """
    tree = page.tree
    drop_elements(tree, page.index)
    drop_frame(page.layout.blocks)
    escaped = _escape_joiners(tree)
    best: list[str] = []
    # Time of the slower opinions grows with the number of paragraphs squared.
    large = len(page.layout.blocks) > _MANY or sum(len(block.text) for block in page.layout.blocks) > _MUCH
    for strict, fast in ((True, True),) if large else ((True, True), (True, False), (False, False)):
        lines = _run_trafilatura(tree, strict=strict, fast=fast)
        best = lines if strict or is_better(lines, best, shown) else best
        if best and strict and _length(best) >= _SUSPICIOUS * shown:
            break
    if escaped:
        best = [_unescaped_joiners(line) for line in best]
    if large or (sum(map(weight, best)) >= _SHORT and _length(best) >= _NOTHING * shown):
        return best
    plain = _run_trafilatura(page.served_tree(), strict=False, fast=False)
    prose = [line for line in plain if weight(line) >= _LONG]  # of a page without a story it takes the menu
    return plain if _length(prose) * 2 > _length(plain) and is_better(plain, best, shown) else best


def is_better(lines: list[str], others: list[str], shown: int) -> bool:
    """Say whether an opinion counts before a stricter one.

    It does if it holds all of that and more of the same, which is paragraphs and not teasers; if the other is but a
    prompt; or if the other is next to nothing beside one that is much of what is shown, in characters.
    """
    length, before = _length(lines), _length(others)
    if sum(map(weight, others)) < _SHORT or (before < _NOTHING * shown and length >= _SUSPICIOUS * shown):
        return length > _MORE * before
    text, known = fold(" ".join(lines)), fold(" ".join(others))
    within = sum(len(line) for line in others if fold(line) in text)
    if length <= _MORE * before or within < 0.95 * before:
        return False
    more = [line for line in lines if fold(line) not in known]
    return _length([line for line in more if weight(line) >= _PROSE]) * 2 > _length(more)


def _without_whole(lines: list[str]) -> list[str]:
    """Return the lines without one that is the others in a row: to a short story the extractor adds its block."""
    whole, length = None, _length(lines)
    for line in lines:
        if len(line) > _WHOLE * length:
            folded = fold(line)
            others = [other for other in lines if len(other) < len(line) and fold(other) in folded]
            whole = line if len(others) > 1 and _length(others) > _HELD * len(line) else whole
    return [line for line in lines if line is not whole]


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


@cache
def _options(*, strict: bool, fast: bool) -> Extractor:
    """Return the extractor's options, which are read from its configuration file anew otherwise for each page."""
    return Extractor(output_format="python", comments=False, precision=strict, fast=fast)


def _run_trafilatura(tree: lxml.html.HtmlElement, *, strict: bool, fast: bool) -> list[str]:
    found = trafilatura.bare_extraction(tree, options=_options(strict=strict, fast=fast))
    if not isinstance(found, Document) or not found.text:
        return []
    return [line for text in found.text.splitlines() if (line := clean(text).removeprefix("- "))]


def _escape_joiners(tree: lxml.html.HtmlElement) -> bool:
    """Put letters in the place of joiners where the page has such, and say whether it was done."""
    text = etree.tostring(tree, encoding="unicode", method="text")
    held = any(letter in text for letter in _JOINERS.values())
    if held or not any(joiner in text for joiner in _JOINERS):
        return False
    table = {ord(joiner): letter for joiner, letter in _JOINERS.items()}
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.text = element.text.translate(table) if element.text else element.text
        element.tail = element.tail.translate(table) if element.tail else element.tail
    return True


def _unescaped_joiners(line: str) -> str:
    return line.translate({ord(letter): joiner for joiner, letter in _JOINERS.items()})
