"""The nouns of a capture: an HTTP response as it was served, and the reference to its WARC record."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from spiders.ai_statements import NOT_ASKED, HostStatements

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What a server answered: headers by their bytes (Latin-1), `payload` before content decoding."""

    status: int
    headers: Headers
    payload: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def digest(self) -> str:
        """Return the digest of the payload as WARC writes it."""
        return payload_digest(self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(HttpResponse):
    """One HTTP response as a WARC record holds it, with the URL that was asked for and the time.

    `truncated` says why the payload is not whole, where it is not (WARC-Truncated: length, time, ...); `host` is what
    the crawl knew of the host's statements.
    """

    url: str
    captured_at: datetime
    reason: str
    truncated: str | None = None
    host: HostStatements = NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRef:
    """Reference to a capture: where its WARC record is, and what the crawl knew of it.

    `warc_file` is `<outlet>/<file>`, `warc_offset` and `warc_length` are the bytes of the compressed record in it;
    manifests from before 0.2.0 state no length. `url` is what was asked for, without the address of an archive.
    What is not known is None.
    """

    outlet: str = ""
    key: str | None = None
    url: str | None = None
    final_url: str | None = None
    captured_at: datetime | None = None
    status: int | None = None
    run_id: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    warc_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response of one outlet, with the reference to it and what its host said of it when it was fetched."""

    ref: CaptureRef
    response: HttpResponse
    host: HostStatements = NOT_ASKED


def capture_of(ref: CaptureRef, exchange: Exchange) -> Capture:
    """Return an exchange with the reference to it, dated by its record where the reference states no time."""
    dated = ref if ref.captured_at else replace(ref, captured_at=exchange.captured_at)
    return Capture(ref=dated, response=exchange, host=exchange.host)


def payload_digest(payload: bytes) -> str:
    """Return `sha1:` and the digest in base 32, the form of WARC-Payload-Digest."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
