"""The batch file: one JSON line for each page of a crawl, on its way to the warehouse."""

from __future__ import annotations

import gzip
import hashlib
import json
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from spiders.capture import Capture, read_capture
from spiders.outlet import Outlet
from spiders.receipt import Outcome, PageEntry, Receipt
from spiders.warc import WarcError
from transforms.article import Article, Reason, Rejection, to_json
from transforms.parse import parse
from transforms.pool import LIMIT, in_order

# Another address of an article is a duplicate of the reading just made, not a reading of its own.
_SAME_NIGHT = timedelta(days=1)
_QUOTES = str.maketrans("‘’‚‛“”„‟«»", '\'\'\'\'""""""')


@dataclass(frozen=True, slots=True)
class _Job:
    """A page to read, small enough to be handed to another process."""

    captures: Path
    receipt: Receipt
    page: PageEntry
    outlet: Outlet | None


def write_batch(captures: Path, receipt: Receipt, outlet: Outlet | None, path: Path, workers: int | None = None) -> int:
    """Read every fetched page of a receipt and write the batch file; return how many pages it holds.

    The pages are read by `workers` processes (all cores where None), their rows stand in the order of the receipt.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fetched = [page for page in receipt.pages if page.outcome is Outcome.FETCHED]
    # The bare receipt: its pages would otherwise travel along with each of them.
    bare = replace(receipt, pages=(), listings=(), options={})
    jobs = [_Job(captures, bare, page, outlet) for page in fetched]
    part = path.with_name(path.name + ".part")
    read: dict[str, list[tuple[str, datetime]]] = {}
    with gzip.open(part, "wt", encoding="utf-8", errors="replace", compresslevel=1) as out:
        for row in in_order(_read_job, jobs, crashed=_crashed_job, late=_late_job, workers=workers, limit=LIMIT):
            _mark_duplicate(row, read)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    part.replace(path)
    return len(jobs)


def content_sha256(article: Article) -> str:
    """Return the digest of what makes a revision: headline, description and body, white space and quotes aside."""
    parts = (article.headline, article.description or "", article.article_body)
    text = "\n".join(" ".join(unicodedata.normalize("NFKC", part).translate(_QUOTES).split()) for part in parts)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read_job(job: _Job) -> dict[str, Any]:
    try:
        capture = read_capture(job.captures, job.receipt, job.page)
    except (WarcError, OSError, ValueError) as error:
        return _unread(job, Reason.UNREADABLE, str(error))
    return _row(capture, parse(capture, job.outlet))


def _crashed_job(job: _Job) -> dict[str, Any]:
    return _unread(job, Reason.EXTRACTOR_ERROR, "the process that read it died")


def _late_job(job: _Job) -> dict[str, Any]:
    return _unread(job, Reason.TIMEOUT, f"reading it took longer than {LIMIT:g} seconds")


def _unread(job: _Job, reason: Reason, detail: str) -> dict[str, Any]:
    page = job.page
    capture = Capture(
        outlet=job.receipt.outlet,
        key=page.key,
        url=page.url,
        final_url=page.final_url or page.url,
        captured_at=page.captured_at or job.receipt.clock,
        status=page.status or 0,
        headers=(),
        payload=b"",
        run_id=job.receipt.run_id,
        warc_file=f"{job.receipt.outlet}/{job.receipt.warc}",
        warc_offset=page.warc_offset if page.warc_offset is not None else -1,
    )
    return _row(capture, Rejection(reason=reason, detail=detail))


def _row(capture: Capture, result: Article | Rejection) -> dict[str, Any]:
    moment = capture.captured_at.astimezone(UTC).isoformat() if capture.captured_at else None
    article = result if isinstance(result, Article) else None
    return {
        "capture": {
            "run_id": capture.run_id,
            "outlet": capture.outlet,
            "key": article.key if article else capture.key,
            "url": capture.url,
            "final_url": capture.final_url,
            "status": capture.status,
            "captured_at": moment,
            "digest": capture.digest,
            "reading": "article" if article else "rejected",
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
        },
        "content_sha256": content_sha256(article) if article else None,
        "article": to_json(article) if article else None,
        "rejection": None if isinstance(result, Article) else {"reason": result.reason.value, "detail": result.detail},
    }


def _mark_duplicate(row: dict[str, Any], read: dict[str, list[tuple[str, datetime]]]) -> None:
    """Mark another address of an article that this crawl has read; the same address later is a reading of its own."""
    capture = row["capture"]
    if capture["reading"] != "article":
        return
    key, url, moment = capture["key"], capture["url"], datetime.fromisoformat(capture["captured_at"])
    readings = read.setdefault(key, [])
    if any(url != other and abs(moment - when) < _SAME_NIGHT for other, when in readings):
        capture["reading"] = "duplicate"
    else:
        readings.append((url, moment))
