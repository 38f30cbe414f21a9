"""The stages of every run, without Prefect: what is known, read, load, conclude and publish, rebuild."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from flows.decisions import withdrawn
from flows.environment import DataFolder, UsageError
from spiders.capture import Kept
from spiders.orders import Orders
from spiders.outlet import Outlet
from spiders.receipt import Receipt, ReceiptError, read_receipt
from spiders.salvage import salvage_all
from transforms.batch import write_again, write_batch
from warehouse.check import ChecksFailed, check
from warehouse.ledger import (
    Run,
    conclude,
    ever_known,
    finish_run,
    loaded_receipts,
    orders,
    unfinished_runs,
)
from warehouse.load import load
from warehouse.publish import publish
from warehouse.store import Connection, writer

log = logging.getLogger("nightdesk")


def orders_of_night(data: DataFolder, slug: str, clock: datetime) -> Orders:
    """Return what tonight's crawl of an outlet needs to know of the nights before."""
    with writer(data.warehouse) as connection:
        return orders(connection, slug, clock)


def orders_of_past(data: DataFolder, slug: str) -> Orders:
    """Return what the crawl of a day gone by needs to know: no article that was ever read is asked for again."""
    with writer(data.warehouse) as connection:
        return ever_known(connection, slug)


def read(data: DataFolder, receipt: Receipt, every: Mapping[str, Outlet]) -> Path:
    """Read the captures of a receipt into its batch file, and return that."""
    stem = receipt.run_id if receipt.part is None else f"{receipt.run_id}.{receipt.part}"
    batch = data.batches / f"{stem}.{receipt.outlet}.jsonl.gz"
    write_batch(data.captures, receipt, every.get(receipt.outlet), batch)
    return batch


def store(data: DataFolder, receipt: Receipt, batch: Path, every: Mapping[str, Outlet]) -> dict[str, int]:
    """Load a batch into the warehouse; the file has done its work then."""
    with writer(data.warehouse) as connection:
        counts = _load(connection, data, receipt, batch, every)
    batch.unlink(missing_ok=True)
    return counts


def _load(
    connection: Connection, data: DataFolder, receipt: Receipt, batch: Path, every: Mapping[str, Outlet]
) -> dict[str, int]:
    """Load a batch, and read again what must be for it."""
    again = batch.with_name(batch.name.replace(".jsonl", ".again.jsonl"))

    def read_again(kept: list[Kept]) -> Path:
        write_again(data.captures, kept, every.get(receipt.outlet), again)
        return again

    counts = load(connection, receipt, batch, read_again)
    again.unlink(missing_ok=True)
    return counts


def catch_up(data: DataFolder, every: Mapping[str, Outlet]) -> tuple[str, ...]:
    """Load what earlier crawls left behind when they were cut off or typed by hand, and judge their runs anew.

    What a crawl had captured that was killed is salvaged first. Return a line for each receipt that cannot be read.
    Raises `UsageError` where the decisions cannot be read: nothing could be published, and no outlet is asked in vain.
    """
    withdrawn(data)
    for path in salvage_all(data.captures, dict(every)):
        log.warning("%s: salvaging what was captured before %s was killed", path.parent.name, _stem(path))
    with writer(data.warehouse) as connection:
        loaded = loaded_receipts(connection)
    pending = [path for path in _receipts(data) if _stem(path) not in loaded]
    receipts, problems = _in_time(pending)
    for receipt in receipts:
        log.info("%s: loading what the run %s left", receipt.outlet, receipt.run_id)
        store(data, receipt, read(data, receipt, every), every)
    with writer(data.warehouse) as connection:
        for run_id in sorted({receipt.run_id for receipt in receipts} | set(unfinished_runs(connection))):
            conclude(connection, run_id, every)
    return tuple(problems)


def finish(data: DataFolder, run_id: str, every: Mapping[str, Outlet]) -> Run | None:
    """Judge a run, check the warehouse and publish the copy; None where nothing was loaded for the run.

    Raises `ChecksFailed` where a check found something; the copy published last stays then.
    """
    decided = withdrawn(data)
    with writer(data.warehouse) as connection:
        run = conclude(connection, run_id, every)
        try:
            check(connection, data.published, decided)
        except ChecksFailed:
            finish_run(connection, run_id, "checks_failed", 4)
            raise
    publish(data.warehouse, data.published)
    return run


def rebuild(data: DataFolder, every: Mapping[str, Outlet]) -> int:
    """Build the warehouse again from the captures alone, publish it, and return the number of receipts read.

    The new file is built beside the old one and takes its place only when it is whole and checked. Raises
    `UsageError` where a receipt cannot be read: without it the new warehouse would lack what the old one has.
    """
    decided = withdrawn(data)
    receipts, problems = _in_time(list(_receipts(data)))
    if problems:
        raise UsageError(f"nothing was rebuilt: {'; '.join(problems)}: mend them or put them aside")
    if not receipts:
        raise UsageError(f"there are no captures in {data.captures}: nothing to rebuild from")
    fresh = data.warehouse.with_name("warehouse.rebuild.duckdb")
    for leftover in (fresh, fresh.with_name(fresh.name + ".wal")):
        leftover.unlink(missing_ok=True)
    last_place = {receipt.run_id: place for place, receipt in enumerate(receipts)}
    for place, receipt in enumerate(receipts):
        log.info("%s: reading %s (%d of %d)", receipt.outlet, receipt.run_id, place + 1, len(receipts))
        batch = read(data, receipt, every)
        with writer(fresh) as connection:
            _load(connection, data, receipt, batch, every)
            # A run is judged when its last receipt is in, as it was the first time.
            if place == last_place[receipt.run_id]:
                conclude(connection, receipt.run_id, every)
        batch.unlink(missing_ok=True)
    with writer(fresh) as connection:
        check(connection, data.published, decided)
    # A write-ahead log beside the old file must never meet the new one.
    data.warehouse.with_name(data.warehouse.name + ".wal").unlink(missing_ok=True)
    fresh.replace(data.warehouse)
    publish(data.warehouse, data.published)
    return len(receipts)


def _receipts(data: DataFolder) -> list[Path]:
    return sorted(data.captures.glob("*/*.receipt.json"))


def _stem(receipt: Path) -> str:
    return f"{receipt.parent.name}/{receipt.name.removesuffix('.receipt.json')}"


def _in_time(paths: list[Path]) -> tuple[list[Receipt], list[str]]:
    """Return the receipts in the order in which the crawls were started, and a line for each that cannot be read."""
    receipts, problems = [], []
    for path in paths:
        try:
            receipts.append(read_receipt(path))
        except ReceiptError as error:
            problems.append(str(error))
    return sorted(receipts, key=lambda one: (one.started_at, one.outlet, one.part or "")), problems
