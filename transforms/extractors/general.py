"""The general extractor, for pages without selectors: trafilatura's story, its fields and its place on the page."""

from __future__ import annotations

from datetime import datetime

from spiders.outlet import Outlet
from transforms.boilerplate.declared import drop_declared_blocks
from transforms.boilerplate.position import StoryFrame, is_prose
from transforms.boilerplate.reasons import DECLARED_BLOCK, record_removal
from transforms.extraction import Extraction, fill_from_metadata
from transforms.extractors.sources import LineSources
from transforms.extractors.standfirst import read_standfirst
from transforms.extractors.stated_body import stated_end
from transforms.extractors.story import Story, read_story
from transforms.fields.headline import read_headline, read_nearest_heading
from transforms.fields.images import captions_of, read_pictures
from transforms.page.parsed_page import ParsedPage
from transforms.people.authors import read_people
from transforms.rejection import refuse_listing


def extract_any(
    page: ParsedPage, outlet: Outlet | None, captured_at: datetime | None
) -> tuple[Extraction, set[str]] | None:
    """Return what the general extractor finds, and the captions of the page; None where it finds no text.

    Raises `Refused` for a listing. The tree is not fit for use afterwards.
    """
    extraction = Extraction(extractor="trafilatura")
    declared = drop_declared_blocks(page, outlet)
    extraction.headline, extraction.alternative_headline = read_headline(page.tree, page.metadata)
    extraction.headline = page.headline = extraction.headline or read_nearest_heading(page)
    names = (outlet.name, outlet.slug) if outlet else ()
    extraction.authors, extraction.agencies = read_people(page.metadata, names, page)
    extraction.images, captions = read_pictures(page), captions_of(page.tree)
    fill_from_metadata(extraction, page, outlet, captured_at)
    story = read_story(page)
    if story is None:
        return None
    refuse_listing(page, story.lines)
    extraction.extractor = story.extractor
    read_standfirst(extraction, story, page)
    _add_lines(extraction, story, page, declared)
    return extraction, captions


def _add_lines(extraction: Extraction, story: Story, page: ParsedPage, declared: list[tuple[int, str, str]]) -> None:
    """Add the story's lines; those whose place on the page says that they are beside it go on record."""
    end = stated_end(story.lines, story.stated)
    sources = LineSources(story.lines, page)
    frame = StoryFrame.of(story.lines, page.layout, page.headline_place)
    for index, (line, place) in enumerate(story.lines):
        while declared and place is not None and declared[0][0] < place:
            record_removal(extraction, *declared.pop(0)[1:], DECLARED_BLOCK)
        rule = "after_stated_body" if index >= end and not is_prose(page.layout, line, place) else None
        if rule is None and place is not None:
            rule = frame.rule_of(index, place)
        if rule:
            record_removal(extraction, rule, line)
        else:
            extraction.lines.append(sources.line(index))
    if extraction.lines:
        extraction.lines[-1] = sources.last(extraction.lines[-1])
    for _, block, text in declared:
        record_removal(extraction, block, text, DECLARED_BLOCK)
