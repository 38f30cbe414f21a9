"""The standfirst of a page without selectors: seen between the headline and the story, it is the story's first line."""

from __future__ import annotations

import re

from transforms.extraction import Extraction
from transforms.extractors.story import Story
from transforms.page.layout import Layout
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import fold, weight
from transforms.page.tree import mark_pattern, marks_of
from transforms.vocab.loader import any_of

_MARK = mark_pattern(
    r"stand-?first|lead|lede|dek|deck|sub-?(?:title|head(?:line|ing)?)|preamble|epigraph|element-?lead|summary|intro(?:duction|text)?|excerpt|"
    rf"teaser-?text|abstract|spot|strapline|{any_of('markup.standfirst')}"
)
_BYLINE = re.compile(
    rf"^{any_of('bylines.by', 'bylines.by_small')}\s|(?<!\d)(?:19|20)\d\d(?!\d).{{0,30}}$", re.IGNORECASE
)
_NEAR = 15  # blocks after the headline
_LONG = 60  # weight of a text that is no label
_SHORTEST = 30  # weight: less is a label


def read_standfirst(extraction: Extraction, story: Story, page: ParsedPage) -> None:
    """Set the description, and put a standfirst that the extractor left out before the story's lines.

    A standfirst is a text near the headline that the page states as its description, or that is marked as one. Where
    none is seen, the description is the page's own.
    """
    stated = [text for text in _descriptions(page.metadata) if text]
    extraction.description = stated[0] if stated else None
    layout, at = page.layout, page.headline_place
    if at is None:
        return
    first = next((place for _, place in story.lines if place is not None and place > at), len(layout.blocks))
    folded = {fold(text) for text in stated}
    for place in range(at + 1, min(at + _NEAR, first + 1, len(layout.blocks))):
        block = layout.blocks[place]
        if weight(block.text) < _SHORTEST or block.linked > 0.5 or _BYLINE.search(block.text[:60]):
            continue
        is_marked = _is_marked(layout, place) or _is_titled(layout, place, at)
        if layout.keys[place] in folded or (is_marked and _stands_apart(layout, place, first)):
            extraction.lead = extraction.description = block.text
            if not any(fold(line) == fold(block.text) for line, _ in story.lines):
                story.lines.insert(0, (block.text, place))
            return


def _stands_apart(layout: Layout, place: int, first: int) -> bool:
    """Say whether a marked text is a standfirst: no caption, and not the first paragraph of the story itself."""
    element = layout.blocks[place].element
    if any(node.tag in ("figure", "figcaption", "aside", "nav") for node in (element, *element.iterancestors())):
        return False
    after = layout.blocks[place + 1 : place + 4] if place >= first else layout.blocks[first : first + 1]
    return all(block.element.getparent() is not element.getparent() or block.element.tag != "p" for block in after)


def _descriptions(metadata: PageMetadata) -> list[str | None]:
    metas = [metadata.meta(name) for name in ("og:description", "description", "twitter:description", "dc.description")]
    return [metadata.stated("description"), *metas, metadata.item("description")]


def _is_titled(layout: Layout, place: int, headline_place: int) -> bool:
    """Say whether a text of some length stands right beside the headline, in the header that holds both."""
    block, headline = layout.blocks[place], layout.blocks[headline_place]
    return weight(block.text) >= _LONG and block.element.getparent() is headline.element.getparent()


def _is_marked(layout: Layout, place: int) -> bool:
    element = layout.blocks[place].element
    for node in (element, element.getparent()):
        if node is not None and _MARK.search(marks_of(node, "class", "itemprop")):
            return True
    return False
