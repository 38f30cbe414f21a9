"""The two recorded nights that the repository carries, as captures of their outlets."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from spiders.capture import Capture
from spiders.catalogue import load_outlets, owner
from spiders.warc import read_exchanges

ROOT = Path(__file__).parent.parent
NIGHTS = (ROOT / "flows/recordings/night-1.warc.gz", ROOT / "flows/recordings/night-2.warc.gz")
OUTLETS = load_outlets()


@lru_cache
def captures(night: int) -> dict[str, Capture]:
    """Return the captures of a night (1 or 2) by URL, whatever their status."""
    found = {}
    for offset, exchange in read_exchanges(NIGHTS[night - 1]):
        outlet = owner(OUTLETS, exchange.url)
        assert outlet is not None
        found[exchange.url] = Capture(
            outlet=outlet.slug,
            key=outlet.key_of(exchange.url),
            url=exchange.url,
            final_url=exchange.url,
            captured_at=exchange.captured_at,
            status=exchange.status,
            headers=exchange.headers,
            payload=exchange.payload,
            warc_offset=offset,
        )
    return found
