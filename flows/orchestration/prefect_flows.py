"""The Prefect flows: a night, a backfill, an import and a rebuild, each a few lines round the stages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.config import DataFolder, data_folder, forget_prefect_settings, has_contact, new_run_id, scheduled_replay
from flows.data_layout import usable_outlets
from flows.errors import LockHeld, UsageError
from flows.locks import run_lock
from flows.orchestration.runner import SIDE_BY_SIDE, Report, run_stage, submit_stage
from flows.outlets import all_outlets, chosen_outlets
from flows.pipeline import earlier_runs, stages
from flows.pipeline.crawl import CrawlJob, clock_of, crawl, stop_crawls
from flows.pipeline.imports import import_warcs
from flows.render.report import shorter
from spiders.capture.manifest import CrawlManifest, asked_to_wait, read_manifest
from spiders.outlet import Outlet
from warehouse.health.run_ledger import Run

log = logging.getLogger("nightdesk")
# To mypy a runner of threads is no task runner, as that is invariant in its futures.
_SIDE_BY_SIDE = cast("TaskRunner[PrefectFuture[object]]", ThreadPoolTaskRunner(max_workers=SIDE_BY_SIDE))


def _task_name(stage: str) -> Callable[[], str]:
    """Return what names a run of a stage in Prefect's pages: the outlet, and the day where it is one of the past."""

    def name() -> str:
        for subject in runtime.task_run.parameters.values():
            if isinstance(subject, CrawlJob | CrawlManifest):
                return " ".join(filter(None, (stage, subject.outlet, subject.slice)))
        return stage

    return name


@task(task_run_name=_task_name("crawl"), cache_policy=NO_CACHE)
def crawl_stage(job: CrawlJob, data: DataFolder, outlet: Outlet | None) -> Path:
    """Crawl one outlet, or one day of its past."""
    log.info("%s: crawling%s", job.outlet, f" {job.day}" if job.day else "")
    return crawl(job, data, outlet)


@task(task_run_name=_task_name("read"), cache_policy=NO_CACHE)
def read_stage(data: DataFolder, manifest: CrawlManifest, outlet: Outlet | None) -> Path:
    """Read the captures of one manifest into a batch."""
    fetched = manifest.counts()["fetched"]
    if fetched:
        log.info("%s: reading %d page%s", manifest.outlet, fetched, "" if fetched == 1 else "s")
    return stages.read(data, manifest, outlet)


@task(task_run_name=_task_name("load"), cache_policy=NO_CACHE)
def load_stage(data: DataFolder, manifest: CrawlManifest, batch: Path, outlet: Outlet | None) -> dict[str, int]:
    """Load one batch into the warehouse."""
    return stages.load_batch(data, manifest, batch, outlet)


@task(task_run_name="check and publish", cache_policy=NO_CACHE)
def publish_stage(data: DataFolder, run_id: str, outlets: Mapping[str, Outlet]) -> tuple[Run | None, tuple[str, ...]]:
    """Judge the run, check the warehouse, publish the copy; return a line too for each thing that is wrong."""
    log.info("checking and publishing")
    return stages.finish(data, run_id, outlets)


@flow(name="nightly", task_runner=_SIDE_BY_SIDE)
def nightly(
    outlets: list[str] | None = None,
    replay: list[str] | None = None,
    volume: bool = True,
) -> State[Report]:
    """Crawl every outlet, parse, load, check, publish. `volume` says whether a normal night's volume is expected."""
    with _locked_folder() as folder:
        known, wanted = all_outlets(), chosen_outlets(outlets)
        clock = _clock(replay)
        run_id = new_run_id(clock, "nightly")
        problems = stages.catch_up(folder, known)
        wanted, left_out = usable_outlets(folder, wanted)
        options = {"volume": volume, "replay": replay or [], "outlets": list(wanted)}
        jobs = [
            CrawlJob(
                outlet=slug,
                run_id=run_id,
                kind="nightly",
                clock=clock,
                state=earlier_runs.state_of_night(folder, slug, clock),
                replay=tuple(replay or ()),
                options=options,
            )
            for slug in wanted
        ]
        with _stopping_crawls():
            for crawled in [submit_stage(crawl_stage, job, folder, known[job.outlet]) for job in jobs]:
                _read_and_load(folder, crawled(), known)
        return _publish(folder, run_id, known, problems=(*problems, *left_out))


@flow(name="nightly", task_runner=_SIDE_BY_SIDE)
def scheduled_nightly(outlets: list[str] | None = None) -> State[Report]:
    """Run a night as it is deployed: whoever may start one through Prefect can choose outlets, and name no file."""
    try:
        return nightly.fn(outlets, scheduled_replay())
    except (UsageError, LockHeld) as error:
        log.error("%s", error)
        return Failed(name="Refused", message=str(error))


@flow(name="backfill")
def backfill(
    first: date,
    last: date,
    outlets: list[str] | None = None,
    replay: list[str] | None = None,
) -> State[Report]:
    """Walk the outlets' sources of the past day by day, both days included; days that are finished are skipped."""
    with _locked_folder() as folder:
        known = all_outlets()
        wanted = {slug: outlet for slug, outlet in chosen_outlets(outlets).items() if outlet.past_sources}
        if not wanted:
            raise UsageError("no outlet named here declares a source of the past")
        clock = _clock(replay)
        run_id = new_run_id(clock, "backfill")
        problems = stages.catch_up(folder, known)
        wanted, left_out = usable_outlets(folder, wanted)
        problems += left_out
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        skipped = 0
        for slug in wanted:
            finished = earlier_runs.days_finished(folder, slug)
            left = [day for day in days if f"{day:%Y%m%d}" not in finished]
            skipped += len(days) - len(left)
            for number, day in enumerate(left, start=1):
                job = CrawlJob(
                    outlet=slug,
                    run_id=run_id,
                    kind="backfill",
                    clock=clock,
                    state=earlier_runs.state_of_past(folder, slug),
                    replay=tuple(replay or ()),
                    day=day,
                    options={"first": str(first), "last": str(last), "replay": replay or []},
                )
                with _stopping_crawls():
                    path = run_stage(crawl_stage, job, folder, known[job.outlet])
                manifest = _read_and_load(folder, path, known)
                if asked_to_wait(manifest) and number < len(left):
                    problems += (_left_alone(slug, day, len(left) - number),)
                    break
        lines = (f"{skipped} of {len(days) * len(wanted)} days were finished already",) if skipped else ()
        if skipped == len(days) * len(wanted) and stages.is_published(folder):
            return _final_state(None, lines, problems)
        return _publish(folder, run_id, known, lines, problems)


@flow(name="import")
def import_files(files: list[str], undeclared: bool = False) -> State[Report]:
    """Take the pages of WARC files into the captures, and load them."""
    with _locked_folder() as folder:
        known = all_outlets()
        clock = datetime.now(UTC)
        run_id = new_run_id(clock, "import")
        unread = stages.catch_up(folder, known)
        imported = import_warcs(
            [Path(name) for name in files], folder, known, run_id=run_id, clock=clock, undeclared=undeclared
        )
        for path in imported.manifests:
            _read_and_load(folder, path, known)
        problems = (*unread, *imported.problems)
        nothing = 0 if imported.manifests else 2
        if nothing and stages.is_published(folder):
            return _final_state(None, problems, nothing=nothing)
        return _publish(folder, run_id, known, imported.remarks, problems, nothing)


@flow(name="rebuild")
def rebuild() -> State[Report]:
    """Build the warehouse again from the captures."""
    with _locked_folder() as folder:
        count, problems = stages.rebuild(folder, all_outlets())
        place = shorter(folder.published)
        built = f"the warehouse was built again from {count} crawl manifests, and is published in {place}"
        return _final_state(None, (built,), problems)


@contextmanager
def _locked_folder() -> Iterator[DataFolder]:
    """Hold the lock of the data folder for a run, and keep what is Prefect's from its children."""
    forget_prefect_settings()
    folder = data_folder()
    with run_lock(folder):
        yield folder


@contextmanager
def _stopping_crawls() -> Iterator[None]:
    """End the crawls that are under way where this process is asked to stop; the next run loads what they left."""
    try:
        yield
    except BaseException:
        stop_crawls()
        raise


def _read_and_load(data: DataFolder, path: Path, outlets: Mapping[str, Outlet]) -> CrawlManifest:
    manifest = read_manifest(path)
    outlet = outlets.get(manifest.outlet)
    batch = run_stage(read_stage, data, manifest, outlet)
    run_stage(load_stage, data, manifest, batch, outlet)
    return manifest


def _publish(
    data: DataFolder,
    run_id: str,
    outlets: Mapping[str, Outlet],
    lines: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    nothing: int = 0,
) -> State[Report]:
    """Check and publish a run, and return the state of its flow."""
    run, found = run_stage(publish_stage, data, run_id, outlets)
    return _final_state(run, lines, tuple(dict.fromkeys((*problems, *found))), nothing)


def _left_alone(slug: str, day: date, count: int) -> str:
    """Return in words that the days behind one are not asked for: who asks for a rest is not asked day after day."""
    days = "the day after it is" if count == 1 else f"the {count} days after it are"
    return f"{slug}: on {day} a server asked to be left alone; {days} left: type the same again later"


def _clock(replay: list[str] | None) -> datetime:
    """Return the time that a run stands for; when outlets are really asked, it should say who asks them."""
    if not (replay or has_contact()):
        log.warning("NEWS_CONTACT is not set: name a mail or web address, so that an outlet can reach you")
    return clock_of(replay or ())


def _final_state(
    run: Run | None, lines: tuple[str, ...] = (), problems: tuple[str, ...] = (), nothing: int = 0
) -> State[Report]:
    """Return the state of a flow: red in Prefect's own pages too where the run was not good.

    A problem makes it degraded; `nothing` is the exit status where there was nothing to run.
    """
    status = nothing or max(run.exit_status if run else 0, 3 if problems else 0)
    report = Report(run, status, (*lines, *problems))
    if status == 0:
        return Completed(data=report)
    return Failed(name="Degraded" if status == 3 else "Failed", message=f"exit status {status}", data=report)
