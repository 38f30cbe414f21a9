"""Each rule of the verdict decides what it should, and the first that fits wins."""

from __future__ import annotations

import ast
import inspect
import itertools
from dataclasses import replace
from typing import Any

import pytest

from spiders.capture.manifest import Outcome
from warehouse.health import verdict
from warehouse.health.verdict import GOOD, History, Metrics, ReadingStats, Usual, in_words, judge

#: Every verdict that a run may give an outlet.
NAMES = {"ok", "quiet", "thin", "unreachable", "blocked", "template_changed", "stale_source", "pipeline_down"}
#: At least ten new articles in a normal night, thirty at most.
BAND = (10, 30)


def facts(**changes: Any) -> Metrics:
    """Return the facts of a good night of twenty articles, changed so."""
    values: dict[str, Any] = {
        "found": 20,
        "known": 0,
        "skipped": 0,
        "fetched": 20,
        "failed": 0,
        "articles": 20,
        "rejected": 0,
        "listings": 2,
        "listings_answered": 2,
        "blocked": 0,
        "listings_blocked": 0,
        "challenges": 0,
        "revisited": 0,
        "fresh": 20,
        "forbidden": 0,
        "asked_to_wait": 0,
        "trouble": (),
        "outcomes": {},
        "listing_outcomes": {"fetched": 2},
    }
    return Metrics(**{**values, **changes})


def judged(night: Metrics, band: tuple[int, int] | None, recent: int, **past: Any) -> tuple[str, str | None]:
    """Return the verdict on a night of an outlet with this band, so many recent articles, and such nights before."""
    usual: dict[str, Any] = {"stale_after": 3, "still_nights": 0, **past}
    return judge(night, History(volume=band, recent=recent, **usual) if band else None)


def silent(**changes: Any) -> Metrics:
    """Return the facts of a night in which no listing answered."""
    nothing = {"found": 0, "fetched": 0, "articles": 0, "listings_answered": 0, "listing_outcomes": {"timeout": 2}}
    return facts(**{**nothing, **changes})


def test_a_good_night_is_ok_without_a_reason() -> None:
    assert judged(facts(), BAND, 20) == ("ok", None)


def test_a_crawl_that_did_not_end_well_is_pipeline_down() -> None:
    name, reason = judged(facts(trouble=("shutdown", "error", "shutdown")), BAND, 20)
    assert name == "pipeline_down"
    assert reason == "the crawl did not end well: error, shutdown"


def test_what_robots_txt_forbids_is_blocked_and_said_in_words() -> None:
    forbidden = silent(listings=1, listing_outcomes={"robots": 1})
    assert judged(forbidden, BAND, 0) == ("blocked", "the only listing gave no answer: 1 forbidden by robots.txt")
    half = facts(listings=3, listings_answered=1, listing_outcomes={"robots": 2, "fetched": 1})
    assert judged(half, BAND, 0) == ("blocked", "2 of 3 listings were refused")


def test_an_outlet_whose_listings_are_all_silent_is_unreachable() -> None:
    name, reason = judged(silent(), BAND, 0)
    assert name == "unreachable"
    assert reason == "none of 2 listings answered: 2 timed out"


def test_an_outlet_whose_listings_are_mostly_refused_is_blocked() -> None:
    refused = silent(listings=3, listings_blocked=2, listing_outcomes={"blocked": 2, "dns": 1})
    assert judged(refused, BAND, 0) == ("blocked", "none of 3 listings answered: 2 blocked, 1 host name not found")


def test_challenges_in_place_of_most_listings_are_blocked_whatever_else_answered() -> None:
    all_three = silent(listings=3, listings_blocked=3, listing_outcomes={"blocked": 3})
    assert judged(all_three, BAND, 0) == ("blocked", "none of 3 listings answered: 3 blocked")
    two = facts(listings=3, listings_answered=1, listings_blocked=2, found=0, listing_outcomes={"blocked": 2})
    assert judged(two, BAND, 0) == ("blocked", "2 of 3 listings were refused")


def test_half_of_the_listings_refused_is_not_most_of_them() -> None:
    assert judged(silent(listings_blocked=1, listing_outcomes={"blocked": 1, "dns": 1}), BAND, 0)[0] == "unreachable"


def test_most_listings_refused_is_blocked_though_one_answered() -> None:
    refused = facts(listings=7, listings_answered=1, listings_blocked=6, listing_outcomes={"blocked": 6, "fetched": 1})
    assert judged(refused, BAND, 20) == ("blocked", "6 of 7 listings were refused")
    one = facts(listings=7, listings_answered=6, listings_blocked=1, listing_outcomes={"blocked": 1, "fetched": 6})
    assert judged(one, BAND, 20) == ("ok", None)


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ({"forbidden": 18}, "robots.txt forbids 18 of 20 new pages"),
        ({"asked_to_wait": 11}, "11 of 20 new pages were left over: the host asked to wait"),
        (
            {"forbidden": 6, "asked_to_wait": 5},
            "robots.txt forbids 6 of 20 new pages; 5 of 20 new pages were left over: the host asked to wait",
        ),
        ({"forbidden": 10}, None),
        ({"forbidden": 2, "fresh": 2}, None),
    ],
)
def test_new_pages_that_mostly_must_not_be_asked_for_are_blocked(kept: dict[str, int], reason: str | None) -> None:
    night = facts(found=40, known=20, skipped=18, fetched=2, articles=2, **kept)
    assert judged(night, (0, 2), 2) == (("blocked", reason) if reason else ("ok", None))


def test_listings_that_offer_nothing_are_thin() -> None:
    assert judged(facts(found=0, fetched=0, articles=0), None, 0) == (
        "thin",
        "the listings answered and offered no article",
    )


def test_what_did_not_answer_is_not_said_to_have_offered_nothing() -> None:
    nothing = {"found": 0, "fetched": 0, "articles": 0}
    half = facts(**nothing, listings=2, listings_answered=1, listing_outcomes={"fetched": 1, "dns": 1})
    assert judged(half, None, 0) == ("thin", "1 of 2 listings answered and offered no article")
    none = facts(**nothing, listings=0, listings_answered=0, listing_outcomes={})
    assert judged(none, None, 0) == ("thin", "no listing was asked, and no article found")


def test_pages_that_are_mostly_refused_are_blocked() -> None:
    night = facts(fetched=9, failed=11, articles=9, blocked=11, outcomes={"blocked": 11, "fetched": 9})
    assert judged(night, BAND, 20)[0] == "blocked"


def test_pages_that_are_mostly_challenges_are_blocked() -> None:
    assert judged(facts(articles=9, rejected=11, challenges=11), BAND, 20) == (
        "blocked",
        "11 of 20 pages were refused or answered with a challenge",
    )


def test_refusals_and_challenges_count_together() -> None:
    night = facts(fetched=14, failed=6, articles=9, rejected=5, challenges=5, blocked=6, outcomes={"blocked": 6})
    assert judged(night, BAND, 20)[0] == "blocked"


def test_half_of_the_pages_refused_is_not_most_of_them() -> None:
    night = facts(fetched=10, failed=10, articles=10, blocked=10, outcomes={"blocked": 10})
    assert judged(night, None, 0)[0] == "ok"


def test_pages_that_were_skipped_were_not_offered() -> None:
    night = facts(found=120, skipped=100, fetched=9, failed=11, articles=9, blocked=11, outcomes={"blocked": 11})
    assert judged(night, BAND, 20)[0] == "blocked"


def test_pages_that_mostly_failed_are_unreachable() -> None:
    night = facts(fetched=9, failed=11, articles=9, outcomes={"fetched": 9, "timeout": 8, "http_5xx": 3})
    assert judged(night, BAND, 20) == ("unreachable", "11 of 20 pages failed: 8 timed out, 3 HTTP 5xx")


def test_pages_that_are_gone_are_an_answer() -> None:
    night = facts(fetched=5, failed=15, articles=5, outcomes={"fetched": 5, "gone": 15})
    assert judged(night, None, 0) == ("ok", None)


def test_pages_that_mostly_cannot_be_read_are_of_a_changed_template() -> None:
    assert judged(facts(articles=9, rejected=11), BAND, 20) == (
        "template_changed",
        "11 of 20 pages fetched could not be read",
    )


def test_half_of_the_pages_unread_is_no_changed_template() -> None:
    assert judged(facts(articles=10, rejected=10), None, 0)[0] == "ok"


def test_known_articles_are_evidence_that_the_template_is_the_same() -> None:
    assert judged(facts(found=22, known=20, fetched=2, articles=0, rejected=2), None, 0)[0] == "ok"


def test_a_night_in_which_all_that_was_found_is_known_is_good() -> None:
    assert judged(facts(known=20, fetched=0, articles=0), BAND, 20) == ("ok", None)


def test_a_night_in_which_all_was_skipped_is_thin() -> None:
    assert judged(facts(skipped=20, fetched=0, articles=0), None, 0) == ("thin", "no article came of 20 found")


def test_an_import_that_skips_all_of_an_outlet_is_ok() -> None:
    skipped = facts(skipped=20, fetched=0, articles=0, listings=0, listings_answered=0, listing_outcomes={})
    assert judged(skipped, None, 0) == ("ok", None)


def test_a_night_of_pages_that_are_all_gone_is_thin() -> None:
    night = facts(fetched=0, failed=20, articles=0, outcomes={"gone": 20})
    assert judged(night, None, 0)[0] == "thin"


def test_without_a_band_any_number_of_articles_will_do() -> None:
    assert judged(facts(found=1, fetched=1, articles=1), None, 1) == ("ok", None)


@pytest.mark.parametrize(
    ("recent", "expected"),
    [(0, "thin"), (9, "thin"), (10, "ok"), (19, "ok"), (30, "ok"), (300, "ok")],
)
def test_fewer_articles_than_the_band_are_thin(recent: int, expected: str) -> None:
    assert judged(facts(), BAND, recent)[0] == expected


@pytest.mark.parametrize(
    ("recent", "expected"), [(3, "thin"), (4, "quiet"), (11, "quiet"), (12, "ok"), (44, "ok"), (60, "ok")]
)
def test_little_news_within_the_band_is_quiet(recent: int, expected: str) -> None:
    name, reason = judged(facts(), (4, 44), recent)
    assert name == expected
    assert (reason is None) == (expected == "ok")


def test_an_outlet_that_may_publish_nothing_is_quiet_and_not_thin() -> None:
    assert judged(facts(known=20, fetched=0, articles=0), (0, 4), 0)[0] == "quiet"


@pytest.mark.parametrize(
    ("usual", "thin"),
    [
        (Usual(7, 20.0, 20.0), True),
        (Usual(30, 20.0), True),
        (Usual(6, 20.0, 20.0), False),
        (Usual(30, 19.0, 20.0), False),
        (Usual(30, 25.0, 14.0), False),  # a day of the week that has little news
        (Usual(30, 14.0, 25.0), False),
    ],
)
def test_half_of_what_is_usual_is_thin_within_the_band(usual: Usual, thin: bool) -> None:
    expected = ("thin", "10 new articles, 20 are usual") if thin else ("ok", None)
    assert judged(facts(), (1, 30), 10, usual=usual) == expected


def test_half_of_a_handful_says_nothing() -> None:
    assert judged(facts(), (0, 12), 4, usual=Usual(30, 9.0, 9.0))[0] == "ok"


# The rules in their order, each with changes that make it fit; what each asks for is left by those after it.
_RULES = (
    ("pipeline_down", {"trouble": ("shutdown",)}),
    ("blocked", {"listings_answered": 0, "listings_blocked": 2, "listing_outcomes": {"blocked": 2}}),
    ("thin", {"found": 0}),
    ("blocked", {"blocked": 11, "fetched": 9, "failed": 11, "outcomes": {"blocked": 11}}),
    ("unreachable", {"failed": 11, "fetched": 9, "outcomes": {"timeout": 11}}),
    ("blocked", {"forbidden": 11}),
    ("template_changed", {"articles": 4, "rejected": 5}),
)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(range(len(_RULES)), 2)))
def test_the_first_rule_that_fits_decides(first: int, second: int) -> None:
    name, changes = _RULES[first]
    assert judged(facts(**changes), None, 0)[0] == name
    assert judged(facts(**{**_RULES[second][1], **changes}), None, 0) == judged(facts(**changes), None, 0)


def test_the_band_is_asked_last() -> None:
    assert judged(facts(articles=4, rejected=16), BAND, 0)[0] == "template_changed"
    assert judged(facts(known=1, found=1, fetched=0, articles=0), BAND, 0)[0] == "thin"


def test_listings_that_have_not_moved_offer_what_they_did() -> None:
    still = facts(found=0, fetched=0, articles=0, listing_outcomes={"not_modified": 2})
    assert judged(still, BAND, 20) == ("ok", None)
    assert judged(still, BAND, 3)[0] == "thin"
    half = facts(found=0, fetched=0, articles=0, listing_outcomes={"not_modified": 1, "fetched": 1})
    assert judged(half, BAND, 20)[0] == "thin"


def test_listings_that_stand_still_for_as_many_nights_as_declared_are_stale() -> None:
    night = facts(known=20, fetched=0, articles=0)
    assert judged(night, BAND, 0, still_nights=2)[0] == "thin"
    assert judged(night, BAND, 0, still_nights=3) == (
        "stale_source",
        "the listings have offered nothing new for 3 nights",
    )
    assert judged(night, (0, 4), 0, still_nights=6, stale_after=7)[0] == "quiet"


def test_listings_that_were_left_to_the_next_run_are_neither_silent_nor_an_answer() -> None:
    many = {"listings": 250, "listing_outcomes": {"fetched": 100, "left_over": 150}, "listings_answered": 100}
    assert judged(facts(**many), BAND, 20) == ("ok", None)
    refused = silent(listings=5, listings_blocked=2, listing_outcomes={"blocked": 2, "left_over": 3})
    assert judged(refused, BAND, 0) == ("blocked", "none of 2 listings answered: 2 blocked")
    assert judged(silent(listing_outcomes={"left_over": 2}), BAND, 0) == (
        "thin",
        "all 2 listings were left to the next run",
    )


def test_known_articles_and_revisits_hide_no_refusal_of_what_is_new() -> None:
    refused = {"failed": 60, "blocked": 60, "outcomes": {"blocked": 60}}
    assert judged(facts(found=210, known=150, fetched=0, articles=0, **refused), BAND, 60)[0] == "blocked"
    revisits = facts(found=210, fetched=150, revisited=150, articles=150, **refused)
    assert judged(revisits, BAND, 60)[0] == "blocked"
    one = facts(found=151, known=150, fetched=0, articles=0, failed=1, blocked=1, outcomes={"blocked": 1})
    assert judged(one, BAND, 20) == ("ok", None)


USUAL = ReadingStats(pages=300, rejected=0.05, undated=0.1, words=400.0)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ({"rejected": 0.9}, "90% of the new pages could not be read, 5% are usual"),
        ({"undated": 0.9}, "90% of the articles have no date of their own, 10% are usual"),
        ({"words": 60.0}, "the articles have 60 words, 400 are usual"),
        ({"articles": 10, "old": 0.9, "one_day": 0.9, "day": "2019-01-01"}, "9 of 10 articles are dated 2019-01-01"),
        ({"articles": 10, "old": 0.9, "one_day": 0.1}, "9 of 10 articles are dated older than a month"),
        ({"articles": 10, "old": 0.5, "one_day": 0.5}, None),
        ({"rejected": 0.5}, None),
        ({"undated": 0.5}, None),
        ({"words": 110.0}, None),
        ({"pages": 2, "undated": 1.0}, None),
    ],
)
def test_pages_that_are_read_unlike_those_before_are_of_a_changed_template(
    now: dict[str, Any], reason: str | None
) -> None:
    night = replace(USUAL, **{"pages": 20, **now})
    assert judged(facts(), BAND, 20, now=night, before=USUAL) == (
        ("template_changed", reason) if reason else ("ok", None)
    )
    assert judged(facts(), BAND, 20, now=night, before=replace(USUAL, pages=5)) == ("ok", None)


def test_an_outlet_whose_pages_never_have_a_date_is_as_ever_without() -> None:
    undated = ReadingStats(pages=300, undated=0.8, words=400.0)
    assert judged(facts(), BAND, 20, now=replace(undated, undated=1.0), before=undated) == ("ok", None)


def test_an_outlet_that_offers_old_articles_every_night_is_as_ever() -> None:
    old = ReadingStats(pages=300, articles=300, old=0.8, one_day=0.6, words=400.0)
    night = replace(old, pages=20, articles=20, old=1.0, one_day=1.0, day="2019-01-01")
    assert judged(facts(), BAND, 20, now=night, before=old) == ("ok", None)


def _given() -> set[str]:
    """Return every verdict that stands in a return of the rules."""
    rules = (verdict.judge, verdict._by_counts, verdict._by_history, verdict._by_several_nights)
    trees = [ast.parse(inspect.getsource(rule)) for rule in rules]
    returned = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value]
    pairs = [part for value in returned for part in ast.walk(value) if isinstance(part, ast.Tuple)]
    return {
        part.value
        for pair in pairs
        for part in ast.walk(pair.elts[0])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_the_verdicts_that_are_given_are_those_of_the_list() -> None:
    assert _given() == NAMES
    assert sorted(GOOD) == ["ok", "quiet"]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_can_be_said_in_words(outcome: Outcome) -> None:
    assert "_" not in in_words(outcome.value)
