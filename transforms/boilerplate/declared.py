"""Declared boilerplate: the lines and blocks that an outlet names as no part of a story, and what such lines state."""

from __future__ import annotations

import re
from functools import lru_cache

from spiders.outlet import Line, Outlet
from transforms.article import Author
from transforms.dates.moments import Moment, read_by_template
from transforms.extraction import Extraction
from transforms.fields.images import image
from transforms.fields.topics import section_path
from transforms.page.parsed_page import ParsedPage
from transforms.page.tree import text_of
from transforms.people.bylines import names_in


def declared_rule(line: str, outlet: Outlet | None, *, tail: bool) -> Line | None:
    """Return the outlet's first rule for such a line, of those for the `tail` of a story or of the others."""
    rules = outlet.lines if outlet else ()
    return next((rule for rule in rules if rule.tail is tail and _compiled(rule.pattern).fullmatch(line)), None)


def read_declared_line(extraction: Extraction, rule: Line, line: str, outlet: Outlet) -> None:
    """Set the field of the article that a declared line states; the first of its kind counts."""
    found = _compiled(rule.pattern).fullmatch(line)
    if rule.field is None or found is None:
        return
    value = found["value"].strip()
    if rule.field == "breadcrumbs" and not extraction.breadcrumbs:
        path = section_path(name.strip() for name in value.split("/"))
        extraction.breadcrumbs = path[1:] if path[0].casefold() == "news" and len(path) > 1 else path
    elif rule.field == "date" and extraction.published is None:
        extraction.published = _outlet_date(value, outlet, f"text:{rule.rule}")
    elif rule.field == "key" and extraction.key is None:
        extraction.key = value
    elif rule.field == "alias" and value not in extraction.aliases:
        extraction.aliases.append(value)
    elif rule.field == "byline":
        extraction.authors += [Author(name=name) for name in names_in(value)]
    elif rule.field == "caption":
        extraction.images.append(image(None, value))


def drop_declared_blocks(page: ParsedPage, outlet: Outlet | None) -> list[tuple[int, str, str]]:
    """Drop the outlet's blocks from the page's tree; return place, rule and text of each, in the page's order."""
    found: list[tuple[int, str, str]] = []
    for css in outlet.blocks if outlet else ():
        for element in page.select(css):
            if page.tree in element.iterancestors():  # in none that was dropped
                found.append((page.layout.place_of(element), f"block:{css}", text_of(element)))
                element.drop_tree()
    if found:
        page.reindex()
    return sorted(found)


def _outlet_date(text: str, outlet: Outlet, source: str) -> Moment | None:
    """Return the moment that a line of text names, in the format and zone of one of the outlet's templates."""
    moments = (read_by_template(text, template, outlet, source) for template in outlet.templates)
    return next(filter(None, moments), None)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
