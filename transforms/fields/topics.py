"""Sections and keywords: the breadcrumbs to the article, the section that it states, and its keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

import lxml.html

from transforms.page import json_ld
from transforms.page.index import Named, PageIndex
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, fold
from transforms.page.tree import absolute, mark_pattern, text_of
from transforms.vocab.loader import any_of, beginnings, words

# The first breadcrumbs, which name no section.
_ROOTS = frozenset(words("labels.home"))
# What stands in the place of a section and is none; what is one only where no other is named.
_NO_SECTIONS = frozenset(words("labels.no_section"))
_WEAK_SECTIONS = frozenset(words("labels.weak_section"))
_MOST = 60  # keywords, breadcrumbs
_DEEPEST = 12  # breadcrumbs of an article
_LONGEST = 60  # characters of a section's name
_LINKS = 1500  # of a page, among which a section's name is looked for
_CRUMBS = mark_pattern(
    r"crumbs?|you-are-here|(?:nav-|item-)?path|(?:doc-)?section-info|doc_cats?|"
    rf"{any_of('markup.breadcrumbs')}"
)
_LISTS = frozenset({"nav", "ol", "ul", "div"})
_WORD = re.compile(r"\w+")
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|<%|\$\{")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_ ][a-z0-9]+)*")
_OF_LIST = re.compile(r"\s*,\s*")
# A list of names whose last is joined by a word or a sign is one name: "Arts, Books and Culture".
_ONE_NAME = re.compile(rf"[&+]|\b{any_of('bylines.and', 'bylines.and_before_name')}\b", re.IGNORECASE)
# What a CMS puts before a keyword that is one, and before what is none.
_PREFIX = re.compile(
    r"(?:sections?|topics?|categor(?:y|ies)|tags?|keywords?|subjects?|persons?|people|places?|locations?|themes?|"
    r"organi[sz]ations?|compan(?:y|ies))\s*[:=]\s*",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"(?:(?i:content[ -]?(?:type|id)|locale|display[ -]?type|short[ -]?title|template|layout|format|type|id|source|"
    r"syndication)|[a-z]+[A-Z]\w*)\s*[:=].*",
    re.DOTALL,
)
# A number, a UUID, the hash of something: the key of a record, not a word.
_KEY = re.compile(r"\d{5,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,}", re.IGNORECASE)


def section_path(names: Iterable[str]) -> list[str]:
    """Return the breadcrumbs without "Home" and its like."""
    return [name for name in names if name and name.casefold() not in _ROOTS]


def read_breadcrumbs(page: ParsedPage, headline: str | None) -> list[str]:
    """Return the path of sections to the article, without "Home" and without the article itself."""
    metadata = page.metadata
    stated = [_crumbs(node, metadata) for node in metadata.nodes if "BreadcrumbList" in json_ld.kinds(node)]
    inner = metadata.article.get("breadcrumb")
    if isinstance(inner, dict):
        stated.append(_crumbs(inner, metadata))
    shown = _visible(page.index, metadata)
    names = next((path for path in [*stated, shown] if path), [])
    apart = {fold(headline), fold(metadata.title), *metadata.site_names, *(fold(text) for text in metadata.headings)}
    path = [name for name in section_path(names) if fold(name) not in apart and _is_section(name)]
    return [_as_shown(name, page.tree) for name in path[:_DEEPEST]]


def _is_section(name: str) -> bool:
    """Say whether a text names a section: no placeholder, no number, no title of an article."""
    return (
        name.casefold() not in _NO_SECTIONS
        and len(name) <= _LONGEST
        and not name.isdigit()
        and any(map(str.isalpha, name))
        and not _TEMPLATE.search(name)
    )


def _crumbs(node: json_ld.Node, metadata: PageMetadata) -> list[str]:
    """Return the names of a list of breadcrumbs in its order, without the article itself at its end."""
    entries = [entry for entry in json_ld.as_list(node.get("itemListElement")) if isinstance(entry, dict)]
    named: list[tuple[str, str | None]] = []
    for entry in sorted(entries[:_MOST], key=_position):
        item = entry.get("item")
        inner = item if isinstance(item, dict) else {}
        name = json_ld.text_in(entry.get("name")) or json_ld.text_in(inner.get("name"))
        url = json_ld.text_in(inner.get("@id") or inner.get("url")) if inner else json_ld.text_in(item)
        if name and "://" not in name:
            named.append((clean(unescape(name)), url))
    return _without_article(named, metadata)


def _position(entry: json_ld.Node) -> float:
    try:
        return float(str(entry.get("position")))
    except ValueError:
        return 0.0


def _without_article(named: list[tuple[str, str | None]], metadata: PageMetadata) -> list[str]:
    """Return the names without the last where it is the article's own: it leads here, or is long and leads nowhere."""
    if named:
        name, url = named[-1]
        leads = absolute(url, metadata.base) if url else None
        nowhere = leads is None and (url in ("", "#") or any(each for _, each in named[:-1]))
        own = leads is not None and metadata.url is not None and _path(leads) == _path(metadata.url) != ""
        if own or (nowhere and len(_WORD.findall(name)) > 3):
            named = named[:-1]
    return [name for name, _ in named]


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _is_crumbs(mark: str) -> bool:
    return "breadcrumb" in mark.lower() or _CRUMBS.search(mark) is not None


_CRUMBS_NAMED = dict.fromkeys(
    ("class", "id", "aria-label"),
    Named(_is_crumbs, ("crumb", "you-are-here", "path", "section-info", "doc_cat", *beginnings("markup.breadcrumbs"))),
)


def _visible(index: PageIndex, metadata: PageMetadata) -> list[str]:
    for element in index.find(named=_CRUMBS_NAMED):
        if element.tag in _LISTS:
            links = list(islice(element.iter("a"), 10))
            named: list[tuple[str, str | None]] = [
                (text, link.get("href")) for link in links if (text := text_of(link))
            ]
            if len(links) < 10 and named:
                return _without_article(named, metadata)
            return []
    return []


def read_section(page: ParsedPage, path: Sequence[str]) -> str | None:
    """Return the section by its name: the last of the breadcrumbs, else what the page states; None where it has none.

    What is no more than "News" or "Blog" counts only where no other is named.
    """
    weak: str | None = None
    for name in reversed(path) if path else _stated_sections(page.metadata):
        if name.casefold() not in _WEAK_SECTIONS:
            return _as_shown(name, page.tree)
        weak = weak or name
    return _as_shown(weak, page.tree) if weak else None


def _stated_sections(metadata: PageMetadata) -> Iterator[str]:
    """Yield the names of sections that the page states, the most trustworthy first."""
    stated = [name for name in json_ld.as_list(metadata.article.get("articleSection")) if isinstance(name, str)]
    metas = (metadata.meta(name) for name in _SECTION_METAS)
    titles = {fold(metadata.title), *(fold(text) for text in metadata.headings)}
    for text in (*stated[:_MOST], *metas, metadata.item("articlesection")):
        whole = clean(unescape(text or "")[:1000])
        parts = _OF_LIST.split(whole)
        names = [whole] if _ONE_NAME.search(parts[-1]) else parts
        yield from (name for name in names if _is_section(name) and fold(name) not in titles)


_SECTION_METAS = ("article:section", "parsely-section", "sailthru.section", "section", "category")


def _as_shown(name: str, tree: lxml.html.HtmlElement) -> str:
    """Return a section's name as a link of the page shows it, where a slug stands for it; else the slug in words."""
    if not _SLUG.fullmatch(name) or len(name) < 3:
        return name
    key, end = fold(name), "/" + re.sub(r"[_ ]", "-", name)
    by_address = None
    for link in islice(tree.iter("a"), _LINKS):
        if not (text := text_of(link)) or len(text) > _LONGEST or text == text.lower():
            continue
        if fold(text) == key:
            return text
        if by_address is None and _path(link.get("href") or "").endswith(end):
            by_address = text
    plain = re.sub(r"[-_]", " ", name)
    return by_address or plain[0].upper() + plain[1:]


def read_keywords(metadata: PageMetadata) -> list[str]:
    """Return the keywords of the first source that has some, each once, in its order; no keys and settings of a CMS."""
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
        # Each of several is one keyword, perhaps with a comma of its own: "Roe, Jane".
        whole = 2 if len(texts) > 1 else 0
        lists = ([text] if len(parts) <= whole else parts for text in texts for parts in [_split(text)])
        parts = [part for each in lists for part in each]
        found = list(dict.fromkeys(word for part in parts if (word := _keyword(part))))
        if found:
            return found[:_MOST]
    return []


def _keyword(text: str) -> str | None:
    """Return a keyword without the prefix of a CMS; None for what is none."""
    whole = clean(unescape(text))
    if _SETTING.fullmatch(whole):
        return None
    word = _PREFIX.sub("", whole, count=1) if _PREFIX.match(whole) else whole
    if word != whole and (word.isdigit() or word.casefold() in _NO_SECTIONS):
        return None
    is_word = any(map(str.isalnum, word)) and word[0] not in "@/" and not _KEY.fullmatch(word)
    return word if is_word and len(word) < 100 else None


def _split(text: str) -> list[str]:
    """Return the parts of a list; what stands in brackets is not divided."""
    for mark in (";", "|", ",", "،"):
        if mark in text:
            return re.split(rf"{re.escape(mark)}(?![^()]{{0,60}}\))", text)
    return [text]
