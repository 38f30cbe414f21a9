"""Many outlets in one process: none delays another, each has its own files, and hosts in common are asked in turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from crawling import run_first, serving
from hostile_site import Site, page, slow_loris
from newsroom import article

from flows.config import DataFolder, new_run_id
from flows.pipeline import crawl_pool
from flows.pipeline.crawl import CrawlJob
from flows.pipeline.crawl_pool import CrawlPool
from spiders.capture.manifest import CrawlManifest, Outcome, read_manifest
from spiders.registry import load_outlets

pytestmark = pytest.mark.e2e

DELAY = 0.3
SETTINGS = {
    "DOWNLOAD_DELAY": str(DELAY),
    "AUTOTHROTTLE_ENABLED": "False",
    "RETRY_TIMES": "0",
    "DOWNLOAD_TIMEOUT": "4",
}
OUTLET = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug="{slug}", name="{slug}", hosts=("{host}",), languages=("en",), time_zone="UTC", volume=(0, 100),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},), sources=(Feed(url="http://{feed_host}:{port}/{slug}"),),
)
"""
#: Ten names that no server knows, each of which takes its time to be looked for.
UNKNOWN = [f"unknown{number}" for number in range(10)]
SLOW_NAMES = """
import socket, time
_found = socket.gethostbyname
def gethostbyname(name):
    if name.endswith(".example"):
        time.sleep(3)
        raise socket.gaierror(-2, "Name or service not known")
    return _found(name)
socket.gethostbyname = gethostbyname
def getaddrinfo(name, *rest, _found=socket.getaddrinfo, **more):
    if str(name).endswith(".example"):
        raise socket.gaierror(-2, "Name or service not known")
    return _found(name, *rest, **more)
socket.getaddrinfo = getaddrinfo
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({}, host="0.0.0.0")) as site:
        yield site


def _feed(numbers: range, filler: bytes = b"") -> bytes:
    items = b"".join(b"<item><link>/news/%d</link></item>" % number for number in numbers)
    return b'<rss version="2.0"><channel>%s%s</channel></rss>' % (items, filler)


def _crawled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hosts: dict[str, str], port: int, feed_host: str | None = None
) -> dict[str, CrawlManifest]:
    """Crawl outlets, each with its host, in one process; return the manifest of each. A feed may be elsewhere."""
    monkeypatch.setattr(crawl_pool, "WORTH", 100)
    declared = tmp_path / "outlets"
    declared.mkdir()
    for slug, host in hosts.items():
        text = OUTLET.format(slug=slug, host=host, port=port, feed_host=feed_host or host)
        (declared / f"{slug}.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("NEWS_OUTLETS", str(declared))
    monkeypatch.setenv("NEWS_ADMIT", "127.0.0.0/8")
    clock = datetime.now(UTC)
    run_id = new_run_id(clock, "nightly")
    jobs = [CrawlJob(outlet=slug, run_id=run_id, kind="nightly", clock=clock, settings=SETTINGS) for slug in hosts]
    found = {}
    with CrawlPool(jobs, DataFolder(tmp_path / "data"), load_outlets(declared)) as pool:
        while paths := pool.finished():
            found.update({path.parent.name: read_manifest(path) for path in paths})
    return found


def test_no_crawl_delays_another_of_its_process(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "nightdesk")
    monkeypatch.setattr(crawl_pool, "PROGRESS", 1.0)
    run_first(tmp_path, SLOW_NAMES)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "names"))
    calm = range(100, 120)
    filler = b"".join(b"<item><title>%d</title><link>/other/%d</link></item>" % (n, n) for n in range(180_000))
    site.answers |= {f"/news/{number}": article(number) for number in calm}
    site.answers["/calm"] = page(_feed(calm), Content_Type="application/rss+xml")
    site.answers["/huge"] = page(_feed(range(0), filler[: 9 * 1024**2]), Content_Type="application/rss+xml")
    site.answers["/hanging"] = slow_loris
    hosts = {"calm": "127.0.0.2", "huge": "127.0.0.3", "hanging": "127.0.0.4"}
    hosts |= {slug: f"{slug}.example" for slug in UNKNOWN}
    found = _crawled(tmp_path, monkeypatch, hosts, site.port)

    assert set(found) == set(hosts)
    assert found["calm"].outcomes()[Outcome.FETCHED] == len(calm)
    assert [entry.outcome for entry in found["hanging"].listings] == [Outcome.TIMEOUT]
    assert {entry.outcome for slug in UNKNOWN for entry in found[slug].listings} == {Outcome.DNS}
    times = [at for at, path, _ in site.seen if path.startswith("/news/")]
    assert len(times) == len(calm)
    assert max(after - before for before, after in pairwise(times)) < DELAY + 1
    assert "crawls have ended; longest under way: calm (0 min)" in caplog.text
    logs = list((tmp_path / "data/logs").glob("*.log"))
    assert {log.name.split(".")[1] for log in logs} >= set(hosts)
    assert [log.read_text("utf-8").count("Spider opened") for log in logs if "crawl-workers" not in log.name] == [
        1
    ] * len(hosts)


def test_outlets_that_share_a_host_are_crawled_one_after_the_other(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug, host in {"first": "127.0.0.5", "second": "127.0.0.6"}.items():
        links = b"".join(
            b"<item><link>http://%s:%d/news/%d</link></item>" % (host.encode(), site.port, n) for n in range(4)
        )
        site.answers[f"/{slug}"] = page(_feed(range(0), links), Content_Type="application/rss+xml")
    site.answers |= {f"/news/{number}": article(number) for number in range(4)}
    hosts = {"first": "127.0.0.5", "second": "127.0.0.6"}
    found = _crawled(tmp_path, monkeypatch, hosts, site.port, feed_host="127.0.0.7")
    assert {slug: manifest.counts()["fetched"] for slug, manifest in found.items()} == {"first": 4, "second": 4}
    assert found["second"].started_at >= found["first"].finished_at
