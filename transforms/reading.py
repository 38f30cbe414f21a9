"""What one way of reading a page found, before furniture is taken out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.article import Author, Image, RemovedSpan
from transforms.dates import Moment
from transforms.removals import removal

_PHOTO = r"photos?|pictures?|images?|file photo|illustration"
_CREDIT = re.compile(
    rf"\s*\((?:(?:{_PHOTO})\s*(?:by|via|from|credit|courtesy of|:)\s*:?\s*(?P<name>[^()]{{1,80}})"
    rf"|(?P<kind>{_PHOTO}))\)\s*$",
    re.IGNORECASE,
)

_TWO_SENTENCES = re.compile(r"[.!?…؟][\"'”’»]?\s+\S")


@dataclass(slots=True, kw_only=True)
class Reading:
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


def image(url: str | None, caption: str) -> Image:
    """Return the picture with the credit taken out of its caption."""
    found = _CREDIT.search(caption)
    if not found:
        return Image(url=url, caption=caption or None)
    credit = (found["name"] or "").strip() or found["kind"] or ""
    return Image(url=url, caption=caption[: found.start()].strip() or None, credit=credit.strip() or None)


def is_caption(line: str, *, page: bool) -> bool:
    """Say whether a line on its own is a caption: it ends with a credit in brackets.

    In a `page`, where figures tell captions apart, only a single sentence with a named credit is taken for one: a
    paragraph of the story lost is worse than a caption kept.
    """
    found = _CREDIT.search(line)
    if found is None or not page:
        return found is not None
    return bool((found["name"] or "").strip()) and not _TWO_SENTENCES.search(line[: found.start()])
