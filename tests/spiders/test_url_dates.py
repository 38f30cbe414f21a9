"""An address names a day by one rule, and a slug that begins with a number names none."""

from __future__ import annotations

from datetime import date

import pytest

from spiders.url_dates import day_of_path, named_days, named_months, named_years

THIRD = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("path", "text", "begins"),
    [
        ("/2026/03/01/lanterns", "2026/03/01", True),
        ("/2026/3/1", "2026/3/1", True),
        ("/2026-03/01.html", "2026-03/01", True),
        ("/gn/2026/03-01/8123456.shtml", "2026/03-01", True),
        ("/2026-3-1-lanterns", "2026-3-1", True),
        ("/news/2026_03_01_lanterns", "2026_03_01", True),
        ("/news/20260301/lanterns", "20260301", True),
        ("/2026.03.01/lanterns", "2026.03.01", True),
        ("/lanterns-2026-03-01", "2026-03-01", False),
        ("/2026/02/31/2026/03/01/x", "2026/03/01", True),
    ],
)
def test_a_day_in_a_path(path: str, text: str, begins: bool) -> None:
    named = day_of_path(f"https://a.example{path}?day=2019-01-01")
    assert named is not None
    assert (named.day, named.text, named.begins_part) == (THIRD, text, begins)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/2017/01/12-lanterns-lit",
        "https://a.example/2017/01-12-lanterns-lit",
        "https://a.example/news/2026/02/31/x",
        "https://a.example/news/120260301/x",
        "https://a.example/2026/03/011/x",
        "https://a.example/?day=2026-03-01",
        "https://a.example/1395/03/01/x",
        "https://[broken/2026/03/01",
        "",
    ],
)
def test_a_path_that_names_no_day(url: str) -> None:
    assert day_of_path(url) is None


def test_all_days_are_named_in_the_order_of_the_address() -> None:
    url = "https://a.example/from-2016-12-29-to-20170104.xml?until=2017-01-03"
    days = [date(2016, 12, 29), date(2017, 1, 4), date(2017, 1, 3)]
    assert [named.day for named in named_days(url)] == days


def test_months_and_years() -> None:
    url = "https://a.example/2016/archive-2017-01.xml"
    assert list(named_months(url)) == [(2017, 1)]
    assert list(named_years(url)) == [2016, 2017]
    assert list(named_years("https://a.example/sitemap12016.xml")) == []
