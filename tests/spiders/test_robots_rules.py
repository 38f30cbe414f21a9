"""So much of a robots.txt is read as counts, and no such file takes memory or time without bounds."""

from __future__ import annotations

import gzip

import pytest
from protego import Protego
from scrapy.http import Response

from spiders.discovery.link import ListingError
from spiders.downloader.robots import LARGEST, relevant_text, rules_text, unpacked_beginning

AGENT = "Nightdesk/0.1 (news archive; desk@velde.example)"
RULES = b"User-agent: *\nDisallow: /news/2\n"


def _answer(body: bytes) -> Response:
    return Response("https://velde.example/robots.txt", body=body)


@pytest.mark.parametrize("coding", ["gzip", "", "identity", "br, gzip"])
def test_what_is_packed_is_unpacked_as_far_as_it_counts(coding: str) -> None:
    packed = gzip.compress(RULES + b"\n" * 5_000_000)
    assert unpacked_beginning(packed, coding) == (RULES + b"\n" * LARGEST)[: LARGEST + 1]
    assert unpacked_beginning(packed[:2000], coding).startswith(RULES)  # its end was never asked for


def test_what_is_said_to_be_packed_and_is_not_stays_as_it_is() -> None:
    for coding in ("gzip", "br", "deflate", "zstd", "lanterns"):
        assert unpacked_beginning(RULES, coding) == RULES


def test_of_rules_that_are_cut_the_last_line_forbids_nothing() -> None:
    line = b"Disallow: /archive/of/lanterns\n"
    for shift in range(len(line)):
        text = rules_text(_answer(RULES + b"#" * shift + b"\n" + line * 20_000))
        assert {*text.splitlines()[3:]} == {line.decode().strip()}


@pytest.mark.parametrize("body", [b"", b" \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"\xff\xfe"])
def test_an_empty_file_has_no_rules_though_its_editor_marked_it(body: bytes) -> None:
    assert rules_text(_answer(body)) == ""


def test_what_nobody_can_read_is_an_error() -> None:
    with pytest.raises(ListingError):
        rules_text(_answer(b"\x1f\x8b\xff lanterns"))


@pytest.mark.parametrize(
    ("groups", "forbidden"),
    [
        ("User-agent: *\nDisallow: /a", True),
        ("User-agent: others\nUser-agent: *\nDisallow: /a", True),
        ("User-agent: others\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", False),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: nightdesk\nAllow: /", False),
        ("User-agent: Nightdesk*\nDisallow: /a\n\nUser-agent: *\nAllow: /", True),
        ("user agent nightdesk # ours\nDisallow: /a", True),
        ("User-agent: night\nDisallow: /a\n\nUser-agent: nightdesk\nDisallow: /b", False),
        ("User-agent: desk\nDisallow: /a\n\nUser-agent: nightdesk\nDisallow: /b", False),
        ("User-agent: ghtdesk\nDisallow: /a", False),
        ("User-agent:\nDisallow: /a", False),
    ],
)
def test_the_groups_for_others_are_put_together_and_ours_stays(groups: str, forbidden: bool) -> None:
    url = "https://velde.example/a"
    assert Protego.parse(groups).can_fetch(url, AGENT) is not forbidden
    assert Protego.parse(relevant_text(groups, AGENT)).can_fetch(url, AGENT) is not forbidden


def test_thousands_of_agents_with_thousands_of_rules_are_kept_once() -> None:
    agents = "".join(f"User-agent: bot{number}\n" for number in range(12_000))
    parsed = Protego.parse(relevant_text(agents + "Disallow: /a\n" * 20_000, AGENT))
    assert len(parsed._user_agents) == 1
