"""Two addresses of one article are the same to every part of Nightdesk, and those of two articles never are."""

from __future__ import annotations

import random
from typing import Any

import pytest
from recordings import OUTLETS

from spiders.crawl.state import CrawlState
from spiders.outlet import Feed, Outlet, OutletError
from spiders.url import host_of, normalized_url, pattern_forms, request_url, stable_url, url_key, url_variants

PRESSTV, TAGHRIB = OUTLETS["presstv"], OUTLETS["taghrib"]


def lantern(*article_urls: str, **changed: Any) -> Outlet:
    declared = {
        "slug": "lantern",
        "name": "The Lantern",
        "hosts": ("www.lantern.example",),
        "languages": ("en",),
        "time_zone": "UTC",
        "article_urls": article_urls,
        "volume": (1, 9),
        "sources": (Feed(url="https://www.lantern.example/feed.xml"),),
    }
    return Outlet(**(declared | changed))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.taghribnews.com/en/news/712346?utm_source=rss",
        "https://www.taghribnews.com/en/news/712346/?utm_source=rss&utm_medium=feed&fbclid=IwAR1#comments",
        "http://taghribnews.com:80/en/news/712346?xtor=RSS-1",
        "https://WWW.Taghribnews.com./en//news/712346/lanterns?GCLID=1",
        "https://reader:secret@www.taghribnews.com/en/news/712346?",
        "https://www.taghribnews.com/en/news/712346?page=2",
        "https://www.taghribnews.com/en/news/712346?section=4&ref=rss",
    ],
)
def test_a_marked_link_of_a_feed_has_the_number_of_its_article(url: str) -> None:
    assert TAGHRIB.is_article(url)
    assert TAGHRIB.key_of(url) == "712346"
    assert TAGHRIB.canonical(url) == "https://www.taghribnews.com/en/news/712346"


@pytest.mark.parametrize(
    "query",
    [
        "id=139946",
        "utm_source=rss&id=139946",
        "id=139946&utm_source=rss",
        "sectionid=351020101&id=139946&fbclid=1",
        "utm_medium=x&id=139946&sectionid=351020101",
        "&id=139946&",
    ],
)
def test_a_query_that_a_pattern_matches_is_identity_and_stays(query: str) -> None:
    strict = lantern(r"^/view\.php\?id=(?P<key>\d+)$")
    assert PRESSTV.key_of(f"http://www.presstv.com/detail.aspx?{query}") == "139946"
    assert strict.key_of(f"https://www.lantern.example/view.php?{query}") == "139946"


def test_the_order_of_parameters_means_nothing() -> None:
    outlet = lantern(r"^/view\.php\?year=(?P<year>\d{4})&id=(?P<key>\d+)$")
    for query in ("year=2024&id=7", "id=7&year=2024", "lang=en&id=7&utm_id=2&page=1&year=2024"):
        assert outlet.match(f"https://www.lantern.example/view.php?{query}") == {"year": "2024", "key": "7"}
    assert outlet.key_of("https://www.lantern.example/view.php?id=7") is None


def test_a_parameter_that_is_tracking_elsewhere_stays_where_a_pattern_names_it() -> None:
    outlet = lantern(r"^/read\?cmp=(?P<key>\d+)$")
    assert outlet.key_of("https://www.lantern.example/read?cmp=12&utm_source=rss") == "12"
    assert lantern(r"^/read\?(?:c|i)mp=(?P<key>\d+)$").key_of("https://www.lantern.example/read?cmp=12") == "12"


def test_the_name_of_a_script_is_no_key_whatever_stands_in_its_query() -> None:
    outlet = lantern(r"^/(?P<key>[a-z0-9-]+)(?:\.php)?$")
    assert outlet.key_of("https://www.lantern.example/harbour-lamps-lit?page=2") == "harbour-lamps-lit"
    assert outlet.key_of("https://www.lantern.example/harbour-lamps-lit/?share=1") == "harbour-lamps-lit"
    assert outlet.key_of("https://www.lantern.example/article.php?sid=7") is None
    assert outlet.key_of("https://www.lantern.example/politics/") is None


def test_an_end_of_the_path_that_a_pattern_requires_may_lack() -> None:
    outlet = lantern(r"^/story/(?P<key>\d+)/$")
    assert outlet.key_of("https://www.lantern.example/story/12") == "12"
    assert outlet.key_of("https://www.lantern.example/story/12?utm_source=rss") == "12"
    assert outlet.key_of("https://www.lantern.example/story/12/?x=1") == "12"


def test_a_short_link_is_an_article_with_tracking_too() -> None:
    assert TAGHRIB.is_article("https://taghribnews.com/vdcabcd0jw6xyza.r7iw.html?utm_source=rss")
    assert not TAGHRIB.is_article("https://taghribnews.com/about.html?next=/vdcabcd0jw6xyza.r7iw.html")


@pytest.mark.parametrize(
    "url",
    [
        "https://m.lantern.example/news/712346",
        "http://WWW.m.lantern.example/news/712346/?utm_source=rss",
        "https://lantern.example/news/712346/amp",
        "https://www.lantern.example/news/712346/amp/?fbclid=1",
        "https://www.lantern.example/amp/news/712346",
        "https://www.lantern.example/news/712346?x=1&outputType=amp",
        "https://www.lantern.example/news/712346?outputType=amp&x=1",
    ],
)
def test_mobile_and_amp_forms_that_an_outlet_declares_have_its_number(url: str) -> None:
    pattern = r"^/news/(?P<key>\d+)(?:\?x=1)?$"
    declared = lantern(
        pattern, mobile_hosts=("m.lantern.example",), amp_forms=("/amp/?$", "^/amp(?=/)", "outputType=amp")
    )
    assert declared.owns(url)
    assert declared.key_of(url) == "712346"
    assert declared.is_article(url)


def test_a_mobile_host_that_nobody_declared_is_no_host_of_the_outlet() -> None:
    assert not lantern(r"^/news/(?P<key>\d+)").owns("https://m.lantern.example/news/712346")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"mobile_hosts": ("https://m.lantern.example",)}, "mobile_hosts must be lower-case host names"),
        ({"mobile_hosts": ("www.lantern.example",)}, "beside those of hosts"),
        ({"mobile_hosts": (7,)}, "TypeError"),
        ({"amp_forms": ("(amp",)}, "'(amp' is not a regular expression"),
        ({"amp_forms": ("(?:/amp)?",)}, "would take nothing off"),
    ],
)
def test_a_wrong_form_is_refused_by_name(changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(OutletError, match=r"^outlet 'lantern': ") as refused:
        lantern(r"^/(?P<key>\d+)", **changed)
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://lantern.example/harbour",
        "http://www.lantern.example/harbour/",
        "HTTPS://WWW.LANTERN.EXAMPLE:443/harbour?",
        "http://lantern.example:80/harbour#top",
        "https://lantern.example./harbour?utm_source=rss&YCLID=1&at_medium=x",
        "https://u:p@lantern.example//harbour//",
        "https://lantern.example/h%61rbour",
    ],
)
def test_an_address_has_one_identity_however_it_is_written(url: str) -> None:
    assert normalized_url(url) == "https://lantern.example/harbour"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://пример.example/x?b=2&a=1", "https://xn--e1afmkfd.example/x?a=1&b=2"),
        ("https://lantern.example/%d9%81", "https://lantern.example/ف"),
        ("https://lantern.example/a%2fb", "https://lantern.example/a%2Fb"),
        ("https://[::1]:443/x", "http://[::1]/x/"),
    ],
)
def test_other_letters_of_one_address_are_one_identity(one: str, other: str) -> None:
    assert normalized_url(one) == normalized_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://lantern.example/x?id=1", "https://lantern.example/x?id=2"),
        ("https://lantern.example/x?id=1", "https://lantern.example/x"),
        ("https://lantern.example/x?ref=1", "https://lantern.example/x?ref=2"),
        ("https://lantern.example/x?tag=a&tag=b", "https://lantern.example/x?tag=a"),
        ("https://lantern.example/X", "https://lantern.example/x"),
        ("https://lantern.example:8080/x", "https://lantern.example/x"),
        ("https://m.lantern.example/x", "https://lantern.example/x"),
        ("https://lantern.example/a%2Fb", "https://lantern.example/a/b"),
    ],
)
def test_addresses_of_two_pages_stay_two(one: str, other: str) -> None:
    assert normalized_url(one) != normalized_url(other)


_PARTS = (
    "https://", "http://", "www.", "WWW.", "lantern.example", "LANTERN.Example", "пример.рф", "xn--e1afmkfd", ":80",
    ":443", ":8080", ":99999", "u:p@", "/", "//", "a", "712346", "%d9%81", "%25", "%2", "%zz", "%2F", "%3F", "?", "&",
    "=", "utm_source=rss", "id=5", "b=2", "fbclid=x", "#", "..", "./", ";v=1", "[", "]", "::1", "\\", " ", "\n", "ف",
    "\udcff", "+", "@", "javascript:", "mailto:", "data:text/html,", "\x00", ".", "*",
)  # fmt: skip


def test_no_address_raises_and_to_normalise_it_again_changes_nothing() -> None:
    chance = random.Random(20261128)
    outlet = lantern(r"[?&]id=(?P<key>\d+)", r"^/(?P<key>\d+)$", amp_forms=("/amp$",))
    for number in range(4000):
        url = ("https://" if number % 3 else "") + "".join(chance.choices(_PARTS, k=chance.randint(1, 9)))
        identity = normalized_url(url)
        assert normalized_url(identity) == identity, url
        assert isinstance(request_url(url), str)
        assert isinstance(host_of(url), str)
        outlet.key_of(url)
        outlet.key_of(f"https://lantern.example{url}")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://[broken/x", "https://lantern.example:port/x", "", "//", "mailto:a@b"]
)
def test_what_is_no_address_of_the_web_is_its_own_identity(url: str) -> None:
    assert normalized_url(url) == url
    assert not TAGHRIB.is_article(url)


def test_a_huge_query_is_tried_in_few_forms() -> None:
    url = "https://www.lantern.example/x?" + "&".join(f"p{number}=1" for number in range(20_000))
    assert len(list(pattern_forms(url, ()))) < 50
    assert lantern(r"^/(?P<key>\d+)$").key_of(url) is None


def test_the_key_of_an_undeclared_page_is_that_which_was_stored_for_it() -> None:
    # As the first release computed them: these are ids in warehouses.
    stored = {
        "https://www.lantern.example/2024/05/harbour-lamps/": "3193b1d44ac7a6ca",
        "http://lantern.example:80/2024/05/harbour-lamps?utm_source=rss&utm_medium=feed#top": "3193b1d44ac7a6ca",
        "https://WWW.Lantern.example/Story?b=2&a=1": "ca09a0bfbb334c5a",
        "https://lantern.example/story?gclsrc=aw.ds": "5731087e4e11b738",
        "https://lantern.example/story?id=1&id=2": "f9fc9067eee5b560",
        "https://lantern.example": "7c8f2c7f157bddc4",
        "https://lantern.example/%d9%81%d8%a7?q=a+b": "7a3170caacb1df2c",
        "https://lantern.example/فانوس": "950bcd02ae76918b",
        "https://пример.example/x": "c8778e22a1f76dcf",
        "https://u:Pw@lantern.example/x": "958a5864775a0caf",
        "https://[::1]:443/x": "11e47749b0ac2526",
        "https://lantern.example//a//b/": "a25d3fc455522206",
        "https://lantern.example/a?fbclid=1&ref_src=x&mc_cid=9&igshid=1&gclid=2&mc_eid=3": "47e29fb021d3f94f",
        "https://lantern.example:8443/x;v=1?utm_id=1&UTM_SOURCE=a": "0d7ffdb0cd2249ab",
    }
    assert {url: url_key(url) for url in stored} == stored
    assert stable_url("http://www.lantern.example/a/?utm_source=x#y") == "https://lantern.example/a"


def test_an_address_that_an_earlier_night_stored_is_known_to_the_next(tmp_path: Any) -> None:
    file = tmp_path / "state.json"
    stored = ("http://www.lantern.example:80/vdca.html?b=2&a=1", "https://lantern.example/about/?gclsrc=x", "//[")
    CrawlState(urls=frozenset(stored)).write(file)
    known = CrawlState.read(str(file))
    assert all(known.knows(url, None) for url in stored)
    assert known.knows("https://lantern.example/vdca.html?a=1&b=2&utm_source=rss", None)
    assert not known.knows("https://lantern.example/vdca.html", None)


def test_a_request_is_told_from_one_of_another_scheme_or_with_tracking() -> None:
    assert request_url("http://lantern.example/a b#top") == "http://lantern.example/a%20b"
    assert request_url("http://lantern.example/a") != request_url("https://lantern.example/a")
    assert request_url("https://lantern.example/a?utm_source=x") == "https://lantern.example/a?utm_source=x"


def test_an_address_is_spelled_in_every_usual_way() -> None:
    assert set(url_variants("http://www.a.example/x/?q=1&utm_source=rss#top")) == {
        f"{scheme}://{host}/x{slash}?q=1{tracking}"
        for scheme in ("http", "https")
        for host in ("a.example", "www.a.example")
        for slash in ("", "/")
        for tracking in ("", "&utm_source=rss")
    }
