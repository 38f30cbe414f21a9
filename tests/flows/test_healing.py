"""A feed that moved is found at the home page on the fourth night, and left alone once it is back."""

from __future__ import annotations

import pytest
from hostile_site import page
from newsroom import DAY, NOW, SECOND, Newsroom, article, good_night, night_of, room, site
from rich.console import Console

from flows.pipeline import earlier_runs
from flows.render.report import show_run
from spiders.capture.manifest import Outcome
from warehouse.health.condition import examine_run, read_contents

pytestmark = pytest.mark.e2e

__all__ = ["good_night", "room", "site"]  # fixtures
HOME = (
    b"<!DOCTYPE html><html><head><title>Velde</title>"
    b"<link rel='alternate' type='application/rss+xml' href='https://elsewhere.example/feed'>"
    b"<link rel='alternate' type='application/rss+xml' href='/feed'>"
    b"<link rel='alternate' type='application/rss+xml' href='/feed/new'></head><body><p>Velde</p></body></html>"
)


def _feeds(room: Newsroom) -> list[str]:
    """Return what `nightdesk doctor` says of feeds."""
    contents = read_contents(room.data.warehouse)
    return [found.detail for found in examine_run(contents, NOW + 6 * DAY) if found.check == "feeds"]


def test_a_feed_that_has_moved_is_found_at_the_home_page_and_named_in_the_report(room: Newsroom) -> None:
    base = f"http://127.0.0.1:{room.site.port}"
    moved = night_of(SECOND)
    moved["/feed/new"], moved["/"] = moved["/feed"], page(HOME)
    room.site.answers = {**moved, "/feed": page(HOME)}
    for days in (1, 2, 3):
        run, manifest = room.night(days)
        assert [entry.url for entry in manifest.listings] == [f"{base}/feed"]
        assert run.outlets[0]["verdict"] == "unreachable"
    run, manifest = room.night(4)
    listings = {entry.source: entry for entry in manifest.listings}
    assert [(entry.source, entry.url, entry.outcome, entry.links) for _, entry in sorted(listings.items())] == [
        ("Feed", f"{base}/feed", Outcome.UNREADABLE, 0),
        ("FoundFeed", f"{base}/feed/new", Outcome.FETCHED, 20),
        ("HomePage", f"{base}/", Outcome.FETCHED, 0),
    ]
    assert listings["FoundFeed"].detail == f"found at the home page in place of {base}/feed"
    assert {page.source for page in manifest.pages if page.outcome is Outcome.FETCHED} == {"FoundFeed"}
    console = Console(width=300, record=True)
    show_run(run, console)
    lines = [line for line in console.export_text().splitlines() if f"{base}/feed " in line]
    assert len(lines) == 1
    assert lines[0].strip() == (
        f"velde: look at this (found_feed): the feed {base}/feed has not answered as one for three nights or more; "
        f"{base}/feed/new was used instead: put it into the outlet's file"
    )

    (diagnostic,) = _feeds(room)
    assert diagnostic.startswith(f"velde: the feed {base}/feed has not answered as one")

    # back where it was: that is seen the same night
    room.site.answers["/feed"] = night_of(range(300, 320))["/feed"]
    room.site.answers |= {f"/news/{number}": article(number) for number in range(300, 320)}
    run, _ = room.night(5)
    assert "found_feed" not in [name for _, name, _ in run.warnings]
    assert _feeds(room) == []
    assert earlier_runs.state_of_night(room.data, "velde", NOW + 6 * DAY).failing == frozenset()
