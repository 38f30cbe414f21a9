"""Recognises a full disk as the cause of an error, in whatever words that has."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator

from flows.config import data_folder
from spiders.errors import reason_of

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# DuckDB and SQLite say it in words alone, which end in those of the system.
_IN_WORDS = re.compile(r"no space left on device|disk quota exceeded|file too large|disk is full", re.IGNORECASE)
#: Bytes: with less, an error that nobody can explain is taken for one of the disk. Prefect's own server may hide it.
_NEXT_TO_NOTHING = 256 * 1024


def full_disk(error: BaseException, *, explained: bool) -> str | None:
    """Return the line that reports a full disk; None where it is not the cause.

    Of an error that is `explained` otherwise the disk is the cause only where it, or what led to it, says so.
    """
    for one in _led_to(error):
        if isinstance(one, OSError) and one.errno in _NO_ROOM:
            return _line(reason_of(one))
        if found := _IN_WORDS.search(str(one)):
            return _line(found[0].lower())
    return None if explained or _has_room() else _line("no space left on device")


def _line(words: str) -> str:
    root = data_folder().root
    return f"the disk of {root} is full: {words}; free some space and run again: nothing that was captured is lost"


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _has_room() -> bool:
    try:
        return shutil.disk_usage(data_folder().root).free > _NEXT_TO_NOTHING
    except OSError:
        return True
