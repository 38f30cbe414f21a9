"""Captions: the credit taken out of one, and a line on its own that is one."""

from __future__ import annotations

import re

from transforms.article import Image

_PHOTO = r"photos?|pictures?|images?|file photo|illustration"
_CREDIT = re.compile(
    rf"\s*\((?:(?:{_PHOTO})\s*(?:by|via|from|credit|courtesy of|:)\s*:?\s*(?P<name>[^()]{{1,80}})"
    rf"|(?P<kind>{_PHOTO}))\)\s*$",
    re.IGNORECASE,
)

_TWO_SENTENCES = re.compile(r"[.!?…؟][\"'”’»]?\s+\S")


def image(url: str | None, caption: str) -> Image:
    """Return the picture with the credit taken out of its caption."""
    found = _CREDIT.search(caption)
    if not found:
        return Image(url=url, caption=caption or None)
    credit = (found["name"] or "").strip() or found["kind"] or ""
    return Image(url=url, caption=caption[: found.start()].strip() or None, credit=credit.strip() or None)


def is_caption(line: str, *, page: bool) -> bool:
    """Say whether a line on its own is a caption: it ends with a credit in brackets.

    In a `page`, where figures tell captions apart, only a single sentence with a named credit is taken for one: a
    paragraph of the story lost is worse than a caption kept.
    """
    found = _CREDIT.search(line)
    if found is None or not page:
        return found is not None
    return bool((found["name"] or "").strip()) and not _TWO_SENTENCES.search(line[: found.start()])
