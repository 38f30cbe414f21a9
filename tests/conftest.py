"""One Prefect server for all tests of flows, the command line as a child process, and an archive of two nights."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from limits import HANG
from typed import Nightdesk, Result, as_typed

if TYPE_CHECKING:
    from archive import Archive

# DuckDB looks for these in every folder of the path, with every statement that has parameters; none is in the lock.
sys.modules.update(dict.fromkeys(("numpy", "pandas", "polars", "pyarrow")))  # type: ignore[arg-type]
_PORT = "NIGHTDESK_TEST_PREFECT_PORT"
_SERVER = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the background, once: by the process that starts the workers, never by a worker."""
    if config.option.collectonly:
        return
    # Where whoever starts the tests in the background has them ignore Ctrl-C, every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What each command line of the tests is forked from: a process that has imported Prefect, which takes 3 seconds.
    # Never what imports DuckDB: that starts a thread, and a fork beside a thread may wait for ever.
    preloaded = ["transforms.batch"]
    if config.option.markexpr != "not e2e":  # whatever runs a flow is e2e: the others need not wait for Prefect
        if _PORT not in os.environ:
            config.stash[_SERVER] = _started_server()
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{os.environ[_PORT]}/api"
        preloaded += ["prefect.main", "prefect.flow_engine", "prefect.task_engine", "prefect.task_runners"]
    multiprocessing.set_forkserver_preload(preloaded)
    multiprocessing.forkserver.ensure_running()


def _started_server() -> subprocess.Popen[bytes]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        os.environ[_PORT] = str(probe.getsockname()[1])
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "prefect",
            "server",
            "start",
            "--host",
            "127.0.0.1",
            "--port",
            os.environ[_PORT],
            "--no-services",
            "--no-ui",
        ],
        env={
            **os.environ,
            "PREFECT_HOME": tempfile.mkdtemp(prefix="nightdesk-test-prefect-"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


# The long files first, so that both workers end together; those of flows after the server has had time to start.
_FIRST = (
    "test_spider", "test_hostile_site", "test_faults", "test_throttle", "test_live_crawl", "test_backfill", "test_demo",
    "test_kills", "test_kill_matrix", "test_damage_matrix",
    "test_wheel", "test_nightly", "test_hostile", "test_probe", "test_evaluate",
    "test_few_pages", "test_listing", "test_load", "test_search", "test_explain", "test_sealed_copy", "test_terminal",
    "test_benchmarks", "test_full_disk", "test_hammer",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in the order that takes the least time on two cores; a file stays with one worker (loadfile)."""
    items.sort(key=lambda item: _FIRST.index(item.path.stem) if item.path.stem in _FIRST else len(_FIRST))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server that this process started."""
    if (server := config.stash.get(_SERVER, None)) is not None:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(HANG)
        os.environ.pop(_PORT, None)


@pytest.fixture(scope="session")
def prefect_api() -> str | None:
    """Return the address of the server, once it answers; None where there is none, as no test is e2e."""
    if _PORT not in os.environ:
        return None
    address = f"http://127.0.0.1:{os.environ[_PORT]}/api"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the Prefect server of the tests did not start")


@pytest.fixture(scope="session")
def nightdesk(prefect_api: str | None, tmp_path_factory: pytest.TempPathFactory) -> Nightdesk:
    """Return a function that runs the command line on a data folder, as a person would: in a process of its own."""
    context = multiprocessing.get_context("forkserver")

    def run(data: Path, *arguments: str, **environment: str) -> Result:
        streams = tmp_path_factory.mktemp("streams")
        out, err = streams / "out", streams / "err"
        server = {"PREFECT_API_URL": prefect_api} if prefect_api else {}
        named = {"NEWS_DATA": str(data), **server, **environment}
        child = context.Process(target=as_typed, args=(arguments, named, data.parent, out, err))
        child.start()
        child.join(HANG)
        assert child.exitcode is not None, "it did not end"
        return Result(arguments, child.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))

    return run


@pytest.fixture(scope="session")
def _two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from archive import two_nights  # it needs DuckDB

    return two_nights(tmp_path_factory.mktemp("nights") / "data").root


@pytest.fixture
def filled(_two_nights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Return an archive of two nights, loaded and published, with nothing damaged, that a test may change."""
    from archive import Archive

    shutil.copytree(_two_nights, tmp_path / "filled", symlinks=True)  # with the time of each file
    monkeypatch.delenv("NEWS_OUTLETS", raising=False)
    return Archive(tmp_path / "filled")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real pages beside the repository; skips the test where it is absent."""
    folder = Path(__file__).parent.parent.parent / "shared"
    if not (folder / "pages").is_dir():
        pytest.skip("the folder of real pages, ../shared, is not beside this repository")
    return folder
