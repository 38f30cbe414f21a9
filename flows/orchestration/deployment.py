"""Serves the nightly run as a deployment: made again where somebody deleted it, and a pause is logged and respected."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from prefect import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.runner import Runner
from prefect.schedules import Schedule

from flows.errors import UsageError
from flows.orchestration.prefect_flows import scheduled_nightly
from flows.orchestration.prefect_server import DEPLOYMENT, Server

#: How often the deployment is looked at (seconds).
LOOK = 20
log = logging.getLogger("nightdesk")


class Deployment:
    """The nightly run on its clock. A class, because it is looked at while it is served."""

    def __init__(self, schedule: Schedule, outlets: list[str], server: Server | None) -> None:
        self._schedule = schedule
        self._parameters = {"outlets": outlets or None}
        self._server = server
        self._runner = Runner(name="nightly", limit=1, pause_on_shutdown=False)
        self._paused = False
        self._stopped = threading.Event()

    def put(self) -> None:
        """Put it on the server; one that somebody paused before stays paused.

        Raises `UsageError` where a server that is not ours does not take it: it wants a password, say, or is another
        program, or another Prefect.
        """
        try:
            found = _found()
            self._apply(paused=found is not None and is_paused(found))
            _drop_missed()
            self._look()
        except Exception as error:
            if self._server is not None:
                raise
            refusal = f"PREFECT_API_URL names a server that does not take the nightly run ({_refusal(error)})"
            raise UsageError(f"{refusal}; where it wants a password, PREFECT_API_AUTH_STRING says it") from error

    def serve(self, on_ready: Callable[[], None]) -> None:
        """Serve it until interrupted or stopped; a night that is under way is then stopped too.

        `on_ready` is called once a signal ends it in order. Raises `UsageError` where the Prefect server gives no
        answer for minutes, though it was started again.
        """
        # When the server is gone it asks again in another way, and says so with tracebacks: `_watch` has a line of it.
        logging.getLogger("prefect.FlowRunCancellingObserver").setLevel(logging.CRITICAL)
        threading.Thread(target=self._watch, name="deployment", daemon=True).start()
        try:
            asyncio.run(self._run(on_ready))
        except ExceptionGroup as error:  # what the runner ends with when it has asked in vain again and again
            raise UsageError("the Prefect server gave no answer for minutes: see its log, and start again") from error
        finally:
            self._stopped.set()

    async def _run(self, on_ready: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: log.debug("%s", context.get("message")))
        running = asyncio.create_task(self._runner.start())
        await asyncio.sleep(0)  # it has set its own handler, which would leave the process from within the loop

        def stop() -> None:
            for signum in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(signum)  # a second Ctrl-C does not wait
            stopping.append(loop.create_task(self._runner.astop()) if self._runner.started else running.cancel())

        stopping: list[object] = []
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, stop)
        on_ready()
        with suppress(asyncio.CancelledError):
            await running

    def _apply(self, *, paused: bool) -> None:
        self._runner.add_flow(
            scheduled_nightly,
            name="nightly",
            schedules=[self._schedule],
            parameters=self._parameters,
            paused=paused,
        )

    def _watch(self) -> None:
        """Look every second at our server, every `LOOK` seconds at the deployment, whatever goes wrong."""
        looked = time.monotonic()
        while not self._stopped.wait(1):
            try:
                if self._server is not None and self._server.ended():
                    log.warning("the Prefect server ended; it is started again")
                    self._server.start()
                elif time.monotonic() - looked > LOOK:
                    looked = time.monotonic()
                    self._look()
            except UsageError as error:
                log.error("%s", error)
                self._stopped.wait(LOOK)
            except Exception as error:  # the server is busy, or going: it is asked again
                log.info("the deployment could not be looked at (%s)", type(error).__name__)

    def _look(self) -> None:
        found = _found()
        if found is None:
            self._apply(paused=False)
            log.warning("somebody deleted the deployment of the nightly run: it was made again")
            found = _found()
        paused = found is not None and is_paused(found)
        if paused != self._paused:
            self._paused = paused
            if paused:
                log.warning(
                    "the nightly run is paused: no night starts until somebody resumes it on its page in Prefect"
                )
            else:
                log.info("the nightly run is resumed")


def is_paused(deployment: DeploymentResponse) -> bool:
    """Say whether no night of it starts by its clock."""
    return deployment.paused or not any(schedule.active for schedule in deployment.schedules)


def _refusal(error: Exception) -> str:
    """Return in a word or two what a server answered with, or what could not be read of that."""
    if isinstance(error, PrefectHTTPStatusError):
        return f"HTTP {error.response.status_code}"
    return type(error).__name__


def _found() -> DeploymentResponse | None:
    with get_client(sync_client=True) as client:
        try:
            return client.read_deployment_by_name(DEPLOYMENT)
        except ObjectNotFound:
            return None


def _drop_missed() -> None:
    """Drop the nights whose time passed while nothing was served: they would all be run at once, one after another."""
    filtered = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=filtered):
            due = run.expected_start_time
            if run.auto_scheduled and run.deployment_id and due is not None and due < datetime.now(UTC):
                client.delete_flow_run(run.id)
