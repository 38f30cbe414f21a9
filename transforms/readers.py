"""The three ways to read a capture: by an outlet's template, by the general extractor, as plain text."""

from __future__ import annotations

import re
from datetime import date

import lxml.html
import trafilatura
from trafilatura.settings import Document

from spiders.outlet import Outlet, Template
from transforms.dates import Moment, day_moment, read_date, read_iso
from transforms.furniture import section_path
from transforms.page import (
    Metadata,
    absolute,
    blocks,
    first_text,
    select,
    text_of,
)
from transforms.reading import Reading, image, is_caption
from transforms.text import clean


def read_template(
    tree: lxml.html.HtmlElement, metadata: Metadata, outlet: Outlet, day: date | None, url: str | None
) -> Reading | None:
    """Return the reading by the first template whose page, headline and body are there; None where none fits."""
    for template in outlet.templates_for(day):
        bodies = select(tree, template.body)
        headline = first_text(tree, template.headline)
        if not bodies or not headline or not select(tree, template.page):
            continue
        reading = Reading(extractor=f"template:{template.name}", headline=headline)
        reading.alternative_headline = first_text(tree, template.alternative_headline)
        reading.lead = first_text(tree, template.lead)
        if reading.lead:
            reading.lines.append(reading.lead)
        reading.description = reading.lead or metadata.first("og:description", "description")
        pictures = [node.get("src") for node in select(tree, template.main_image)]
        reading.main_image = absolute(metadata.first("og:image") or next(iter(pictures), None), url)
        reading.breadcrumbs = section_path(text_of(node) for node in select(tree, template.breadcrumbs))
        reading.keywords = [word for node in select(tree, template.keywords) if (word := text_of(node))]
        code = re.search(r"\d+", first_text(tree, template.key) or "")
        reading.key = code[0] if code else None
        hrefs = (absolute(node.get("href"), url) for node in select(tree, template.alias))
        reading.aliases = list(dict.fromkeys(href for href in hrefs if href))
        _read_dates(reading, tree, template, outlet)
        _read_figures(reading, tree, template, url)
        _read_body(reading, bodies, tree, template, outlet)
        return reading
    return None


def _read_dates(reading: Reading, tree: lxml.html.HtmlElement, template: Template, outlet: Outlet) -> None:
    found = select(tree, template.date)
    element = found[0] if found else None
    if element is None:
        return
    attribute = template.date_attribute
    text = clean(element.get(attribute)) if attribute else text_of(element)
    groups = _groups(template.date_text, text)
    groups |= _groups(template.modified_text, first_text(tree, template.modified) or "")
    zone = template.time_zone or outlet.time_zone
    for name in ("published", "modified"):
        if groups.get(name):
            moment = read_date(
                groups[name],
                formats=template.date_formats,
                zone=zone,
                stated=outlet.time_zone_stated,
                source=f"template:{template.name}",
            )
            setattr(reading, name, moment)


def _groups(pattern: str, text: str) -> dict[str, str]:
    found = re.fullmatch(pattern, text)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def _read_figures(reading: Reading, tree: lxml.html.HtmlElement, template: Template, url: str | None) -> None:
    for figure in select(tree, template.figure):
        caption = first_text(figure, template.caption)
        if caption:
            picture = figure.find(".//img")
            source = absolute(picture.get("src"), url) if picture is not None else None
            reading.images.append(image(source, caption))


def _read_body(
    reading: Reading,
    bodies: list[lxml.html.HtmlElement],
    tree: lxml.html.HtmlElement,
    template: Template,
    outlet: Outlet,
) -> None:
    """Add the body's paragraphs; what is set apart (cards, tools, captions) goes on record in its place."""
    rules = {node: f"block:{css}" for css in outlet.blocks for node in select(tree, css)}
    rules |= dict.fromkeys(select(tree, template.figure), "caption")
    body = next((node for node in bodies if text_of(node)), bodies[0])
    for element, text in blocks(body, frozenset(rules)):
        if element is not None:
            reading.remove(rules[element], text_of(element))
        elif text == reading.lead:
            reading.remove("lead", text)
        else:
            reading.lines.append(text)


def read_generic(
    tree: lxml.html.HtmlElement, metadata: Metadata, outlet: Outlet | None, url: str | None
) -> Reading | None:
    """Return what the general extractor finds; None where it finds no text."""
    reading = Reading(extractor="trafilatura")
    for css in outlet.blocks if outlet else ():
        for element in select(tree, css):
            if element.getparent() is not None:
                reading.remove(f"block:{css}", text_of(element))
                element.drop_tree()
    headings = [text for node in tree.iter("h1") if (text := text_of(node))]
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, with_metadata=True)
    if not isinstance(found, Document) or not found.text:
        return None
    reading.headline = headings[0] if len(headings) == 1 else clean(found.title) or None
    reading.lines = [line for text in found.text.splitlines() if (line := clean(text).removeprefix("- "))]
    reading.description = clean(found.description) or None
    reading.authors = [name for text in (found.author or "").split(";") if (name := clean(text))]
    reading.keywords = [word for text in found.tags or [] if (word := clean(text))]
    reading.main_image = absolute(found.image, url)
    reading.published = _stated_date(metadata, outlet) or _day(found.date)
    modified = metadata.article.get("dateModified") or metadata.first("article:modified_time")
    reading.modified = _iso(modified, outlet, "meta")
    return reading


def _stated_date(metadata: Metadata, outlet: Outlet | None) -> Moment | None:
    """Return the date that the page's head states; the day that the extractor finds is the second choice."""
    return _iso(metadata.article.get("datePublished"), outlet, "json-ld") or _iso(
        metadata.first("article:published_time", "datepublished"), outlet, "meta"
    )


def _iso(text: object, outlet: Outlet | None, source: str) -> Moment | None:
    if not isinstance(text, str):
        return None
    zone = outlet.time_zone if outlet else None
    return read_iso(text, zone=zone, stated=bool(outlet and outlet.time_zone_stated), source=source)


def _day(text: str | None) -> Moment | None:
    try:
        return day_moment(date.fromisoformat((text or "")[:10]), text or "", "trafilatura")
    except ValueError:
        return None


def read_text(text: str, outlet: Outlet | None) -> Reading:
    """Return the reading of plain text: a line is a paragraph, the first that is no furniture the headline."""
    reading = Reading(extractor="text")
    reading.lines = [line for raw in text.splitlines() if (line := clean(raw))]
    at = _headline_place(reading.lines, outlet)
    if at is None:
        return reading
    if reading.lines[at].endswith(":") and at + 1 < len(reading.lines):
        reading.alternative_headline = reading.lines[at].removesuffix(":").strip()
        reading.remove_at(at, "kicker")
    reading.headline = reading.lines[at]
    reading.remove_at(at, "headline")
    # Between the headline and its repeat (the picture's alternative text) stands the lead.
    if at + 1 < len(reading.lines) and reading.lines[at + 1] == reading.headline:
        reading.lead = reading.description = reading.lines[at]
    return reading


def _headline_place(lines: list[str], outlet: Outlet | None) -> int | None:
    furniture = [re.compile(line.pattern) for line in (outlet.lines if outlet else ()) if not line.tail]
    for place, line in enumerate(lines):
        if not is_caption(line, page=False) and not any(pattern.fullmatch(line) for pattern in furniture):
            return place
    return None
