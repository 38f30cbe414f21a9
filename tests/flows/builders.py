"""Recordings made for these tests: a feed, its pages, and eight days of an archive. All texts are invented."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from spiders.capture.record import Exchange
from spiders.capture.warc_writer import WarcWriter
from spiders.discovery.wayback import HOST, Memento, cdx_url
from spiders.registry import load_outlets
from spiders.source import WaybackCdx

HTML = (("Content-Type", "text/html; charset=utf-8"),)
PLAIN = (("Content-Type", "text/plain"),)
JSON = (("Content-Type", "application/json"),)
NIGHT = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


def exchange(
    url: str,
    payload: str,
    headers: tuple[tuple[str, str], ...] = HTML,
    status: int = 200,
    at: datetime = NIGHT,
) -> Exchange:
    """Return an exchange with a text payload."""
    return Exchange(url=url, captured_at=at, status=status, reason="", headers=headers, payload=payload.encode("utf-8"))


def recording(path: Path, exchanges: Iterable[Exchange]) -> Path:
    """Write a recording and return its path."""
    with WarcWriter(path) as writer:
        for one in exchanges:
            writer.write(one)
    return path


def page(key: str, day: date) -> str:
    """Return an invented article in Press TV's template of 2015 to 2020."""
    story = " ".join(f"The gardeners of plot {key} counted {n} rows of leeks before noon." for n in range(3, 8))
    return (
        "<!doctype html><html><head><title>PressTV-Leeks</title></head><body><article id='item'>"
        f"<h2 class='page-header'>Leeks of plot {key} are counted</h2>"
        f"<div id='header-pubdate'>{day:%a %b %d, %Y} 09:30AM</div>"
        f"<div class='item-text'><p>{story}</p><p>Nobody in the allotment had expected so many.</p></div>"
        "</article></body></html>"
    )


def article_url(key: str, day: date, host: str = "www.presstv.com") -> str:
    """Return the URL of such an article."""
    return f"https://{host}/Detail/{day:%Y/%m/%d}/{key}/Leeks-of-plot-{key}"


def archive(path: Path, first: date, days: int, a_day: int = 2) -> Path:
    """Write what the archive answers for each of the days: its index, and the captures that it lists."""
    outlet = load_outlets()["presstv"]
    exchanges = [exchange(f"https://{HOST}/robots.txt", "User-agent: GPTBot\nDisallow: /\n", PLAIN)]
    for number in range(days):
        day = first + timedelta(days=number)
        keys = [str(500_000 + 10 * number + n) for n in range(a_day)]
        kept = [
            Memento(
                original=article_url(key, day, "www.presstv.com").replace("https", "http"),
                captured_at=datetime(day.year, day.month, day.day, 20, 15, tzinfo=UTC),
            )
            for key in keys
        ]
        for place, source in enumerate(source for source in outlet.past_sources if isinstance(source, WaybackCdx)):
            rows = [["timestamp", "original"]]
            # the second host's index lists the same articles again, as the real one does after a move
            rows += [[f"{one.captured_at:%Y%m%d%H%M%S}", one.original] for one in kept]
            rows += [["20170101000000", "http://www.presstv.com/Default/Section/101"]]
            exchanges.append(exchange(cdx_url(source, day), json.dumps(rows if place == 0 else rows[:2]), JSON))
        exchanges += [exchange(one.url, page(key, day)) for key, one in zip(keys, kept, strict=True)]
    return recording(path, exchanges)
