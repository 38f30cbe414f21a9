"""What a person decided about the archive: lines in a file beside the captures, that no run ever changes."""

from __future__ import annotations

import json
from datetime import date

from flows.environment import DataFolder, UsageError, in_words

_EXAMPLE = '{"article_id": "presstv:123456", "decision": "withdrawn", "reason": "…", "date": "2026-11-24"}'


def withdrawn(data: DataFolder) -> frozenset[str]:
    """Return the ids of the articles of which somebody decided that they may leave the published copy.

    Raises `UsageError` for a line that is no decision: none is passed over in silence.
    """
    path = data.captures / "decisions.jsonl"
    if not path.exists():
        return frozenset()
    found = set()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {in_words(error)}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            date.fromisoformat(told["date"])
            known = told["decision"] == "withdrawn" and told["reason"].strip() and isinstance(told["article_id"], str)
        except (ValueError, TypeError, KeyError, AttributeError):
            known = False
        if not known:
            raise UsageError(f"{path}, line {number}, is no decision; one is: {_EXAMPLE}")
        found.add(told["article_id"])
    return frozenset(found)
