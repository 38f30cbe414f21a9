"""What strangers can do to a schedule that is served: a page in a real browser, and a client with a foreign Host."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from recordings import NIGHTS
from serving import NIGHTDESK, PATIENCE, own_environment, servers, typed, until

pytestmark = pytest.mark.e2e
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAGE = Path(__file__).with_name("strange_page.html")


@dataclass(frozen=True)
class Served:
    """A `nightdesk serve` at work: its process, what it says, and its server as its owner asks it."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    home: Path
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self, method: str, path: str, body: Any = None) -> Any:
        secret = (self.home / "api-secret").read_text(encoding="ascii").strip()
        request = urllib.request.Request(
            f"{self.address}/api{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}",
                "Content-Type": "application/json",
            },
        )
        text = until(lambda: answered(request), f"{method} {path} is answered")
        return json.loads(text) if text != b"nothing" else None

    def deployment(self) -> Any:
        return self.asked("GET", "/deployments/name/nightly/nightly")

    def state(self) -> tuple[Any, ...]:
        """Return all that a stranger could have changed."""
        found = self.deployment()
        runs = self.asked("POST", "/flow_runs/filter", {})
        started = [run["name"] for run in runs if not run["auto_scheduled"]]
        return found["id"], found["paused"], [one["schedule"]["cron"] for one in found["schedules"]], started

    def says(self) -> str:
        return self.log.read_text(encoding="utf-8")


def answered(request: urllib.request.Request) -> bytes | None:
    """Return what the server says; None where it is too busy to (its database is locked)."""
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read() or b"nothing"
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
        return None


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the nightly run, as `make schedule` does."""
    root = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = own_environment(root / "data", root / "prefect")
    with (root / "log").open("wb") as out:
        options = ("--port", str(port), "--cron", "0 0 29 2 *", "--replay", str(NIGHTS[0]))
        with typed(environment, "serve", *options, out=out) as process:
            found = Served(process, port, root / "data", root / "prefect", root / "log")
            try:
                until(lambda: "on its clock" in found.says() or process.poll() is not None, "it is on its clock")
                assert process.poll() is None, found.says()
                yield found
            finally:
                said, server = found.says(), servers(process.pid)
                process.terminate()
    told = found.says().removeprefix(said)
    assert process.returncode == 0, told
    assert told.endswith("the nightly run is off its clock\n")
    assert not [word for word in ("RuntimeWarning", "Traceback") if word in told], told
    assert not [pid for pid in server if Path(f"/proc/{pid}").exists()]


def secrets_in(text: str, served: Served) -> list[str]:
    """Return what must not come out: names of files and of settings."""
    told = [
        str(served.home),
        str(served.data),
        str(NIGHTS[0]),
        "prefect.db",
        "api-secret",
        "connection_url",
        "log_level",
    ]
    return [word for word in told if word in text]


@pytest.mark.parametrize(
    ("cron", "why"),
    [
        ("61 2 * * *", "cannot be read: is every field within its range?"),
        ("", "cannot be read: it takes five fields, such as '30 2 * * *'"),
        ("0 0 30 2 *", "never comes: no month that it names has such a day"),
    ],
)
def test_a_clock_that_cannot_be_is_refused_before_anything_is_announced(cron: str, why: str, tmp_path: Path) -> None:
    with typed(own_environment(tmp_path / "data", tmp_path / "prefect"), "serve", "--cron", cron) as process:
        _, told = process.communicate()
    assert process.returncode == 2
    assert told == f"nightdesk: the clock {cron!r} {why}\n"


def test_a_second_serve_is_refused_by_the_data_and_by_the_home_of_the_first(served: Served, tmp_path: Path) -> None:
    told = {}
    for data, home in ((served.data, tmp_path / "prefect"), (tmp_path / "data", served.home)):
        with typed(own_environment(data, home), "serve", "--port", "65535") as process:
            _, told[data] = process.communicate()
        assert process.returncode == 6
    other = f"of other data, has its server in {served.home}: name another with PREFECT_HOME"
    assert told == {
        served.data: f"nightdesk: another `nightdesk serve` is at work on {served.data}\n",
        tmp_path / "data": f"nightdesk: another `nightdesk serve`, {other}\n",
    }


def test_a_named_server_that_wants_a_password_is_one_line(served: Served, tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "data", tmp_path / "prefect")
    with typed({**environment, "PREFECT_API_URL": f"{served.address}/api"}, "serve") as process:
        _, told = process.communicate()
    assert process.returncode == 2
    refused = "PREFECT_API_URL names a server that does not take the nightly run (HTTP 401)"
    assert told == f"nightdesk: {refused}; where it wants a password, PREFECT_API_AUTH_STRING says it\n"


def test_it_names_the_file_of_its_secret(served: Served) -> None:
    assert f"they ask once for the secret that is in {served.home / 'api-secret'}\n" in served.says()
    assert (served.home / "api-secret").stat().st_mode & 0o777 == 0o600


def test_a_client_with_a_foreign_host_or_no_secret_gets_nothing(served: Served) -> None:
    before = served.state()
    deployment = before[0]
    routes = [
        ("POST", f"/api/deployments/{deployment}/create_flow_run", b'{"parameters":{"outlets":["presstv"]}}'),
        ("PATCH", f"/api/deployments/{deployment}", b'{"paused":true}'),
        ("POST", f"/api/deployments/{deployment}/pause_deployment", b""),
        ("DELETE", f"/api/deployments/{deployment}", b""),
        ("POST", "/api/deployments/filter", b"{}"),
        ("POST", "/api/flow_runs/filter", b"{}"),
        ("POST", "/api/logs/filter", b"{}"),
        ("POST", "/api/block_documents/filter", b"{}"),
        ("POST", "/api/admin/database/clear", b'{"confirm":true}'),
        *(("GET", path, b"") for path in (
            "/api/admin/settings", "/api/admin/version", "/api/version", "/api/csrf-token?client=x", "/api/docs",
            "/api/openapi.json", "/docs", "/redoc", "/openapi.json", "/ui-settings", "/api/health/../admin/settings",
        )),
    ]  # fmt: skip
    for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1", f"localhost:{served.port}"):
        for method, path, body in routes:
            status, answer = raw(served.port, host, method, path, body)
            ours = "evil" not in host
            assert status in ((401, 403, 404) if ours else (400,)) or (ours and path == "/ui-settings"), (host, path)
            assert secrets_in(answer, served) == [], (host, path)
        for path in ("/api/events/in", "/api/events/out", "/api/logs/out", "/api/task_runs/subscriptions/scheduled"):
            upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            upgrade += f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
            status, _ = raw(served.port, host, "GET", path, b"", upgrade)
            assert status in (400, 403), (host, path)
    ready = [raw(served.port, "localhost", "GET", f"/api/{path}", b"") for path in ("health", "ready")]
    assert [status for status, _ in ready] == [200, 200]
    assert served.state() == before


def raw(port: int, host: str, method: str, path: str, body: bytes, more: str = "") -> tuple[int, str]:
    """Return what a client on a socket of its own is answered."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
    head += more or "Connection: close\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(f"{head}\r\n".encode() + body)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
            if more and b"\r\n\r\n" in answer:
                break
    text = answer.decode("utf-8", "replace")
    return int(text.split()[1]), text


class SiteHandler(BaseHTTPRequestHandler):
    """One request of the page, or a report of what it saw."""

    server: Site

    def do_GET(self) -> None:
        self._answer(PAGE.read_bytes())

    def do_POST(self) -> None:
        report = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.reports.append(json.loads(report))
        self._answer(b"thanks")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Site(ThreadingHTTPServer):
    """The site of the page, and where it reports what it saw."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SiteHandler)
        self.reports: list[dict[str, Any]] = []

    def has_reports(self, number: int) -> bool:
        return len(self.reports) == number


@pytest.mark.skipif(
    BROWSER is None, reason="no Chromium is installed: what a page of another origin can do is not tried"
)
def test_a_page_of_another_origin_in_a_browser_gets_nothing(served: Served, tmp_path: Path) -> None:
    before = served.state()
    site = Site()
    threading.Thread(target=site.serve_forever, daemon=True).start()
    aim = {
        "api": served.address,
        "rebound": f"http://evil.example:{served.port}",  # a name of theirs that now leads to this machine
        "deployment": before[0],
    }
    try:
        for number, host in enumerate(("127.0.0.1", "evil.example"), start=1):
            url = f"http://{host}:{site.server_port}/#{quote(json.dumps(aim))}"
            with browser(url, tmp_path / f"profile-{number}"):
                until(partial(site.has_reports, number), "the page reports")
    finally:
        site.shutdown()
        site.server_close()
    assert served.state() == before
    for seen in site.reports:
        assert len(seen) == 60
        for name, found in seen.items():
            if isinstance(found, dict):
                assert (found.get("type"), found["status"], found["body"]) in {("opaque", 0, ""), (None, 0, "")}, name
            else:
                assert found in ("refused", "sent", True, "error: TypeError"), name
        assert {found for name, found in seen.items() if "websocket" in name or "script" in name} == {"refused"}


@contextmanager
def browser(url: str, profile: Path) -> Iterator[None]:
    """Let a Chromium without a window show one page, with nothing of anybody's profile."""
    quiet = ("disable-background-networking", "disable-component-update", "disable-sync", "disable-quic")
    options = ("headless", "no-sandbox", "disable-gpu", "no-first-run", *quiet)
    mapped = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    command = [str(BROWSER), *(f"--{name}" for name in options), f"--user-data-dir={profile}", mapped]
    process = subprocess.Popen(
        [*command, "--remote-debugging-port=0", url],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_night_that_is_started_by_its_owner_reads_the_recording_that_serve_was_given(served: Served) -> None:
    run = served.asked("POST", f"/deployments/{served.deployment()['id']}/create_flow_run", {})["id"]
    assert until(lambda: ended(served, run), "the night ends")["message"] == "exit status 3"
    manifest = next((served.data / "captures").glob("presstv/*.receipt.json")).read_text(encoding="utf-8")
    assert NIGHTS[0].name in manifest
    assert "Traceback" not in served.says()


def test_what_is_deleted_is_made_again_and_a_pause_is_told_and_left(served: Served) -> None:
    first = served.deployment()["id"]
    served.asked("DELETE", f"/deployments/{first}")
    until(lambda: "deployment of the nightly run: it was made again" in served.says(), "it is told")
    second = served.deployment()
    assert (second["id"] != first, second["paused"]) == (True, False)

    served.asked("PATCH", f"/deployments/{second['id']}", {"paused": True})
    until(lambda: "the nightly run is paused" in served.says(), "the pause is told")
    environment = own_environment(served.data, served.home)
    checked = subprocess.run(
        [NIGHTDESK, "doctor", "--format", "json"], env=environment, capture_output=True, check=False
    )
    (schedule,) = [one for one in json.loads(checked.stdout) if one["check"] == "schedule"]
    assert (schedule["state"], "its nightly run is paused" in schedule["detail"]) == ("warn", True)

    (server,) = servers(served.process.pid)
    os.kill(server, signal.SIGKILL)
    until(lambda: servers(served.process.pid) not in ([], [server]), "the server is started again")
    until(lambda: answers(served), "it answers")
    assert served.deployment()["paused"]
    assert "the Prefect server ended; it is started again" in served.says()
    assert "Traceback" not in served.says()


def answers(served: Served) -> bool:
    try:
        return bool(served.asked("GET", "/health"))
    except OSError:
        return False


def test_a_run_can_be_given_no_file_and_no_outlet_that_is_none(served: Served) -> None:
    found = served.deployment()
    assert set(found["parameters"]) | set(found["parameter_openapi_schema"]["properties"]) == {"outlets"}
    captured = sorted((served.data / "captures").rglob("*"))
    for parameters in ({"replay": ["/etc/passwd"]}, {"outlets": ["../../presstv"]}):
        forged = {"parameters": parameters}
        run = served.asked("POST", f"/deployments/{found['id']}/create_flow_run", forged)["id"]
        state = until(partial(ended, served, run), "the forged run ends")
        assert state["type"] in ("CRASHED", "FAILED")
        assert "passwd" not in state["message"]
    assert sorted((served.data / "captures").rglob("*")) == captured


def ended(served: Served, run: str) -> Any:
    """Return the state of a run that has ended."""
    state = served.asked("GET", f"/flow_runs/{run}")["state"]
    return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None
