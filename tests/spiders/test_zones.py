"""A zone means one time, whether a feed, a sitemap or a page names it; what means several means none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spiders.discovery.link import moment
from spiders.discovery.listing import read_listing
from spiders.source import Feed
from spiders.zones import ZONE_NAMES, read_zone
from transforms.dates.moments import Zone
from transforms.dates.written_dates import read_written

FEED = Feed(url="https://lantern.example/feed.xml")


def of_feed(date: str) -> datetime | None:
    """Return what a feed's entry of that date is dated."""
    body = f"<rss><channel><item><link>https://lantern.example/1</link><pubDate>{date}</pubDate></item></channel></rss>"
    (link,) = read_listing(FEED, body.encode(), "application/rss+xml", FEED.url).links
    return link.published


def of_page(date: str) -> datetime | None:
    """Return what a page that shows the date is dated, if to the minute."""
    found = read_written(date, zone=Zone(language="en"), source="text")
    return found.at if found and found.precision != "day" else None


@pytest.mark.parametrize(
    ("date", "utc"),
    [
        # EST is five hours behind all the year: in July New York shows EDT.
        ("1 Jul 2026 10:00 EST", "15:00"), ("1 Jul 2026 10:00 EDT", "14:00"), ("1 Jan 2026 10:00 EST", "15:00"),
        # Eastern Time is what New York shows that day.
        ("1 Jul 2026 10:00 ET", "14:00"), ("1 Jan 2026 10:00 ET", "15:00"), ("1 Jul 2026 10:00 PT", "17:00"),
        ("1 Jul 2026 10:00 CET", "09:00"), ("1 Jul 2026 10:00 CEST", "08:00"), ("1 Jul 2026 10:00 BST", "09:00"),
        # Moscow was four hours ahead from 2011 to 2014.
        ("1 Jan 2026 10:00 MSK", "07:00"), ("1 Jan 2013 10:00 MSK", "06:00"), ("1 Jul 2026 10:00 EEST", "07:00"),
        ("1 Jul 2026 10:00 IRST", "06:30"), ("1 Jul 2026 10:00 PKT", "05:00"), ("1 Jul 2026 10:00 JST", "01:00"),
        ("1 Jul 2026 10:00 AFT", "05:30"), ("1 Jul 2026 10:00 NPT", "04:15"), ("1 Jul 2026 10:00 TRT", "07:00"),
        ("1 Jul 2026 10:00 GMT", "10:00"), ("1 Jul 2026 10:00 UTC", "10:00"), ("1 Jul 2026 10:00 Z", "10:00"),
        ("1 Jul 2026 10:00 +0330", "06:30"), ("1 Jul 2026 10:00 -04:00", "14:00"), ("1 Jul 2026 10:00 UTC+3", "07:00"),
        ("1 Jul 2026 10:00 GMT+03:30", "06:30"), ("1 Jul 2026 10:00 GMT -5", "15:00"),
    ],
)  # fmt: skip
def test_feeds_and_pages_read_one_zone_alike(date: str, utc: str) -> None:
    year = 2013 if "2013" in date else 2026
    expected = datetime.strptime(f"{year} {date[2:5]} {utc}", "%Y %b %H:%M").replace(tzinfo=UTC)
    assert of_feed(date) == of_page(date) == moment(date) == expected


@pytest.mark.parametrize("name", ["IST", "CST", "AST", "XYZ", "+99:00"])
def test_a_zone_that_means_several_or_none_is_not_guessed(name: str) -> None:
    date = f"1 Jul 2026 10:00 {name}"
    assert of_feed(date) is of_page(date) is moment(date) is None


@pytest.mark.parametrize(
    ("name", "country", "hours"),
    [("IST", "IN", 5.5), ("IST", "IL", 3), ("IST", "IE", 1), ("CST", "CN", 8), ("GST", "AE", 4), ("BST", "BD", 6)],
)
def test_the_country_decides_between_the_zones_of_a_name(name: str, country: str, hours: float) -> None:
    zone = read_zone(name, country)
    assert zone is not None
    assert zone.utcoffset(datetime(2026, 7, 1, tzinfo=zone)) == timedelta(hours=hours)
    assert read_zone("EST", country) == read_zone("EST")


def test_every_name_in_the_pattern_has_a_meaning() -> None:
    names = ZONE_NAMES.split("|")
    assert len(names) > 50
    assert all(read_zone(name) and read_zone(name.lower()) for name in names)
    assert read_zone("") is read_zone("EASTERN") is read_zone("+") is None


@pytest.mark.parametrize(
    ("date", "utc"),
    [
        # feedparser takes three hours for the first, none for the second, and the day alone of the third
        ("2026-07-01T10:00:00+0330", datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        ("2026-07-01T10:00:00 +03", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        ("2026-07-01 10:00:00 GMT", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("Tue, 15 Sept 2026 10:00:00 +0200", datetime(2026, 9, 15, 8, tzinfo=UTC)),
    ],
)
def test_a_feed_states_its_offset_in_several_ways(date: str, utc: datetime) -> None:
    assert of_feed(date) == utc
