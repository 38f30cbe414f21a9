"""The rules of a tdmrep.json are read as its protocol says, and whatever else it holds is passed over."""

from __future__ import annotations

import json
import time

import pytest

from spiders.tdm_reservation import LARGEST, RESERVED, applies, read_rules, statements_of

HOST = "https://velde.example"


@pytest.mark.parametrize(
    ("location", "path", "matches"),
    [
        ("/", "/", True),
        ("/", "/news/1", True),
        ("/news/", "/news/1", True),
        ("/news/", "/news", False),
        ("/News/", "/news/1", False),
        ("news/", "/news/1", False),
        ("/news/*.jpg", "/news/a/b.jpg?size=5", True),
        ("/news/*.jpg$", "/news/a/b.jpg?size=5", False),
        ("/news/*.jpg$", "/news/a.jpg/b.jpg", True),
        ("/news$", "/news", True),
        ("/news$", "/news/1", False),
        ("/a*b*c$", "/abbc", True),
        ("/a*b*b$", "/ab", False),
        ("*", "/news", True),
        ("/*$", "/news", True),
        ("/a$b", "/a$bc", True),
        ("/path/foo-%24", "/path/foo-$", True),
        ("/path/foo-%2a", "/path/foo-*", True),
        ("/path/%66oo", "/path/foo", True),
        ("/path/foo", "/path/%66oo", True),
        ("/a%2fb", "/a/b", False),
        ("/a%2fb", "/a%2Fb", True),
        ("/سیاست/", "/%D8%B3%DB%8C%D8%A7%D8%B3%D8%AA/1", True),
        ("/search?q=", "/search?q=mills", True),
        ("/", "", True),
    ],
)
def test_a_location_is_a_pattern_as_in_robots_txt(location: str, path: str, matches: bool) -> None:
    assert applies(location, HOST + path) is matches


def test_the_first_rule_that_applies_counts() -> None:
    body = json.dumps(
        [
            {"location": "/free/", "tdm-reservation": 0, "tdm-policy": f"{HOST}/policy"},
            {"location": "/free/", "tdm-reservation": 1},
            {"location": "/", "tdm-reservation": 1, "tdm-policy": f"{HOST}/policy"},
        ]
    ).encode()
    rules = read_rules(body)
    stated = [[each.statement for each in statements_of(rules, HOST + path)] for path in ("/free/1", "/news/1")]
    assert stated == [["tdm-reservation: 0"], ["tdm-reservation: 1", f"tdm-policy: {HOST}/policy"]]
    assert statements_of(rules[:2], f"{HOST}/news/1") == ()


RULE = {"location": "/", "tdm-reservation": 1}


@pytest.mark.parametrize(
    "entry",
    [
        *(5, "text", None, [], {}, {"location": "/"}, {"tdm-reservation": 1}, {**RULE, "location": 5}),
        *({**RULE, "location": ""}, {**RULE, "location": "/" * 5000}, {**RULE, "location": ["/"]}),
        *({**RULE, "tdm-reservation": value} for value in (2, -1, True, 1.5, None, "yes", [1], {"1": 1})),
    ],
)
def test_what_is_no_rule_is_passed_over(entry: object) -> None:
    (rule,) = read_rules(json.dumps([entry, RULE]).encode())
    assert (rule.location, [each.statement for each in rule.statements]) == ("/", [RESERVED])


@pytest.mark.parametrize("policy", [5, "", "javascript:alert(1)", "https://a\nb", "https://" + "a" * 5000, "\ud800"])
def test_a_policy_that_is_no_address_is_none(policy: object) -> None:
    (rule,) = read_rules(json.dumps([{**RULE, "tdm-policy": policy}]).encode())
    assert [each.statement for each in rule.statements] == [RESERVED]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{}", b"5", b"null", b'"text"', b"[", b"\xff\xfe\x00", b"<html>", b"[" * 200_000, b'[{"location":' * 9),
        *(b"[" + b"1," * (LARGEST * 20) + b"1]", b"[" + b"9" * 100_000 + b"]"),
    ],
    ids=[*"abcdefghij", "10 MB", "a long number"],
)
def test_what_is_no_list_of_rules_has_none(body: bytes) -> None:
    begin = time.perf_counter()
    assert read_rules(body) == ()
    assert time.perf_counter() - begin < 1


def test_many_rules_of_many_stars_take_no_time() -> None:
    rules = read_rules(json.dumps([{**RULE, "location": "/*a" * 60 + "b$"}] * 3000).encode())
    begin = time.perf_counter()
    assert statements_of(rules, f"{HOST}/{'a' * 2000}") == ()
    assert time.perf_counter() - begin < 1
