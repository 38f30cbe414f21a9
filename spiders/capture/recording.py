"""Recordings that a crawl can be replayed from: where the answer for each URL is, and the time they stand for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from spiders.capture.manifest import dated_ahead
from spiders.capture.record import Exchange
from spiders.capture.warc_reader import WarcError, read_exchange, read_exchanges
from spiders.discovery.link import printable
from spiders.errors import reason_of
from spiders.url import request_url


class RecordingError(Exception):
    """A file given as a recording cannot be used as one."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Where the newest answer for each URL is, and the time of the newest of them all."""

    places: dict[str, tuple[Path, int]]
    clock: datetime

    def answer(self, url: str) -> Exchange | None:
        """Return the recorded answer for a URL; None where there is none."""
        place = self.places.get(request_url(url))
        return read_exchange(*place) if place else None


def read_recordings(files: Iterable[Path]) -> Recording:
    """Return what the recordings hold; of several answers for one URL the newest counts.

    Raises `RecordingError` where a file cannot be read to its end, as half a recording is half a night, and where a
    record is dated ahead, as the night would be too.
    """
    newest: dict[str, tuple[datetime, Path, int]] = {}
    for file in files:
        try:
            for offset, exchange in read_exchanges(file):
                if ahead := dated_ahead(exchange.captured_at):
                    raise RecordingError(
                        f"cannot replay {file}: its record of {printable(exchange.url)} is {ahead}: "
                        "set the clock, or leave the file out"
                    )
                url = request_url(exchange.url)
                if url not in newest or newest[url][0] <= exchange.captured_at:
                    newest[url] = (exchange.captured_at, file, offset)
        except WarcError as error:
            raise RecordingError(f"cannot replay {file}: {error}") from error
        except OSError as error:
            raise RecordingError(f"cannot replay {file}: {reason_of(error)}") from error
    if not newest:
        raise RecordingError("the recordings hold no response")
    places = {url: (file, offset) for url, (_, file, offset) in newest.items()}
    return Recording(places, max(moment for moment, _, _ in newest.values()))


@lru_cache(maxsize=1)
def recording_of(setting: str) -> Recording:
    """Return what the setting REPLAY names: a JSON list of files, or one file. Raises `RecordingError`."""
    names = json.loads(setting) if setting.startswith("[") else [setting]
    return read_recordings(Path(name) for name in names)
