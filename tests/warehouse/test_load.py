"""A load is all or nothing, gives the same tables in any order, and its books balance."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive import (
    FEED,
    HEADLINE,
    NIGHT,
    OUTLETS,
    SENTENCES,
    Archive,
    Page,
    address,
    html_page,
    never,
    refused,
    text_page,
)
from msgspec import structs

from flows.config import DataFolder
from flows.pipeline import stages
from spiders.capture.manifest import ListingEntry, Outcome, PageEntry, RobotsEntry
from spiders.crawl.state import CrawlState, Validators
from spiders.outlet import Line, Outlet
from transforms.article import Article, Author, Image, Link, RemovedSpan
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.health.checks import check
from warehouse.load.batch import is_loaded, load
from warehouse.load.crawl_state import crawl_state, ever_known, finished_days, known_captures, loaded_manifests
from warehouse.query.export import ExportRequest, export
from warehouse.query.output_formats import EXPORT_FORMATS

TABLES = ("runs", "crawls", "verdicts", "captures", "revisions", "rejections", "fetches", "robots", "gone")
DAY = timedelta(days=1)
SOAK = "SOAK" in os.environ


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: connection.execute(f"FROM core.{name} ORDER BY ALL").fetchall() for name in TABLES}


def lines(batch: Path) -> list[dict[str, Any]]:
    with gzip.open(batch, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def test_a_loaded_article_stands_in_the_view_of_articles(archive: Archive) -> None:
    (counts,) = archive.load(archive.crawl("night", Page(payload=text_page())))

    assert (counts["new"], counts["revised"], counts["unchanged"]) == (1, 0, 0)
    assert archive.ask("SELECT article_id, headline, article_body, date_downloaded FROM articles") == [
        ("presstv:900001", HEADLINE, "\n\n".join(SENTENCES), NIGHT)
    ]


def test_no_field_of_an_article_is_lost_on_its_way(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=text_page()))
    nouns = {"authors": Author, "images": Image, "removed": RemovedSpan, "links": Link}
    with writer(archive.warehouse) as connection:
        load(connection, manifest, archive.batch(manifest), never)
        for source in ("SELECT article.* FROM batch", "FROM articles", "FROM article_revisions"):
            columns = dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {source})").fetchall())
            assert {field.name for field in fields(Article)} - columns.keys() == set(), source
            for name, noun in nouns.items():
                parts = re.findall(r'"?(\w+)"? (?:VARCHAR|INTEGER)', columns[name])
                assert parts == [field.name for field in fields(noun)], source


def test_a_manifest_that_is_loaded_twice_changes_nothing(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=text_page()), refused(Outcome.GONE, "900002"))
    batch = archive.batch(manifest)
    with writer(archive.warehouse) as connection:
        load(connection, manifest, batch, never)
        before = tables(connection)
        again = load(connection, manifest, batch, never)
        after = tables(connection)

    assert again == {}
    assert after == before


def test_a_batch_with_a_broken_line_leaves_nothing_behind(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=text_page()))
    batch = archive.batch(manifest)
    whole = gzip.decompress(batch.read_bytes())
    broken = batch.with_name("broken.jsonl.gz")
    broken.write_bytes(gzip.compress(whole + b'{"capture": {"run_id": "ni\n'))
    with writer(archive.warehouse) as connection:
        with pytest.raises(duckdb.Error):
            load(connection, manifest, broken, never)
        assert not any(tables(connection).values())
        assert load(connection, manifest, batch, never)["new"] == 1


def test_a_row_that_does_not_fit_takes_the_whole_manifest_back(archive: Archive) -> None:
    other = Page(payload=text_page("A second story"), key="900002", url=address("900002"))
    manifest = archive.crawl("night", Page(payload=text_page()), other)
    batch = archive.batch(manifest)
    first, second = lines(batch)
    second["article"]["headline"] = None
    broken = batch.with_name("broken.jsonl.gz")
    broken.write_bytes(gzip.compress(f"{json.dumps(first)}\n{json.dumps(second)}\n".encode()))
    with writer(archive.warehouse) as connection:
        with pytest.raises(duckdb.ConstraintException):
            load(connection, manifest, broken, never)
        assert not any(tables(connection).values())
        assert load(connection, manifest, batch, never)["new"] == 2


def test_an_article_is_new_then_unchanged_then_revised(archive: Archive) -> None:
    edited = text_page("A footbridge closes again")
    nights = [
        archive.crawl(f"night-{n}", Page(payload=payload, at=NIGHT + n * DAY), clock=NIGHT + n * DAY)
        for n, payload in enumerate((text_page(), text_page(), edited))
    ]

    counts = archive.load(*nights)

    assert [(c["new"], c["revised"], c["unchanged"]) for c in counts] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]


def test_an_older_capture_that_is_loaded_late_takes_the_place_of_its_time(archive: Archive) -> None:
    late = archive.crawl("import", Page(payload=text_page("A footbridge is planned"), at=NIGHT - DAY), kind="import")
    night = archive.crawl("night", Page(payload=text_page()))

    _, counts = archive.load(night, late)

    assert (counts["new"], counts["revised"]) == (1, 0)
    assert archive.ask("SELECT run_id, new, revised FROM run_outlets ORDER BY run_id") == [
        ("import", 1, 0),
        ("night", 0, 1),
    ]
    assert archive.ask("SELECT revision, headline FROM article_revisions ORDER BY revision") == [
        (1, "A footbridge is planned"),
        (2, HEADLINE),
    ]
    assert archive.ask("SELECT headline FROM articles") == [(HEADLINE,)]


#: What is an edit of the text and what is none, by the key of an article each.
EDITS = {
    "900001": (text_page(), text_page(HEADLINE + " today")),
    "900002": (text_page(), text_page(HEADLINE, SENTENCES[0], "The old ferry has stopped.")),
    "900003": (text_page(), text_page(HEADLINE, *SENTENCES, "It cost nine million.")),
    "900004": (text_page(), text_page(HEADLINE, *reversed(SENTENCES))),
}
NO_EDITS = {
    "900011": (text_page(), text_page(HEADLINE, SENTENCES[0], SENTENCES[1].replace('"', "”"))),
    "900012": (text_page(), text_page(HEADLINE, *(s.replace(" ", "  ") for s in SENTENCES))),
    "900013": (text_page(), text_page(HEADLINE, " ".join(SENTENCES))),
    "900014": (html_page(), html_page(picture="crowd.jpg")),
    "900015": (html_page(), html_page(caption="The crowd on the bridge")),
    "900016": (html_page(), html_page(date="2026-03-01 09:00")),
}


def test_an_edit_of_the_text_makes_a_revision_and_one_beside_it_makes_none(archive: Archive) -> None:
    both = {**EDITS, **NO_EDITS}
    assert all(before != after for before, after in both.values())
    nights = [
        [Page(payload=texts[n], key=key, url=address(key), at=NIGHT + n * DAY) for key, texts in both.items()]
        for n in range(2)
    ]
    _, counts = archive.load(archive.crawl("night-1", *nights[0]), archive.crawl("night-2", *nights[1]))

    assert (counts["revised"], counts["unchanged"]) == (len(EDITS), len(NO_EDITS))
    revisions = "SELECT key, count(*) FROM article_revisions GROUP BY key ORDER BY key"
    assert archive.ask(revisions) == [(key, 2 if key in EDITS else 1) for key in both]
    captures = "SELECT key, count(*), count(revision) FROM captures GROUP BY key ORDER BY key"
    assert archive.ask(captures) == [(key, 2, 2 if key in EDITS else 1) for key in both]


def furnished(shares: int = 12, related: str = "A market moves to the harbour", *more: str) -> bytes:
    """Return the page with a share counter and a related link below its story, and more sentences in it."""
    story = "".join(f"<p>{sentence}</p>" for sentence in (*SENTENCES, *more))
    below = (
        f'<div class="share-buttons"><span class="count">{shares}</span> shares</div>'
        f'<div class="related-news"><h3>Related</h3><a href="/Detail/2026/03/01/900002/Market">{related}</a></div>'
    )
    return (
        html_page()
        .replace(b"</div></div></body>", f"</div>{below}</div></body>".encode())
        .replace("".join(f"<p>{sentence}</p>" for sentence in SENTENCES).encode(), story.encode())
    )


def test_of_seeded_edits_exactly_those_of_the_text_make_revisions(archive: Archive) -> None:
    """A word in the body, a headline, a correction line; a share counter and a related link are none."""
    edits = [
        furnished(),
        furnished(shares=1312),
        furnished(related="Ferry workers are offered posts"),
        furnished().replace(b"two hundred people", b"three hundred people"),
        furnished(shares=99).replace(b"two hundred people", b"three hundred people"),
        furnished().replace(b"A footbridge opens", b"A new footbridge opens").replace(b"two hundred", b"three hundred"),
        furnished(7, "Another story", "Correction: an earlier version gave a wrong number of people.")
        .replace(b"A footbridge opens", b"A new footbridge opens")
        .replace(b"two hundred", b"three hundred"),
    ]
    manifests = [
        archive.crawl(f"night-{n}", Page(payload=payload, at=NIGHT + n * DAY)) for n, payload in enumerate(edits)
    ]
    archive.load(*manifests)

    assert archive.ask("SELECT run_id, revision, changed_fields FROM article_revisions ORDER BY revision") == [
        ("night-0", 1, None),
        ("night-3", 2, ["article_body"]),
        ("night-5", 3, ["headline"]),
        ("night-6", 4, ["article_body"]),
    ]


def learned(slug: str = "presstv") -> Outlet:
    """Return an outlet of which one more line of furniture is known."""
    outlet = OUTLETS[slug]
    line = Line(rule=f"{slug}.follow", pattern=r"Follow the .+ for more\.")
    return replace(outlet, lines=(*outlet.lines, line))


@pytest.mark.parametrize("beside", ["", "\n\n"], ids=["the same bytes", "other bytes"])
def test_learned_furniture_makes_no_revision_and_the_better_reading_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, beside: str
) -> None:
    follow = "Follow the Lathe Gazette for more."
    archive.load(archive.crawl("night-1", Page(payload=text_page(HEADLINE, *SENTENCES, follow))))
    assert archive.ask("SELECT ends_with(article_body, 'for more.') FROM articles") == [(True,)]
    monkeypatch.setitem(OUTLETS, "presstv", learned())
    payload = text_page(HEADLINE, *SENTENCES, follow) + beside.encode()
    edited = text_page(HEADLINE, SENTENCES[0], follow)
    _, counts = archive.load(
        archive.crawl("night-2", Page(payload=payload, at=NIGHT + DAY)),
        archive.crawl("night-3", Page(payload=edited, at=NIGHT + 2 * DAY)),
    )

    assert (counts["new"], counts["revised"]) == (0, 1)
    found = archive.ask("SELECT revision, captured_at, article_body, changed_fields FROM article_revisions ORDER BY 1")
    assert found == [
        (1, NIGHT, "\n\n".join(SENTENCES), None),
        (2, NIGHT + 2 * DAY, SENTENCES[0], ["article_body"]),
    ]


def test_a_capture_whose_record_is_lost_keeps_its_older_reading(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.load(archive.crawl("night-1", Page(payload=text_page())))
    (archive.captures / "presstv" / "night-1.warc.gz").unlink()
    monkeypatch.setitem(OUTLETS, "presstv", learned())
    archive.load(archive.crawl("night-2", Page(payload=text_page("A footbridge closes"), at=NIGHT + DAY)))
    assert archive.ask("SELECT headline FROM article_revisions") == [(HEADLINE,)]
    for _ in range(2):  # the new page is held back twice: the record may be there again
        stages.catch_up(DataFolder(archive.root), OUTLETS)

    assert archive.ask("SELECT revision, headline, changed_fields FROM article_revisions ORDER BY 1") == [
        (1, HEADLINE, None),
        (2, "A footbridge closes", ["headline"]),
    ]


@pytest.mark.e2e
def test_any_order_of_loading_gives_the_same_tables(archive: Archive) -> None:
    """Random archives, each loaded in random orders: text comes back, pages go and come again, times are the same."""
    dice = random.Random(20261124)
    texts = [text_page(), text_page("A footbridge closes again"), text_page(HEADLINE, SENTENCES[0])]
    for number in range(12 if SOAK else 4):
        manifests = []
        for n in range(dice.randint(3, 5)):
            at = NIGHT + dice.choice((n, n, 2)) * DAY
            pages = [Page(payload=dice.choice(texts), at=at)]
            if dice.random() < 0.5:
                pages.append(Page(payload=dice.choice(texts), key="900002", url=address("900002"), at=at))
            elif dice.random() < 0.5:
                pages.append(refused(Outcome.GONE, "900002"))
            manifests.append(archive.crawl(f"{number}-{n}", *pages, clock=at, finished_at=at + timedelta(hours=1)))
        batches = {manifest.run_id: archive.batch(manifest) for manifest in manifests}
        seen = set()
        for order in range(4):
            archive.warehouse.unlink(missing_ok=True)
            if order:
                dice.shuffle(manifests)
            with writer(archive.warehouse) as connection:
                connection.execute("SET threads = 1")  # a row each: more threads cost more than they do
                for manifest in manifests:
                    archive.load_batch(connection, manifest, batches[manifest.run_id])
                check(connection)
                seen.add(repr(tables(connection)))
        assert len(seen) == 1, [manifest.run_id for manifest in manifests]


def test_captures_of_one_moment_have_one_order_too(archive: Archive) -> None:
    manifests = [
        archive.crawl("import-1", Page(payload=text_page()), kind="import"),
        archive.crawl("import-2", Page(payload=text_page("A footbridge closes again")), kind="import"),
    ]
    seen = []
    for number, order in enumerate((manifests, manifests[::-1])):
        with writer(archive.root / f"order-{number}.duckdb") as connection:
            for manifest in order:
                load(connection, manifest, archive.batch(manifest), never)
            seen.append(connection.execute("FROM article_revisions ORDER BY revision").fetchall())
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2


def test_another_address_of_an_article_is_a_duplicate_and_no_second_article(archive: Archive) -> None:
    manifest = archive.crawl(
        "night", Page(payload=text_page()), Page(payload=text_page(), url=address(slug="Bridge"), at=NIGHT + DAY / 24)
    )

    (counts,) = archive.load(manifest)

    assert (counts["fetched"], counts["new"], counts["duplicate"]) == (2, 1, 1)
    assert archive.ask("SELECT url FROM articles") == [(address(),)]
    assert archive.ask("SELECT reading, url FROM captures ORDER BY reading") == [
        ("article", address()),
        ("duplicate", address(slug="Bridge")),
    ]


def test_the_books_of_a_night_with_every_outcome_balance(archive: Archive) -> None:
    others = [outcome for outcome in Outcome if outcome not in (Outcome.FETCHED, Outcome.UNREADABLE)]
    manifest = archive.crawl(
        "night",
        Page(payload=text_page()),
        Page(payload=text_page(), url=address(slug="Bridge")),
        Page(payload=text_page("Headline", "Short."), key="900002", url=address("900002")),
        *(refused(outcome, f"91{place:04}") for place, outcome in enumerate(others)),
    )
    archive.load(manifest)
    with writer(archive.warehouse) as connection:
        check(connection)
        row = connection.execute(
            "SELECT found, known, skipped, fetched, failed, new, revised, unchanged, rejected, duplicate "
            "FROM run_outlets"
        ).fetchone()

    assert row == (3 + len(others), 2, 4, 3, len(others) - 6, 1, 0, 0, 1, 1)


def test_a_page_that_is_no_article_is_rejected_with_its_reason(archive: Archive) -> None:
    (counts,) = archive.load(archive.crawl("night", Page(payload=text_page("A headline", "Short."))))

    assert (counts["rejected"], counts["new"]) == (1, 0)
    assert archive.ask("SELECT outlet, key, url, captured_at, reason FROM rejections") == [
        ("presstv", "900001", address(), NIGHT, "too_short")
    ]
    assert archive.ask("SELECT count(*) FROM articles") == [(0,)]


def test_a_page_whose_bytes_are_lost_is_rejected_and_the_counts_add_up(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(payload=text_page()), Page(key="900002", url=address("900002")))
    (archive.captures / "presstv" / "night.warc.gz").write_bytes(b"no archive")

    (counts,) = archive.load(manifest)

    assert (counts["fetched"], counts["rejected"]) == (2, 2)
    assert archive.ask("SELECT DISTINCT reason FROM rejections") == [("unreadable",)]
    with writer(archive.warehouse) as connection:
        check(connection)


def test_the_parts_of_a_run_are_loaded_each_for_itself(archive: Archive) -> None:
    first = archive.crawl("past", Page(payload=text_page()), kind="backfill", slice="20260301")
    second = archive.crawl("past", refused(Outcome.GONE, "900002"), kind="backfill", slice="20260302")
    archive.load(first)
    with writer(archive.warehouse) as connection:
        assert is_loaded(connection, first)
        assert not is_loaded(connection, second)
    archive.load(second)

    assert archive.ask("SELECT run_id, found, fetched, failed FROM run_outlets") == [("past", 2, 1, 1)]
    with writer(archive.warehouse) as connection:
        assert loaded_manifests(connection) == {"presstv/past.20260301", "presstv/past.20260302"}


def test_crawls_that_kept_nothing_do_not_disturb_each_other(archive: Archive) -> None:
    kept = archive.crawl("night-1", Page(payload=text_page()))
    dead = [archive.crawl(f"night-{n}", finish_reason="the crawl left no crawl manifest", listings=()) for n in (2, 3)]

    archive.load(kept, *dead)

    assert archive.ask("SELECT count(*) FROM articles") == [(1,)]
    assert archive.ask("SELECT count(*) FROM runs") == [(3,)]


def test_what_is_unknown_is_null_and_never_an_empty_text(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page()), Page(payload=b"\n", key="2", url=address("2"))))

    unknown = archive.ask(
        "SELECT description, alternative_headline, article_section, breadcrumbs, authors, agencies, keywords, "
        "aliases, main_image, images, date_published, date_published_raw, time_zone_source FROM articles"
    )
    assert unknown == [(None,) * 13]
    with writer(archive.warehouse) as connection:
        texts = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'core' AND data_type = 'VARCHAR'"
        ).fetchall()
        assert len(texts) > 30
        for table, column in texts:
            empty = connection.execute(f"SELECT count(*) FROM core.{table} WHERE \"{column}\" = ''").fetchone()
            assert empty == (0,), (table, column)


def _due(archive: Archive, *moments: datetime) -> list[list[str | None]]:
    with writer(archive.warehouse) as connection:
        states = [crawl_state(connection, "presstv", moment) for moment in moments]
    assert all(due.known for state in states for due in state.due)
    assert all(state.keys == {"900001"} - {due.key for due in state.due} for state in states)
    return [[due.key for due in state.due] for state in states]


HOUR = timedelta(hours=1)


def test_an_article_is_due_again_after_some_days_and_then_known_once_more(archive: Archive) -> None:
    seen = [NIGHT + days * DAY for days in (0, 1, 3, 7)]
    nights = [archive.crawl(f"night-{at:%d}", Page(payload=text_page(), at=at), clock=at) for at in seen]
    for night, due in zip(nights, [*seen[1:], NIGHT + 30 * DAY], strict=True):
        archive.load(night)
        assert _due(archive, due - 2 * HOUR, due - HOUR, due + DAY) == [[], ["900001"], ["900001"]]


def test_an_article_of_years_ago_is_due_no_more(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page())))
    assert _due(archive, NIGHT + 46 * DAY) == [[]]


def test_an_article_that_an_answer_says_is_as_it_was_is_not_due_until_later(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page())))
    archive.load(archive.crawl("next", Page(outcome=Outcome.NOT_MODIFIED, at=NIGHT + DAY), clock=NIGHT + DAY))
    assert _due(archive, NIGHT + 2 * DAY, NIGHT + 3 * DAY) == [[], ["900001"]]


def test_a_revisit_asks_with_the_version_that_is_kept_but_for_the_last(archive: Archive) -> None:
    said = Validators(etag='"a"', last_modified="Mon, 02 Mar 2026 02:00:00 GMT")
    night = archive.crawl("night", Page(payload=text_page()))
    (entry,) = night.pages
    versioned = structs.replace(entry, etag=said.etag, last_modified=said.last_modified)
    archive.load(structs.replace(night, pages=(versioned,)))
    with writer(archive.warehouse) as connection:
        for days, validators in {1: said, 3: said, 7: said, 30: Validators()}.items():
            (due,) = crawl_state(connection, "presstv", NIGHT + days * DAY).due
            assert due.validators == validators, days


def test_only_what_was_read_as_an_article_is_known(archive: Archive) -> None:
    archive.load(
        archive.crawl(
            "night", Page(payload=text_page("Headline", "Short.")), refused(Outcome.GONE, "900002"), clock=NIGHT
        )
    )
    with writer(archive.warehouse) as connection:
        # Within the day they are not asked for again; on the next night they are, for as long as a listing names them.
        assert crawl_state(connection, "presstv", NIGHT) == CrawlState(
            answered=NIGHT, urls=frozenset({address(), address("900002")})
        )
        assert crawl_state(connection, "presstv", NIGHT + timedelta(days=1)) == CrawlState(answered=NIGHT)
        assert ever_known(connection, "presstv") == CrawlState()


def test_what_failed_for_a_moment_is_left_to_the_next_night(archive: Archive) -> None:
    left = (
        Outcome.LEFT_OVER, Outcome.TIMEOUT, Outcome.HTTP_5XX, Outcome.BLOCKED, Outcome.ROBOTS, Outcome.LED_AWAY,
    )  # fmt: skip
    over = (Outcome.GONE, Outcome.OFFSITE, Outcome.HTTP_4XX, Outcome.TOO_LARGE, Outcome.REFUSED_ADDRESS)
    keys = {outcome: f"{900001 + number}" for number, outcome in enumerate((*left, *over))}
    archive.load(archive.crawl("night", *(refused(outcome, key) for outcome, key in keys.items())))
    with writer(archive.warehouse) as connection:
        due = crawl_state(connection, "presstv", NIGHT + DAY).due
        assert sorted((str(each.key), each.url, each.known) for each in due) == [
            (keys[outcome], address(keys[outcome]), False) for outcome in left
        ]
        assert crawl_state(connection, "presstv", NIGHT + 8 * DAY).due == ()
    pages = [Page(payload=text_page(), key=key, url=address(key)) for key in keys.values()]
    archive.load(archive.crawl("next", *pages))
    with writer(archive.warehouse) as connection:
        assert crawl_state(connection, "presstv", NIGHT + 2 * HOUR).due == ()


def test_what_fails_again_and_again_is_given_up(archive: Archive) -> None:
    failed = Page(key="900002", url=address("900002"), outcome=Outcome.TIMEOUT)
    nights = [archive.crawl(f"run-{hour}", failed, clock=NIGHT + hour * HOUR) for hour in range(5)]
    archive.load(*nights[:4])
    with writer(archive.warehouse) as connection:
        assert [due.key for due in crawl_state(connection, "presstv", NIGHT + DAY).due] == ["900002"]
    archive.load(nights[4])
    with writer(archive.warehouse) as connection:
        assert crawl_state(connection, "presstv", NIGHT + DAY).due == ()


def _listing(outcome: Outcome, **facts: Any) -> ListingEntry:
    return ListingEntry(url=FEED.url, outcome=outcome, source="Feed", **facts)


def test_a_listing_is_asked_with_what_it_said_of_its_version_but_for_every_tenth_time(archive: Archive) -> None:
    said = Validators(etag='"a"', last_modified="Mon, 02 Mar 2026 02:00:00 GMT")
    whole = _listing(Outcome.FETCHED, etag=said.etag, last_modified=said.last_modified)
    still = [
        archive.crawl(f"run-{number}", listings=(_listing(Outcome.NOT_MODIFIED),), finished_at=NIGHT + number * HOUR)
        for number in range(1, 10)
    ]
    archive.load(archive.crawl("run-0", listings=(whole,), finished_at=NIGHT), *still[:8])
    with writer(archive.warehouse) as connection:
        assert crawl_state(connection, "presstv", NIGHT + DAY).listings == {FEED.url: said}
    archive.load(still[8])
    with writer(archive.warehouse) as connection:
        assert crawl_state(connection, "presstv", NIGHT + DAY).listings == {}


def test_an_article_that_is_gone_is_marked_until_it_is_seen_again(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page())))
    assert archive.ask("SELECT gone_at FROM articles") == [(None,)]
    gone_at = NIGHT + 3 * DAY
    for number in range(2):
        moment = gone_at + number * DAY
        archive.load(archive.crawl(f"gone-{number}", refused(Outcome.GONE, "900001"), finished_at=moment))
    assert archive.ask("SELECT gone_at, headline FROM articles") == [(gone_at, HEADLINE)]
    archive.load(archive.crawl("back", Page(outcome=Outcome.NOT_MODIFIED, at=NIGHT + 7 * DAY)))
    assert archive.ask("SELECT gone_at FROM articles") == [(None,)]


def test_a_page_that_is_no_article_is_no_sight_of_one_that_is_gone(archive: Archive) -> None:
    """An error page with status 200 is fetched, and the article is as gone as it was."""
    later = [NIGHT + n * DAY for n in range(4)]
    archive.load(
        archive.crawl("night-1", Page(payload=text_page())),
        archive.crawl("night-2", refused(Outcome.GONE, "900001"), clock=later[1], finished_at=later[1]),
        archive.crawl("night-3", Page(payload=text_page("Not found", "Sorry."), at=later[2]), clock=later[2]),
    )
    assert archive.ask("SELECT gone_at FROM articles") == [(later[1],)]
    archive.load(archive.crawl("night-4", Page(payload=text_page(), at=later[3]), clock=later[3]))
    assert archive.ask("SELECT gone_at FROM articles") == [(None,)]


@pytest.mark.parametrize("backwards", [False, True])
def test_an_article_that_is_seen_at_an_address_without_a_key_is_gone_no_more(archive: Archive, backwards: bool) -> None:
    """A short link tells no key, and its page does: gone, seen there, and gone again at the later time."""
    times = [NIGHT + n * DAY for n in range(4)]
    url, short = "https://www.taghribnews.com/en/news/700001/a-footbridge", "https://www.taghribnews.com/vdcabc1.html"
    pages = [
        Page(payload=text_page(), key="700001", url=url),
        Page(key="700001", url=url, outcome=Outcome.GONE),
        Page(
            payload=text_page("A footbridge closes", *SENTENCES, "Code: 700001"), key=None, url=short, at=times[2]
        ),
        Page(key="700001", url=url, outcome=Outcome.GONE),
    ]  # fmt: skip
    nights = [
        archive.crawl(f"night-{number}", page, outlet="taghrib", clock=at, finished_at=at)
        for number, (page, at) in enumerate(zip(pages, times, strict=True))
    ]
    told = "SELECT revision, gone_at FROM articles"
    archive.load(*(nights[2::-1] if backwards else nights[:3]))
    assert archive.ask(told) == [(2, None)]
    archive.load(nights[3])
    assert archive.ask(told) == [(2, times[3])]


def test_every_request_and_the_robots_of_each_host_are_on_record(archive: Archive) -> None:
    robots = (RobotsEntry(host="www.presstv.ir", state="read", status=200, crawl_delay=2.5),)
    archive.load(archive.crawl("night", Page(payload=text_page()), refused(Outcome.DNS, "900002"), robots=robots))
    assert archive.ask("SELECT kind, outcome, key FROM fetches ORDER BY ALL") == [
        ("article", "dns", "900002"), ("article", "fetched", "900001"), ("listing", "fetched", None),
    ]  # fmt: skip
    assert archive.ask("SELECT warc_file IS NULL, warc_offset IS NULL FROM fetches ORDER BY ALL") == [
        (False, False), (True, True), (True, True),
    ]  # fmt: skip
    assert archive.ask("SELECT host, state, status, crawl_delay FROM robots") == [("www.presstv.ir", "read", 200, 2.5)]


def test_what_brought_no_bytes_is_on_record_with_its_own_time(archive: Archive) -> None:
    end, answered, failed = NIGHT + 3 * HOUR, NIGHT + HOUR, NIGHT + 2 * HOUR
    night = archive.crawl(
        "night",
        Page(payload=text_page()),
        refused(Outcome.TIMEOUT, "900002"),
        refused(Outcome.LEFT_OVER, "900003"),
        listings=(structs.replace(FEED, ended_at=answered),),
        finished_at=end,
    )
    pages = [
        structs.replace(page, ended_at=failed) if page.outcome is Outcome.TIMEOUT else page for page in night.pages
    ]
    archive.load(structs.replace(night, pages=tuple(pages)))
    assert archive.ask("SELECT outcome, fetched_at FROM fetches WHERE kind = 'article' ORDER BY ALL") == [
        ("fetched", NIGHT), ("left_over", end), ("timeout", failed),
    ]  # fmt: skip
    assert archive.ask("SELECT fetched_at FROM fetches WHERE kind = 'listing'") == [(answered,)]


def test_the_addresses_that_tell_no_key_are_known_with_their_article(archive: Archive) -> None:
    url = "https://www.taghribnews.com/en/news/700001/a-footbridge"
    followed = "https://www.taghribnews.com/vdcabc1.html"
    printed = "https://www.taghribnews.com/vdcxyz2.html"
    payload = text_page(HEADLINE, *SENTENCES, printed)
    manifest = archive.crawl(
        "night",
        Page(payload=payload, key="700001", url=url),
        Page(payload=text_page(HEADLINE, *SENTENCES, "Code: 700001"), key=None, url=followed),
        outlet="taghrib",
    )
    (counts,) = archive.load(manifest)
    assert counts["duplicate"] == 1
    with writer(archive.warehouse) as connection:
        told = crawl_state(connection, "taghrib", NIGHT)
        later = crawl_state(connection, "taghrib", NIGHT + DAY)

    assert told.keys == {"700001"}
    assert told.urls >= {followed, printed}
    assert (later.keys, later.urls) == (frozenset(), frozenset())
    assert [due.url for due in later.due] == [url]


def test_every_article_ever_read_is_known_for_a_backfill(archive: Archive) -> None:
    old = Page(payload=text_page(), key="800001", url=address("800001"), at=NIGHT - 900 * DAY)
    archive.load(archive.crawl("night", old, Page(payload=text_page())))
    with writer(archive.warehouse) as connection:
        assert ever_known(connection, "presstv").keys == {"800001", "900001"}


def test_an_import_knows_a_capture_by_address_time_and_digest(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page())))
    with writer(archive.warehouse) as connection:
        ((url, moment, digest),) = known_captures(connection, "presstv")

    assert (url, moment, moment.utcoffset()) == (address(), NIGHT, timedelta(0))
    assert digest.startswith("sha1:")


MUTE = ListingEntry(url=FEED.url, outcome=Outcome.TIMEOUT)


#: Days of the past: what is to be known of each crawl, its pages, and whether the day is finished with it.
DAYS: dict[str, tuple[dict[str, Any], tuple[Page, ...], bool]] = {
    "nothing was offered": ({}, (), False),
    "gone is an answer": ({}, (refused(Outcome.GONE, "1"),), True),
    "known and forbidden": ({}, (refused(Outcome.KNOWN, "1"), refused(Outcome.ROBOTS, "2")), True),
    "a page failed": ({}, (refused(Outcome.TIMEOUT, "1"),), False),
    "one of two failed": ({}, (refused(Outcome.GONE, "1"), refused(Outcome.BLOCKED, "2")), False),
    "the cap left a page over": ({}, (refused(Outcome.LEFT_OVER, "1"),), False),
    "a listing was silent": ({"listings": (FEED, MUTE)}, (), False),
    "no listing was asked": ({"listings": ()}, (), False),
    "it was cut off": ({"finish_reason": "shutdown"}, (), False),
    "it was no day": ({"slice": None}, (), False),
}


def test_a_day_is_finished_when_all_of_it_answered(archive: Archive) -> None:
    days = {what: f"202603{number:02d}" for number, what in enumerate(DAYS, start=1)}
    archive.load(
        *(
            archive.crawl(f"past-{days[what]}", *pages, **{"kind": "backfill", "slice": days[what], **fields})
            for what, (fields, pages, _) in DAYS.items()
        )
    )
    with writer(archive.warehouse) as connection:
        assert finished_days(connection, "presstv") == {days[what] for what, (*_, finished) in DAYS.items() if finished}
        assert finished_days(connection, "taghrib") == set()


def test_a_day_that_failed_once_is_finished_by_a_later_run(archive: Archive) -> None:
    failed = archive.crawl("past-1", refused(Outcome.TIMEOUT, "1"), kind="backfill", slice="20260301")
    whole = archive.crawl("past-2", Page(payload=text_page()), kind="backfill", slice="20260301")
    archive.load(failed, whole)
    with writer(archive.warehouse) as connection:
        assert finished_days(connection, "presstv") == {"20260301"}


def test_a_page_entry_without_bytes_keeps_the_clock_of_its_run(archive: Archive) -> None:
    manifest = archive.crawl("night", Page(key="900002", url=address("900002")))
    assert manifest.pages == (PageEntry(url=address("900002"), key="900002", outcome=Outcome.FETCHED, status=200),)
    archive.load(manifest)
    assert archive.ask("SELECT captured_at, warc_offset FROM captures") == [(NIGHT, -1)]


@pytest.mark.parametrize(
    "name",
    ["st*r", "a#b %41 'c' \"d\";", *(pytest.param(name, marks=pytest.mark.e2e) for name in ("[ab]", "**", "شب"))],
)
def test_the_name_of_a_folder_is_no_pattern(tmp_path: Path, name: str) -> None:
    for other in ("stXr", "a", "b", "other"):  # what a pattern would find too
        decoy = Archive(tmp_path / other)
        decoy.batch(decoy.crawl("night-1", Page(payload=text_page("Another headline of another archive"))))
    archive = Archive(tmp_path / name)
    archive.load(archive.crawl("night-1", Page(payload=text_page())))
    assert archive.ask("SELECT headline FROM articles") == [(HEADLINE,)]
    publish(archive.warehouse, archive.published)
    for layout in EXPORT_FORMATS:
        done = export(archive.published, archive.store, tmp_path / "out" / name, ExportRequest(layout=layout))
        assert (done.articles, done.missing) == (1, ())
