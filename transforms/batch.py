"""The batch file: one JSON line for each page of a crawl, on its way to the warehouse."""

from __future__ import annotations

import gzip
import hashlib
import json
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path

import msgspec
from msgspec.structs import replace

from spiders.ai_statements import AiStatement, AiUse
from spiders.capture.manifest import CrawlManifest, Outcome
from spiders.capture.record import Capture, CaptureRef, payload_digest
from spiders.capture.store import CaptureStore, partial_path
from spiders.capture.warc_reader import WarcError
from spiders.local_paths import without_folders
from spiders.outlet import Outlet
from transforms.article import FAILURES, Article, Reason, Rejection
from transforms.fields.ai_use import ai_use, read_ai_statements
from transforms.fingerprint import extractor_fingerprint
from transforms.page.metadata import PageMetadata
from transforms.page.text import compared
from transforms.parallel import LIMIT, ordered_parallel_map
from transforms.parse import parse

# Another address of an article is a duplicate of the reading just made, not a reading of its own.
_SAME_NIGHT = timedelta(days=1)


class Reading(StrEnum):
    """What became of a capture."""

    ARTICLE = "article"
    DUPLICATE = "duplicate"  # another address of an article that the crawl has read
    REJECTED = "rejected"


class ContentDigests(msgspec.Struct, frozen=True, kw_only=True):
    """A digest of each field whose change makes a revision, white space and the style of quotes aside."""

    headline: str
    description: str
    article_body: str


class CaptureRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `captures`: a page whose bytes are in a WARC, and what reading it gave."""

    run_id: str | None
    outlet: str
    key: str | None
    article_id: str | None
    url: str | None
    final_url: str | None
    status: int | None
    captured_at: datetime | None
    digest: str
    reading: Reading
    content: ContentDigests | None
    robots_allowed: bool | None
    ai_use: AiUse | None
    ai_statements: tuple[AiStatement, ...] | None
    extractor_fingerprint: str
    warc_file: str | None
    warc_offset: int | None
    warc_length: int | None


class RejectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Why a capture is no article."""

    reason: Reason
    detail: str


class BatchRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a batch file: a capture with its article or its rejection; `again` where it was read again."""

    capture: CaptureRow
    article: Article | None = None
    rejection: RejectionRow | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """A page to read, small enough to be handed to another process."""

    store: CaptureStore
    ref: CaptureRef
    clock: datetime
    outlet: Outlet | None
    fingerprint: str


def write_batch(
    store: CaptureStore, manifest: CrawlManifest, outlet: Outlet | None, path: Path, workers: int | None = None
) -> int:
    """Read every fetched page of a manifest and write the batch file; return how many pages it holds.

    The pages are read by `workers` processes (all cores where None), their rows stand in the order of the manifest.
    """
    return write_batches(store, [(manifest, outlet, path)], workers)[0]


def write_batches(
    store: CaptureStore, batches: Sequence[tuple[CrawlManifest, Outlet | None, Path]], workers: int | None = None
) -> list[int]:
    """Read manifests, each with its outlet, into batch files as `write_batch` does, with one set of processes."""
    jobs = [_jobs(store, _fetched(manifest), manifest.clock, outlet) for manifest, outlet, _ in batches]
    rows = _read_jobs(chain.from_iterable(jobs), workers)
    counts = zip(map(len, jobs), batches, strict=True)
    return [_write(path, _without_duplicates(islice(rows, count))) for count, (_, _, path) in counts]


def _fetched(manifest: CrawlManifest) -> list[CaptureRef]:
    return [manifest.capture_ref(page) for page in manifest.pages if page.outcome is Outcome.FETCHED]


def write_again(
    store: CaptureStore, refs: list[CaptureRef], outlet: Outlet | None, path: Path, workers: int | None = None
) -> int:
    """Read captures of an outlet again and write them as a batch file beside a manifest's; return their number."""
    rows = _rows(store, refs, datetime.now(UTC), outlet, workers)
    return _write(path, (replace(row, again=True) for row in rows))


def write_retry(
    store: CaptureStore,
    manifest: CrawlManifest,
    offsets: Collection[int],
    siblings: Callable[[set[str]], dict[int, str]],
    outlet: Outlet | None,
    path: Path,
    workers: int | None = None,
) -> int:
    """Read again the captures of a manifest that begin at `offsets` and write their batch file; return their number.

    Which of them is another address of an article that the crawl had read is found out anew: `siblings` returns, for a
    set of article ids, where the captures of these articles begin, each with its article, and those are read again too.
    Where that fails for one of them, no capture of its article is settled: those at `offsets` fail with it.
    """
    refs = {page.warc_offset: manifest.capture_ref(page) for page in manifest.pages if page.outcome is Outcome.FETCHED}

    def rows_at(places: Collection[int]) -> dict[int, BatchRow]:
        there = [place for place in refs if place is not None and place in places]
        rows = _rows(store, [refs[place] for place in there], manifest.clock, outlet, workers)
        return dict(zip(there, rows, strict=True))

    rows = rows_at(offsets)
    articles = {row.capture.article_id for row in rows.values() if row.capture.article_id and row.article}
    beside = {place: article_id for place, article_id in siblings(articles).items() if place not in offsets}
    others = rows_at(beside)
    failed = {beside[place]: row.rejection for place, row in others.items() if _is_failure(row)}
    rows = {place: _failed_with(row, failed.get(row.capture.article_id or "")) for place, row in rows.items()}
    for place, row in others.items():
        if row.article and beside[place] not in failed:  # else its reading stays as it is
            rows[place] = row
    in_order = (rows[place] for place in refs if place in rows)
    return _write(path, _without_duplicates(in_order))


def _rows(
    store: CaptureStore, refs: list[CaptureRef], clock: datetime, outlet: Outlet | None, workers: int | None
) -> Iterator[BatchRow]:
    return _read_jobs(_jobs(store, refs, clock, outlet), workers)


def _jobs(store: CaptureStore, refs: list[CaptureRef], clock: datetime, outlet: Outlet | None) -> list[_Job]:
    fingerprint = extractor_fingerprint(outlet)
    return [_Job(store, ref, clock, outlet, fingerprint) for ref in refs]


def _read_jobs(jobs: Iterable[_Job], workers: int | None) -> Iterator[BatchRow]:
    return ordered_parallel_map(_read_job, jobs, crashed=_crashed_job, late=_late_job, workers=workers, limit=LIMIT)


def _write(path: Path, rows: Iterable[BatchRow]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_path(path)
    count = 0
    try:
        with gzip.open(partial, "wb", compresslevel=1) as out:
            for row in rows:
                count += 1
                out.write(_line(row) + b"\n")
    except BaseException:  # half a batch serves nobody, and where the disk is full it takes what room there is
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)  # not made durable: it is gone once it is loaded, and can be made again
    return count


def _line(row: BatchRow) -> bytes:
    try:
        return msgspec.json.encode(row)
    except UnicodeEncodeError:  # half a character (a lone surrogate), which no file can hold
        return json.dumps(msgspec.to_builtins(row), ensure_ascii=False).encode("utf-8", "replace")


def content_digests(article: Article) -> ContentDigests:
    """Return the digests of the fields of an article whose change makes a revision."""
    return ContentDigests(
        headline=_digest(article.headline),
        description=_digest(article.description or ""),
        article_body=_digest(article.article_body),
    )


def _digest(text: str) -> str:
    """Return 64 bits in hex: enough to tell the few texts of one article apart."""
    return hashlib.sha256(compared(text).encode("utf-8")).hexdigest()[:16]


def _read_job(job: _Job) -> BatchRow:
    try:
        capture = job.store.open_capture(job.ref)
    except (WarcError, OSError, ValueError) as error:
        return _unread(job, Reason.UNREADABLE, str(error))
    try:
        result = parse(capture, job.outlet)
        return _row(capture.ref, result, job.fingerprint, capture)
    except MemoryError:  # its process ends, and with it all that it holds
        raise
    except Exception:
        return _unread(job, Reason.EXTRACTOR_ERROR, traceback.format_exc(limit=-6))


def _crashed_job(job: _Job) -> BatchRow:
    return _unread(job, Reason.EXTRACTOR_ERROR, "the process that read it died, or had no memory left")


def _late_job(job: _Job) -> BatchRow:
    return _unread(job, Reason.TIMEOUT, f"reading it took longer than {LIMIT:g} seconds")


def _unread(job: _Job, reason: Reason, detail: str) -> BatchRow:
    rejection = Rejection(reason=reason, detail=without_folders(detail))
    row = _row(job.ref, rejection, job.fingerprint, None)
    capture = row.capture
    moment = (capture.captured_at or job.clock).astimezone(UTC)
    offset = -1 if capture.warc_offset is None else capture.warc_offset
    return replace(row, capture=replace(capture, captured_at=moment, warc_offset=offset, status=capture.status or 0))


def _is_failure(row: BatchRow) -> bool:
    return row.rejection is not None and row.rejection.reason in FAILURES


def _failed_with(row: BatchRow, rejection: RejectionRow | None) -> BatchRow:
    """Return the row of a page as that of one that could not be read; as it is where `rejection` is None."""
    if rejection is None:
        return row
    return BatchRow(
        capture=replace(row.capture, article_id=None, reading=Reading.REJECTED, content=None),
        rejection=replace(rejection, detail=f"another address of its article: {rejection.detail}"),
    )


def _row(ref: CaptureRef, result: Article | Rejection, fingerprint: str, capture: Capture | None) -> BatchRow:
    """Return the row of a page; `capture` is None where its record cannot be read."""
    article = result if isinstance(result, Article) else None
    stated = article.ai_statements or () if article else read_ai_statements(capture, PageMetadata()) if capture else ()
    row = CaptureRow(
        run_id=ref.run_id,
        outlet=ref.outlet,
        key=article.key if article else ref.key,
        article_id=article.article_id if article else None,
        url=ref.url,
        final_url=ref.final_url,
        status=capture.response.status if capture else ref.status,
        captured_at=ref.captured_at.astimezone(UTC) if ref.captured_at else None,
        digest=capture.response.digest if capture else payload_digest(b""),
        reading=Reading.ARTICLE if article else Reading.REJECTED,
        content=content_digests(article) if article else None,
        robots_allowed=capture.host.robots_allowed if capture else None,
        ai_use=ai_use(stated) if capture else None,
        ai_statements=stated or None,
        extractor_fingerprint=fingerprint,
        warc_file=ref.warc_file,
        warc_offset=ref.warc_offset,
        warc_length=ref.warc_length,
    )
    if isinstance(result, Article):
        return BatchRow(capture=row, article=article)
    return BatchRow(capture=row, rejection=RejectionRow(reason=result.reason, detail=result.detail))


def _without_duplicates(rows: Iterable[BatchRow]) -> Iterator[BatchRow]:
    """Mark other addresses of an article that was read before; the same address later is a reading of its own."""
    read: dict[str | None, list[tuple[str | None, datetime]]] = {}
    for row in rows:
        capture = row.capture
        if capture.reading is Reading.ARTICLE and capture.captured_at:
            readings = read.setdefault(capture.key, [])
            moment = capture.captured_at
            if any(capture.url != url and abs(moment - when) < _SAME_NIGHT for url, when in readings):
                yield replace(row, capture=replace(capture, reading=Reading.DUPLICATE, content=None))
                continue
            readings.append((capture.url, moment))
        yield row
