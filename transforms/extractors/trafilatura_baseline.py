"""The baseline extractor: trafilatura as it comes, against which our own extractors are measured."""

from __future__ import annotations

import trafilatura
from trafilatura.settings import Document

from transforms.scoring import Guess


def extract_baseline(page: bytes, url: str | None) -> Guess | None:
    """Return what trafilatura alone makes of a page's bytes, its comments left out; None where it finds no text."""
    try:
        found = trafilatura.bare_extraction(page, url=url, with_metadata=True, include_comments=False)
    except Exception:  # whatever it stumbles over: for the comparison it has read nothing
        return None
    if not isinstance(found, Document) or not found.text:
        return None
    authors = tuple(name for author in (found.author or "").split(";") if (name := author.strip()))
    return Guess(body=found.text, headline=found.title, published=found.date, authors=authors)
