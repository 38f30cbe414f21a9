"""The ledger of a crawl holds each address once, and no more of them than it has room for."""

from __future__ import annotations

from spiders.capture.manifest import Outcome, PageEntry
from spiders.crawl.ledger import MOST_ALIASES, CrawlLedger

URL = "https://velde.example/news/1/{}"


def _ledger() -> CrawlLedger:
    ledger = CrawlLedger()
    ledger.record_outcome("1", PageEntry(url=URL.format("a"), key="1", outcome=Outcome.LEFT_OVER))
    return ledger


def test_another_address_of_an_article_is_recorded_once() -> None:
    ledger = _ledger()
    again = [URL.format(slug) for slug in ("a", "b", "b?utm_source=rss", "a/", "c", "b")]
    assert all(ledger.add_alias("1", url) for url in again)
    assert ledger.pages["1"].aliases == (URL.format("b"), URL.format("c"))
    assert list(ledger.pages) == ["1"]


def test_thousands_of_addresses_of_one_article_are_not_all_recorded() -> None:
    ledger = _ledger()
    room = [ledger.add_alias("1", URL.format(f"slug-{number}")) for number in range(2000)]
    assert room == [True] * MOST_ALIASES + [False] * (2000 - MOST_ALIASES)
    assert len(ledger.pages["1"].aliases) == MOST_ALIASES
