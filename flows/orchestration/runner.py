"""Runs a flow and its stages through Prefect, and goes on without it where its server is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from prefect import Flow, Task
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.events.clients import PrefectEventsClient
from prefect.events.worker import EventsWorker
from prefect.exceptions import TerminationSignal

from warehouse.health.run_ledger import Run

_P = ParamSpec("_P")
_R = TypeVar("_R")
log = logging.getLogger("nightdesk")


@dataclass(frozen=True, slots=True)
class Report:
    """How a flow ended: the run if there was one, its exit status, and a line for each thing to report."""

    run: Run | None
    exit_status: int
    lines: tuple[str, ...] = ()


def run_stage(stage: Task[_P, _R], *arguments: _P.args, **named: _P.kwargs) -> _R:
    """Run a stage as a task of the flow that is under way; plainly where no flow is."""
    return (stage if _is_orchestrated() else stage.fn)(*arguments, **named)


def _is_orchestrated() -> bool:
    return FlowRunContext.get() is not None


@dataclass(slots=True)
class _Outcome:
    """What a flow's function ended with or raised: known here even where Prefect's server could not be reached."""

    report: Report | None = None
    raised: BaseException | None = None

    def recorded(self, function: Callable[_P, State[Report]]) -> Callable[_P, State[Report]]:
        """Return the function with its outcome recorded here."""

        @wraps(function)
        def recorded(*arguments: _P.args, **named: _P.kwargs) -> State[Report]:
            try:
                state = function(*arguments, **named)
            except BaseException as error:
                self.raised = error
                raise
            self.report = _report_in(state)  # at once: Prefect puts a record of its own in its place
            return state

        return recorded


def run_orchestrated(flow: Flow[..., State[Report]], parameters: Mapping[str, object]) -> Report:
    """Run a flow and return the report that its function ends with; what that raises is raised as it was.

    Where the Prefect server cannot be reached, one line says so, and the run is what it is without it: a function that
    was begun is never begun again, and one that was not runs plainly.
    """
    # A lost server is lost: each event would else be tried eleven times, with a second between.
    EventsWorker.set_client_override(PrefectEventsClient, reconnection_attempts=0)
    outcome = _Outcome()
    observed = flow.with_options()
    observed.fn = outcome.recorded(flow.fn)
    try:
        observed(**parameters, return_state=True)
    except Exception as error:
        if outcome.raised is None:  # it is Prefect's own, not the flow's
            log.warning("the Prefect server is gone; the run goes on without it (%s)", type(error).__name__)
    if isinstance(outcome.raised, TerminationSignal):
        raise KeyboardInterrupt  # what SIGTERM means to us
    if outcome.raised is not None:
        raise outcome.raised
    return run_without_prefect(flow, parameters) if outcome.report is None else outcome.report


def run_without_prefect(flow: Flow[..., State[Report]], parameters: Mapping[str, object]) -> Report:
    """Run a flow's function without Prefect, its stages too, and return the report that it ends with."""
    return _report_in(flow.fn(**parameters))


def _report_in(state: State[Report]) -> Report:
    assert isinstance(state.data, Report)
    return state.data
