"""The index of a page: its elements by tag and by the attributes that name them, from one walk over its tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import islice

import lxml.html

#: Says whether an attribute's value is one that is looked for.
IsNamed = Callable[[str], object]
#: The attributes by whose values elements are found.
_NAMING = frozenset({"aria-label", "class", "data-testid", "id", "itemprop", "itemtype", "rel"})
_MOST = 250_000  # elements: a page with more is a hostile one


class PageIndex:
    """The elements of a tree as they stand in it when it is made, in the page's order.

    An expression or a walk for each question would cost a page more than all that is read of it. As long as the index
    lives, so do the Python objects of the elements, which each further walk would have to make again.
    """

    def __init__(self, tree: lxml.html.HtmlElement) -> None:
        self._elements = list(islice(tree.iter(), _MOST))
        self._tags: dict[str, list[int]] = defaultdict(list)
        # The values and the places of each attribute side by side: a list for each value would take twice the time.
        self._values: dict[str, tuple[list[str], list[int]]] = {name: ([], []) for name in _NAMING}
        for place, element in enumerate(self._elements):
            self._tags[element.tag].append(place)
            for name in _NAMING.intersection(element.keys()):
                values, places = self._values[name]
                values.append(element.get(name, ""))
                places.append(place)

    @cached_property
    def names(self) -> set[str]:
        """The classes and ids that the page's elements have."""
        return {name for value in set(self._values["class"][0]) for name in value.split()} | {*self._values["id"][0]}

    @property
    def tags(self) -> list[str]:
        """The tags that the page has."""
        return list(self._tags)

    def find(self, *tags: str, named: Mapping[str, IsNamed] | None = None) -> list[lxml.html.HtmlElement]:
        """Return the elements that had one of these tags when the index was made, and those that are `named` so.

        These are the elements of which an attribute has a value of which its predicate is true. Each value is looked at
        once, however many elements have it.
        """
        found = {place for tag in tags for place in self._tags.get(tag, ())}
        for attribute, is_named in (named or {}).items():
            values, places = self._values[attribute]
            if wanted := {value for value in set(values) if is_named(value)}:
                found.update(place for value, place in zip(values, places, strict=True) if value in wanted)
        return [self._elements[place] for place in sorted(found)]
