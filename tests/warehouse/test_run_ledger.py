"""The ledger judges a run from its manifests alone, and says what failed in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from archive import FEED, NIGHT, OUTLETS, Archive, Page, address, never, refused, text_page
from msgspec import structs

from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome
from warehouse.db.writer import writer
from warehouse.health.run_ledger import COLUMNS, Run, conclude, unfinished_runs
from warehouse.load.batch import load

# The outlet of these tests is content with one article a night.
ONE = {"presstv": replace(OUTLETS["presstv"], volume=(1, 2))}
MANY = {"presstv": replace(OUTLETS["presstv"], volume=(5, 9))}
MUTE = ListingEntry(url=FEED.url, outcome=Outcome.TIMEOUT)
DAY = timedelta(days=1)


def concluded(archive: Archive, *manifests: CrawlManifest, outlets: Any = ONE) -> Run:
    batches = [archive.batch(manifest) for manifest in manifests]
    with writer(archive.warehouse) as connection:
        connection.execute("SET threads = 1")
        for manifest, batch in zip(manifests, batches, strict=True):
            load(connection, manifest, batch, never)
        run = conclude(connection, manifests[-1].run_id, outlets)
    assert run is not None
    return run


def verdict_of(run: Run) -> str:
    (row,) = run.outlets
    return str(row["verdict"])


def test_a_good_run_is_written_with_its_verdict_and_status_zero(archive: Archive) -> None:
    run = concluded(archive, archive.crawl("night", Page(payload=text_page())))

    assert (run.status, run.exit_status, run.kind) == ("good", 0, "nightly")
    assert list(run.outlets[0]) == list(COLUMNS)
    assert verdict_of(run) == "ok"
    assert archive.ask("FROM core.verdicts") == [("night", "presstv", "ok", None)]
    assert archive.ask("SELECT run_id, status, exit_status FROM runs") == [("night", "good", 0)]
    assert archive.ask("SELECT verdict, new FROM run_outlets") == [("ok", 1)]


def test_one_outlet_in_trouble_makes_the_run_degraded(archive: Archive) -> None:
    cut = archive.crawl("night", outlet="taghrib", finish_reason="shutdown", listings=())
    run = concluded(archive, archive.crawl("night", Page(payload=text_page())), cut)

    assert (run.status, run.exit_status) == ("degraded", 3)
    assert {row["outlet"]: row["verdict"] for row in run.outlets} == {"presstv": "ok", "taghrib": "pipeline_down"}


def test_a_run_in_which_no_listing_answered_has_status_five(archive: Archive) -> None:
    run = concluded(
        archive,
        archive.crawl("night", listings=(MUTE,)),
        archive.crawl("night", outlet="taghrib", listings=(MUTE, MUTE)),
    )

    assert (run.status, run.exit_status) == ("unanswered", 5)
    assert {row["verdict"] for row in run.outlets} == {"unreachable"}
    assert archive.ask("SELECT status, exit_status FROM runs") == [("unanswered", 5)]


def test_one_listing_that_answered_is_enough_against_status_five(archive: Archive) -> None:
    run = concluded(
        archive,
        archive.crawl("night", Page(payload=text_page())),
        archive.crawl("night", outlet="taghrib", listings=(MUTE,)),
    )
    assert run.exit_status == 3


@pytest.mark.parametrize(
    ("pages", "status"),
    [
        pytest.param((Page(payload=text_page()),), 0, id="an article"),
        pytest.param((Page(payload=text_page("Headline", "Short.")),), 3, id="nothing that can be read"),
        pytest.param((refused(Outcome.FILTERED, "1"),), 0, id="nothing that was wanted"),
    ],
)
def test_an_import_asks_no_listing_and_never_has_status_five(
    archive: Archive, pages: tuple[Page, ...], status: int
) -> None:
    manifest = archive.crawl("import", *pages, kind="import", listings=())
    assert concluded(archive, manifest, outlets=MANY).exit_status == status


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("nightly", {}, "thin"),
        ("nightly", {"volume": True}, "thin"),
        ("nightly", {"volume": False}, "ok"),
        ("byhand", {}, "thin"),
        ("backfill", {}, "ok"),
        ("import", {}, "ok"),
    ],
)
def test_the_band_holds_for_a_normal_night_alone(
    archive: Archive, kind: str, options: dict[str, Any], expected: str
) -> None:
    manifest = archive.crawl("run", Page(payload=text_page()), kind=kind, options=options)
    assert verdict_of(concluded(archive, manifest, outlets=MANY)) == expected


def test_an_outlet_that_is_declared_no_more_is_judged_without_a_band(archive: Archive) -> None:
    assert verdict_of(concluded(archive, archive.crawl("night", Page(payload=text_page())), outlets={})) == "ok"


def test_articles_first_seen_on_an_earlier_night_are_not_this_nights_news(archive: Archive) -> None:
    later = NIGHT + 2 * DAY
    first = archive.crawl("night-1", Page(payload=text_page()))
    again = archive.crawl("night-2", Page(payload=text_page(), at=later), clock=later)

    run = concluded(archive, first, again)

    assert run.run_id == "night-2"
    assert run.outlets[0]["unchanged"] == 1
    assert (verdict_of(run), run.exit_status) == ("thin", 3)


def test_the_two_crawls_of_one_day_are_counted_together(archive: Archive) -> None:
    noon = NIGHT + DAY / 2
    first = archive.crawl("night-1", Page(payload=text_page()))
    second = archive.crawl("night-2", refused(Outcome.KNOWN, "900001"), clock=noon)

    assert verdict_of(concluded(archive, first, second)) == "ok"


@pytest.mark.parametrize("early", [-20, 0, 20])
def test_the_articles_of_the_night_before_are_not_this_nights_news(archive: Archive, early: int) -> None:
    minutes = timedelta(minutes=1)
    clock = NIGHT + DAY - early * minutes
    pages = [Page(payload=text_page(), key=key, url=address(key), at=NIGHT + 5 * minutes) for key in "123456"]
    first = archive.crawl("night-1", *pages, finished_at=NIGHT + 6 * minutes)
    one = Page(payload=text_page(), key="7", url=address("7"), at=clock + 5 * minutes)
    second = archive.crawl("night-2", one, clock=clock, finished_at=clock + 6 * minutes)

    assert verdict_of(concluded(archive, first, second, outlets=MANY)) == "thin"


def test_what_a_backfill_brought_is_not_this_nights_news(archive: Archive) -> None:
    pages = [Page(payload=text_page(), key=key, url=address(key)) for key in "123456"]
    past = archive.crawl("past", *pages, kind="backfill", slice="20260301")
    night = archive.crawl("night", refused(Outcome.KNOWN, "1"))

    assert verdict_of(concluded(archive, past, night, outlets=MANY)) == "thin"


def test_the_parts_of_a_run_make_one_row_and_one_verdict(archive: Archive) -> None:
    whole = archive.crawl("past", Page(payload=text_page()), kind="backfill", slice="20260301")
    cut = archive.crawl("past", kind="backfill", slice="20260302", finish_reason="shutdown")
    run = concluded(archive, whole, cut)

    assert len(run.outlets) == 1
    assert run.outlets[0]["found"] == 1
    assert verdict_of(run) == "pipeline_down"


def test_the_details_list_failures_and_rejections_most_first(archive: Archive) -> None:
    run = concluded(
        archive,
        archive.crawl(
            "night",
            Page(payload=text_page()),
            *(refused(Outcome.TIMEOUT, f"91000{n}") for n in range(2)),
            *(refused(Outcome.GONE, f"92000{n}") for n in range(3)),
            refused(Outcome.KNOWN, "930001"),
            refused(Outcome.ROBOTS, "930002"),
            refused(Outcome.LEFT_OVER, "930003"),
            Page(payload=text_page("Headline", "Short."), key="900002", url=address("900002")),
            Page(payload=b"\n", key="900003", url=address("900003")),
            Page(payload=b"\n\n", key="900004", url=address("900004")),
        ),
    )

    assert run.details == (
        ("presstv", "failed", "gone", 3),
        ("presstv", "failed", "timeout", 2),
        ("presstv", "left over", "by the cap of pages a night", 1),
        ("presstv", "rejected", "empty", 2),
        ("presstv", "rejected", "too_short", 1),
    )


def test_listings_that_were_left_over_are_told_of_apart_from_those_that_failed(archive: Archive) -> None:
    left = [ListingEntry(url=f"{FEED.url}?{n}", outcome=Outcome.LEFT_OVER, source="Sitemap") for n in range(40)]
    run = concluded(archive, archive.crawl("night", Page(payload=text_page()), listings=(FEED, MUTE, *left)))

    assert run.details == (("presstv", "listings", "left_over", 40), ("presstv", "listings failed", "timeout", 1))
    assert verdict_of(run) == "ok"
    assert archive.ask("SELECT count(*) FROM fetches WHERE kind = 'listing' AND outcome = 'left_over'") == [(40,)]


def test_revisits_that_fail_are_counted_among_what_was_asked_for(archive: Archive) -> None:
    night = archive.crawl(
        "night",
        *(Page(payload=text_page(), key=f"90000{n}", url=address(f"90000{n}")) for n in (1, 2, 3)),
        *(refused(Outcome.TIMEOUT, f"91000{n}") for n in range(9)),
        refused(Outcome.GONE, "920000"),
    )
    again = {"900003", "920000", *(f"91000{n}" for n in range(9))}
    pages = tuple(structs.replace(page, source="Revisit") if page.key in again else page for page in night.pages)
    run = concluded(archive, structs.replace(night, pages=pages))
    assert (verdict_of(run), run.outlets[0]["reason"]) == (
        "unreachable",
        "9 of 11 pages failed: 9 timed out, 1 gone (404, 410)",
    )


def test_the_details_of_a_run_are_its_own(archive: Archive) -> None:
    first = archive.crawl("night-1", refused(Outcome.DNS, "1"), Page(payload=b"\n"))
    second = archive.crawl("night-2", Page(payload=text_page()))

    assert concluded(archive, first, second).details == ()


def test_a_run_is_unfinished_until_it_is_judged(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page())))
    with writer(archive.warehouse) as connection:
        assert unfinished_runs(connection) == ["night"]
        conclude(connection, "night", ONE)
        assert unfinished_runs(connection) == []


def test_a_run_judged_again_says_the_same(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=text_page()), refused(Outcome.GONE, "900002"))
    first = concluded(archive, manifest)
    with writer(archive.warehouse) as connection:
        assert conclude(connection, "night", ONE) == first
        assert connection.execute("SELECT count(*) FROM core.verdicts").fetchone() == (1,)


def test_a_run_of_which_nothing_was_loaded_has_no_conclusion(archive: Archive) -> None:
    with writer(archive.warehouse) as connection:
        assert conclude(connection, "night", ONE) is None
        assert connection.execute("SELECT count(*) FROM core.runs").fetchone() == (0,)


def test_a_judged_run_ends_no_earlier_than_its_crawl(archive: Archive) -> None:
    concluded(archive, archive.crawl("night", Page(payload=text_page())))
    assert archive.ask("SELECT finished_at >= started_at, clock FROM runs") == [(True, NIGHT)]
