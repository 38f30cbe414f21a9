"""Retries captures that an earlier run failed to read: from their files, without asking anybody."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from flows.config import DataFolder
from spiders.capture.manifest import CrawlManifest, ManifestError, read_manifest
from spiders.capture.record import CaptureRef
from spiders.capture.store import crawl_name
from spiders.outlet import Outlet
from transforms.batch import write_again, write_retry
from transforms.fingerprint import extractor_fingerprint
from transforms.parallel import LIMIT
from warehouse.db.writer import Connection, OutOfMemory
from warehouse.load.retry import Failed, captures_beside, failed_readings, load_retry

log = logging.getLogger("nightdesk")
#: The most seconds of reading that one run spends on them, all processes together; what is left waits for the next run.
BUDGET = 3600.0


def retry_failed(connection: Connection, data: DataFolder, outlets: Mapping[str, Outlet]) -> None:
    """Read again what failed for a reason of ours (a process that died, a time-out, a damaged file), and load it.

    Each run tries once, three do in all; then a page is quarantined. The runs that captured it wait for their verdicts
    again. A WARC whose manifest cannot be read waits, and no attempt is counted.
    """
    fingerprints: dict[str | None, str] = {slug: extractor_fingerprint(outlet) for slug, outlet in outlets.items()}
    fingerprints[None] = extractor_fingerprint(None)
    for failed in failed_readings(connection, fingerprints, limit=LIMIT, budget=BUDGET):
        path = data.store.manifest_of(failed.warc_file)
        try:
            manifest = read_manifest(path)
        except ManifestError as error:
            log.warning("%s; %d of its pages cannot be read again", error, len(failed.offsets))
            continue
        log.info("%s: reading again %d pages of %s", failed.outlet, len(failed.offsets), failed.run_id)
        try:
            _retry(connection, data, manifest, failed, outlets.get(failed.outlet))
        except OutOfMemory as error:
            log.warning("%s: %s", failed.outlet, error)


def _retry(
    connection: Connection, data: DataFolder, manifest: CrawlManifest, failed: Failed, outlet: Outlet | None
) -> None:
    batch = data.batches / f"{crawl_name(failed.warc_file).replace('/', '.')}.retry.jsonl.gz"
    again = batch.with_name(batch.name.replace(".jsonl", ".again.jsonl"))

    def siblings(articles: set[str]) -> dict[int, str]:
        return captures_beside(connection, failed.warc_file, articles)

    def read_again(captures: list[CaptureRef]) -> Path:
        write_again(data.store, captures, outlet, again)
        return again

    try:
        write_retry(data.store, manifest, failed.offsets, siblings, outlet, batch)
        load_retry(connection, manifest, batch, read_again)
    finally:
        batch.unlink(missing_ok=True)
        again.unlink(missing_ok=True)
