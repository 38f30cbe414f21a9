"""Page metadata, read in one walk: JSON-LD, meta tags, microdata, links, times and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

import lxml.html

from transforms.page import json_ld
from transforms.page.index import Named, PageIndex
from transforms.page.text import clean, fold
from transforms.page.tree import BLOCKS, SILENT, absolute, mark_pattern, marks_of, text_of
from transforms.vocab.loader import any_of

_ITEMS_MOST = 500  # elements with microdata
_MANY = 50  # values of one name: the rest is a hostile page's
_H1S_MOST = 200  # seen and unseen
_DEEP = 50  # elements around a heading that may hide it
_NAME = 5  # words of a site's name
_LABEL = 100  # characters before a time
_MARKS = 1000  # characters of an element's class and id
#: Between a headline and the name of its site in a title.
SEPARATOR = re.compile(
    r"\s+[|–—·•:»«‹›/-]{1,2}\s+|\s*[|｜]\s*|:\s+(?=\S+$)"
    # Without spaces in scripts that have none: "_", "--", and "-" before a short name at the end.
    r"|(?<=[\u3040-\u9fff\uac00-\ud7a3！？」』”])(?:\s*[_＿]\s*|-{2}|[-－](?=[^\s-]{2,10}$))(?=[\u3040-\u9fff\uac00-\ud7a3])"
)
_ARTICLE = re.compile(rf"^{any_of('bylines.articles')}\s+", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_NOT_DISPLAYED = re.compile(r"display:\s*none", re.IGNORECASE)


class Time(NamedTuple):
    """A `time` element: what it states and shows, whether above the headline or apart from the story, words before."""

    stated: str
    shown: str
    above: bool
    label: str = ""
    apart: bool = False


@dataclass(slots=True, kw_only=True)
class PageMetadata:
    """The page's words about its article, each as it stands there; empty where it says nothing."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)  # microdata
    nodes: list[json_ld.Node] = field(default_factory=list)
    article: json_ld.Node = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)  # every h1 that is seen
    times: list[Time] = field(default_factory=list)
    canonical: str | None = None
    language: str | None = None
    title: str | None = None
    url: str | None = None
    base: str | None = None  # from where its references lead
    #: The names by which the page calls its own site, folded for comparison.
    site_names: frozenset[str] = frozenset()

    @property
    def path(self) -> str | None:
        """The path of its address; None where it has none that can be read."""
        try:
            return urlsplit(self.url).path if self.url else None
        except ValueError:
            return None

    @property
    def is_home(self) -> bool:
        """Whether its address has no path."""
        return self.path in ("", "/")

    def meta(self, *names: str) -> str | None:
        """Return the first value of the first of these meta names or properties that has one."""
        return _first_of(self.metas, names)

    def item(self, *names: str) -> str | None:
        """Return the first value of the first of these microdata properties that has one."""
        return _first_of(self.items, names)

    def stated(self, name: str) -> str | None:
        """Return a property of the article's own JSON-LD node as text."""
        return clean(json_ld.text_in(self.article.get(name))) or None


def _first_of(values: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    for name in names:  # asked thirty times a page: a generator for each would take twice the time
        if found := values.get(name):
            return found[0]
    return None


def fold_name(text: str | None) -> str:
    """Return a site's or an organisation's name folded, without an article before it."""
    return fold(_ARTICLE.sub("", (text or "").strip()))


def read_metadata(tree: lxml.html.HtmlElement, index: PageIndex, url: str | None) -> PageMetadata:
    """Return what the page states."""
    found = PageMetadata(url=url, base=url)
    blocks: list[str] = []
    root = tree.getroottree().getroot()
    # A parser of HTML leaves the namespace in the name.
    stated = (root.get(name) for name in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"))
    found.language = clean(next(filter(None, stated), None)) or None
    h1s = 0
    for element in index.find("base", "meta", "link", "script", "title", "h1", "time"):
        if element.tag == "meta":
            _add_meta(found, element)
        elif element.tag in ("base", "link"):
            _add_link(found, element)
        elif element.tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                blocks.append(element.text)
        elif element.tag == "title":
            found.title = found.title or clean(element.text) or None
        elif element.tag == "h1":
            h1s += 1
            if h1s <= _H1S_MOST and len(found.headings) < _MANY and (text := text_of(element)) and _is_visible(element):
                found.headings.append(text)
        elif len(found.times) < _MANY:
            stated_time, shown = clean(element.get("datetime")), text_of(element)
            found.times.append(Time(stated_time, shown, not found.headings, _label(element), _is_of_another(element)))
    for element in index.find(named={"itemprop": Named(bool)})[:_ITEMS_MOST]:
        _add_item(found, element)
    found.nodes = json_ld.read_blocks(blocks)
    found.article = json_ld.article_of(found.nodes)
    found.site_names = _site_names(found)
    return found


def _is_visible(heading: lxml.html.HtmlElement) -> bool:
    """Say whether nothing in the markup hides a heading; a body that its own script shows again hides none."""
    if heading.get("hidden") is not None or _HIDDEN.search(heading.get("style") or ""):
        return False
    return not any(
        node.get("hidden") is not None or _NOT_DISPLAYED.search(node.get("style") or "")
        for node in islice(heading.iterancestors(), _DEEP)
        if node.tag not in ("html", "body")
    )


_OTHERS = mark_pattern(
    "related|recommend(?:ed|ations?)?|teasers?|sidebar|popular|latest|trending|most-?read|more-?(?:news|stories)|promos?|"
    f"comments?|captions?|{any_of('markup.related', 'markup.comments')}"
)


_UPDATED = mark_pattern("(?:last-?)?(?:updated?|modified)|date-?modified")


def _is_of_another(element: lxml.html.HtmlElement) -> bool:
    """Say whether a time is marked as that of a change, or stands in a caption, a link, a comment or another's card."""
    around = element.getparent()
    mark = " ".join(marks_of(node, "class", "itemprop")[:_MARKS] for node in (element, around) if node is not None)
    if _UPDATED.search(mark) and "publish" not in mark.lower():
        return True
    for node in islice(element.iterancestors(), 10):
        if node.tag in ("article", "main", "body"):
            return False
        if node.tag in ("figure", "aside", "nav", "a") or _OTHERS.search(marks_of(node, "class", "id")[:_MARKS]):
            return True
    return False


def _label(element: lxml.html.HtmlElement) -> str:
    """Return the words that stand right before an element in its block."""
    node = element
    for _ in range(4):
        beside, around = node.getprevious(), node.getparent()
        if around is None:
            break
        outer, text = (around, around.text) if beside is None else (beside, beside.tail)
        label = clean((text or "")[-_LABEL:])
        if not label and beside is not None and beside.tag not in BLOCKS | SILENT:
            label = clean((beside.text or "")[-_LABEL:])
        if label or outer.tag in BLOCKS:
            return label
        node = outer
    return ""


def _add_link(found: PageMetadata, element: lxml.html.HtmlElement) -> None:
    """Note where references lead from, and the canonical URL: the first of each counts."""
    if element.tag == "base":
        if found.base == found.url:
            found.base = _base(element.get("href"), found.url)
    elif found.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
        found.canonical = absolute(element.get("href"), found.base)


def _base(href: str | None, url: str | None) -> str | None:
    """Return the address that a `base` element means, or the page's own where no browser would follow it."""
    base = absolute(href, url)
    try:
        parts = urlsplit(base or "")
        fits = parts.username is None and parts.port != 0 and not re.search(r"\s", base or "")
    except ValueError:
        fits = False
    return base if base and fits else url


def _add_meta(found: PageMetadata, element: lxml.html.HtmlElement) -> None:
    value = clean(element.get("content"))
    for attribute in ("property", "name", "http-equiv"):
        name = (element.get(attribute) or "").strip().lower()
        if name and value:
            values = found.metas.setdefault(name, [])
            if len(values) < _MANY:
                values.append(value)


# Properties whose value is short enough to be read from the element's text.
_ITEMS = frozenset(
    "headline alternativeheadline datepublished datemodified datecreated author articlesection keywords image"
    " inlanguage isaccessibleforfree description".split()
)


_NOT_OF_THE_ARTICLE = re.compile(r"comment|publisher|logo|masthead|WPHeader|WPFooter|WPSideBar|related", re.IGNORECASE)


def _is_apart(element: lxml.html.HtmlElement) -> bool:
    """Say whether microdata belongs to a comment, to the publisher or to the frame of the page."""
    return any(
        _NOT_OF_THE_ARTICLE.search(marks_of(node, "itemprop", "itemtype", "class"))
        for node in (element, *element.iterancestors())
        if node.tag not in ("html", "body")
    )


def _add_item(found: PageMetadata, element: lxml.html.HtmlElement) -> None:
    for name in (element.get("itemprop") or "").lower().split():
        if name not in _ITEMS or _is_apart(element):
            continue
        values = found.items.setdefault(name, [])
        if len(values) < _MANY and (value := _item_value(element, name)):
            values.append(value)


def _item_value(element: lxml.html.HtmlElement, name: str) -> str:
    if name == "author":
        inner = element.xpath(".//*[contains(concat(' ', @itemprop, ' '), ' name ')]")
        element = inner[0] if inner else element
    stated = element.get("content") or element.get("datetime")
    if stated is None and name == "image":
        inner = element.xpath(".//img[@src]")
        stated = element.get("src") or element.get("href") or (inner[0].get("src") if inner else "")
    return clean(stated) if stated is not None else text_of(element)[:1000]


def _site_names(found: PageMetadata) -> frozenset[str]:
    publisher = json_ld.text_in(found.article.get("publisher"))
    named = [found.meta("og:site_name"), publisher, found.meta("application-name"), found.meta("twitter:site")]
    named += [
        json_ld.text_in(node.get("name"))
        for node in found.nodes
        if {"WebSite", "NewsMediaOrganization", "Organization"} & set(json_ld.kinds(node))
    ]
    try:
        host = (urlsplit(found.url or "").hostname or "").removeprefix("www.")
    except ValueError:  # an address that no parser reads
        host = ""
    keys = {fold_name(name) for name in named if name}
    # Some give their site the article's title: as the page's own, or as a heading of more words than names have.
    headlines = {fold_name(heading) for heading in found.headings if len(heading.split()) > _NAME}
    hosts = {fold_name(name) for name in (host, host.partition(".")[0])}
    return frozenset((keys - {fold_name(found.title)} - headlines | hosts) - {""})
