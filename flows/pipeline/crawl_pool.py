"""The crawl pool: worker processes that crawl many outlets at once, none of which another has to wait for."""

from __future__ import annotations

import logging
import os
import queue
import selectors
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec
from msgspec import structs

from flows.config import DataFolder
from flows.data_layout import open_log
from flows.pipeline.crawl import CrawlJob, ensure_manifest
from flows.pipeline.crawl_process import CrawlProcess
from spiders.capture.recovery import resume
from spiders.crawl.tasks import CrawlTask
from spiders.downloader.host_fallback import allowed_hosts
from spiders.errors import reason_of
from spiders.outlet import Outlet

#: Crawls that one process has under way at most: each has some files open, and pages in memory.
MOST = 64
#: Crawls that are worth a process of their own: most of a crawl is waiting.
WORTH = 8
#: How often a crawl is begun whose process dies; the last time it is alone in one.
TRIES = 3
_POLL = 0.2  # seconds
#: Seconds between two lines that say how far the crawls are.
PROGRESS = 60.0
_SLOWEST = 3
log = logging.getLogger("nightdesk")


@dataclass(slots=True, eq=False)
class _Crawl:
    """A job on its way to its manifest."""

    job: CrawlJob
    number: int
    hosts: frozenset[str]
    state_file: Path
    tries: int = 0
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class CrawlPool:
    """Crawls jobs side by side, and hands over their manifests as they come.

    Outlets that share a host are crawled one after the other. Where a process dies, its crawls are taken up again by
    another one, from what they had captured. Left by an exception, the pool ends all crawls in order.
    """

    def __init__(self, jobs: Iterable[CrawlJob], data: DataFolder, outlets: Mapping[str, Outlet]) -> None:
        self._data, self._outlets = data, outlets
        self._folder = tempfile.TemporaryDirectory(prefix="nightdesk-")
        self._crawls = [self._crawl(job, number) for number, job in enumerate(jobs)]
        self._waiting = deque(self._crawls)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._size = max(1, min(cores, -(-len(self._waiting) // WORTH)))
        self._left = len(self._waiting)  # manifests that are not handed over yet
        self._done: queue.SimpleQueue[Path | BaseException] = queue.SimpleQueue()
        self._under_way: dict[int, _Crawl] = {}
        self._processes: list[CrawlProcess] = []
        self._selector = selectors.DefaultSelector()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="crawl-pool", daemon=True)

    def __enter__(self) -> CrawlPool:
        self._data.captures.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()
        self._folder.cleanup()

    def finished(self) -> list[Path]:
        """Return the manifests of the crawls that ended since it was asked before, and wait for one where none has.

        Empty once there are no more. Raises what has gone wrong in the pool itself.
        """
        found: list[Path] = []
        while self._left and not (found and self._done.empty()):
            with suppress(queue.Empty):  # a short wait: a signal is seen to in between
                one = self._done.get(timeout=_POLL)
                if isinstance(one, BaseException):
                    raise one
                found.append(one)
                self._left -= 1
        return found

    def _crawl(self, job: CrawlJob, number: int) -> _Crawl:
        outlet = self._outlets.get(job.outlet)
        hosts = frozenset(allowed_hosts(outlet, past=job.day is not None)) if outlet and not job.replay else frozenset()
        return _Crawl(job, number, hosts, Path(self._folder.name) / f"{number}.json")

    def _run(self) -> None:
        """Hand out jobs and gather what ends, in a thread: whoever reads and loads meanwhile holds nothing up."""
        last = time.monotonic()
        try:
            while (self._waiting or self._under_way) and not self._stopping.is_set():
                self._hand_out()
                if time.monotonic() - last >= PROGRESS:
                    last = time.monotonic()
                    log.info("%s", self._progress())
                for key, _ in self._selector.select(_POLL):
                    self._listen(key.data)
        except BaseException as error:
            self._done.put(error)
        finally:
            self._stop()

    def _progress(self) -> str:
        """Return how many outlets are crawled, and which of those under way were begun first."""
        left = len(self._waiting) + len(self._under_way)
        slowest = sorted(self._under_way.values(), key=lambda crawl: crawl.started_at)[:_SLOWEST]
        minutes = [int((datetime.now(UTC) - crawl.started_at).total_seconds() // 60) for crawl in slowest]
        named = ", ".join(f"{crawl.job.outlet} ({n} min)" for crawl, n in zip(slowest, minutes, strict=True))
        return f"{len(self._crawls) - left} of {len(self._crawls)} crawls have ended; longest under way: {named}"

    def _stop(self) -> None:
        """End the processes, and the crawls that are under way."""
        for process in self._processes:
            process.end(in_order=bool(self._under_way))
        for process in self._processes:
            process.wait()
        self._selector.close()
        for log_file in {self._log_file(crawl.job) for crawl in self._crawls}:
            with suppress(OSError):
                if not log_file.stat().st_size:  # nothing went wrong with the processes themselves
                    log_file.unlink()

    def _log_file(self, job: CrawlJob) -> Path:
        return self._data.logs / f"{job.run_id}.crawl-workers.log"

    def _hand_out(self) -> None:
        """Hand each waiting crawl to a process that has room, unless one of its hosts is being asked."""
        asked = {host for crawl in self._under_way.values() for host in crawl.hosts}
        for crawl in list(self._waiting):
            if asked & crawl.hosts:
                continue
            try:
                process = self._process_for(crawl)
            except OSError as error:  # no memory is left for another process, say
                self._waiting.remove(crawl)
                self._finish(crawl, f"it could not be started: {reason_of(error)}")
                continue
            if process is None:
                return
            self._waiting.remove(crawl)
            self._submit(crawl, process)
            asked |= crawl.hosts

    def _process_for(self, crawl: _Crawl) -> CrawlProcess | None:
        """Return the process with the fewest crawls, or a new one where more are wanted; None where none has room."""
        alone = crawl.tries >= TRIES - 1
        shared = [process for process in self._processes if not process.alone]
        if alone or len(shared) < self._size:
            if alone and any(process.alone for process in self._processes):
                return None
            with open_log(self._log_file(crawl.job), "ab") as out:
                process = CrawlProcess(self._data, crawl.job.run_id, out, alone=alone)
            self._processes.append(process)
            self._selector.register(process.results, selectors.EVENT_READ, process)
            return process
        process = min(shared, key=lambda each: len(each.crawls))
        return process if len(process.crawls) < MOST else None

    def _submit(self, crawl: _Crawl, process: CrawlProcess) -> None:
        crawl.job.state.write(crawl.state_file)
        with open_log(crawl.job.log_path(self._data), "ab") as out:
            task = CrawlTask(
                number=crawl.number,
                outlet=crawl.job.outlet,
                log=out.name,
                settings=crawl.job.scrapy_settings(self._data, crawl.state_file),
                day=crawl.job.day.isoformat() if crawl.job.day else None,
            )
        crawl.tries += 1
        crawl.started_at = crawl.started_at if crawl.tries > 1 else datetime.now(UTC)
        process.crawls.add(crawl.number)
        self._under_way[crawl.number] = crawl
        process.submit(task)

    def _listen(self, process: CrawlProcess) -> None:
        """Take the results of a process; where there are no more it has ended, and what it was at is taken up again."""
        try:
            results = process.read()
        except (OSError, msgspec.DecodeError) as error:
            log.error("a crawl worker sent what is no result: %s", error)
            results = None
        for ended in results or ():
            crawl = self._under_way.pop(ended.number)
            process.crawls.discard(crawl.number)
            self._finish(crawl, ended.error or "it says so itself")
        if results is None:
            self._selector.unregister(process.results)
            self._processes.remove(process)
            status = process.wait()
            for number in sorted(process.crawls):
                self._take_up(self._under_way.pop(number), f"exit status {status}")
        elif process.alone and not process.crawls:
            process.end(in_order=False)

    def _take_up(self, crawl: _Crawl, ended: str) -> None:
        """Have a crawl whose process died begun again with what it had captured, as long as it has tries left."""
        if crawl.job.manifest_path(self._data).exists() or crawl.tries >= TRIES or self._stopping.is_set():
            self._finish(crawl, ended)
            return
        log.warning("%s: its process died (%s); the crawl is taken up again", crawl.job.outlet, ended)
        try:
            captured = resume(crawl.job.manifest_path(self._data), self._outlets.get(crawl.job.outlet))
        except (OSError, UnicodeError):
            self._finish(crawl, ended)
            return
        crawl.job = replace(crawl.job, state=structs.replace(crawl.job.state, captured=captured))
        self._waiting.append(crawl)

    def _finish(self, crawl: _Crawl, ended: str) -> None:
        outlet = self._outlets.get(crawl.job.outlet)
        self._done.put(ensure_manifest(crawl.job, self._data, outlet, crawl.started_at, ended))


def crawl(job: CrawlJob, data: DataFolder, outlet: Outlet | None) -> Path:
    """Crawl one outlet, or one day of its past, and return the path of its manifest."""
    with CrawlPool([job], data, {job.outlet: outlet} if outlet else {}) as pool:
        (manifest,) = pool.finished()
    return manifest
