"""A date in words or figures is read in its language, its time in its zone, and in doubt not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from transforms.dates.moments import Moment, Zone
from transforms.dates.written_dates import read_written

TEHRAN = "Asia/Tehran"


def _read(text: str, language: str | None = "en", zone: str | None = None) -> Moment | None:
    return read_written(text, zone=Zone(name=zone, language=language), source="text")


def _day(text: str, language: str | None = "en") -> str | None:
    moment = _read(text, language)
    assert moment is None or (moment.precision, moment.zone_source, moment.raw) == ("day", "none", text)
    return moment.at.date().isoformat() if moment else None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("18 November 2026", "en"), ("18 Nov 2026", "en"), ("November 18, 2026", "en"), ("Nov. 18, 2026", "en"),
        ("NOVEMBER 18 2026", "en"), ("18th November 2026", "en"), ("November 18th, 2026", "en"),
        ("Wednesday, November 18, 2026", "en"), ("Wed 18 Nov, 2026", "en"), ("Published: 18 November 2026", "en"),
        ("Velde, 18 November 2026 | Crafts", "en"), ("18 November 2026", None), ("18 November 2026", "xx"),
        ("2026-11-18", "en"), ("2026/11/18", "en"), ("2026.11.18", "ko"), ("18/11/2026", "en"), ("11/18/2026", "en"),
        ("18.11.2026", "de"), ("18. November 2026", "de"), ("Mi., 18. Nov. 2026", "de"), ("18.11.2026", "en"),
        ("le 18 novembre 2026", "fr"), ("18 nov. 2026", "fr"), ("mercredi 18 novembre 2026", "fr-FR"),
        ("18 de noviembre de 2026", "es"), ("18 de noviembre del 2026", "es"), ("18 noviembre, 2026", "es_MX"),
        ("18 Kasım 2026 Çarşamba", "tr"), ("18 Kas 2026", "tr"),
        ("18 ноября 2026", "ru"), ("18 Ноября 2026 года", "ru"), ("18 нояб. 2026 г.", "ru"), ("18.11.2026", "ru"),
        ("18 نوفمبر 2026", "ar"), ("الأربعاء ١٨ نوفمبر ٢٠٢٦", "ar"), ("18 تشرين الثاني 2026", "ar"),
        ("18 نوامبر 2026", "fa"), ("چهارشنبه ۱۸ نوامبر ۲۰۲۶", "fa"), ("۲۷ آبان ۱۴۰۵", "fa"), ("27 آبان 1405", "en"),
        ("۲۷ آبان ماه ۱۴۰۵", "fa"), ("۱۴۰۵/۰۸/۲۷", "fa"), ("1405-08-27", "fa"),
        ("18 novembre 2026", "it"), ("18 de novembro de 2026", "pt"), ("18 november 2026", "nl"),
        ("18 listopada 2026", "pl"), ("18 נובמבר 2026", "he"), ("2026年11月18日", "ja"), ("2026년 11월 18일", "ko"),
        ("Wednesday November 18, 2026", "en"), ("Published November 18, 2026", "en"),
        ("Posted on November 18, 2026 by Jane Roe", "en"), ("3:30 pm ET November 18, 2026", "en"),
        ("18 KASIM 2026", "tr"), ("18 NOVEMBER 2026", "tr"),
        ("18th of November 2026", "en"), ("18 नवंबर 2026", "hi"), ("१८ नवंबर २०२६", "hi"), ("18 নভেম্বর, 2026", "bn"),
        ("18 בנובמבר 2026", "he"), ("ב-18 בנובמבר 2026", "he"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_words_of_its_language(text: str, language: str | None) -> None:
    assert _day(text, language) == "2026-11-18"


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("5 May 2024", "en", "2024-05-05"), ("Sept. 5, 2024", "en", "2024-09-05"), ("5 Sep 2024", "en", "2024-09-05"),
        ("1st June 2024", "en", "2024-06-01"), ("2nd Aug 2024", "en", "2024-08-02"),
        ("Mar 3rd 2024", "en", "2024-03-03"),
        ("5. März 2024", "de", "2024-03-05"), ("5. Jänner 2024", "de-AT", "2024-01-05"),
        ("5. Mai 2024", "de", "2024-05-05"),
        ("1er août 2024", "fr", "2024-08-01"), ("5 févr. 2024", "fr", "2024-02-05"),
        ("5 mai 2024", "fr", "2024-05-05"),
        ("1º de mayo de 2024", "es", "2024-05-01"), ("5 ene 2024", "es", "2024-01-05"),
        ("5 Ağustos 2024", "tr", "2024-08-05"), ("5 Şubat 2024", "tr", "2024-02-05"),
        ("5 Mayıs 2024", "tr", "2024-05-05"),
        ("5 мая 2024", "ru", "2024-05-05"), ("5 августа 2024", "ru", "2024-08-05"),
        ("5 травня 2024", "uk", "2024-05-05"),
        ("5 كانون الثاني 2024", "ar", "2024-01-05"), ("5 جانفي 2024", "ar", "2024-01-05"),
        ("5 يناير 2024", "ar", "2024-01-05"),
        ("5 ژوئیه 2024", "fa", "2024-07-05"), ("۱ فروردین ۱۴۰۳", "fa", "2024-03-20"),
        ("۳۰ اسفند ۱۳۹۹", "fa", "2021-03-20"),
        ("5 Agustus 2024", "id", "2024-08-05"), ("5 października 2024", "pl", "2024-10-05"),
        ("29 February 2024", "en", "2024-02-29"), ("5 mars 2024", "en", "2024-03-05"),
        ("5 März 2024", "en", "2024-03-05"),
        ("5 listopada 2024", "pl", "2024-11-05"), ("5 listopada 2024", "hr", "2024-10-05"),
    ],
)  # fmt: skip
def test_months_that_differ_from_language_to_language(text: str, language: str, day: str | None) -> None:
    assert _day(text, language) == day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("3/4/2024", "en", None), ("03-04-2024", "en-GB", None), ("3/4/2024", None, None),
        ("12/12/2024", "en", "2024-12-12"),
        ("3/4/2024", "de", "2024-04-03"), ("3/4/2024", "fr", "2024-04-03"), ("3/4/2024", "es", "2024-04-03"),
        ("13/4/2024", "en", "2024-04-13"), ("4/13/2024", "en", "2024-04-13"), ("4/13/2024", "de", None),
        ("3.4.2024", "de", "2024-04-03"), ("2024/3/4", "en", "2024-03-04"), ("2024-3-4", "de", "2024-03-04"),
        ("13/13/2024", "en", None), ("0/4/2024", "en", None), ("32.1.2024", "de", None), ("3.4.24", "de", None),
    ],
)  # fmt: skip
def test_figures_in_doubt_are_read_in_the_languages_order_and_in_english_not_at_all(
    text: str, language: str | None, day: str | None
) -> None:
    assert _day(text, language) == day


@pytest.mark.parametrize(
    ("text", "language", "clock"),
    [
        ("5 July 2024 15:30", "en", "15:30"), ("5 July 2024, 3:30 PM", "en", "15:30"),
        ("5 July 2024 3.30pm", "en", "15:30"),
        ("5 July 2024 at 3:30 p.m.", "en", "15:30"), ("July 5, 2024 | 03:30 Pm", "en", "15:30"),
        ("15:30, 5 July 2024", "en", "15:30"),
        ("3:30 PM - 5 July 2024", "en", "15:30"), ("5 July 2024 12:05 AM", "en", "00:05"),
        ("5 July 2024 12:05 PM", "en", "12:05"),
        ("5 July 2024 9:05am", "en", "09:05"), ("5. Juli 2024, 15:30 Uhr", "de", "15:30"),
        ("5. Juli 2024, 15.30 Uhr", "de", "15:30"),
        ("5 juillet 2024 à 15h30", "fr", "15:30"), ("5 de julio de 2024 - 15:30 h.", "es", "15:30"),
        ("5 de julio de 2024, 3:30 p. m.", "es", "15:30"), ("5 Temmuz 2024 Cuma 15:30", "tr", "15:30"),
        ("5 июля 2024, 15:30", "ru", "15:30"), ("5 يوليو 2024 الساعة 15:30", "ar", "15:30"),
        ("۱۵ تیر ۱۴۰۳ ساعت ۱۵:۳۰", "fa", "15:30"), ("۱۴۰۳/۰۴/۱۵ - ۱۵:۳۰", "fa", "15:30"),
        ("۱۵:۳۰ - ۱۴۰۳/۰۴/۱۵", "fa", "15:30"),
        ("5.7.2024 kl. 15.30", "da", "15:30"), ("2024年7月5日 15時30分", "ja", "15:30"),
        ("2024-07-05 15:30", "en", "15:30"),
        ("5 يوليو 2024 - 3:30 م", "ar", "15:30"), ("5 يوليو 2024 - 3:30 مساء", "ar", "15:30"),
        ("5 يوليو 2024 - 3:30 مساءً", "ar", "15:30"), ("5 يوليو 2024 - ٣:٣٠م", "ar", "15:30"),
        ("5 يوليو 2024 - 9:05 ص", "ar", "09:05"), ("5 يوليو 2024 - 12:05 صباحًا", "ar", "00:05"),
        ("5 يوليو 2024 - 15:30 من القاهرة", "ar", "15:30"),
        ("5. juli 2024 15.30 Jens Olsen", "da", "15:30"), ("5 luglio 2024, 15.30 di Anna Rill", "it", "15:30"),
        ("5 July 2024, 12.50 crowns, at 15.30", "en", "15:30"), ("5 July 2024 15:30 Mina Roe", "en", "15:30"),
        ("2024년 7월 5일 오후 3:30", "ko", "15:30"), ("2024년 7월 5일 오전 9:05", "ko", "09:05"),
        ("2024년 7월 5일 오전 12시 05분", "ko", "00:05"), ("2024年7月5日 午後3:30", "ja", "15:30"),
        ("2024年7月5日 下午3:30", "zh", "15:30"), ("2024年7月5日 上午9:05", "zh", "09:05"),
    ],
)  # fmt: skip
def test_a_time_without_a_zone_is_read_in_the_zone_that_is_known(text: str, language: str, clock: str) -> None:
    moment = _read(text, language, "Africa/Abidjan")
    assert moment is not None
    assert (f"{moment.at:%Y-%m-%d %H:%M}", moment.precision) == (f"2024-07-05 {clock}", "minute")
    assert moment.zone_source == "assumed"


@pytest.mark.parametrize("text", ["5 July 2024 15:30", "5 July 2024 3:30 pm", "2024-07-05 15:30", "15:30, 5 July 2024"])
def test_a_time_of_no_known_zone_is_a_day_at_most(text: str) -> None:
    assert _day(text) == "2024-07-05"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("5 Jul 2024 15:30 GMT", "2024-07-05 15:30"), ("5 Jul 2024 15:30 UTC", "2024-07-05 15:30"),
        ("5 Jul 2024 15:30Z", "2024-07-05 15:30"), ("5 Jul 2024 3.30pm BST", "2024-07-05 14:30"),
        ("5 Jul 2024 3:30 p.m. ET", "2024-07-05 19:30"), ("5 Jan 2024 3:30 p.m. ET", "2024-01-05 20:30"),
        ("5 Jul 2024 3:30 PM EDT", "2024-07-05 19:30"), ("5 Jan 2024 3:30 PM EST", "2024-01-05 20:30"),
        ("5 Jul 2024 3:30 PM EST", "2024-07-05 20:30"), ("July 5, 2024 | 3:30 pm PT", "2024-07-05 22:30"),
        ("5 Jul 2024 15:30 CEST", "2024-07-05 13:30"), ("5 Jan 2024 15:30 CET", "2024-01-05 14:30"),
        ("5 Jul 2024 15:30 Uhr MESZ", "2024-07-05 13:30"), ("5 Jul 2024 15:30 (MSK)", "2024-07-05 12:30"),
        ("5 Jul 2024 at 15:30 JST", "2024-07-05 06:30"), ("5 Jul 2024, 15:30 TRT", "2024-07-05 12:30"),
        ("5 Jul 2024 15:30 AEST", "2024-07-05 05:30"), ("5 Jan 2024 15:30 AEDT", "2024-01-05 04:30"),
        ("15:30 GMT, 5 July 2024", "2024-07-05 15:30"), ("5 Jul 2024 3:30 PM (UTC)", "2024-07-05 15:30"),
        ("5 Jul 2024 15:30 UTC+2", "2024-07-05 13:30"), ("5 Jul 2024 15:30 GMT+03:30", "2024-07-05 12:00"),
        ("5 Jul 2024 15:30 UTC\u22125", "2024-07-05 20:30"), ("5 Jul 2024 15:30 GMT \u22125", "2024-07-05 20:30"),
        ("5 Jul 2024 15:30 GMT -5", "2024-07-05 20:30"), ("5 Jul 2024 15:30 +0530", "2024-07-05 10:00"),
        ("5 Jul 2024 15:30 -04:00", "2024-07-05 19:30"), ("5 Jul 2024 00:30 +0300", "2024-07-04 21:30"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", [None, TEHRAN])
def test_a_zone_on_the_page_counts_before_one_that_is_known(text: str, utc: str, zone: str | None) -> None:
    moment = _read(text, "en", zone)
    assert moment is not None
    assert (f"{moment.at:%Y-%m-%d %H:%M}", moment.precision, moment.zone_source) == (utc, "minute", "page")
    assert moment.at.tzinfo is UTC


@pytest.mark.parametrize("name", ["IST", "CST", "AST", "(IST)", "XYZ"])
def test_a_zone_that_means_several_is_not_guessed(name: str) -> None:
    for zone in (None, TEHRAN):
        moment = _read(f"5 Jul 2024 15:30 {name}", "en", zone)
        assert moment is not None
        assert (moment.at, moment.precision) == (datetime(2024, 7, 5, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    ("zone", "utc", "precision", "source"),
    [
        (TEHRAN, datetime(2026, 11, 18, 5, 42, tzinfo=UTC), "minute", "assumed"),
        (None, datetime(2026, 11, 18, tzinfo=UTC), "day", "none"),
    ],
)
def test_a_jalali_date_with_a_zone_and_without(zone: str | None, utc: datetime, precision: str, source: str) -> None:
    moment = _read("۲۷ آبان ۱۴۰۵ ساعت ۰۹:۱۲", "fa", zone)
    assert moment is not None
    assert (moment.at, moment.precision, moment.zone_source) == (utc, precision, source)


def test_the_rules_of_the_day_hold_not_a_fixed_offset() -> None:
    for text, utc in (
        ("3 May 2017 09:12", "04:42"),
        ("3 May 2023 09:12", "05:42"),
        ("۱۳ اردیبهشت ۱۳۹۶ ۰۹:۱۲", "04:42"),
    ):
        moment = _read(text, "en", TEHRAN)
        assert moment is not None
        assert f"{moment.at:%H:%M}" == utc


def test_seconds_are_kept_and_whose_zone_it_is() -> None:
    moment = read_written("5 July 2024 15:30:45", zone=Zone(name=TEHRAN, stated=True, language="en"), source="time")
    assert moment == Moment(
        at=datetime(2024, 7, 5, 12, 0, 45, tzinfo=UTC),
        raw="5 July 2024 15:30:45", precision="second", source="time", zone_source="outlet",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "5 July 2024 | 5 min read", "5 July 2024 25:30", "5 July 2024 15:75", "5 July 2024 (3:1)", "5 July 2024, 9:5",
        "5 July 2024 10.30.2", "5 July 2024, 4.5 stars",
        "5 July 2024, 12.50 crowns", "5 July 2024, $12.50", "5 July 2024, € 12.50", "5 July 2024, 12.50 €",
        "5 July 2024, 3:15 min read", "5 July 2024 | 3:15 minutes",
    ],
)  # fmt: skip
def test_figures_that_are_no_time_leave_the_day(text: str) -> None:
    moment = _read(text, "en", TEHRAN)
    assert moment is not None
    assert (moment.at, moment.precision) == (datetime(2024, 7, 5, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "yesterday", "May 2024", "5 May", "2024", "May 5", "30 February 2024", "31 April 2024", "0 May 2024",
        "5 Mai 20245", "5 Maybe 2024", "12345678901234", "1 of 2", "https://velde.example/2024", "۳۲ آبان ۱۴۰۵",
        "۳۰ اسفند ۱۴۰۴", "1 January 0000", "5 mills 2024", "\x00", "99/99/9999", "9:30", "5 Monday 2024",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fa", "", "no-such-language"])
def test_what_names_no_day_is_no_date(text: str, language: str) -> None:
    assert _read(text, language) is None


def test_the_first_date_that_is_one_counts() -> None:
    assert _day("99.99.2024, then 18 November 2026 and 19 November 2026") == "2026-11-18"


@pytest.mark.parametrize("unit", ["1 ", "May 1 ", "1 May ", "12:", "2024-", "Ab ", "1.", "۱ "])
def test_a_text_as_long_as_a_page_takes_no_time(unit: str) -> None:
    start = time.process_time()
    _read(unit * (20_000 // len(unit)))
    assert time.process_time() - start < 0.5
