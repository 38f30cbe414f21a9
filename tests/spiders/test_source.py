"""A source that could never be asked is refused when it is declared."""

from __future__ import annotations

from datetime import date

import pytest

from spiders.outlet import DayArchive, Feed, NewsSitemap, PastSource, SectionPage, Sitemap, Source, WaybackCdx
from spiders.source import covers_day, past_source_fault, source_fault

HOME = "https://www.lantern.example"


@pytest.mark.parametrize(
    "source",
    [
        Feed(url=f"{HOME}/feed.xml"),
        Feed(url="http://127.0.0.1:8080/feed.xml"),
        NewsSitemap(url=f"{HOME}/news.xml"),
        Sitemap(url=f"{HOME}/sitemap.xml.gz"),
        SectionPage(url=f"{HOME}/section"),
        SectionPage(url=f"{HOME}/section/{{page}}"),
        SectionPage(url=f"{HOME}/section?p={{page:02d}}", pages=3),
    ],
)
def test_a_source_of_the_present_that_can_be_asked_has_no_fault(source: Source) -> None:
    assert source_fault(source) is None


@pytest.mark.parametrize(
    "source",
    [
        DayArchive(url=f"{HOME}/archive/{{day:%Y/%m/%d}}"),
        DayArchive(url=f"{HOME}/archive?y={{day.year}}&m={{day.month}}&d={{day.day}}"),
        Sitemap(url=f"{HOME}/sitemap.xml"),
        Sitemap(url=f"{HOME}/sitemap-{{day:%Y-%m}}.xml"),
        WaybackCdx(prefix="lantern.example/story/"),
        WaybackCdx(prefix="lantern.example/{day:%Y/%m/%d}/"),
    ],
)
def test_a_source_of_the_past_that_can_be_asked_has_no_fault(source: PastSource) -> None:
    assert past_source_fault(source) is None


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (Feed(url="www.lantern.example/feed.xml"), "not an http or https URL"),
        (NewsSitemap(url="ftp://www.lantern.example/news.xml"), "not an http or https URL"),
        (Feed(url=f"{HOME}/{{page}}"), "has a field {page}"),
        (Sitemap(url=f"{HOME}/{{day:%Y}}.xml"), "has a field {day}"),
        (Feed(url=f"{HOME}/{{"), "cannot be filled"),
        (SectionPage(url=f"{HOME}/section", pages=2), "must hold {page}"),
        (SectionPage(url=f"{HOME}/{{day}}/{{page}}", pages=2), "has a field {day}"),
        (SectionPage(url=f"{HOME}/{{number}}", pages=2), "cannot be filled"),
        (SectionPage(url=f"{HOME}/{{}}"), "cannot be filled"),
        (SectionPage(url=f"{HOME}/{{page:%Y}}", pages=2), "cannot be filled"),
        (SectionPage(url=f"{HOME}/{{page}}", pages=0), "at least one page"),
        (SectionPage(url=f"{HOME}/{{page}}", pages=True), "at least one page"),
        (SectionPage(url=f"{HOME}/{{page}}", pages="2"), "at least one page"),  # type: ignore[arg-type]
        (WaybackCdx(prefix="lantern.example/"), "no source of the present"),
        (DayArchive(url=f"{HOME}/{{day}}"), "no source of the present"),
        (f"{HOME}/feed.xml", "no source of the present"),
    ],
)
def test_a_source_of_the_present_that_cannot_be_asked_is_refused(source: Source, fault: str) -> None:
    assert fault in (source_fault(source) or "")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (DayArchive(url=f"{HOME}/archive"), "must hold {day}"),
        (DayArchive(url=f"{HOME}/{{page}}"), "has a field {page}"),
        (DayArchive(url=f"{HOME}/{{day:%Y"), "cannot be filled"),
        (DayArchive(url="lantern.example/{day}"), "not an http or https URL"),
        (Sitemap(url=f"{HOME}/{{date:%Y}}.xml"), "cannot be filled"),
        (WaybackCdx(prefix="https://lantern.example/"), "no scheme"),
        (WaybackCdx(prefix=""), "no scheme"),
        (WaybackCdx(prefix="lantern.example/{date}/"), "cannot be filled"),
        (WaybackCdx(prefix="lantern.example/{page}/"), "has a field {page}"),
        (Feed(url=f"{HOME}/feed.xml"), "no source of the past"),
    ],
)
def test_a_source_of_the_past_that_cannot_be_asked_is_refused(source: PastSource, fault: str) -> None:
    assert fault in (past_source_fault(source) or "")


@pytest.mark.parametrize(
    ("day", "covered"),
    [(date(2022, 12, 31), False), (date(2023, 1, 1), True), (date(2023, 11, 30), True), (date(2023, 12, 1), False)],
)
def test_a_sitemap_of_the_past_tells_of_its_days_alone(day: date, covered: bool) -> None:
    sitemap = Sitemap(url=f"{HOME}/{{day:%Y-%m}}.xml", since=date(2023, 1, 1), until=date(2023, 11, 30))
    assert covers_day(sitemap, day) == covered
    assert covers_day(Sitemap(url=f"{HOME}/sitemap.xml"), day)
    assert covers_day(WaybackCdx(prefix="lantern.example/"), day)
