"""CSS selectors of the outlet files, each compiled once and looked for where the page has the names it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import cssselect
import lxml.html
from cssselect.parser import Class, CombinedSelector, Hash, Pseudo
from lxml import etree

from transforms.page.index import PageIndex

# lxml's own translator has a function of Python for `:contains()`, whose name is freed after the first page.
_TRANSLATOR = cssselect.HTMLTranslator()
_FEW = 500  # elements: libxml2 compares each that it is given with all the others


class _Named(NamedTuple):
    """The classes and ids that the alternatives of a selector begin with, and their path from elements with those."""

    names: Sequence[str]
    path: etree.XPath


def select(root: lxml.html.HtmlElement, css: str | None) -> list[lxml.html.HtmlElement]:
    """Return the elements that a selector matches, in the page's order; none where there is no selector."""
    return list(_selector(css)(root)) if css else []


def select_on_page(tree: lxml.html.HtmlElement, index: PageIndex, css: str | None) -> list[lxml.html.HtmlElement]:
    """Return the same of a whole page, by its index: most selectors begin with a class or an id that few elements have.

    Of what was dropped since the index was made, such a selector still finds the elements.
    """
    named = _named(css) if css else None
    elements = index.having(named.names) if named else []
    if named is None or len(elements) > _FEW:
        return select(tree, css)
    return list(named.path(tree, named=elements)) if elements else []


@lru_cache(maxsize=512)
def _selector(css: str) -> etree.XPath:
    return etree.XPath(_TRANSLATOR.css_to_xpath(css))


@lru_cache(maxsize=512)
def _named(css: str) -> _Named | None:
    """Return how a selector is looked for by names; None where one of its alternatives begins with none."""
    alternatives = cssselect.parse(css)
    names = [_first_name(alternative.parsed_tree) for alternative in alternatives]
    known = [name for name in names if name is not None]
    if len(known) < len(names):
        return None
    paths = [_TRANSLATOR.selector_to_xpath(alternative, prefix="self::") for alternative in alternatives]
    return _Named(known, etree.XPath(" | ".join(f"$named/{path}" for path in paths)))


def _first_name(part: object) -> str | None:
    """Return a class or an id of the outermost element of a selector: each part holds what stands before it."""
    name = None
    while part is not None:
        if isinstance(part, Class):
            name = part.class_name
        elif isinstance(part, Hash):
            name = part.id
        elif isinstance(part, CombinedSelector):
            name = None  # so far it was that of an inner element
        elif isinstance(part, Pseudo) and part.ident == "scope":
            return None  # it means the element at which the search begins
        part = getattr(part, "selector", None)
    return name
