"""Time zone names and offsets, and what each means in listings as on pages: one table, with rules of one package."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

# Read to the letter: who writes EST in July may mean the clock of New York, which shows EDT then, and nobody can tell.
# Programs mean what they write, and write most of the dates. Hours ahead of UTC.
_OFFSETS = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3, "CLT": -4,
    "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "OEZ": 2, "EEST": 3, "OESZ": 3,
    "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "TRT": 3, "IDT": 3, "IRST": 3.5, "IRDT": 4.5, "AFT": 4.5,
    "PKT": 5, "NPT": 5.75, "MMT": 6.5, "ICT": 7, "WIB": 7, "WITA": 8, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8,
    "AWST": 8, "WIT": 9, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13,
}  # fmt: skip
# Names of no one offset: of a clock that shows summer and winter, and Moscow's, which the law has moved twice.
_BY_DATE = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "MSK": "Europe/Moscow",
}
# Names that mean different offsets to different people: read where the country of the page is known, and America's CST
# and AST nowhere.
_BY_COUNTRY = {
    "IST": {"IN": "Asia/Kolkata", "IL": "Asia/Jerusalem", "IE": "Europe/Dublin"},
    "CST": {"CN": "Asia/Shanghai", "TW": "Asia/Taipei"},
    "AST": {"SA": "Asia/Riyadh", "IQ": "Asia/Baghdad", "KW": "Asia/Kuwait", "QA": "Asia/Qatar", "BH": "Asia/Bahrain"},
    "GST": {"AE": "Asia/Dubai", "OM": "Asia/Muscat"},
    "BST": {"BD": "Asia/Dhaka"},
}

#: A pattern for the names that mean one time.
ZONE_NAMES = "|".join(sorted((*_OFFSETS, *_BY_DATE), key=len, reverse=True))
_NUMERIC = re.compile(r"(?:UTC|GMT)?\s*(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?", re.IGNORECASE)


def read_zone(text: str, country: str | None = None) -> tzinfo | None:
    """Return the zone that a text names: "EST", "Z", "+0330", "UTC+3"; None where it names none, or several.

    Of several, the one of the `country` counts, an ISO 3166 code such as "IN".
    """
    name = text.strip().upper()
    if place := _BY_COUNTRY.get(name, {}).get(country or ""):
        return zone_rules(place)
    if name in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name]))
    if name in _BY_DATE:
        return zone_rules(_BY_DATE[name])
    found = _NUMERIC.fullmatch(name)
    if found is None:
        return None
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return timezone(-offset if found["sign"] == "-" else offset) if offset < timedelta(hours=24) else None


@lru_cache
def zone_rules(name: str) -> ZoneInfo:
    """Return a zone from the packaged rules: Iran's changed in 2022, and a machine's own may be older."""
    rules = resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    with rules.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)
