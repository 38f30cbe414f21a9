"""The Prefect flows: a night, a backfill, an import and a rebuild, each a few lines round the stages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.config import DataFolder, data_folder, forget_prefect_settings, has_contact, new_run_id, scheduled_replay
from flows.data_layout import usable_outlets
from flows.errors import LockHeld, UsageError
from flows.locks import run_lock
from flows.orchestration.runner import Report, run_stage
from flows.outlets import all_outlets, chosen_outlets
from flows.pipeline import earlier_runs, stages
from flows.pipeline.crawl import CrawlJob, clock_of
from flows.pipeline.crawl_pool import CrawlPool, crawl
from flows.pipeline.imports import import_warcs
from flows.render.report import shorter
from spiders.capture.manifest import CrawlManifest, asked_to_wait, read_manifest
from spiders.outlet import Outlet
from warehouse.health.run_ledger import Run

log = logging.getLogger("nightdesk")
_NAMED = 3  # outlets whose names fit into that of a task run


def _task_name(stage: str) -> Callable[[], str]:
    """Return what names a run of a stage in Prefect's pages: the outlet, and the day where it is one of the past."""

    def name() -> str:
        for subject in runtime.task_run.parameters.values():
            if isinstance(subject, CrawlJob):
                return " ".join(filter(None, (stage, subject.outlet, subject.slice)))
            if isinstance(subject, list):
                return f"{stage} {_outlets_named(subject)}"
        return stage

    return name


def _outlets_named(subjects: list[CrawlManifest] | list[tuple[CrawlManifest, Path]]) -> str:
    """Return the outlets of some manifests, or how many there are of more than a few."""
    manifests = [subject if isinstance(subject, CrawlManifest) else subject[0] for subject in subjects]
    names = [" ".join(filter(None, (one.outlet, one.slice))) for one in manifests]
    return ", ".join(names) if len(names) <= _NAMED else f"{len(names)} outlets"


@task(task_run_name=_task_name("crawl"), cache_policy=NO_CACHE)
def crawl_stage(job: CrawlJob, data: DataFolder, outlet: Outlet | None) -> Path:
    """Crawl one outlet, or one day of its past."""
    log.info("%s: crawling%s", job.outlet, f" {job.day}" if job.day else "")
    return crawl(job, data, outlet)


@task(task_run_name=_task_name("read"), cache_policy=NO_CACHE)
def read_stage(data: DataFolder, manifests: list[CrawlManifest], outlets: Mapping[str, Outlet]) -> list[Path]:
    """Read the captures of manifests into a batch each."""
    for manifest in manifests:
        if fetched := manifest.counts()["fetched"]:
            log.info("%s: reading %d page%s", manifest.outlet, fetched, "" if fetched == 1 else "s")
    return stages.read_all(data, manifests, outlets)


@task(task_run_name=_task_name("load"), cache_policy=NO_CACHE)
def load_stage(
    data: DataFolder, batches: list[tuple[CrawlManifest, Path]], outlets: Mapping[str, Outlet]
) -> list[dict[str, int]]:
    """Load batches into the warehouse, in one transaction."""
    return stages.load_batches(data, batches, outlets)


@task(task_run_name="check and publish", cache_policy=NO_CACHE)
def publish_stage(data: DataFolder, run_id: str, outlets: Mapping[str, Outlet]) -> tuple[Run | None, tuple[str, ...]]:
    """Judge the run, check the warehouse, publish the copy; return a line too for each thing that is wrong."""
    log.info("checking and publishing")
    return stages.finish(data, run_id, outlets)


@flow(name="nightly")
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
        log.info("crawling %s", ", ".join(wanted))
        with CrawlPool(jobs, folder, known) as pool:
            while finished := pool.finished():
                _read_and_load(folder, finished, known)
        return _publish(folder, run_id, known, problems=(*problems, *left_out))


@flow(name="nightly")
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
                (manifest,) = _read_and_load(folder, [run_stage(crawl_stage, job, folder, known[job.outlet])], known)
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
        _read_and_load(folder, imported.manifests, known)
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


def _read_and_load(data: DataFolder, paths: Sequence[Path], outlets: Mapping[str, Outlet]) -> list[CrawlManifest]:
    manifests = [read_manifest(path) for path in paths]
    for together in stages.in_rounds(manifests):
        batches = run_stage(read_stage, data, together, outlets)
        run_stage(load_stage, data, list(zip(together, batches, strict=True)), outlets)
    return manifests


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
