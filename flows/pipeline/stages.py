"""The stages of every run, without Prefect: read, load, conclude and publish, rebuild."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from flows.config import DataFolder, lock_timeout
from flows.data_layout import check_layout
from flows.errors import UsageError
from flows.pipeline.decisions import withdrawn
from flows.pipeline.earlier_runs import loaded
from flows.pipeline.retry import retry_failed
from spiders.capture.manifest import CrawlManifest, ManifestError, read_manifest
from spiders.capture.record import CaptureRef
from spiders.capture.recovery import recover_all
from spiders.capture.store import crawl_name, crawl_stem
from spiders.outlet import Outlet
from transforms.batch import write_again, write_batch, write_batches
from warehouse.db.publish import publish
from warehouse.db.writer import (
    Connection,
    OutOfMemory,
    WarehouseHeld,
    log_of,
    unfinished_rebuild,
    wait_until_free,
    writer,
)
from warehouse.health.checks import ChecksFailed, check
from warehouse.health.run_ledger import Run, conclude, finish_run, has_same_runs, unfinished_runs
from warehouse.load.batch import load_all
from warehouse.load.crawl_state import loaded_manifests
from warehouse.load.retry import unread_pages

log = logging.getLogger("nightdesk")
_ROUND = 5000  # pages that are read and loaded together at most


def read(data: DataFolder, manifest: CrawlManifest, outlet: Outlet | None) -> Path:
    """Read the captures of a manifest into its batch file, and return that."""
    batch = _batch_of(data, manifest)
    write_batch(data.store, manifest, outlet, batch)
    return batch


def _batch_of(data: DataFolder, manifest: CrawlManifest) -> Path:
    return data.batches / f"{crawl_stem(manifest.run_id, manifest.slice)}.{manifest.outlet}.jsonl.gz"


def read_all(data: DataFolder, manifests: Sequence[CrawlManifest], outlets: Mapping[str, Outlet]) -> list[Path]:
    """Read the captures of manifests into a batch file each, with one set of processes, and return those."""
    batches = [_batch_of(data, manifest) for manifest in manifests]
    named = [outlets.get(manifest.outlet) for manifest in manifests]
    write_batches(data.store, list(zip(manifests, named, batches, strict=True)))
    return batches


def in_rounds(manifests: Iterable[CrawlManifest]) -> Iterator[list[CrawlManifest]]:
    """Yield manifests in groups that are read and loaded together: of as many pages as fit well into memory."""
    group, pages = list[CrawlManifest](), 0
    for manifest in manifests:
        if group and pages + len(manifest.pages) > _ROUND:
            yield group
            group, pages = [], 0
        group.append(manifest)
        pages += len(manifest.pages)
    if group:
        yield group


def load_batch(data: DataFolder, manifest: CrawlManifest, batch: Path, outlet: Outlet | None) -> dict[str, int]:
    """Load one batch as `load_batches` does."""
    return load_batches(data, [(manifest, batch)], {manifest.outlet: outlet} if outlet else {})[0]


def load_batches(
    data: DataFolder, batches: Sequence[tuple[CrawlManifest, Path]], outlets: Mapping[str, Outlet]
) -> list[dict[str, int]]:
    """Load batches into the warehouse with one look at the archive; the files have done their work then.

    Where memory is short for all of them, each is loaded by itself. While another program has the warehouse open, or
    where memory is short for one, nothing is loaded: `finish` does that, or the next run.
    """
    try:
        with writer(data.warehouse) as connection:
            return _load_together(connection, data, batches, outlets)
    except WarehouseHeld as error:
        log.warning("%s: not loaded yet: %s", ", ".join(manifest.outlet for manifest, _ in batches), error.message)
        return [{} for _ in batches]
    finally:
        for _, batch in batches:
            batch.unlink(missing_ok=True)


def _load_together(
    connection: Connection,
    data: DataFolder,
    batches: Sequence[tuple[CrawlManifest, Path]],
    outlets: Mapping[str, Outlet],
) -> list[dict[str, int]]:
    try:
        return _load(connection, data, batches, outlets)
    except OutOfMemory as error:
        if len(batches) > 1:
            return [count for each in batches for count in _load_together(connection, data, [each], outlets)]
        log.warning("%s: not loaded yet: %s", batches[0][0].outlet, error)
        return [{}]


def _load(
    connection: Connection,
    data: DataFolder,
    batches: Sequence[tuple[CrawlManifest, Path]],
    outlets: Mapping[str, Outlet],
) -> list[dict[str, int]]:
    """Load batches, and read again what must be for them. Raises `OutOfMemory` where they do not fit."""
    again = batches[0][1].with_name(batches[0][1].name.replace(".jsonl", ".again.jsonl"))
    written: list[Path] = []

    def read_again(captures: list[CaptureRef]) -> Path:
        written.append(again.with_name(f"{len(written)}.{again.name}"))
        write_again(data.store, captures, outlets.get(captures[0].outlet or ""), written[-1])
        return written[-1]

    try:
        return load_all(connection, batches, read_again)
    finally:
        for path in written:
            path.unlink(missing_ok=True)


def catch_up(data: DataFolder, outlets: Mapping[str, Outlet]) -> tuple[str, ...]:
    """Load what earlier crawls left behind when they were cut off or typed by hand, and judge their runs anew.

    What a crawl had captured that was killed is recovered first, and what earlier runs failed to read is read again.
    While another program has the warehouse open, nothing is loaded: `finish` does that. Return a line for each file
    that cannot be read. Raises `UsageError` where something is in the way, or the decisions or a setting
    cannot be read: no outlet is asked for what could not be published.
    """
    obstacles = check_layout(data)
    withdrawn(data)
    lock_timeout()
    unrecovered = (*obstacles, *_recover(data, outlets))
    try:
        with writer(data.warehouse) as connection:
            retry_failed(connection, data, outlets)
            return (*unrecovered, *_load_pending(connection, data, outlets))
    except WarehouseHeld as error:
        log.warning("%s; the run goes on meanwhile, and loads once it is closed", error.message)
        return (*unrecovered, *_pending(data, loaded(data))[1])


def _recover(data: DataFolder, outlets: Mapping[str, Outlet]) -> list[str]:
    """Give each WARC without a manifest one; return a line for each that cannot be read."""
    recovered, problems = recover_all(data.store, outlets)
    for path in recovered:
        log.warning("%s: recovering what was captured before %s was killed", path.parent.name, crawl_name(path))
    return problems


def _load_pending(connection: Connection, data: DataFolder, outlets: Mapping[str, Outlet]) -> tuple[str, ...]:
    """Load every manifest that is not loaded yet and judge its run; return a line for each of which that fails."""
    manifests, problems = _pending(data, loaded_manifests(connection))
    judged = set(unfinished_runs(connection))
    for manifest in manifests:
        log.info("%s: loading what the run %s left", manifest.outlet, manifest.run_id)
        batch = read(data, manifest, outlets.get(manifest.outlet))
        try:
            _load(connection, data, [(manifest, batch)], outlets)
            judged.add(manifest.run_id)
        except OutOfMemory as error:
            problems += (f"{manifest.outlet}: {manifest.run_id} waits to be loaded: {error}",)
        finally:
            batch.unlink(missing_ok=True)
    for run_id in sorted(judged):
        conclude(connection, run_id, outlets)
    return problems


def finish(data: DataFolder, run_id: str, outlets: Mapping[str, Outlet]) -> tuple[Run | None, tuple[str, ...]]:
    """Judge a run, check the warehouse and publish the copy; return the run, and a line for each thing that is wrong.

    What could not be loaded before, as another program had the warehouse open, is loaded now; where that does not end
    within `lock_timeout` seconds, nothing is published, and the next run goes on from there. The run is None where
    nothing was loaded for it. Raises `ChecksFailed` where a check found something; the copy published last stays then.
    """
    decided = withdrawn(data)
    try:
        with writer(data.warehouse, lock_timeout()) as connection:
            problems = _load_pending(connection, data, outlets)
            run = conclude(connection, run_id, outlets)
            try:
                check(connection, data.published, decided)
            except ChecksFailed:
                finish_run(connection, run_id, "checks_failed", 4)
                raise
    except WarehouseHeld as error:
        return None, (f"nothing was published, and what was captured is kept for the next run: {error}",)
    publish(data.warehouse, data.published)
    return run, problems


def is_published(data: DataFolder) -> bool:
    """Say whether the published copy has all that the warehouse has: a run that was killed may have loaded alone."""
    try:
        with writer(data.warehouse) as connection:
            return has_same_runs(connection, data.published)
    except WarehouseHeld:
        return False


def rebuild(data: DataFolder, outlets: Mapping[str, Outlet]) -> tuple[int, tuple[str, ...]]:
    """Build the warehouse again from the captures alone and publish it.

    Return the number of manifests read, and a line for each thing that is wrong; pages that we failed to read are one.

    A WARC without a manifest is given one first. The new file is built beside the old one and takes its place only when
    it is whole and checked. Raises `UsageError` where a manifest cannot be read: without it the new warehouse would
    lack what the old one has; and `WarehouseHeld` where another program still has the old one open
    `lock_timeout` seconds after that.
    """
    obstacles = check_layout(data, rebuilding=True)
    decided, patience = withdrawn(data), lock_timeout()
    problems = (*obstacles, *_recover(data, outlets))
    manifests, unreadable = _chronological(data.store.manifests())
    if unreadable:
        raise UsageError(f"nothing was rebuilt: {'; '.join(unreadable)}: mend them or put them aside")
    if not manifests:
        raise UsageError(f"there are no captures in {data.captures}: nothing to rebuild from")
    _say_who_holds(data.warehouse)
    fresh = unfinished_rebuild(data.warehouse)
    for leftover in (fresh, log_of(fresh)):
        leftover.unlink(missing_ok=True)
    last_place = {manifest.run_id: place for place, manifest in enumerate(manifests)}
    for place, manifest in enumerate(manifests):
        log.info("%s: reading %s (%d of %d)", manifest.outlet, manifest.run_id, place + 1, len(manifests))
        batch = read(data, manifest, outlets.get(manifest.outlet))
        with writer(fresh) as connection:
            _load(connection, data, [(manifest, batch)], outlets)
            # A run is judged when its last manifest is in, as it was the first time.
            if place == last_place[manifest.run_id]:
                conclude(connection, manifest.run_id, outlets)
        batch.unlink(missing_ok=True)
    with writer(fresh) as connection:
        check(connection, data.published, decided)
        problems += unread_pages(connection)
    # A write-ahead log beside the old file must never meet the new one, nor may whoever has that open write another.
    wait_until_free(data.warehouse, patience)
    log_of(data.warehouse).unlink(missing_ok=True)
    fresh.replace(data.warehouse)
    publish(data.warehouse, data.published)
    return len(manifests), problems


def _say_who_holds(warehouse: Path) -> None:
    try:
        wait_until_free(warehouse)
    except WarehouseHeld as error:
        log.warning("%s; what is built takes its place once it is closed", error.message)


def _pending(data: DataFolder, present: set[str]) -> tuple[list[CrawlManifest], tuple[str, ...]]:
    """Return the manifests but for those `present`, in time, and a line for each that cannot be read."""
    manifests, problems = _chronological([path for path in data.store.manifests() if crawl_name(path) not in present])
    return manifests, tuple(problems)


def _chronological(paths: list[Path]) -> tuple[list[CrawlManifest], list[str]]:
    """Return the manifests in the order in which the crawls were started, and a line for each that cannot be read."""
    manifests, problems = [], []
    for path in paths:
        try:
            manifests.append(read_manifest(path))
        except ManifestError as error:
            problems.append(str(error).encode("utf-8", "replace").decode())  # a file name may be no text
    return sorted(manifests, key=lambda one: (one.started_at, one.outlet, one.slice or "")), problems
