"""Starts a Prefect server of our own, on loopback, that ends when this process does."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import build_opener

from filelock import FileLock

from flows.config import prefect_server_named, server_environment, use_prefect_server
from flows.data_layout import open_log
from flows.errors import UsageError
from flows.orchestration.api_secret import api_secret
from spiders.errors import reason_of

#: How long the server may take to answer when it starts (seconds); in a new home it makes its database first.
START_LIMIT = 180
#: In the folder of Prefect's database: what a `serve` holds while it is at work, and where its own server answers.
SERVE_LOCK = "nightdesk-serve.lock"
SERVED = "nightdesk-serve.address"
#: The flow and the deployment of it.
DEPLOYMENT = "nightly/nightly"
#: What is held while a server starts, or its secret is made.
START_LOCK = "nightdesk-start.lock"
log = logging.getLogger("nightdesk")


@dataclass(slots=True, kw_only=True)
class Server:
    """A Prefect server of ours. A class with behaviour, because its process may end and be started again."""

    address: str
    secret: str
    home: Path
    log_file: Path
    scheduling: bool
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; one start at a time in a home: two that make its database both fail.

        Raises `UsageError` where it does not answer.
        """
        if not (self.home / "prefect.db").exists():
            log.info("starting Prefect for the first time; it makes its database, which takes a while")
        with _start_lock(self.home):
            process = self.process = _start(self)
            atexit.register(_stop, process)
            _wait_for(self.address, process, self.log_file)

    def ended(self) -> bool:
        """Say whether its process is no more."""
        return self.process is not None and self.process.poll() is not None


def own_server(home: Path, log_file: Path, port: int | None = None, *, scheduling: bool = False) -> Server:
    """Return a server of our own, with the secret of its home, that Prefect will use; it is not started yet.

    To be called before Prefect is imported: Prefect reads the address then. Without `scheduling` it only records
    this run. Raises `UsageError` for a port in use and for a secret that cannot be stored.
    """
    if port is not None and _answers(port):
        raise UsageError(f"port {port} is in use: name another with --port")
    with _start_lock(home):
        secret = api_secret(home)
    address = f"http://127.0.0.1:{port or _free_port()}"
    use_prefect_server(address, secret)
    return Server(address=address, secret=secret, home=home, log_file=log_file, scheduling=scheduling)


@contextmanager
def _start_lock(home: Path) -> Iterator[None]:
    lock = FileLock(home / START_LOCK)
    try:
        lock.acquire()
    except OSError as error:
        raise UsageError(f"{home / START_LOCK} cannot be locked: {reason_of(error)}; move it aside") from error
    try:
        yield
    finally:
        lock.release()


def use_named_server() -> bool:
    """Say whether PREFECT_API_URL names a server, which is then used as it is: our secret is never sent to it.

    Raises `UsageError` where none answers there.
    """
    named = prefect_server_named()
    if named and not _healthy(named):
        raise UsageError(f"PREFECT_API_URL names {named}, where no Prefect server answers")
    return bool(named)


def _start(server: Server) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "flows.orchestration.guarded_server"]
    command += [server.address.rpartition(":")[2], str(os.getpid())]
    with open_log(server.log_file, "ab") as out:
        return subprocess.Popen(
            [*command, "scheduling"] if server.scheduling else command,
            env=server_environment(server.address, server.secret, scheduling=server.scheduling),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C reaches us alone, and the server outlives what reports to it.
            start_new_session=True,
        )


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End a server, after this process has handed over its last events."""
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
        with build_opener().open(f"{api}/health", timeout=5):
            return True
    except (OSError, ValueError):
        return False


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
