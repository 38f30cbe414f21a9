"""The batch file: one JSON line for each page of a crawl, on its way to the warehouse."""

from __future__ import annotations

import gzip
import hashlib
import json
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from spiders.capture.manifest import CrawlManifest, Outcome
from spiders.capture.record import Capture, CaptureRef, capture_at, capture_ref, read_capture
from spiders.capture.warc_reader import Exchange, WarcError
from spiders.local_paths import without_folders
from spiders.outlet import Outlet
from transforms.article import FAILURES, Article, Reason, Rejection, to_json
from transforms.fingerprint import extractor_fingerprint
from transforms.page.text import compared
from transforms.parallel import LIMIT, ordered_parallel_map
from transforms.parse import parse

# Another address of an article is a duplicate of the reading just made, not a reading of its own.
_SAME_NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Job:
    """A page to read, small enough to be handed to another process."""

    captures: Path
    kept: CaptureRef
    clock: datetime
    outlet: Outlet | None
    reader: str


def write_batch(
    captures: Path, manifest: CrawlManifest, outlet: Outlet | None, path: Path, workers: int | None = None
) -> int:
    """Read every fetched page of a manifest and write the batch file; return how many pages it holds.

    The pages are read by `workers` processes (all cores where None), their rows stand in the order of the manifest.
    """
    kept = [capture_ref(manifest, page) for page in manifest.pages if page.outcome is Outcome.FETCHED]
    read: dict[str, list[tuple[str, datetime]]] = {}
    rows = _rows(captures, kept, manifest.clock, outlet, workers)
    return _write(path, (_mark_duplicate({"again": False, **row}, read) for row in rows))


def write_again(
    captures: Path, kept: list[CaptureRef], outlet: Outlet | None, path: Path, workers: int | None = None
) -> int:
    """Read captures of an outlet again and write them as a batch file beside a manifest's; return their number."""
    rows = _rows(captures, kept, datetime.now(UTC), outlet, workers)
    return _write(path, ({"again": True, **row} for row in rows))


def write_retry(
    captures: Path,
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
    pages = {
        page.warc_offset: capture_ref(manifest, page) for page in manifest.pages if page.outcome is Outcome.FETCHED
    }

    def rows_at(places: Collection[int]) -> dict[int, dict[str, Any]]:
        there = [place for place in pages if place in places]
        rows = _rows(captures, [pages[place] for place in there], manifest.clock, outlet, workers)
        return dict(zip(there, rows, strict=True))  # type: ignore[arg-type]  # none is None: it is in places

    rows = rows_at(offsets)
    articles = {row["capture"]["article_id"] for row in rows.values() if row["article"]}
    beside = {place: article_id for place, article_id in siblings(articles).items() if place not in offsets}
    others = rows_at(beside)
    failed = {beside[place]: row["rejection"] for place, row in others.items() if _is_failure(row)}
    rows = {place: _failed_with(row, failed.get(row["capture"]["article_id"])) for place, row in rows.items()}
    for place, row in others.items():
        if row["article"] and beside[place] not in failed:  # else its reading stays as it is
            rows[place] = row
    read: dict[str, list[tuple[str, datetime]]] = {}
    ordered_parallel_map = (rows[place] for place in pages if place in rows)
    return _write(path, (_mark_duplicate({"again": False, **row}, read) for row in ordered_parallel_map))


def _rows(
    captures: Path, kept: list[CaptureRef], clock: datetime, outlet: Outlet | None, workers: int | None
) -> Iterator[dict[str, Any]]:
    reader = extractor_fingerprint(outlet)
    jobs = [_Job(captures, one, clock, outlet, reader) for one in kept]
    yield from ordered_parallel_map(_read_job, jobs, crashed=_crashed_job, late=_late_job, workers=workers, limit=LIMIT)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with gzip.open(part, "wt", encoding="utf-8", errors="replace", compresslevel=1) as out:
            for row in rows:
                count += 1
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    except BaseException:  # half a batch serves nobody, and where the disk is full it takes what room there is
        part.unlink(missing_ok=True)
        raise
    part.replace(path)
    return count


def content_digests(article: Article) -> dict[str, str]:
    """Return a digest of each field whose change makes a revision, white space and the style of quotes aside."""
    fields = {"headline": article.headline, "description": article.description, "article_body": article.article_body}
    return {name: _digest(text or "") for name, text in fields.items()}


def _digest(text: str) -> str:
    """Return 64 bits in hex: enough to tell the few texts of one article apart."""
    return hashlib.sha256(compared(text).encode("utf-8")).hexdigest()[:16]


def _read_job(job: _Job) -> dict[str, Any]:
    try:
        capture = read_capture(job.captures, job.kept)
    except (WarcError, OSError, ValueError) as error:
        return _unread(job, Reason.UNREADABLE, str(error))
    try:
        return _row(capture, parse(capture, job.outlet), job.reader)
    except MemoryError:  # its process ends, and with it all that it holds
        raise
    except Exception:
        return _unread(job, Reason.EXTRACTOR_ERROR, traceback.format_exc(limit=-6))


def _crashed_job(job: _Job) -> dict[str, Any]:
    return _unread(job, Reason.EXTRACTOR_ERROR, "the process that read it died, or had no memory left")


def _late_job(job: _Job) -> dict[str, Any]:
    return _unread(job, Reason.TIMEOUT, f"reading it took longer than {LIMIT:g} seconds")


def _unread(job: _Job, reason: Reason, detail: str) -> dict[str, Any]:
    kept = replace(job.kept, warc_offset=-1 if job.kept.warc_offset is None else job.kept.warc_offset)
    moment = kept.captured_at or job.clock
    nothing = Exchange(url=kept.url, captured_at=moment, status=kept.status, reason="", headers=(), payload=b"")
    capture = capture_at(kept, nothing)
    return _row(capture, Rejection(reason=reason, detail=without_folders(detail)), job.reader)


def _is_failure(row: dict[str, Any]) -> bool:
    return row["rejection"] is not None and row["rejection"]["reason"] in FAILURES


def _failed_with(row: dict[str, Any], rejection: dict[str, str] | None) -> dict[str, Any]:
    """Return the row of a page as that of one that could not be read; as it is where `rejection` is None."""
    if rejection is None:
        return row
    capture = {**row["capture"], "article_id": None, "reading": "rejected", "content": None}
    told = {**rejection, "detail": f"another address of its article: {rejection['detail']}"}
    return {"capture": capture, "article": None, "rejection": told}


def _row(capture: Capture, result: Article | Rejection, reader: str) -> dict[str, Any]:
    moment = capture.captured_at.astimezone(UTC).isoformat() if capture.captured_at else None
    article = result if isinstance(result, Article) else None
    return {
        "capture": {
            "run_id": capture.run_id,
            "outlet": capture.outlet,
            "key": article.key if article else capture.key,
            "article_id": article.article_id if article else None,
            "url": capture.url,
            "final_url": capture.final_url,
            "status": capture.status,
            "captured_at": moment,
            "digest": capture.digest,
            "reading": "article" if article else "rejected",
            "content": content_digests(article) if article else None,
            "reader": reader,
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
        },
        "article": to_json(article) if article else None,
        "rejection": None if isinstance(result, Article) else {"reason": result.reason.value, "detail": result.detail},
    }


def _mark_duplicate(row: dict[str, Any], read: dict[str, list[tuple[str, datetime]]]) -> dict[str, Any]:
    """Mark another address of an article that this crawl has read; the same address later is a reading of its own."""
    capture = row["capture"]
    if capture["reading"] != "article":
        return row
    key, url, moment = capture["key"], capture["url"], datetime.fromisoformat(capture["captured_at"])
    readings = read.setdefault(key, [])
    if any(url != other and abs(moment - when) < _SAME_NIGHT for other, when in readings):
        capture["reading"] = "duplicate"
        capture["content"] = None
    else:
        readings.append((url, moment))
    return row
