"""Keeps the nightly run on its clock: with a real Prefect server, as an ephemeral one never schedules."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

import yaml

from flows.environment import UsageError
from flows.server import start_server

_PLAN = Path(__file__).parent / "prefect.yaml"
log = logging.getLogger("nightdesk")


@dataclass(frozen=True, slots=True)
class Clock:
    """A cron line and the zone that it is in."""

    cron: str
    zone: str


def planned_clock() -> Clock:
    """Return the clock that `prefect.yaml` sets for the nightly run."""
    plan = yaml.safe_load(_PLAN.read_text(encoding="utf-8"))
    schedule = plan["deployments"][0]["schedules"][0]
    return Clock(schedule["cron"], schedule["timezone"])


def serve(clock: Clock, port: int, log_file: Path, outlets: list[str], replay: list[str]) -> None:
    """Serve the nightly run until interrupted; a server is started for it unless PREFECT_API_URL names one.

    Raises `UsageError` for a clock that cannot be read and for a port in use.
    """
    _check(clock)
    log.info("starting a Prefect server, with its pages on http://127.0.0.1:%d", port)
    start_server(log_file, port, scheduling=True)
    # Imported only now: Prefect reads the address of its server when it is imported.
    from prefect.schedules import Cron  # noqa: PLC0415

    from flows.runs import nightly  # noqa: PLC0415

    log.info("the nightly run is on its clock: %s (%s); Ctrl-C ends it", clock.cron, clock.zone)
    try:
        schedule = Cron(clock.cron, timezone=clock.zone)
    except ValueError as error:
        raise UsageError(f"the clock {clock.cron!r} cannot be read: is every field within its range?") from error
    nightly.serve(
        name="nightly",
        schedules=[schedule],
        limit=1,
        parameters={"outlets": outlets or None, "replay": replay or None},
        print_starting_message=False,
    )


def _check(clock: Clock) -> None:
    """Refuse a clock that cannot be read before anything is started for it."""
    if not re.fullmatch(r"[-0-9A-Za-z*/,]+(?: +[-0-9A-Za-z*/,]+){4}", clock.cron.strip()):
        raise UsageError(f"the clock {clock.cron!r} cannot be read: it takes five fields, such as '30 2 * * *'")
    if clock.zone not in available_timezones():
        raise UsageError(f"there is no time zone {clock.zone!r}; one is Europe/Berlin")
