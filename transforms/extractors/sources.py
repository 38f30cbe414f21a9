"""The sources of a story's lines: the element of each, with the links in it and what is embedded before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import lxml.html

from transforms.extraction import Line
from transforms.extractors.placement import parts_of
from transforms.fields.links import is_embed
from transforms.page.kinds import CELLS
from transforms.page.layout import PlacedLine
from transforms.page.parsed_page import ParsedPage
from transforms.page.tree import Block

# The marked regions in which nothing is embedded for the story's sake.
_BESIDE = frozenset({"related", "newsletter", "promotion", "support", "comments", "navigation", "author_bio"})
_POST = 8  # blocks of an embedded post that ends the story


class LineSources:
    """Where the lines of a story come from; they are asked for in reading order, those that are left out not at all."""

    def __init__(self, lines: Sequence[PlacedLine], page: ParsedPage) -> None:
        self._lines = lines
        self._layout = page.layout
        first = next((place for _, place in lines if place is not None), 0)
        at = page.headline_place
        #: The last block that was looked through.
        self._last = at if at is not None and at < first else first - 1

    def line(self, index: int) -> Line:
        """Return a line with its element, the links in it, and the embeds in it and in what was left out before it."""
        text, place = self._lines[index]
        blocks = self._layout.blocks
        if place is not None:
            anchors = (*self._embeds(place), *blocks[place].anchors)
            self._last = max(self._last, place)
            return Line(text, blocks[place].element, anchors)
        parts = parts_of(text, self._layout, self._last + 1) if CELLS in text else []
        row = next(blocks[parts[0]].element.iterancestors("tr"), None) if parts else None
        if row is None:
            return Line(text)
        anchors = (*self._embeds(parts[0]), *(anchor for part in parts for anchor in blocks[part].anchors))
        self._last = parts[-1]
        return Line(text, row, anchors)

    def last(self, line: Line) -> Line:
        """Return the last line of the story with what is embedded right behind it."""
        found: list[lxml.html.HtmlElement] = []
        for place, block in enumerate(self._layout.blocks[self._last + 1 :][:_POST], self._last + 1):
            if self._layout.region(place)[0] in _BESIDE:
                break
            quoted = _is_quoted(block)
            found += _embeds_of(block) if quoted else (anchor for anchor in block.anchors if anchor.tag != "a")
            if not quoted:
                break
        return line._replace(anchors=(*line.anchors, *found))

    def _embeds(self, end: int) -> Iterator[lxml.html.HtmlElement]:
        """Yield what is embedded in the blocks that were left out before a place."""
        for place in range(self._last + 1, end):
            block = self._layout.blocks[place]
            if block.anchors and self._layout.region(place)[0] not in _BESIDE:
                yield from _embeds_of(block)


def _embeds_of(block: Block) -> Iterator[lxml.html.HtmlElement]:
    quoted = _is_quoted(block)
    return (anchor for anchor in block.anchors if (quoted or anchor.tag != "a") and is_embed(anchor))


def _is_quoted(block: Block) -> bool:
    element = block.element
    return element.tag == "blockquote" or next(element.iterancestors("blockquote"), None) is not None
