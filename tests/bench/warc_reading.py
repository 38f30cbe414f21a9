"""Reading a WARC of pages record by record: CPU seconds of ours against warcio, interleaved."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from material import MISSED, floor_met, pages_asked, saved_pages, spread
from warcio.archiveiterator import ArchiveIterator

from spiders.capture.record import Exchange
from spiders.capture.warc_reader import read_exchanges
from spiders.capture.warc_writer import WarcWriter

#: Ours holds each member against its checksum and its end, which warcio does not; it was 0.8 while warcio read for us.
FLOOR = 1.8
ROUNDS = 5
_HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Server", "bench"), ("Cache-Control", "max-age=60"))


def measure(count: int = 0) -> bool | None:
    """Read a WARC of so many pages (all where 0) by both in turn, and say whether ours is fast enough.

    Where no real pages are at hand it says so, judges nothing and returns None.
    """
    pages, are_real = saved_pages()
    pages = spread(pages, count) if count else pages
    print(f"WARC reading: records against warcio, CPU seconds, {len(pages)} pages, interleaved", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        with WarcWriter(path) as warc:
            for number, page in enumerate(pages):
                warc.write(_exchange(number, page.read()))
        ratios = []
        for number in range(ROUNDS):
            readers = (_ours, _warcio) if number % 2 else (_warcio, _ours)
            seconds = {reader: _seconds(reader, path, len(pages)) for reader in readers}
            ratios.append(seconds[_warcio] / seconds[_ours])
        size = path.stat().st_size / 1e6
    print(f"  {size:.1f} MB: {size / seconds[_ours]:.0f} against {size / seconds[_warcio]:.0f} MB a CPU second")
    told = f"times as fast, median (least {min(ratios):.2f})"
    if are_real:
        return floor_met(told, median(ratios), FLOOR)
    print(f"  {told}: {median(ratios):.2f}; the floor is {FLOOR:g} on real pages: NOT JUDGED, none are at hand")
    return None


def _exchange(number: int, payload: bytes) -> Exchange:
    return Exchange(
        url=f"https://velde.example/news/{number}",
        captured_at=datetime(2026, 11, 18, tzinfo=UTC),
        status=200,
        reason="OK",
        headers=_HEADERS,
        payload=payload,
    )


def _ours(path: Path) -> int:
    return sum(1 for _, exchange in read_exchanges(path) if exchange.payload)


def _warcio(path: Path) -> int:
    with path.open("rb") as stream:
        responses = (record for record in ArchiveIterator(stream) if record.rec_type == "response")
        return sum(1 for record in responses if record.raw_stream.read())


def _seconds(read: Callable[[Path], int], path: Path, count: int) -> float:
    start = time.process_time()
    assert read(path) == count, "not every record was read"
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(0 if measure(pages_asked(__doc__ or "", None)) else MISSED)
