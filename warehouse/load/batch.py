"""Loads the batches of manifests: in one transaction, and with the same result in whatever order and however often."""

from __future__ import annotations

import glob
import json
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import duckdb

from spiders.capture.manifest import CrawlManifest
from spiders.capture.record import CaptureRef
from warehouse.db.writer import read_sql, records, reword_out_of_memory, rows, transaction
from warehouse.load.manifest_rows import fetches_of, robots_of

_COUNTS = (
    "found", "known", "skipped", "fetched", "failed", "new", "revised", "unchanged", "rejected", "duplicate",
    "listings", "listings_answered",
)  # fmt: skip


def is_loaded(connection: duckdb.DuckDBPyConnection, manifest: CrawlManifest) -> bool:
    """Say whether the manifest's captures are in the warehouse already."""
    found = rows(connection, "load/is_loaded", run_id=manifest.run_id, outlet=manifest.outlet, part=manifest.slice)
    return bool(found[0][0])


def load(
    connection: duckdb.DuckDBPyConnection,
    manifest: CrawlManifest,
    batch: Path,
    read_again: Callable[[list[CaptureRef]], Path],
) -> dict[str, int]:
    """Load a manifest and its batch file as `load_all` does, and return the counts of its crawl."""
    return load_all(connection, [(manifest, batch)], read_again)[0]


@reword_out_of_memory()
def load_all(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[tuple[CrawlManifest, Path]],
    read_again: Callable[[list[CaptureRef]], Path],
) -> list[dict[str, int]]:
    """Load manifests, each with its batch file, and return the counts of each crawl; they are in memory all at once.

    All of it or, where anything fails, nothing; a manifest that is loaded already changes nothing, and has no counts.
    The tables are as if one were loaded after the other, and the archive is looked at once for all of them.
    `read_again` is called once for each outlet of which captures must be read anew first, and returns the batch file
    that it wrote of them: a page is compared with what the same extractor makes of the one before it, so that learned
    boilerplate is no change at the outlet, and one that comes in late may make revisions of captures whose text was not
    kept.
    """
    loaded = [is_loaded(connection, manifest) for manifest, _ in batches]
    fresh = [each for each, there in zip(batches, loaded, strict=True) if not there]
    if not fresh:
        return [{} for _ in batches]
    stage(connection, *(batch for _, batch in fresh))
    rows(connection, "load/stage_known")
    refs = stage_read_again(connection, [batch for _, batch in fresh], read_again)
    with transaction(connection):
        rows(connection, "load/insert_captures")
        rows(connection, "load/insert_rejections")
        for manifest, _ in fresh:
            _insert_crawl(connection, manifest)
        for run_id in {manifest.run_id for manifest, _ in fresh}:
            rows(connection, "load/forget_checked", run_id=run_id)
            rows(connection, "load/reopen_run", run_id=run_id)
        revise(connection, again=refs)
        for manifest, _ in fresh:
            see(connection, manifest)
        return [
            {} if there else _counts(connection, manifest) for (manifest, _), there in zip(batches, loaded, strict=True)
        ]


def _crawl(manifest: CrawlManifest) -> dict[str, object]:
    return {"run_id": manifest.run_id, "outlet": manifest.outlet, "part": manifest.slice}


def _counts(connection: duckdb.DuckDBPyConnection, manifest: CrawlManifest) -> dict[str, int]:
    return dict(zip(_COUNTS, rows(connection, "load/counts_of_crawl", **_crawl(manifest))[0], strict=True))


def stage(connection: duckdb.DuckDBPyConnection, *batches: Path) -> None:
    """Put the rows of batch files into a table of their own, for the statements that load them."""
    # DuckDB takes names for patterns: a star in that of a folder would read the batches of another.
    connection.execute(read_sql("load/stage_batch"), {"files": [glob.escape(str(batch)) for batch in batches]})


def stage_read_again(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Path], read_again: Callable[[list[CaptureRef]], Path]
) -> bool:
    """Stage what must be read anew before the staged batches are loaded; say whether there is any.

    Where that fails for a capture, the new pages of its article are held back, twice at most: compared with another
    extractor's text they would make a revision that the outlet never made.
    """
    refs = _captures_to_read_again(connection)
    if not refs:
        return False
    stage(connection, *batches, *(read_again([*group]) for _, group in groupby(refs, attrgetter("outlet"))))
    for name in (
        "load/stage_articles_to_hold",
        "load/forget_readings_held",
        "load/hold_articles_back",
        "load/stage_known",
    ):
        rows(connection, name)
    return True


def _captures_to_read_again(connection: duckdb.DuckDBPyConnection) -> list[CaptureRef]:
    """Return the captures that must be read anew before the staged batches are loaded, one outlet after the other."""
    articles = [article_id for (article_id,) in rows(connection, "load/articles_to_read_again")]
    if not articles:
        return []
    return [CaptureRef(**row) for row in records(connection, "load/captures_of_articles", article_ids=articles)]


def _insert_crawl(connection: duckdb.DuckDBPyConnection, manifest: CrawlManifest) -> None:
    warc_file = f"{manifest.outlet}/{manifest.warc}"
    rows(
        connection,
        "load/insert_run",
        options=json.dumps(dict(manifest.options)),
        run_id=manifest.run_id,
        kind=manifest.kind,
        clock=manifest.clock,
        started_at=manifest.started_at,
        finished_at=manifest.finished_at,
    )
    rows(
        connection,
        "load/insert_crawl",
        **_crawl(manifest),
        warc_file=warc_file,
        finish_reason=manifest.finish_reason,
        outcomes=json.dumps(manifest.outcomes()),
        listing_outcomes=json.dumps(Counter(entry.outcome.value for entry in manifest.listings)),
        listings=len(manifest.listings),
        listings_answered=sum(entry.answered for entry in manifest.listings),
        **manifest.counts(),
    )
    fetches = fetches_of(manifest)
    rows(connection, "load/insert_fetches", entries=fetches, warc_file=warc_file, **_crawl(manifest))
    rows(connection, "load/insert_robots", entries=robots_of(manifest), **_crawl(manifest))


def see(connection: duckdb.DuckDBPyConnection, manifest: CrawlManifest) -> None:
    """Find out anew which articles are gone, of those that the crawl or the staged captures tell of."""
    rows(connection, "load/stage_seen", **_crawl(manifest))
    rows(connection, "load/forget_gone", outlet=manifest.outlet)
    rows(connection, "load/insert_gone", outlet=manifest.outlet)


def revise(connection: duckdb.DuckDBPyConnection, *, again: bool) -> None:
    """Put every article of the batch in the order of its captures, and count those of each crawl by it."""
    if again:
        rows(connection, "load/update_captures_read_again")
        rows(connection, "load/mark_read_again")
    rows(connection, "load/stage_history")
    # Each of these steps looks at the whole archive: most nights have nothing to do for the first and the last.
    none_any_more, followed, renumbered = rows(connection, "load/what_moved")[0]
    for name, wanted in (
        ("load/forget_revisions", none_any_more),
        ("load/number_revisions", followed),
        ("load/mark_changed_fields", renumbered),
    ):
        if wanted:
            rows(connection, name)
    for name in ("load/insert_revisions", "load/number_captures", "load/count_crawls"):
        rows(connection, name)
