"""An outlet tells its articles by their number, and a mistake in a declaration is refused by name."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from recordings import OUTLETS

from spiders.outlet import DayArchive, Feed, Line, Outlet, OutletError, SectionPage, Sitemap, Template, WaybackCdx

PRESSTV, TAGHRIB = OUTLETS["presstv"], OUTLETS["taghrib"]
CANONICAL = "https://www.presstv.ir/Detail/2012/04/12/235897"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.presstv.ir/Detail/2012/04/12/235897/lantern-makers-of-velde",
        "http://www.presstv.ir/Detail/2012/04/12/235897/another-headline-later",
        "https://presstv.ir/Detail/2012/04/12/235897",
        "https://presstv.ir/Detail/2012/04/12/235897/",
        "https://www.presstv.com/Detail/2012/04/12/235897/lantern-makers-of-velde",
        "http://www.presstv.com/detail/2012/04/12/235897/lantern-makers-of-velde",
        "http://www.presstv.co.uk/DETAIL/2012/04/12/235897/lantern",
        "https://previous.presstv.ir/Detail/2012/04/12/235897/lantern",
        "https://599046384.r.worldcdn.net/Detail/2012/04/12/235897/lantern",
        "https://783093661.r.worldcdn.net/detail/2012/04/12/235897/lantern",
        "http://www.presstv.com:80/Detail/2012/04/12/235897/lantern",
        "HTTPS://WWW.PRESSTV.IR/Detail/2012/04/12/235897/lantern?utm_source=feed#top",
    ],
)
def test_every_address_of_an_article_gives_one_key_and_one_canonical_url(url: str) -> None:
    assert PRESSTV.key_of(url) == "235897"
    assert PRESSTV.is_article(url)
    assert PRESSTV.canonical(url) == CANONICAL


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.presstv.com/detail/139946.html", "139946"),
        ("http://www.presstv.ir/Detail/139946.html", "139946"),
        ("http://www.presstv.com/detail.aspx?id=139946", "139946"),
        ("http://www.presstv.com/detail.aspx?sectionid=351020101&id=139946", "139946"),
        ("http://www.presstv.ir/Detail.aspx?id=139946&sectionid=351020101", "139946"),
    ],
)
def test_an_address_without_a_date_gives_the_key_and_no_canonical_url(url: str, key: str) -> None:
    assert PRESSTV.key_of(url) == key
    assert PRESSTV.is_article(url)
    assert PRESSTV.canonical(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.presstv.ir/",
        "https://www.presstv.ir/Section/101/1",
        "https://www.presstv.ir/Detail/2012/04/12/",
        "https://www.presstv.ir/Detail/2012/04/12/235897lantern",
        "https://www.presstv.ir/detail.aspx?sectionid=351020101",
        "https://www.presstv.ir.example.org/Detail/2012/04/12/235897/lantern",
        "https://notpresstv.ir/Detail/2012/04/12/235897/lantern",
        "https://example.org/?next=https://www.presstv.ir/Detail/2012/04/12/235897/lantern",
        "https://[broken/Detail/2012/04/12/235897/lantern",
        "",
    ],
)
def test_what_is_no_article_of_the_outlet_has_no_key(url: str) -> None:
    assert PRESSTV.key_of(url) is None
    assert not PRESSTV.is_article(url)
    assert PRESSTV.canonical(url) is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.taghribnews.com/en/news/267074/lantern-makers", "en/news/267074"),
        ("http://taghribnews.com/en/news/267074", "en/news/267074"),
        ("https://www.taghribnews.com/en/doc/news/267074/lantern-makers", "en/news/267074"),
        ("https://www.taghribnews.com/en/news/267074/print/lantern-makers", "en/news/267074"),
        ("https://www.taghribnews.ir/en/news/267074/lantern-makers", "en/news/267074"),
        ("https://www.taghribnews.com/fa/news/267074/%D9%81%D8%A7%D9%86%D9%88%D8%B3", "fa/news/267074"),
        ("https://www.taghribnews.com/fa/doc/interview/267074/", "fa/interview/267074"),
    ],
)
def test_every_page_of_a_newsstudio_article_gives_its_number(url: str, canonical: str) -> None:
    assert TAGHRIB.key_of(url) == "267074"
    assert TAGHRIB.canonical(url) == f"https://www.taghribnews.com/{canonical}"


def test_a_short_link_is_an_article_whose_number_only_the_page_tells() -> None:
    url = "https://taghribnews.com/vdcabcd0jw6xyza.r7iw.html"
    assert TAGHRIB.is_article(url)
    assert TAGHRIB.key_of(url) is None
    assert TAGHRIB.canonical(url) is None
    assert not TAGHRIB.is_article("https://example.org/vdcabcd0jw6xyza.r7iw.html")


@pytest.mark.parametrize("kind", ["category", "tag", "page", "archive", "search", "author"])
def test_pages_of_other_kinds_are_no_articles_though_they_have_numbers(kind: str) -> None:
    assert not TAGHRIB.is_article(f"https://www.taghribnews.com/en/{kind}/12/lanterns")


def test_templates_of_the_day_come_first_and_none_is_left_out() -> None:
    assert [template.name for template in PRESSTV.templates_for(date(2017, 5, 3))] == ["2015-2020", "today"]
    assert [template.name for template in PRESSTV.templates_for(date(2026, 11, 18))] == ["today", "2015-2020"]
    assert PRESSTV.templates_for(None) == PRESSTV.templates


def _fields(**changed: Any) -> dict[str, Any]:
    right = {
        "slug": "lantern",
        "name": "The Lantern",
        "hosts": ("www.lantern.example",),
        "languages": ("en",),
        "time_zone": "Asia/Tehran",
        "article_urls": (r"^/story/(?P<key>\d+)",),
        "volume": (1, 5),
        "sources": (Feed(url="https://www.lantern.example/feed.xml"),),
    }
    return right | changed


def _template(**changed: Any) -> tuple[Template, ...]:
    return (Template(**({"name": "one", "page": "main", "headline": "h1", "body": ".text"} | changed)),)


def test_the_declaration_that_each_mistake_below_is_made_in_is_right() -> None:
    outlet = Outlet(**_fields(templates=_template(), ports=(8080,), stale_after=1))
    assert outlet.key_of("http://lantern.example/story/7") == "7"


def test_an_outlet_that_says_nothing_of_it_is_stale_after_three_nights_and_has_no_other_ports() -> None:
    outlet = Outlet(**_fields())
    assert (outlet.stale_after, outlet.ports) == (3, ())


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "slug with capitals": ({"slug": "Lantern"}, "slug"),
    "slug with a hyphen": ({"slug": "the-lantern"}, "slug"),
    "slug that climbs": ({"slug": "../lantern"}, "slug"),
    "empty slug": ({"slug": ""}, "slug"),
    "no host": ({"hosts": ()}, "hosts"),
    "host with scheme": ({"hosts": ("https://www.lantern.example",)}, "hosts"),
    "host with path": ({"hosts": ("www.lantern.example/",)}, "hosts"),
    "hosts a mere string": ({"hosts": "www.lantern.example"}, "hosts"),
    "no language": ({"languages": ()}, "languages"),
    "language in words": ({"languages": ("English",)}, "languages"),
    "unknown zone": ({"time_zone": "Asia/Teheran"}, "Asia/Teheran"),
    "unknown zone of a template": ({"templates": _template(time_zone="Mars/Olympus")}, "Mars/Olympus"),
    "volume reversed": ({"volume": (5, 1)}, "volume"),
    "volume below nothing": ({"volume": (-1, 5)}, "volume"),
    "no sources": ({"sources": ()}, "source"),
    "source without scheme": ({"sources": (Feed(url="www.lantern.example/feed.xml"),)}, "http"),
    "source of another scheme": ({"sources": (SectionPage(url="file:///etc/hosts"),)}, "file:///etc/hosts"),
    "archive prefix with scheme": ({"past_sources": (WaybackCdx(prefix="https://lantern.example/"),)}, "scheme"),
    "pages without their number": ({"sources": (SectionPage(url="https://a.example/s", pages=2),)}, "{page}"),
    "day of the present": ({"sources": (Sitemap(url="https://a.example/{day:%Y}.xml"),)}, "{day}"),
    "sitemap of the present that ends": (
        {"sources": (Sitemap(url="https://a.example/s.xml", until=date(2023, 1, 1)),)},
        "sources of the past",
    ),
    "sitemap that ends before it begins": (
        {"past_sources": (Sitemap(url="https://a.example/s", since=date(2023, 1, 2), until=date(2023, 1, 1)),)},
        "before it begins",
    ),
    "past source among the present": ({"sources": (WaybackCdx(prefix="lantern.example/"),)}, "of the present"),
    "present source among the past": ({"past_sources": (Feed(url="https://a.example/"),)}, "of the past"),
    "archive without its day": ({"past_sources": (DayArchive(url="https://a.example/archive"),)}, "{day}"),
    "source a mere string": ({"sources": ("https://a.example/feed.xml",)}, "of the present"),
    "stale at once": ({"stale_after": 0}, "stale_after"),
    "stale after a while": ({"stale_after": "3"}, "stale_after"),
    "port nought": ({"ports": (0,)}, "port 0"),
    "port beyond all": ({"ports": (8080, 65536)}, "port 65536"),
    "port in words": ({"ports": ("8080",)}, "port '8080'"),
    "ports a mere number": ({"ports": 8080}, "TypeError"),
    "no article pattern": ({"article_urls": ()}, "article_urls"),
    "pattern without key": ({"article_urls": (r"^/story/(\d+)",)}, "key"),
    "broken pattern": ({"article_urls": (r"^/story/(?P<key>\d+",)}, "regular expression"),
    "broken unkeyed pattern": ({"unkeyed_urls": ("[",)}, "regular expression"),
    "broken line": ({"lines": (Line(rule="lantern.more", pattern="(More"),)}, "regular expression"),
    "broken date pattern": ({"templates": _template(date_text="(?P<published>")}, "regular expression"),
    "field without value": ({"lines": (Line(rule="lantern.by", pattern="By .+", field="byline"),)}, "lantern.by"),
    "broken selector": ({"templates": _template(body="div[")}, "div["),
    "broken optional selector": ({"templates": _template(caption="figcaption >")}, "figcaption >"),
    "broken block": ({"blocks": ("..share",)}, "..share"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_declaration_is_an_error_that_names_the_outlet_and_the_fault(mistake: str) -> None:
    changed, fault = MISTAKES[mistake]
    fields = _fields(**changed)
    with pytest.raises(OutletError, match=re.escape(f"outlet {fields['slug']!r}: ")) as raised:
        Outlet(**fields)
    assert fault in str(raised.value)


def test_a_source_that_no_url_parser_reads_is_an_error_that_names_the_outlet() -> None:
    with pytest.raises(OutletError, match="lantern"):
        Outlet(**_fields(sources=(Feed(url="https://[broken/feed.xml"),)))


def test_a_volume_that_is_no_pair_is_an_error_that_names_the_outlet() -> None:
    with pytest.raises(OutletError, match="lantern"):
        Outlet(**_fields(volume=5))


@pytest.mark.parametrize("canonical", ["https://lantern.example/{number}", "https://lantern.example/{key"])
def test_a_canonical_url_of_groups_that_no_pattern_has_is_an_error_that_names_the_outlet(canonical: str) -> None:
    with pytest.raises(OutletError, match="lantern"):
        Outlet(**_fields(canonical_url=canonical))


def test_an_archive_prefix_with_an_unknown_field_is_an_error_that_names_the_outlet() -> None:
    with pytest.raises(OutletError, match="lantern"):
        Outlet(**_fields(past_sources=(WaybackCdx(prefix="lantern.example/{date}/"),)))
