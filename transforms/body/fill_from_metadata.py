"""Fills what a reading lacks from the page's statements: dates, section, keywords, picture, and who may read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice

import lxml.html

from spiders.outlet import Outlet
from transforms.body.boilerplate import section_path
from transforms.body.extraction import Extraction
from transforms.fields.images import read_main_image
from transforms.fields.publication_date import read_modified, read_published, zone_of
from transforms.page import json_ld
from transforms.page.layout import Layout
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import text_of
from transforms.page.text import clean, fold

_MOST = 60  # keywords, breadcrumbs
_CRUMBS = re.compile(
    r"breadcrumb|(?:^|[\W_])(?:crumbs?|rastro|you-are-here|(?:nav-|item-)?path|fil(?:-d-?ariane)?|(?:doc-)?section-info|doc_cats?)(?:$|[\W_])",
    re.IGNORECASE,
)


def fill_from_metadata(
    reading: Extraction,
    tree: lxml.html.HtmlElement,
    layout: Callable[[], Layout],
    metadata: PageMetadata,
    outlet: Outlet | None,
    captured_at: datetime | None,
) -> None:
    """Set each field that the reading does not have yet, from what the page states; `layout` is asked for if needed."""
    zone = zone_of(outlet, metadata)
    reading.published = reading.published or read_published(tree, layout, metadata, zone, captured_at)
    reading.modified = reading.modified or read_modified(metadata, zone, captured_at)
    reading.breadcrumbs = reading.breadcrumbs or read_breadcrumbs(tree, metadata, reading.headline)
    if not reading.breadcrumbs:
        reading.section = _section(metadata)
    reading.keywords = reading.keywords or read_keywords(metadata)
    reading.main_image = reading.main_image or read_main_image(tree, metadata, metadata.base)
    reading.is_free = _is_free(metadata)


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
    return _CRUMBS.search(mark) is not None


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


def _section(metadata: PageMetadata) -> str | None:
    stated = json_ld.as_list(metadata.article.get("articleSection"))
    names = [clean(name) for name in stated if isinstance(name, str) and name.strip()]
    meta = metadata.meta("article:section", "parsely-section", "sailthru.section", "section", "category")
    return (names[0] if names else None) or meta or metadata.item("articlesection")


def read_keywords(metadata: PageMetadata) -> list[str]:
    """Return the keywords of the first source that has some, each once, in its order."""
    sources: tuple[Iterable[object], ...] = (
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


def _is_free(metadata: PageMetadata) -> bool | None:
    """Return whether all may read the article, as the page states it; None where it does not."""
    stated = metadata.article.get("isAccessibleForFree", metadata.item("isaccessibleforfree"))
    if isinstance(stated, bool):
        return stated
    word = str(stated or "").strip().lower().rpartition("/")[2]
    if word in ("true", "false"):
        return word == "true"
    tier = (metadata.meta("article:content_tier", "og:article:content_tier", "content_tier") or "").lower()
    return {"free": True, "locked": False}.get(tier)


def is_truncated(reading: Extraction, metadata: PageMetadata) -> bool | None:
    """Say whether the page shows the beginning of the story alone; None where nothing tells.

    It does where it asks for a subscription to read on, and where a story that is not free breaks off, or is much
    shorter than the page says that it is.
    """
    if reading.is_free is True:
        return False
    if any(span.rule == "paywall" for span in reading.removed):
        return True
    if reading.is_free is None:
        return None
    words = sum(len(line.split()) for line in reading.lines)
    stated = str(metadata.article.get("wordCount") or "")
    if reading.lines and reading.lines[-1].rstrip().endswith(("…", "...")):
        return True
    return int(stated) > 1.5 * words if re.fullmatch(r"[0-9]{1,6}", stated) else None
