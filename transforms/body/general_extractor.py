"""The way to read a page without selectors: its statements, the extractor's story, and where on the page it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import lxml.html

from spiders.outlet import Outlet
from transforms.body.extraction import Extraction
from transforms.body.fill_from_metadata import fill_from_metadata
from transforms.body.removal_reasons import DECLARED_BLOCK
from transforms.body.standfirst import read_standfirst
from transforms.body.stated_body import stated_end
from transforms.body.story import Story, read_story
from transforms.fields.authors import read_people
from transforms.fields.headline import read_headline
from transforms.fields.images import captions_of, read_pictures
from transforms.page.layout import Block, Layout
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import select, text_of
from transforms.rejection import refuse_listing

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
_TITLE = 40  # characters of a gallery's title
_SENTENCE = 80  # characters of a line that is prose
_CARD = 12  # words of a link that is more than a name within a list


def read_generic(
    tree: lxml.html.HtmlElement,
    layout: Layout,
    metadata: PageMetadata,
    outlet: Outlet | None,
    captured_at: datetime | None,
) -> tuple[Extraction, set[str]] | None:
    """Return what the general extractor finds, and the captions of the page; None where it finds no text.

    Raises `Refused` for a listing. The tree is not fit for use afterwards.
    """
    reading = Extraction(extractor="trafilatura")
    apart = _take_apart(tree, layout, outlet)
    reading.headline, reading.alternative_headline = read_headline(tree, metadata)
    names = (outlet.name, outlet.slug) if outlet else ()
    reading.authors, reading.agencies = read_people(tree, metadata, names, layout)
    reading.images, captions = read_pictures(tree, metadata.base), captions_of(tree)
    fill_from_metadata(reading, tree, lambda: layout, metadata, outlet, captured_at)
    story = read_story(tree, layout, metadata)
    if story is None:
        return None
    refuse_listing(story.layout, [line for line, _ in story.lines], metadata)
    reading.extractor = story.extractor
    read_standfirst(reading, story, metadata)
    _keep_lines(reading, story, apart)
    return reading, captions


def _take_apart(tree: lxml.html.HtmlElement, layout: Layout, outlet: Outlet | None) -> list[tuple[int, str, str]]:
    """Take the outlet's blocks out of the tree; return place, rule and text of each, in the page's order."""
    found: list[tuple[int, str, str]] = []
    for css in outlet.blocks if outlet else ():
        for element in select(tree, css):
            if element.getparent() is not None:
                found.append((layout.place_of(element), f"block:{css}", text_of(element)))
                element.drop_tree()
    return sorted(found)


def _keep_lines(reading: Extraction, story: Story, apart: list[tuple[int, str, str]]) -> None:
    """Add the story's lines; those whose place on the page says that they are beside it go on record."""
    end = stated_end(story.lines, story.stated)
    frame = _Frame.of(story, reading.headline)
    for order, (line, place) in enumerate(story.lines):
        while apart and place is not None and apart[0][0] < place:
            reading.remove(*apart.pop(0)[1:], DECLARED_BLOCK)
        rule = "after_stated_body" if order >= end and not _is_prose(story.layout, line, place, None) else None
        if rule is None and place is not None:
            rule = frame.rule_of(story.layout, order, place)
        if rule:
            reading.remove(rule, line)
        else:
            reading.lines.append(line)
            if place is not None:
                reading.tags[line] = story.layout.blocks[place].element.tag
    for _, block, text in apart:
        reading.remove(block, text, DECLARED_BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where on the page the story stands: below its headline, in one article, between its first and last prose."""

    top: int
    home: lxml.html.HtmlElement | None
    minor: set[lxml.html.HtmlElement]
    first: int
    last: int

    @classmethod
    def of(cls, story: Story, headline: str | None) -> _Frame:
        """Return the frame of a story."""
        home = _home_article(story)
        lines = enumerate(story.lines)
        prose = [order for order, (line, place) in lines if _is_prose(story.layout, line, place, home)]
        first, last = (prose[0], prose[-1]) if prose else (0, len(story.lines))
        return cls(top=_top(story, headline), home=home, minor=_minor_regions(story), first=first, last=last)

    def rule_of(self, layout: Layout, order: int, place: int) -> str | None:
        """Return the rule by which the block at a place is no part of the story; None where it is."""
        block = layout.blocks[place]
        if place < self.top:
            return "above_headline"
        if not self.first <= order <= self.last and block.linked > 0.8:
            return "navigation"
        if layout.in_link(place) or _is_card(block):
            return "link_card"
        if self.home is not None and layout.article(place) not in (self.home, None):
            return "other_article"
        region, element = layout.region(place)
        if region is None or element not in self.minor:
            return None
        if region == "gallery":
            return "caption" if len(block.text) < _TITLE else None
        return _OUT.get(region)


def _top(story: Story, headline: str | None) -> int:
    """Return the place of the headline where most of the story stands below it, else 0."""
    place = story.layout.heading([headline])
    if place is None:
        return 0
    length = sum(len(line) for line, _ in story.lines)
    below = sum(len(line) for line, at in story.lines if at is None or at >= place)
    return place if below > 0.7 * length else 0


def _is_prose(layout: Layout, line: str, place: int | None, home: lxml.html.HtmlElement | None) -> bool:
    if len(line) < _SENTENCE or place is None:
        return len(line) >= _SENTENCE
    around = layout.article(place)
    return layout.blocks[place].linked < 0.5 and (
        home is None or around is home or (around is None and home.tag != "td")
    )


def _is_card(block: Block) -> bool:
    return block.linked > 0.9 and len(block.text.split()) >= _CARD and block.element.tag not in ("h2", "h3", "h4", "li")


def _sizes(story: Story, around: Callable[[int], lxml.html.HtmlElement | None]) -> dict[lxml.html.HtmlElement, int]:
    """Return how much of the story, in characters, stands in each of the elements that are `around` its places."""
    sizes: dict[lxml.html.HtmlElement, int] = {}
    for line, place in story.lines:
        element = around(place) if place is not None else None
        if element is not None:
            sizes[element] = sizes.get(element, 0) + len(line)
    return sizes


def _minor_regions(story: Story) -> set[lxml.html.HtmlElement]:
    """Return the marked regions with less than a third of the story: a page's own wrapper may bear such a mark too."""
    length = sum(len(line) for line, _ in story.lines)
    sizes = _sizes(story, lambda place: story.layout.region(place)[1])
    if sum(sizes.values()) > 0.5 * length:
        return set()
    return {element for element, size in sizes.items() if size < 0.3 * length}


def _home_article(story: Story) -> lxml.html.HtmlElement | None:
    """Return the `article` (or cell) with most of the story; None where it is spread over many or in none."""
    sizes = _sizes(story, story.layout.article)
    if not sizes:
        return None
    home = max(sizes, key=lambda element: sizes[element])
    return home if sizes[home] > 0.6 * sum(sizes.values()) else None
