"""The archive's index is asked for one day, its answer read or refused, and its addresses taken apart."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from spiders.discovery.wayback import CdxError, Memento, cdx_url, parse_memento, read_cdx
from spiders.outlet import WaybackCdx

DAY = date(2017, 1, 3)
STORY = "http://www.lantern.example:80/story/7/lanterns?a=1&b=2"


def _query(source: WaybackCdx) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(cdx_url(source, DAY)).query)


def test_a_prefix_with_the_day_asks_for_the_articles_of_that_day_whenever_they_were_captured() -> None:
    query = _query(WaybackCdx(prefix="lantern.example/Detail/{day:%Y/%m/%d}/"))
    assert ("url", "lantern.example/Detail/2017/01/03/") in query
    assert not {"from", "to"} & dict(query).keys()


def test_a_prefix_without_the_day_asks_for_what_was_captured_on_that_day() -> None:
    query = _query(WaybackCdx(prefix="lantern.example/en/news/"))
    assert ("url", "lantern.example/en/news/") in query
    assert ("from", "20170103") in query
    assert ("to", "20170103") in query


def test_the_index_is_asked_for_pages_only_and_for_each_once() -> None:
    url = cdx_url(WaybackCdx(prefix="lantern.example/"), DAY)
    assert url.startswith("https://web.archive.org/cdx/search/cdx?")
    query = parse_qsl(urlsplit(url).query)
    assert [value for name, value in query if name == "filter"] == ["statuscode:200", "mimetype:text/html"]
    assert {("matchType", "prefix"), ("output", "json"), ("collapse", "urlkey")} <= set(query)


def test_an_answer_lists_its_captures_whatever_the_order_of_its_columns() -> None:
    expected = [Memento(original=STORY, captured_at=datetime(2017, 1, 4, 5, 6, 7, tzinfo=UTC))]
    assert read_cdx(json.dumps([["timestamp", "original"], ["20170104050607", STORY]]).encode()) == expected
    assert read_cdx(json.dumps([["original", "timestamp"], [STORY, "20170104050607"]]).encode()) == expected


@pytest.mark.parametrize("body", [b"", b"\n", b"[]", b'[["timestamp", "original"]]'])
def test_an_empty_answer_lists_none(body: bytes) -> None:
    assert read_cdx(body) == []


def test_what_is_no_web_address_is_passed_over() -> None:
    rows = [["timestamp", "original"], ["20170104050607", "ftp://lantern.example/x"], ["20170104050607", STORY]]
    assert [found.original for found in read_cdx(json.dumps(rows).encode())] == [STORY]


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>503 Service Unavailable</body></html>",
        b"20170104050607 http://www.lantern.example/story/7\n",
        b'{"error": "blocked"}',
        b"7",
        b'"timestamp"',
        b'[["urlkey", "length"], ["a", "b"]]',
        b'[["timestamp", "original"], ["20170104050607"]]',
        b'[["timestamp", "original"], []]',
        b'[["timestamp", "original"], ["not a time", "http://lantern.example/"]]',
        b'[["timestamp", "original"], ["20171304050607", "http://lantern.example/"]]',
        b'[["timestamp", "original"], [null, null]]',
        b'[["timestamp", "original"], 5]',
        b'[["timestamp", "original"], ["20170104050607", "http://lantern.exa',
        b"\xff\xfe\x00",
    ],
)
def test_an_answer_that_is_something_else_is_an_error(body: bytes) -> None:
    with pytest.raises(CdxError):
        read_cdx(body)


def test_an_answer_nested_without_end_is_an_error() -> None:
    with pytest.raises(CdxError):
        read_cdx(b"[" * 100_000)


def test_the_address_of_a_memento_says_what_it_is_a_memento_of() -> None:
    made = Memento(original=STORY, captured_at=datetime(2017, 1, 4, 5, 6, 7, tzinfo=UTC))
    assert made.url == f"https://web.archive.org/web/20170104050607id_/{STORY}"
    assert parse_memento(made.url) == made


@pytest.mark.parametrize("mark", ["", "id_", "if_"])
@pytest.mark.parametrize("scheme", ["http:/", "http://"])
def test_an_address_that_lost_a_slash_on_its_way_is_understood(scheme: str, mark: str) -> None:
    found = parse_memento(f"http://web.archive.org/web/20170104050607{mark}/{scheme}www.lantern.example/story/7")
    assert found is not None
    assert found.original == "http://www.lantern.example/story/7"


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        "https://web.archive.org/web/2017*/http://www.lantern.example/",
        "https://web.archive.org/web/20171399999999id_/http://www.lantern.example/",
        "https://web.archive.org/web/20170104050607id_/ftp://www.lantern.example/",
        "https://web.archive.org.example/web/20170104050607id_/http://www.lantern.example/",
    ],
)
def test_any_other_address_is_no_memento(url: str) -> None:
    assert parse_memento(url) is None


@pytest.mark.parametrize("value", ["{}", "[]", '"a"'])
def test_an_answer_of_millions_of_values_is_refused_before_it_is_a_tree(value: str) -> None:
    with pytest.raises(CdxError, match="without bounds"):
        read_cdx(f'[["timestamp","original"],[{",".join([value] * 2_000_000)}]]'.encode())
