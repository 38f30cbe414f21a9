"""The sources of a story's lines: the element of each, with the links in it and what is embedded before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import lxml.html

from transforms.extraction import Line
from transforms.extractors.placement import parts_of
from transforms.fields.links import is_post
from transforms.page.kinds import CELLS
from transforms.page.layout import PlacedLine
from transforms.page.parsed_page import ParsedPage

# The marked regions in which nothing is embedded for the story's sake.
_BESIDE = frozenset({"related", "newsletter", "promotion", "support", "comments", "navigation", "author_bio"})
_POST = 20  # links of a quotation, of which one may be that of a post to itself


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
        after = self._last + 1
        found = self._embeds(after + 1) if after < len(self._layout.blocks) else ()
        return line._replace(anchors=(*line.anchors, *found))

    def _embeds(self, end: int) -> Iterator[lxml.html.HtmlElement]:
        """Yield what is embedded in the blocks that were left out before a place."""
        for place in range(self._last + 1, end):
            embeds = [anchor for anchor in self._layout.blocks[place].anchors if anchor.tag != "a"]
            if not embeds or self._layout.region(place)[0] in _BESIDE:
                continue
            for embed in embeds:
                yield embed
                if embed.tag == "blockquote":
                    yield from filter(is_post, islice(embed.iter("a"), _POST))
