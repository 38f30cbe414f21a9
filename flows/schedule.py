"""Keeps the nightly run on its clock: a real Prefect server, as an ephemeral one never schedules."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from flows.environment import UsageError, name_prefect_server, prefect_server_named

#: How long the server may take to answer when it starts (seconds); on a new home it makes its database first.
START_LIMIT = 180
_PLAN = Path(__file__).parent.parent / "prefect.yaml"
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


def serve(clock: Clock, port: int, outlets: list[str], replay: list[str]) -> None:
    """Serve the nightly run until interrupted; a server is started for it unless PREFECT_API_URL names one.

    Raises `UsageError` for a clock that cannot be read and for a port in use.
    """
    if prefect_server_named():
        _serve(clock, outlets, replay)
        return
    with _server(port):
        _serve(clock, outlets, replay)


def _serve(clock: Clock, outlets: list[str], replay: list[str]) -> None:
    # Imported only now: Prefect reads the address of its server when it is imported.
    from prefect.schedules import Cron  # noqa: PLC0415
    from pydantic import ValidationError  # noqa: PLC0415

    from flows.runs import nightly  # noqa: PLC0415

    try:
        schedule = Cron(clock.cron, timezone=clock.zone)
    except (ValueError, ValidationError) as error:
        raise UsageError(f"the clock {clock.cron!r} in {clock.zone!r} cannot be read") from error
    log.info("the nightly run is on its clock: %s (%s); Ctrl-C ends it", clock.cron, clock.zone)
    nightly.serve(
        name="nightly",
        schedules=[schedule],
        limit=1,
        parameters={"outlets": outlets or None, "replay": replay or None},
        print_starting_message=False,
    )


@contextmanager
def _server(port: int) -> Iterator[None]:
    """Run a Prefect server on loopback for as long as the block lasts."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise UsageError(f"port {port} is in use: name another with --port")
    address = f"http://127.0.0.1:{port}"
    log.info("starting a Prefect server on %s", address)
    environment = {
        **os.environ,
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    }
    server = subprocess.Popen(
        [
            sys.executable,
            "-P",
            "-m",
            "prefect",
            "server",
            "start",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # A session of its own: Ctrl-C reaches us alone, and the server ends after the runs do.
        start_new_session=True,
    )
    try:
        _wait_for(address, server)
        name_prefect_server(f"{address}/api")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.info("the Prefect server has ended")


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        if server.poll() is not None:
            raise UsageError(f"the Prefect server ended at once with status {server.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/api/health", timeout=2):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise UsageError(f"the Prefect server did not answer within {START_LIMIT} seconds")
