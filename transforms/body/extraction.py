"""What one way of reading a page found, before furniture is taken out of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.article import Author, Image, RemovedSpan
from transforms.body.removal_reasons import removal
from transforms.fields.dates import Moment


@dataclass(slots=True, kw_only=True)
class Extraction:
    """Lines in reading order and what was said of them; `lines` become the body when the furniture is gone."""

    extractor: str
    headline: str | None = None
    lines: list[str] = field(default_factory=list)
    removed: list[RemovedSpan] = field(default_factory=list)
    alternative_headline: str | None = None
    lead: str | None = None
    description: str | None = None
    breadcrumbs: list[str] = field(default_factory=list)
    section: str | None = None
    keywords: list[str] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    published: Moment | None = None
    modified: Moment | None = None
    key: str | None = None
    aliases: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    main_image: str | None = None
    dateline: str | None = None
    is_free: bool | None = None
    #: The elements of lines whose place on the page is known.
    tags: dict[str, str] = field(default_factory=dict)

    def remove(self, rule: str, text: str, reason: str | None = None) -> None:
        """Put on record that a span is left out where the next line would stand."""
        if text:
            self.removed.append(removal(rule, text, len(self.lines), reason))

    def remove_at(self, place: int, rule: str) -> None:
        """Put on record that the line at that place is left out."""
        self.removed.append(removal(rule, self.lines.pop(place), place))
