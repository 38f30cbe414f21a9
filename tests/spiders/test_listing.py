"""A listing gives its links in its own order, and what is no listing is refused; all texts here are invented."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from spiders.discovery.link import Link, Listing, ListingError
from spiders.discovery.listing import links_of_day, listing_url, listing_urls, omissions, read_listing
from spiders.outlet import DayArchive, Feed, NewsSitemap, SectionPage, Sitemap, WaybackCdx
from spiders.source import HomePage

BASE = "https://www.lantern.example/feed.xml"
RSS = "application/rss+xml; charset=utf-8"
FEED = Feed(url=BASE)
SECTION = SectionPage(url="https://www.lantern.example/section/1")


def feed_links(body: bytes, content_type: str, url: str) -> list[str]:
    return [link.url for link in read_listing(FEED, body, content_type, url).links]


def page_links(body: bytes, content_type: str, url: str) -> list[str]:
    return [link.url for link in read_listing(SECTION, body, content_type, url).links]


def _rss(*links: str) -> bytes:
    items = "".join(f"<item><title>Lanterns</title><link>{link}</link></item>" for link in links)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Lantern</title>'
        f"<link>https://www.lantern.example/</link>{items}</channel></rss>"
    ).encode()


def test_a_feed_gives_its_links_in_its_own_order_with_repeats() -> None:
    links = [f"https://www.lantern.example/story/{number}" for number in (3, 1, 3, 2, 1)]
    assert feed_links(_rss(*links), RSS, BASE) == links


def test_an_atom_feed_gives_its_links() -> None:
    atom = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Lantern</title>'
        b'<entry><title>One</title><link rel="alternate" href="https://www.lantern.example/story/1"/></entry></feed>'
    )
    assert feed_links(atom, "application/atom+xml", BASE) == ["https://www.lantern.example/story/1"]


def test_a_feed_is_one_whatever_type_its_server_says() -> None:
    links = ["https://www.lantern.example/story/1"]
    for content_type in ("text/html", "text/plain", "application/octet-stream", ""):
        assert feed_links(_rss(*links), content_type, BASE) == links


def test_a_feed_without_entries_gives_no_links() -> None:
    assert feed_links(_rss(), RSS, BASE) == []


def test_an_entry_without_a_link_gives_none() -> None:
    feed = _rss("https://www.lantern.example/story/1").replace(
        b"</channel>", b"<item><title>x</title></item></channel>"
    )
    assert feed_links(feed, RSS, BASE) == ["https://www.lantern.example/story/1"]


def test_relative_links_are_of_the_feeds_address() -> None:
    assert feed_links(_rss("/story/1", "story/2", "//cdn.lantern.example/3"), RSS, BASE) == [
        "https://www.lantern.example/story/1",
        "https://www.lantern.example/story/2",
        "https://cdn.lantern.example/3",
    ]


@pytest.mark.parametrize(
    "slug",
    [
        "Velde-valley-grain-harvest,-best-in-eleven-years",
        "-Cape-Torrin-lighthouse",
        "%E2%80%98quiet-hall%E2%80%99",
        "فانوس-دریایی",
        "100%-of-lanterns",
        "who's-lantern",
        "a--b__c..d",
    ],
)
def test_an_odd_slug_comes_through_as_it_is(slug: str) -> None:
    link = f"https://www.lantern.example/story/1/{slug}"
    assert feed_links(_rss(link), RSS, BASE) == [link]


def test_white_space_around_a_link_is_no_part_of_it() -> None:
    assert feed_links(_rss("\n  https://www.lantern.example/story/1\t"), RSS, BASE) == [
        "https://www.lantern.example/story/1"
    ]


def test_a_broken_address_does_not_cost_the_other_links_of_a_feed() -> None:
    feed = _rss("https://www.lantern.example/story/1", "http://[broken/story/2", "https://www.lantern.example/story/3")
    links = feed_links(feed, RSS, BASE)
    assert links[0] == "https://www.lantern.example/story/1"
    assert links[-1] == "https://www.lantern.example/story/3"


HTML = b"<!DOCTYPE html><html><head><title>The Lantern</title></head><body><a href='/story/1'>1</a></body></html>"
SITEMAP = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
REFUSED = {
    "page": (HTML, "it is an HTML page"),
    "page in capitals": (b"\n<HTML><BODY>x</BODY></HTML>", "it is an HTML page"),
    "challenge": (b"<html><head><script>var __arcsjs = 1;</script></head></html>", "it is a challenge page"),
    "login": (b"<html><body><form><input name=p type='password'></form></body></html>", "it is a login page"),
    "empty": (b"", "it is empty"),
    "blank": (b"  \r\n\t", "it is empty"),
    "mark alone": (b"\xef\xbb\xbf", "it is empty"),
    "other XML": (b'<?xml version="1.0"?><opml version="2.0"><body2/></opml>', "it is other XML"),
    "text": (b"Service temporarily unavailable", "it is not a"),
    "json": (b'{"items": []}', "it is not a"),
    "broken gzip": (b"\x1f\x8b\x08\x00garbage", "its gzip is broken"),
    "gzip without its end": (gzip.compress(_rss(BASE) * 50)[:-12], "its gzip is broken"),
}


@pytest.mark.parametrize("source", [FEED, Sitemap(url=BASE), NewsSitemap(url=BASE)], ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_such_listing_is_refused_in_words(case: str, source: Feed | Sitemap | NewsSitemap) -> None:
    body, reason = REFUSED[case]
    with pytest.raises(ListingError, match=reason):
        read_listing(source, body, RSS, BASE)


def test_a_listing_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(ListingError, match="it is a sitemap, not a feed"):
        read_listing(FEED, SITEMAP, RSS, BASE)
    with pytest.raises(ListingError, match="it is a feed, not a sitemap"):
        read_listing(Sitemap(url=BASE), _rss(BASE), RSS, BASE)
    with pytest.raises(ListingError, match="it is a feed, not an HTML page"):
        read_listing(SECTION, _rss(BASE), RSS, BASE)


def test_a_body_that_reads_like_a_file_name_is_never_opened(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(_rss("https://www.lantern.example/story/1"))
    for body in (str(file).encode(), file.as_uri().encode(), b"/etc/passwd"):
        with pytest.raises(ListingError):
            feed_links(body, RSS, BASE)


@pytest.mark.parametrize("body", [b"http://127.0.0.1:9/feed.xml", b"feed://127.0.0.1:9/feed.xml"])
def test_a_body_that_reads_like_an_address_is_never_asked_for(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr("socket.socket.connect", refuse)
    with pytest.raises(ListingError):
        feed_links(body, RSS, BASE)


def test_entities_that_grow_without_bound_do_not() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 1000 + b'">'
    for before, after in zip("abcdefg", "bcdefgh", strict=True):
        bomb += b'<!ENTITY %s "%s">' % (after.encode(), f"&{before};".encode() * 10)
    body = bomb + b']><rss version="2.0"><channel><item><link>&h;</link></item></channel></rss>'
    started = time.process_time()
    try:
        links = feed_links(body, RSS, BASE)
    except ListingError:
        links = []
    assert sum(map(len, links)) < 1_000_000
    assert time.process_time() - started < 2


PAGE = """<html><body>
<a href="/story/2">Two</a> <a href=" /story/1 ">One</a> <a href="/story/2">Two again</a> <a>no address</a>
<a href="#top">top</a> <a href="javascript:void(0)">menu</a> <a href="mailto:desk@lantern.example">mail</a>
<a href="http://[broken">broken</a> <a href="https://elsewhere.example/x">elsewhere</a>
</body></html>"""


def test_a_section_page_gives_its_links_in_reading_order() -> None:
    assert page_links(PAGE.encode(), "text/html", "https://www.lantern.example/section/1") == [
        "https://www.lantern.example/story/2",
        "https://www.lantern.example/story/1",
        "https://www.lantern.example/story/2",
        "https://elsewhere.example/x",
    ]


def test_a_section_page_without_links_gives_none() -> None:
    assert page_links(b"<html><body><p>Nothing today.</p></body></html>", "text/html", BASE) == []


@pytest.mark.parametrize("body", [b"", b"  \n ", b"<!-- -->"])
def test_an_empty_section_page_is_refused(body: bytes) -> None:
    with pytest.raises(ListingError, match=r"it is empty|not an HTML page"):
        page_links(body, "text/html", BASE)


def test_a_port_that_is_no_number_does_not_cost_the_other_links_of_a_feed() -> None:
    items = "".join(
        f"<item><link>{link}</link></item>"
        for link in ("https://lantern.example/1", "https://lantern.example:443x/2", "https://lantern.example/3")
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()
    assert feed_links(body, "application/rss+xml", "https://lantern.example/feed.xml") == [
        "https://lantern.example/1",
        "https://lantern.example/3",
    ]


def _item(inside: str, root: str = '<rss version="2.0">') -> Link:
    body = f"<?xml version='1.0'?>{root}<channel><item><link>https://a.example/1</link>{inside}</item></channel></rss>"
    (link,) = read_listing(FEED, body.encode(), RSS, BASE).links
    return link


@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ("Sat, 15 Aug 2026 21:39:28 +0330", datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)),
        ("Sat, 15 Aug 2026 21:39:28 GMT", datetime(2026, 8, 15, 21, 39, 28, tzinfo=UTC)),
        ("Sat, 15 Aug 2026 21:39 EST", datetime(2026, 8, 16, 2, 39, tzinfo=UTC)),
        ("2026-08-15T21:39:28+03:30", datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)),
        ("2026-08-15T21:39:28Z", datetime(2026, 8, 15, 21, 39, 28, tzinfo=UTC)),
        ("Sat, 15 Aug 2026 21:39:28", None),
        ("Sat, 15 Aug 2026 21:39:28 IRST", datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)),
        ("Sat, 15 Aug 2026 21:39:28 IST", None),
        ("2026-08-15T21:39:28", None),
        ("2026-08-15", None),
        ("yesterday", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Sat, 45 Aug 2026 21:39:28 GMT", None),
        ("", None),
    ],
)
def test_an_entry_has_a_date_only_where_its_feed_names_the_zone(stated: str, utc: datetime | None) -> None:
    assert _item(f"<pubDate>{stated}</pubDate>").published == utc


def test_an_entry_without_a_date_has_none() -> None:
    link = _item("<title>Lanterns</title>")
    assert (link.published, link.modified, link.fetch_url) == (None, None, None)


def test_the_one_date_of_dublin_core_is_that_of_publication() -> None:
    declared = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    expected = datetime(2026, 8, 15, 21, 39, 28, tzinfo=UTC)
    for root in (declared, '<rss version="2.0">'):  # declared or not
        assert _item("<dc:date>2026-08-15T21:39:28Z</dc:date>", root).published == expected


def test_atom_tells_publication_from_change_and_the_page_from_other_links() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>L</title>
    <link rel="self" href="https://a.example/feed"/>
    <entry><title type="html">Lanterns &amp;lt; lamps &lt;b&gt;lit&lt;/b&gt;</title><id>tag:a.example,2026:1</id>
    <link rel="replies" href="/1/comments"/><link rel="enclosure" href="/1.mp3"/><link href="/1"/>
    <published>2026-08-15T10:00:00Z</published><updated>2026-08-16T12:30:00+02:00</updated></entry>
    <entry><link href="/2"/><title>Two</title><updated>2026-08-16T12:30:00+02:00</updated></entry></feed>"""
    changed = datetime(2026, 8, 16, 10, 30, tzinfo=UTC)
    assert read_listing(FEED, body, "", BASE).links == (
        Link(
            url="https://www.lantern.example/1",
            published=datetime(2026, 8, 15, 10, tzinfo=UTC),
            headline="Lanterns < lamps lit",
            language="en-GB",
            modified=changed,
        ),
        Link(url="https://www.lantern.example/2", headline="Two", language="en-GB", modified=changed),
    )


def test_rss_1_is_read() -> None:
    body = b"""<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel rdf:about="/"><title>L</title><items/></channel>
    <item rdf:about="x"><title>One</title><link>https://a.example/1</link><dc:date>2026-08-15T10:00:00Z</dc:date></item>
    </rdf:RDF>"""
    (link,) = read_listing(FEED, body, "", BASE).links
    assert (link.url, link.headline, link.published) == (
        "https://a.example/1",
        "One",
        datetime(2026, 8, 15, 10, tzinfo=UTC),
    )


def test_a_permanent_guid_stands_for_a_missing_link_and_another_does_not() -> None:
    items = (
        '<item><guid>https://a.example/1</guid></item><item><guid isPermaLink="false">https://a.example/2</guid></item>'
    )
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    assert feed_links(body, RSS, BASE) == ["https://a.example/1"]


def test_the_language_of_the_channel_is_a_hint_for_each_entry() -> None:
    body = _rss("https://a.example/1").replace(b"<title>The", b"<language> en_US </language><title>The")
    assert read_listing(FEED, body, RSS, BASE).links[0].language == "en-US"
    wrong = body.replace(b"en_US", b"English, mostly")
    assert read_listing(FEED, wrong, RSS, BASE).links[0].language is None


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("  Lanterns\n  lit ", "Lanterns lit"),
        ("<![CDATA[Lanterns & <em>lamps</em>]]>", "Lanterns & lamps"),
        ("Lanterns & lamps &mdash; lit", "Lanterns & lamps — lit"),
        ("Lanterns &amp;amp; lamps", "Lanterns & lamps"),
        ("A&#8217;s &#x1F3EE;", "A’s 🏮"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Lan\x07terns\u202e lit\u2028again", "Lanterns lit again"),
        ("x" * 5000, "x" * 300),
        (" ", None),
        ("<b> </b>", None),
    ],
)
def test_a_headline_is_one_clean_line(title: str, headline: str | None) -> None:
    assert _item(f"<title>{title}</title>").headline == headline


def test_half_a_character_costs_neither_the_headline_nor_the_link() -> None:
    link = _item("<title>half &#xD800; &#55357; &#0; &#1114112; a character</title>")
    assert link.headline is not None
    assert link.headline.startswith("half ")
    assert link.headline.endswith(" a character")
    link.headline.encode()


def test_an_ampersand_that_nobody_escaped_stays_in_the_link() -> None:
    links = [
        "https://a.example/?id=1&copy=2&b=3",
        "https://a.example/?id=1&amp;b=3",
        "<![CDATA[https://a.example/?a&b]]>",
    ]
    assert feed_links(_rss(*links), RSS, BASE) == [
        "https://a.example/?id=1&copy=2&b=3",
        "https://a.example/?id=1&b=3",
        "https://a.example/?a&b",
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "ftp://a.example/1", "javascript:alert(1)", "data:text/html,x", "mailto:a@a.example", "file:///etc/passwd",
        "https://a.example/" + "x" * 2000, "http://[a.example/1",
    ],
)  # fmt: skip
def test_what_is_no_web_address_or_overlong_is_left_out(reference: str) -> None:
    assert feed_links(_rss("https://a.example/1", reference), RSS, BASE) == ["https://a.example/1"]


def _persian(declared: str, coding: str, mark: bytes = b"") -> bytes:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><item><title>فانوس</title>'
    return mark + (text + "<link>https://a.example/1</link></item></channel></rss>").encode(coding)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (_persian("utf-8", "utf-8"), RSS),
        (_persian("utf-8", "utf-8", b"\xef\xbb\xbf"), RSS),
        (_persian("utf-8", "utf-8", b"\r\n\n"), RSS),
        (_persian("utf-8", "utf-8", b"\n\xef\xbb\xbf \n"), RSS),
        (_persian("iso-8859-1", "utf-8"), "text/xml; charset=iso-8859-1"),
        (_persian("utf-16", "utf-8"), RSS),
        (_persian("no-such-coding", "utf-8"), "text/xml; charset=nor-this"),
        (_persian("utf-16", "utf-16"), RSS),
        (_persian("windows-1256", "windows-1256"), RSS),
        (_persian("utf-8", "utf-8", b"<br />\n<b>Warning</b>: no such lamp in line 7<br />"), RSS),
    ],
)
def test_a_feed_is_read_whatever_its_declaration_says_and_stands_before_it(body: bytes, content_type: str) -> None:
    (link,) = read_listing(FEED, body, content_type, BASE).links
    assert link.url == "https://a.example/1"
    assert link.headline == "فانوس"


def test_old_entries_on_top_and_repeats_cost_nothing_that_comes_after_them() -> None:
    dates = ["Mon, 04 Aug 2025 10:00:00 GMT", "Sat, 15 Aug 2026 10:00:00 GMT", "Mon, 04 Aug 2025 10:00:00 GMT"]
    items = "".join(
        f"<item><link>/{number % 2}</link><pubDate>{day}</pubDate></item>" for number, day in enumerate(dates)
    )
    links = read_listing(FEED, f"<rss><channel>{items}</channel></rss>".encode(), RSS, BASE).links
    assert [link.url[-2:] for link in links] == ["/0", "/1", "/0"]
    assert [link.published and link.published.year for link in links] == [2025, 2026, 2025]


def test_a_feed_that_breaks_off_gives_what_it_had() -> None:
    body = _rss("https://a.example/1", "https://a.example/2")
    assert feed_links(body[: body.rindex(b"<item>") + 9], RSS, BASE) == ["https://a.example/1"]


def test_no_file_is_read_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://a.example/secret", encoding="utf-8")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY % y SYSTEM "{secret.as_uri()}"> %y;]>'
    feed = head + "<rss><channel><item><title>&x;</title><link>&x;</link></item></channel></rss>"
    assert "secret" not in repr(read_listing(FEED, feed.encode(), RSS, "https://b.example/"))
    sitemap = head.replace("rss", "urlset") + "<urlset><url><loc>&x;</loc></url></urlset>"
    assert "secret" not in repr(read_listing(Sitemap(url=BASE), sitemap.encode(), RSS, "https://b.example/"))


def test_the_words_of_a_link_are_its_headline() -> None:
    body = (
        """<base href="https://www.lantern.example/en/">
    <a href="1"><h3>Lanterns&nbsp;lit</h3><p>in <b>Vel</b>de</p></a>
    <a href="2"><img src="x" alt="no"></a><a href="3">&lt;Three&gt;
    </a> not this <a href="4">"""
        + "x" * 400
    )
    links = read_listing(SECTION, body.encode(), "text/html", "https://www.lantern.example/section/1").links
    assert [link.url[-5:] for link in links] == ["/en/1", "/en/2", "/en/3", "/en/4"]
    assert [link.headline for link in links] == ["Lanterns lit in Velde", None, "<Three>", "x" * 300]


def test_what_stands_in_the_place_of_a_section_page_is_refused() -> None:
    for body, reason in (
        (b"<html><script>var __arcsjs = 1;</script><a href='/'>x</a></html>", "challenge"),
        (b"<html><form><input type=password></form><a href='/'>x</a></html>", "login"),
        (b'{"links": ["/story/1"]}', "not an HTML page"),
        (b"%PDF-1.4 x", "not an HTML page"),
    ):
        with pytest.raises(ListingError, match=reason):
            page_links(body, "text/html", BASE)


def test_a_section_page_with_a_form_to_sign_in_is_one() -> None:
    links = "".join(f"<a href='/story/{number}'>x</a>" for number in range(12))
    assert len(page_links(f"<form><input type=password></form>{links}".encode(), "text/html", BASE)) == 12


def test_the_archive_gives_the_address_and_where_to_get_it() -> None:
    rows = [["timestamp", "original"], ["20170104050607", "http://a.example/1"], ["20170104050607", "http://[broken/"]]
    source = WaybackCdx(prefix="a.example/")
    found = read_listing(source, json.dumps(rows).encode(), "application/json", "https://web.archive.org/cdx")
    fetch = "https://web.archive.org/web/20170104050607id_/http://a.example/1"
    assert found.links == (Link(url="http://a.example/1", fetch_url=fetch),)
    assert links_of_day(found, source, date(2020, 1, 1)) == list(found.links)
    assert read_listing(source, b"", "", "").links == ()
    with pytest.raises(ListingError, match="something else"):
        read_listing(source, HTML, "text/html", BASE)


def test_an_archive_of_a_day_is_all_of_that_day() -> None:
    source = DayArchive(url="https://a.example/archive/{day:%Y/%m/%d}")
    url = listing_url(source, date(2017, 1, 3))
    assert url == "https://a.example/archive/2017/01/03"
    listing = read_listing(source, HTML, "text/html", url)
    assert [link.url for link in links_of_day(listing, source, date(2017, 1, 3))] == ["https://a.example/story/1"]


def test_each_page_of_a_section_is_a_listing() -> None:
    assert listing_urls(SectionPage(url="https://a.example/s/{page}", pages=3)) == tuple(
        f"https://a.example/s/{page}" for page in (1, 2, 3)
    )
    assert listing_urls(SectionPage(url="https://a.example/s/{page}")) == ("https://a.example/s/1",)
    assert listing_urls(FEED) == (BASE,)


HOSTILE = {
    "opened": "<a>", "entries": "<item>", "addresses": "<url>", "divisions": "<div>", "paragraphs": "<p>",
    "links": "<a href=x>", "less": "<", "broken": "<a ", "ampersands": "&", "references": "&#xD8", "ends": "</a>",
    "comments": "<!--", "sections": "<![CDATA[", "types": "<!DOCTYPE ", "spaces": " ", "lines": "\n", "nothing": "\0",
    "letters": "x", "quotes": '<a b="', "whole": "<item><title>t</title><link>/1</link></item>",
    "listed": "<url><loc>/1</loc></url>", "forms": "<form><b>",
}  # fmt: skip


@pytest.mark.parametrize("filling", HOSTILE)
def test_junk_costs_no_more_than_its_length(filling: str) -> None:
    _read_junk(filling, 500_000, seconds=2)  # less than half a second on an idle machine


@pytest.mark.parametrize("filling", ["opened", "broken", "whole"])
@pytest.mark.e2e
def test_ten_megabytes_of_junk_end_within_seconds(filling: str) -> None:
    _read_junk(filling, 10_000_000, seconds=15)  # three on an idle machine


@pytest.mark.e2e
def test_a_feed_of_ten_megabytes_of_odd_values_is_read_in_part_and_within_seconds() -> None:
    dates = ("pubDate", "updated", "date", "modified", "created", "issued", "published", "pubDate", "updated", "date")
    odd = "".join(f"<{name}>2020-13-45 99:99:99 Xyzzy 12 +0000 1</{name}>" for name in dates)
    for item in (odd, f"<title>{'&amp;lt;b&amp;gt;&lt;a ' * 180}</title>", f"<title><![CDATA[{'&' * 1900}]]></title>"):
        entry = f"<item><link>/lanterns</link>{item}</item>"
        body = f'<rss version="2.0"><channel>{entry * (10_000_000 // len(entry))}</channel></rss>'.encode()
        started = time.process_time()
        assert 400 < len(feed_links(body, RSS, BASE)) <= 2000
        assert time.process_time() - started < 4  # two or less on an idle machine


def _read_junk(filling: str, size: int, seconds: float) -> None:
    for source, root in ((FEED, "<rss><channel>"), (Sitemap(url=BASE), "<urlset>"), (SECTION, "<html><body>")):
        piece = HOSTILE[filling]
        body = (root + piece * ((size - 20) // len(piece))).encode()
        started = time.process_time()
        with contextlib.suppress(ListingError):
            assert len(read_listing(source, body, "", BASE).links) <= 50_000
        assert time.process_time() - started < seconds, type(source).__name__


def test_attributes_without_end_cost_no_time() -> None:
    attributes = " ".join(f"a{number}" for number in range(400_000))
    for source, root in ((FEED, "rss"), (Sitemap(url=BASE), "urlset"), (SECTION, "html")):
        started = time.process_time()
        with contextlib.suppress(ListingError):
            read_listing(source, f"<{root}><a {attributes}>".encode(), "", BASE)
        assert time.process_time() - started < 10, root


def test_xml_nested_without_end_is_refused_and_not_read_by_half() -> None:
    feed = b"<rss><channel><item><link>/1</link></item>" + b"<a>" * 3000
    with pytest.raises(ListingError, match="without bounds"):
        feed_links(feed, RSS, BASE)


def test_what_is_larger_than_the_limit_is_refused_packed_or_not() -> None:
    body = _rss("https://a.example/1") + b" " * (10 * 1024 * 1024)
    for served in (body, gzip.compress(body)):
        with pytest.raises(ListingError, match="larger than 10 MB"):
            feed_links(served, RSS, BASE)


SOURCES = [FEED, Sitemap(url=BASE), NewsSitemap(url=BASE), SECTION, DayArchive(url=BASE), WaybackCdx(prefix="a")]


@pytest.mark.parametrize("seed", range(40))
def test_bytes_that_were_changed_on_the_way_raise_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    honest = [
        _rss("https://a.example/1", "/2").replace(
            b"<title>", b"<pubDate>Sat, 15 Aug 2026 21:39:28 GMT</pubDate><title>"
        ),
        b"<urlset xmlns:n='x'><url><loc>/1</loc><lastmod>2026-08-15</lastmod><n:news><n:title>x</n:title></n:news>"
        b"</url></urlset>",
        PAGE.encode(),
        json.dumps([["timestamp", "original"], ["20170104050607", "http://a.example/1"]]).encode(),
        gzip.compress(SITEMAP),
    ]
    odd = [
        b"<",
        b">",
        b"&",
        b"\0",
        b"\xff",
        b"&#xD800;",
        b"]]>",
        b"<![CDATA[",
        b"]",
        b":",
        b'"',
        b"xmlns:a=''",
        b"\xed\xa0\x80",
    ]
    reasons: list[str] = []
    for body in honest * 4:
        changed = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.randint(0, 3)] = chance.choice(odd)
        for source in SOURCES:
            try:
                listing = read_listing(
                    source, bytes(changed), chance.choice(["", RSS, "text/html; charset=punycode"]), BASE
                )
            except ListingError as error:
                reasons.append(str(error))
            else:
                assert isinstance(listing, Listing)
                repr(listing).encode()
    assert all(0 < len(reason) <= 300 for reason in reasons)


def test_what_a_feed_has_more_than_is_read_and_what_nobody_can_ask_for_is_counted() -> None:
    links = [f"/story/{number}" for number in range(2005)]
    links[3:6] = ["javascript:alert(1)", "", "/" + "x" * 3000]
    listing = read_listing(FEED, _rss(*links), RSS, BASE)
    assert (len(listing.links), listing.unread, listing.unusable) == (1997, 5, 3)
    assert omissions(listing, listing, None, {"articles": 2, "listings": 0, "other addresses": 7}) == (
        "5 of its entries are more than a crawl reads; 3 of its entries are without a usable address; "
        "2 articles and 7 other addresses of it are more than a crawl records"
    )
    assert omissions(Listing(), Listing(), None, {}) == ""


def test_what_a_sitemap_a_section_and_an_archive_have_more_than_is_read_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    most = 20
    for module in ("sitemap", "section", "listing"):
        monkeypatch.setattr(f"spiders.discovery.{module}.MOST_LINKS", most)
    entry = "<url><loc>/{}</loc></url>"
    body = f"<urlset>{entry.format('a') * most}{entry.format('b') * 2}</urlset>"
    sitemap = read_listing(Sitemap(url=BASE), body.encode(), "application/xml", BASE)
    assert (len(sitemap.links), sitemap.unread, sitemap.unusable) == (most, 2, 0)

    page = read_listing(SECTION, b"<a href=/a>A</a>" * (most + 3), "text/html", BASE)
    assert (len(page.links), page.unread) == (most, 3)

    rows = [["timestamp", "original"], *([["20170103000000", "https://a.example/1"]] * (most + 4))]
    rows += [["20170103000000", "https://a.example/" + "x" * 3000]]
    archive = read_listing(WaybackCdx(prefix="a.example/"), json.dumps(rows).encode(), "application/json", BASE)
    assert (len(archive.links), archive.unread, archive.unusable) == (most, 4, 1)


HOME = HomePage(url="https://www.lantern.example/")


def _home(*head: str) -> Listing:
    body = f"<!DOCTYPE html><html><head><title>The Lantern</title>{''.join(head)}</head><body><a href='/a'>A</a></body>"
    return read_listing(HOME, body.encode(), "text/html", HOME.url)


def test_a_home_page_gives_the_feeds_that_it_names_and_no_link() -> None:
    home = _home(
        '<base href="https://www.lantern.example/en/">',
        '<link rel="alternate" type="application/rss+xml" title="News" href="rss">',
        '<LINK TYPE="application/atom+xml; charset=utf-8" REL="feed ALTERNATE" HREF=" //lantern.example/atom ">',
        '<link rel="alternate" type="application/rss+xml" href="rss">',
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
        '<link rel="alternate" hreflang="fa" href="/fa">',
        '<link rel="stylesheet" type="application/rss+xml" href="/style">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:0">',
        '<link rel="alternate" type="application/rss+xml">',
    )
    assert home.feeds == ("https://www.lantern.example/en/rss", "https://lantern.example/atom")
    assert home.links == ()


def test_a_home_page_that_names_no_feed_answers_nothing() -> None:
    with pytest.raises(ListingError, match="it names no feed"):
        _home('<link rel="icon" href="/i">')
    with pytest.raises(ListingError, match="it is a feed, not an HTML page"):
        read_listing(HOME, _rss("https://www.lantern.example/a"), RSS, HOME.url)


def test_feeds_that_a_home_page_names_without_end_are_bounded() -> None:
    many = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(100_000))
    assert len(_home(many).feeds) == 30
