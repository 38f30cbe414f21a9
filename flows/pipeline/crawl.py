"""The crawl job, what one crawl is to do; and the manifest that every crawl leaves, even one whose process died."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from flows.config import DataFolder
from flows.errors import UsageError
from spiders.capture.manifest import CrawlManifest, write_manifest
from spiders.capture.recording import RecordingError, read_recordings
from spiders.capture.recovery import recover
from spiders.capture.store import crawl_stem, partial_path, warc_path
from spiders.crawl.state import CrawlState
from spiders.outlet import Outlet

log = logging.getLogger("nightdesk")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """What one crawl is to do."""

    outlet: str
    run_id: str
    kind: str
    clock: datetime
    state: CrawlState = field(default_factory=CrawlState)
    replay: tuple[str, ...] = ()
    day: date | None = None
    options: dict[str, object] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)  # of Scrapy, beside those of every crawl

    @property
    def slice(self) -> str | None:
        """Return the name of the slice of a backfill: the day gone by, if any."""
        return f"{self.day:%Y%m%d}" if self.day else None

    def manifest_path(self, data: DataFolder) -> Path:
        """Return where the manifest of the crawl belongs."""
        return data.store.manifest_path(self.outlet, self.run_id, self.slice)

    def log_path(self, data: DataFolder) -> Path:
        """Return where the log of the crawl belongs."""
        return data.logs / f"{crawl_stem(f'{self.run_id}.{self.outlet}', self.slice)}.log"

    def scrapy_settings(self, data: DataFolder, state_file: Path) -> Mapping[str, str]:
        """Return the settings of Scrapy that are this crawl's own; its state is in a file."""
        settings = {
            "RUN_ID": self.run_id,
            "RUN_KIND": self.kind,
            "RUN_CLOCK": self.clock.isoformat(),
            "RUN_OPTIONS": json.dumps(self.options),
            "CAPTURES_DIR": str(data.captures),
            "CRAWL_STATE_FILE": str(state_file),
        }
        settings |= self.settings
        if self.state.captured:
            settings["RESUMES_WARC"] = "1"
        if self.replay:
            settings["REPLAY"] = json.dumps([str(Path(name).absolute()) for name in self.replay])
        return settings


def clock_of(replay: Sequence[str]) -> datetime:
    """Return the time that a crawl stands for: that of the recordings that answer it, or now.

    Raises `UsageError` where the recordings cannot be read.
    """
    if not replay:
        return datetime.now(UTC)
    try:
        return read_recordings(Path(name) for name in replay).clock
    except RecordingError as error:
        raise UsageError(str(error)) from error


def ensure_manifest(job: CrawlJob, data: DataFolder, outlet: Outlet | None, started_at: datetime, ended: str) -> Path:
    """Return the manifest of a crawl that has ended; where it left none, one is made.

    It is of what the crawl had captured where that can be recovered, else one that says how it `ended`.
    """
    manifest = job.manifest_path(data)
    if not manifest.exists() and _recover(manifest, outlet) is None:
        reason = f"the crawl left no crawl manifest ({ended}); see "
        log_file = job.log_path(data)
        log.error("%s: %s%s", job.outlet, reason, log_file)
        reason += log_file.relative_to(data.root).as_posix()
        write_manifest(_manifest_of_failed(job, started_at, reason), manifest)
    return manifest


def _recover(manifest: Path, outlet: Outlet | None) -> Path | None:
    """Return the manifest of what a killed crawl had captured; None where it had captured nothing."""
    warc = warc_path(manifest)
    left = [path for path in (warc, partial_path(warc)) if path.exists()]
    return next((made for path in left if (made := recover(path, outlet))), None)


def _manifest_of_failed(job: CrawlJob, started_at: datetime, reason: str) -> CrawlManifest:
    return CrawlManifest(
        run_id=job.run_id,
        kind=job.kind,
        outlet=job.outlet,
        slice=job.slice,
        clock=job.clock,
        started_at=started_at,
        finished_at=datetime.now(UTC),
        finish_reason=reason,
        warc=None,
        listings=(),
        pages=(),
        options=job.options,
    )
