"""The two recorded nights that the repository carries, as captures of their outlets."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from spiders.capture.record import Capture, CaptureRef, Exchange
from spiders.capture.warc_reader import read_exchanges
from spiders.registry import load_outlets, owner

ROOT = Path(__file__).parent.parent
NIGHTS = (ROOT / "flows/recordings/night-1.warc.gz", ROOT / "flows/recordings/night-2.warc.gz")
OUTLETS = load_outlets()


def capture_at(exchange: Exchange, offset: int | None = None) -> Capture:
    """Return an exchange as the capture of the outlet that owns its URL."""
    outlet = owner(OUTLETS, exchange.url)
    return Capture(
        ref=CaptureRef(
            outlet=outlet.slug if outlet else "",
            key=outlet.key_of(exchange.url) if outlet else None,
            url=exchange.url,
            final_url=exchange.url,
            captured_at=exchange.captured_at,
            warc_offset=offset,
        ),
        response=exchange,
    )


@lru_cache
def captures(night: int) -> dict[str, Capture]:
    """Return the captures of a night (1 or 2) by URL, whatever their status."""
    found = {exchange.url: capture_at(exchange, offset) for offset, exchange in read_exchanges(NIGHTS[night - 1])}
    assert all(capture.ref.outlet for capture in found.values())
    return found
