"""The template extractor: reads a page by the CSS selectors that its outlet declares."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

import lxml.html

from spiders.outlet import Outlet, Template
from transforms.boilerplate.reasons import DECLARED_BLOCK, record_removal
from transforms.dates.moments import read_by_template
from transforms.extraction import Extraction, Line
from transforms.fields.images import image
from transforms.fields.topics import section_path
from transforms.page.kinds import CELLS, LONGEST_CELL
from transforms.page.parsed_page import ParsedPage
from transforms.page.selectors import select
from transforms.page.text import clean
from transforms.page.tree import Block, absolute, blocks, first_text, text_of
from transforms.people.authors import read_people

_COLUMNS = 50  # of a table that is read row by row


def extract_by_template(page: ParsedPage, outlet: Outlet, day: date | None) -> Extraction | None:
    """Return the extraction by the first template whose page, headline and body are there; None where none fits."""
    metadata = page.metadata
    for template in outlet.templates_for(day):
        bodies = page.select(template.body)
        headline = first_text(page.select(template.headline))
        if not bodies or not headline or not page.select(template.page):
            continue
        extraction = Extraction(extractor=f"template:{template.name}", headline=headline)
        page.headline = headline
        extraction.alternative_headline = first_text(page.select(template.alternative_headline))
        extraction.lead = first_text(page.select(template.lead))
        if extraction.lead:
            extraction.lines.append(Line(extraction.lead))
        extraction.description = extraction.lead or metadata.meta("og:description", "description")
        pictures = [node.get("src") for node in page.select(template.main_image)]
        extraction.main_image = absolute(metadata.meta("og:image") or next(iter(pictures), None), metadata.base)
        extraction.breadcrumbs = section_path(text_of(node) for node in page.select(template.breadcrumbs))
        extraction.keywords = [word for node in page.select(template.keywords) if (word := text_of(node))]
        code = re.search(r"\d+", first_text(page.select(template.key)) or "")
        extraction.key = code[0] if code else None
        hrefs = (absolute(node.get("href"), metadata.base) for node in page.select(template.alias))
        extraction.aliases = list(dict.fromkeys(href for href in hrefs if href))
        extraction.authors, extraction.agencies = read_people(metadata, (outlet.name, outlet.slug))
        _read_dates(extraction, page, template, outlet)
        rules = {node: f"block:{css}" for css in outlet.blocks for node in page.select(css)}
        for figure in page.select(template.figure):
            rules[figure] = "caption"
            _read_figure(extraction, figure, template, metadata.base)
        _read_body(extraction, bodies, rules)
        return extraction
    return None


def _read_dates(extraction: Extraction, page: ParsedPage, template: Template, outlet: Outlet) -> None:
    found = page.select(template.date)
    element = found[0] if found else None
    if element is None:
        return
    attribute = template.date_attribute
    text = clean(element.get(attribute)) if attribute else text_of(element)
    groups = _groups(template.date_text, text)
    groups |= _groups(template.modified_text, first_text(page.select(template.modified)) or "")
    for name in ("published", "modified"):
        if groups.get(name):
            setattr(extraction, name, read_by_template(groups[name], template, outlet, extraction.extractor))


def _groups(pattern: str, text: str) -> dict[str, str]:
    found = re.fullmatch(pattern, text)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def _read_figure(extraction: Extraction, figure: lxml.html.HtmlElement, template: Template, base: str | None) -> None:
    caption = first_text(select(figure, template.caption))
    if caption:
        picture = figure.find(".//img")
        source = absolute(picture.get("src"), base) if picture is not None else None
        extraction.images.append(image(source, caption))


def _read_body(
    extraction: Extraction, bodies: list[lxml.html.HtmlElement], rules: dict[lxml.html.HtmlElement, str]
) -> None:
    """Add the body's paragraphs; what is set apart by `rules` (cards, tools, captions) goes on record in its place."""
    several = len(bodies) > 1
    body = next((node for node in bodies if text_of(node)), bodies[0]) if several else bodies[0]
    for block in blocks(body, rules):
        if rule := rules.get(block.element):
            record_removal(extraction, rule, text_of(block.element), None if rule == "caption" else DECLARED_BLOCK)
        elif block.text == extraction.lead:
            record_removal(extraction, "lead", block.text)
        else:
            _add_line(extraction.lines, block)


def _add_line(lines: list[Line], block: Block) -> None:
    """Add a block's line; the cells of a row of a table with data are one."""
    cell = block.element if block.element.tag in ("td", "th") else None
    row = cell.getparent() if cell is not None and len(block.text) < LONGEST_CELL else None
    if row is not None and lines and lines[-1].element is row:
        before = lines.pop()
        lines.append(Line(f"{before.text}{CELLS}{block.text}", row, (*before.anchors, *block.anchors)))
    elif row is not None and _is_data(row):
        lines.append(Line(block.text, row, block.anchors))
    else:
        lines.append(Line(block.text, block.element, block.anchors))


def _is_data(row: lxml.html.HtmlElement) -> bool:
    """Say whether a row has several cells and none of them holds prose: else its table is the page's frame."""
    cells = list(islice(row.iterchildren("td", "th"), _COLUMNS + 1))
    return 1 < len(cells) <= _COLUMNS and all(len(text_of(cell)) < LONGEST_CELL for cell in cells)
