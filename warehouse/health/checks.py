"""Checks what changed: integrity holds back the whole copy, quality marks an outlet and holds nothing back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from warehouse.db.publish import copies_of, was_written_to
from warehouse.db.writer import attach_copy, rows, scripts, transaction

_SHOWN = 3
_LOSS = "nothing_is_lost"
_REMEDY = "; put the captures back, or let these go with a line in captures/decisions.jsonl (docs/sql.md)"
log = logging.getLogger("nightdesk")


class ChecksFailed(Exception):
    """A check found rows that must not be published; the message names each check and the first of its rows."""


def check(connection: duckdb.DuckDBPyConnection, published: Path | None = None, decided: Collection[str] = ()) -> None:
    """Check the integrity of all that came in since the checks last passed.

    What stood in the copy published last must be there still, but for the articles of which somebody decided that they
    go (a line in captures/decisions.jsonl). Raises `ChecksFailed` where a check selects a row; those of the next night
    then read the same rows again.
    """
    stage_changes(connection)
    rows(connection, "health/stage_decided", article_ids=list(decided))
    if not any(_is_compared(connection, copy) for copy in _as_published(published)):
        rows(connection, "health/stage_none_missing")
    failed = dict(_failed(connection))
    if failed:
        remedy = _REMEDY if _LOSS in failed else ""
        raise ChecksFailed(f"{'; '.join(failed.values())}: nothing was published, yesterday's copy stays{remedy}")
    with transaction(connection):
        rows(connection, "health/mark_checked")
        rows(connection, "health/forget_read_again")


def stage_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Put what the checks read into tables of their own: all that came in since they last passed."""
    rows(connection, "health/stage_unchecked")


def warn(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Write down what the checks of quality find in a run, each time anew."""
    rows(connection, "health/stage_recent", run_id=run_id)
    found = [
        (name, outlet, detail)
        for name, script in scripts("checks/quality")
        for outlet, detail in connection.execute(script, {"run_id": run_id} if "$run_id" in script else None).fetchall()
    ]
    rows(connection, "health/forget_warnings", run_id=run_id)
    for name, outlet, detail in found:
        rows(connection, "health/insert_warning", run_id=run_id, outlet=outlet, check=name, detail=detail)


def _failed(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Yield the name of each check that selects a row, and a line with the first of them."""
    for name, script in scripts("checks/integrity"):
        offending = connection.execute(script).fetchmany(_SHOWN + 1)
        if offending:
            shown = "; ".join(", ".join(str(value) for value in row) for row in offending[:_SHOWN])
            more = " and more" if len(offending) > _SHOWN else ""
            yield name, f"the check {name} found rows that must not be published: {shown}{more}"


def _as_published(published: Path | None) -> Iterator[Path]:
    """Yield the copies that nobody has written to, the newest first; one that somebody has tells of no loss."""
    for copy in copies_of(published) if published else ():
        try:
            if was_written_to(copy):
                log.warning("%s was written to after it was published: an older copy is compared with", copy)
            else:
                yield copy
        except OSError:  # a link that leads nowhere
            continue


def _is_compared(connection: duckdb.DuckDBPyConnection, copy: Path) -> bool:
    """Stage what a copy has and the warehouse may lack; say whether the copy could be read."""
    if not attach_copy(connection, copy, "yesterday"):
        return False
    try:
        rows(connection, "health/stage_missing")
    except duckdb.Error as error:
        log.warning("%s cannot be read (%s): an older copy is compared with", copy, str(error).partition("\n")[0])
        return False
    finally:
        rows(connection, "health/detach_yesterday")
    return True
