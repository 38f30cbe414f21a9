"""Dates written in words or figures, read by the month names of their language, with their time and zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from unicodedata import normalize

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from spiders.zones import read_zone, zone_rules
from transforms.dates.calendars import gregorian_year, with_gregorian_years
from transforms.dates.moments import DIGITS, JALALI, Moment, Zone, aware_moment, day_moment, jalali
from transforms.page.text import MARKS, clean
from transforms.vocab.loader import alternatives, any_of, languages_with, words, words_of

_LETTER = rf"(?:(?![\d_])[\w{MARKS}])"  # the vowel signs of Indic scripts are no \w
_WORD = (
    rf"(?P<month>{_LETTER}(?:\.?{_LETTER}){{1,30}}(?:[ \u200c]{_LETTER}{{4,}})?)\.?"
    rf"(?:\s?/\s?{_LETTER}+(?: {_LETTER}+)?)?"  # its name in another region
)
_ORDINAL = any_of("dates.ordinals")
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?<!\d)(?P<day>\d{1,2})"
_DAY_AT_END = r"(?P<day>\d{1,2})(?![\d:])"
_BEFORE_YEAR = any_of("dates.before_year")
_DATES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_DAY}(?:{_ORDINAL}|\.)?[\s-]+{any_of('dates.before_month')}?{_WORD}\s?,?[\s-]+{_BEFORE_YEAR}?{_YEAR}(?!\d)",
        rf"(?<!\w){_WORD}\s+(?P<day>\d{{1,2}}){_ORDINAL}?,?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s?(?:[-/.]|{any_of('dates.year_signs')})\s?"
        rf"(?P<number>\d{{1,2}})\s?(?:[-/.]|{any_of('dates.month_signs')})\s?(?P<day>\d{{1,2}})(?!\d)",
        rf"{_DAY}(?P<mark>[./-])(?P<number>\d{{1,2}})(?P=mark){_YEAR}(?!\d)",
        rf"{_DAY}\s+{any_of('dates.before_month_number')}\s?(?P<number>\d{{1,2}}),?\s+{_BEFORE_YEAR}?{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}(?:\s?{any_of('dates.after_year')}|\.)?,?\s+{_WORD}\s+{_DAY_AT_END}",
        rf"(?<!\d){_YEAR}\.?\s?{any_of('dates.after_year')}\s+(?P<day>\d{{1,2}})\.?\s+{_WORD}",
    )
)
_SHORT_YEARS = {tag: words_of(tag, "dates.short_years")[0] for tag in languages_with("dates.short_years")}
_SHORT_YEAR = re.compile(
    rf"(?<![\d.:/-])(\d{{1,2}}(?:([./-])\d{{1,2}}\2|\s+{_LETTER}(?:\.?{_LETTER}){{1,30}}\.?\s+))(\d\d)(?![\d.:/-])"
)
_ZONES = {name: zone for entry in words("times.zones") for name, _, zone in [entry.partition("=")]}
_TIME = re.compile(
    rf"(?:(?P<before>{any_of('times.forenoon_before', 'times.afternoon_before')})\s?)?"
    rf"(?<![\d:.])(?P<hour>\d{{1,2}})\s?(?::|\.|{any_of('times.hour_signs')})\s?"
    rf"(?P<minute>\d{{2}}|\d(?=\s?{any_of('times.minute_signs')}))"
    rf"(?::(?P<second>\d{{2}}))?(?!\d|\.\d)\s?{any_of('times.minute_signs')}?"
    rf"\s*(?P<half>(?i:{any_of('times.forenoon', 'times.afternoon')}))?\s*{any_of('times.clock')}?\s*[(,]?\s*"
    r"(?P<zone>(?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|\b[A-Z]{2,5}\b|Z\b|"
    rf"(?i:{alternatives(tuple(_ZONES))})(?!\w))?"
)
# The second half of the day.
_LATE = re.compile(any_of("times.afternoon", "times.afternoon_before"), re.IGNORECASE)
_MINUTES = re.compile(rf"\s?{any_of('times.minutes')}(?!\w)", re.IGNORECASE)
_MONEY = re.compile(rf"\s?(?:[$€£¥₹₺₽%]|kr\b)|\s(?!{any_of('times.hours')}\b)(?P<word>[^\W\d_]{{3,}})")
_NO_ZONES = frozenset(words("times.no_zones"))
_JOINED = words("dates.joined_to_month")
# Languages whose month names are found by themselves, being in no Latin letters.
_OTHER_SCRIPTS = (
    *("am", "ar", "ar_LB", "ar_DZ", "bg", "bn", "el", "fa", "gu", "he", "hi", "hy", "ka", "kk", "km", "kn", "lo", "mk"),
    *("ml", "mn", "mr", "my", "ne", "pa", "ru", "si", "sr", "ta", "te", "th", "uk", "ur"),
)
# Languages whose month names stand on pages of others too, where a theme was not translated.
_WIDESPREAD = ("en", "es", "fr", "de", "pt", "it")


def read_written(text: str, *, zone: Zone, source: str) -> Moment | None:
    """Return the moment that the text names in the words of its language or in English; None where it names none.

    A time without a zone is read in `zone`; where that is not known, the moment is a day. Figures whose order is in
    doubt (3/4/2024) are read in the order of the zone's language, and in English not at all.
    """
    raw = clean(text)
    latin = with_gregorian_years(raw.translate(DIGITS)).replace("\N{MINUS SIGN}", "-")  # before an offset
    if century := _SHORT_YEARS.get(_base(zone.language)):
        latin = _SHORT_YEAR.sub(rf"\g<1>{century}\g<3>", latin)
    persian = jalali(latin)
    if persian:
        local, exact = persian
        return zone.moment(local, raw, "minute" if exact else "day", source)
    for pattern in _DATES:
        for found in pattern.finditer(latin):
            day = _day(found.groupdict(), zone)
            if day is not None:
                beside = (latin[found.end() : found.end() + 60], latin[max(0, found.start() - 30) : found.start()])
                return _timed(day, beside, raw, zone, source)
    return None


_LABELS = frozenset(word.translate(DIGITS) for word in words("dates.labels"))


def is_bare_date(text: str, language: str | None) -> bool:
    """Say whether a text in any language is a date, its time and its label, and no word beside."""
    if len(text) > 70 or read_written(text, zone=Zone(language=language), source="text") is None:
        return False
    words = re.findall(rf"{_LETTER}+", text.replace("\u200c", " ").translate(DIGITS).casefold())
    names = frozenset[str]().union(*map(_names, {*languages_with("dates.labels"), _base(language)}))
    return all(word in _LABELS or word in JALALI or word in names for word in words)


@lru_cache(maxsize=64)
def _names(tag: str) -> frozenset[str]:
    """Return the words of the months and the weekdays of a language."""
    locale = _locale(tag)
    days = [
        name
        for width in (("wide", "abbreviated") if locale else ())
        for name in get_day_names(width, "format", locale).values()
    ]
    months = [name for variant in _variants(tag) for name in _months(variant)]
    spelled = " ".join((*days, *words_of(tag, "dates.weekdays"), *months))
    return frozenset(re.findall(rf"{_LETTER}+", spelled.replace("\u200c", " ").translate(DIGITS).casefold()))


def _variants(tag: str) -> tuple[str, ...]:
    """Return a language's tag, and those of its regions with month names of their own."""
    return (tag, *words_of(tag, "dates.regions"))


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return None


def _day(parts: dict[str, str | None], zone: Zone) -> date | None:
    day, year = int(parts["day"] or 0), gregorian_year(int(parts["year"] or 0))
    if parts.get("month"):
        month = _month(parts["month"] or "", zone)
    else:
        month = int(parts.get("number") or 0)
        english = (zone.language or "en").startswith("en")
        if parts.get("mark") and month > 12 and english:
            day, month = month, day
        elif parts.get("mark") in ("/", "-") and english and day != month and day <= 12:
            return None
    try:
        return date(year, month, day) if month else None
    except ValueError:
        return None


def _timed(day: date, beside: tuple[str, str], raw: str, zone: Zone, source: str) -> Moment | None:
    """Return the moment of that day at the time beside it, in the zone that the text names or the one that is known."""
    found = _clock(beside[0]) or _clock(beside[1])
    if found is None:
        return day_moment(day, raw, source)
    hour, minute = int(found["hour"]), int(found["minute"])
    half = found["half"] or found["before"]
    if half:
        hour = hour % 12 + (12 if _LATE.match(half) else 0)
    if hour > 23 or minute > 59:
        return day_moment(day, raw, source)
    local = datetime.combine(day, time(hour, minute, int(found["second"] or 0) % 60))
    precision = "second" if found["second"] else "minute"
    name = found["zone"] or ""
    if name and name not in _NO_ZONES:
        named = read_zone(_ZONES.get(name.casefold(), name), zone.country)
        if named is None and zone.name and local.replace(tzinfo=zone_rules(zone.name)).tzname() == name:
            return zone.moment(local, raw, precision, source)  # the zone that is known, by its own abbreviation
        if named is None:  # a zone that is named, and not known here
            return day_moment(day, raw, source)
        return aware_moment(local.replace(tzinfo=named), raw, precision, source)
    return zone.moment(local, raw, precision, source)


def _clock(text: str) -> re.Match[str] | None:
    """Return the first figures of a text that are a time of the day."""
    return next((found for found in _TIME.finditer(text) if not _is_amount(found, text)), None)


def _is_amount(found: re.Match[str], text: str) -> bool:
    """Say whether figures that look like a time are a length in minutes, or, where a point divides them, a price."""
    if found["half"] or found["before"]:
        return False
    end = found.end("minute")
    if text[found.end("hour") : found.start("minute")].strip() != ".":
        return _MINUTES.match(text, end) is not None
    behind = _MONEY.match(text, end)
    return text[: found.start()].rstrip()[-1:] in tuple("$€£¥₹₺₽") or (
        behind is not None and (behind["word"] is None or behind["word"].islower())
    )


def _month(word: str, zone: Zone) -> int | None:
    """Return the number of the month that a word names, in full or in its usual short form."""
    for tag in dict.fromkeys((*_variants(_base(zone.language)), *_variants(_base(zone.theme)), *_WIDESPREAD)):
        names, name = _months(tag), _month_key(word, tag)
        undotted = word.casefold().rstrip(".")  # how some write Turkish in capitals
        # a word beside it may be taken along
        for form in (name, name.rpartition(" ")[2], name.partition(" ")[0], undotted):
            for bare in (form, *(form.removeprefix(joined) for joined in _JOINED)):
                if number := names.get(bare):
                    return number
    if word.isascii():
        return None
    names, name = _months_of_other_scripts(), _month_key(word, "")
    return names.get(name) or names.get(name.rpartition(" ")[2])


_TURKISH = str.maketrans("Iİ", "ıi")  # which Unicode folds as English does


def _month_key(name: str, tag: str) -> str:
    """Return the name of a month as it is looked up: in the small letters of its language."""
    spelled = name.translate(_TURKISH) if tag in ("tr", "az") else name
    return spelled.casefold().translate(DIGITS).rstrip(".")


def _base(language: str | None) -> str:
    return (language or "en").replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=64)
def _months(tag: str) -> dict[str, int]:
    """Return the month names of a language, as they stand in a date and alone, and their short forms."""
    found: dict[str, int] = {}
    for number, name in _spelled_months(tag):
        key = _month_key(normalize("NFC", name), tag)
        if not key.isdigit():
            found.setdefault(key, number)
    return found


@lru_cache(maxsize=1)
def _months_of_other_scripts() -> dict[str, int]:
    """Return the month names of languages that are not written in Latin letters, but for those that are two months'.

    Pages name the wrong language, or none: these names tell their language themselves.
    """
    found: dict[str, int] = {}
    doubtful: set[str] = set()
    for tag in _OTHER_SCRIPTS:
        for name, number in _months(tag).items():
            if name[0] > "\u024f" and found.setdefault(name, number) != number:
                doubtful.add(name)
    return {name: number for name, number in found.items() if name not in doubtful}


def _spelled_months(tag: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers and names of the months, as CLDR has them and as the vocabulary does."""
    locale = _locale(tag)
    for width in ("wide", "abbreviated") if locale else ():
        for context in ("format", "stand-alone"):
            yield from get_month_names(width, context, locale).items()
    for number, forms in enumerate(words_of(tag, "dates.months"), start=1):
        yield from ((number, form) for form in forms.split("|"))
