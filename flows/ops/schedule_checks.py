"""Checks whether a `nightdesk serve` is at work, and whether its nightly run is there and not paused."""

from __future__ import annotations

import base64
import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from flows.config import DataFolder, prefect_home
from flows.errors import UsageError
from flows.locks import holder
from flows.orchestration.api_secret import api_secret
from flows.orchestration.prefect_server import DEPLOYMENT, SERVED
from warehouse.health.diagnostic import Diagnostic, warn, well, wrong

#: How long a server may take to answer (seconds), and the most that is read of what it says (bytes).
_PATIENCE = 3
_LONGEST = 1_000_000


def examine_schedule(data: DataFolder) -> Iterator[Diagnostic]:
    """Yield how the schedule is; a server is asked only while the `serve` that started it is alive."""
    home = prefect_home(data)
    held = holder(data.serve_lock)
    if held is None:
        yield well("schedule", "no `nightdesk serve` is at work")
        return
    served = f"`nightdesk serve` is at work, process {held.pid}"
    try:
        address = (home / SERVED).read_text(encoding="ascii")
    except OSError:
        yield well("schedule", f"{served}, on a Prefect server that is not ours to ask")
        return
    try:
        paused = _is_paused(address, home)
    except (OSError, ValueError, LookupError, TypeError, UsageError) as error:
        yield wrong("schedule", f"{served}, and its server {address} gives no answer: {error}", "start it again")
        return
    if paused is None:
        yield warn("schedule", f"{served}; its nightly run was deleted", "it is made again within a minute")
    elif paused:
        yield warn("schedule", f"{served}; its nightly run is paused", f"resume it on its page: {address}/deployments")
    else:
        yield well("schedule", f"{served}, with its pages on {address}")


def _is_paused(address: str, home: Path) -> bool | None:
    """Say whether no night starts by its clock; None where the server has no nightly run."""
    token = base64.b64encode(api_secret(home, make=False).encode()).decode()
    direct = build_opener(ProxyHandler({}))  # no proxy is handed the secret
    direct.addheaders = [("Authorization", f"Basic {token}")]
    try:
        with direct.open(f"{address}/api/deployments/name/{DEPLOYMENT}", timeout=_PATIENCE) as answer:
            found = json.loads(answer.read(_LONGEST))
            return bool(found["paused"]) or not any(schedule["active"] for schedule in found["schedules"])
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise
