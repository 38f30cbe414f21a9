"""Takes in captures that were read again because we had failed to read them: nothing is lost for a reason of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from spiders.capture.manifest import CrawlManifest
from spiders.capture.record import CaptureRef
from warehouse.db.writer import records, reword_out_of_memory, rows, transaction
from warehouse.load.batch import revise, see, stage, stage_read_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The captures of one WARC that are to be read again: where their records begin."""

    outlet: str
    run_id: str
    warc_file: str
    offsets: tuple[int, ...]


def failed_readings(
    connection: duckdb.DuckDBPyConnection, fingerprints: Mapping[str | None, str], *, limit: float, budget: float
) -> list[Failed]:
    """Return the captures to read again, the oldest first, as many as can be read in `budget` seconds at the worst.

    A page that took too long is reckoned with `limit` seconds, the most that one may take, every other with a second.
    Where the extractor of today, by its `fingerprints` for each outlet (None: for one that is not declared), is another
    than the one that failed, the attempts begin anew.
    """
    found = records(
        connection,
        "load/failed_readings",
        outlets=[outlet for outlet in fingerprints if outlet],
        fingerprints=[fingerprint for outlet, fingerprint in fingerprints.items() if outlet],
        fingerprint=fingerprints[None],
        limit=limit,
        budget=budget,
    )
    return [Failed(**{**row, "offsets": tuple(row["offsets"])}) for row in found]


def captures_beside(connection: duckdb.DuckDBPyConnection, warc_file: str, articles: set[str]) -> dict[int, str]:
    """Return where the captures of these articles begin in a WARC, each with its article."""
    if not articles:
        return {}
    return dict(rows(connection, "load/captures_beside", warc_file=warc_file, article_ids=sorted(articles)))


@reword_out_of_memory()
def load_retry(
    connection: duckdb.DuckDBPyConnection,
    manifest: CrawlManifest,
    batch: Path,
    read_again: Callable[[list[CaptureRef]], Path],
) -> None:
    """Load captures of a manifest that were read again, in one transaction: the tables are as if nothing had failed.

    What could not be read once more counts as an attempt. The run waits for its verdict again. `read_again` is called
    as by `load`.
    """
    crawl = {"run_id": manifest.run_id, "outlet": manifest.outlet, "part": manifest.slice}
    stage(connection, batch)
    rows(connection, "load/stage_known")
    refs = stage_read_again(connection, [batch], read_again)
    with transaction(connection):
        rows(connection, "load/update_rejections_retried")
        rows(connection, "load/forget_rejections_read")
        rows(connection, "load/update_captures_retried")
        rows(connection, "load/forget_revisions_of_duplicates")
        rows(connection, "load/stage_known")  # without what is another address of an article now
        rows(connection, "load/forget_checked", run_id=manifest.run_id)
        rows(connection, "load/reopen_run", run_id=manifest.run_id)
        revise(connection, again=refs)
        rows(connection, "load/count_readings", warc_file=f"{manifest.outlet}/{manifest.warc}", **crawl)
        see(connection, manifest)


def unread_pages(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return a line about the pages that we failed to read, where there are any."""
    count = sum(pages for _, _, pages in rows(connection, "load/unread_pages"))
    pages = "1 page" if count == 1 else f"{count} pages"
    return (f"{pages} could not be read from the captures: `nightdesk doctor` says why",) if count else ()
