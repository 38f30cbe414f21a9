"""The story of a URL or an article is told from the archive: what happened to it, or why it was missed."""

from __future__ import annotations

import base64
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive import FEED, NIGHT, OUTLETS, Archive, Page, address, refused, text_page

from spiders.capture.manifest import ListingEntry, Outcome, RobotsEntry
from warehouse.articles.account import moment_in_words
from warehouse.articles.explain import Explanation, explain
from warehouse.articles.subject import SubjectError
from warehouse.db.publish import publish
from warehouse.db.snapshot import AskError
from warehouse.db.writer import writer

DAY = timedelta(days=1)
LATER = text_page(
    "A footbridge opens over the Lathe at last",
    "Two hundred people crossed it within the hour.",
    "The old ferry runs until the end of the month.",
)
SHORT = "https://www.taghribnews.com/vdcabc.html"
HOME = "https://www.presstv.ir/"
DEAD_FEED = ListingEntry(url=FEED.url, outcome=Outcome.TIMEOUT)
CUT_FEED = ListingEntry(
    url=FEED.url, outcome=Outcome.FETCHED, detail="98000 of its entries are more than a crawl reads"
)


def told(archive: Archive, asked: str, now: datetime = NIGHT + 2 * DAY) -> Explanation:
    publish(archive.warehouse, archive.published)
    return explain(archive.published, asked, OUTLETS, now)


def night(archive: Archive, number: int, *pages: Page, **fields: Any) -> None:
    """Load one night, `number` days after the first."""
    clock = NIGHT + number * DAY
    archive.load(archive.crawl(f"night-{number}", *pages, clock=clock, finished_at=clock, **fields))


def words(explanation: Explanation) -> list[str]:
    return [event.words for event in explanation.account.events]


def causes(explanation: Explanation) -> dict[str, str]:
    return {cause.name: cause.words for cause in explanation.causes}


def remedies(explanation: Explanation) -> list[str]:
    return [cause.remedy for cause in explanation.causes if cause.remedy]


def test_an_article_is_told_from_where_it_was_found_to_when_it_is_due_again(archive: Archive) -> None:
    night(archive, 0, Page(payload=text_page()))
    night(archive, 1, Page(payload=LATER, at=NIGHT + DAY))

    story = told(archive, "presstv:900001")

    assert story.account.state == "article"
    assert story.account.headline == "A footbridge opens over the Lathe at last"
    assert words(story) == [
        f"asked for; fetched (HTTP 200): revision 1, the first that was seen; as {address()}",
        "asked for; fetched (HTTP 200): revision 2, with another headline and body",
    ]
    assert [event.run_id for event in story.account.events] == ["night-0", "night-1"]
    assert [event.at for event in story.account.events] == [NIGHT, NIGHT + DAY]
    assert "2 revisions, first captured Mon 2 March 2026 02:30" in story.account.facts
    assert "due again Thu 5 March 2026" in story.account.facts
    assert any(fact.startswith("its bytes: captures/presstv/night-1.warc.gz at byte ") for fact in story.account.facts)
    assert story.causes == ()


def test_any_address_of_an_article_leads_to_it(archive: Archive) -> None:
    night(archive, 0, Page(payload=text_page()))
    for asked in (
        address(),
        "http://presstv.com/Detail/2026/03/01/900001/another-slug",
        "www.presstv.ir/Detail/2026/03/01/900001",
        f"https://web.archive.org/web/20260303000000/{address()}",
    ):
        story = told(archive, asked)
        assert (story.account.state, story.subject.article_id) == ("article", "presstv:900001")


def test_what_was_known_and_not_modified_is_told(archive: Archive) -> None:
    night(archive, 0, Page(payload=text_page()))
    night(archive, 1, Page(outcome=Outcome.KNOWN, at=NIGHT + DAY))
    night(archive, 3, Page(outcome=Outcome.NOT_MODIFIED, at=NIGHT + 3 * DAY))
    night(archive, 4, Page(payload=text_page(), at=NIGHT + 4 * DAY))

    story = told(archive, address(), NIGHT + 4 * DAY)

    assert words(story)[1:] == [
        "asked for; known already, and not asked for",
        "asked for; unchanged by the outlet's own word",
        "asked for; fetched (HTTP 200): nothing had changed",
    ]
    assert "due again Mon 9 March 2026" in story.account.facts


def test_a_page_that_was_rejected_is_told_with_the_evidence(archive: Archive) -> None:
    night(archive, 0, Page(payload=text_page("A headline", "Too short.")))
    story = told(archive, address())

    assert story.account.state == "rejected"
    (line,) = words(story)
    assert "and rejected: too short (" in line


def test_a_failure_is_told_with_its_status_and_whether_it_is_tried_again(archive: Archive) -> None:
    night(archive, 0, refused(Outcome.TIMEOUT, "900007"))

    story = told(archive, "presstv:900007")
    assert story.account.state == "failed"
    assert words(story) == ["asked for; failed: timed out"]
    assert "the next night tries again" in story.account.facts
    assert "the next night tries again" not in told(archive, "presstv:900007", NIGHT + 8 * DAY).account.facts


def test_what_was_offered_and_not_asked_for_is_told(archive: Archive) -> None:
    said = {
        Outcome.ROBOTS: "robots.txt forbids it",
        Outcome.LEFT_OVER: "the night's cap was reached",
        Outcome.FILTERED: "that of no article",
        Outcome.OFFSITE: "away from the outlet's hosts",
    }
    night(archive, 0, *(refused(outcome, f"90000{number}") for number, outcome in enumerate(said)))
    for number, why in enumerate(said.values()):
        story = told(archive, f"presstv:90000{number}")
        assert story.account.state == "skipped"
        assert why in words(story)[0]


def test_an_article_that_is_gone_is_told_with_the_time(archive: Archive) -> None:
    night(archive, 0, Page(payload=text_page()))
    night(archive, 1, Page(outcome=Outcome.GONE, at=NIGHT + DAY))

    story = told(archive, address())

    assert story.account.state == "gone"
    assert words(story)[1] == "asked for; gone"
    assert "gone at the outlet since Tue 3 March 2026 02:30; what it published is kept" in story.account.facts


def test_another_address_of_an_article_is_told(filled: Archive) -> None:
    story = told(filled, "presstv:900002")
    assert any("another address of the same article" in line for line in words(story))
    assert f"also at {address('900002', 'Market')}" in story.account.facts


def test_a_short_link_leads_to_the_article_that_it_was_found_to_be(archive: Archive) -> None:
    page = Page(payload=b"Story Code : 712345\n" + text_page(), key=None, url=SHORT)
    night(archive, 0, page, outlet="taghrib")
    story = told(archive, SHORT)
    assert story.subject.article_id == "taghrib:712345"
    assert story.account.state == "article"


def test_articles_that_were_led_to_one_page_are_not_taken_for_each_other(archive: Archive) -> None:
    night(
        archive, 0, Page(payload=text_page()), Page(payload=text_page("A headline", "Short."), key="900002", url=HOME)
    )
    with writer(archive.warehouse) as connection:
        for table in ("fetches", "captures"):
            connection.execute(f"UPDATE core.{table} SET final_url = $home WHERE key IS NOT NULL", {"home": HOME})

    for key, state in (("900001", "article"), ("900002", "rejected")):
        story = told(archive, f"presstv:{key}")
        assert (story.account.state, len(story.account.events)) == (state, 1)


def test_nobodys_url_says_which_hosts_are_near_and_how_to_declare_one(archive: Archive) -> None:
    archive.reopen()
    story = told(archive, "https://www.prestv.ir/Detail/2026/03/01/1/x")

    assert (story.account.state, story.subject.outlet) == ("never_seen", None)
    assert "no declared outlet owns prestv.ir; near it are presstv.ir (presstv)" in causes(story)["undeclared"]
    assert "docs/outlets.md" in remedies(story)[0]


def test_a_path_that_is_no_articles_is_told(archive: Archive) -> None:
    archive.reopen()
    story = told(archive, "https://www.presstv.ir/about")
    assert list(causes(story)) == ["no_article_pattern"]


def test_an_outlet_that_no_night_asked_is_told(archive: Archive) -> None:
    archive.reopen()
    story = told(archive, address())
    assert "no night has asked this outlet yet" in causes(story)["never_asked"]
    assert "nightdesk nightly --outlet presstv" in remedies(story)


def test_a_day_before_the_first_night_leads_to_a_backfill_of_it(archive: Archive) -> None:
    night(archive, 0)
    story = told(archive, "https://www.presstv.ir/Detail/2017/03/05/512345/x")

    assert "names Sun 5 March 2017" in causes(story)["before_first_night"]
    assert "the first night was Mon 2 March 2026" in causes(story)["before_first_night"]
    assert "of that day 0 articles are here, and at least 15 are usual" in causes(story)["coverage_gap"]
    assert remedies(story) == ["nightdesk backfill --from 2017-03-05 --to 2017-03-05 --outlet presstv"]


def test_a_day_without_a_night_is_told(archive: Archive) -> None:
    night(archive, 0)
    night(archive, 9)
    asked = "https://www.presstv.ir/Detail/2026/03/05/900300/x"

    story = told(archive, asked, NIGHT + 10 * DAY)

    assert "no night took place then or in the two days after" in causes(story)["no_night"]
    assert "the last night before it was Mon 2 March 2026" in causes(story)["no_night"]


def test_a_night_that_is_missing_after_it_is_told(archive: Archive) -> None:
    night(archive, -1)
    night(archive, 1)
    asked = "https://www.presstv.ir/Detail/2026/03/02/900300/x"
    assert "no night took place on Mon 2 March 2026" in causes(told(archive, asked))["no_night"]


def test_listings_that_did_not_answer_that_night_are_told(archive: Archive) -> None:
    night(archive, -1, listings=(DEAD_FEED, FEED))
    night(archive, 0)
    night(archive, 1)
    story = told(archive, address("900300"))
    assert causes(story)["not_answered"] == (
        "listings of the outlet did not answer in the night of Sun 1 March 2026 02:30 (1 of 2 did not: 1 timed out)"
    )


def test_a_cap_that_was_reached_that_night_is_told(archive: Archive) -> None:
    night(archive, -1, refused(Outcome.LEFT_OVER, "900401"), refused(Outcome.LEFT_OVER, "900402"))
    night(archive, 0)
    assert "the cap was reached" in causes(told(archive, address("900300")))["left_over"]
    assert "(2)" in causes(told(archive, address("900300")))["left_over"]


def test_what_robots_txt_forbade_that_night_is_told(archive: Archive) -> None:
    night(archive, -1, refused(Outcome.ROBOTS, "900401"))
    night(archive, 0, robots=(RobotsEntry(host="www.presstv.ir", state="failed", status=503),))
    said = causes(told(archive, address("900300")))
    assert said["robots"] == "robots.txt forbade articles in the night of Sun 1 March 2026 02:30 (1)"
    assert "could not be had" in said["robots_failed"]
    assert "Mon 2 March 2026 02:30" in said["robots_failed"]


def test_a_crawl_that_broke_off_that_night_is_told(archive: Archive) -> None:
    night(archive, -1, finish_reason="it was killed")
    night(archive, 0)
    assert "(it was killed)" in causes(told(archive, address("900300")))["broken_off"]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (("import",), "no night has asked it, only an import has brought pages"),
        (("backfill",), "no night has asked it, only a backfill"),
        (("backfill", "import"), "no night has asked it, only a backfill"),
    ],
)
def test_what_has_asked_is_named_where_no_night_has(archive: Archive, kinds: tuple[str, ...], words: str) -> None:
    for kind in kinds:
        archive.load(archive.crawl(kind, kind=kind, slice="20260201" if kind == "backfill" else None))
    story = told(archive, address())
    assert causes(story)["never_asked"] == words


def test_a_backfill_that_did_not_find_it_is_told(archive: Archive) -> None:
    night(archive, 0)
    archive.load(archive.crawl("past", refused(Outcome.GONE, "900401"), kind="backfill", slice="20260201"))
    story = told(archive, "https://www.presstv.ir/Detail/2026/02/01/900300/x")
    assert "a backfill of that day found 1 articles and not this one" in causes(story)["backfilled"]


def test_what_had_no_answer_says_nothing_of_what_the_archive_has(archive: Archive) -> None:
    evidence: list[tuple[dict[str, Any], str]] = [
        ({"listings": (ListingEntry(url=FEED.url, outcome=Outcome.DNS),)}, "1 of 1 listings did not: 1 host name not"),
        ({"listings": (FEED, DEAD_FEED)}, "1 of 2 listings did not: 1 timed out"),
        ({"listings": ()}, "no listing was asked"),
        ({"finish_reason": "it was killed"}, "it was killed"),
        ({"listings": (CUT_FEED,)}, "1 of 1 listings were read in part"),
    ]
    night(archive, 0)
    archive.load(
        *(
            archive.crawl("past", kind="backfill", slice=f"2026020{day}", **crawled)
            for day, (crawled, _) in enumerate(evidence, start=1)
        )
    )
    publish(archive.warehouse, archive.published)
    for day, (_, words_of_it) in enumerate(evidence, start=1):
        asked = f"https://www.presstv.ir/Detail/2026/02/0{day}/900300/x"
        story = explain(archive.published, asked, OUTLETS, NIGHT + 2 * DAY)
        assert words_of_it in causes(story)["backfill_unanswered"]
        assert "backfilled" not in causes(story)
        span = f"--from 2026-02-0{day} --to 2026-02-0{day}"
        assert f"nightdesk backfill {span} --outlet presstv" in remedies(story)


def test_a_backfill_that_was_answered_counts_though_another_was_not(archive: Archive) -> None:
    night(archive, 0)
    archive.load(archive.crawl("past-1", kind="backfill", slice="20260201", listings=(DEAD_FEED,)))
    archive.load(archive.crawl("past-2", kind="backfill", slice="20260201"))
    story = told(archive, "https://www.presstv.ir/Detail/2026/02/01/900300/x")
    assert "found 0 articles and not this one" in causes(story)["backfilled"]
    assert "backfill_unanswered" not in causes(story)


def test_a_listing_that_was_read_in_part_may_have_offered_it(archive: Archive) -> None:
    night(archive, -1)
    night(archive, 0, listings=(CUT_FEED,))
    story = told(archive, address("900300"))
    assert "more entries than a crawl reads, in the night of Mon 2 March 2026" in causes(story)["read_in_part"]
    assert "not_offered" not in causes(story)


def test_nights_that_asked_no_listing_do_not_say_that_every_one_answered(archive: Archive) -> None:
    night(archive, -1, listings=())
    night(archive, 0, listings=())
    assert "no listing was asked in the 2 nights" in causes(told(archive, address("900300")))["no_listing"]


def test_another_address_of_an_article_is_told_as_what_it_was(archive: Archive) -> None:
    other = address(slug="Another-slug")
    night(archive, 0, Page(payload=text_page(), aliases=(other,)))

    (fact,) = [fact for fact in told(archive, other).account.facts if "this address" in fact]
    assert fact == (
        "this address was offered as another one of presstv:900001, last in the run of Mon 2 March 2026 02:30, "
        "and not asked for"
    )
    (fact,) = [fact for fact in told(archive, address(slug="never")).account.facts if "this address" in fact]
    assert fact == "this address itself was never offered nor asked for; its key is that of presstv:900001"
    for had in (address(), "presstv:900001"):
        assert not any("this address" in fact for fact in told(archive, had).account.facts)
    assert archive.ask("SELECT url, aliases FROM fetches WHERE kind = 'article'") == [(address(), [other])]
    assert archive.ask("SELECT found, known + skipped + fetched + failed FROM run_outlets") == [(1, 1)]


def test_nights_in_which_nothing_was_wrong_say_that_none_offered_it(archive: Archive) -> None:
    for number in (-1, 0, 1):
        night(archive, number)
    said = causes(told(archive, address("900300")))["not_offered"]
    assert "names Sun 1 March 2026; every listing answered in the 3 nights that may have offered it" in said


def test_without_a_day_every_night_counts(archive: Archive) -> None:
    night(archive, 0)
    night(archive, 4, listings=(DEAD_FEED,))
    story = told(archive, "presstv:900300")

    assert "Fri 6 March 2026 02:30 (1 of 1 did not: 1 timed out)" in causes(story)["not_answered"]
    assert "Tue 3 March 2026 to Thu 5 March 2026" in causes(story)["no_night"]
    assert "nightdesk backfill --from DAY --to DAY --outlet presstv" in remedies(story)


def test_the_numbers_beside_its_own_tell_the_day(archive: Archive) -> None:
    dated = [
        Page(payload=text_page() + line, key=key, url=address(key))
        for key, line in (("900010", b"Sun Mar 1, 2026 8:0AM\n"), ("900030", b"Sun Mar 1, 2026 9:0AM\n"))
    ]
    night(archive, 0, *dated)
    with writer(archive.warehouse) as connection:
        connection.execute("UPDATE core.revisions SET date_published = '2026-03-01 08:00:00+00'")
    night(archive, 1)

    said = " ".join(causes(told(archive, "presstv:900020")).values())

    assert "its number lies between presstv:900010 (Sun 1 March 2026) and presstv:900030 (Sun 1 March 2026)" in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("presttv:1", "do you mean presstv:1?"),
        ("900001", "do you mean presstv:900001?"),
        ("two words", "neither an article id nor a URL"),
        ("", "neither an article id nor a URL"),
        ("ftp://presstv.ir/x", "neither an article id nor a URL"),
        ("http://[::1", "neither an article id nor a URL"),
        ("https://xn--/", "names no host of the web"),
        ("https://localhost/news", "names no host of the web"),
    ],
)
def test_what_is_neither_id_nor_url_is_refused_in_one_line(filled: Archive, asked: str, said: str) -> None:
    with pytest.raises(SubjectError) as caught:
        explain(filled.published, asked, OUTLETS, NIGHT)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def unreadable(path: Path) -> str:
    with pytest.raises(AskError) as caught:
        explain(path, "presstv:1", OUTLETS, NIGHT)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_copy_that_cannot_be_read_is_told_of_in_one_line(filled: Archive, tmp_path: Path) -> None:
    assert "nightdesk nightly" in unreadable(tmp_path / "none.duckdb")

    letter = tmp_path / "letter.duckdb"
    letter.write_text("This is a letter, not a database.\n" * 200)
    assert "`nightdesk rebuild`" in unreadable(letter)

    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    assert "no copy of a warehouse" in unreadable(other)

    of_next = tmp_path / "next.duckdb"
    of_next.write_bytes(gzip.decompress(base64.b64decode(Path(__file__).with_name("duckdb_2.base64").read_text())))
    assert "was written by DuckDB 2.0.0" in unreadable(of_next)

    with writer(filled.warehouse) as connection:
        connection.execute("DELETE FROM main.migrations WHERE name = '0005_requests'")
        connection.execute("CHECKPOINT")
        publish_early = filled.warehouse.read_bytes()
    early = tmp_path / "early.duckdb"
    early.write_bytes(publish_early)
    assert "is of an earlier Nightdesk (it lacks 0005_requests)" in unreadable(early)


def test_a_view_that_lacks_a_column_is_one_line_too(filled: Archive, tmp_path: Path) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(filled.warehouse.read_bytes())
    with duckdb.connect(str(broken)) as connection:
        connection.execute("ALTER TABLE core.captures RENAME COLUMN reading TO read_as")
    assert "Referenced column" in unreadable(broken)


def test_a_short_link_is_found_by_its_address_though_it_was_stored_with_tracking(archive: Archive) -> None:
    marked = f"{SHORT}?utm_source=rss&utm_medium=feed"
    manifest = archive.crawl("night-0", Page(url=marked, key="712346", payload=text_page()), outlet="taghrib")
    archive.load(manifest)
    for asked in (SHORT, f"{SHORT}?fbclid=1", marked, "http://taghribnews.com/vdcabc.html#top"):
        assert told(archive, asked).account.state == "article", asked
    assert told(archive, f"{SHORT}?id=2").account.state != "article"


def test_moments_name_the_day() -> None:
    assert moment_in_words(datetime(2026, 3, 2, 2, 30, tzinfo=UTC)) == "Mon 2 March 2026 02:30"
    assert moment_in_words(datetime(2026, 3, 2, tzinfo=UTC), "day") == "Mon 2 March 2026"


def test_bytes_that_are_no_utf_8_are_told_in_one_line(filled: Archive) -> None:
    for asked in ("presstv:\udcff", "https://www.presstv.ir/\udcff"):
        with pytest.raises(AskError, match="not valid UTF-8"):
            explain(filled.published, asked, OUTLETS, NIGHT)
