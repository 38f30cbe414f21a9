"""The index of a page: its elements by tag and by the attributes that name them, from one walk over its tree."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple

import lxml.html

#: The attributes by whose values elements are found.
_NAMING = frozenset({"aria-label", "class", "data-testid", "id", "itemprop", "itemtype", "rel"})
_MOST = 250_000  # elements: a page with more is a hostile one


class Named(NamedTuple):
    """The values of an attribute that are sought: those that match, and words of which each such value has one."""

    matches: Callable[[str], object]
    words: tuple[str, ...] = ()


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
        self._sets: dict[str, _Values] = {}

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The places of the elements that have a class or an id, by its name."""
        named: dict[str, list[int]] = defaultdict(list)
        by_value: dict[str, list[int]] = defaultdict(list)  # a page has few, and each is divided once
        for value, place in zip(*self._values["class"], strict=True):
            by_value[value].append(place)
        for value, places in by_value.items():
            for name in value.split():
                named[name] += places
        for value, place in zip(*self._values["id"], strict=True):
            named[value].append(place)
        return named

    @property
    def tags(self) -> list[str]:
        """The tags that the page has."""
        return list(self._tags)

    def find(self, *tags: str, named: Mapping[str, Named] | None = None) -> list[lxml.html.HtmlElement]:
        """Return the elements that had one of these tags when the index was made, and those with a name that is sought.

        Each value of an attribute is looked at once, however many elements have it.
        """
        if len(tags) == 1 and not named:
            return [self._elements[place] for place in self._tags.get(tags[0], ())]
        found = {place for tag in tags for place in self._tags.get(tag, ())}
        for attribute, sought in (named or {}).items():
            values, places = self._values[attribute]
            if wanted := {value for value in self._distinct(attribute).having(sought.words) if sought.matches(value)}:
                found.update(place for value, place in zip(values, places, strict=True) if value in wanted)
        return [self._elements[place] for place in sorted(found)]

    def having(self, names: Iterable[str]) -> list[lxml.html.HtmlElement]:
        """Return the elements that have one of these names as a class or as their id, in no order and some twice."""
        return [self._elements[place] for name in names for place in self._named.get(name, ())]

    def _distinct(self, attribute: str) -> _Values:
        if attribute not in self._sets:
            self._sets[attribute] = _Values(self._values[attribute][0])
        return self._sets[attribute]


class _Values:
    """The values of an attribute, each once, in one text: a word is found there faster than in each of them."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = list(dict.fromkeys(values))
        lowered = [value.lower() for value in self._values]
        self._text = "\0".join(lowered)
        self._ends = list(accumulate(len(value) + 1 for value in lowered))

    def having(self, words: tuple[str, ...]) -> list[str]:
        """Return the values with one of some words in small letters, or all where there are none."""
        if not words:
            return self._values
        found: set[int] = set()
        for word in words:
            at = self._text.find(word)
            while at >= 0:
                place = bisect_right(self._ends, at)
                found.add(place)
                at = self._text.find(word, self._ends[place])
        return [self._values[place] for place in sorted(found)]
