"""A crawl that knows of a failing feed asks the home page for others: a few, at the outlet's own hosts and ports."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import QUICK, crawl, declare_velde, serving
from hostile_site import Site, feed, page

from spiders.capture.manifest import Outcome
from spiders.crawl.state import CrawlState, Validators

pytestmark = pytest.mark.e2e


def test_a_home_page_that_is_a_section_is_asked_once_and_few_of_its_feeds(tmp_path: Path) -> None:
    named = [
        "http://127.0.0.1:25/feed", "//elsewhere.example/feed", "/feed", "/comments/feed", *(f"/{n}" for n in range(9)),
    ]  # fmt: skip
    links = "".join(f"<link rel='alternate' type='application/rss+xml' href='{to}'>" for to in named)
    body = f"<!DOCTYPE html><html><head>{links}</head><body><a href='/news/old-mill'>Mill</a></body></html>"
    answers = {"/": page(body.encode()), "/feed": page(b"", 404), "/1": page(b"", 404), "/0": feed("/news/new-mill")}
    with serving(Site(answers)) as site:
        url = site.url
        sources = f'Feed(url="{url("/feed")}"), SectionPage(url="{url("/")}")'
        declare_velde(tmp_path, hosts=("127.0.0.1",), ports=(site.port,), sources=(sources,))
        known = CrawlState(failing=frozenset({url("/feed")}), listings={url("/"): Validators(etag='"v1"')})
        known.write(tmp_path / "state.json")
        settings = {**QUICK, "CRAWL_STATE_FILE": tmp_path / "state.json"}
        night = crawl("velde", tmp_path, settings, NEWS_OUTLETS=str(tmp_path))
    listings = {entry.url: (entry.source, entry.outcome) for entry in night.manifest.listings}
    assert len(listings) == len(night.manifest.listings)
    assert listings == {
        url("/feed"): ("Feed", Outcome.GONE),
        url("/"): ("SectionPage", Outcome.FETCHED),
        "http://127.0.0.1:25/feed": ("FoundFeed", Outcome.REFUSED_ADDRESS),
        url("/0"): ("FoundFeed", Outcome.FETCHED),
        url("/1"): ("FoundFeed", Outcome.GONE),
    }
    assert {entry.source for entry in night.manifest.pages} == {"FoundFeed", "SectionPage"}
