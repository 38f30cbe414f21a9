"""Dates as pages print them, read into aware UTC times with their precision and the source of their zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

import jdatetime
from babel.core import get_global

from spiders.outlet import Outlet, Template
from spiders.zones import zone_rules
from transforms.dates.calendars import SPELLED_YEAR, gregorian_year
from transforms.page.text import clean
from transforms.vocab.loader import any_of, languages_with, words_of

#: The months of the Jalali calendar by name, each with its number.
JALALI = {
    name: number
    for language in languages_with("dates.jalali_months")
    for number, name in enumerate(words_of(language, "dates.jalali_months"), start=1)
}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"
_JALALI = (
    re.compile(
        rf"(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(JALALI)})\s+(?:{any_of('dates.after_month')}\s+)?"
        rf"(?P<year>1[34]\d\d)"
        rf"(?:\D{{1,12}}{_CLOCK})?"
    ),
    re.compile(
        rf"(?<!\d)(?P<year>1[34]\d\d)[/-](?P<month>\d{{1,2}})[/-](?P<day>\d{{1,2}})(?!\d)(?:\D{{1,12}}{_CLOCK})?"
    ),
)
_BEFORE = re.compile(rf"{_CLOCK}\s*[-–،,|]\s*$")
_PRINT_BEGAN = datetime(1600, 1, 1, tzinfo=UTC)  # the first newspapers
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A year of this century or the last, a Jalali or a Buddhist one, one of an era, of other digits than Latin, or
#: of two behind day and month.
YEAR = re.compile(
    rf"(?<!\d)(?:19|20|25)\d\d(?!\d)|\b1[34]\d\d\b|(?:(?![0-9])\d){{4}}|{SPELLED_YEAR}|"
    r"(?<![\d.])\d\d?([./])\d\d?\1\d\d(?![\d.])"
)
#: The digits of all scripts in Latin, their commas too, and Arabic letters as Persian has them.
DIGITS: dict[int, str] = {
    **{code: str(unicodedata.decimal(chr(code))) for code in range(128, 0x10000) if chr(code).isdecimal()},
    **dict(zip(map(ord, "يك،၊、，"), "یک,,,,", strict=True)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as read: the time in UTC, the text it was read from, its precision, its source and its zone's source."""

    at: datetime
    raw: str
    precision: str  # second, minute or day
    source: str
    zone_source: str  # page, outlet (it states its zone), assumed, or none (a day has no zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """In which zone a time without one is read, whether the outlet states that itself, and in which language.

    A name of None says that the zone is not known.
    """

    name: str | None = None
    stated: bool = False
    language: str | None = None
    #: The language that a page states where its text is in another: its theme may print dates in it.
    theme: str | None = None
    #: The country that the page or its address names, by its ISO 3166 code.
    place: str | None = None

    @property
    def country(self) -> str | None:
        """The country that is named, also by the language's tag; else the one that the language is native to."""
        base, _, rest = (self.language or "").replace("_", "-").partition("-")
        region = rest.rpartition("-")[2]
        if len(region) == 2 or self.place:
            return region.upper() if len(region) == 2 else self.place
        likely = "" if base == "en" else get_global("likely_subtags").get(base.lower(), "")
        return likely.rpartition("_")[2] or None

    @classmethod
    def of(cls, outlet: Outlet, template: Template | None = None, language: str | None = None) -> Zone:
        """Return the zone of an outlet, or that of one of its templates where it has one of its own."""
        own = template.time_zone if template else None
        return cls(name=own or outlet.time_zone, stated=outlet.time_zone_stated, language=language)

    def moment(self, local: datetime, raw: str, precision: str, source: str) -> Moment | None:
        """Return the moment of a local time in this zone: a day where it is unknown, None where no calendar has it."""
        if self.name is None:
            return day_moment(local.date(), raw, source)
        aware = local.replace(tzinfo=zone_rules(self.name))
        return aware_moment(aware, raw, precision, source, "outlet" if self.stated else "assumed")


def read_by_template(text: str, template: Template, outlet: Outlet, source: str) -> Moment | None:
    """Return the moment that the text names in the formats and zone of an outlet's template; None where none fits."""
    return read_date(text, formats=template.date_formats, zone=Zone.of(outlet, template), source=source)


def read_date(text: str, *, formats: Iterable[str], zone: Zone, source: str) -> Moment | None:
    """Return the moment that the text names in a zone; None where no format fits. A Jalali date needs no format."""
    raw = clean(text)
    latin = raw.translate(DIGITS)
    local, exact = _by_formats(latin, formats) or jalali(latin) or (None, False)
    if local is None:
        return read_iso(raw, zone=zone, source=source)
    return zone.moment(local, raw, "minute" if exact else "day", source)


def read_iso(text: str, *, zone: Zone, source: str) -> Moment | None:
    """Return the moment of an ISO 8601 text; without an offset it is in `zone`."""
    raw = clean(text)
    parsed = _machine_time(raw)
    if parsed is None:
        return None
    if 1300 <= parsed.year < 1500:  # a Jalali year, written as ISO 8601 writes others
        return _jalali_iso(parsed, raw, zone, source)
    precision = "day" if len(raw) <= 10 else ("second" if re.search(r"\d:\d\d:\d", raw) else "minute")
    if parsed.tzinfo is not None:
        return aware_moment(parsed, raw, precision, source)
    return zone.moment(parsed, raw, precision, source)


def _jalali_iso(parsed: datetime, raw: str, zone: Zone, source: str) -> Moment | None:
    try:
        day = jdatetime.date(parsed.year, parsed.month, parsed.day).togregorian()
    except ValueError:
        return None
    local = datetime.combine(day, parsed.timetz())
    if parsed.tzinfo is not None:
        return aware_moment(local, raw, "minute", source)
    return zone.moment(local, raw, "minute", source)


_BUDDHIST = re.compile(r"2[45]\d\d")
_MAIL = re.compile(r"\d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UT|UTC)$")


def _machine_time(raw: str) -> datetime | None:
    """Return the time that ISO 8601 (with the spaces that some put into it) or the dates of mail and RSS spell."""
    if not re.match(r"\d{4}-?\d\d-?\d\d(?!\d)|[A-Za-z]{3,9},? \d", raw) or len(raw) > 60:
        return None
    spelled = re.sub(r"\s*T\s*", "T", raw) if raw[0].isdigit() else raw
    if _BUDDHIST.match(spelled):
        spelled = f"{gregorian_year(int(spelled[:4]))}{spelled[4:]}"
    try:
        return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", spelled))
    except ValueError:
        pass
    try:
        # Only as mail writes them, zone and all: it reads other dates too, and leaves out what it does not know.
        return parsedate_to_datetime(raw) if raw[0].isalpha() and _MAIL.search(raw) else None
    except (ValueError, TypeError, OverflowError):
        return None


def day_moment(day: date, raw: str, source: str) -> Moment:
    """Return midnight UTC of a day of which no time and no zone is known."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Moment(at=at, raw=raw, precision="day", source=source, zone_source="none")


def plausible(moment: Moment | None, captured_at: datetime | None) -> Moment | None:
    """Return the moment unless no page can have meant it.

    That is one more than a day ahead of the capture, and the dates of a clock that was never set: the year 1 of .NET,
    the first instant of 1970 of Unix.
    """
    if moment is None:
        return None
    limit = (captured_at or datetime.now(UTC)) + timedelta(days=1)
    return moment if _PRINT_BEGAN <= moment.at <= limit and moment.at != _EPOCH else None


def _by_formats(text: str, formats: Iterable[str]) -> tuple[datetime, bool] | None:
    """Return the local time that the first fitting format reads, in UTC for want of its zone, and if to the minute."""
    for layout in formats:
        try:
            return datetime.strptime(text, layout).replace(tzinfo=UTC), "%M" in layout
        except ValueError:
            continue
    return None


def jalali(text: str) -> tuple[datetime, bool] | None:
    """Return the local time of a Jalali date in Latin digits, and whether it names the minute."""
    found = next((found for shape in _JALALI if (found := shape.search(text))), None)
    if not found:
        return None
    name = found["month"]
    month = int(name) if name.isdigit() else JALALI[name]
    clock = found if found["hour"] is not None else _BEFORE.search(text[: found.start()])
    exact = clock is not None
    hour, minute = (int(clock["hour"]), int(clock["minute"])) if clock else (0, 0)
    try:
        jalali = jdatetime.datetime(int(found["year"]), month, int(found["day"]), hour, minute)
        return jalali.togregorian(), exact
    except ValueError:
        return None


def aware_moment(at: datetime, raw: str, precision: str, source: str, zone_source: str = "page") -> Moment | None:
    """Return the moment of a time with its zone, which by default the page names; None beyond the calendar."""
    try:
        return Moment(at=at.astimezone(UTC), raw=raw, precision=precision, source=source, zone_source=zone_source)
    except OverflowError:
        return None
