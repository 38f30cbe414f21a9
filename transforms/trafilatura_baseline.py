"""Reads a page with trafilatura as it comes: what our own reading is measured against."""

from __future__ import annotations

import trafilatura
from trafilatura.settings import Document

from transforms.scoring import Guess


def read_plain(page: bytes, url: str | None) -> Guess | None:
    """Return what plain trafilatura makes of a page's bytes, its comments left out; None where it finds no text."""
    try:
        found = trafilatura.bare_extraction(page, url=url, with_metadata=True, include_comments=False)
    except Exception:  # whatever it stumbles over: for the comparison it has read nothing
        return None
    if not isinstance(found, Document) or not found.text:
        return None
    authors = tuple(name for part in (found.author or "").split(";") if (name := part.strip()))
    return Guess(body=found.text, headline=found.title, published=found.date, authors=authors)
