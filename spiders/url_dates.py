"""Dates in URLs: the days, months and years that an address names, by one rule for listings, pages and `explain`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        # /2017/01/03/, /2017-01/3.html and /2017/01-03/; a slug may begin with a number, as in /2017/01/12-lanterns-lit
        rf"{_YEAR}[-_/](?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?=[/.?#]|$)",
        rf"{_YEAR}/(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?=[/.?#]|$)",
        # 2017-01-03, 2017_1_3, 2017.01.03, 20170103
        rf"{_YEAR}(?P<mark>[-_])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)",
        rf"{_YEAR}(?P<mark>\.?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)",
    )
)
_MONTH = re.compile(rf"{_YEAR}[-_/.]?(?P<month>0[1-9]|1[0-2])(?!\d)")
_ONLY_YEAR = re.compile(rf"{_YEAR}(?!\d)")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that an address names: as it is written there, and whether a part of the path begins with it."""

    day: date
    text: str
    begins_part: bool


def named_days(url: str) -> list[NamedDay]:
    """Return the days that an address names, in its order; those that no calendar has are none."""
    found = sorted(
        ((match.start(), day, match[0]) for form in _DAYS for match in form.finditer(url) if (day := _day(match))),
    )
    return [NamedDay(day, text, url[:start].endswith("/")) for start, day, text in found]


def day_of_path(url: str) -> NamedDay | None:
    """Return the first day that the path of a URL names; None where it names none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return next(iter(named_days(path)), None)


def named_months(url: str) -> Iterator[tuple[int, int]]:
    """Yield the months that an address names, each as year and month."""
    return ((int(found["year"]), int(found["month"])) for found in _MONTH.finditer(url))


def named_years(url: str) -> Iterator[int]:
    """Yield the years that an address names."""
    return (int(found["year"]) for found in _ONLY_YEAR.finditer(url))


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
