"""A listing gives its links in its own order, and what is no listing is refused; all texts here are invented."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from spiders.listing import ListingError, feed_links, page_links

BASE = "https://www.lantern.example/feed.xml"
RSS = "application/rss+xml; charset=utf-8"


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


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><head><title>The Lantern</title></head><body><a href='/story/1'>1</a></body></html>",
        b"<html><head><script>var __arcsjs = 1; document.cookie = 'x';</script></head><body></body></html>",
        b"",
        b"   \n",
        b"Service temporarily unavailable",
        b'{"items": []}',
        b"\x1f\x8b\x08\x00garbage",
    ],
    ids=["page", "challenge", "empty", "blank", "text", "json", "binary"],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(ListingError, match="not a feed"):
        feed_links(body, RSS, BASE)


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
    started = time.perf_counter()
    try:
        links = feed_links(body, RSS, BASE)
    except ListingError:
        links = []
    assert sum(map(len, links)) < 1_000_000
    assert time.perf_counter() - started < 2


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
    with pytest.raises(ListingError, match="not an HTML page"):
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
