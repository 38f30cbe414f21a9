"""A date is read in its own zone's rules for that day, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from recordings import OUTLETS

from transforms.dates.moments import Moment, Zone, day_moment, plausible, read_date, read_iso

TEHRAN = "Asia/Tehran"
PRESSTV = {template.name: template.date_formats for template in OUTLETS["presstv"].templates}
TAGHRIB = OUTLETS["taghrib"].templates[0].date_formats


def _read(text: str, formats: tuple[str, ...] = TAGHRIB, zone: str = TEHRAN, stated: bool = False) -> Moment | None:
    return read_date(text, formats=formats, zone=Zone(name=zone, stated=stated), source="test")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("3 May 2017 - 9:12", datetime(2017, 5, 3, 4, 42, tzinfo=UTC)),
        ("3 May 2023 - 9:12", datetime(2023, 5, 3, 5, 42, tzinfo=UTC)),
        ("3 Jan 2017 - 9:12", datetime(2017, 1, 3, 5, 42, tzinfo=UTC)),
        ("21 Mar 2022 - 9:12", datetime(2022, 3, 21, 5, 42, tzinfo=UTC)),
        ("22 Mar 2022 - 9:12", datetime(2022, 3, 22, 4, 42, tzinfo=UTC)),
        ("3 May 1978 - 9:12", datetime(1978, 5, 3, 4, 12, tzinfo=UTC)),
    ],
)
def test_a_clock_in_tehran_is_read_by_the_rules_of_its_day(text: str, utc: datetime) -> None:
    moment = _read(text)
    assert moment is not None
    assert moment.at == utc
    assert moment.at.tzinfo is UTC
    assert (moment.raw, moment.precision, moment.zone_source) == (text, "minute", "assumed")


@pytest.mark.parametrize(
    ("text", "formats", "zone", "utc"),
    [
        ("Wednesday, 18 November 2026 3:30 PM", PRESSTV["today"], TEHRAN, datetime(2026, 11, 18, 12, tzinfo=UTC)),
        ("Wednesday, 18 November 2026 12:05 AM", PRESSTV["today"], TEHRAN, datetime(2026, 11, 17, 20, 35, tzinfo=UTC)),
        ("Mon Sep 23, 2019 09:34PM", PRESSTV["2015-2020"], "UTC", datetime(2019, 9, 23, 21, 34, tzinfo=UTC)),
        ("18 Nov 2026 - 09:12", TAGHRIB, TEHRAN, datetime(2026, 11, 18, 5, 42, tzinfo=UTC)),
        ("Wednesday 18 November 2026 09:12", TAGHRIB, TEHRAN, datetime(2026, 11, 18, 5, 42, tzinfo=UTC)),
    ],
)
def test_the_layouts_of_the_declared_outlets_are_read(
    text: str, formats: tuple[str, ...], zone: str, utc: datetime
) -> None:
    moment = _read(text, formats, zone)
    assert moment is not None
    assert (moment.at, moment.precision) == (utc, "minute")


@pytest.mark.parametrize(
    ("text", "utc", "precision"),
    [
        ("۲۷ آبان ۱۴۰۵ ساعت ۰۹:۱۲", datetime(2026, 11, 18, 5, 42, tzinfo=UTC), "minute"),
        ("چهارشنبه ۲۷ آبان ۱۴۰۵ - ۹:۱۲", datetime(2026, 11, 18, 5, 42, tzinfo=UTC), "minute"),
        ("13 ارديبهشت 1396 ساعت 09:12", datetime(2017, 5, 3, 4, 42, tzinfo=UTC), "minute"),
        ("٢٧ آبان ١٤٠٥", datetime(2026, 11, 17, 20, 30, tzinfo=UTC), "day"),
        ("۳۰ اسفند ۱۳۹۹", datetime(2021, 3, 19, 20, 30, tzinfo=UTC), "day"),
    ],
)
def test_a_jalali_date_is_read_in_digits_of_any_kind(text: str, utc: datetime, precision: str) -> None:
    moment = _read(text)
    assert moment is not None
    assert (moment.at, moment.precision, moment.raw) == (utc, precision, text)


def test_a_format_without_a_clock_is_a_day_in_the_outlets_zone() -> None:
    moment = _read("3 May 2017", ("%d %B %Y",))
    assert moment is not None
    assert (moment.at, moment.precision) == (datetime(2017, 5, 2, 19, 30, tzinfo=UTC), "day")


def test_white_space_around_and_within_a_date_is_folded() -> None:
    moment = _read("  3 May 2017\n -\t9:12 ")
    assert moment is not None
    assert moment.raw == "3 May 2017 - 9:12"


def test_an_iso_date_with_an_offset_is_its_own_zone() -> None:
    moment = read_iso("2017-05-03T09:12:30+04:30", zone=Zone(name=TEHRAN, stated=False), source="test")
    assert moment is not None
    assert moment.at == datetime(2017, 5, 3, 4, 42, 30, tzinfo=UTC)
    assert (moment.precision, moment.zone_source) == ("second", "page")


@pytest.mark.parametrize("text", ["2017-05-03T04:42Z", "2017-05-03 04:42+00:00", "2017-05-03T04:42 +0000"])
def test_an_iso_date_in_other_spellings_is_read(text: str) -> None:
    moment = read_iso(text, zone=Zone(name=None, stated=False), source="test")
    assert moment is not None
    assert (moment.at, moment.precision) == (datetime(2017, 5, 3, 4, 42, tzinfo=UTC), "minute")


def test_an_iso_date_without_an_offset_is_in_the_outlets_zone() -> None:
    moment = read_iso("2017-05-03T09:12:00", zone=Zone(name=TEHRAN, stated=True), source="test")
    assert moment is not None
    assert (moment.at, moment.zone_source) == (datetime(2017, 5, 3, 4, 42, tzinfo=UTC), "outlet")


def test_an_iso_date_of_no_known_zone_is_a_day_at_most() -> None:
    moment = read_iso("2017-05-03T09:12:00", zone=Zone(name=None, stated=False), source="test")
    assert moment == day_moment(date(2017, 5, 3), "2017-05-03T09:12:00", "test")
    assert (moment.precision, moment.zone_source) == ("day", "none")


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "yesterday", "32 May 2017 - 9:12", "3 May 2017 - 25:12", "۳۲ آبان ۱۴۰۵", "۳۰ اسفند ۱۴۰۵",
        "۲۷ آبان ۱۴۰۵ ساعت ۲۵:۱۲", "3 May", "9:12", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        "2017-13-03", "\x00", "فانوس", "9" * 5000,
    ],
)  # fmt: skip
def test_nonsense_is_no_date(text: str) -> None:
    assert _read(text) is None


def test_a_page_cannot_know_the_future() -> None:
    captured = datetime(2026, 11, 18, 1, 30, tzinfo=UTC)
    for ahead, kept in ((timedelta(0), True), (timedelta(hours=23), True), (timedelta(hours=25), False)):
        moment = Moment(at=captured + ahead, raw="x", precision="minute", source="test", zone_source="page")
        assert plausible(moment, captured) == (moment if kept else None)
    assert plausible(None, captured) is None


def test_without_a_time_of_capture_the_future_begins_tomorrow() -> None:
    for year, kept in ((2017, True), (9998, False)):
        moment = day_moment(date(year, 1, 1), "x", "test")
        assert plausible(moment, None) == (moment if kept else None)


def test_an_unset_date_is_no_date() -> None:
    moment = read_iso("0001-01-01T00:00:00Z", zone=Zone(name=None, stated=False), source="test")
    assert plausible(moment, datetime(2026, 11, 18, tzinfo=UTC)) is None


def test_the_raw_text_of_a_date_can_always_be_written_down() -> None:
    moment = read_iso("2017-05-03\ud80009:12:00", zone=Zone(name=TEHRAN, stated=False), source="test")
    assert moment is None or moment.raw.encode("utf-8")
