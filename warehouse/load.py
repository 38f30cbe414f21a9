"""Loads the batch of one receipt: in one transaction, and with the same result in whatever order and however often."""

from __future__ import annotations

import glob
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb

from spiders.capture import Kept
from spiders.receipt import Receipt
from warehouse.entries import fetches_of, robots_of
from warehouse.store import query, records, rows, told_of_memory, transaction

_COUNTS = (
    "found", "known", "skipped", "fetched", "failed", "new", "revised", "unchanged", "rejected", "duplicate",
    "listings", "listings_answered",
)  # fmt: skip


def is_loaded(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> bool:
    """Say whether the receipt's captures are in the warehouse already."""
    found = rows(connection, "is_loaded", run_id=receipt.run_id, outlet=receipt.outlet, part=receipt.part)
    return bool(found[0][0])


@told_of_memory()
def load(
    connection: duckdb.DuckDBPyConnection, receipt: Receipt, batch: Path, read_again: Callable[[list[Kept]], Path]
) -> dict[str, int]:
    """Load a receipt and its batch file, and return the counts of its books.

    All of it or, where anything fails, nothing; a receipt that is loaded already changes nothing. `read_again` is
    called where captures must be read anew first, and returns the batch file that it wrote of them: a page is compared
    with what the same reader makes of the one before it, so that learned furniture is no change at the outlet, and one
    that comes in late may make revisions of captures whose text was not kept.
    """
    if is_loaded(connection, receipt):
        return {}
    stage(connection, batch)
    rows(connection, "stage_known")
    kept = stage_read_again(connection, receipt, batch, read_again)
    with transaction(connection):
        crawl = {"run_id": receipt.run_id, "outlet": receipt.outlet, "part": receipt.part}
        rows(connection, "insert_captures")
        rows(connection, "insert_rejections")
        _insert_crawl(connection, receipt)
        rows(connection, "forget_checked", run_id=receipt.run_id)
        rows(connection, "reopen_run", run_id=receipt.run_id)
        revise(connection, again=kept)
        warc_file = f"{receipt.outlet}/{receipt.warc}"
        rows(connection, "insert_fetches", entries=fetches_of(receipt), warc_file=warc_file, **crawl)
        rows(connection, "insert_robots", entries=robots_of(receipt), **crawl)
        see(connection, receipt)
        counts = rows(connection, "counts_of_crawl", **crawl)[0]
    return dict(zip(_COUNTS, counts, strict=True))


def stage(connection: duckdb.DuckDBPyConnection, *batches: Path) -> None:
    """Put the rows of batch files into a table of their own, for the statements that load them."""
    # DuckDB takes names for patterns: a star in that of a folder would read the batches of another.
    connection.execute(query("stage_batch"), {"files": [glob.escape(str(batch)) for batch in batches]})


def stage_read_again(
    connection: duckdb.DuckDBPyConnection, receipt: Receipt, batch: Path, read_again: Callable[[list[Kept]], Path]
) -> bool:
    """Stage what must be read anew before the staged batch is loaded; say whether there is any.

    Where that fails for a capture, the new pages of its article are held back, twice at most: compared with another
    reader's text they would make a revision that the outlet never made.
    """
    kept = _captures_to_read_again(connection, receipt.outlet)
    if not kept:
        return False
    stage(connection, batch, read_again(kept))
    for name in ("stage_articles_to_hold", "forget_readings_held", "hold_articles_back", "stage_known"):
        rows(connection, name)
    return True


def _captures_to_read_again(connection: duckdb.DuckDBPyConnection, outlet: str) -> list[Kept]:
    """Return the captures of an outlet that must be read anew before the staged batch is loaded."""
    articles = [article_id for (article_id,) in rows(connection, "articles_to_read_again")]
    if not articles:
        return []
    kept = records(connection, "captures_of_articles", article_ids=articles)
    return [Kept(outlet=outlet, **row) for row in kept]


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


def see(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Find out anew which articles are gone, of those that the crawl or the staged batch tells of."""
    rows(connection, "stage_seen", run_id=receipt.run_id, outlet=receipt.outlet, part=receipt.part)
    rows(connection, "forget_gone", outlet=receipt.outlet)
    rows(connection, "insert_gone", outlet=receipt.outlet)


def revise(connection: duckdb.DuckDBPyConnection, *, again: bool) -> None:
    """Put every article of the batch in the order of its captures, and count those of each crawl by it."""
    if again:
        rows(connection, "update_captures_read_again")
        rows(connection, "mark_read_again")
    rows(connection, "stage_history")
    # Each of these steps looks at the whole archive: most nights have nothing to do for the first and the last.
    none_any_more, followed, renumbered = rows(connection, "what_moved")[0]
    for name, wanted in (
        ("forget_revisions", none_any_more),
        ("number_revisions", followed),
        ("mark_changed_fields", renumbered),
    ):
        if wanted:
            rows(connection, name)
    for name in ("insert_revisions", "number_captures", "count_crawls"):
        rows(connection, name)
