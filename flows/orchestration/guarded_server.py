"""Serves Prefect's own app on loopback, behind a guard that lets in this machine's own names and pages alone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
# Prefect's description of its own API: no use without the secret, and it says which version this is.
_DESCRIPTIONS = ("/docs", "/redoc", "/openapi.json")
_PR_SET_PDEATHSIG = 1  # of the system's prctl: the signal that a process gets when its parent ends


def guarded(app: ASGIApp, port: int) -> ASGIApp:
    """Return the app behind the guard.

    A request has one of our two names as its Host (DNS rebinding), and no Origin but our own two; without an Origin, it
    is none that a browser sends for a page of another site, except for going to a page of ours, in a window of its own.
    """
    origins = {f"http://{host}:{port}" for host in HOSTS}

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif not _is_ours(scope, origins) or scope["path"].startswith(_DESCRIPTIONS):
            await _refuse(scope, send)
        else:
            await app(scope, receive, _unframed(send))

    return TrustedHostMiddleware(guard, allowed_hosts=list(HOSTS), www_redirect=False)


def _is_ours(scope: Scope, origins: set[str]) -> bool:
    """Say whether a request comes from a page of ours, or from no page at all."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if (origin := headers.get("origin")) is not None:
        return origin in origins
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return True
    aim = (scope.get("method"), headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return aim == ("GET", "navigate", "document") and not scope["path"].startswith("/api")


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    head = [(b"content-type", b"text/plain"), (b"content-length", b"7")]
    await send({"type": "http.response.start", "status": 403, "headers": head})
    await send({"type": "http.response.body", "body": b"refused"})


def _unframed(send: Send) -> Send:
    """Return what sends a response that no other page may show in a frame, where a click could be led astray."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"x-frame-options", b"DENY")]
        await send(message)

    return sending


def end_with(parent: int) -> None:
    """End this process when that one does: where it is killed, nobody else would."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was killed before the system knew
        sys.exit()


def main(port: int, *, scheduling: bool) -> None:
    """Serve until stopped; `scheduling` says whether with Prefect's services, which make runs due."""
    # Not at the top: the guard alone takes no seconds to import.
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        guarded(create_app(final=True, webserver_only=not scheduling), port),
        host=HOSTS[0],
        port=port,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        # What Prefect itself starts it with.
        timeout_keep_alive=5,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
    )


if __name__ == "__main__":
    end_with(int(sys.argv[2]))
    main(int(sys.argv[1]), scheduling=sys.argv[3:] == ["scheduling"])
