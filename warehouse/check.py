"""Checks what changed: integrity holds back the whole copy, quality marks an outlet and holds nothing back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.publish import copies_of, was_written_to
from warehouse.store import attach_copy, query, rows, scripts, transaction

_SHOWN = 3
_LOSS = "nothing_is_lost"
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
    rows(connection, "stage_decided", article_ids=list(decided))
    with _compared_with(connection, published):
        failed = list(_failed(connection))
    if failed:
        raise ChecksFailed(f"{'; '.join(failed)}: nothing was published, yesterday's copy stays{_remedy(failed)}")
    with transaction(connection):
        rows(connection, "mark_checked")
        rows(connection, "forget_read_again")


def stage_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Put what the checks read into tables of their own: all that came in since they last passed."""
    for statement in duckdb.extract_statements(query("stage_unchecked")):
        connection.execute(statement)


def warn(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Write down what the checks of quality find in a run, each time anew."""
    rows(connection, "stage_lately", run_id=run_id)
    found = [
        (name, outlet, detail)
        for name, script in scripts("checks/quality")
        for outlet, detail in connection.execute(script, {"run_id": run_id} if "$run_id" in script else None).fetchall()
    ]
    rows(connection, "forget_warnings", run_id=run_id)
    for name, outlet, detail in found:
        rows(connection, "insert_warning", run_id=run_id, outlet=outlet, check=name, detail=detail)


def _failed(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, script in scripts("checks/integrity"):
        offending = connection.execute(script).fetchmany(_SHOWN + 1)
        if offending:
            shown = "; ".join(", ".join(str(value) for value in row) for row in offending[:_SHOWN])
            more = " and more" if len(offending) > _SHOWN else ""
            yield f"the check {name} found rows that must not be published: {shown}{more}"


def _as_published(published: Path | None) -> Iterator[Path]:
    """Yield the copies that nobody has written to, the newest first; one that somebody has tells of no loss."""
    for copy in copies_of(published) if published else ():
        if was_written_to(copy):
            log.warning("%s was written to after it was published: an older copy is compared with", copy)
        else:
            yield copy


def _remedy(failed: list[str]) -> str:
    lost = any(_LOSS in line for line in failed)
    return "; put the captures back, or let these go with a line in captures/decisions.jsonl (README)" if lost else ""


@contextmanager
def _compared_with(connection: duckdb.DuckDBPyConnection, published: Path | None) -> Iterator[None]:
    """Let `published` be what stood in the newest copy that is as it was published; nothing where there is none."""
    if not any(attach_copy(connection, copy, "yesterday") for copy in _as_published(published)):
        rows(connection, "stage_nothing_published")
        yield
        return
    try:
        rows(connection, "stage_published")
        yield
    finally:
        rows(connection, "stage_nothing_published")
        connection.execute(query("detach_yesterday"))
