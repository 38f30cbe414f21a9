"""The extraction: what one extractor found on a page, and the filling of what it lacks from the page's metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import lxml.html

from spiders.ai_statements import AiStatement
from spiders.outlet import Outlet
from transforms.article import Author, Image, RemovedSpan
from transforms.dates.moments import Moment
from transforms.dates.publication_date import read_modified, read_published, zone_of
from transforms.fields.access import read_is_free
from transforms.fields.images import read_main_image
from transforms.fields.topics import read_breadcrumbs, read_keywords, read_section
from transforms.language import Found, languages_shown
from transforms.page.parsed_page import ParsedPage

#: The name of the extractor for plain text, which has no layout.
TEXT = "text"


class Line(NamedTuple):
    """A line of a story: its element where its place on the page is known, and the links and embeds in it."""

    text: str
    element: lxml.html.HtmlElement | None = None
    anchors: tuple[lxml.html.HtmlElement, ...] = ()

    @property
    def tag(self) -> str | None:
        """The tag of its element."""
        return None if self.element is None else self.element.tag


@dataclass(slots=True, kw_only=True)
class Extraction:
    """Lines in reading order and the fields beside them; `lines` become the body when the boilerplate is gone."""

    extractor: str
    headline: str | None = None
    alternative_headline: str | None = None
    lead: str | None = None
    description: str | None = None
    lines: list[Line] = field(default_factory=list)
    removed: list[RemovedSpan] = field(default_factory=list)
    dateline: str | None = None
    authors: list[Author] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    breadcrumbs: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    main_image: str | None = None
    images: list[Image] = field(default_factory=list)
    key: str | None = None
    aliases: list[str] = field(default_factory=list)
    is_free: bool | None = None
    in_language: str | None = None
    in_language_source: str | None = None
    ai_statements: tuple[AiStatement, ...] = ()
    language: str | None = None  # by which the words of its lines are read
    languages: Sequence[Found] = ()  # in the longer texts of its page

    @property
    def texts(self) -> list[str]:
        """The text of each line."""
        return [line.text for line in self.lines]


def fill_from_metadata(
    extraction: Extraction, page: ParsedPage, outlet: Outlet | None, captured_at: datetime | None
) -> None:
    """Set each field that the extraction lacks from what the page states."""
    metadata = page.metadata
    # An outlet declares its languages; the texts of another page say in which they are.
    extraction.languages = languages_shown(page) if outlet is None else ()
    zone = zone_of(outlet, page, extraction.languages)
    extraction.language = zone.language
    extraction.published = extraction.published or read_published(page, zone, captured_at)
    extraction.modified = extraction.modified or read_modified(metadata, zone, captured_at)
    if not extraction.breadcrumbs:
        extraction.breadcrumbs = read_breadcrumbs(page, extraction.headline)
        extraction.section = read_section(page, extraction.breadcrumbs)
    extraction.keywords = extraction.keywords or read_keywords(metadata)
    extraction.main_image = extraction.main_image or read_main_image(metadata)
    extraction.is_free = read_is_free(metadata)
