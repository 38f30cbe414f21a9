"""The placement of lines: each found again among the page's blocks, and spelled as its block has it."""

from __future__ import annotations

from itertools import pairwise

import lxml.html
from lxml import etree

from transforms.page.kinds import CELLS, LONGEST_CELL
from transforms.page.layout import Layout, PlacedLine
from transforms.page.text import SENTENCE_ENDS, fold

_SEARCHED = 500  # blocks in which a line is looked for: time must not grow with their number squared
_LINKED = 0.5  # share within links of a paragraph that is more than links
_PIECES = 30  # lines, at most, that one block is cut into
_JOINT = 20  # characters on each side of where two lines may be one
_APART = 12  # blocks, at most, between two that a line runs together


def with_places(lines: list[str], layout: Layout) -> list[PlacedLine]:
    """Return each line with its block's place, and as the block has it: the extractor's spelling may be poorer.

    A row of a table stays one line, unless it holds prose: then the table is the page's frame.
    """
    found: list[PlacedLine] = []
    last, skipped = -1, 0
    for index, line in enumerate(lines):
        if skipped:
            skipped -= 1
            continue
        place = layout.find(line, last)
        if place is None:
            place = _with_links(line, layout, last + 1)
        if place is None and not line.startswith("|"):
            place, skipped = _of_pieces(lines, index, layout, last + 1)
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


def _of_pieces(lines: list[str], index: int, layout: Layout, start: int) -> tuple[int | None, int]:
    """Return the place of the block that a line begins and the next ones end, and how many those are.

    The extractor cuts a sentence apart where an element within it is none that it knows.
    """
    folded = fold(lines[index])
    for place in range(start, min(start + _SEARCHED, len(layout.blocks))):
        key, block = layout.keys[place], layout.blocks[place]
        if len(folded) < len(key) and key.startswith(folded) and block.element.tag != "pre":
            return (place, count) if (count := _count_of_pieces(lines, index, key, block.text)) else (None, 0)
    return None, 0


def _count_of_pieces(lines: list[str], index: int, key: str, text: str) -> int:
    """Return how many lines after one end the block that it begins; none where one of them is whole by itself.

    It is where it ends a sentence, or where nothing is between it and the next word in the text of the block.
    """
    at = len(fold(lines[index]))
    missing = 0
    for count, (line, after) in enumerate(pairwise(lines[index : index + 1 + _PIECES]), start=1):
        joint = line[-_JOINT:] + after[:_JOINT]
        piece = fold(after)
        found = key.find(piece, at)
        glued = line[-1].isalnum() and after[0].isalnum() and joint in text
        if glued or line.endswith(tuple(SENTENCE_ENDS)) or not piece or found < 0:
            return 0
        missing += found - at
        at = found + len(piece)
        if at == len(key):
            return count if missing * 2 < at else 0
    return 0


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
