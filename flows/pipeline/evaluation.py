"""Evaluation: the extraction of a corpus held against its gold, with plain trafilatura and others on the same pages."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from flows.errors import UsageError
from flows.outlets import all_outlets
from flows.pipeline.saved_pages import SavedPage, UnreadableError, capture_at, content_of, owner_of, read_saved
from spiders.errors import reason_of
from transforms.article import Article, Rejection
from transforms.parallel import LIMIT, ordered_parallel_map
from transforms.scoring import Gold, Guess, PageScore, Share, gold_of, score

T = TypeVar("T")
U = TypeVar("U")
GOLD = "gold.jsonl"
PAGES = "html"
#: CPU seconds. The first date in words makes dateparser load all its languages, once a process: that takes 4 of them.
LOADING = 1.0


#: Our own extractor and the baseline, by the names under which their readings stand.
OURS, BASELINE = "nightdesk", "trafilatura"
#: A body of less than this share of the baseline's text is worth a look.
LITTLE = 1 / 3


@dataclass(frozen=True, slots=True)
class _Task:
    """A page to read twice: whether by us first, the gold to hold all against, and who reads it besides."""

    page: SavedPage
    gold: Gold
    ours_first: bool
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor gave of a page: the score, the CPU seconds, and the characters of the body.

    `parts` are the paragraphs, headings and so on of the gold that stand in the body.
    """

    score: PageScore
    cpu: float = 0.0
    length: int = 0
    parts: Mapping[str, Share] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one page gave: a reading for each extractor by its name, and what came between where there are none.

    `site`, `kind` and `language` are what the gold says of the page.
    """

    page: SavedPage
    readings: Mapping[str, Reading]
    site: str
    kind: str | None = None
    language: str | None = None
    lost: str | None = None
    unreadable: str | None = None

    @property
    def has_little(self) -> bool:
        """Whether we have less than a third of the text that plain trafilatura has."""
        return self.readings[OURS].length < LITTLE * self.readings[BASELINE].length


def evaluate(corpus: str, workers: int | None, against: Sequence[str] = ()) -> list[Measured]:
    """Return what each page of a corpus gave, read by those named besides; raises `UsageError` for a bad corpus."""
    folder = Path(corpus).expanduser()
    tasks = list(_tasks(folder, tuple(against)))
    if not tasks:
        raise UsageError(f"{folder / GOLD} names no page: write a line of JSON for each page in {folder / PAGES}")
    # Each page is read by all, and by each once more where the first reading took long.
    limit = (4 + 2 * len(against)) * LIMIT
    pages = list(ordered_parallel_map(_measure, tasks, crashed=_crashed, late=_late, workers=workers, limit=limit))
    for page in pages:
        if page.unreadable:
            raise UsageError(f"cannot read {page.page.path}: {page.unreadable}; put a whole page there")
    return pages


def report_to(file: str) -> Path:
    """Return where a report is to be written; raises `UsageError` for a place that cannot be a file."""
    path = Path(file).expanduser()
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"cannot write {path}: name a file in a folder that exists")
    return path


def write_report(path: Path, text: str) -> None:
    """Write a report; raises `UsageError` where that is refused."""
    try:
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {path}: {reason_of(error)}") from error


def _tasks(corpus: Path, against: tuple[str, ...]) -> Iterator[_Task]:
    """Yield a task for each line of the gold; every other page is read by us first."""
    outlets = all_outlets()
    path = corpus / GOLD
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8, from byte {error.start} on: save it as UTF-8") from error
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cannot read {path}: {reason_of(error)}; a corpus is a folder with {GOLD} and, for its pages, {PAGES}/"
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            row, name = _row(line, f"{path}, line {number}")
            url = row.get("url")
            url = url.strip() if isinstance(url, str) else ""
            page = SavedPage(name, _saved(corpus, name, number), url, owner_of(outlets, url, None))
            yield _Task(page, gold_of(row), number % 2 == 1, against)


def _row(line: str, place: str) -> tuple[dict[str, object], str]:
    """Return a line of the gold, and the name of the page that it is of."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place} is no JSON ({error}): mend the line or take it out") from error
    if not isinstance(row, dict) or not isinstance(row.get("file"), str) or not row["file"]:
        raise UsageError(f'{place} names no page: it needs "file", the name of one in {PAGES}/')
    return row, Path(row["file"]).name


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


def _measure(task: _Task) -> Measured:
    """Read a page by all in turn, each from the file on: only in one process and one breath do seconds compare."""
    # For the processes that read alone, as in extract: the one that hands out the pages starts without the extractor.
    from transforms.extractors.trafilatura_baseline import extract_baseline

    _make_ready()
    page = task.page
    try:
        content_of(page.path)  # from here on the file is in memory, whoever is first
    except UnreadableError as error:
        return replace(_lost(task), unreadable=str(error))
    (ours, ours_cpu), (baseline, baseline_cpu) = in_turn(
        lambda: read_saved(page),
        lambda: extract_baseline(content_of(page.path), page.url or None),
        ours_first=task.ours_first,
    )
    parts = _parts_of_gold(task)
    readings = {
        OURS: _reading(task.gold, _guess(ours), ours_cpu, parts),
        BASELINE: _reading(task.gold, baseline, baseline_cpu, parts),
    }
    for name in task.against:
        guess, cpu = _timed(partial(_read_by, name, page))
        readings[name] = _reading(task.gold, guess, cpu, parts)
    return replace(_lost(task), readings=readings)


def _read_by(name: str, page: SavedPage) -> Guess | None:
    from transforms.extractors.peers import read_by

    return read_by(name, content_of(page.path), page.url or None)


def _parts_of_gold(task: _Task) -> dict[str, str]:
    """Return the parts of the gold body as its page divides it; none where the gold has no body or the page no text."""
    from transforms.page.layout import Layout
    from transforms.page.tree import PageError, decode, parse_tree
    from transforms.structure_score import parts_of_gold

    body = next(iter(task.gold.bodies), "")
    content = content_of(task.page.path)
    try:
        tree = parse_tree(decode(capture_at(task.page, content), content), task.page.url or None) if body else None
    except PageError:
        tree = None
    return parts_of_gold(body, Layout(tree)) if tree is not None else {}


def _reading(gold: Gold, guess: Guess | None, cpu: float, parts: Mapping[str, str]) -> Reading:
    from transforms.structure_score import recall_by_group

    body = guess.body if guess else ""
    return Reading(score(gold, guess), cpu, len(body), recall_by_group(parts, body))


def in_turn(
    ours: Callable[[], T], baseline: Callable[[], U], *, ours_first: bool
) -> tuple[tuple[T, float], tuple[U, float]]:
    """Return what two readers of a page return, one run right after the other, each with its CPU seconds."""
    if ours_first:
        first = _timed(ours)
        return first, _timed(baseline)
    other = _timed(baseline)
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


def _guess(result: Article | Rejection) -> Guess | None:
    """Return what an article says, as `nightdesk extract` prints it."""
    if isinstance(result, Rejection):
        return None
    return Guess(
        body=result.article_body,
        headline=result.headline,
        published=result.date_published.isoformat() if result.date_published else None,
        modified=result.date_modified.isoformat() if result.date_modified else None,
        authors=tuple(author.name for author in result.authors or ()),
        agencies=result.agencies or (),
    )


@cache
def _make_ready() -> None:
    """Read a page of nothing once in each process: what is loaded at the first page is at no page's expense."""
    from transforms.extractors.trafilatura_baseline import extract_baseline
    from transforms.parse import parse

    logging.disable(logging.CRITICAL)  # the libraries' remarks on single pages
    story = "<p>The ferry of the lower town was late again, and nobody on the quay was surprised.</p>" * 3
    links = "<li><a href='/more'>More of what was on the quay this week</a></li>" * 60
    data = f"<html><head><title>Late</title></head><body><h1>Late</h1>{story}<ul>{links}</ul></body></html>".encode()
    extract_baseline(data, None)
    parse(capture_at(SavedPage("", Path(), "", None), data), None)


def _lost(task: _Task) -> Measured:
    gold = task.gold
    nothing = Reading(score(gold, None))
    readings = dict.fromkeys((OURS, BASELINE, *task.against), nothing)
    return Measured(page=task.page, readings=readings, site=gold.site, kind=gold.kind, language=gold.language)


def _crashed(task: _Task) -> Measured:
    return replace(_lost(task), lost="killed the process that read it")


def _late(task: _Task) -> Measured:
    return replace(_lost(task), lost="took too long")
