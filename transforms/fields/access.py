"""Access: who may read the article, and whether the page shows the beginning of it alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.article import RemovedSpan
from transforms.page.metadata import PageMetadata


def read_is_free(metadata: PageMetadata) -> bool | None:
    """Return whether all may read the article, as the page states it; None where it does not."""
    stated = metadata.article.get("isAccessibleForFree", metadata.item("isaccessibleforfree"))
    if isinstance(stated, bool):
        return stated
    word = str(stated or "").strip().lower().rpartition("/")[2]
    if word in ("true", "false"):
        return word == "true"
    tier = (metadata.meta("article:content_tier", "og:article:content_tier", "content_tier") or "").lower()
    return {"free": True, "locked": False}.get(tier)


def is_truncated(
    lines: Sequence[str], removed: Sequence[RemovedSpan], is_free: bool | None, metadata: PageMetadata
) -> bool | None:
    """Say whether the page shows the beginning of the story alone; None where nothing says so.

    It does where it asks for a subscription to read on, and where a story that is not free breaks off, or is much
    shorter than the page says that it is.
    """
    if is_free is True:
        return False
    if any(span.rule == "paywall" for span in removed):
        return True
    if is_free is None:
        return None
    words = sum(len(line.split()) for line in lines)
    stated = str(metadata.article.get("wordCount") or "")
    if lines and lines[-1].rstrip().endswith(("…", "...")):
        return True
    return int(stated) > 1.5 * words if re.fullmatch(r"[0-9]{1,6}", stated) else None
