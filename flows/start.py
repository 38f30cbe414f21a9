"""Runs a flow from the command line and returns its report; what made it fail is raised as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.decisions import withdrawn
from flows.environment import data_folder, prepare_prefect, run_lock
from flows.server import start_server

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from flows.runs import Report


def run_flow(name: str, **parameters: Any) -> Report:
    """Run the flow of that name in `flows.runs`.

    Raises `LockHeld` at once where another run is at work, and `UsageError` where the decisions cannot be read, before
    Prefect takes its seconds to start.
    """
    data = data_folder()
    with run_lock(data):
        withdrawn(data)
    prepare_prefect(data, quiet=True)
    start_server(data.logs / "prefect-server.log")
    from flows import runs  # noqa: PLC0415

    state: State[Any] = getattr(runs, name)(**parameters, return_state=True)
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return result  # type: ignore[no-any-return]
