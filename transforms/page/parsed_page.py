"""The parsed page: one parse from which all else is read, with its metadata, its layout and its headline's place."""

from __future__ import annotations

from functools import cached_property

import lxml.html

from transforms.page.index import PageIndex
from transforms.page.layout import Layout
from transforms.page.markup import normalize
from transforms.page.metadata import fold_name, read_metadata
from transforms.page.repair import repair
from transforms.page.selectors import select_on_page
from transforms.page.titles import stated_titles
from transforms.page.tree import parse_tree


class ParsedPage:
    """A page's tree and what is read of it, each once. Raises `PageError` where the text is no page."""

    def __init__(self, text: str, url: str | None) -> None:
        self._served = (text, url)
        self.tree, self.index = self._parsed()
        self.metadata = read_metadata(self.tree, self.index, url)
        #: The article's headline, once an extractor has found it.
        self.headline: str | None = None

    def served_tree(self) -> lxml.html.HtmlElement:
        """Return another tree of the page, as it was before an extractor took anything out."""
        return self._parsed()[0]

    def select(self, css: str | None) -> list[lxml.html.HtmlElement]:
        """Return the elements that a selector matches, in the page's order; none where there is no selector."""
        return select_on_page(self.tree, self.index, css)

    def reindex(self) -> None:
        """Make the index of the tree anew, once elements were dropped that nobody shall find."""
        self.index = PageIndex(self.tree)

    def _parsed(self) -> tuple[lxml.html.HtmlElement, PageIndex]:
        tree = parse_tree(*self._served)
        repair(tree)
        return tree, normalize(tree)

    @cached_property
    def layout(self) -> Layout:
        """The blocks of the page, as they stand in the tree when they are first asked for."""
        return Layout(self.tree)

    @cached_property
    def headline_place(self) -> int | None:
        """The place of the headline among the blocks; None where it is not seen.

        Where the headline is not known or is no block, the stated titles stand for it, and then any heading that is
        not the site's name: a logo may be a heading too.
        """
        metadata = self.metadata
        others = [text for text in metadata.headings if fold_name(text) not in metadata.site_names]
        for titles in ([self.headline], stated_titles(metadata), others):
            if (place := self.layout.heading(titles)) is not None:
                return place
        return None
