"""The kinds of paragraphs: heading, list item, quotation or row of a table, by the elements around each text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from itertools import islice

import lxml.html

from transforms.article import ParagraphKind

#: What stands between the cells of a row that is one line.
CELLS = " | "
#: Characters that no cell of a table with data has; a longer one is a part of the page's frame.
LONGEST_CELL = 100

_HEADINGS = {f"h{level}": ParagraphKind(f"heading{level}") for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_KINDS = {
    **_HEADINGS,
    "li": ParagraphKind.LIST_ITEM,
    "blockquote": ParagraphKind.QUOTATION,
    **dict.fromkeys(("tr", *_CELLS), ParagraphKind.TABLE_ROW),
}
_FRAMES = frozenset({"article", "main", "body"})
_DEEP = 12  # elements around a text that are looked at
_FEW = 3  # lines: a story that is no longer may be one quotation


def kinds_of(lines: Sequence[tuple[str, lxml.html.HtmlElement | None]]) -> list[ParagraphKind]:
    """Return the kind of each line of a story, by its text and its element; a line without one is a paragraph.

    The innermost element counts. One that holds a heading beside other lines, or most of the story, is but a frame; so
    is a row of a table with a cell that holds prose.
    """
    around_parents: dict[lxml.html.HtmlElement | None, lxml.html.HtmlElement | None] = {}
    holders = []
    for _, element in lines:
        if element is None or element.tag in _KINDS:
            holders.append(element)
            continue
        parent = element.getparent()  # that of most lines is the same
        if parent not in around_parents:
            around_parents[parent] = _holder(parent)
        holders.append(around_parents[parent])
    counts = Counter(holder for holder in holders if holder is not None)
    most = max(_FEW, len(lines) / 2)
    frames = {holder for holder, count in counts.items() if count > most}
    frames |= {
        around
        for holder in counts
        if holder.tag in _HEADINGS and (around := _holder(holder.getparent())) is not None and counts[around]
    }
    placed = [(text, holder) for (text, _), holder in zip(lines, holders, strict=True)]
    cells = [(text, cell) for text, cell in placed if cell is not None and cell.tag in _CELLS]
    frames |= {cell.getparent() for text, cell in cells if counts[cell] > 1 or len(text) >= LONGEST_CELL}
    return [ParagraphKind.PARAGRAPH if holder is None else _kind(holder, frames) for holder in holders]


def _holder(element: lxml.html.HtmlElement | None) -> lxml.html.HtmlElement | None:
    """Return the innermost element around a text that gives it a kind."""
    for _ in range(_DEEP):
        if element is None or element.tag in _FRAMES:
            return None
        if element.tag in _KINDS:
            return element
        element = element.getparent()
    return None


def _kind(holder: lxml.html.HtmlElement, frames: Container[lxml.html.HtmlElement]) -> ParagraphKind:
    row = holder.getparent() if holder.tag in _CELLS else None
    if holder in frames or row in frames or (row is not None and not _has_several_cells(row)):
        return ParagraphKind.PARAGRAPH
    return _KINDS[holder.tag]


def _has_several_cells(row: lxml.html.HtmlElement) -> bool:
    return len(list(islice(row.iterchildren(*_CELLS), 2))) > 1
