"""Schedules the nightly run by its clock: with a real Prefect server, as an ephemeral one never schedules."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

import yaml

from flows.config import DataFolder, prefect_home, prepare_prefect, set_scheduled_replay
from flows.errors import UsageError
from flows.locks import lock_held
from flows.orchestration.api_secret import CREDENTIALS_FILE
from flows.orchestration.prefect_server import SERVE_LOCK, SERVED, own_server, use_named_server

_PLAN = Path(__file__).parents[1] / "prefect.yaml"
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


def serve(clock: Clock, port: int, data: DataFolder, outlets: list[str], replay: list[str]) -> None:
    """Serve the nightly run until interrupted; a server is started for it unless PREFECT_API_URL names one.

    `replay` names the recordings that answer its nights in place of the network. Raises `UsageError` for a clock that
    cannot be read and for a port in use, and `LockHeld` where the data is being served already.
    """
    _check(clock)
    prepare_prefect(data, quiet=False)
    set_scheduled_replay(replay)
    home = prefect_home(data)
    served = f"another `nightdesk serve`, of other data, has its server in {home}: name another with PREFECT_HOME"
    with (
        lock_held(data.serve_lock, f"another `nightdesk serve` is at work on {data.root}"),
        lock_held(home / SERVE_LOCK, served),
    ):
        log_file = data.logs / "prefect-server.log"
        server = None if use_named_server() else own_server(home, log_file, port, scheduling=True)
        # Imported only now: Prefect reads the address of its server when it is imported.
        from prefect.schedules import Cron

        try:
            schedule = Cron(clock.cron, timezone=clock.zone)
        except ValueError as error:
            raise UsageError(f"the clock {clock.cron!r} cannot be read: is every field within its range?") from error
        _check_that_it_comes(clock)
        from flows.orchestration.deployment import Deployment

        if server is not None:
            log.info("starting a Prefect server, with its pages on %s", server.address)
            log.info("they ask once for the secret that is in %s", home / CREDENTIALS_FILE)
            server.start()
            (home / SERVED).write_text(server.address, encoding="ascii")
        deployment = Deployment(schedule, outlets, server)

        def on_ready() -> None:
            log.info("the nightly run is on its clock: %s (%s); Ctrl-C ends it", clock.cron, clock.zone)

        try:
            deployment.put()
            deployment.serve(on_ready)
        finally:
            (home / SERVED).unlink(missing_ok=True)
    log.info("the nightly run is off its clock")


def _check(clock: Clock) -> None:
    """Refuse a clock that cannot be read before anything is started for it."""
    if not re.fullmatch(r"[-0-9A-Za-z*/,]+(?: +[-0-9A-Za-z*/,]+){4}", clock.cron.strip()):
        raise UsageError(f"the clock {clock.cron!r} cannot be read: it takes five fields, such as '30 2 * * *'")
    if clock.zone not in available_timezones():
        raise UsageError(f"there is no time zone {clock.zone!r}; one is Europe/Berlin")


def _check_that_it_comes(clock: Clock) -> None:
    """Refuse a clock that is well-formed and never comes, such as 30 February: no night would ever start."""
    from prefect.server.schemas.schedules import CronSchedule

    try:
        asyncio.run(CronSchedule(cron=clock.cron, timezone=clock.zone).get_dates(1))
    except ValueError as error:
        raise UsageError(f"the clock {clock.cron!r} never comes: no month that it names has such a day") from error
