"""Tries each source that an outlet declares, those of the past for one day, and says what answered and was read."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from flows.config import DataFolder, UsageError, data_folder, new_run_id
from flows.declared import chosen, outlets
from flows.pipeline.crawl import CrawlJob, crawl
from flows.render.console import print_hanging
from flows.render.report import shorter
from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome, PageEntry, read_manifest
from spiders.capture.record import capture_ref, read_capture
from spiders.capture.recording import RecordingError, read_recordings
from spiders.capture.warc_reader import WarcError
from spiders.outlet import Outlet
from spiders.safe_text import safe_line
from transforms.article import Article, Rejection
from transforms.parse import parse

#: Articles that are asked for of each source.
ARTICLES = 3
#: How long ago the day is that the sources of the past are tried for: it is over everywhere, and archives are slow.
_PAST = timedelta(days=2)

_NUMBERS = ("links", "bytes", "seconds", "words")
Read = list[tuple[PageEntry, Article | Rejection | None]]


def probe(slug: str, replay: tuple[str, ...], console: Console) -> int:
    """Probe one outlet and print what came of it; return the exit status.

    0 where every source answered and every page was read, 3 where some did not, 5 where no source of the present
    answered. What was captured stays in `probe/` beside the data until the next probe of that outlet.
    """
    every = outlets()
    outlet = chosen([slug])[slug]
    data = DataFolder(data_folder().root / "probe" / slug)
    shutil.rmtree(data.root, ignore_errors=True)
    try:
        clock = read_recordings(Path(name) for name in replay).clock if replay else datetime.now(UTC)
    except RecordingError as error:
        raise UsageError(str(error)) from error
    # A source that ends before is tried for its last day.
    past = (clock - _PAST).date()
    days = [None, *sorted({min(past, getattr(source, "until", None) or past) for source in outlet.past_sources})]
    console.print(f"Probing {outlet.name}: its sources, and up to {ARTICLES} articles of each ...")
    manifests = [read_manifest(crawl(_order(slug, clock, day, replay), data, every)) for day in days]
    read: Read = []
    for manifest in manifests:
        asked = [page for page in manifest.pages if page.status or _failed(page)]
        read += [(page, _read(data, manifest, page, outlet)) for page in asked]
    _show_sources(manifests, console)
    _show_pages(read, console)
    return _conclude(manifests, read, data, console)


def _order(slug: str, clock: datetime, day: date | None, replay: tuple[str, ...]) -> CrawlJob:
    """Return the order for the sources of the present or, with a day, for those of the past."""
    return CrawlJob(
        outlet=slug,
        run_id=new_run_id(clock, "probe"),
        kind="probe",
        clock=clock,
        replay=replay,
        day=day,
        settings={"PAGES_PER_SOURCE": str(ARTICLES)},
    )


def _failed(page: PageEntry) -> bool:
    return page.outcome not in (Outcome.LEFT_OVER, Outcome.KNOWN, Outcome.FILTERED, Outcome.OFFSITE)


def _read(data: DataFolder, manifest: CrawlManifest, page: PageEntry, outlet: Outlet) -> Article | Rejection | None:
    """Return what a page was read as; None where nothing of it was kept."""
    if page.outcome is not Outcome.FETCHED:
        return None
    try:
        return parse(read_capture(data.captures, capture_ref(manifest, page)), outlet)
    except WarcError:
        return None


def _show_sources(manifests: list[CrawlManifest], console: Console) -> None:
    rows = [
        (
            entry.source or "",
            _answer(entry),
            # Without an answer, nothing is known of its links or their dates.
            str(entry.links) if entry.answered else "",
            _day(manifest) or (_age(entry.newest, manifest.finished_at) if entry.answered else ""),
            str(entry.bytes or ""),
            "" if entry.seconds is None else f"{entry.seconds:.1f}",
            entry.url,
        )
        for manifest in manifests
        for entry in manifest.listings
    ]
    _print_rows(("source", "answer", "links", "newest", "bytes", "seconds", "address"), rows, console)
    hosts = {robots.host: robots for manifest in manifests for robots in manifest.robots}
    for robots in hosts.values():
        delay = f", Crawl-delay {robots.crawl_delay:g} s" if robots.crawl_delay else ""
        delay += f"; {robots.detail}" if robots.detail else ""
        console.print(f"robots.txt of {robots.host}: {robots.state}{delay}")
    told = {robots.detail for robots in hosts.values()}
    for entry in (entry for manifest in manifests for entry in manifest.listings):
        if entry.detail and entry.detail not in told:
            console.print(f"{entry.url}: {entry.detail}")


def _day(manifest: CrawlManifest) -> str | None:
    """Return the day gone by that a manifest is of; None where it is of the present."""
    return f"of {manifest.part[:4]}-{manifest.part[4:6]}-{manifest.part[6:]}" if manifest.part else None


def _show_pages(read: Read, console: Console) -> None:
    if not read:
        return
    rows = []
    for page, reading in read:
        if isinstance(reading, Article):
            published = f"{reading.date_published:%Y-%m-%d %H:%M}" if reading.date_published else "none"
            cells = (reading.extractor, published, str(reading.word_count), reading.headline)
        elif reading is not None:
            detail = (reading.detail or "").splitlines()[-1:]
            cells = ("rejected", "", "", ": ".join([reading.reason.value, *detail]))
        else:
            cells = ("", "", "", page.detail or page.url)
        rows.append((page.source or "", _answer(page), *(cell[:200] for cell in cells)))
    console.print()
    _print_rows(("found by", "answer", "read as", "date", "words", "headline or reason"), rows, console)


def _conclude(manifests: list[CrawlManifest], read: Read, data: DataFolder, console: Console) -> int:
    """Say in a line what the probe came to, and what to do; return the exit status."""
    listings = [entry for manifest in manifests for entry in manifest.listings]
    asked = [entry for entry in listings if entry.outcome is not Outcome.LEFT_OVER]
    answered = [entry for entry in asked if entry.answered]
    articles = sum(isinstance(reading, Article) for _, reading in read)
    told = f"{len(answered)} of {len(asked)} sources answered; {articles} of {len(read)} pages were read"
    for manifest in manifests:
        if manifest.finish_reason != "finished":
            told += f"; the crawl did not end well: {manifest.finish_reason}"
    console.print(f"\n{told}.")
    where = shorter(data.captures)
    if not any(entry.answered for entry in manifests[0].listings):
        if all(entry.outcome is Outcome.ROBOTS for entry in manifests[0].listings):
            console.print("Nothing would be collected: robots.txt forbids every source, and it is obeyed.")
            return 5
        console.print("Nothing would be collected: mend the outlet's sources, or try from another network.")
        return 5
    if len(answered) < len(asked) or articles < len(read) or not articles:
        console.print(f"What was served is in {where}; look there before you change the outlet's file.")
        return 3
    return 0


def _print_rows(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], console: Console) -> None:
    """Print a table, of which the last column stands below each row where the terminal is too narrow for it."""
    table = [tuple(map(safe_line, row)) for row in (columns, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    wide = not console.is_terminal or sum(widths) + 2 * len(widths) <= console.width
    for number, (*cells, last) in enumerate(table):
        padded = [
            set_cell_size(" " * (width - cell_len(cell)) + cell if name in _NUMBERS else cell, width)
            for name, cell, width in zip(columns, cells, widths, strict=False)
        ]
        style = "" if number else "bold"
        line = Text("  ".join((*padded, last)) if wide else "  ".join(padded).rstrip(), style=style)
        console.print(line, soft_wrap=True)
        if not wide and number:
            print_hanging(console, Text("    "), Text(last, style="dim"))


def _answer(entry: ListingEntry | PageEntry) -> str:
    return entry.outcome.value.replace("_", " ") + (f" {entry.status}" if entry.status else "")


def _age(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "not dated"
    age = now - moment
    if age < timedelta(hours=1):
        return "within the hour"
    return f"{age / timedelta(hours=1):.0f} h ago" if age < timedelta(days=3) else f"{age.days} days ago"
