"""Starts real crawls in a process of their own, as the pipeline does, and reads the two files that they leave."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

from limits import HANG

from spiders.capture.manifest import CrawlManifest, PageEntry, read_manifest
from spiders.capture.record import Exchange
from spiders.capture.store import LocalCaptureStore, warc_path
from spiders.capture.warc_reader import read_exchanges

S = TypeVar("S", bound=ThreadingHTTPServer)
RUN = "a-run"
#: Settings of a crawl that waits for nothing but an answer.
QUICK: dict[str, object] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_TIMES": 1,
    "RETRY_BACKOFF": 0,
    "DOWNLOAD_TIMEOUT": 3,
}
_VELDE = """
from spiders.outlet import Feed, NewsSitemap, Outlet, SectionPage, Sitemap

OUTLET = Outlet(
    slug="velde", name="Velde", hosts={hosts!r}, languages=("en",), time_zone="UTC", volume=(0, 50),
    article_urls=(r"^/news/(?P<key>[a-z0-9-]+)",), ports={ports!r}, sources=({sources},),
    nightly_cap={cap},
)
"""


@dataclass(frozen=True, slots=True)
class Crawled:
    """What one crawl left behind."""

    manifest: CrawlManifest
    warc: Path
    exchanges: dict[str, list[Exchange]]
    log: str

    def page(self, part: str) -> PageEntry:
        """Return the one page with that text in its URL."""
        (page,) = [page for page in self.manifest.pages if part in page.url]
        return page

    def exchanges_of(self, part: str) -> list[Exchange]:
        """Return every exchange with that text in its URL."""
        return [exchange for url, exchanges in self.exchanges.items() if part in url for exchange in exchanges]


@contextlib.contextmanager
def serving(site: S) -> Iterator[S]:
    """Run a server in a thread of its own; its `shutdown` lets go whoever waits in it."""
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def declare_velde(
    folder: Path, hosts: Iterable[str], ports: Iterable[int], sources: Iterable[str], cap: int = 1000
) -> None:
    """Declare the outlet "velde" in a folder; each source is written as in a file of an outlet."""
    text = _VELDE.format(hosts=tuple(hosts), ports=tuple(ports), sources=", ".join(sources), cap=cap)
    (folder / "velde.py").write_text(text, encoding="utf-8")


def run_first(folder: Path, script: str) -> None:
    """Put a script in the folder `names` of a folder, which a child with that in its PYTHONPATH runs first."""
    (folder / "names").mkdir()
    (folder / "names/sitecustomize.py").write_text(script, encoding="utf-8")


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a crawl, which admits loopback; nothing of this machine's own settings gets in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEWS_", "SCRAPY_"))}
    return clean | {"SCRAPY_SETTINGS_MODULE": "spiders.crawl.settings", "NEWS_ADMIT": "127.0.0.1"} | more


def scrapy(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command in a folder."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )


def command(*arguments: str) -> list[str]:
    """Return the command line of a scrapy command."""
    return [sys.executable, "-P", "-m", "scrapy", *arguments]


def crawl_arguments(slug: str, folder: Path, settings: dict[str, object]) -> list[str]:
    """Return the arguments of a crawl that leaves its files in the folder."""
    everything = {"CAPTURES_DIR": folder / "captures", "RUN_ID": RUN, **settings}
    return ["crawl", slug, *(word for name, value in everything.items() for word in ("-s", f"{name}={value}"))]


def started(slug: str, folder: Path, settings: dict[str, object], **streams: Any) -> subprocess.Popen[Any]:
    """Start a crawl of what is declared in a folder, which leaves its files there, and do not wait for its end."""
    return subprocess.Popen(
        command(*crawl_arguments(slug, folder, settings)),
        cwd=folder,
        env=environment(NEWS_OUTLETS=str(folder)),
        **streams,
    )


def crawl(
    slug: str,
    folder: Path,
    settings: dict[str, object],
    spider_arguments: tuple[str, ...] = (),
    part: str | None = None,
    **more: str,
) -> Crawled:
    """Run a crawl to its end and return what it left behind."""
    folder.mkdir(exist_ok=True)
    done = scrapy(folder, *crawl_arguments(slug, folder, settings), *spider_arguments, **more)
    return crawled(slug, folder, done.stderr, part)


def crawled(slug: str, folder: Path, log: str, part: str | None = None) -> Crawled:
    """Return what a crawl left in the folder."""
    path = LocalCaptureStore(folder / "captures").manifest_path(slug, RUN, part)
    assert path.exists(), log
    exchanges: dict[str, list[Exchange]] = {}
    for _, exchange in read_exchanges(warc_path(path)):
        exchanges.setdefault(exchange.url, []).append(exchange)
    return Crawled(read_manifest(path), warc_path(path), exchanges, log)
