"""What robots.txt forbids is obeyed however it is served, and one that cannot be read forbids everything."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest
from crawling import crawl, serving
from hostile_site import Answer, Site, cut, feed, page, short

from spiders.receipt import Outcome

pytestmark = pytest.mark.e2e

QUICK: dict[str, object] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_TIMES": 0,
    "DOWNLOAD_TIMEOUT": 3,
}
OUTLET = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug="velde", name="Velde", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC", volume=(0, 50),
    article_urls=(r"^/news/(?P<key>[a-z0-9-]+)",), ports=({port},), sources=(Feed(url="{url}"),),
)
"""
FORBID = b"User-agent: *\nDisallow: /news/2\n"
FILLING = b"# lanterns\n" * 50_000  # 550 kB
#: How robots.txt answers, its state, and what comes of two articles, of which the second is forbidden where it is read.
CASES: dict[str, tuple[Answer, str, tuple[Outcome, ...]]] = {
    "cut": (cut, "unreachable", ()),
    "short": (short, "unreachable", ()),
    "broken gzip": (page(b"\x1f\x8b\xff lanterns", Content_Encoding="gzip"), "unreachable", ()),
    "broken gzip unnamed": (page(b"\x1f\x8b\xff lanterns"), "failed", ()),
    "gzip by name": (page(FORBID, Content_Encoding="gzip"), "read", (Outcome.FETCHED, Outcome.ROBOTS)),
    "brotli by name": (page(FORBID, Content_Encoding="br"), "read", (Outcome.FETCHED, Outcome.ROBOTS)),
    "gzip unnamed": (page(gzip.compress(FORBID)), "read", (Outcome.FETCHED, Outcome.ROBOTS)),
    "utf-16": (
        page(codecs.BOM_UTF16_LE + FORBID.decode().encode("utf-16-le")),
        "read",
        (Outcome.FETCHED, Outcome.ROBOTS),
    ),
    "latin": (page("# K\xf6ln\n".encode("cp1252") + FORBID), "read", (Outcome.FETCHED, Outcome.ROBOTS)),
    "beyond": (page(FILLING + FORBID), "read", (Outcome.FETCHED, Outcome.FETCHED)),
    "within": (page(FORBID + FILLING), "read", (Outcome.FETCHED, Outcome.ROBOTS)),
    "empty": (page(b""), "read", (Outcome.FETCHED, Outcome.FETCHED)),
    "a delay of next to nothing": (
        page(FORBID + b"Crawl-delay: 1e-320\n"),
        "read",
        (Outcome.FETCHED, Outcome.ROBOTS),
    ),
    "none": (page(b"", 404), "none", (Outcome.FETCHED, Outcome.FETCHED)),
}


@pytest.mark.parametrize("name", CASES)
def test_each_robots_txt_is_taken_at_its_word(tmp_path: Path, name: str) -> None:
    answer, state, outcomes = CASES[name]
    answers = {"/feed": feed("/news/1", "/news/2"), "/news/1": page(), "/news/2": page(), "/robots.txt": answer}
    with serving(Site(answers)) as site:
        (tmp_path / "velde.py").write_text(OUTLET.format(port=site.port, url=site.url("/feed")), encoding="utf-8")
        night = crawl("velde", tmp_path, QUICK, NEWS_OUTLETS=str(tmp_path))
        asked = {path for _, path, _ in site.seen}
    (robots,) = night.receipt.robots
    assert robots.state == state
    assert tuple(entry.outcome for entry in night.receipt.pages) == outcomes
    if not outcomes:
        assert asked == {"/robots.txt"}
        assert [entry.outcome for entry in night.receipt.listings] == [Outcome.ROBOTS]
