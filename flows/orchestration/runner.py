"""Runs a flow and its stages through Prefect, and goes on without it where its server is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect import Flow, Task
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.events.clients import PrefectEventsClient
from prefect.events.worker import EventsWorker
from prefect.exceptions import TerminationSignal

#: Stages that run side by side, with Prefect or without: each crawl has its own hosts, none is pressed harder.
SIDE_BY_SIDE = 4
_P = ParamSpec("_P")
_R = TypeVar("_R")
_Body = Callable[..., State[Any]]
log = logging.getLogger("nightdesk")
_threads = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="stage")


def run_stage(stage: Task[_P, _R], *arguments: _P.args, **named: _P.kwargs) -> _R:
    """Run a stage as a task of the flow that is under way; plainly where no flow is."""
    return (stage if _is_orchestrated() else stage.fn)(*arguments, **named)


def submit_stage(stage: Task[_P, _R], *arguments: _P.args, **named: _P.kwargs) -> Callable[[], _R]:
    """Start a stage beside others, and return what waits for its result."""
    if _is_orchestrated():
        return stage.submit(*arguments, **named).result
    return _threads.submit(stage.fn, *arguments, **named).result


def _is_orchestrated() -> bool:
    return FlowRunContext.get() is not None


@dataclass(slots=True)
class _Outcome:
    """What a flow's function ended with or raised: known here even where Prefect could not be told."""

    begun: bool = False
    report: Any = None
    raised: BaseException | None = None

    def recorded(self, function: _Body) -> _Body:
        """Return the function with its outcome recorded here."""

        @wraps(function)
        def recorded(*arguments: Any, **named: Any) -> State[Any]:
            self.begun = True
            try:
                state = function(*arguments, **named)
            except BaseException as error:
                self.raised = error
                raise
            self.report = state.data  # at once: Prefect puts a record of its own in its place
            return state

        return recorded


def run_orchestrated(flow: Flow[Any, State[Any]], parameters: dict[str, Any]) -> Any:
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
    return outcome.report if outcome.begun else run_plainly(flow, parameters)


def run_plainly(flow: Flow[Any, State[Any]], parameters: dict[str, Any]) -> Any:
    """Run a flow's function without Prefect, its stages too, and return the report that it ends with."""
    return flow.fn(**parameters).data
