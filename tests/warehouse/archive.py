"""Builds real captures of invented articles: a WARC, its manifest, the batch read from both, and the warehouse."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from spiders.ai_statements import NOT_ASKED, HostStatements
from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome, PageEntry, RobotsEntry, write_manifest
from spiders.capture.record import CaptureRef, Exchange
from spiders.capture.store import LocalCaptureStore, warc_path
from spiders.capture.warc_writer import WarcWriter
from spiders.outlet import Outlet
from spiders.registry import load_outlets
from transforms.batch import write_again, write_batch
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.health.run_ledger import Run, conclude
from warehouse.load.batch import load

ROOT = Path(__file__).parents[2]
OUTLETS = load_outlets()
#: The night that the tests stand in.
NIGHT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
HEADLINE = "A footbridge opens over the Lathe"
SENTENCES = (
    "The mayor cut the ribbon on Monday before a crowd of two hundred people.",
    'The old ferry, which he called "a faithful friend", runs until the end of the month.',
)
FEED = ListingEntry(url="https://www.presstv.ir/rss.xml", outcome=Outcome.FETCHED, status=200, links=1)

# Holds the file open until its standard input is closed.
_HOLD = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'True'); "
    "print('open', flush=True); sys.stdin.read()"
)


def address(key: str = "900001", slug: str = "Footbridge") -> str:
    """Return the URL of an invented article."""
    return f"https://www.presstv.ir/Detail/2026/03/01/{key}/{slug}"


def text_page(headline: str = HEADLINE, *sentences: str) -> bytes:
    """Return an article as plain text, a line a paragraph."""
    return ("\n".join((headline, *(sentences or SENTENCES))) + "\n").encode()


def html_page(
    picture: str = "bridge.jpg", caption: str = "The bridge at dawn", date: str = "2026-03-01 08:00"
) -> bytes:
    """Return the same article as a page of today's template, with a picture in it."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    stamp = datetime.strptime(date, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).strftime("%A, %d %B %Y %I:%M %p")
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{HEADLINE}</title>'
        f'<meta property="og:image" content="/photo/{picture}"></head>'
        f'<body><div class="body-content details-page"><h1 class="news-title-container">{HEADLINE}</h1>'
        f'<time class="news-detail" datetime="{stamp}">{stamp}</time>'
        f'<figure><img src="/photo/{picture}"><figcaption>{caption}</figcaption></figure>'
        f'<div class="news-body-container">{paragraphs}</div></div></body></html>'
    ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page that a crawl met; without a payload no bytes were kept of it."""

    payload: bytes | None = None
    key: str | None = "900001"
    url: str = address()
    at: datetime = NIGHT
    outcome: Outcome = Outcome.FETCHED
    aliases: tuple[str, ...] = ()
    host: HostStatements = NOT_ASKED


def refused(outcome: Outcome, key: str) -> Page:
    """Return a page that ended otherwise than in a capture."""
    return Page(key=key, url=address(key), outcome=outcome)


def never(kept: list[CaptureRef]) -> Path:
    """Read nothing again: where a test loads by itself, nothing calls for it."""
    raise AssertionError(kept)


class Archive:
    """A data folder of its own, with the captures, the warehouse and the published copy where the flows have them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.captures = root / "captures"
        self.store = LocalCaptureStore(self.captures)
        self.warehouse = root / "warehouse.duckdb"
        self.published = root / "news.duckdb"

    def crawl(self, run_id: str, *pages: Page, outlet: str = "presstv", **fields: Any) -> CrawlManifest:
        """Write the captures and the manifest of one crawl, and return the manifest."""
        path = self.store.manifest_path(outlet, run_id, fields.get("slice"))
        kept = [page for page in pages if page.payload is not None]
        offsets: dict[Page, int] = {}
        if kept:
            with WarcWriter(warc_path(path), created_at=NIGHT) as warc:
                offsets = {page: warc.write(_exchange(page)) for page in kept}
        manifest = CrawlManifest(
            run_id=run_id,
            outlet=outlet,
            kind=fields.pop("kind", "nightly"),
            clock=fields.pop("clock", NIGHT),
            started_at=fields.pop("started_at", NIGHT),
            finished_at=fields.pop("finished_at", NIGHT),
            finish_reason=fields.pop("finish_reason", "finished"),
            warc=warc_path(path).name if kept else None,
            listings=fields.pop("listings", (FEED,)),
            robots=fields.pop("robots", (RobotsEntry(host="www.presstv.ir", state="none", status=404),)),
            pages=tuple(_entry(page, offsets.get(page)) for page in pages),
            **fields,
        )
        write_manifest(manifest, path)
        return manifest

    def batch(self, manifest: CrawlManifest) -> Path:
        """Read the captures of a manifest into its batch file."""
        path = self.root / "batches" / f"{manifest.outlet}-{manifest.run_id}-{manifest.slice}.jsonl.gz"
        write_batch(self.store, manifest, OUTLETS[manifest.outlet], path, workers=1)
        return path

    def load(self, *manifests: CrawlManifest) -> list[dict[str, int]]:
        """Read and load manifests in this order, and return the counts of each."""
        batches = [self.batch(manifest) for manifest in manifests]
        with writer(self.warehouse) as connection:
            connection.execute("SET threads = 1")  # a few rows: more threads cost more than they do
            return [
                self.load_batch(connection, manifest, batch) for manifest, batch in zip(manifests, batches, strict=True)
            ]

    def load_batch(self, connection: duckdb.DuckDBPyConnection, manifest: CrawlManifest, batch: Path) -> dict[str, int]:
        """Load one batch, and read again what must be for it."""

        def read_again(kept: list[CaptureRef]) -> Path:
            again = batch.with_name(f"again-{batch.name}")
            write_again(self.store, kept, OUTLETS[manifest.outlet], again, workers=1)
            return again

        return load(connection, manifest, batch, read_again)

    def nights(self, manifests: Iterable[CrawlManifest], outlets: Mapping[str, Outlet]) -> Iterator[Run]:
        """Read, load and judge one manifest after the other, and yield what the ledger says of each."""
        with writer(self.warehouse) as connection:
            connection.execute("SET threads = 1")
            for manifest in manifests:
                self.load_batch(connection, manifest, self.batch(manifest))
                run = conclude(connection, manifest.run_id, outlets)
                assert run is not None
                yield run

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question to the warehouse as it stands, read-only."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    def reopen(self) -> None:
        """Open the warehouse for writing, which makes it where there is none, and close it again."""
        with writer(self.warehouse):
            pass


def _exchange(page: Page) -> Exchange:
    assert page.payload is not None
    kind = "text/html" if page.payload.startswith(b"<") else "text/plain"
    return Exchange(
        url=page.url,
        captured_at=page.at,
        status=200,
        reason="OK",
        headers=(("Content-Type", f"{kind}; charset=utf-8"),),
        payload=page.payload,
        host=page.host,
    )


def _entry(page: Page, offset: int | None) -> PageEntry:
    return PageEntry(
        url=page.url,
        key=page.key,
        outcome=page.outcome,
        aliases=page.aliases,
        status=200 if page.outcome is Outcome.FETCHED else None,
        captured_at=page.at if offset is not None or page.outcome is Outcome.NOT_MODIFIED else None,
        warc_offset=offset,
    )


@contextmanager
def held(path: Path, *, read_only: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Have another process hold the database open, for writing or not; it closes it when its standard input ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path), str(read_only)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "open\n"
        yield child
    finally:
        child.stdin.close()
        assert child.wait() == 0
        child.stdout.close()


def two_nights(root: Path) -> Archive:
    """One article with a picture, revised the next night; one refused, one too short, one under two addresses."""
    built = Archive(root)
    second = text_page(
        "A market moves to the harbour", "Forty stalls were put up again beside the water on Tuesday morning."
    )
    first_night = built.crawl(
        "night-1",
        Page(payload=html_page()),
        Page(payload=second, key="900002", url=address("900002")),
        Page(payload=second, key="900002", url=address("900002", "Market")),
        Page(payload=text_page("A headline", "Too short."), key="900003", url=address("900003")),
        refused(Outcome.GONE, "900004"),
    )
    later = NIGHT + timedelta(days=1)
    edited = text_page("A footbridge opens over the Lathe at last", "Two hundred people crossed it within the hour.",
                       "The old ferry runs until the end of the month.")  # fmt: skip
    second_night = built.crawl("night-2", Page(payload=edited, at=later), clock=later)
    built.load(first_night, second_night)
    publish(built.warehouse, built.published)
    return built
