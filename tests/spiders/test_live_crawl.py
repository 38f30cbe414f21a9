"""A crawl of a real server on loopback: every page ends in the outcome that its answer calls for."""

from __future__ import annotations

import contextlib
import gzip
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

import pytest
from crawling import Crawled, crawl, crawled, serving, started
from limits import HANG

from spiders.capture.content import content
from spiders.capture.manifest import Outcome
from spiders.capture.record import Capture, CaptureRef, Exchange

pytestmark = pytest.mark.e2e

QUICK = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 1, "RETRY_BACKOFF": 0}
OUTLET = """
from spiders.outlet import Feed, Outlet, SectionPage

OUTLET = Outlet(
    slug="loopback", name="Loopback", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC",
    article_urls=(r"^/news/(?P<key>\\d+)",), volume=(0, 50), nightly_cap={cap}, ports=({port},),
    sources=(Feed(url="http://127.0.0.1:{port}/feed.xml"), SectionPage(url="http://127.0.0.1:{port}/broken-section")),
)
"""
PAGE = b"<!DOCTYPE html><html><body><h1>Lanterns</h1><p>The lantern makers of Velde met.</p></body></html>"
ORDINARY = [f"/news/{number}" for number in range(100, 140)]
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site(ThreadingHTTPServer):
    """The server of an invented outlet; `paths` is what its feed offers, `seen` what it was asked for."""

    daemon_threads = True

    def __init__(self, paths: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.paths = paths
        self.seen: list[tuple[str, str]] = []
        self.slow_asked = threading.Event()
        self.slow_released = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def shutdown(self) -> None:
        self.slow_released.set()
        super().shutdown()

    def asked(self, path: str) -> int:
        return [seen for seen, _ in self.seen].count(path)


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["User-Agent"]))
        name = self.path.strip("/").replace("/", "_").replace(".", "_").replace("-", "_")
        with contextlib.suppress(ConnectionError):
            getattr(self, f"answer_{name}", self.answer_any_other)()

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for header, value in {**HTML, **headers, "Content-Length": str(len(body))}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep still: the tests look at what was seen."""

    def answer_any_other(self) -> None:
        found = self.path in ORDINARY
        self._send(PAGE if found else b"<p>not here</p>", 200 if found else 404)

    def answer_robots_txt(self) -> None:
        self._send(b"User-agent: *\nDisallow: /news/8/\n", Content_Type="text/plain")

    def answer_feed_xml(self) -> None:
        items = "".join(f"<item><link>{path}</link></item>" for path in self.server.paths)
        self._send(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), Content_Type="application/rss+xml")

    def answer_broken_section(self) -> None:
        self._send(b"", 503)

    def answer_news_1(self) -> None:
        self._send(PAGE)

    def answer_news_2(self) -> None:
        self._send(gzip.compress(PAGE, mtime=0), Content_Encoding="gzip")

    def answer_news_4(self) -> None:
        self._send(b"<p>out of order</p>", 500)

    def answer_news_5(self) -> None:
        self._send(b"<p>not for you</p>", 403)

    def answer_news_6(self) -> None:
        self._send(b"", 301, Location="/news/16")

    def answer_news_16(self) -> None:
        self._send(PAGE)

    def answer_news_7(self) -> None:
        self._send(b"x" * (10 * 1024 * 1024 + 1))

    def answer_news_8(self) -> None:
        self._send(PAGE)

    def answer_news_9(self) -> None:
        self._send(gzip.compress(b"\0" * 12_000_000), Content_Encoding="gzip")

    def answer_news_10(self) -> None:
        self._send(b"", 302, Location="/news/10")

    def answer_news_11(self) -> None:
        self._send(PAGE, Content_Encoding="gzip")

    def answer_news_12(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (PAGE[:30], PAGE[30:]):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def answer_news_13(self) -> None:
        self._send(b"", 302, Location="https://elsewhere.example/robots/lantern")

    def answer_news_14(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(PAGE)
        self.close_connection = True

    def answer_news_15(self) -> None:
        self._send(b"<p>slower, please</p>", 429)

    def answer_news_17(self) -> None:
        self._send(b"<p>a teapot</p>", 418)

    def answer_news_18(self) -> None:
        self._send(b"", 302, Location="/consent")

    def answer_consent(self) -> None:
        self._send(PAGE)

    def answer_news_99(self) -> None:
        self.server.slow_asked.set()
        self.server.slow_released.wait(HANG)
        self._send(PAGE)


@contextlib.contextmanager
def _site(paths: list[str], folder: Path, cap: int = 1000) -> Iterator[Site]:
    """Run a site, with the file that declares it in the folder."""
    site = Site(paths)
    (folder / "loopback.py").write_text(OUTLET.format(port=site.server_address[1], cap=cap), encoding="utf-8")
    with serving(site):
        yield site


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Crawled]:
    """Return a site with one page of each kind, and what a crawl of it left."""
    folder = tmp_path_factory.mktemp("visit")
    paths = [f"/news/{number}" for number in (*range(1, 8), *range(9, 16), 17, 18)]
    with _site([*paths, "/news/8/forbidden", "/about", "https://elsewhere.example/x"], folder) as site:
        return site, crawl("loopback", folder, QUICK, NEWS_OUTLETS=str(folder))


def _outcome(visit: tuple[Site, Crawled], number: int) -> str:
    site, crawled = visit
    (page,) = [
        page for page in crawled.manifest.pages if re.match(rf"{re.escape(site.url('/news/'))}{number}\b", page.url)
    ]
    return page.outcome.value


def _exchanges_of(visit: tuple[Site, Crawled], number: int) -> list[Exchange]:
    site, crawled = visit
    return crawled.exchanges.get(site.url(f"/news/{number}"), [])


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (1, "fetched"), (2, "fetched"), (3, "gone"), (4, "http_5xx"), (5, "blocked"), (6, "fetched"), (7, "too_large"),
        (8, "robots"), (12, "fetched"), (14, "error"), (15, "blocked"), (17, "http_4xx"),
        (18, "fetched"),
    ],
)  # fmt: skip
def test_each_page_ends_as_its_answer_calls_for(visit: tuple[Site, Crawled], number: int, outcome: str) -> None:
    assert _outcome(visit, number) == outcome


def test_a_page_that_leads_to_another_site_has_failed_whatever_its_address_says(visit: tuple[Site, Crawled]) -> None:
    assert _outcome(visit, 13) == "led_away"


def test_a_page_that_is_too_large_when_decoded_is_too_large(visit: tuple[Site, Crawled]) -> None:
    assert _outcome(visit, 9) == "too_large"


def test_plain_text_with_the_label_of_a_coding_is_fetched(visit: tuple[Site, Crawled]) -> None:
    assert _exchanges_of(visit, 11)[0].payload == PAGE
    assert _outcome(visit, 11) == "fetched"


def test_a_redirect_without_end_has_failed(visit: tuple[Site, Crawled]) -> None:
    assert _outcome(visit, 10) == "error"


def test_the_counts_add_up_and_name_everything_that_was_offered(visit: tuple[Site, Crawled]) -> None:
    site, crawled = visit
    counts = crawled.manifest.counts()
    assert counts["found"] == len(site.paths)
    assert counts["found"] == counts["known"] + counts["skipped"] + counts["fetched"] + counts["failed"]
    assert crawled.page("/about").outcome is Outcome.FILTERED
    assert crawled.page("elsewhere.example").outcome is Outcome.OFFSITE
    assert crawled.manifest.finish_reason == "finished"


def test_a_listing_that_did_not_answer_is_booked_as_such(visit: tuple[Site, Crawled]) -> None:
    _, crawled = visit
    outcomes = {
        entry.url.rpartition("/")[2]: (entry.outcome.value, entry.status) for entry in crawled.manifest.listings
    }
    assert outcomes == {"feed.xml": ("fetched", 200), "broken-section": ("http_5xx", 503)}


def test_every_answer_and_every_failure_has_its_own_time(visit: tuple[Site, Crawled]) -> None:
    _, crawled = visit
    manifest = crawled.manifest
    asked = [entry for entry in manifest.pages if entry.outcome not in (Outcome.FILTERED, Outcome.OFFSITE)]
    times = [entry.ended_at for entry in (*manifest.listings, *asked)]
    assert all(time is not None and manifest.started_at < time < manifest.finished_at for time in times)
    assert len(set(times)) == len(times)
    assert all(entry.ended_at == entry.captured_at for entry in asked if entry.captured_at)
    assert not any(entry.ended_at for entry in manifest.pages if entry not in asked)


def test_robots_txt_was_asked_for_before_all_else_and_obeyed(visit: tuple[Site, Crawled]) -> None:
    site, _ = visit
    assert site.seen[0][0] == "/robots.txt"
    assert not any(path.startswith("/news/8") for path, _ in site.seen)


def test_every_request_says_who_asks(visit: tuple[Site, Crawled]) -> None:
    site, _ = visit
    assert site.seen
    assert all(agent.startswith("Nightdesk/") for _, agent in site.seen)


def test_the_payload_is_kept_in_the_coding_that_was_served(visit: tuple[Site, Crawled]) -> None:
    (exchange,) = _exchanges_of(visit, 2)
    assert exchange.payload == gzip.compress(PAGE, mtime=0)
    assert exchange.header("Content-Encoding") == "gzip"


def test_a_page_sent_in_chunks_is_kept_whole(visit: tuple[Site, Crawled]) -> None:
    (exchange,) = _exchanges_of(visit, 12)
    capture = Capture(
        ref=CaptureRef(outlet="loopback", key="12", url=exchange.url, captured_at=exchange.captured_at),
        response=exchange,
    )
    assert content(capture.response) == PAGE


def test_a_redirect_is_kept_and_the_article_has_the_number_of_its_last_address(visit: tuple[Site, Crawled]) -> None:
    site, crawled = visit
    (moved,) = _exchanges_of(visit, 6)
    assert (moved.status, moved.header("Location")) == (301, "/news/16")
    page = crawled.page("/news/6")
    assert (page.key, page.final_url) == ("16", site.url("/news/16"))


def test_what_failed_for_a_moment_was_asked_for_once_more_and_both_answers_are_kept(
    visit: tuple[Site, Crawled],
) -> None:
    site, _ = visit
    assert site.asked("/news/4") == 2
    assert [exchange.status for exchange in _exchanges_of(visit, 4)] == [500, 500]
    assert site.asked("/news/3") == site.asked("/news/5") == 1


def test_what_is_over_the_nights_cap_is_left_over_and_not_asked_for(tmp_path: Path) -> None:
    with _site(["/news/1", "/news/2", "/news/11", "/news/12", "/about"], tmp_path, cap=2) as site:
        night = crawl("loopback", tmp_path, QUICK, NEWS_OUTLETS=str(tmp_path))
    assert [page.outcome.value for page in night.manifest.pages] == [
        "fetched", "fetched", "left_over", "left_over", "filtered",
    ]  # fmt: skip
    assert not site.asked("/news/11")


def test_a_page_that_never_comes_ends_in_a_timeout(tmp_path: Path) -> None:
    with _site(["/news/99"], tmp_path):
        night = crawl(
            "loopback", tmp_path, {**QUICK, "DOWNLOAD_TIMEOUT": 1, "RETRY_ENABLED": False}, NEWS_OUTLETS=str(tmp_path)
        )
    assert night.page("/news/99").outcome is Outcome.TIMEOUT


def test_a_site_that_is_not_there_leaves_a_manifest_that_says_so(tmp_path: Path) -> None:
    with _site([], tmp_path):
        pass
    night = crawl("loopback", tmp_path, {**QUICK, "RETRY_ENABLED": False}, NEWS_OUTLETS=str(tmp_path))
    assert [entry.outcome for entry in night.manifest.listings] == [Outcome.ERROR, Outcome.ERROR]
    assert night.manifest.counts()["found"] == 0


def until(lines: IO[str], words: str) -> Iterator[str]:
    """Yield lines up to the first with these words."""
    for line in lines:
        yield line
        if words in line:
            return


def test_a_crawl_that_is_told_to_end_leaves_a_manifest_and_a_readable_warc(tmp_path: Path) -> None:
    # Whatever order the crawl takes them in, there are pages before the slow one and pages after it.
    paths = [*ORDINARY[:20], "/news/99", *ORDINARY[20:]]
    with _site(paths, tmp_path) as site:
        child = started("loopback", tmp_path, QUICK, stderr=subprocess.PIPE, text=True)
        assert site.slow_asked.wait(HANG)
        child.send_signal(signal.SIGTERM)
        assert child.stderr is not None
        log = "".join(until(child.stderr, "shutting down gracefully"))  # the signal first, then what it waits for
        site.slow_released.set()
        _, rest = child.communicate(timeout=HANG)
    night = crawled("loopback", tmp_path, log + rest)
    counts = night.manifest.counts()
    assert counts["found"] == len(paths) == sum(counts.values()) - counts["found"]
    assert night.manifest.outcomes().keys() == {"fetched", "left_over"}
    assert night.manifest.outcomes()["left_over"] > 10
    assert night.manifest.finish_reason == "shutdown"
    fetched = [page for page in night.manifest.pages if page.outcome is Outcome.FETCHED]
    assert len(fetched) > 10
    assert all(night.exchanges[page.url][0].payload == PAGE for page in fetched)
