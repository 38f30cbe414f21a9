"""The two ways to read a capture by declaration: by an outlet's template, or as plain text with its lines."""

from __future__ import annotations

import re
from datetime import date

import lxml.html

from spiders.outlet import Outlet, Template
from transforms.body.boilerplate import section_path
from transforms.body.extraction import Extraction
from transforms.body.removal_reasons import DECLARED_BLOCK
from transforms.fields.authors import read_people
from transforms.fields.captions import image, is_caption
from transforms.fields.dates import Zone, read_date
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import absolute, blocks, first_text, select, text_of
from transforms.page.text import clean


def read_template(
    tree: lxml.html.HtmlElement, metadata: PageMetadata, outlet: Outlet, day: date | None
) -> Extraction | None:
    """Return the reading by the first template whose page, headline and body are there; None where none fits."""
    for template in outlet.templates_for(day):
        bodies = select(tree, template.body)
        headline = first_text(tree, template.headline)
        if not bodies or not headline or not select(tree, template.page):
            continue
        reading = Extraction(extractor=f"template:{template.name}", headline=headline)
        reading.alternative_headline = first_text(tree, template.alternative_headline)
        reading.lead = first_text(tree, template.lead)
        if reading.lead:
            reading.lines.append(reading.lead)
        reading.description = reading.lead or metadata.meta("og:description", "description")
        pictures = [node.get("src") for node in select(tree, template.main_image)]
        reading.main_image = absolute(metadata.meta("og:image") or next(iter(pictures), None), metadata.base)
        reading.breadcrumbs = section_path(text_of(node) for node in select(tree, template.breadcrumbs))
        reading.keywords = [word for node in select(tree, template.keywords) if (word := text_of(node))]
        code = re.search(r"\d+", first_text(tree, template.key) or "")
        reading.key = code[0] if code else None
        hrefs = (absolute(node.get("href"), metadata.base) for node in select(tree, template.alias))
        reading.aliases = list(dict.fromkeys(href for href in hrefs if href))
        reading.authors, reading.agencies = read_people(None, metadata, (outlet.name, outlet.slug))
        _read_dates(reading, tree, template, outlet)
        _read_figures(reading, tree, template, metadata.base)
        _read_body(reading, bodies, tree, template, outlet)
        return reading
    return None


def _read_dates(reading: Extraction, tree: lxml.html.HtmlElement, template: Template, outlet: Outlet) -> None:
    found = select(tree, template.date)
    element = found[0] if found else None
    if element is None:
        return
    attribute = template.date_attribute
    text = clean(element.get(attribute)) if attribute else text_of(element)
    groups = _groups(template.date_text, text)
    groups |= _groups(template.modified_text, first_text(tree, template.modified) or "")
    zone = Zone(name=template.time_zone or outlet.time_zone, stated=outlet.time_zone_stated)
    for name in ("published", "modified"):
        if groups.get(name):
            moment = read_date(
                groups[name],
                formats=template.date_formats,
                zone=zone,
                source=f"template:{template.name}",
            )
            setattr(reading, name, moment)


def _groups(pattern: str, text: str) -> dict[str, str]:
    found = re.fullmatch(pattern, text)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def _read_figures(reading: Extraction, tree: lxml.html.HtmlElement, template: Template, base: str | None) -> None:
    for figure in select(tree, template.figure):
        caption = first_text(figure, template.caption)
        if caption:
            picture = figure.find(".//img")
            source = absolute(picture.get("src"), base) if picture is not None else None
            reading.images.append(image(source, caption))


def _read_body(
    reading: Extraction,
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
            declared = None if rules[element] == "caption" else DECLARED_BLOCK
            reading.remove(rules[element], text_of(element), declared)
        elif text == reading.lead:
            reading.remove("lead", text)
        else:
            reading.lines.append(text)


def read_text(text: str, outlet: Outlet | None) -> Extraction:
    """Return the reading of plain text: a line is a paragraph, the first that is no furniture the headline."""
    reading = Extraction(extractor="text")
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
