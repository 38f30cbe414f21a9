"""The general extractor, for pages without selectors: trafilatura's story, its fields and its place on the page."""

from __future__ import annotations

from datetime import datetime

import lxml.html

from spiders.outlet import Outlet
from transforms.boilerplate.declared import drop_declared_blocks
from transforms.boilerplate.position import StoryFrame, is_prose
from transforms.boilerplate.reasons import DECLARED_BLOCK, record_removal
from transforms.extraction import Extraction, fill_from_metadata
from transforms.extractors.standfirst import read_standfirst
from transforms.extractors.stated_body import stated_end
from transforms.extractors.story import Story, read_story
from transforms.fields.authors import read_people
from transforms.fields.headline import read_headline
from transforms.fields.images import captions_of, read_pictures
from transforms.page.layout import Layout
from transforms.page.metadata import PageMetadata
from transforms.rejection import refuse_listing


def extract_any(
    tree: lxml.html.HtmlElement,
    layout: Layout,
    metadata: PageMetadata,
    outlet: Outlet | None,
    captured_at: datetime | None,
) -> tuple[Extraction, set[str]] | None:
    """Return what the general extractor finds, and the captions of the page; None where it finds no text.

    Raises `Refused` for a listing. The tree is not fit for use afterwards.
    """
    extraction = Extraction(extractor="trafilatura")
    declared = drop_declared_blocks(tree, layout, outlet)
    extraction.headline, extraction.alternative_headline = read_headline(tree, metadata)
    names = (outlet.name, outlet.slug) if outlet else ()
    extraction.authors, extraction.agencies = read_people(tree, metadata, names, layout)
    extraction.images, captions = read_pictures(tree, metadata.base), captions_of(tree)
    fill_from_metadata(extraction, tree, lambda: layout, metadata, outlet, captured_at)
    story = read_story(tree, layout, metadata)
    if story is None:
        return None
    refuse_listing(story.layout, [line for line, _ in story.lines], metadata)
    extraction.extractor = story.extractor
    read_standfirst(extraction, story, metadata)
    _add_lines(extraction, story, declared)
    return extraction, captions


def _add_lines(extraction: Extraction, story: Story, declared: list[tuple[int, str, str]]) -> None:
    """Add the story's lines; those whose place on the page says that they are beside it go on record."""
    end = stated_end(story.lines, story.stated)
    frame = StoryFrame.of(story.lines, story.layout, extraction.headline)
    for order, (line, place) in enumerate(story.lines):
        while declared and place is not None and declared[0][0] < place:
            record_removal(extraction, *declared.pop(0)[1:], DECLARED_BLOCK)
        rule = "after_stated_body" if order >= end and not is_prose(story.layout, line, place) else None
        if rule is None and place is not None:
            rule = frame.rule_of(order, place)
        if rule:
            record_removal(extraction, rule, line)
        else:
            extraction.lines.append(line)
            if place is not None:
                extraction.tags[line] = story.layout.blocks[place].element.tag
    for _, block, text in declared:
        record_removal(extraction, block, text, DECLARED_BLOCK)
