"""Measures our reading of a corpus against its gold, with plain trafilatura beside it on the same pages."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TextIO, TypeVar

from rich.table import Table

from flows.cli.extract import SavedPage, UnreadableError, capture_at, content_of, owner_of, read_saved
from flows.config import UsageError, in_words
from flows.declared import outlets
from flows.render.console import terminal
from spiders.safe_text import safe_line
from transforms.parallel import LIMIT, ordered_parallel_map
from transforms.scoring import Gold, Guess, PageScore, Share, Total, gold_of, score, total

T = TypeVar("T")
U = TypeVar("U")
GOLD = "gold.jsonl"
PAGES = "html"
#: CPU seconds. The first date in words makes dateparser load all its languages, once a process: that takes 4 of them.
LOADING = 1.0


@dataclass(frozen=True, slots=True)
class _Task:
    """A page to read twice: whether by us first, and the gold to hold both against."""

    page: SavedPage
    gold: Gold
    ours_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """What one page gave: the scores and the CPU seconds of both, and what came between where there are none."""

    page: SavedPage
    ours: PageScore
    plain: PageScore
    ours_cpu: float = 0.0
    plain_cpu: float = 0.0
    lost: str | None = None
    unreadable: str | None = None


def evaluate(corpus: str, worst: int, workers: int | None, out: TextIO) -> int:
    """Print how well and how fast the pages of a corpus are read, and those that we read worst.

    Raises `UsageError` where the corpus is not as it must be.
    """
    folder = Path(corpus).expanduser()
    tasks = list(_tasks(folder))
    if not tasks:
        raise UsageError(f"{folder / GOLD} names no page: write a line of JSON for each page in {folder / PAGES}")
    # Each page is read by both, and by each once more where the first reading took long.
    pages = list(ordered_parallel_map(_measure, tasks, crashed=_crashed, late=_late, workers=workers, limit=4 * LIMIT))
    for page in pages:
        if page.unreadable:
            raise UsageError(f"cannot read {page.page.path}: {page.unreadable}; put a whole page there")
    _show(pages, out)
    _show_worst(pages, worst, out)
    return 0


def _tasks(corpus: Path) -> Iterator[_Task]:
    """Yield a task for each line of the gold; every other page is read by us first."""
    every = outlets()
    path = corpus / GOLD
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8, from byte {error.start} on: save it as UTF-8") from error
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cannot read {path}: {in_words(error)}; a corpus is a folder with {GOLD} and, for its pages, {PAGES}/"
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line, f"{path}, line {number}")
            name = Path(row["file"]).name
            url = row["url"].strip() if isinstance(row.get("url"), str) else ""
            page = SavedPage(name, _saved(corpus, name, number), url, owner_of(every, url, None))
            yield _Task(page, gold_of(row), ours_first=number % 2 == 1)


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place} is no JSON ({error}): mend the line or take it out") from error
    if not isinstance(row, dict) or not isinstance(row.get("file"), str) or not row["file"]:
        raise UsageError(f'{place} names no page: it needs "file", the name of one in {PAGES}/')
    return row


def _saved(corpus: Path, name: str, number: int) -> Path:
    path = corpus / PAGES / name
    try:
        if path.is_file():
            return path
    except OSError:  # a name that no file can have
        pass
    raise UsageError(
        f"there is no {name!r} in {path.parent}, which {GOLD} names in line {number}: add the page or take the line out"
    )


def _measure(task: _Task) -> _Measured:
    """Read a page by both in turn, each from the file on: only in one process and one breath do seconds compare."""
    # For the processes that read alone, as in extract: the one that hands out the pages starts without the extractor.
    from transforms.trafilatura_baseline import read_plain

    _make_ready()
    page = task.page
    try:
        content_of(page.path)  # from here on the file is in memory, whoever is first
    except UnreadableError as error:
        return replace(_lost(task), unreadable=str(error))
    (ours, ours_cpu), (plain, plain_cpu) = in_turn(
        lambda: read_saved(page),
        lambda: read_plain(content_of(page.path), page.url or None),
        ours_first=task.ours_first,
    )
    return _Measured(
        page=page,
        ours=score(task.gold, _guess(ours["article"])),
        plain=score(task.gold, plain),
        ours_cpu=ours_cpu,
        plain_cpu=plain_cpu,
    )


def in_turn(
    ours: Callable[[], T], plain: Callable[[], U], *, ours_first: bool
) -> tuple[tuple[T, float], tuple[U, float]]:
    """Return what two readers of a page return, one run right after the other, each with its CPU seconds."""
    if ours_first:
        first = _timed(ours)
        return first, _timed(plain)
    other = _timed(plain)
    return _timed(ours), other


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    """Return a reading and its CPU seconds, of a second try where the first took so long that it loaded something."""
    start = time.process_time()
    result = act()
    seconds = time.process_time() - start
    if seconds > LOADING:
        start = time.process_time()
        result = act()
        seconds = time.process_time() - start
    return result, seconds


def _guess(article: dict[str, Any] | None) -> Guess | None:
    """Return what an article says, as `nightdesk extract` prints it."""
    if article is None:
        return None
    return Guess(
        body=article["article_body"],
        headline=article["headline"],
        published=article["date_published"],
        authors=tuple(author["name"] for author in article["authors"] or ()),
    )


@cache
def _make_ready() -> None:
    """Read a page of nothing once in each process: what is loaded at the first page is at no page's expense."""
    from transforms.parse import parse
    from transforms.trafilatura_baseline import read_plain

    logging.disable(logging.CRITICAL)  # the libraries' remarks on single pages
    story = "<p>The ferry of the lower town was late again, and nobody on the quay was surprised.</p>" * 3
    links = "<li><a href='/more'>More of what was on the quay this week</a></li>" * 60
    data = f"<html><head><title>Late</title></head><body><h1>Late</h1>{story}<ul>{links}</ul></body></html>".encode()
    read_plain(data, None)
    parse(capture_at(SavedPage("", Path(), "", None), data), None)


def _lost(task: _Task) -> _Measured:
    return _Measured(page=task.page, ours=score(task.gold, None), plain=score(task.gold, None))


def _crashed(task: _Task) -> _Measured:
    return replace(_lost(task), lost="killed the process that read it")


def _late(task: _Task) -> _Measured:
    return replace(_lost(task), lost="took too long")


def _show(pages: list[_Measured], out: TextIO) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2))
    table.add_column("measure", no_wrap=True)
    table.add_column("nightdesk", justify="right", no_wrap=True)
    table.add_column("trafilatura", justify="right", no_wrap=True)
    read = sum(page.lost is None for page in pages)
    ours_cpu, plain_cpu = sum(page.ours_cpu for page in pages), sum(page.plain_cpu for page in pages)
    ours = _cells(total(page.ours for page in pages), read, ours_cpu, plain_cpu)
    plain = _cells(total(page.plain for page in pages), read, plain_cpu, plain_cpu)
    for measure, value in ours.items():
        table.add_row(measure, value, plain[measure])
    console = terminal(out)
    console.print(table)
    for page in pages:
        if page.lost:
            console.print(safe_line(f"{page.page.name} {page.lost}: it counts as no article of both"), soft_wrap=True)


def _cells(sums: Total, read: int, cpu: float, plain_cpu: float) -> dict[str, str]:
    """Return what stands in a column, by the measure; the speed is that of the pages that were read."""
    return {
        "pages": str(sums.pages),
        "no article": str(sums.absent),
        "body F1": f"{sums.body.f1:.4f}",
        "body precision": f"{sums.body.precision:.4f}",
        "body recall": f"{sums.body.recall:.4f}",
        "headline exact": _part(sums.headline),
        "date same day": _part(sums.day),
        "date same minute": _part(sums.minute),
        "authors exact": _part(sums.authors),
        "pages per CPU second": f"{read / cpu:.1f}" if cpu else "-",
        "times as fast": f"{plain_cpu / cpu:.2f}" if cpu else "-",
    }


def _part(share: Share) -> str:
    return f"{share.right / share.judged:.3f} ({share.right}/{share.judged})" if share.judged else "-"


def _show_worst(pages: list[_Measured], worst: int, out: TextIO) -> None:
    if worst:
        out.write("\nworst pages: body F1 of nightdesk, of trafilatura, file, URL\n")
    for page in sorted(pages, key=lambda each: (each.ours.body.f1, each.page.name, each.page.url))[:worst]:
        line = f"  {page.ours.body.f1:.3f}  {page.plain.body.f1:.3f}  {page.page.name}  {page.page.url}"
        out.write(safe_line(line) + "\n")
