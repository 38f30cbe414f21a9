"""Omissions: parts of a story that the extractor left out, found by what they have in common with those it took."""

from __future__ import annotations

import re
from collections import Counter, deque
from functools import cached_property, lru_cache
from itertools import islice

import lxml.html

from transforms.page.layout import Layout, PlacedLine
from transforms.page.text import FULL_STOPS, SENTENCE_ENDS, fold, weight
from transforms.page.tree import HEADINGS, Block, mark_pattern, marks_of
from transforms.vocab.loader import any_of

_TWIN = 400  # characters of prose in one more part of a story
_LONG = 60  # weight of a text that is no label
_LINKED = 0.5  # share of a heading within links from which on it may lead to another story
_NUMBERED = re.compile(r"(?<!\S)[\w-]*[-_](?:\d+|(?=[a-f]*\d)[\da-f]{6,})(?!\S)")
_QUOTED = 200  # weight of a quotation that is longer than those set in
_ENDS = (*FULL_STOPS, ".”", '."')
_PANEL = mark_pattern("accordions?|faqs?")
_RELATED = re.compile(rf"{any_of('lines.related')}\s*[:：]?", re.IGNORECASE)
_PANEL_DEPTH = 5  # elements around a text that may be its panel
_ALL = 0.95  # share within links of a text that is a link alone
_ALIKE = 3  # taken blocks of one form
_POINTS = 12  # items of a list that sums a story up
_NEAR = 30  # blocks between a headline and such a list
_SEVERAL = 2  # headings of one form
_FRAMES = 4  # elements around a heading or a text that are there for its looks
_GOOD_PART = 0.3  # of the taken blocks


def with_twins(lines: list[PlacedLine], layout: Layout) -> list[PlacedLine]:
    """Add the prose of elements like the one that holds the story: some pages cut one story into several of them.

    The extractor takes the first. A twin has the same tag and classes, and nothing around both holds two articles.
    """
    homes = Counter(layout.blocks[place].element.getparent() for _, place in lines if place is not None)
    home = max(homes, key=lambda element: homes[element], default=None)
    if home is None or not home.get("class"):
        return lines
    taken = {place for _, place in lines}
    twins: dict[lxml.html.HtmlElement, list[int]] = {}
    for place in range(min(place for place in taken if place is not None), len(layout.blocks)):
        block = layout.blocks[place]
        parent = block.element.getparent()
        like = parent is not None and parent.tag == home.tag and parent.get("class") == home.get("class")
        if like and place not in taken and block.linked < 0.5 and layout.region(place)[0] is None:
            twins.setdefault(parent, []).append(place)
    added = [
        place
        for twin, places in twins.items()
        if twin not in homes
        and sum(len(layout.blocks[place].text) for place in places) > _TWIN
        and _together(home, twin)
        for place in places
    ]
    ordered = [*lines, *((layout.blocks[place].text, place) for place in added)]
    return sorted(ordered, key=lambda line: line[1] or 0) if added and None not in taken else lines


def _together(one: lxml.html.HtmlElement, other: lxml.html.HtmlElement) -> bool:
    """Say whether what surrounds two elements holds one article, not several."""
    around = set(one.iterancestors())
    common = next((element for element in other.iterancestors() if element in around), None)
    if common is None:
        return False
    return all(sum(1 for _ in islice(common.iter(tag), 2)) < 2 for tag in ("h1", "article"))


def with_gaps(lines: list[PlacedLine], layout: Layout) -> list[PlacedLine]:
    """Add what the strict extractor drops among the lines' own blocks: sub-headings, list items, linked paragraphs."""
    taken = [place for _, place in lines if place is not None]
    if not taken:
        return lines
    gaps = [gap for gap in sorted(set(range(min(taken), max(taken))) - set(taken)) if layout.keys[gap]]
    kept = _KeptBlocks(lines, layout) if gaps else None
    above = _points_above(min(taken), layout) or _opening_above(min(taken), layout)
    found = deque([*above, *(place for place in gaps if kept and kept.fits(place))])
    added: list[PlacedLine] = []
    for line, place in lines:
        while found and place is not None and found[0] < place:
            gap = found.popleft()
            added.append((layout.blocks[gap].text, gap))
        added.append((line, place))
    return [*added, *((layout.blocks[place].text, place) for place in _list_below(max(taken), layout))]


def _list_below(last: int, layout: Layout) -> list[int]:
    """Return the places of the items of a list right below the last line, beside it: the end of the story."""
    element = layout.blocks[last].element
    around, items = element.getparent(), list[int]()
    for place in range(last + 1, len(layout.blocks)):
        block = layout.blocks[place]
        within = block.element.getparent() if block.element.tag == "li" else None
        beside = within is not None and within.getparent() is around and element.tag == "p"
        if not beside or block.linked >= 0.3 or layout.region(place)[0] is not None:
            break
        items.append(place)
    return items


def _points_above(first: int, layout: Layout) -> list[int]:
    """Return the places of the items of a list of sentences between the headline and the first line: its points."""
    items: list[int] = []
    for place in range(first - 1, max(-1, first - _POINTS - 1), -1):
        block = layout.blocks[place]
        if block.element.tag != "li" or block.linked >= _LINKED or layout.region(place)[0] is not None:
            break
        items.insert(0, place)
    prose = sum(weight(layout.blocks[place].text) >= _LONG for place in items)
    above = layout.blocks[max(0, first - len(items) - _NEAR) : first - len(items)]
    return items if prose >= 2 and any(block.element.tag == "h1" for block in above) else []


def _opening_above(first: int, layout: Layout) -> list[int]:
    """Return the places of the sentences that stand between the headline and the first line, beside that one.

    The extractor takes paragraphs, and leaves out an opening that is a `div` among them.
    """
    around = layout.blocks[first].element.getparent()
    opening: list[int] = []
    for place in range(first - 1, max(-1, first - _NEAR - 1), -1):
        block = layout.blocks[place]
        if block.element.tag == "h1":
            return opening
        if (
            block.is_prose
            and block.text.endswith(tuple(SENTENCE_ENDS))
            and block.element.getparent() is around
            and layout.region(place)[0] is None
        ):
            opening.insert(0, place)
        elif opening:
            break
    return []


_Form = tuple[tuple[str, str | None], ...]


class _KeptBlocks:
    """The blocks that were taken: what a block that was left out is like, or stands beside. Found when asked for."""

    def __init__(self, lines: list[PlacedLine], layout: Layout) -> None:
        self.layout = layout
        self.places = frozenset(place for _, place in lines if place is not None)
        self._lines = lines
        self._between: dict[lxml.html.HtmlElement, bool] = {}
        self._elements = [layout.blocks[place].element for place in self.places]

    @cached_property
    def parents(self) -> frozenset[lxml.html.HtmlElement | None]:
        """The elements right around the blocks."""
        return frozenset(element.getparent() for element in self._elements)

    @cached_property
    def headings(self) -> Counter[_Form]:
        """How many headings there are of each form from the first block taken to the last."""
        between = (block.element for block in self.layout.blocks[min(self.places) : max(self.places)])
        return Counter(_form(element) for element in between if element.tag in HEADINGS)

    @cached_property
    def first_text(self) -> int:
        """The place of the first block taken that is no heading."""
        texts = (place for place in self.places if self.layout.blocks[place].element.tag not in HEADINGS)
        return min(texts, default=len(self.layout.blocks))

    @cached_property
    def lists(self) -> Counter[lxml.html.HtmlElement]:
        """How many items of each list were taken."""
        return Counter(element.getparent() for element in self._elements if element.tag == "li")

    @cached_property
    def quotations(self) -> frozenset[lxml.html.HtmlElement | None]:
        """The quotations that the blocks stand in, and those between them that are too long to be set in for looks."""
        between = self.layout.blocks[min(self.places) : max(self.places)]
        long = (block.element for block in between if _is_long_quote(block))
        within = ((element, *element.iterancestors("blockquote")) for element in (*self._elements, *long))
        return frozenset(each for elements in within for each in elements if each.tag == "blockquote")

    @cached_property
    def regions(self) -> frozenset[lxml.html.HtmlElement | None]:
        """The marked regions with a good part of the blocks: wrappers of the story that bear such a mark."""
        regions = Counter(self.layout.region(place)[1] for place in self.places)
        return frozenset(region for region, count in regions.items() if count >= _GOOD_PART * len(self.places))

    @cached_property
    def forms(self) -> Counter[_Form]:
        """How many of the blocks have each form."""
        return Counter(map(_form, self._elements))

    @cached_property
    def frames(self) -> Counter[_Form]:
        """How many of the blocks stand in an element of each form."""
        return Counter(_form(parent) for element in self._elements if (parent := element.getparent()) is not None)

    @cached_property
    def text(self) -> str:
        """The text that was taken, folded."""
        return fold(" ".join(line for line, _ in self._lines))

    def fits(self, place: int) -> bool:
        """Say whether a block that was left out is a part of the story."""
        block = self.layout.blocks[place]
        tag, parent = block.element.tag, block.element.getparent()
        if tag in HEADINGS:
            beside = tag != "h1" and block.linked < _LINKED and parent in self.parents
            fits = beside or self._heads(place)
        elif tag == "li":
            fits = parent is not None and block.linked < 0.3 and parent.getparent() in self.parents
            fits = fits or self._is_listed(place) or self._is_point(place) or self._is_between(place)
        else:
            fits = self._is_alike(place) or self._is_answer(place) or self._is_quoted(place)
        rule, region = self.layout.region(place)
        return fits and (rule is None or region in self.regions)

    def _heads(self, place: int) -> bool:
        """Say whether a heading stands right above text of the story: the same few elements are around both.

        An own frame around each heading is common; where but one has it, it is the title of something set in. One that
        is a link, and that no other is like, leads to another story unless it stands with its text.
        """
        block, blocks = self.layout.blocks[place], self.layout.blocks
        # A link alone below a heading leads to what it names.
        under = place + 2 if blocks[place + 1].linked >= _ALL and place + 2 < len(blocks) else place + 1
        below = blocks[under].element
        if self.layout.keys[place] in self.text or not self._is_text(under, block.element.tag):
            return False
        several = self.headings[_form(block.element)] >= _SEVERAL
        if not several and block.linked < _LINKED:
            return False
        upper, lower = (_FRAMES, _FRAMES) if several else (2, 1)
        around = set(islice(block.element.iterancestors(), upper))
        return not around.isdisjoint(islice(below.iterancestors(), lower))

    def _is_text(self, place: int, heading: str) -> bool:
        """Say whether a block below a heading was taken, alone or as a cell of a row, or will be.

        Another heading counts where it is of a lower rank.
        """
        tag = self.layout.blocks[place].element.tag
        if tag in HEADINGS:
            return tag > heading and (place in self.places or self._heads(place))
        is_cell = tag in ("td", "th")
        return place in self.places or (is_cell and self.layout.keys[place] in self.text) or self._is_alike(place)

    def _is_listed(self, place: int) -> bool:
        """Say whether most items of the list that an item is of were taken: the others are no menu then."""
        items = self.layout.blocks[place].element.getparent()
        count = self.lists[items]
        return count >= 2 and count * 2 >= len(items) and self.layout.keys[place] not in self.text

    def _is_between(self, place: int) -> bool:
        """Say whether an item is of a list that stands as a whole between two taken blocks, beside taken ones."""
        items = self.layout.blocks[place].element.getparent()
        if items is None or items.getparent() not in self.parents or self.layout.keys[place] in self.text:
            return False
        if items not in self._between:
            first = last = place
            while first > 0 and self.layout.blocks[first - 1].element.getparent() is items:
                first -= 1
            while last + 1 < len(self.layout.blocks) and self.layout.blocks[last + 1].element.getparent() is items:
                last += 1
            between = self.places.issuperset((first - 1, last + 1)) and not self.lists[items]
            self._between[items] = between and not self._begins_beside(first - 1)
        return self._between[items]

    def _begins_beside(self, above: int) -> bool:
        """Say whether a block names a list as one of other stories, or is a title above all text that was taken.

        Below a title stand the names of authors and topics.
        """
        text = self.layout.blocks[above].text[:_TWIN]
        return above < self.first_text or _RELATED.fullmatch(text) is not None

    def _is_point(self, place: int) -> bool:
        """Say whether an item is a sentence of a list that stands in a frame like those of several taken blocks."""
        block = self.layout.blocks[place]
        items = block.element.getparent()
        frame = items.getparent() if items is not None else None
        if frame is None or weight(block.text) < _LONG or block.linked >= 0.3:
            return False
        return self.frames[_form(frame)] >= _ALIKE and self.layout.keys[place] not in self.text

    def _is_quoted(self, place: int) -> bool:
        """Say whether a block stands in a quotation of which another was taken, or is a sentence in one beside others.

        That is who says so, where it is from, and what is quoted by a link to it.
        """
        block = self.layout.blocks[place]
        around = next(block.element.iterancestors("blockquote"), None)
        if around is None or self.layout.keys[place] in self.text:
            return False
        is_sentence = weight(block.text) >= _LONG and block.text.endswith(_ENDS)
        return (around in self.quotations and block.linked < _ALL) or (
            is_sentence and around.getparent() in self.parents
        )

    def _is_alike(self, place: int) -> bool:
        """Say whether a block has the tag and the classes of several taken ones, and those around it too.

        A link alone is a sentence there, or it leads to another story; short texts with links are labels.
        """
        block, key = self.layout.blocks[place], self.layout.keys[place]
        is_sentence = block.text.endswith(_ENDS)
        if weight(block.text) < _LONG and block.linked >= (0.8 if is_sentence else 0.3):
            return False
        if self.forms[_form(block.element)] < _ALIKE or not key or key in self.text:
            return False
        if weight(block.text) < _LONG:
            return True
        return block.linked < 0.8 or is_sentence

    def _is_answer(self, place: int) -> bool:
        """Say whether a block is prose in a panel that opens at a click, as the answers to questions do."""
        block = self.layout.blocks[place]
        if not block.is_prose or self.layout.keys[place] in self.text:
            return False
        around = (block.element, *islice(block.element.iterancestors(), _PANEL_DEPTH))
        return any(_PANEL.search(marks_of(element, "class", "id")) for element in around)


def _is_long_quote(block: Block) -> bool:
    """Say whether a block, if it stands in a quotation, is no line of the story set in once more, nor a post."""
    if weight(block.text) < _QUOTED or block.linked >= 0.3 or not block.text.endswith(_ENDS):
        return False
    return next(block.element.iterancestors("figure"), None) is None


def _form(element: lxml.html.HtmlElement) -> _Form:
    """Return the tags and classes of an element and the two around it."""
    form: list[tuple[str, str | None]] = []
    node: lxml.html.HtmlElement | None = element
    for _ in range(3):
        if node is None:
            break
        form.append((node.tag, _shared(node.get("class"))))
        node = node.getparent()
    return tuple(form)


@lru_cache(maxsize=4096)
def _shared(classes: str | None) -> str | None:
    """Return the classes without those that page builders give to one element alone, by a number."""
    return _NUMBERED.sub("", classes) if classes else classes
