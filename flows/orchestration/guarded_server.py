"""Serves Prefect's own app on loopback, behind a guard that lets in this machine's own names and pages alone."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.middleware.trustedhost import TrustedHostMiddleware

HOSTS = ("127.0.0.1", "localhost")
# Prefect's description of its own API: no use without the secret, and it says which version this is.
_DESCRIPTIONS = ("/docs", "/redoc", "/openapi.json")
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]


def guarded(app: _App, port: int) -> _App:
    """Return the app behind the guard.

    A request has one of our two names as its Host (DNS rebinding), and no Origin but our own two; without an Origin, it
    is none that a browser sends for a page of another site, except for going to a page of ours, in a window of its own.
    """
    origins = {f"http://{host}:{port}" for host in HOSTS}

    async def guard(scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif not _is_ours(scope, origins) or scope["path"].startswith(_DESCRIPTIONS):
            await _refuse(scope, send)
        else:
            await app(scope, receive, _unframed(send))

    return TrustedHostMiddleware(guard, allowed_hosts=list(HOSTS), www_redirect=False)


def _is_ours(scope: _Message, origins: set[str]) -> bool:
    """Say whether a request comes from a page of ours, or from no page at all."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if (origin := headers.get("origin")) is not None:
        return origin in origins
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return True
    aim = (scope.get("method"), headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return aim == ("GET", "navigate", "document") and not scope["path"].startswith("/api")


async def _refuse(scope: _Message, send: _Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    head = [(b"content-type", b"text/plain"), (b"content-length", b"7")]
    await send({"type": "http.response.start", "status": 403, "headers": head})
    await send({"type": "http.response.body", "body": b"refused"})


def _unframed(send: _Send) -> _Send:
    """Return what sends a response that no other page may show in a frame, where a click could be led astray."""

    async def sending(message: _Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"x-frame-options", b"DENY")]
        await send(message)

    return sending


def main(port: int, *, scheduling: bool) -> None:
    """Serve until told to stop; `scheduling` says whether with Prefect's services, which make runs due."""
    # Not at the top: the guard alone takes no seconds to import.
    import uvicorn
    from prefect.server.api.server import create_app

    app: Any = create_app(final=True, webserver_only=not scheduling)
    uvicorn.run(
        guarded(app, port),
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
    main(int(sys.argv[1]), scheduling=sys.argv[2:] == ["scheduling"])
