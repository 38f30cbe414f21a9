"""Evaluation of structure: recall of the paragraphs, headings, lists, quotations and tables of a gold text.

A gold text is plain: what each part of it is, its page says, by the element in which the same text stands.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from transforms.article import ParagraphKind
from transforms.page.kinds import kinds_of
from transforms.page.layout import Layout
from transforms.page.text import SENTENCE_ENDS, fold
from transforms.page.tree import Block
from transforms.scoring import Share

_TELLING = 4  # letters of a cell, between the first and the last long text
_LONG = 40
_ALL = 0.95  # share within links of a text that is a link as a whole
_LABEL = 60  # characters of a text that is more than a label
_CLOSING = "\"”»’') "
_GROUPS = {
    ParagraphKind.PARAGRAPH: "paragraphs",
    ParagraphKind.LIST_ITEM: "list items",
    ParagraphKind.QUOTATION: "quotations",
    ParagraphKind.TABLE_ROW: "table cells",
}
_BESIDE = ("figcaption", "label")  # elements with a caption of a picture or of an input
#: The groups in which parts are counted; headings of all levels are one.
GROUPS = ("paragraphs", "headings", "list items", "quotations", "table cells")


def parts_of_gold(gold: str, layout: Layout) -> dict[str, str]:
    """Return the parts of a gold text that are blocks of its page, folded, each with its group.

    A part is a line of the gold, a long text within one, or a cell of a table: of a row it may have one line. A short
    text stands in a longer one by chance. No paragraph are captions, links and labels, though a gold has some.
    """
    text, lines = fold(gold), {fold(line) for line in gold.splitlines()} - {""}
    within = [place for place in range(len(layout.blocks)) if _is_part(layout, place, text, lines)]
    long = [place for place in within if len(layout.keys[place]) >= _LONG]
    places = [place for place in within if long and long[0] <= place <= long[-1]]
    blocks = [layout.blocks[place] for place in places]
    kinds = kinds_of([(block.text, block.element) for block in blocks])
    return {
        layout.keys[place]: _GROUPS.get(kind, "headings")
        for place, kind in reversed(list(zip(places, kinds, strict=True)))
        if kind is not ParagraphKind.PARAGRAPH or _is_paragraph(layout.blocks[place])
    }


def _is_paragraph(block: Block) -> bool:
    """Say whether a block without another kind is a paragraph: a `p`, or prose in any other element.

    A text within one link is a button, a price or the title of another story, unless it is a sentence.
    """
    element = block.element
    if element.tag in _BESIDE or next(element.iterancestors(*_BESIDE), None) is not None:
        return False
    if block.text.rstrip(_CLOSING).endswith(tuple(SENTENCE_ENDS)):
        return True
    return block.linked < _ALL and (element.tag == "p" or len(block.text) >= _LABEL)


def _is_part(layout: Layout, place: int, text: str, lines: Container[str]) -> bool:
    key, tag = layout.keys[place], layout.blocks[place].element.tag
    least = _TELLING if tag in ("td", "th") else _LONG
    return key in lines or (len(key) >= least and key in text)


def recall_by_group(parts: Mapping[str, str], body: str) -> dict[str, Share]:
    """Return how many of the parts of each group stand in a body; groups without a part are left out."""
    text = fold(body)
    found: dict[str, list[bool]] = {}
    for part, group in parts.items():
        found.setdefault(group, []).append(part in text)
    return {group: Share(right=sum(found[group]), judged=len(found[group])) for group in GROUPS if group in found}


def sum_of_parts(pages: Iterable[Mapping[str, Share]]) -> dict[str, Share]:
    """Return the sums over pages, in the order of the groups."""
    each = list(pages)
    return {
        group: Share(
            right=sum(page[group].right for page in each if group in page),
            judged=sum(page[group].judged for page in each if group in page),
        )
        for group in GROUPS
        if any(group in page for page in each)
    }
