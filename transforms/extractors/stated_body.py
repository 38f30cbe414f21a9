"""The body that a page states in its JSON-LD, compared with what was extracted: what that misses, and where it ends."""

from __future__ import annotations

import re
from html import unescape

from transforms.page.layout import Layout, PlacedLine
from transforms.page.metadata import PageMetadata
from transforms.page.text import fold

_STATED_ENOUGH = 400  # characters of a stated body that are worth comparing with
_TELLING = 15  # letters of a line that stands in a text by no chance


def stated_body(metadata: PageMetadata) -> str:
    """Return the folded body that the page's JSON-LD states; empty where it states none of any length."""
    body = metadata.article.get("articleBody")
    if not isinstance(body, str) or not _STATED_ENOUGH < len(body) < 1_000_000:
        return ""
    return fold(re.sub(r"<[^>]{0,500}>", " ", unescape(body)))


def blocks_of(layout: Layout, stated: str) -> list[PlacedLine]:
    """Return the page's blocks that are parts of the stated body; none where they are not nearly all of it."""
    long = [
        place
        for place, key in enumerate(layout.keys)
        if len(key) > _TELLING and key in stated and not layout.in_link(place)
    ]
    if sum(len(key) for key in {layout.keys[place] for place in long}) < 0.8 * len(stated):
        return []
    within = range(long[0], long[-1] + 1)
    parts = [place for place in within if layout.keys[place] and layout.keys[place] in stated]
    return [(layout.blocks[place].text, place) for place in parts if not layout.in_link(place)]


def differs_from_stated(lines: list[str], own: list[PlacedLine], stated: str) -> bool:
    """Say whether extracted lines lack a fifth of the stated body, or hold as much of something else."""
    folded = [fold(line) for line in lines]
    length = sum(len(line) for line in folded)
    common = sum(len(line) for line in folded if line in stated)
    # A stated body that is but a part of the text found is an abridged one.
    return common < 0.8 * len(stated) or (common < 0.7 * length and len(stated) > 0.4 * length)


def stated_end(lines: list[PlacedLine], stated: str) -> int:
    """Return how many of a story's lines reach to the end of the folded body that is stated; all where it is empty.

    Believed only where most of the text is in the stated body.
    """
    if not stated:
        return len(lines)
    folded = [fold(line) for line, _ in lines]
    within = [place for place, line in enumerate(folded) if len(line) > 10 and line in stated]
    if sum(len(folded[place]) for place in within) < 0.7 * sum(len(line) for line in folded):
        return len(lines)
    return within[-1] + 1
