"""Ten faults of an outlet, each injected after a good night: the verdict names it the same night."""

from __future__ import annotations

import pytest
from hostile_site import feed, moved, page
from newsroom import FIRST, SECOND, STORY, Newsroom, article, good_night, night_of, room, site

from spiders.capture.manifest import Outcome
from spiders.capture.warc_reader import read_exchanges

pytestmark = pytest.mark.e2e

__all__ = ["good_night", "room", "site"]  # fixtures
MORE = range(300, 320)
CHALLENGE = page(b"<html><head><script>document.cookie='__arcsjs=1;path=/';location.reload()</script></head></html>")


def test_an_empty_feed_is_thin(room: Newsroom) -> None:
    room.site.answers["/feed"] = feed()
    assert room.verdict()[0] == "thin"


def test_a_frozen_feed_is_stale_after_the_nights_declared(room: Newsroom) -> None:
    room.site.answers["/feed"] = feed(*(f"/news/{number}" for number in FIRST))
    assert [room.verdict(days)[0] for days in (1, 2)] == ["thin", "stale_source"]


def test_a_challenge_in_place_of_pages_is_blocked(room: Newsroom) -> None:
    room.site.answers |= {f"/news/{number}": CHALLENGE for number in (*FIRST, *SECOND)}
    verdict, reason = room.verdict()
    assert verdict == "blocked"
    assert reason is not None
    assert "challenge" in reason


@pytest.mark.parametrize("pages_too", [False, True])
def test_a_challenge_in_place_of_the_listing_is_blocked(room: Newsroom, pages_too: bool) -> None:
    room.site.answers |= dict.fromkeys(room.site.answers if pages_too else ["/feed"], CHALLENGE)
    run, manifest = room.night(days=1)
    assert [(entry.outcome, entry.detail) for entry in manifest.listings] == [
        (Outcome.BLOCKED, "it is a challenge page: '__arcsjs' (Arvan)"),
    ]
    assert run.outlets[0]["verdict"] == "blocked"
    assert "the only listing gave no answer: 1 blocked" in run.outlets[0]["reason"]


def test_refusal_of_everything_is_blocked(room: Newsroom) -> None:
    room.site.answers = dict.fromkeys(room.site.answers, page(b"", 403))
    assert room.verdict()[0] == "blocked"


def test_pages_that_robots_txt_forbids_are_blocked_night_after_night(room: Newsroom) -> None:
    room.declare(volume=(0, 30))
    room.site.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /news/2\n")
    forbidden = ("blocked", "robots.txt forbids 20 of 20 new pages")
    assert [room.verdict(days) for days in (1, 2)] == [forbidden, forbidden]
    room.site.answers |= {"/feed": feed(*(f"/news/{number}" for number in (*SECOND, *MORE)))}
    room.site.answers |= {f"/news/{number}": article(number) for number in MORE}
    assert room.verdict(3)[0] == "ok"  # what is tried again is none of this night's news


def test_a_host_that_asks_to_wait_before_most_was_asked_for_is_blocked(room: Newsroom) -> None:
    room.declare(volume=(0, 30))
    room.site.answers[f"/news/{SECOND[0]}"] = page(b"", 429, Retry_After="3600")
    verdict, reason = room.verdict()
    assert verdict == "blocked"
    assert reason is not None
    assert reason.endswith("of 20 new pages were left over: the host asked to wait")


def test_what_the_cap_of_an_outlet_leaves_over_is_told_and_no_fault(room: Newsroom) -> None:
    room.declare(volume=(0, 8), cap=5)
    run, _ = room.night(days=1)
    assert run.outlets[0]["verdict"] == "ok"
    left = {(name, pages) for _, class_name, name, pages in run.details if class_name == "left over"}
    assert left == {("by the cap of pages a night", 15 + 20)}


def test_most_listings_refused_is_blocked_though_one_answers(room: Newsroom) -> None:
    others = tuple(f"/feed-{number}" for number in range(3))
    room.declare(feeds=("/feed", *others))
    room.site.answers |= dict.fromkeys(others[1:], page(b"", 403)) | {others[0]: feed("/news/200")}
    assert room.verdict(1)[0] == "ok"
    room.site.answers[others[0]] = page(b"", 403)
    assert room.verdict(2) == ("blocked", "3 of 4 listings were refused")


def test_pages_that_all_lead_to_another_site_are_unreachable_and_asked_for_again(room: Newsroom) -> None:
    consent = moved("https://consent.example/?back=velde")
    room.site.answers |= {f"/news/{number}": consent for number in SECOND}
    run, manifest = room.night(days=1)
    row = run.outlets[0]
    assert (row["verdict"], row["reason"]) == ("unreachable", "20 of 20 pages failed: 20 led to another site")
    assert (row["skipped"], row["failed"]) == (0, len(SECOND))
    assert "it leads to https://consent.example/?back=velde" in {entry.detail for entry in manifest.pages}
    due = {due.key for due in room.job(days=2).state.due if not due.known}
    assert due == {str(number) for number in SECOND}


def test_pages_of_which_nothing_can_be_read_are_of_a_changed_template(room: Newsroom) -> None:
    shell = page(b"<!DOCTYPE html><html><head><title>Velde</title></head><body><div id='app'></div></body></html>")
    room.site.answers |= {f"/news/{number}": shell for number in (*FIRST, *SECOND)}
    assert room.verdict()[0] == "template_changed"


def test_a_name_without_an_address_is_unreachable(room: Newsroom) -> None:
    room.declare(host="gone.velde.invalid")
    verdict, reason = room.verdict()
    assert (verdict, reason) == ("unreachable", "the only listing gave no answer: 1 host name not found")


def test_broken_tls_is_unreachable(room: Newsroom) -> None:
    room.declare(scheme="https")
    assert room.verdict() == ("unreachable", "the only listing gave no answer: 1 TLS refused")


def test_half_of_the_usual_volume_is_thin(room: Newsroom) -> None:
    room.site.answers |= night_of(SECOND[:9])
    assert room.verdict() == ("thin", "9 new articles in 24 hours, at least 10 are usual")


def test_dates_that_cannot_be_read_any_more_are_of_a_changed_template(room: Newsroom) -> None:
    room.site.answers |= night_of(SECOND[:7], date=None)
    room.site.answers |= night_of(SECOND[7:14], date="the eighteenth of last month")
    room.site.answers |= night_of(SECOND[14:], date="2999-01-01T00:00:00Z")
    room.site.answers["/feed"] = feed(*(f"/news/{number}" for number in SECOND))
    verdict, reason = room.verdict()
    assert verdict == "template_changed"
    assert reason is not None
    assert "no date" in reason


def test_dates_that_are_all_one_wrong_day_are_of_a_changed_template(room: Newsroom) -> None:
    room.site.answers |= night_of(SECOND, date="2019-01-01T00:00:00Z")
    assert room.verdict() == ("template_changed", "20 of 20 articles are dated 2019-01-01")


def test_dates_that_are_years_old_are_of_a_changed_template(room: Newsroom) -> None:
    for number in SECOND[:18]:
        room.site.answers |= night_of(range(number, number + 1), date=f"{2000 + number % 20}-01-01T00:00:00Z")
    room.site.answers["/feed"] = feed(*(f"/news/{number}" for number in SECOND))
    assert room.verdict() == ("template_changed", "18 of 20 articles are dated older than a month")


def test_bodies_that_are_lost_or_cut_short_are_of_a_changed_template(room: Newsroom) -> None:
    room.site.answers |= night_of(SECOND, story="<p>The mill of {n} turned.</p>" * 2)
    assert room.verdict()[0] == "template_changed"


def test_one_dead_host_of_two_costs_nothing_and_is_told(room: Newsroom) -> None:
    names = room.outlets.parent / "names"
    names.mkdir()
    (names / "sitecustomize.py").write_text(
        "import socket\n_real = socket.gethostbyname\n"
        "socket.gethostbyname = lambda name: '127.0.0.1' if name == 'velde.example' else _real(name)\n",
        encoding="utf-8",
    )
    room.declare(host="dead.velde.invalid", others=("velde.example",))
    run, manifest = room.night(days=1)
    assert run.outlets[0]["verdict"] == "ok"
    assert manifest.listings[0].detail == "asked first at dead.velde.invalid: dns"


def test_a_second_run_on_an_unchanged_site_asks_its_listings_alone_whether_they_are_as_they_were(
    room: Newsroom,
) -> None:
    room.night(days=0)
    before = len(room.site.seen)
    run, manifest = room.night(days=0)
    asked = room.site.seen[before:]
    assert [path for _, path, _ in asked] == ["/robots.txt", "/feed"]
    assert len(asked) * 10 < len(SECOND) + 2
    assert "If-None-Match" in asked[-1][2]
    assert manifest.listings[0].outcome is Outcome.NOT_MODIFIED
    assert run.outlets[0]["verdict"] == "ok"


def test_a_night_like_the_one_before_is_ok_and_a_revisit_in_it_costs_a_request_and_stores_no_body(
    room: Newsroom,
) -> None:
    before = len(room.site.seen)
    run, manifest = room.night(days=1)
    assert (run.outlets[0]["verdict"], run.outlets[0]["reason"]) == ("ok", None)
    again = [headers for _, path, headers in room.site.seen[before:] if path in {f"/news/{n}" for n in FIRST}]
    assert len(again) == len(FIRST)
    assert all("If-None-Match" in headers for headers in again)
    assert manifest.outcomes() == {"not_modified": len(FIRST), "fetched": len(SECOND)}
    (warc,) = room.data.captures.glob(f"velde/{manifest.warc}")
    kept = {exchange.url.rpartition("/")[2] for _, exchange in read_exchanges(warc)}
    assert kept == {"robots.txt", "tdmrep.json", "feed", *map(str, SECOND)}


def test_a_silent_edit_is_seen_by_the_revisit(room: Newsroom) -> None:
    room.site.answers["/news/100"] = article(
        100, story=STORY + "<p>Correction: the mill turned for the second time.</p>"
    )
    run, _ = room.night(days=1)
    assert (run.outlets[0]["revised"], run.outlets[0]["known"]) == (1, len(FIRST) - 1)
