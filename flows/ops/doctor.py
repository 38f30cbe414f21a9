"""Runs every health check of what a night and a question need; it changes nothing, and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flows.config import DataFolder, prefect_home
from flows.data_layout import examine_layout
from flows.locks import holder
from flows.ops.capture_checks import examine_captures
from flows.ops.host_checks import (
    examine_clients,
    examine_folder,
    examine_lock,
    examine_settings,
    examine_versions,
)
from flows.ops.prefect_checks import examine_prefect
from flows.ops.schedule_checks import examine_schedule
from flows.orchestration.prefect_server import SERVE_LOCK
from warehouse.db.publish import copies_of
from warehouse.health.condition import (
    Contents,
    examine_blocks,
    examine_published,
    examine_readings,
    examine_run,
    examine_warehouse,
)
from warehouse.health.diagnostic import Diagnostic


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What the checks of one check-up look at; the warehouse is opened once for all of them."""

    data: DataFolder
    now: datetime
    deep: bool = False
    progress: Callable[[str], None] = lambda doing: None

    @cached_property
    def running(self) -> bool:
        """Say whether a run is under way."""
        return holder(self.data.run_lock) is not None

    @cached_property
    def warehouse(self) -> tuple[list[Diagnostic], Contents | None]:
        """Return what is found of the warehouse, and what it holds; nothing while a run is at work on it.

        Even a reader would make a run fail that opens the warehouse at that moment.
        """
        return ([], None) if self.running else examine_warehouse(self.data.warehouse)


def _run(on: Examination) -> Iterator[Diagnostic]:
    found, contents = on.warehouse
    yield from found
    if contents is not None:
        yield from examine_clients(on.data)
        yield from examine_run(contents, on.now)
        if on.deep:
            on.progress("reading every block of the warehouse")
            yield from examine_blocks("warehouse", on.data.warehouse)


def _published(on: Examination) -> Iterator[Diagnostic]:
    found = list(examine_published(on.data.published, on.now))
    yield from found
    if on.deep and not any(diagnostic.state == "wrong" for diagnostic in found):
        for copy in copies_of(on.data.published):
            on.progress(f"reading every block of {copy.name}")
            yield from examine_blocks("published copy", copy)


def _prefect(on: Examination) -> Iterator[Diagnostic]:
    if not on.running and holder(prefect_home(on.data) / SERVE_LOCK) is None:
        yield from examine_prefect(on.data, deep=on.deep)


def _readings(on: Examination) -> Iterator[Diagnostic]:
    _, contents = on.warehouse
    if contents is not None:
        yield from examine_readings(on.data.warehouse, contents)


def _captures(on: Examination) -> Iterator[Diagnostic]:
    _, contents = on.warehouse
    yield from examine_captures(on.data, contents, deep=on.deep, progress=on.progress)


#: Every check, in the order in which their diagnostics are shown; to add one is to add a line.
CHECKS: tuple[Callable[[Examination], Iterable[Diagnostic]], ...] = (
    lambda on: examine_versions(),
    lambda on: examine_folder(on.data),
    lambda on: examine_layout(on.data),
    lambda on: [examine_lock(on.data)],
    lambda on: examine_schedule(on.data),
    _prefect,
    _run,
    _readings,
    _captures,
    _published,
    lambda on: examine_settings(),
)


def examine(
    data: DataFolder, now: datetime, *, deep: bool = False, progress: Callable[[str], None] = lambda doing: None
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics, one for each thing that is well and for each that is not.

    `deep` reads every record of the captures and every block of the databases too; `progress` is called with what
    is being done.
    """
    on = Examination(data=data, now=now, deep=deep, progress=progress)
    return tuple(diagnostic for check in CHECKS for diagnostic in check(on))
