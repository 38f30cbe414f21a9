"""Who is let in: the guard before the Prefect server, its secret, and what children are not told."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from flows.config import DataFolder, child_environment, prefect_home, server_environment
from flows.errors import UsageError
from flows.ops.schedule_checks import examine_schedule
from flows.orchestration.api_secret import CREDENTIALS_FILE, api_secret
from flows.orchestration.guarded_server import guarded
from flows.orchestration.prefect_server import SERVE_LOCK, SERVED
from warehouse.health.diagnostic import Diagnostic

PORT = 4200
OWN = {"host": f"127.0.0.1:{PORT}"}


def answer(method: str, path: str, headers: dict[str, str], *, kind: str = "http") -> list[dict[str, Any]]:
    """Return what a guarded app sends; the app itself says 200 and `inside`."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})

    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request", "body": b""}

        scope = {
            "type": kind,
            "method": method,
            "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        await guarded(app, PORT)(scope, receive, send)

    asyncio.run(ask())
    return sent


def status(method: str, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(answer(method, path, {**OWN, **named})[0]["status"])


@pytest.mark.parametrize("host", ["127.0.0.1:4200", "localhost:4200", "LOCALHOST", "127.0.0.1"])
def test_a_client_that_names_this_machine_is_let_in(host: str) -> None:
    assert status("GET", "/api/ready", host=host) == 200
    assert status("POST", "/api/flow_runs/filter", host=host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:4200", "127.0.0.1.evil.example", "localhost.evil.example", "", "127.0.0.2"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE", "OPTIONS"])
def test_a_foreign_host_is_refused(host: str, method: str) -> None:
    assert status(method, "/api/ready", host=host) in (400, 403)
    assert all(
        message["type"] != "websocket.accept" for message in answer("GET", "/", {"host": host}, kind="websocket")
    )


@pytest.mark.parametrize("origin", ["http://127.0.0.1:4200", "http://localhost:4200"])
def test_a_page_of_the_server_itself_is_let_in(origin: str) -> None:
    assert status("POST", "/api/flow_runs/filter", origin=origin, sec_fetch_site="cross-site") == 200
    assert answer("GET", "/api/events/in", {**OWN, "origin": origin}, kind="websocket")[0]["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:4201", "https://127.0.0.1:4200", "http://127.0.0.1", ""],
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    for method in ("GET", "POST", "PATCH", "DELETE", "OPTIONS"):
        assert status(method, "/api/flow_runs/filter", origin=origin) == 403
    sent = answer("GET", "/api/events/in", {**OWN, "origin": origin}, kind="websocket")
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": "refused"}]


def test_without_an_origin_another_site_may_link_to_a_page_and_no_more() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert status("GET", "/dashboard", **link) == 200
    assert status("GET", "/api/flow_runs/count", **link) == 403
    assert status("POST", "/dashboard", **link) == 403
    assert status("GET", "/dashboard", **{**link, "sec_fetch_dest": "iframe"}) == 403
    for site in ("cross-site", "same-site"):
        assert (
            status("GET", "/ui-settings", sec_fetch_site=site, sec_fetch_mode="no-cors", sec_fetch_dest="image") == 403
        )
    assert status("GET", "/dashboard", sec_fetch_site="none", sec_fetch_mode="navigate") == 200


def test_no_other_page_may_frame_it_and_it_does_not_describe_itself() -> None:
    sent = answer("GET", "/dashboard", OWN)
    assert (b"x-frame-options", b"DENY") in sent[0]["headers"]
    assert [status("GET", path) for path in ("/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json")] == [403] * 4


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        first = api_secret(tmp_path)
    finally:
        os.umask(before)
    assert api_secret(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == [CREDENTIALS_FILE]
    assert stat.S_IMODE((tmp_path / CREDENTIALS_FILE).stat().st_mode) == 0o600
    user, _, password = first.partition(":")
    assert user == "nightdesk"
    assert len(password) >= 40


def test_a_secret_that_others_could_read_is_not_used_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = api_secret(tmp_path)
    (tmp_path / CREDENTIALS_FILE).chmod(0o640)
    second = api_secret(tmp_path)
    assert second != first
    assert api_secret(tmp_path) == second
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        f"others can read {tmp_path / CREDENTIALS_FILE}"
    ]


@pytest.mark.parametrize("text", ["", "\n", "short:one", "a secret with spaces: in it and long", "x" * 9000])
def test_an_empty_or_garbled_secret_is_replaced(text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / CREDENTIALS_FILE
    path.touch(0o600)
    path.write_text(text, encoding="ascii")
    assert api_secret(tmp_path).startswith("nightdesk:")
    assert len(caplog.records) == 1


def test_a_link_a_folder_and_a_pipe_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / CREDENTIALS_FILE
    (tmp_path / "elsewhere").write_text(f"root:{'x' * 40}\n", encoding="ascii")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is a link: remove it"):
        api_secret(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(UsageError, match="is not a file: remove it"):
        api_secret(tmp_path)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(UsageError, match="is not a file: remove it"):
        api_secret(tmp_path)


def test_a_crawl_is_told_nothing_of_prefect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "nightdesk:secret")
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "1")
    monkeypatch.setenv("NEWS_SCHEDULED_REPLAY", "/night.warc.gz")
    told = child_environment(DataFolder(tmp_path))
    assert [name for name in told if name.startswith(("PREFECT", "NEWS_SCHEDULED"))] == []
    assert "nightdesk:secret" not in told.values()


def test_a_server_of_ours_lets_in_its_own_two_origins() -> None:
    told = server_environment("http://127.0.0.1:4711", "nightdesk:secret", scheduling=True)
    assert told["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4711,http://localhost:4711"
    assert told["PREFECT_SERVER_API_AUTH_STRING"] == "nightdesk:secret"


@contextmanager
def scheduled(home: Path, code: int, said: Any) -> Iterator[list[str | None]]:
    """Have a `serve` at work whose server says this; yields the credentials that it was sent."""
    sent: list[str | None] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.append(self.headers["Authorization"])
            body = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    home.mkdir(parents=True, exist_ok=True)
    server = HTTPServer(("127.0.0.1", 0), Answer)
    (home / SERVED).write_text(f"http://127.0.0.1:{server.server_port}", encoding="ascii")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        with FileLock(DataFolder(home.parent).serve_lock):
            yield sent
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    return DataFolder(tmp_path)


def examined(data: DataFolder) -> Diagnostic:
    (found,) = examine_schedule(data)
    assert found.check == "schedule"
    return found


RUNNING = {"paused": False, "schedules": [{"active": True}]}


@pytest.mark.parametrize(
    ("code", "said", "state", "told"),
    [
        (200, RUNNING, "ok", "with its pages on"),
        (200, {**RUNNING, "paused": True}, "warn", "its nightly run is paused"),
        (200, {**RUNNING, "schedules": [{"active": False}]}, "warn", "its nightly run is paused"),
        (200, {**RUNNING, "schedules": []}, "warn", "its nightly run is paused"),
        (404, {}, "warn", "its nightly run was deleted"),
        (401, {}, "wrong", "gives no answer"),
        (200, "junk", "wrong", "gives no answer"),
    ],
)
def test_the_check_up_says_how_the_schedule_is(code: int, said: Any, state: str, told: str, data: DataFolder) -> None:
    home = prefect_home(data)
    home.mkdir()
    api_secret(home)
    with scheduled(home, code, said) as sent:
        found = examined(data)
    assert (found.state, told in found.detail) == (state, True), found
    assert f"process {os.getpid()}" in found.detail
    assert bool(found.remedy) == (state != "ok")
    assert len(sent) == 1
    assert sent[0] is not None


def test_the_check_up_asks_nobody_where_no_serve_is_at_work(data: DataFolder) -> None:
    home = prefect_home(data)
    with scheduled(home, 200, RUNNING) as sent:
        (home / SERVED).rename(home / "kept")
        assert examined(data).state == "ok"
        (home / "kept").rename(home / SERVED)
    assert examined(data).detail == "no `nightdesk serve` is at work"
    assert sent == []


def test_the_check_up_makes_no_secret(data: DataFolder) -> None:
    home = prefect_home(data)
    with scheduled(home, 200, RUNNING) as sent:
        assert examined(data).state == "wrong"
    assert sent == []
    assert not (home / CREDENTIALS_FILE).exists()


@pytest.mark.parametrize(("named", "home"), [("~/pre", "pre"), ("pre", "pre"), ("", "data/prefect")])
def test_the_home_of_prefect_is_the_folder_that_prefect_itself_takes(
    named: str, home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_HOME", named)
    monkeypatch.chdir(tmp_path)
    assert prefect_home(DataFolder(tmp_path / "data")) == tmp_path / home


def test_a_serve_is_seen_by_its_data_wherever_prefect_keeps_its_database(
    data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "elsewhere"))
    with FileLock(data.serve_lock):
        assert f"`nightdesk serve` is at work, process {os.getpid()}" in examined(data).detail
    prefect_home(data).mkdir()
    with FileLock(prefect_home(data) / SERVE_LOCK):  # that of other data, in the same home
        assert examined(data).detail == "no `nightdesk serve` is at work"
