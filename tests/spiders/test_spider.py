"""A recorded night, crawled by a real child process: its ledger balances, and the files hold what was served."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import Crawled, crawl, environment, scrapy
from recordings import NIGHTS, ROOT, captures

from spiders.ai_statements import NOT_ASKED
from spiders.capture.manifest import CrawlManifest, Outcome
from spiders.capture.record import Exchange
from spiders.capture.warc_reader import read_exchange, read_exchanges
from spiders.capture.warc_writer import WarcWriter
from spiders.crawl.state import CrawlState
from spiders.discovery.listing import listing_urls
from spiders.discovery.wayback import cdx_url
from spiders.outlet import WaybackCdx
from spiders.registry import load_outlets

pytestmark = pytest.mark.e2e

PRESSTV = load_outlets()["presstv"]
BOOKS = {"found": 17, "known": 0, "skipped": 2, "fetched": 14, "failed": 1}

# Put before everything else in a process: whoever reaches for the network gets an error.
NO_NETWORK = """
import socket

def refuse(*arguments, **named):
    raise AssertionError(f"reached for the network: {arguments}")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
"""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Return what a crawl of Press TV on the recorded night leaves, in a process that is refused the network."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return crawl("presstv", folder, {"REPLAY": NIGHTS[0]}, PYTHONPATH=str(folder))


def _balanced(manifest: CrawlManifest) -> dict[str, int]:
    counts = manifest.counts()
    assert counts["found"] == sum(counts[name] for name in ("known", "skipped", "fetched", "failed"))
    assert counts["found"] == len(manifest.pages)
    return counts


def test_the_books_of_a_recorded_night_balance(night: Crawled) -> None:
    assert _balanced(night.manifest) == BOOKS
    assert night.manifest.outcomes() == {"fetched": 14, "gone": 1, "filtered": 1, "offsite": 1}
    assert night.manifest.finish_reason == "finished"


def test_listings_are_counted_apart(night: Crawled) -> None:
    listings = night.manifest.listings
    assert {entry.url for entry in listings} == {url for source in PRESSTV.sources for url in listing_urls(source)}
    assert {entry.outcome for entry in listings} == {Outcome.FETCHED}
    assert next(entry.links for entry in listings if entry.url.endswith("rss.xml")) == 21


def test_what_was_skipped_and_what_failed_is_named(night: Crawled) -> None:
    assert night.page("example.org").outcome is Outcome.OFFSITE
    assert night.page("/Section/150/1").outcome is Outcome.FILTERED
    gone = night.page("780187")
    assert (gone.outcome, gone.status, gone.warc_offset) == (Outcome.GONE, 404, None)


def test_an_article_offered_under_several_addresses_is_found_once(night: Crawled) -> None:
    keys = [page.key for page in night.manifest.pages if page.key]
    assert len(keys) == len(set(keys))
    assert len(night.exchanges_of("606790")) == 1


def test_the_redirect_the_missing_page_and_robots_txt_are_kept(night: Crawled) -> None:
    assert [exchange.status for exchange in night.exchanges_of("/robots.txt")] == [404]
    assert [exchange.status for exchange in night.exchanges_of("780187")] == [404]
    moved, arrived = sorted(night.exchanges_of("780193"), key=lambda exchange: -exchange.status)
    assert (moved.status, arrived.status) == (301, 200)
    assert moved.header("Location") == arrived.url
    page = night.page("780193")
    assert (page.url, page.final_url) == (moved.url, arrived.url)


@pytest.mark.parametrize(("key", "coding"), [("780241", "br"), ("780214", "gzip")])
def test_an_encoded_page_is_kept_encoded_with_its_header(night: Crawled, key: str, coding: str) -> None:
    (exchange,) = night.exchanges_of(key)
    served = captures(1)[exchange.url]
    assert exchange.header("Content-Encoding") == coding
    assert exchange.payload == served.response.payload
    assert b"<html" not in exchange.payload


def test_every_exchange_is_kept_as_it_was_recorded(night: Crawled) -> None:
    recorded = {exchange.url: exchange for _, exchange in read_exchanges(NIGHTS[0])}
    for url, (exchange,) in night.exchanges.items():
        assert replace(exchange, host=NOT_ASKED) == recorded[url]


def test_times_come_from_the_recording(night: Crawled) -> None:
    recorded = {exchange.url: exchange.captured_at for _, exchange in read_exchanges(NIGHTS[0])}
    assert night.manifest.clock == max(recorded.values())
    for page in night.manifest.pages:
        if page.outcome is Outcome.FETCHED:
            assert page.captured_at == recorded[page.final_url or page.url]


def test_every_offset_in_the_manifest_is_that_of_the_pages_record(night: Crawled) -> None:
    for page in night.manifest.pages:
        if page.outcome is Outcome.FETCHED:
            assert page.warc_offset is not None
            assert read_exchange(night.warc, page.warc_offset).url == page.final_url


def test_a_replay_opens_no_socket(night: Crawled, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    reach = "import socket; socket.create_connection(('127.0.0.1', 9))"
    guarded = environment(PYTHONPATH=str(tmp_path))
    proof = subprocess.run(
        [sys.executable, "-P", "-c", reach], env=guarded, capture_output=True, text=True, check=False
    )
    assert "reached for the network" in proof.stderr
    assert "reached for the network" not in night.log


def test_what_is_known_is_not_asked_for(night: Crawled, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    keys = [page.key for page in night.manifest.pages if page.key]
    CrawlState(keys=frozenset(keys)).write(known)
    second = crawl("presstv", tmp_path, {"REPLAY": NIGHTS[0], "CRAWL_STATE_FILE": known})
    assert _balanced(second.manifest) == {"found": 17, "known": 15, "skipped": 2, "fetched": 0, "failed": 0}
    asked = {listing_urls(source)[0] for source in PRESSTV.sources} | {"https://www.presstv.ir/robots.txt"}
    assert second.exchanges.keys() == asked


def test_a_short_link_is_known_by_its_url(tmp_path: Path) -> None:
    (short,) = [url for url in captures(1) if "/vd" in url]
    known = tmp_path / "known.json"
    CrawlState(urls=frozenset({short})).write(known)
    night = crawl("taghrib", tmp_path, {"REPLAY": NIGHTS[0], "CRAWL_STATE_FILE": known})
    assert _balanced(night.manifest)["known"] == 1
    assert night.page("/vd").outcome is Outcome.KNOWN
    assert short not in night.exchanges


def _record(path: Path, *exchanges: Exchange) -> Path:
    with WarcWriter(path) as warc:
        for exchange in exchanges:
            warc.write(exchange)
    return path


def test_what_a_recording_lacks_is_not_recorded(tmp_path: Path) -> None:
    lacking = ("780241", "780227", "/Section/103/")
    exchanges = [exchange for _, exchange in read_exchanges(NIGHTS[0])]
    held = [exchange for exchange in exchanges if not any(part in exchange.url for part in lacking)]
    replay = _record(tmp_path / "part.warc.gz", *held)
    night = crawl("presstv", tmp_path, {"REPLAY": replay})
    assert _balanced(night.manifest)["failed"] == 3
    assert night.manifest.outcomes()["not_recorded"] == 2
    assert {page.key for page in night.manifest.pages if page.outcome is Outcome.NOT_RECORDED} == {"780241", "780227"}
    (listing,) = [entry for entry in night.manifest.listings if entry.outcome is not Outcome.FETCHED]
    assert (listing.outcome, listing.url[-14:]) == (Outcome.NOT_RECORDED, "/Section/103/1")


def test_of_several_recordings_the_newest_answer_counts(tmp_path: Path) -> None:
    night = crawl("presstv", tmp_path, {"REPLAY": json.dumps([str(path) for path in reversed(NIGHTS)])})
    assert _balanced(night.manifest)["found"] == 20
    assert night.manifest.clock == max(exchange.captured_at for _, exchange in read_exchanges(NIGHTS[1]))


def test_a_day_gone_by_is_asked_from_the_archive(tmp_path: Path) -> None:
    day, moment = datetime(2017, 1, 3, tzinfo=UTC), datetime(2026, 11, 18, 2, tzinfo=UTC)
    story = "http://www.presstv.com/Detail/2017/01/03/504500/lantern-makers"
    stamp = "20170104050607"
    answers = {}
    for source in PRESSTV.past_sources:
        if not isinstance(source, WaybackCdx):  # its sitemaps do not go back so far
            continue
        rows = [["timestamp", "original"], [stamp, story], [stamp, "http://www.presstv.com/Detail/2017/01/03/"]]
        answers[cdx_url(source, day.date())] = (json.dumps(rows).encode(), "application/json")
    memento = f"https://web.archive.org/web/{stamp}id_/{story}"
    answers[memento] = (b"<html><body><p>The lantern makers of Velde.</p></body></html>", "text/html")
    replay = _record(
        tmp_path / "archive.warc.gz",
        *(
            Exchange(
                url=url, captured_at=moment, status=200, reason="OK", headers=(("Content-Type", kind),), payload=body
            )
            for url, (body, kind) in answers.items()
        ),
    )
    crawled = crawl("presstv", tmp_path, {"REPLAY": replay}, ("-a", "day=2017-01-03"), part="20170103")
    assert _balanced(crawled.manifest)["fetched"] == 1
    (page,) = crawled.manifest.pages
    assert (page.url, page.key, page.final_url) == (story, "504500", memento)
    assert page.captured_at == datetime(2017, 1, 4, 5, 6, 7, tzinfo=UTC)
    assert crawled.manifest.slice == "20170103"


def test_the_marked_links_of_a_feed_are_fetched_as_offered_once_and_then_known(tmp_path: Path) -> None:
    home, mark = "https://www.taghribnews.com", "?utm_source=rss&utm_medium=feed"
    short = f"{home}/vdcabcd0jw6xyza.r7iw.html"
    offered = [f"{home}/en/news/712346{mark}", f"{home}/en/news/712346/lanterns", f"{short}{mark}", f"{short}#top"]
    items = "".join(f"<item><link>{url.replace('&', '&amp;')}</link></item>" for url in offered)
    feed = load_outlets()["taghrib"].sources[0]
    bodies = {listing_urls(feed)[0]: f"<rss><channel>{items}</channel></rss>"}
    bodies |= dict.fromkeys((offered[0], offered[2]), "<p>The lantern makers of Velde.</p>")
    moment = datetime(2026, 11, 18, 2, tzinfo=UTC)
    replay = _record(
        tmp_path / "feed.warc.gz",
        *(
            Exchange(url=url, captured_at=moment, status=200, reason="OK", headers=(), payload=body.encode())
            for url, body in bodies.items()
        ),
    )
    night = crawl("taghrib", tmp_path / "one", {"REPLAY": replay})
    assert [(page.url, page.key, page.outcome) for page in night.manifest.pages] == [
        (offered[0], "712346", Outcome.FETCHED),
        (offered[2], None, Outcome.FETCHED),
    ]
    known = tmp_path / "known.json"
    CrawlState(keys=frozenset({"712346"}), urls=frozenset({short.replace("https://www.", "http://")})).write(known)
    second = crawl("taghrib", tmp_path / "two", {"REPLAY": replay, "CRAWL_STATE_FILE": known})
    assert second.manifest.outcomes() == {"known": 2}


def test_a_capture_of_an_archive_that_is_dated_ahead_is_an_error(tmp_path: Path) -> None:
    story, stamp = "http://www.presstv.com/Detail/2017/01/03/504500/lantern-makers", "20980104050607"
    index = next(source for source in PRESSTV.past_sources if isinstance(source, WaybackCdx))
    answers = {
        cdx_url(index, datetime(2017, 1, 3, tzinfo=UTC).date()): json.dumps(
            [["timestamp", "original"], [stamp, story]]
        ),
        f"https://web.archive.org/web/{stamp}id_/{story}": "<p>The lantern makers of Velde.</p>",
    }
    moment = datetime(2026, 11, 18, 2, tzinfo=UTC)
    replay = _record(
        tmp_path / "archive.warc.gz",
        *(
            Exchange(url=url, captured_at=moment, status=200, reason="OK", headers=(), payload=body.encode())
            for url, body in answers.items()
        ),
    )
    crawled = crawl("presstv", tmp_path, {"REPLAY": replay}, ("-a", "day=2017-01-03"), part="20170103")
    (page,) = crawled.manifest.pages
    assert (page.key, page.outcome) == ("504500", Outcome.ERROR)
    assert page.detail == "dated 2098-01-04, more than a day ahead of this machine's clock"


OWN = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug="lantern", name="The Lantern", hosts=("lantern.example",), languages=("en",), time_zone="UTC",
    article_urls=(r"^/story/(?P<key>\\d+)",), volume=(0, 5), sources=(Feed(url="https://lantern.example/feed.xml"),),
)
"""


def test_scrapy_list_prints_an_outlet_of_ones_own_too(tmp_path: Path) -> None:
    (tmp_path / "lantern.py").write_text(OWN, encoding="utf-8")
    done = scrapy(tmp_path, "list", NEWS_OUTLETS=str(tmp_path))
    assert done.stdout.split() == sorted([*load_outlets(), "lantern"])
    assert done.returncode == 0


@pytest.mark.parametrize("arguments", [("crawl", "presstv")])
def test_a_broken_outlet_file_ends_with_a_clear_line_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "lantern.py").write_text(OWN.replace("lantern.example", "https://lantern.example", 1), encoding="utf-8")
    done = scrapy(tmp_path, *arguments, NEWS_OUTLETS=str(tmp_path))
    assert done.returncode != 0
    assert done.stderr.startswith("nightdesk: outlet 'lantern': hosts must be")
    assert str(tmp_path / "lantern.py") in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_broken_recording_ends_with_a_clear_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "half.warc.gz").write_bytes(NIGHTS[0].read_bytes()[:9000])
    done = scrapy(tmp_path, "crawl", "presstv", "-s", "REPLAY=half.warc.gz", "-s", f"CAPTURES_DIR={tmp_path}")
    assert "half.warc.gz" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_settings_are_found_by_whoever_types_scrapy_in_the_repository() -> None:
    variables = {name: value for name, value in environment().items() if name != "SCRAPY_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "presstv" in done.stdout.split()
