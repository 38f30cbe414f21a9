"""Shows a probe: which sources answered, what their pages were read as, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from flows.pipeline.probe import Probed, Read
from flows.render.console import print_hanging
from flows.render.report import shorter
from spiders.capture.manifest import CrawlManifest, ListingEntry, Outcome, PageEntry
from spiders.safe_text import safe_line
from transforms.article import Article

_NUMBERS = ("links", "bytes", "seconds", "words")


def show_probe(probed: Probed, console: Console) -> None:
    """Print a row for each source, a row for each page, and what the probe came to."""
    _show_sources(probed.manifests, console)
    _show_pages(probed.read, console)
    _show_conclusion(probed, console)


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
    shown = {robots.detail for robots in hosts.values()}
    for entry in (entry for manifest in manifests for entry in manifest.listings):
        if entry.detail and entry.detail not in shown:
            console.print(f"{entry.url}: {entry.detail}")


def _day(manifest: CrawlManifest) -> str | None:
    """Return the day gone by that a manifest is of; None where it is of the present."""
    return f"of {manifest.slice[:4]}-{manifest.slice[4:6]}-{manifest.slice[6:]}" if manifest.slice else None


def _show_pages(read: Read, console: Console) -> None:
    if not read:
        return
    rows = []
    for page, result in read:
        if isinstance(result, Article):
            published = f"{result.date_published:%Y-%m-%d %H:%M}" if result.date_published else "none"
            cells = (result.extractor, published, str(result.word_count), result.headline)
        elif result is not None:
            detail = (result.detail or "").splitlines()[-1:]
            cells = ("rejected", "", "", ": ".join([result.reason.value, *detail]))
        else:
            cells = ("", "", "", page.detail or page.url)
        rows.append((page.source or "", _answer(page), *(cell[:200] for cell in cells)))
    console.print()
    _print_rows(("found by", "answer", "read as", "date", "words", "headline or reason"), rows, console)


def _show_conclusion(probed: Probed, console: Console) -> None:
    """Print in a line what the probe came to, and what to do."""
    answered = sum(entry.answered for entry in probed.asked)
    summary = (
        f"{answered} of {len(probed.asked)} sources answered; {probed.articles} of {len(probed.read)} pages were read"
    )
    for manifest in probed.manifests:
        if manifest.finish_reason != "finished":
            summary += f"; the crawl did not end well: {manifest.finish_reason}"
    console.print(f"\n{summary}.")
    if probed.exit_status == 5:
        if all(entry.outcome is Outcome.ROBOTS for entry in probed.manifests[0].listings):
            console.print("Nothing would be collected: robots.txt forbids every source, and it is obeyed.")
        else:
            console.print("Nothing would be collected: mend the outlet's sources, or try from another network.")
    elif probed.exit_status == 3:
        where = shorter(probed.captures)
        console.print(f"What was served is in {where}; look there before you change the outlet's file.")


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
