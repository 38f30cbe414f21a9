"""Reads a person's decisions about articles: lines in a file beside the captures, that no run ever changes."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

from flows.config import DataFolder
from flows.errors import UsageError
from spiders.errors import reason_of

_EXAMPLE = '{"article_id": "presstv:123456", "decision": "withdrawn", "reason": "…", "date": "2026-11-24"}'
_BOM = b"\xef\xbb\xbf"


def withdrawn(data: DataFolder) -> frozenset[str]:
    """Return the ids of the articles of which somebody decided that they may leave the published copy.

    Raises `UsageError` for a file that cannot be read and for a line that is no decision: none is passed over in
    silence. A run asks this before it crawls, as what is wrong with the file would keep it from publishing.
    """
    path = data.captures / "decisions.jsonl"
    found = set()
    for number, line in enumerate(_content(path).removeprefix(_BOM).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            found.add(_article_of(line.decode("utf-8")))
        except UnicodeDecodeError:
            raise UsageError(f"{path}, line {number}, is not UTF-8: save it as UTF-8") from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UsageError(f"{path}, line {number}, is no decision; one is: {_EXAMPLE}") from None
    return frozenset(found)


def _content(path: Path) -> bytes:
    """Return the bytes of the file, none where there is no such file; a broken link is no answer to that."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError(f"{path} is no file: put it aside; it holds a line for each decision, as: {_EXAMPLE}")
        return path.read_bytes()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise UsageError(f"{path} leads to {path.readlink()}, which is gone: bring it back") from error
        return b""
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {reason_of(error)}") from error


def _article_of(line: str) -> str:
    """Return the article of which a line speaks; raises one of several errors where the line is no decision."""
    decision = json.loads(line)
    date.fromisoformat(decision["date"])
    article_id = decision["article_id"]
    article_id.encode()  # half a pair of surrogates is no text
    if decision["decision"] != "withdrawn" or not decision["reason"].strip() or not isinstance(article_id, str):
        raise ValueError(line)
    return article_id
