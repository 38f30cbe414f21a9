"""Backfills: days gone by from an archive, and the pages of any WARC, each once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from builders import archive
from crawling import serving
from hostile_site import Site, page
from recordings import NIGHTS
from typed import Nightdesk

pytestmark = pytest.mark.e2e

DAYS = ("--from", "2017-01-01", "--to", "2017-01-04", "--outlet", "presstv")


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "news.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_four_days_of_an_archive_are_loaded_once_and_then_asked_for_no_more(
    tmp_path: Path, nightdesk: Nightdesk
) -> None:
    data = tmp_path / "data"
    replay = ("--replay", str(archive(tmp_path / "archive.warc.gz", date(2017, 1, 1), 4)))

    first = nightdesk(data, "backfill", *DAYS, *replay)
    assert first.returncode == 0, first.stderr + first.stdout
    assert rows(data, "SELECT found, fetched, new, verdict FROM run_outlets") == [(8, 8, 8, "ok")]
    assert rows(data, "SELECT count(*), min(date_downloaded)::DATE, max(date_published)::DATE FROM articles") == [
        (8, date(2017, 1, 1), date(2017, 1, 4))
    ]
    # What the robots.txt of an archive says is no word of the outlet.
    assert rows(data, "SELECT DISTINCT robots_allowed, ai_use FROM articles") == [(None, "unstated")]
    assert len(list((data / "captures/presstv").glob("*.warc.gz"))) == 4

    again = nightdesk(data, "backfill", *DAYS, *replay)
    assert again.returncode == 0, again.stderr
    assert "4 of 4 days were finished already" in again.stderr
    assert len(list((data / "captures/presstv").glob("*.warc.gz"))) == 4, "a day was asked for again"


def test_what_a_killed_run_loaded_and_did_not_publish_is_published_by_the_next_though_it_finds_nothing_to_do(
    tmp_path: Path, nightdesk: Nightdesk
) -> None:
    data = tmp_path / "data"
    backfill = ("backfill", *DAYS, "--replay", str(archive(tmp_path / "archive.warc.gz", date(2017, 1, 1), 4)))
    assert nightdesk(data, "nightly", "--replay", str(NIGHTS[0])).returncode in (0, 3)
    before = (data / "news.duckdb").readlink()
    assert nightdesk(data, *backfill).returncode == 0
    (data / "news.duckdb").resolve().unlink()
    (data / "news.duckdb").unlink()
    (data / "news.duckdb").symlink_to(before)  # as a kill in the moment before the copy leaves it
    assert rows(data, "SELECT count(*) FROM articles") == [(28,)]

    again = nightdesk(data, *backfill)
    assert again.returncode == 0, again.stderr
    assert "4 of 4 days were finished already" in again.stderr
    assert rows(data, "SELECT count(*) FROM articles") == [(36,)]
    published = (data / "news.duckdb").readlink()

    nothing_new = nightdesk(data, *backfill)
    assert nothing_new.returncode == 0, nothing_new.stderr
    assert (data / "news.duckdb").readlink() == published, "a copy was made of what was published already"


OUTLET = """
from spiders.outlet import DayArchive, Feed, Outlet

OUTLET = Outlet(
    slug="velde", name="The Velde Post", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC", volume=(0, 50),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},), sources=(Feed(url="{url}/feed"),),
    past_sources=(DayArchive(url="{url}/{{day:%d}}"),),
)
"""


def test_an_archive_that_asks_for_a_rest_is_left_alone_and_the_days_are_left_to_a_later_run(
    tmp_path: Path, nightdesk: Nightdesk
) -> None:
    data, days = tmp_path / "data", ("--from", "2017-01-01", "--to", "2017-01-04", "--outlet", "velde")
    day = page(b"<html><body><h1>Velde</h1><a href='/'>Home</a></body></html>")
    rest = page(b"", 429, Retry_After="86400")
    with serving(Site({"/01": day, "/02": rest, "/03": rest, "/04": rest})) as site:
        (tmp_path / "velde.py").write_text(OUTLET.format(port=site.port, url=site.url("")), "utf-8")
        surroundings = {"NEWS_OUTLETS": str(tmp_path), "NEWS_ADMIT": "127.0.0.1"}
        asked = nightdesk(data, "backfill", *days, **surroundings)
        assert [path for _, path, _ in site.seen if path != "/robots.txt"] == ["/01", "/02"]
    assert asked.returncode != 0
    said = (
        "velde: on 2017-01-02 a server asked to be left alone; the 2 days after it are left: type the same again later"
    )
    assert said in asked.stdout + asked.stderr


def test_pages_of_any_warc_are_loaded_and_counted_and_typed_again_bring_nothing(
    tmp_path: Path, nightdesk: Nightdesk
) -> None:
    data = tmp_path / "data"
    whole = NIGHTS[0].read_bytes()
    broken, empty = tmp_path / "broken.warc.gz", tmp_path / "empty.warc.gz"
    broken.write_bytes(whole[: len(whole) * 2 // 3])
    empty.write_bytes(b"")
    text = tmp_path / "notes.warc.gz"
    text.write_text("this is a shopping list")

    for wrong, said in (
        (empty, "it is empty"),
        (text, "it is not a WARC file"),
        (tmp_path / "none", "there is no file"),
    ):
        refused = nightdesk(data, "backfill", "--warc", str(wrong))
        assert refused.returncode == 2, refused.stderr
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr

    cut = nightdesk(data, "backfill", "--warc", str(broken))
    assert cut.returncode == 3, cut.stderr
    assert "breaks off" in cut.stderr
    loaded = rows(data, "SELECT count(*) FROM articles")[0][0]
    assert isinstance(loaded, int)
    assert loaded > 0

    rest = nightdesk(data, "backfill", "--warc", str(NIGHTS[0]))
    assert rest.returncode == 0, rest.stderr
    assert rows(data, "SELECT outlet, count(*) FROM articles GROUP BY ALL ORDER BY ALL") == [
        ("presstv", 14),
        ("taghrib", 14),
    ]
    again = nightdesk(data, "backfill", "--warc", str(NIGHTS[0]))
    assert again.returncode == 0
    assert rows(
        data,
        "SELECT sum(new), sum(revised), sum(unchanged), sum(fetched) FROM run_outlets "
        "WHERE run_id = (SELECT max(run_id) FROM runs)",
    ) == [(0, 0, 0, 0)]


def test_the_real_recording_is_loaded_whole(tmp_path: Path, nightdesk: Nightdesk, shared: Path) -> None:
    data = tmp_path / "data"
    loaded = nightdesk(data, "backfill", "--warc", str(shared / "pages/real.warc.gz"), "--undeclared")
    assert loaded.returncode == 0, loaded.stderr
    assert rows(data, "SELECT count(*), count(DISTINCT outlet) FROM articles") == [(8, 8)]
    article = rows(
        data,
        "SELECT headline, article_section, date_published_raw, len(images), contains(article_body, images[1].caption) "
        "FROM articles WHERE article_id = 'presstv:606960'",
    )
    assert article == [
        (
            "Iran president in New York to convey 'message of regional peace'",
            "Politics",
            "Mon Sep 23, 2019 09:34PM",
            1,
            False,
        )
    ]
