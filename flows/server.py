"""Starts a Prefect server of our own, on loopback, that ends when this process does."""

from __future__ import annotations

import atexit
import ctypes
import logging
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from filelock import FileLock

from flows.environment import (
    UsageError,
    name_prefect_server,
    prefect_home,
    prefect_server_named,
    server_environment,
)

#: How long the server may take to answer when it starts (seconds); in a new home it makes its database first.
START_LIMIT = 180
_PR_SET_PDEATHSIG = 1
log = logging.getLogger("nightdesk")


def start_server(log_file: Path, port: int | None = None, *, scheduling: bool = False) -> None:
    """Start the server and make Prefect use it; does nothing where PREFECT_API_URL names one already.

    To be called before Prefect is imported: Prefect reads the address then, and hands over its last events when the
    process ends, which is before the server does. Without `scheduling` it only keeps the books of this run.
    One start at a time in a home: two that make its database at once both fail.
    Raises `UsageError` for a port in use and for a server that does not answer.
    """
    named = prefect_server_named()
    if named:
        if not _healthy(named):
            raise UsageError(f"PREFECT_API_URL names {named}, where no Prefect server answers")
        return
    if port is not None and _answers(port):
        raise UsageError(f"port {port} is in use: name another with --port")
    if not (prefect_home() / "prefect.db").exists():
        log.info("starting Prefect for the first time; it makes its database, which takes a while")
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(prefect_home() / "nightdesk-start.lock"):
        port = port or _free_port()
        address = f"http://127.0.0.1:{port}"
        server = _start(port, f"{address}/api", log_file, scheduling=scheduling)
        atexit.register(_stop, server)
        _wait_for(address, server, log_file)
    name_prefect_server(f"{address}/api")


def _start(port: int, api: str, log_file: Path, *, scheduling: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log_file.open("ab") as out:
        return subprocess.Popen(
            command if scheduling else [*command, "--no-services", "--no-ui"],
            env=server_environment(api),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C reaches us alone, and the server outlives what reports to it.
            start_new_session=True,
            # Where this process is killed, the system ends the server: nobody else would.
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (no threads yet)
        )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log_file: Path) -> None:
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        if server.poll() is not None:
            raise UsageError(f"the Prefect server ended at once; see {log_file}")
        if _healthy(f"{address}/api"):
            return
        time.sleep(0.2)
    raise UsageError(f"the Prefect server did not answer within {START_LIMIT} seconds; see {log_file}")


def _healthy(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=5):  # noqa: S310 (our own address, or the person's)
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
