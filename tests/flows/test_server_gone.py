"""A run whose Prefect server is killed, or never starts, is the run that it would have been."""

from __future__ import annotations

import base64
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest
from recordings import NIGHTS
from serving import own_environment, servers, typed

pytestmark = pytest.mark.e2e
NIGHT = ("nightly", "--outlet", "taghrib", "--replay", str(NIGHTS[0]))
GONE = "the Prefect server is gone; the run goes on without it"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for Prefect whose database is made by the first run."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="module")
def undisturbed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """What a run leaves whose server lives."""
    data = tmp_path_factory.mktemp("undisturbed")
    with typed(own_environment(data, home), *NIGHT) as night:
        _, told = night.communicate()
    assert night.returncode == 3, told
    assert "without" not in told
    return published(data)


def published(data: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        return (
            connection.execute(
                "SELECT article_id, revision, body_sha256, outlet FROM article_revisions ORDER BY ALL"
            ).fetchall()
            + connection.execute("SELECT outlet, found, fetched, new, verdict FROM run_outlets").fetchall()
        )


@pytest.mark.parametrize("moment", ["crawling taghrib", "taghrib: reading", "checking and publishing"])
def test_the_run_goes_on_when_its_server_is_killed(
    moment: str, home: Path, tmp_path: Path, undisturbed: list[tuple[object, ...]]
) -> None:
    data = tmp_path / "data"
    told = []
    with typed(own_environment(data, home), *NIGHT) as night:
        assert night.stderr is not None
        for line in night.stderr:
            told.append(line.rstrip())
            if line.startswith(moment):
                (server,) = servers(night.pid)
                os.kill(server, signal.SIGKILL)
    assert night.returncode == 3, told
    assert [line.partition(" (")[0] for line in told if line.startswith("the Prefect server")] == [GONE]
    assert not [line for line in told if "Traceback" in line or "ERROR" in line]
    # No stage was run twice: each says so when it begins.
    assert sorted(line for line in told if "taghrib" in line)[0] == "crawling taghrib"
    assert len([line for line in told if line.startswith("taghrib: ")]) == 1
    assert len([line for line in told if line == "checking and publishing"]) == 1
    assert published(data) == undisturbed


def test_a_run_that_finds_no_server_runs_without_one(
    home: Path, tmp_path: Path, undisturbed: list[tuple[object, ...]]
) -> None:
    data = tmp_path / "data"
    environment = {**own_environment(data, home), "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    with typed(environment, *NIGHT) as night:
        _, told = night.communicate()
    assert night.returncode == 3, told
    assert told.splitlines()[0] == (
        "the run goes on without Prefect: PREFECT_API_URL names http://127.0.0.1:9/api, where no Prefect server answers"
    )
    assert "Traceback" not in told
    assert published(data) == undisturbed


def test_a_secret_that_cannot_be_kept_costs_the_bookkeeping_and_not_the_night(
    tmp_path: Path, undisturbed: list[tuple[object, ...]]
) -> None:
    data, home = tmp_path / "data", tmp_path / "prefect"
    (home / "api-secret").mkdir(parents=True)
    with typed(own_environment(data, home), *NIGHT) as night:
        _, told = night.communicate()
    assert night.returncode == 3, told
    assert told.startswith(f"the run goes on without Prefect: {home / 'api-secret'} is not a file: remove it")
    assert published(data) == undisturbed


def test_the_secret_is_never_sent_to_a_server_that_a_person_names(
    home: Path, tmp_path: Path, undisturbed: list[tuple[object, ...]]
) -> None:
    """Theirs answers that it is well and then refuses all: the run goes on without it."""
    sent: list[str | None] = []

    class Theirs(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.append(self.headers["Authorization"])
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.send_response(200 if self.path.endswith("/health") else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def do_PATCH(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    assert (home / "api-secret").exists()
    theirs = ThreadingHTTPServer(("127.0.0.1", 0), Theirs)
    threading.Thread(target=theirs.serve_forever, daemon=True).start()
    data = tmp_path / "data"
    named = {"PREFECT_API_URL": f"http://127.0.0.1:{theirs.server_port}/api", "PREFECT_API_AUTH_STRING": "their:own"}
    try:
        with typed({**own_environment(data, home), **named}, *NIGHT) as night:
            _, told = night.communicate()
    finally:
        theirs.shutdown()
        theirs.server_close()
    assert night.returncode == 3, told
    assert GONE in told
    assert "Traceback" not in told
    assert set(sent) == {None, f"Basic {base64.b64encode(b'their:own').decode()}"}
    assert published(data) == undisturbed
