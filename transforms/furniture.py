"""Takes out of a reading the lines that are no part of the story, each removal on record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from spiders.outlet import Line, Outlet
from transforms.article import RemovedSpan
from transforms.dates import Moment, read_date
from transforms.reading import Reading, image, is_caption

# The first breadcrumbs, which name no section.
_ROOTS = {"home", "news", "home page", "صفحه نخست", "خانه", "الرئيسية"}


def remove_furniture(reading: Reading, outlet: Outlet | None) -> None:
    """Take the outlet's lines, repeats of the headline and captions out of the reading, and learn what they say."""
    rules = outlet.lines if outlet else ()
    removed: dict[int, str] = {}
    for place, line in enumerate(reading.lines):
        rule = _rule_of(line, rules, tail=False)
        if rule is not None and outlet is not None:
            _learn(reading, rule, line, outlet)
            removed[place] = rule.rule
        elif line == reading.headline:
            removed[place] = "headline"
        elif is_caption(line, page=reading.extractor != "text"):
            reading.images.append(image(None, line))
            removed[place] = "caption"
    # Initials and source lines count only at the end: inside a story the same letters may be a word of it.
    for place in reversed(range(len(reading.lines))):
        rule = _rule_of(reading.lines[place], rules, tail=True)
        if place not in removed and rule is None:
            break
        if rule is not None:
            removed.setdefault(place, rule.rule)
    _take_out(reading, removed)


def _take_out(reading: Reading, removed: dict[int, str]) -> None:
    """Leave the other lines, and put all spans on record in reading order, by their places in what is left."""
    kept: list[str] = []
    spans: list[RemovedSpan] = []
    earlier = sorted(reading.removed, key=lambda span: span.place)
    for place, line in enumerate([*reading.lines, None]):
        while earlier and earlier[0].place <= place:
            spans.append(replace(earlier.pop(0), place=len(kept)))
        if line is not None and place in removed:
            spans.append(RemovedSpan(rule=removed[place], text=line, place=len(kept)))
        elif line is not None:
            kept.append(line)
    reading.lines, reading.removed = kept, spans


def section_path(names: Iterable[str]) -> list[str]:
    """Return the breadcrumbs without "Home" and its like."""
    return [name for name in names if name and name.casefold() not in _ROOTS]


def outlet_date(text: str, outlet: Outlet, source: str) -> Moment | None:
    """Return the moment that a line of text names, in the format and zone of one of the outlet's templates."""
    for template in outlet.templates:
        moment = read_date(
            text,
            formats=template.date_formats,
            zone=template.time_zone or outlet.time_zone,
            stated=outlet.time_zone_stated,
            source=source,
        )
        if moment is not None:
            return moment
    return None


def _rule_of(line: str, rules: tuple[Line, ...], *, tail: bool) -> Line | None:
    return next((rule for rule in rules if rule.tail is tail and _compiled(rule.pattern).fullmatch(line)), None)


def _learn(reading: Reading, rule: Line, line: str, outlet: Outlet) -> None:
    """Note what a line says of the article; the first of its kind counts."""
    found = _compiled(rule.pattern).fullmatch(line)
    if rule.field is None or found is None:
        return
    value = found["value"].strip()
    if rule.field == "breadcrumbs" and not reading.breadcrumbs:
        reading.breadcrumbs = section_path(part.strip() for part in value.split("/"))
    elif rule.field == "date" and reading.published is None:
        reading.published = outlet_date(value, outlet, f"text:{rule.rule}")
    elif rule.field == "key" and reading.key is None:
        reading.key = value
    elif rule.field == "alias" and value not in reading.aliases:
        reading.aliases.append(value)
    elif rule.field == "byline":
        reading.authors.append(value)
    elif rule.field == "caption":
        reading.images.append(image(None, value))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
