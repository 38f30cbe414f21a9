"""Runs a flow from the command line and returns its report; what made it fail is raised as it was."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING

from flows.config import data_folder, prefect_home, prepare_prefect
from flows.errors import UsageError
from flows.locks import run_lock
from flows.orchestration.prefect_server import own_server, use_named_server
from flows.pipeline.decisions import withdrawn

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import State

    from flows.orchestration.runner import Report

log = logging.getLogger("nightdesk")


def run_flow(name: str, **parameters: object) -> Report:
    """Run the flow of that name in `prefect_flows`; without Prefect, and with a line about it, where it has no server.

    Raises `LockHeld` at once where another run is at work, and `UsageError` where the decisions cannot be read, before
    Prefect takes its seconds to start.
    """
    data = data_folder()
    with run_lock(data):
        withdrawn(data)
    has_server = _has_server()
    from flows.orchestration import prefect_flows, runner

    flow: Flow[..., State[Report]] = getattr(prefect_flows, name)
    return (runner.run_orchestrated if has_server else runner.run_without_prefect)(flow, parameters)


@cache
def _has_server() -> bool:
    """Find or start the Prefect server of this process, once, and say whether there is one."""
    data = data_folder()
    try:
        prepare_prefect(data, quiet=True)
        if not use_named_server():
            own_server(prefect_home(data), data.logs / "prefect-server.log").start()
    except UsageError as error:
        log.warning("the run goes on without Prefect: %s", error)
        return False
    return True
