"""The standfirst of a page without selectors: seen between the headline and the story, it is the story's first line."""

from __future__ import annotations

import re
from itertools import islice

import lxml.html

from transforms.extraction import Extraction
from transforms.extractors.story import Story
from transforms.page.layout import Layout
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import SENTENCE_ENDS, fold, weight
from transforms.page.tree import mark_pattern, marks_of
from transforms.vocab.loader import any_of

_MARK = mark_pattern(
    r"stand-?first|lead|lede|dek|deck|sub-?(?:title|head(?:line|ing)?)|preamble|epigraph|element-?lead|summary|intro(?:duction|text)?|excerpt|"
    rf"teaser-?text|abstract|spot|strapline|{any_of('markup.standfirst')}"
)
_BYLINE = re.compile(
    rf"^{any_of('bylines.by', 'bylines.by_small')}\s|(?<!\d)(?:19|20)\d\d(?!\d).{{0,30}}$", re.IGNORECASE
)
_OF_AUTHOR = mark_pattern("authors?|by-?lines?|disclaimers?")
_BESIDE = frozenset("aside blockquote figcaption figure footer form header li nav td".split())
_CLOSING = "\"”»’')"
_FRAMES = 3  # elements around a standfirst that are there for its looks
_RIGHT_BELOW = 6  # blocks, at most, from the headline to a standfirst without a mark: kicker, date, byline
_NEAR = 15  # blocks after the headline
_LONG = 60  # weight of a text that is no label
_SHORTEST = 30  # weight: less is a label


def read_standfirst(extraction: Extraction, story: Story, page: ParsedPage) -> None:
    """Set the description, and put a standfirst that the extractor left out before the story's lines.

    A standfirst is a text near the headline that the page states as its description, or that is marked as one. Where
    none is seen, the description is the page's own, and a lone sentence above the story is a line of it alone.
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
    if (above := _sentence_above(story, layout, at)) is not None:
        story.lines.insert(0, (layout.blocks[above].text, above))


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


def _sentence_above(story: Story, layout: Layout, at: int) -> int | None:
    """Return the place of the one sentence between the headline and a story all of which is found below it.

    It stands few elements from the first line, and is no part of a line. A header holds what is said of the author and
    of the page, too: a text there needs a mark.
    """
    places = [place for _, place in story.lines]
    first = places[0] if places else None
    if first is None or any(place is not None and place < first for place in places) or first <= at:
        return None
    found = [place for place in range(at + 1, first) if _is_sentence_beside(layout, place, first)]
    if len(found) != 1 or found[0] - at > _RIGHT_BELOW:
        return None
    known = fold(" ".join(line for line, _ in story.lines))
    return found[0] if layout.keys[found[0]] not in known else None


def _is_sentence_beside(layout: Layout, place: int, first: int) -> bool:
    """Say whether a text is a sentence without links that few elements divide from the story's first line."""
    block = layout.blocks[place]
    if block.linked or not block.is_prose or not block.text.rstrip(_CLOSING).endswith(tuple(SENTENCE_ENDS)):
        return False
    if layout.region(place)[0] is not None or _BYLINE.search(block.text[:60]):
        return False
    around = (block.element, *islice(block.element.iterancestors(), _FRAMES))
    if any(element.tag in _BESIDE or _OF_AUTHOR.search(marks_of(element, "class")) for element in around):
        return False
    beside = set(islice(layout.blocks[first].element.iterancestors(), _FRAMES + 1))
    own = [element for element in around if element not in beside]
    return not beside.isdisjoint(around[1:]) and not any(map(_is_of_something, own))


def _is_of_something(frame: lxml.html.HtmlElement) -> bool:
    """Say whether a frame that the story is not in holds a form, or begins with a picture: its text belongs to that."""
    return next(frame.iter("form"), None) is not None or (len(frame) > 0 and frame[0].tag == "img")


def _is_marked(layout: Layout, place: int) -> bool:
    element = layout.blocks[place].element
    for node in (element, element.getparent()):
        if node is not None and _MARK.search(marks_of(node, "class", "itemprop")):
            return True
    return False
