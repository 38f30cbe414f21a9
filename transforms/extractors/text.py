"""The text extractor, for plain text: a line is a paragraph, and an outlet's own lines say what is none."""

from __future__ import annotations

from spiders.outlet import Outlet
from transforms.boilerplate.declared import declared_rule
from transforms.boilerplate.reasons import removal
from transforms.extraction import TEXT, Extraction, Line
from transforms.fields.images import is_caption
from transforms.page.text import clean


def extract_text(text: str, outlet: Outlet | None) -> Extraction:
    """Return the extraction of plain text; the first line that is no boilerplate is the headline."""
    extraction = Extraction(extractor=TEXT)
    lines = [line for raw in text.splitlines() if (line := clean(raw))]
    at = _headline_place(lines, outlet)
    if at is not None:
        _read_headline(extraction, lines, at)
    extraction.lines = [Line(line) for line in lines]
    return extraction


def _read_headline(extraction: Extraction, lines: list[str], at: int) -> None:
    """Take the headline at that place, and the kicker above it, out of the lines."""
    if lines[at].endswith(":") and at + 1 < len(lines):
        extraction.alternative_headline = lines[at].removesuffix(":").strip()
        extraction.removed.append(removal("kicker", lines.pop(at), at))
    extraction.headline = lines[at]
    extraction.removed.append(removal("headline", lines.pop(at), at))
    # Between the headline and its repeat (the picture's alternative text) stands the lead.
    if at + 1 < len(lines) and lines[at + 1] == extraction.headline:
        extraction.lead = extraction.description = lines[at]


def _headline_place(lines: list[str], outlet: Outlet | None) -> int | None:
    for place, line in enumerate(lines):
        if not is_caption(line, page=False) and declared_rule(line, outlet, tail=False) is None:
            return place
    return None
