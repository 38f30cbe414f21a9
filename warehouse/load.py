"""Loads the batch of one receipt: in one transaction, and with the same result in whatever order and however often."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import duckdb

from spiders.capture import Kept
from spiders.receipt import Receipt
from warehouse.entries import fetches_of, robots_of
from warehouse.store import query, rows, transaction

_COUNTS = (
    "found", "known", "skipped", "fetched", "failed", "new", "revised", "unchanged", "rejected", "duplicate",
    "listings", "listings_answered",
)  # fmt: skip


def is_loaded(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> bool:
    """Say whether the receipt's captures are in the warehouse already."""
    found = rows(connection, "is_loaded", run_id=receipt.run_id, outlet=receipt.outlet, part=receipt.part)
    return bool(found[0][0])


def captures_to_read_again(connection: duckdb.DuckDBPyConnection, receipt: Receipt, batch: Path) -> list[Kept]:
    """Return the captures that are to be read anew before the batch is loaded.

    A page is compared with what the same reader makes of the one before it: learned furniture is no change at the
    outlet. And a page that comes in late may make revisions of captures whose text was not kept.
    """
    connection.execute(query("stage_batch"), {"files": [str(batch)]})
    cursor = connection.execute(query("captures_to_read_again"))
    names = [column[0] for column in cursor.description or ()]
    return [Kept(outlet=receipt.outlet, **dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def load(
    connection: duckdb.DuckDBPyConnection, receipt: Receipt, batch: Path, again: Path | None = None
) -> dict[str, int]:
    """Load a receipt, its batch file and that of the captures read again; return the counts of the receipt's books.

    All of it or, where anything fails, nothing; a receipt that is loaded already changes nothing.
    """
    if is_loaded(connection, receipt):
        return {}
    connection.execute(query("stage_batch"), {"files": [str(file) for file in (batch, again) if file]})
    with transaction(connection):
        crawl = {"run_id": receipt.run_id, "outlet": receipt.outlet, "part": receipt.part}
        for name in ("insert_captures", "update_captures_read_again", "insert_rejections"):
            rows(connection, name)
        _insert_crawl(connection, receipt)
        _revise(connection)
        warc_file = f"{receipt.outlet}/{receipt.warc}"
        rows(connection, "insert_fetches", entries=fetches_of(receipt), warc_file=warc_file, **crawl)
        rows(connection, "insert_robots", entries=robots_of(receipt), **crawl)
        rows(connection, "stage_seen", **crawl)
        rows(connection, "forget_gone", outlet=receipt.outlet)
        rows(connection, "insert_gone", outlet=receipt.outlet)
        counts = rows(connection, "counts_of_crawl", **crawl)[0]
    return dict(zip(_COUNTS, counts, strict=True))


def _insert_crawl(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    rows(
        connection,
        "insert_run",
        run_id=receipt.run_id,
        kind=receipt.kind,
        clock=receipt.clock,
        started_at=receipt.started_at,
        finished_at=receipt.finished_at,
        options=json.dumps(dict(receipt.options)),
    )
    rows(
        connection,
        "insert_crawl",
        run_id=receipt.run_id,
        outlet=receipt.outlet,
        part=receipt.part,
        finish_reason=receipt.finish_reason,
        outcomes=json.dumps(receipt.outcomes()),
        listing_outcomes=json.dumps(Counter(entry.outcome.value for entry in receipt.listings)),
        listings=len(receipt.listings),
        listings_answered=sum(entry.answered for entry in receipt.listings),
        **receipt.counts(),
    )


def _revise(connection: duckdb.DuckDBPyConnection) -> None:
    """Put every article of the batch in the order of its captures, and count those of each crawl by it."""
    for name in (
        "stage_history",
        "stage_moved",
        "stage_texts",
        "forget_revisions",
        "insert_revisions",
        "number_captures",
        "count_crawls",
    ):
        rows(connection, name)
