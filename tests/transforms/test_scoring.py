"""The measure of a reading against gold, on cases small enough to be reckoned by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from transforms.scoring import (
    Gold,
    Guess,
    Overlap,
    Share,
    folded,
    gold_of,
    has_minute,
    names,
    overlap,
    same_day,
    same_minute,
    score,
    shingles,
    total,
)


def test_a_shingle_is_four_words_that_follow_each_other() -> None:
    assert shingles("The tide, at last: turned back.") == Counter(
        [("The", "tide", "at", "last"), ("tide", "at", "last", "turned"), ("at", "last", "turned", "back")]
    )


def test_a_text_shorter_than_a_shingle_is_one() -> None:
    assert shingles("High tide") == Counter([("High", "tide")])
    assert shingles("High") == Counter([("High",)])
    assert shingles("") == shingles("... – !") == Counter()


def test_a_shingle_counts_as_often_as_it_stands() -> None:
    assert shingles("no no no no no no") == Counter({("no", "no", "no", "no"): 3})
    # two in the gold, one in the guess: one found, one missed
    assert overlap("no no no no no", "no no no no") == Overlap(both=0.5, missed=0.5)


def test_equal_texts_score_one_whatever_their_layout() -> None:
    found = overlap("The tide turned.\n\nNobody saw it.", "The tide turned Nobody saw it")
    assert found == Overlap(both=1.0)
    assert (found.precision, found.recall, found.f1) == (1.0, 1.0, 1.0)


def test_disjoint_texts_score_zero() -> None:
    # two shingles missed, one too many
    found = overlap("one two three four five", "six seven eight nine")
    assert (found.both, found.extra, found.missed) == (0.0, pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (found.precision, found.recall, found.f1) == (0.0, 0.0, 0.0)


def test_texts_that_share_a_part_score_by_it() -> None:
    # of three shingles each, two are the same: four different ones in all
    found = overlap("one two three four five six", "one two three four five seven")
    assert found == Overlap(both=0.5, extra=0.25, missed=0.25)
    assert (found.precision, found.recall, found.f1) == (
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
    )


def test_case_counts_and_nothing_against_nothing_is_nothing() -> None:
    assert overlap("one two three four", "One two three four") == Overlap(extra=0.5, missed=0.5)
    assert overlap("", "") == Overlap()
    assert overlap("", "one two three four five") == Overlap(extra=1.0)


def test_every_page_weighs_the_same_in_the_sum() -> None:
    long = " ".join(f"word{number}" for number in range(500))
    sums = total(
        [
            score(Gold(bodies=(long,)), Guess(body=long)),
            score(Gold(bodies=("one two three four five six",)), Guess(body="one two three four five seven")),
        ]
    )
    assert sums.body == Overlap(both=1.5, extra=0.25, missed=0.25)
    assert sums.body.precision == pytest.approx(6 / 7)
    assert sums.body.f1 == pytest.approx(6 / 7)


def test_a_page_without_an_article_misses_all_that_its_gold_says() -> None:
    gold = Gold(bodies=("one two three four",), title="One", date="2026-11-02T10:30:00+01:00", authors=names(["Ann"]))
    missed = score(gold, None)
    assert (missed.absent, missed.body) == (True, Overlap(missed=1.0))
    assert (missed.headline, missed.day, missed.minute, missed.authors) == (False, False, False, False)


def test_what_the_gold_does_not_say_is_not_judged() -> None:
    unsaid = score(Gold(bodies=("one two three four",)), Guess(body="one", headline="One", published="2026-11-02"))
    assert (unsaid.headline, unsaid.day, unsaid.minute, unsaid.authors) == (None, None, None, None)
    sums = total([unsaid, score(Gold(bodies=("",), title="One"), Guess(body="", headline="One"))])
    assert (sums.headline, sums.day) == (Share(right=1, judged=1), Share(right=0, judged=0))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The mayor’s “plan”", 'The mayor\'s "plan"'),
        ("Tides 2025–2026 — a table", "Tides 2025-2026 - a table"),
        ("Ten\u00a0boats  and\na barge ", "Ten boats and a barge"),
        ("Har\u00adbour", "Harbour"),
        (None, ""),
    ],
)
def test_headlines_are_compared_as_a_reader_sees_them(one: str | None, other: str) -> None:
    assert folded(one) == folded(other)


def test_headlines_of_other_words_or_case_differ() -> None:
    assert folded("The plan") != folded("The Plan")
    assert folded("The plan") != folded("The plan | Harbour Post")


@pytest.mark.parametrize(
    ("gold", "guess", "same"),
    [
        ("2026-11-02", "2026-11-02", True),
        ("2026-11-02", "2026-11-03", False),
        # half past eleven at night in Oslo is the next day in Tehran: the gold's zone decides
        ("2026-11-02T23:30:00+01:00", "2026-11-03T02:00:00+03:30", True),
        ("2026-11-02T23:30:00+01:00", "2026-11-02T22:30:00Z", True),
        ("2026-11-02T23:30:00+01:00", "2026-11-02T23:30:00Z", False),
        # the zone of the gold's day is not known: the guess may be a day off, not two
        ("2026-11-02", "2026-11-03T01:00:00+00:00", True),
        ("2026-11-02", "2026-11-04T01:00:00+00:00", False),
        # a guess that is a day alone has to be that day
        ("2026-11-02T23:30:00+01:00", "2026-11-02", True),
        ("2026-11-02T23:30:00+01:00", "2026-11-03", False),
        ("2026-11-02", None, False),
        ("2026-11-02", "early in November", False),
        ("early in November", "2026-11-02", False),
        ("2026-11-02T00:00:00+14:00", "0001-01-01T00:00:00+01:00", False),
        ("2026-11-02T00:00:00-12:00", "0001-01-01T00:00:00+01:00", False),
    ],
)
def test_the_same_day_is_told_across_zones(gold: str, guess: str | None, same: bool) -> None:
    assert same_day(gold, guess) is same


@pytest.mark.parametrize(
    ("gold", "guess", "same"),
    [
        ("2026-11-02T10:30:00+01:00", "2026-11-02T09:30:00Z", True),
        ("2026-11-02 10:30:00+01:00", "2026-11-02T13:00:59+03:30", True),
        ("2026-11-02T10:30:00+01:00", "2026-11-02T09:31:00Z", False),
        ("2026-11-02T10:30:00+01:00", "2026-11-02T10:30:00", False),
        ("2026-11-02T10:30:00+01:00", "2026-11-02", False),
        ("2026-11-02T10:30:00+01:00", None, False),
    ],
)
def test_the_same_minute_is_the_same_instant(gold: str, guess: str | None, same: bool) -> None:
    assert same_minute(gold, guess) is same


def test_a_minute_is_judged_only_where_the_gold_tells_one() -> None:
    assert has_minute("2026-11-02T10:30:00+01:00")
    assert has_minute("2026-11-02 00:01:00+00:00")
    for gold in ("2026-11-02", "2026-11-02T10:30:00", "2026-11-02T00:00:00+00:00", "noon"):
        assert not has_minute(gold)
        assert score(Gold(bodies=("",), date=gold), Guess(body="", published=gold)).minute is None


def test_authors_are_a_set_in_any_order_and_case() -> None:
    gold = Gold(bodies=("",), authors=names(["Ann O’Hara", "Bo Li"]))
    assert score(gold, Guess(body="", authors=("BO LI", "Ann O'Hara"))).authors is True
    assert score(gold, Guess(body="", authors=("Bo Li",))).authors is False
    assert score(gold, Guess(body="", authors=("Ann O'Hara", "Bo Li", "Harbour Post"))).authors is False
    assert score(gold, Guess(body="")).authors is False


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ann Hara, Bo Li", {"ann hara", "bo li"}),
        ("Ann Hara; Bo Li|Cy", {"ann hara", "bo li", "cy"}),
        (["Ann Hara", "Bo, Li"], {"ann hara", "bo, li"}),
        ([{"name": "Ann Hara"}, None, 7], {"ann hara", "7"}),
        ("", None),
        ([], None),
        ([None], None),
        (None, None),
        (12, None),
        ({"name": "Ann"}, None),
    ],
)
def test_authors_of_gold_come_in_many_forms(authors: object, expected: set[str] | None) -> None:
    assert gold_of({"gold": "x", "authors": authors}).authors == expected


def test_of_several_golds_the_nearest_counts() -> None:
    gold = gold_of({"gold": ["one two three four", "five six seven eight", ""]})
    assert gold.bodies == ("one two three four", "five six seven eight")
    assert score(gold, Guess(body="five six seven eight")).body == Overlap(both=1.0)
    assert score(gold, Guess(body="nine ten")).body.f1 == 0.0


def test_segments_that_must_and_must_not_stand_in_the_body_are_counted() -> None:
    row = {
        "with": ["The tide’s high", "nobody  saw"],
        "without": ["Read more", "Share"],
        "url": "https://www.a.example/x",
    }
    gold = gold_of(row)
    assert (gold.bodies, gold.must_hold, gold.must_lack) == ((), tuple(row["with"]), tuple(row["without"]))
    assert gold.site == "a.example"
    found = score(gold, Guess(body="The tide's\nhigh. Share"))
    assert (found.body, found.segments) == (Overlap(), Overlap(both=1, extra=1, missed=1))
    assert score(gold, None).segments == Overlap(missed=2)
    sums = total([found, score(gold, Guess(body="The tide's high, and nobody saw")), score(Gold(bodies=("x",)), None)])
    assert sums.segments == Overlap(both=3, extra=1, missed=1)
    assert sums.segments.f1 == pytest.approx(0.75)
    assert total([score(Gold(bodies=("x",)), None)]).segments is None


def test_the_last_change_is_accepted_apart() -> None:
    gold = Gold(date="2026-11-02")
    found = score(gold, Guess(body="", published="2026-01-01T00:00:00+00:00", modified="2026-11-02T12:00:00+00:00"))
    assert (found.day, found.day_or_change) == (False, True)
    assert score(gold, Guess(body="", published="2026-11-02")).day_or_change is True
    assert score(gold, Guess(body="")).day_or_change is False


@pytest.mark.parametrize(
    ("wanted", "authors", "agencies", "exact", "apart"),
    [
        (["Ann Roe", "AP"], ("Ann Roe",), ("AP",), False, True),
        (["Ann Roe", "Associated Press"], ("Ann Roe",), ("AP",), False, True),
        (["Ann Roe"], ("Ann Roe",), ("AP",), True, True),
        (["Deutsche Presse-Agentur"], (), ("dpa",), False, True),
        (["Ann Roe", "AP"], ("Ann Roe",), (), False, False),
        (["Ann Roe", "AP"], ("Ann Roe",), ("AFP",), False, False),
        (["AP"], ("Ann Roe",), ("AP",), False, False),
        (["Ann Roe"], (), ("AP",), False, False),
    ],
)
def test_a_right_agency_that_is_named_apart_is_no_error(
    wanted: list[str], authors: tuple[str, ...], agencies: tuple[str, ...], exact: bool, apart: bool
) -> None:
    found = score(Gold(authors=names(wanted)), Guess(body="", authors=authors, agencies=agencies))
    assert (found.authors, found.credits) == (exact, apart)


def test_gold_says_of_which_site_kind_and_language_a_page_is() -> None:
    said = gold_of({"site": "a.example", "page_type": "article", "language": "de", "gold": "x"})
    assert (said.site, said.kind, said.language) == ("a.example", "article", "de")
    assert gold_of({"kind": "live", "page_type": "article"}).kind == "live"


def test_gold_of_odd_types_says_nothing() -> None:
    assert gold_of({}) == Gold(bodies=("",))
    assert gold_of({"gold": [{"a": 1}], "title": {"a": 1}, "date": None, "authors": True}) == Gold(bodies=("",))
    assert gold_of({"gold": None, "title": 1984, "date": 20261102}) == Gold(bodies=("",), title="1984", date="20261102")
