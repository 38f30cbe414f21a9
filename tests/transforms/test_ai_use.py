"""What a page states of its use by AI is read from headers and tags, and every opt-out counts."""

from __future__ import annotations

import time

import pytest

from spiders.ai_statements import AiSource, AiStatement, AiUse, HostStatements, decode_statements, encode_statements
from spiders.capture.record import Capture, CaptureRef, Headers, HttpResponse
from transforms.fields.ai_use import ai_use, read_ai_statements
from transforms.page.metadata import PageMetadata

Stated = list[tuple[str, str, str | None]]


def _stated(headers: Headers = (), metas: dict[str, list[str]] | None = None, *host: AiStatement) -> Stated:
    response = HttpResponse(status=200, headers=headers, payload=b"")
    capture = Capture(ref=CaptureRef(), response=response, host=HostStatements(ai_statements=host))
    found = read_ai_statements(capture, PageMetadata(metas=metas or {}))
    return [(each.source, each.statement, each.agents) for each in found]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["noai"], [("noai", None)]),
        (["NoAI, NoImageAI"], [("noai", None), ("noimageai", None)]),
        (["index, follow", "max-snippet:-1, max-image-preview:large"], []),
        (["noarchive", "noai, nocache"], [("noarchive", None), ("noai", None), ("nocache", None)]),
        (["GPTBot: noai, noindex"], [("noai", "GPTBot"), ("noindex", "GPTBot")]),
        (["googlebot: nofollow, otherbot: noai"], [("noai", "otherbot")]),
        (["unavailable_after: Sat, 25 Jun 2030 15:00:00 GMT, noai"], [("noai", None)]),
        (["noai, noai", "noai"], [("noai", None)]),
        (["https://noai.example/noai", "noais", "", ":", "::noai", ",,,"], []),
        (["none"], [("none", None)]),
    ],
)
def test_an_x_robots_tag_is_read_with_whom_it_addresses(values: list[str], found: Stated) -> None:
    headers = tuple(("x-ROBOTS-tag", value) for value in values)
    assert _stated(headers) == [("header", *each) for each in found]


def test_meta_tags_are_those_of_all_and_of_crawlers_by_name() -> None:
    metas = {
        "robots": ["index, noai", "noimageai noarchive"],
        "googlebot": ["noarchive"],
        "keywords": ["noai"],
        "description": ["noai"],
    }
    assert _stated((), metas) == [
        ("meta", "noarchive", "googlebot"),
        *(("meta", statement, None) for statement in ("noai", "noimageai", "noarchive")),
    ]


@pytest.mark.parametrize(
    ("reservation", "policy", "found"),
    [
        ("1", "https://velde.example/policy", ["tdm-reservation: 1", "tdm-policy: https://velde.example/policy"]),
        ("0", "https://velde.example/policy", ["tdm-reservation: 0"]),
        (" 1 ", None, ["tdm-reservation: 1"]),
        ("1", "javascript:alert(1)", ["tdm-reservation: 1"]),
        *((value, "https://velde.example/policy", []) for value in ("2", "yes", "", "1, 1", None)),
    ],
)
def test_a_reservation_is_read_from_headers_and_from_tags(
    reservation: str | None, policy: str | None, found: list[str]
) -> None:
    named = {"tdm-reservation": reservation, "tdm-policy": policy}
    headers = tuple((name.title(), value) for name, value in named.items() if value is not None)
    assert _stated(headers) == [("header", each, None) for each in found]
    metas = {name: [value] for name, value in named.items() if value is not None}
    assert _stated((), metas) == [("meta", each, None) for each in found]


def test_of_a_page_from_the_archive_the_headers_of_the_outlet_count() -> None:
    headers = (("X-Robots-Tag", "noai"), ("X-Archive-Orig-X-Robots-Tag", "noarchive"), ("x-archive-orig-server", "a"))
    assert _stated(headers) == [("header", "noarchive", None)]


def _of(source: AiSource, statement: str) -> AiStatement:
    return AiStatement(source=source, statement=statement)


ROBOTS, FILE, HEADER, META = AiSource.ROBOTS, AiSource.TDMREP, AiSource.HEADER, AiSource.META
YES, NO = "tdm-reservation: 1", "tdm-reservation: 0"


@pytest.mark.parametrize(
    ("statements", "use"),
    [
        ([], AiUse.UNSTATED),
        ([(HEADER, "noindex"), (META, "nosnippet"), (META, "none")], AiUse.UNSTATED),
        ([(ROBOTS, "disallow")], AiUse.RESERVED),
        *(
            ([(source, each)], AiUse.RESERVED)
            for source in (HEADER, META)
            for each in ("noai", "noimageai", "noarchive", "nocache")
        ),
        *(([(source, YES)], AiUse.RESERVED) for source in (FILE, HEADER, META)),
        *(([(source, NO)], AiUse.ALLOWED) for source in (FILE, HEADER, META)),
        ([(FILE, YES), (HEADER, NO)], AiUse.ALLOWED),
        ([(FILE, NO), (HEADER, YES)], AiUse.RESERVED),
        ([(META, NO), (HEADER, YES)], AiUse.ALLOWED),
        ([(META, NO), (ROBOTS, "disallow")], AiUse.RESERVED),
        ([(FILE, NO), (META, "noai")], AiUse.RESERVED),
    ],
)
def test_an_opt_out_weighs_more_and_the_page_more_than_its_host(
    statements: list[tuple[AiSource, str]], use: AiUse
) -> None:
    assert ai_use(_of(source, statement) for source, statement in statements) is use


@pytest.mark.parametrize(
    "value",
    ["noai, " * 10_000, "a" * 65_536, ":" * 65_536, "a:" * 32_768, " " * 65_536 + "noai", "a b " * 16_384 + ":"],
)
def test_no_header_takes_long_or_says_much(value: str) -> None:
    headers = tuple(("X-Robots-Tag", value) for _ in range(100))
    begin = time.perf_counter()
    assert len(_stated(headers, {"robots": [value] * 50})) <= 50
    assert time.perf_counter() - begin < 1


def test_what_a_host_said_is_one_line_of_a_record_and_nothing_else_is_taken_for_it() -> None:
    host = HostStatements(robots_allowed=True, ai_statements=(_of(ROBOTS, "disallow"), _of(FILE, YES)))
    line = encode_statements(host)
    assert line is not None
    assert "\n" not in line
    assert decode_statements(line) == host
    assert encode_statements(HostStatements()) is None
    many = f'{{"ai_statements":[{",".join(["1"] * 99)}]}}'
    for other in (
        None,
        "",
        "lanterns",
        "[]",
        "{",
        "[" * 100_000,
        '{"robots_allowed":5}',
        many,
        line.replace("dis", "d" * 9000),
    ):
        assert decode_statements(other) == HostStatements()
