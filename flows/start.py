"""Starts a flow from the command line, safely: one start-up at a time on a home, errors as values."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from flows.environment import data_folder, prefect_home, prefect_server_named, prepare_prefect, run_lock

if TYPE_CHECKING:
    from flows.runs import Report

log = logging.getLogger("nightdesk")


def run_flow(name: str, **parameters: Any) -> Report:
    """Run the flow of that name in `flows.runs` and return its report; raises what made it fail.

    Raises `LockHeld` at once where another run is at work, before Prefect takes its seconds to start.
    """
    data = data_folder()
    with run_lock(data):
        pass
    prepare_prefect(data, quiet=True)
    from prefect.client.schemas.objects import State  # noqa: PLC0415

    from flows import runs  # noqa: PLC0415

    _start_server()
    state: State[Any] = getattr(runs, name)(**parameters, return_state=True)
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return result  # type: ignore[no-any-return]


def _start_server() -> None:
    """Start Prefect's server in this process's service, one process at a time.

    Two that make the database of a new home at once both fail; after the first has made it, each start is safe.
    """
    if prefect_server_named():
        return
    from prefect.server.api.server import SubprocessASGIServer  # noqa: PLC0415

    home = prefect_home()
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "prefect.db").exists():
        log.info("starting Prefect for the first time; it makes its database, which takes a while")
    with FileLock(home / "nightdesk-start.lock"):
        SubprocessASGIServer().start()
