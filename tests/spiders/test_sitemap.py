"""A sitemap gives its addresses with their dates, and is cut to a day or a night; all texts here are invented."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta

import pytest

from spiders.discovery.link import ChildSitemap, Link, Listing
from spiders.discovery.listing import children_of_day, links_of_day, listing_url, newest_first, read_listing, recent
from spiders.outlet import NewsSitemap, Sitemap

URL = "https://www.lantern.example/sitemap.xml"
SITEMAP = Sitemap(url=URL)
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
STORY = "https://www.lantern.example/story/1"
DAY = date(2017, 1, 3)


def _read(text: str, **headers: str) -> Listing:
    return read_listing(SITEMAP, text.encode(), headers.get("content_type", "application/xml"), URL)


def _urls(*entries: str, attributes: str = XMLNS) -> Listing:
    return _read(f"<?xml version='1.0'?><urlset {attributes}>{''.join(f'<url>{e}</url>' for e in entries)}</urlset>")


def _index(*entries: str) -> Listing:
    inside = "".join(f"<sitemap>{entry}</sitemap>" for entry in entries)
    return _read(f"<?xml version='1.0'?><sitemapindex {XMLNS}>{inside}</sitemapindex>")


def _children(*addresses: str) -> Listing:
    return _index(*(f"<loc>https://www.lantern.example{address}</loc>" for address in addresses))


NEWS_ENTRY = f"""<loc>
    {STORY} </loc><lastmod>2026-08-15T12:00:00+00:00</lastmod>
<image:image><image:loc>https://cdn.example/a.jpg</image:loc><image:title>A lamp</image:title></image:image>
<news:news><news:publication><news:name>The Lantern</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-08-15T10:30:00+03:30</news:publication_date>
<news:title><![CDATA[Lanterns & lamps]]></news:title></news:news>"""
NEWS_LINK = Link(
    url=STORY,
    published=datetime(2026, 8, 15, 7, tzinfo=UTC),
    headline="Lanterns & lamps",
    language="en",
    modified=datetime(2026, 8, 15, 12, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("entry", "attributes"),
    [
        (NEWS_ENTRY, f"{XMLNS} {NEWS} xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'"),
        (NEWS_ENTRY, XMLNS),  # prefixes that nobody declared
        (NEWS_ENTRY, ""),
        (NEWS_ENTRY.replace("news:", "n:"), f"{XMLNS} {NEWS.replace(':news', ':n')}"),
        (
            NEWS_ENTRY.replace("<news:news>", f"<news {NEWS.replace(':news=', '=')}>").replace("news:", ""),
            XMLNS,
        ),  # a namespace of its own in place of a prefix
        (NEWS_ENTRY.replace("<news:news>", "").replace("</news:news>", ""), f"{XMLNS} {NEWS}"),
    ],
)
def test_a_news_sitemap_gives_its_hints_however_its_names_are_written(entry: str, attributes: str) -> None:
    assert _urls(entry, attributes=attributes).links == (NEWS_LINK,)


def test_prefixes_on_every_element_are_read() -> None:
    text = f"<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>{STORY}</s:loc></s:url></s:urlset>"
    assert _read(text).links == (Link(url=STORY),)


def test_a_news_sitemap_is_read_as_such_a_source() -> None:
    body = f"<urlset {XMLNS} {NEWS}><url>{NEWS_ENTRY}</url></urlset>".encode()
    assert read_listing(NewsSitemap(url=URL), body, "text/html", URL).links == (NEWS_LINK,)


@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ("2017-01-03", datetime(2017, 1, 3, tzinfo=UTC)),
        ("2017-01-03T02:00:00+03:30", datetime(2017, 1, 2, 22, 30, tzinfo=UTC)),
        ("2017-01-03T02:00Z", datetime(2017, 1, 3, 2, tzinfo=UTC)),
        ("2017-01-03T02:00:00.1234567Z", datetime(2017, 1, 3, 2, 0, 0, 123456, tzinfo=UTC)),
        ("2017-01-03 02:00:00 UTC", datetime(2017, 1, 3, 2, tzinfo=UTC)),
        ("2017-01-03 T 02:00:00 +0330", datetime(2017, 1, 2, 22, 30, tzinfo=UTC)),
        ("Tue, 03 Jan 2017 02:00:00 GMT", datetime(2017, 1, 3, 2, tzinfo=UTC)),
        ("2017-01-03T23:59:59", datetime(2017, 1, 3, tzinfo=UTC)),  # without a zone it tells its day
        ("2017-01-03 23:59", datetime(2017, 1, 3, tzinfo=UTC)),
        ("0000-00-00", None),
        ("2017-13-03T02:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2017-01", None),
        ("1395/10/14", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_lastmod_is_read_as_stated(stated: str, utc: datetime | None) -> None:
    (link,) = _urls(f"<loc>{STORY}</loc><lastmod>{stated}</lastmod>").links
    assert link.modified == utc


@pytest.mark.parametrize("stated", ["2017-01-03", "2017-01-03T02:00:00", "2017-01-03T02:00:00 IST", "x"])
def test_a_publication_date_without_a_zone_is_none(stated: str) -> None:
    (link,) = _urls(f"<loc>{STORY}</loc><publication_date>{stated}</publication_date>").links
    assert link.published is None


def test_an_index_names_its_children_once_and_never_itself() -> None:
    listing = _index(
        "<loc>/1.xml</loc><lastmod>2017-01-03</lastmod>", f"<loc>{URL}</loc>", "<loc>2.xml.gz</loc>",
        "<loc>/1.xml</loc>", "<loc>ftp://www.lantern.example/3.xml</loc>", "<lastmod>2017-01-03</lastmod>",
    )  # fmt: skip
    assert listing.links == ()
    assert listing.children == (
        ChildSitemap(url="https://www.lantern.example/1.xml", modified=datetime(2017, 1, 3, tzinfo=UTC)),
        ChildSitemap(url="https://www.lantern.example/2.xml.gz"),
    )


def test_repeats_and_other_outlets_links_stay_in_the_order_of_the_sitemap() -> None:
    entries = [f"<loc>{url}</loc>" for url in (STORY, "https://other.example/9", STORY, STORY)]
    assert [link.url for link in _urls(*entries).links] == [STORY, "https://other.example/9", STORY, STORY]


def test_an_entry_without_an_address_costs_no_other() -> None:
    assert [link.url for link in _urls("<lastmod>2017-01-03</lastmod>", f"<loc>{STORY}</loc>", "<loc/>").links] == [
        STORY
    ]


def test_a_sitemap_without_entries_gives_none() -> None:
    assert _urls() == Listing(url=URL)


def test_a_sitemap_is_unpacked_unless_that_was_done_on_the_way() -> None:
    body = f"<urlset {XMLNS}><url><loc>{STORY}</loc></url></urlset>".encode()
    for served in (body, gzip.compress(body), gzip.compress(body[:20]) + gzip.compress(body[20:])):
        for content_type in ("application/x-gzip", "text/xml; charset=utf-8", ""):
            listing = read_listing(Sitemap(url=URL + ".gz"), served, content_type, URL + ".gz")
            assert [link.url for link in listing.links] == [STORY]


@pytest.mark.parametrize(
    "before", ["\n", "\ufeff", "\n\n\ufeff", "<!-- made by hand -->", "<?xml-stylesheet href='a.xsl'?>"]
)
def test_a_sitemap_is_read_whatever_stands_before_it(before: str) -> None:
    text = f"{before}<?xml version='1.0' encoding='ISO-8859-1'?><urlset {XMLNS}><url><loc>/فانوس</loc></url></urlset>"
    assert [link.url for link in _read(text).links] == ["https://www.lantern.example/فانوس"]


def test_an_address_with_an_ampersand_that_nobody_escaped_is_whole() -> None:
    assert (
        _urls("<loc>/story?id=1&copy=2&amp;b=3</loc>").links[0].url
        == "https://www.lantern.example/story?id=1&copy=2&b=3"
    )


def test_a_sitemap_that_breaks_off_gives_what_it_had() -> None:
    assert [link.url for link in _read(f"<urlset {XMLNS}><url><loc>{STORY}</loc></url><url><lo").links] == [STORY]


def test_no_more_than_fifty_thousand_links_are_taken() -> None:
    assert len(_urls(*["<loc>/1</loc>"] * 50_001).links) == 50_000


def test_a_past_sitemap_is_asked_for_by_its_day() -> None:
    source = Sitemap(url="https://a.example/{day:%Y-%m}/{day.year}-{day.month}.xml")
    assert listing_url(source, DAY) == "https://a.example/2017-01/2017-1.xml"
    assert listing_url(SITEMAP, DAY) == URL


def _dated(address: str = "/story/1", **dates: datetime) -> Link:
    return Link(url=f"https://www.lantern.example{address}", **dates)


NOON = datetime(2017, 1, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("link", "of_it"),
    [
        (_dated(modified=NOON), True),
        (_dated(modified=datetime(2017, 1, 3, tzinfo=UTC)), True),
        (_dated(modified=datetime(2017, 1, 4, tzinfo=UTC)), False),
        (_dated(modified=datetime(2017, 1, 2, 23, 59, tzinfo=UTC)), False),
        (_dated(published=NOON), True),
        (_dated(published=NOON, modified=NOON + timedelta(days=9)), True),
        (_dated("/2017/01/03/lanterns"), True),
        (_dated("/2017/1/3/lanterns"), True),
        (_dated("/2017/01/03"), True),
        (_dated("/2017-01/03/c_1.htm"), True),
        (_dated("/lanterns-2017-01-03"), True),
        (_dated("/20170103/lanterns"), True),
        (_dated("/story?day=2017-01-03&x=1"), True),
        (_dated("/2017/1/31/lanterns"), False),
        (_dated("/2017/01/30/lanterns"), False),
        (_dated("/2017/01/3-lanterns-lit"), False),
        (_dated("/12017/01/03/lanterns"), False),
        (_dated("/201701031/lanterns"), False),
        (_dated("/2017/11/03/lanterns"), False),
        (_dated("/2017-99-99/lanterns"), False),
        (_dated("/story/1"), False),
    ],
)
def test_a_link_is_of_a_day_by_its_dates_or_its_address(link: Link, of_it: bool) -> None:
    assert links_of_day(Listing(links=(link,)), SITEMAP, DAY) == [link] * of_it


@pytest.mark.parametrize("name", ["sitemap-2017-01-03.xml", "20170103.xml.gz", "2017/1/3.xml"])
def test_all_of_a_sitemap_is_of_the_day_that_its_address_names(name: str) -> None:
    listing = Listing(links=(_dated(),), url=f"https://a.example/{name}")
    assert links_of_day(listing, SITEMAP, DAY) == [_dated()]
    assert links_of_day(listing, SITEMAP, DAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("address", "asked_for"),
    [
        ("/SiteMap/2017-01/sitemap-news-2017-01.xml", True),
        ("/SiteMap/2016-11/sitemap-news-2016-11.xml", False),
        ("/2017/01/sitemap.xml", True),
        ("/2017/03/sitemap.xml", False),
        ("/sitemap_201701.xml", True),
        ("/sitemap_201703.xml", False),
        ("/sitemap-2017-01-03.xml", True),
        ("/sitemap-2017-01-04.xml", False),
        ("/2017/1/3/sitemap.xml", True),
        ("/2017/1/31/sitemap.xml", False),
        ("/sitemap_2017.xml", True),
        ("/sitemap_2016.xml", False),
        ("/2016/archive-2017-01.xml", True),  # one that names both is asked for
        ("/from-2016-12-29-to-2017-01-04.xml", True),  # a week by its ends
        ("/from-2016-12-22-to-2016-12-28.xml", False),
        ("/2016-10_2017-03.xml", True),
        ("/sitemap-news.xml", True),
        ("/sitemap-7.xml", True),
        ("/1395/sitemap.xml", True),  # a Jalali year tells nothing here
    ],
)
def test_a_child_of_another_time_by_its_address_is_not_asked_for(address: str, asked_for: bool) -> None:
    assert bool(children_of_day(_children(address), DAY)) == asked_for


def test_a_month_is_asked_for_the_days_beside_it_too() -> None:
    listing = _children("/2016-12.xml", "/2017-01.xml", "/2017-02.xml")
    asked = {day: [other.url[-11:-4] for other in children_of_day(listing, day)] for day in (date(2017, 1, 1), DAY)}
    assert asked == {date(2017, 1, 1): ["2016-12", "2017-01"], DAY: ["2017-01"]}


def test_what_only_counts_through_is_no_year() -> None:
    listing = _children("/sitemap1994.xml", "/sitemap1995.xml", "/sitemap7.xml")
    assert len(children_of_day(listing, DAY)) == 3


def test_a_child_that_was_last_changed_before_the_day_is_not_asked_for() -> None:
    stated = ["2017-01-02T23:59:59Z", "2017-01-03", "2017-01-03T00:00:00Z", "2026-08-15", "soon"]
    listing = _index(*(f"<loc>/{at}.xml</loc><lastmod>{text}</lastmod>" for at, text in enumerate(stated)))
    assert [other.url[-5] for other in children_of_day(listing, DAY)] == ["1", "2", "3", "4"]


SINCE = datetime(2026, 8, 15, 2, tzinfo=UTC)
OLD, NEW = SINCE - timedelta(minutes=1), SINCE + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("dates", "stays"),
    [
        ({}, True),
        ({"modified": NEW}, True),
        ({"modified": SINCE}, True),
        ({"modified": OLD}, False),
        ({"published": OLD}, False),
        ({"published": NEW}, True),
        ({"published": OLD, "modified": NEW}, True),  # edited since
        ({"published": NEW, "modified": OLD}, True),
        ({"published": OLD, "modified": OLD}, False),
        ({"modified": datetime(2026, 8, 15, tzinfo=UTC)}, True),  # that day, which is not over
        ({"modified": datetime(2026, 8, 14, tzinfo=UTC)}, True),  # nor is this one, in the west
        ({"modified": datetime(2026, 8, 13, tzinfo=UTC)}, False),
    ],
)
def test_a_night_asks_for_what_may_be_new(dates: dict[str, datetime], stays: bool) -> None:
    link = _dated(**dates)
    assert recent(Listing(links=(link,), url=URL), SINCE) == Listing(links=(link,) * stays, url=URL)


def test_a_night_asks_for_those_children_that_may_hold_something_new() -> None:
    children = tuple(ChildSitemap(url=f"{URL}?{when}", modified=when) for when in (OLD, NEW, None))
    assert recent(Listing(children=children), SINCE).children == children[1:]


def _order(*names: str, modified: dict[str, datetime] | None = None) -> list[str]:
    """Return the names of an index's children in the order in which they are asked for."""
    named = [
        ChildSitemap(url=f"https://velde.example/{name}.xml", modified=(modified or {}).get(name)) for name in names
    ]
    return [other.url[22:-4] for other in newest_first(tuple(named))]


def test_of_an_index_the_children_that_changed_last_are_asked_for_first() -> None:
    at = {name: datetime(2026, month, 1, tzinfo=UTC) for name, month in (("b", 3), ("d", 11), ("a", 7))}
    assert _order("a", "b", "c", "d", modified=at) == ["d", "a", "b", "c"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["map-2022-12", "map-2023-01", "map-2022-02"], ["map-2023-01", "map-2022-12", "map-2022-02"]),
        (["map-12-2022", "map-01-2023", "map-02-2022"], ["map-01-2023", "map-12-2022", "map-02-2022"]),
        (["m/20221231", "m/20230101"], ["m/20230101", "m/20221231"]),
        # of a series that is only counted nobody knows which end is the newest
        ([f"map{n}" for n in range(1, 7)], ["map6", "map1", "map5", "map2", "map4", "map3"]),
        ([f"map{n}" for n in (1, 1999, 2500, 2501)], ["map2501", "map1", "map2500", "map1999"]),
        # as WordPress has it: the posts among pages, tags and people
        (["post", "post2", "post3", "tag1", "tag2"], ["post", "post3", "tag2", "post2", "tag1"]),
        (["world", "sport", "arts"], ["world", "sport", "arts"]),
    ],
)
def test_where_an_index_states_no_time_dates_and_numbers_in_addresses_tell(
    names: list[str], expected: list[str]
) -> None:
    assert _order(*names) == expected
    stamped = dict.fromkeys(names, datetime(2026, 11, 18, tzinfo=UTC))
    assert _order(*names, modified=stamped) == expected
