"""Calendars and numerals of East Asia in dates, rewritten into Gregorian years and Latin digits."""

from __future__ import annotations

import re

from transforms.vocab.loader import alternatives, any_of, languages_with, words, words_of

_NUMERALS = {
    form: number
    for language in languages_with("dates.numerals")
    for number, forms in enumerate(words_of(language, "dates.numerals"))
    for form in forms.split("|")
}
_SIGNS = any_of("dates.year_signs", "dates.month_signs", "dates.day_signs", "times.hour_signs", "times.minute_signs")
# The year before the first of each era, by the era's name.
_ERAS = {name: int(year) for entry in words("dates.eras") for name, _, year in [entry.partition("=")]}
_NUMERAL = "".join(_NUMERALS)
_SPELLED = re.compile(rf"[{_NUMERAL}]{{1,5}}(?=\s?{_SIGNS})")
_ERA = re.compile(rf"(?P<era>{alternatives(tuple(_ERAS))})\s?(?P<year>\d{{1,3}})(?=\s?{any_of('dates.year_signs')})")
_TWICE = re.compile(
    rf"(?P<once>(?P<year>\d{{4}})\s?{any_of('dates.year_signs')})\s?[(（]\s?(?P=year)\s?{any_of('dates.year_signs')}\s?[)）]"
)
#: A pattern for a year of an era, or one whose digits are spelled.
SPELLED_YEAR = rf"(?:{alternatives(tuple(_ERAS))})\s?[\d{_NUMERAL}]|[{_NUMERAL}]{{4}}\s?{any_of('dates.year_signs')}"
#: A year of the Buddhist era is less by this in the Gregorian calendar; no page names a year of its range otherwise.
_BUDDHIST = 543
_BUDDHIST_YEARS = range(2400, 2600)


def gregorian_year(year: int) -> int:
    """Return the Gregorian year of one that may be of the Buddhist era."""
    return year - _BUDDHIST if year in _BUDDHIST_YEARS else year


def with_gregorian_years(text: str) -> str:
    """Return the text with spelled numerals as digits and the years of eras as Gregorian ones, each stated once."""
    if text.isascii():
        return text
    digits = _SPELLED.sub(lambda found: str(_number(found[0])), text)
    years = _ERA.sub(lambda found: str(_ERAS[found["era"]] + int(found["year"])), digits)
    return _TWICE.sub(lambda found: found["once"], years)


def _number(numerals: str) -> int:
    """Return the number that numerals spell: digit by digit, or with a sign for ten."""
    digits = [_NUMERALS[numeral] for numeral in numerals]
    if 10 not in digits:
        return int("".join(map(str, digits)))
    at = digits.index(10)
    tens, units = digits[:at] or [1], digits[at + 1 :] or [0]
    return tens[-1] * 10 + units[0]
