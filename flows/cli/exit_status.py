"""Exit statuses: what each means, and which one an error has."""

from __future__ import annotations

import errno

from flows.errors import LockHeld, UsageError

STATUSES = """exit status:
  0  good
  2  usage or bad input
  3  degraded or partial, or the disk or the memory is full
  4  checks failed, nothing published
  5  no listing of any outlet answered
  6  another run holds the lock"""


def status_of(error: BaseException) -> int | None:
    """Return the exit status of an error that is reported in one line; None for a bug of ours."""
    from warehouse.articles.original import CaptureLost
    from warehouse.articles.subject import SubjectError
    from warehouse.db.publish import PublishError
    from warehouse.db.snapshot import AskError
    from warehouse.db.writer import OutOfMemory, WarehouseError, WarehouseHeld
    from warehouse.health.checks import ChecksFailed
    from warehouse.query.export import NothingToExport

    if isinstance(error, (CaptureLost, NothingToExport, OutOfMemory, WarehouseHeld)) or _is_of_memory(error):
        return 3
    if isinstance(error, (UsageError, AskError, SubjectError, WarehouseError)):
        return 2
    if isinstance(error, (ChecksFailed, PublishError)):
        return 4
    return 6 if isinstance(error, LockHeld) else None


def line_of(error: BaseException) -> str:
    """Return the line that reports an error; one of memory has no words of its own."""
    if _is_of_memory(error):
        return "the memory does not suffice: end what else takes some, and run again; nothing that was captured is lost"
    return str(error)


def _is_of_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
