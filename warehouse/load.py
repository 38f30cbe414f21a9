"""Loads the batch of one receipt: in one transaction, and with the same result however often."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import duckdb

from spiders.receipt import Receipt
from warehouse.entries import fetches_of, robots_of
from warehouse.store import query, rows


def is_loaded(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> bool:
    """Say whether the receipt's captures are in the warehouse already."""
    found = rows(connection, "is_loaded", run_id=receipt.run_id, outlet=receipt.outlet, part=receipt.part)
    return bool(found[0][0])


def load(connection: duckdb.DuckDBPyConnection, receipt: Receipt, batch: Path) -> dict[str, int]:
    """Load a receipt and its batch file, and return the counts of its books.

    All of it or, where anything fails, nothing; a receipt that is loaded already changes nothing.
    """
    if is_loaded(connection, receipt):
        return {}
    connection.execute(query("stage_batch"), {"batch": str(batch)})
    connection.execute("BEGIN")
    try:
        counts = _load(connection, receipt)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return counts


def _load(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> dict[str, int]:
    warc_file = f"{receipt.outlet}/{receipt.warc}"
    for table in ("captures", "readings", "rejections"):
        rows(connection, f"forget_{table}", warc_file=warc_file)
        rows(connection, f"insert_{table}")
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
    new, revised, unchanged = rows(connection, "count_articles", warc_file=warc_file)[0]
    read = dict(rows(connection, "count_captures", warc_file=warc_file))
    answered = [entry for entry in receipt.listings if entry.answered]
    counts = {
        **receipt.counts(),
        "new": new,
        "revised": revised,
        "unchanged": unchanged,
        "rejected": read.get("rejected", 0),
        "duplicate": read.get("duplicate", 0),
        "listings": len(receipt.listings),
        "listings_answered": len(answered),
    }
    rows(
        connection,
        "insert_crawl",
        run_id=receipt.run_id,
        outlet=receipt.outlet,
        part=receipt.part,
        finish_reason=receipt.finish_reason,
        outcomes=json.dumps(receipt.outcomes()),
        listing_outcomes=json.dumps(Counter(entry.outcome.value for entry in receipt.listings)),
        **counts,
    )
    crawl = {"run_id": receipt.run_id, "outlet": receipt.outlet, "part": receipt.part}
    rows(connection, "insert_fetches", entries=fetches_of(receipt), warc_file=warc_file, **crawl)
    rows(connection, "insert_robots", entries=robots_of(receipt), **crawl)
    return counts
