"""Dates in the calendars, numerals, words and zones of many languages are read as their readers read them."""

from __future__ import annotations

import time

import pytest

from transforms.dates.calendars import with_gregorian_years
from transforms.dates.moments import Zone, read_iso
from transforms.dates.written_dates import read_written


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("15 มกราคม 2567", "th", "2024-01-15"), ("วันที่ 15 มกราคม พ.ศ. 2567", "th", "2024-01-15"),
        ("15 ม.ค. 67", "th", "2024-01-15"), ("๑๕ มกราคม ๒๕๖๗", "th", "2024-01-15"),
        ("15/01/2567", "th", "2024-01-15"), ("15 มกราคม 2024", "th", "2024-01-15"),
        ("令和6年1月15日", "ja", "2024-01-15"),
        ("令和元年5月1日", "ja", "2019-05-01"), ("平成31年4月30日", "ja", "2019-04-30"),
        ("昭和64年1月7日", "ja", "1989-01-07"),
        ("2024年（令和6年）1月15日", "ja", "2024-01-15"), ("二〇二四年一月五日", "zh", "2024-01-05"),
        ("二〇二四年十二月二十三日", "zh", "2024-12-23"), ("令和六年一月十五日", "ja", "2024-01-15"),
        ("2024年１月５日", "ja", "2024-01-05"),
        ("民國113年1月5日", "zh", "2024-01-05"), ("2024년1월5일", "ko", "2024-01-05"),
        ("2024. január 5.", "hu", "2024-01-05"), ("2024. jan. 5.", "hu", "2024-01-05"),
        ("2024 m. sausio 5 d.", "lt", "2024-01-05"), ("2024 sausio 5 d.", "lt", "2024-01-05"),
        ("2024. gada 5. janvāris", "lv", "2024-01-05"), ("2024. gada 5. janvārī", "lv", "2024-01-05"),
        ("၂၀၂၄ ခုနှစ် ဇန်နဝါရီ ၅", "my", "2024-01-05"), ("၅ ဇန်နဝါရီ ၂၀၂၄", "my", "2024-01-05"),
        ("ဇန်နဝါရီ ၅၊ ၂၀၂၄", "my", "2024-01-05"), ("၂၀၂၄ ခုနှစ်၊ ဇန်နဝါရီလ ၅ ရက်", "my", "2024-01-05"),
        ("05 ဇန်နဝါရီ 2024", "my", "2024-01-05"), ("০৫ জানুয়ারী ২০২৪", "bn", "2024-01-05"),
        ("৫ জানুয়ারি, ২০২৪", "bn", "2024-01-05"), ("५ जनवरी २०२४", "hi", "2024-01-05"),
        ("5 जानेवारी 2024", "mr", "2024-01-05"), ("5 בינואר 2024", "he", "2024-01-05"),
        ("5 Ιανουαρίου 2024", "el", "2024-01-05"), ("5 tháng 1 năm 2024", "vi", "2024-01-05"),
        ("ngày 5 tháng 1 năm 2024", "vi", "2024-01-05"), ("05 Tháng Một 2024", "vi", "2024-01-05"),
        ("5 جنوری 2024", "ur", "2024-01-05"), ("۵ جنوری ۲۰۲۴", "ur", "2024-01-05"),
        ("05 جنوری ، 2024", "ur", "2024-01-05"), ("5 يناير 2024", "ar", "2024-01-05"),
        ("٥ يناير ٢٠٢٤", "ar", "2024-01-05"), ("5 كانون الثاني 2024", "ar", "2024-01-05"),
        ("5 يناير/كانون الثاني 2024", "ar", "2024-01-05"), ("5 جانفي 2024", "ar", "2024-01-05"),
        ("5 იანვარი 2024", "ka", "2024-01-05"), ("5 հունվարի 2024", "hy", "2024-01-05"),
        ("ጃንዋሪ 5, 2024", "am", "2024-01-05"), ("5 ጃንዩወሪ 2024", "am", "2024-01-05"),
        ("5 ජනවාරි 2024", "si", "2024-01-05"), ("5 ஜனவரி 2024", "ta", "2024-01-05"),
        ("៥ មករា ២០២៤", "km", "2024-01-05"), ("5 ມັງກອນ 2024", "lo", "2024-01-05"),
        ("5. januára 2024", "sk", "2024-01-05"), ("5. jaanuar 2024", "et", "2024-01-05"),
        ("5 de enero de 2024", "es", "2024-01-05"), ("5 ianuarie 2024", "ro", "2024-01-05"),
        ("5. siječnja 2024.", "hr", "2024-01-05"), ("5. januar 2024.", "sr", "2024-01-05"),
        ("5. јануар 2024.", "sr", "2024-01-05"), ("5 януари 2024", "bg", "2024-01-05"),
    ],
)  # fmt: skip
def test_days(text: str, language: str, day: str) -> None:
    moment = read_written(text, zone=Zone(language=language), source="text")
    assert moment is not None
    assert (moment.at.date().isoformat(), moment.precision, moment.raw) == (day, "day", text)


@pytest.mark.parametrize(
    ("text", "language", "zone", "utc"),
    [
        ("15 ม.ค. 2567 14:05 น.", "th", "Asia/Bangkok", "2024-01-15T07:05"),
        ("15 ม.ค. 2567 เวลา 14.05 น.", "th", "Asia/Bangkok", "2024-01-15T07:05"),
        ("15 ม.ค. 2567 | 14:05 น.", "th", "Asia/Bangkok", "2024-01-15T07:05"),
        ("令和6年(2024年)1月15日 10時5分", "ja", "Asia/Tokyo", "2024-01-15T01:05"),
        ("2024年1月5日 午後3時05分", "ja", "Asia/Tokyo", "2024-01-05T06:05"),
        ("2024年1月5日15時5分", "ja", "Asia/Tokyo", "2024-01-05T06:05"),
        ("2024年1月5日 15:05 JST", "ja", None, "2024-01-05T06:05"),
        ("2024/1/5 15:05", "ja", "Asia/Tokyo", "2024-01-05T06:05"),
        ("2024年1月5日(金) 15:05", "ja", "Asia/Tokyo", "2024-01-05T06:05"),
        ("2024年01月05日 15:05", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024年1月5日下午3点05分", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024年1月5日 下午3:05", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024年1月5日 15时05分", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024-01-05 15:05:06", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024年1月5日 上午11時05分", "zh", "Asia/Taipei", "2024-01-05T03:05"),
        ("2024年1月5日晚上8点05分", "zh", "Asia/Shanghai", "2024-01-05T12:05"),
        ("2024年1月5日 星期五 15:05", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024年1月5日 15:05 (北京时间)", "zh", "Asia/Shanghai", "2024-01-05T07:05"),
        ("2024년 1월 5일 오후 3:05", "ko", "Asia/Seoul", "2024-01-05T06:05"),
        ("2024.01.05. 오전 11:05", "ko", "Asia/Seoul", "2024-01-05T02:05"),
        ("입력 2024.01.05 15:05", "ko", "Asia/Seoul", "2024-01-05T06:05"),
        ("2024-01-05 15:05 KST", "ko", None, "2024-01-05T06:05"),
        ("2024년 1월 5일 15시 05분", "ko", "Asia/Seoul", "2024-01-05T06:05"),
        ("2024. január 5., péntek 15:05", "hu", "Europe/Budapest", "2024-01-05T14:05"),
        ("2024. 01. 05. 15:05", "hu", "Europe/Budapest", "2024-01-05T14:05"),
        ("2024.01.05. 15:05", "hu", "Europe/Budapest", "2024-01-05T14:05"),
        ("2024 m. sausio 5 d., 15:05", "lt", "Europe/Vilnius", "2024-01-05T13:05"),
        ("2024-01-05 15:05", "lt", "Europe/Vilnius", "2024-01-05T13:05"),
        ("5. janvāris, 2024, 15:05", "lv", "Europe/Riga", "2024-01-05T13:05"),
        ("2024. gada 5. janvāris, 15:05", "lv", "Europe/Riga", "2024-01-05T13:05"),
        ("৫ জানুয়ারি ২০২৪, ১৫:০৫", "bn", "Asia/Dhaka", "2024-01-05T09:05"),
        ("প্রকাশ: ০৫ জানুয়ারি ২০২৪, ০৩:০৫ পিএম", "bn", "Asia/Dhaka", "2024-01-05T09:05"),
        ("05 जनवरी 2024, 03:05 PM IST", "hi", None, "2024-01-05T09:35"),
        ("5 जनवरी 2024 15:05", "hi", "Asia/Kolkata", "2024-01-05T09:35"),
        ("Fri, 05 Jan 2024 03:05 PM (IST)", "hi", None, "2024-01-05T09:35"),
        ("Published: January 5, 2024 03:05 pm IST", "en-IN", None, "2024-01-05T09:35"),
        ("5 Jan 2024 15:05 IST", "he", None, "2024-01-05T13:05"),
        ("5 בינואר 2024, 15:05", "he", "Asia/Jerusalem", "2024-01-05T13:05"),
        ("05.01.2024, 15:05", "he", "Asia/Jerusalem", "2024-01-05T13:05"),
        ("05/01/24 15:05", "he", "Asia/Jerusalem", "2024-01-05T13:05"),
        ("יום שישי, 5 בינואר 2024 בשעה 15:05", "he", "Asia/Jerusalem", "2024-01-05T13:05"),
        ("פורסם: 05.01.24, 15:05", "he", "Asia/Jerusalem", "2024-01-05T13:05"),
        ("05 Ιαν 2024 15:05", "el", "Europe/Athens", "2024-01-05T13:05"),
        ("Παρασκευή, 05 Ιανουαρίου 2024, 15:05", "el", "Europe/Athens", "2024-01-05T13:05"),
        ("05.01.2024 • 03:05 μ.μ.", "el", "Europe/Athens", "2024-01-05T13:05"),
        ("5/1/2024, 15:05", "el", "Europe/Athens", "2024-01-05T13:05"),
        ("Thứ sáu, 5/1/2024, 15:05 (GMT+7)", "vi", None, "2024-01-05T08:05"),
        ("05/01/2024 15:05", "vi", "Asia/Ho_Chi_Minh", "2024-01-05T08:05"),
        ("15:05 05/01/2024", "vi", "Asia/Ho_Chi_Minh", "2024-01-05T08:05"),
        ("5 Ocak 2024, 15:05", "tr", "Europe/Istanbul", "2024-01-05T12:05"),
        ("05 Ocak 2024 15:05 TRT", "tr", None, "2024-01-05T12:05"),
        ("05.01.2024 15:05 TSİ", "tr", None, "2024-01-05T12:05"),
        ("5 Ocak 2024 Cuma, 15:05", "tr", "Europe/Istanbul", "2024-01-05T12:05"),
        ("Giriş Tarihi: 5.01.2024 15:05", "tr", "Europe/Istanbul", "2024-01-05T12:05"),
        ("5 января 2024, 15:05 МСК", "ru", None, "2024-01-05T12:05"),
        ("5 января 2024 г. в 15:05", "ru", "Europe/Moscow", "2024-01-05T12:05"),
        ("5 января 2024 15:05 (мск)", "ru", None, "2024-01-05T12:05"),
        ("15:05, 5 января 2024", "ru", "Europe/Moscow", "2024-01-05T12:05"),
        ("05.01.2024 15:05", "ru", "Europe/Moscow", "2024-01-05T12:05"),
        ("5 янв 2024 в 15:05", "ru", "Europe/Moscow", "2024-01-05T12:05"),
        ("5 січня 2024, 15:05", "uk", "Europe/Kyiv", "2024-01-05T13:05"),
        ("5 січня 2024 р., 15:05", "uk", "Europe/Kyiv", "2024-01-05T13:05"),
        ("П'ятниця, 5 січня 2024, 15:05", "uk", "Europe/Kyiv", "2024-01-05T13:05"),
        ("جمعہ 5 جنوری 2024 15:05", "ur", "Asia/Karachi", "2024-01-05T10:05"),
        ("الجمعة 5 يناير 2024 - 15:05", "ar", "Asia/Riyadh", "2024-01-05T12:05"),
        ("5 يناير 2024 3:05 م", "ar", "Asia/Riyadh", "2024-01-05T12:05"),
        ("5 يناير 2024 15:05 بتوقيت غرينتش", "ar", None, "2024-01-05T15:05"),
        ("۱۵ دی ۱۴۰۲ - ۱۵:۰۵", "fa", "Asia/Tehran", "2024-01-05T11:35"),
        ("۱۴۰۲/۱۰/۱۵ ۱۵:۰۵", "fa", "Asia/Tehran", "2024-01-05T11:35"),
        ("5 იანვარი, 2024 15:05", "ka", "Asia/Tbilisi", "2024-01-05T11:05"),
        ("Jumat, 5 Januari 2024 15:05 WIB", "id", None, "2024-01-05T08:05"),
        ("5 Jan 2024, 15:05 WITA", "id", None, "2024-01-05T07:05"),
        ("Jumat, 05 Jan 2024 | 15:05 WIB", "id", None, "2024-01-05T08:05"),
        ("5 Januari 2024, 15.05 WIB", "id", None, "2024-01-05T08:05"),
        ("5 Jan 2024 15:05 HKT", "en", None, "2024-01-05T07:05"),
        ("Jan 5, 2024 03:05 PM PKT", "en", None, "2024-01-05T10:05"),
        ("2024-01-05 15:05 MSK", "en", None, "2024-01-05T12:05"),
        ("5. ledna 2024 15:05", "cs", "Europe/Prague", "2024-01-05T14:05"),
        ("5 stycznia 2024, 15:05", "pl", "Europe/Warsaw", "2024-01-05T14:05"),
        ("5. tammikuuta 2024 klo 15.05", "fi", "Europe/Helsinki", "2024-01-05T13:05"),
    ],
)  # fmt: skip
def test_times(text: str, language: str, zone: str | None, utc: str) -> None:
    moment = read_written(text, zone=Zone(name=zone, stated=True, language=language), source="text")
    assert moment is not None
    assert f"{moment.at:%Y-%m-%dT%H:%M}" == utc
    assert moment.precision in ("minute", "second")


@pytest.mark.parametrize(
    ("language", "zone", "utc"),
    [
        ("en", None, None),
        ("en-US", None, None),
        ("en_IN", None, "09:35"),
        ("en-IE", None, "15:05"),
        ("hi", None, "09:35"),
        ("ta", None, "09:35"),
        ("he", None, "13:05"),
        ("ar", None, None),
        ("en", "Asia/Kolkata", "09:35"),
        ("en", "Asia/Jerusalem", "13:05"),
        ("en", "Asia/Tehran", None),
    ],
)
def test_the_country_says_whose_ist_it_is(language: str, zone: str | None, utc: str | None) -> None:
    moment = read_written("5 Jan 2024, 15:05 IST", zone=Zone(name=zone, language=language), source="text")
    assert moment is not None
    assert (f"{moment.at:%H:%M}" if moment.precision == "minute" else None) == utc


@pytest.mark.parametrize("text", ["2567-01-05", "2567-01-05T15:05:00+07:00", "2567-02-29", "2024-02-29"])
def test_a_buddhist_year_in_iso_8601_is_one(text: str) -> None:
    moment = read_iso(text, zone=Zone(), source="json-ld")
    assert moment is not None
    assert moment.at.year == 2024


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("3.4.24", "de"),  # short years are read where they are usual
        ("十年", "zh"),
        ("2024年第一季度", "zh"),
        ("平成の終わり", "ja"),
        ("5 tháng 13 năm 2024", "vi"),
    ],
)
def test_what_is_no_date_is_none(text: str, language: str) -> None:
    assert read_written(text, zone=Zone(language=language), source="text") is None


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("5 May 2024", "5 May 2024"),
        ("令和6年1月15日", "2024年1月15日"),
        ("二〇二四年十二月三十一日", "2024年12月31日"),
        ("令和六年(2024年)十月", "2024年10月"),
        ("三人の子", "三人の子"),
    ],
)
def test_rewriting(text: str, rewritten: str) -> None:
    assert with_gregorian_years(text) == rewritten


@pytest.mark.parametrize("text", ["二" * 30_000, "令和" * 15_000, "2024年(" * 8_000, "a." * 15_000, "ม.ค" * 10_000])
def test_a_long_text_takes_no_long_time(text: str) -> None:
    began = time.process_time()
    read_written(text, zone=Zone(language="th"), source="text")
    assert time.process_time() - began < 2
