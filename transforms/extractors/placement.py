"""The placement of lines: each found again among the page's blocks, and spelled as its block has it."""

from __future__ import annotations

import lxml.html
from lxml import etree

from transforms.page.kinds import CELLS, LONGEST_CELL
from transforms.page.layout import Layout, PlacedLine
from transforms.page.text import fold

_SEARCHED = 500  # blocks in which a line is looked for: time must not grow with their number squared
_LINKED = 0.5  # share within links of a paragraph that is more than links
_APART = 12  # blocks, at most, between two that a line runs together


def with_places(lines: list[str], layout: Layout) -> list[PlacedLine]:
    """Return each line with its block's place, and as the block has it: the extractor's spelling may be poorer.

    A row of a table stays one line, unless it holds prose: then the table is the page's frame.
    """
    found: list[PlacedLine] = []
    last = -1
    for line in lines:
        place = layout.find(line, last)
        if place is None:
            place = _with_links(line, layout, last + 1)
        if place is not None:
            last = place
            found.append((layout.blocks[place].text, place))
            continue
        parts = parts_of(line, layout, last + 1)
        last = max([last, *parts])
        if line.startswith("|") and all(len(layout.blocks[part].text) < LONGEST_CELL for part in parts):
            found.append((CELLS.join(cell.strip() for cell in line.split("|") if cell.strip()), None))
        else:
            found += [(layout.blocks[part].text, part) for part in parts] or [(line, None)]
    return found


def _with_links(line: str, layout: Layout, start: int) -> int | None:
    """Return the place of the block that a line is without some of its links, which the strict extractor cuts out."""
    folded = fold(line)
    for place in range(start, min(start + _SEARCHED, len(layout.blocks))):
        block = layout.blocks[place]
        if 0 < block.linked < _LINKED and len(layout.keys[place]) > len(folded) and _is_cut(folded, block.element):
            return place
    return None


def _is_cut(folded: str, element: lxml.html.HtmlElement) -> bool:
    """Say whether a folded line is the text of an element without some of the links in it."""
    at = links = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        starts = event == "start"
        if node.tag == "a" and not starts:
            links -= 1
        text = fold(node.text if starts else node.tail if node is not element else None)
        if folded.startswith(text, at):
            at += len(text)
        elif not links and not (starts and node.tag == "a"):
            return False
        if node.tag == "a" and starts:
            links += 1
    return at == len(folded)


def parts_of(line: str, layout: Layout, start: int) -> list[int]:
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
