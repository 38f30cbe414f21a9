"""Boilerplate by position: what stands above the headline, in a link, in another article or in a marked region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import lxml.html

from transforms.page.layout import Layout, PlacedLine
from transforms.page.text import weight
from transforms.page.tree import SUBHEADINGS, Block

# The marked regions whose text is taken out of a story; of the others, as much is text of stories as is not.
_OUT = {
    "caption": "caption",
    "author_bio": "author_bio",
    "copyright": "copyright",
    "comments": "comments",
    "newsletter": "newsletter",
    "paywall": "paywall",
    "support": "appeal",
}
_TITLE = 40  # weight of a gallery's title
_SENTENCE = 80  # weight of a line that is prose
_STORY = 400  # characters that are more than the teaser below a headline
_CARD = 12  # words of a link that is more than a name within a list


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFrame:
    """Where on the page the story stands: below its headline, in one article, between its first and last prose."""

    lines: list[PlacedLine]
    layout: Layout
    top: int
    home: lxml.html.HtmlElement | None
    minor: set[lxml.html.HtmlElement]
    first: int
    last: int

    @classmethod
    def of(cls, lines: list[PlacedLine], layout: Layout, headline_place: int | None) -> StoryFrame:
        """Return the frame of a story with these lines."""
        home = _home_article(lines, layout, headline_place)
        prose = [index for index, (line, place) in enumerate(lines) if is_prose(layout, line, place, home)]
        first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
        top, minor = _top(lines, headline_place), _minor_regions(lines, layout)
        return cls(lines=lines, layout=layout, top=top, home=home, minor=minor, first=first, last=last)

    def rule_of(self, index: int, place: int) -> str | None:
        """Return the rule by which the block at a place is no part of the story; None where it is."""
        layout, block = self.layout, self.layout.blocks[place]
        if place < self.top:
            return "above_headline"
        if not self.first <= index <= self.last and block.linked > 0.8 and not self._heads(index):
            return "navigation"
        if layout.in_link(place) or _is_card(block):
            return "link_card"
        if self.home is not None and layout.article(place) not in (self.home, None):
            return "other_article"
        region, element = layout.region(place)
        if region is None or element not in self.minor:
            return None
        if region == "gallery":
            return "caption" if weight(block.text) < _TITLE else None
        return _OUT.get(region)

    def _heads(self, index: int) -> bool:
        """Say whether a line is a heading with text of the story right below it."""
        place, blocks = self.lines[index][1], self.layout.blocks
        if place is None or blocks[place].element.tag not in SUBHEADINGS:
            return False
        for _, under in self.lines[index + 1 : index + 2]:
            return under is None or (blocks[under].element.tag not in SUBHEADINGS and blocks[under].linked < 0.5)
        return False


def _top(lines: list[PlacedLine], place: int | None) -> int:
    """Return the place of the headline where most of the story stands below it, else 0."""
    if place is None:
        return 0
    length = sum(len(line) for line, _ in lines)
    below = sum(len(line) for line, at in lines if at is None or at >= place)
    return place if below > 0.7 * length else 0


def is_prose(layout: Layout, line: str, place: int | None, home: lxml.html.HtmlElement | None = None) -> bool:
    """Say whether a line is prose that is no link, and stands in the `home` article or cell where there is one."""
    if weight(line) < _SENTENCE or place is None:
        return weight(line) >= _SENTENCE
    around = layout.article(place)
    return layout.blocks[place].linked < 0.5 and (
        home is None or around is home or (around is None and home.tag != "td")
    )


def _is_card(block: Block) -> bool:
    """Say whether a block is a link of many words, and no heading, item of a list or quotation."""
    element = block.element
    if block.linked <= 0.9 or len(block.text.split()) < _CARD or element.tag in SUBHEADINGS:
        return False
    parent = element.getparent()
    if element.tag == "li" or (parent is not None and parent.tag == "li"):
        return False
    return element.tag != "blockquote" and next(element.iterancestors("blockquote"), None) is None


def _sizes(
    lines: list[PlacedLine], around: Callable[[int], lxml.html.HtmlElement | None]
) -> dict[lxml.html.HtmlElement, int]:
    """Return how much of the story, in characters, stands in each of the elements that are `around` its places."""
    sizes: dict[lxml.html.HtmlElement, int] = {}
    for line, place in lines:
        element = around(place) if place is not None else None
        if element is not None:
            sizes[element] = sizes.get(element, 0) + len(line)
    return sizes


def _minor_regions(lines: list[PlacedLine], layout: Layout) -> set[lxml.html.HtmlElement]:
    """Return the marked regions with less than a third of the story: a page's own wrapper may bear such a mark too."""
    length = sum(len(line) for line, _ in lines)
    sizes = _sizes(lines, lambda place: layout.region(place)[1])
    if sum(sizes.values()) > 0.5 * length:
        return set()
    return {element for element, size in sizes.items() if size < 0.3 * length}


def _home_article(lines: list[PlacedLine], layout: Layout, headline_place: int | None) -> lxml.html.HtmlElement | None:
    """Return the `article` (or cell) with most of the story; None where it is spread over many or in none.

    Where that is not the one around the headline, though this has prose too, the long one is another story's.
    """
    sizes = _sizes(lines, layout.article)
    if not sizes:
        return None
    home = max(sizes, key=lambda element: sizes[element])
    if sizes[home] <= 0.6 * sum(sizes.values()):
        return None
    titled = layout.article(headline_place) if headline_place is not None else None
    return titled if titled is not None and sizes.get(titled, 0) > _STORY else home
