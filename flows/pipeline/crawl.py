"""Runs one crawl as a child process, and sees to its crawl manifest even where the child died."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from flows.config import DataFolder, child_environment
from flows.data_layout import open_log
from flows.errors import UsageError
from spiders.capture.manifest import CrawlManifest, write_manifest
from spiders.capture.recording import RecordingError, read_recordings
from spiders.capture.recovery import recover
from spiders.capture.store import partial_path, warc_path
from spiders.crawl.state import CrawlState
from spiders.errors import reason_of
from spiders.outlet import Outlet

#: How long a crawl may take to end when it is asked to (seconds).
GRACE = 10
log = logging.getLogger("nightdesk")
_running: set[subprocess.Popen[bytes]] = set()


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


def crawl(job: CrawlJob, data: DataFolder, outlet: Outlet | None) -> Path:
    """Crawl one outlet and return the path of its manifest.

    A child that left none gets one: of what it had captured where that can be recovered, else one that says so.
    """
    manifest = data.store.manifest_path(job.outlet, job.run_id, job.slice)
    stem = ".".join(name for name in (job.run_id, job.outlet, job.slice) if name)
    log_file = data.logs / f"{stem}.log"
    data.captures.mkdir(parents=True, exist_ok=True)
    started_at = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="nightdesk-") as folder, open_log(log_file, "wb") as out:
        state_file = Path(folder) / "state.json"
        job.state.write(state_file)
        try:
            ended = f"exit status {_run(_command(job, data, state_file), data, out)}"
        except OSError as error:  # no memory is left for another process, say
            ended = f"it could not be started: {reason_of(error)}"
    if not manifest.exists() and _recover(manifest, outlet) is None:
        reason = f"the crawl left no crawl manifest ({ended}); see "
        log.error("%s: %s%s", job.outlet, reason, log_file)
        reason += log_file.relative_to(data.root).as_posix()
        write_manifest(_manifest_of_failed(job, started_at, reason), manifest)
    return manifest


def _recover(manifest: Path, outlet: Outlet | None) -> Path | None:
    """Return the manifest of what a killed child had captured; None where it had captured nothing."""
    warc = warc_path(manifest)
    left = [path for path in (warc, partial_path(warc)) if path.exists()]
    return next((made for path in left if (made := recover(path, outlet))), None)


def _command(job: CrawlJob, data: DataFolder, state_file: Path) -> list[str]:
    settings = {
        "RUN_ID": job.run_id,
        "RUN_KIND": job.kind,
        "RUN_CLOCK": job.clock.isoformat(),
        "RUN_OPTIONS": json.dumps(job.options),
        "CAPTURES_DIR": str(data.captures),
        "CRAWL_STATE_FILE": str(state_file),
    }
    settings |= job.settings
    if job.replay:
        settings["REPLAY"] = json.dumps([str(Path(name).absolute()) for name in job.replay])
    # -P: what lies in the folder where a person happens to be is never imported
    command = [sys.executable, "-P", "-m", "scrapy", "crawl", job.outlet]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    return command + (["-a", f"day={job.day.isoformat()}"] if job.day else [])


def _run(command: list[str], data: DataFolder, out: IO[bytes]) -> int:
    """Run the child to its end and return its exit status."""
    child = subprocess.Popen(
        command,
        cwd=data.captures,
        env=child_environment(data),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        # A session of its own: Ctrl-C reaches us alone, and we signal the child once, by `stop_crawls`.
        start_new_session=True,
    )
    _running.add(child)
    try:
        return child.wait()
    finally:
        _running.discard(child)


def stop_crawls() -> None:
    """Ask every crawl that is under way to end; each then writes its manifest, or is killed after its grace."""
    children = list(_running)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()


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
