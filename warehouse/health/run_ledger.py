"""The run ledger: what each run found of each outlet, the verdicts, and the exit status they make."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from spiders.outlet import Outlet
from warehouse.db.writer import Record, attach_copy, records, rows, transaction
from warehouse.health.checks import warn
from warehouse.health.verdict import GOOD, History, Metrics, PagesWithoutArticles, ReadingStats, Usual, judge
from warehouse.load.crawl_state import loaded_manifests
from warehouse.load.outlet_rows import write_outlets

#: The columns of a run's table, in the order in which people read them.
COLUMNS = (
    "outlet", "found", "known", "skipped", "fetched", "failed",
    "new", "revised", "unchanged", "rejected", "duplicate", "verdict", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution as the ledger has it: its status in a word, its exit status, and a row for each outlet."""

    run_id: str
    kind: str
    status: str
    exit_status: int
    outlets: tuple[Record, ...]
    #: What failed, was left over or rejected: outlet, which of these or which listings, outcome or reason, how many.
    details: tuple[tuple[str, str, str, int], ...] = ()
    #: What the checks of quality found: outlet, check, and what it is in words.
    warnings: tuple[tuple[str, str, str], ...] = ()
    #: Sources that have been dead for nights while others answered: outlet, kind of source, address, how many nights.
    silent: tuple[tuple[str, str | None, str, int], ...] = ()
    #: Pages of any run that we failed to read three times: outlet, and how many.
    quarantined: tuple[tuple[str, int], ...] = ()


def conclude(connection: duckdb.DuckDBPyConnection, run_id: str, outlets: Mapping[str, Outlet]) -> Run | None:
    """Write the verdicts and the exit status of a run whose manifests are loaded; None where nothing was loaded.

    From the ledger alone, so that a rebuilt warehouse says what the first one said.
    """
    found = rows(connection, "health/run_options", run_id=run_id)
    if not found:
        return None
    kind, clock, options = found[0]
    write_outlets(connection, outlets)
    judged = kind in ("nightly", "byhand") and json.loads(options or "{}").get("volume", True)
    with transaction(connection):
        rows(connection, "health/forget_verdicts", run_id=run_id)
        warn(connection, run_id)
        answered, verdicts = 0, []
        for slug, metrics in _metrics(connection, run_id):
            outlet = outlets.get(slug)
            history = _history(connection, run_id, outlet, clock) if outlet is not None and judged else None
            verdict, reason = judge(metrics, history)
            rows(connection, "health/set_verdict", run_id=run_id, outlet=slug, verdict=verdict, reason=reason)
            verdicts.append(verdict)
            answered += metrics.listings_answered
        exit_status = 0 if all(verdict in GOOD for verdict in verdicts) else 3
        if kind != "import" and not answered:
            exit_status = 5
        status = {0: "good", 3: "degraded", 5: "unanswered"}[exit_status]
        finish_run(connection, run_id, status, exit_status)
    return read_run(connection, run_id, kind, status, exit_status)


def read_run(connection: duckdb.DuckDBPyConnection, run_id: str, kind: str, status: str, exit_status: int) -> Run:
    """Return a run with the row of each of its outlets."""
    table = rows(connection, "health/run_table", run_id=run_id)
    outlets = tuple(dict(zip(COLUMNS, row, strict=True)) for row in table)
    details = tuple(rows(connection, "health/run_details", run_id=run_id))
    return Run(
        run_id=run_id,
        kind=kind,
        status=status,
        exit_status=exit_status,
        outlets=outlets,
        details=details,
        warnings=tuple(rows(connection, "health/run_warnings", run_id=run_id)),
        silent=tuple(rows(connection, "health/silent_sources", run_id=run_id)),
        quarantined=tuple(rows(connection, "health/quarantined_pages", run_id=run_id)),
    )


def finish_run(connection: duckdb.DuckDBPyConnection, run_id: str, status: str, exit_status: int) -> None:
    """Write how a run ended."""
    rows(
        connection,
        "health/finish_run",
        run_id=run_id,
        status=status,
        exit_status=exit_status,
        finished_at=datetime.now(UTC),
    )


def has_same_runs(connection: duckdb.DuckDBPyConnection, published: Path) -> bool:
    """Say whether the published copy has every run of the warehouse as it ended; yes where there is none."""
    if not loaded_manifests(connection):
        return True
    if not attach_copy(connection, published.resolve(), "yesterday"):
        return False
    try:
        return not rows(connection, "health/unpublished_runs")
    except duckdb.Error:  # a copy of an earlier version, or a damaged one
        return False
    finally:
        rows(connection, "health/detach_yesterday")


def unfinished_runs(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the runs that were loaded but not judged, because their process died."""
    return [run_id for (run_id,) in rows(connection, "health/unfinished_runs")]


def _metrics(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[tuple[str, Metrics]]:
    metrics = []
    for values in records(connection, "health/run_metrics", run_id=run_id):
        slug = values.pop("outlet")
        values["trouble"] = tuple(values["trouble"])
        for name in ("outcomes", "listing_outcomes"):
            total: Counter[str] = Counter()
            for counts in values[name]:
                total.update(counts)
            values[name] = total
        metrics.append((slug, Metrics(**values)))
    return metrics


def _history(connection: duckdb.DuckDBPyConnection, run_id: str, outlet: Outlet, clock: datetime) -> History:
    recent, *usual = rows(connection, "health/usual_volume", outlet=outlet.slug, clock=clock)[0]
    still = rows(connection, "health/still_nights", outlet=outlet.slug, clock=clock)[0][0]
    names = [spec.name for spec in fields(ReadingStats)]
    parameters = {"outlet": outlet.slug, "time_zone": outlet.time_zone, "run_id": run_id, "clock": clock}
    reading = {
        now: ReadingStats(**dict(zip(names, values, strict=True)))
        for now, *values in rows(connection, "health/usual_reading", **parameters)
    }
    return History(
        volume=outlet.volume,
        recent=recent,
        usual=Usual(*usual),
        stale_after=outlet.stale_after,
        still_nights=still,
        now=reading.get(True, ReadingStats()),
        before=reading.get(False, ReadingStats()),
        without_articles=_pages_without_articles(connection, outlet.slug, clock),
    )


def _pages_without_articles(
    connection: duckdb.DuckDBPyConnection, outlet: str, clock: datetime
) -> PagesWithoutArticles:
    names = [spec.name for spec in fields(PagesWithoutArticles)]
    (row,) = rows(connection, "health/pages_without_articles", outlet=outlet, clock=clock)
    return PagesWithoutArticles(**dict(zip(names, row, strict=True)))
