"""The seeds and the one real page beside the repository are read as their expected records say."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from recordings import OUTLETS, ROOT, capture_at

from spiders.capture.record import Capture, CaptureRef, HttpResponse
from spiders.capture.warc_reader import read_exchanges
from spiders.discovery.listing import read_listing
from spiders.source import Feed
from transforms.article import Article, to_json
from transforms.parse import parse

SHARED = ROOT.parent / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="the folder ../shared with the seeds is not beside this repository"
)

SEEDS = ("000_ca811f35df24ace1", "002_181615dce59d2e01")
REAL = "presstv_20190923_606960"
FURNITURE = (
    "SHARE THIS ARTICLE", "Press TV News Roku", "website can also be accessed", "www.presstv.", "News   /", "Photo by",
    "Publish date", "Story Code", "Your Name", "Your Email", "Security Code", "taghribnews.com", "\nKD",
)  # fmt: skip


def _expected(name: str) -> dict[str, Any]:
    folder = "pages" if name == REAL else "seeds"
    record = json.loads((SHARED / folder / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert isinstance(record, dict)
    return record


@cache
def _read(name: str) -> Article:
    expected = _expected(name)
    made = _real_page(expected["key"]) if name == REAL else _seed(SHARED / "seeds" / f"{name}.txt")
    article = parse(made, OUTLETS[expected["outlet"]])
    assert isinstance(article, Article), article
    return article


def _seed(path: Path) -> Capture:
    return Capture(
        ref=CaptureRef(outlet="", key=None, url=None, final_url=None, captured_at=None),
        response=HttpResponse(
            status=200, headers=(("Content-Type", "text/plain; charset=utf-8"),), payload=path.read_bytes()
        ),
    )


def _real_page(key: str) -> Capture:
    presstv = OUTLETS["presstv"]
    (exchange,) = [x for _, x in read_exchanges(SHARED / "pages/real.warc.gz") if presstv.key_of(x.url) == key]
    return capture_at(exchange)


def _folded(value: Any) -> Any:
    """Return the value with no-break spaces as spaces, which the expected records do not tell apart."""
    if isinstance(value, list):
        return [_folded(part) for part in value]
    return value.replace("\u00a0", " ") if isinstance(value, str) else value


def _captions(article: Article) -> list[str]:
    """Return the captions with their credits as the outlet printed them."""
    images = article.images or ()
    return [f"{image.caption} (Photo by {image.credit})" if image.credit else image.caption or "" for image in images]


@pytest.mark.parametrize("name", [*SEEDS, REAL])
def test_a_real_text_is_read_as_its_expected_record_says(name: str) -> None:
    expected, article = _expected(name), _read(name)
    record = {**to_json(article), "captions": _captions(article)}
    record["aliases"] = list(article.aliases or ())
    record["breadcrumbs"] = list(article.breadcrumbs or ())
    if "date_published" in expected:
        assert datetime.fromisoformat(record["date_published"]) == datetime.fromisoformat(expected["date_published"])
        record["date_published"] = expected["date_published"]
    assert {field: _folded(record[field]) for field in expected} == _folded_record(expected)


def _folded_record(record: dict[str, Any]) -> dict[str, Any]:
    return {field: _folded(value) for field, value in record.items()}


@pytest.mark.parametrize("name", [*SEEDS, REAL])
def test_no_boilerplate_is_left_in_a_real_text(name: str) -> None:
    body = _read(name).article_body
    assert [string for string in FURNITURE if string in body] == []


def test_a_real_feed_gives_every_link() -> None:
    body = (SHARED / "pages/presstv.ir.rss.xml").read_bytes()
    source = Feed(url="https://www.presstv.ir/rss.xml")
    links = read_listing(source, body, "application/rss+xml", source.url).links
    assert len(links) == 107
    assert all(OUTLETS["presstv"].is_article(link.url) and link.headline for link in links)
