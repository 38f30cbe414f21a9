"""Sections and keywords: the breadcrumbs to the article, the section that it states, and its keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import lxml.html

from transforms.page import json_ld
from transforms.page.metadata import PageMetadata
from transforms.page.text import clean, fold
from transforms.page.tree import mark_pattern, text_of
from transforms.vocab.loader import any_of, words

# The first breadcrumbs, which name no section.
_ROOTS = frozenset(words("labels.home"))
_MOST = 60  # keywords, breadcrumbs
_CRUMBS = mark_pattern(
    r"crumbs?|you-are-here|(?:nav-|item-)?path|(?:doc-)?section-info|doc_cats?|"
    rf"{any_of('markup.breadcrumbs')}"
)


def section_path(names: Iterable[str]) -> list[str]:
    """Return the breadcrumbs without "Home" and its like."""
    return [name for name in names if name and name.casefold() not in _ROOTS]


def read_breadcrumbs(tree: lxml.html.HtmlElement, metadata: PageMetadata, headline: str | None) -> list[str]:
    """Return the path of sections to the article, without "Home" and without the article itself."""
    stated = [list(_crumbs(node)) for node in metadata.nodes if "BreadcrumbList" in json_ld.kinds(node)]
    inner = metadata.article.get("breadcrumb")
    if isinstance(inner, dict):
        stated.append(list(_crumbs(inner)))
    shown = _visible(tree)
    names = next((path for path in [*stated, shown] if path), [])
    apart = {fold(headline), fold(metadata.title), *metadata.site_names, *(fold(text) for text in metadata.headings)}
    path = [name for name in section_path(names) if fold(name) not in apart]
    long = [name for name in path if len(name) > 60]  # the article, under another title
    return [name for name in path if name not in long][:_MOST]


def _crumbs(node: json_ld.Node) -> Iterator[str]:
    entries = [entry for entry in json_ld.as_list(node.get("itemListElement")) if isinstance(entry, dict)]

    def place(entry: json_ld.Node) -> float:
        try:
            return float(str(entry.get("position")))
        except ValueError:
            return 0.0

    for entry in sorted(entries[:_MOST], key=place):
        item = entry.get("item")
        name = json_ld.text_in(entry.get("name")) or (
            json_ld.text_in(item.get("name")) if isinstance(item, dict) else None
        )
        if name and "://" not in name:
            yield clean(name)


@lru_cache(maxsize=16384)
def _is_crumbs(mark: str) -> bool:
    return "breadcrumb" in mark.lower() or _CRUMBS.search(mark) is not None


def _visible(tree: lxml.html.HtmlElement) -> list[str]:
    for element in tree.iter("nav", "ol", "ul", "div"):
        get = element.get
        marks = (get("class"), get("id"), get("aria-label"))
        if any(mark and _is_crumbs(mark) for mark in marks):
            links = list(islice(element.iter("a"), 10))
            names = [text for link in links if (text := text_of(link))]
            if len(links) < 10 and names:
                return names
            return []
    return []


def read_section(metadata: PageMetadata) -> str | None:
    """Return the section that the page states, for want of breadcrumbs; None where it states none."""
    stated = json_ld.as_list(metadata.article.get("articleSection"))
    names = [clean(name) for name in stated if isinstance(name, str) and name.strip()]
    meta = metadata.meta("article:section", "parsely-section", "sailthru.section", "section", "category")
    return (names[0] if names else None) or meta or metadata.item("articlesection")


def read_keywords(metadata: PageMetadata) -> list[str]:
    """Return the keywords of the first source that has some, each once, in its order."""
    sources: tuple[Sequence[json_ld.Json], ...] = (
        json_ld.as_list(metadata.article.get("keywords")),
        metadata.metas.get("article:tag", ()),
        metadata.metas.get("news_keywords", ()),
        metadata.metas.get("parsely-tags", ()),
        metadata.metas.get("keywords", ()),
        metadata.items.get("keywords", ()),
    )
    for values in sources:
        texts = [json_ld.text_in(value) or "" for value in values]
        words = [clean(word) for text in texts for word in _split(text)]
        found = list(dict.fromkeys(word for word in words if word and len(word) < 100))
        if found:
            return found[:_MOST]
    return []


def _split(text: str) -> list[str]:
    for mark in (";", "|", ",", "،"):
        if mark in text:
            return text.split(mark)
    return [text]
