"""What a crawl or an import did: one outcome for every URL, in a JSON file beside its captures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from spiders.local_paths import names_alone, without_folders


class Outcome(StrEnum):
    """How one URL ended; every URL that was found ends in exactly one."""

    KNOWN = "known"
    NOT_MODIFIED = "not_modified"
    ROBOTS = "robots"
    FILTERED = "filtered"
    OFFSITE = "offsite"
    LEFT_OVER = "left_over"
    FETCHED = "fetched"
    GONE = "gone"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    BLOCKED = "blocked"
    LED_AWAY = "led_away"  # it redirects to a host that is not the outlet's: consent, a login, a new domain
    TIMEOUT = "timeout"
    DNS = "dns"
    TLS = "tls"
    TOO_LARGE = "too_large"
    REFUSED_ADDRESS = "refused_address"
    NOT_RECORDED = "not_recorded"
    UNREADABLE = "unreadable"  # of listings only: it answered, with something that is no listing
    ERROR = "error"


MANIFEST_SUFFIX = ".receipt.json"  # what a manifest was called at first: the data folders in use have it
_CLOCKS_DIFFER = timedelta(days=1)
_SKIPPED = {Outcome.ROBOTS, Outcome.FILTERED, Outcome.OFFSITE, Outcome.LEFT_OVER}


def outcome_class(outcome: Outcome) -> str:
    """Return the class in which the outcome is counted: known, skipped, fetched or failed."""
    if outcome in (Outcome.KNOWN, Outcome.NOT_MODIFIED):
        return "known"
    if outcome is Outcome.FETCHED:
        return "fetched"
    return "skipped" if outcome in _SKIPPED else "failed"


#: What a manifest says of that which is left over as its host asked for a rest.
LONG_PAUSE = "asked for a longer pause than this run makes"


def asked_to_wait(manifest: CrawlManifest) -> bool:
    """Say whether a server refused to answer for being asked too much, or asked for a long pause."""
    entries: tuple[ListingEntry | PageEntry | RobotsEntry, ...] = (
        *manifest.listings,
        *manifest.pages,
        *manifest.robots,
    )
    return any(entry.status == 429 or LONG_PAUSE in (entry.detail or "") for entry in entries)


def dated_ahead(captured_at: datetime) -> str | None:
    """Return in words that a capture is dated more than a day ahead; None where it is not.

    It would be the newest revision until that day. Clocks that differ by less are usual.
    """
    if captured_at <= datetime.now(UTC) + _CLOCKS_DIFFER:
        return None
    return f"dated {captured_at:%Y-%m-%d}, more than a day ahead of this machine's clock"


def outcome_of_status(status: int, captured_at: datetime | None = None) -> Outcome:
    """Return the outcome of an answer by its HTTP status; an error where it is dated ahead."""
    if captured_at is not None and dated_ahead(captured_at):
        return Outcome.ERROR
    if 200 <= status < 300:
        return Outcome.FETCHED
    if status in (404, 410):
        return Outcome.GONE
    if status in (401, 403, 429, 451):
        return Outcome.BLOCKED
    if 400 <= status < 500:
        return Outcome.HTTP_4XX
    return Outcome.HTTP_5XX if 500 <= status < 600 else Outcome.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One article that was offered, and how it ended; `captured_at` and `warc_offset` where bytes were kept.

    `ended_at` is when it came to its end; what was never asked for has no such time.
    `source` is the kind of source that offered it first, or why it was asked for again: Revisit, Retry. `bytes` are
    those of the body as served, `seconds` those of its last request; `etag` and `last_modified` are the answer's own.
    `aliases` are other addresses of the same article, by its key, that the crawl was offered and did not ask for.
    """

    url: str
    key: str | None
    outcome: Outcome
    source: str | None = None
    final_url: str | None = None
    status: int | None = None
    captured_at: datetime | None = None
    warc_offset: int | None = None
    ended_at: datetime | None = None
    bytes: int | None = None
    seconds: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """One listing that was asked for, how many links it gave, and the newest date that it states of one of them.

    `ended_at` is when it came to its end; what was never asked for has no such time.
    """

    url: str
    outcome: Outcome
    status: int | None = None
    links: int = 0
    newest: datetime | None = None
    source: str | None = None
    ended_at: datetime | None = None
    bytes: int | None = None
    seconds: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None

    @property
    def answered(self) -> bool:
        """Say whether it answered with what it is: a listing, or that it is as it was."""
        return self.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsEntry:
    """What the robots.txt of a host said in this crawl.

    `state` is read, none (there is no such file: all is allowed), failed (it could not be had: nothing is allowed) or
    unreachable (neither the host nor any page of it is). `crawl_delay` is in seconds, `final_url` where redirects led,
    `detail` why it failed.
    """

    host: str
    state: str
    status: int | None = None
    crawl_delay: float | None = None
    final_url: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlManifest:
    """What one crawl or import of one outlet did; `part` tells the slices of a run apart (a day gone by)."""

    run_id: str
    kind: str
    outlet: str
    clock: datetime
    started_at: datetime
    finished_at: datetime
    finish_reason: str
    warc: str | None
    listings: tuple[ListingEntry, ...]
    pages: tuple[PageEntry, ...]
    robots: tuple[RobotsEntry, ...] = ()
    part: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    format: int = 1

    def counts(self) -> dict[str, int]:
        """Return found, known, skipped, fetched and failed; found is the sum of the other four."""
        classes = Counter(outcome_class(page.outcome) for page in self.pages)
        named = {name: classes[name] for name in ("known", "skipped", "fetched", "failed")}
        return {"found": sum(named.values()), **named}

    def outcomes(self) -> Counter[str]:
        """Return how many pages ended in each outcome."""
        return Counter(page.outcome.value for page in self.pages)


_Entry = TypeVar("_Entry", PageEntry, ListingEntry, RobotsEntry)


class ManifestError(Exception):
    """A manifest's file cannot be read as one."""


def manifest_path(captures: Path, outlet: str, run_id: str, part: str | None = None) -> Path:
    """Return where the manifest of a crawl lives; its WARC is beside it under the same stem."""
    stem = run_id if part is None else f"{run_id}.{part}"
    return captures / outlet / f"{stem}{MANIFEST_SUFFIX}"


def warc_path(manifest: Path) -> Path:
    """Return the WARC that belongs to a manifest's path."""
    return manifest.with_name(manifest.name.removesuffix(MANIFEST_SUFFIX) + ".warc.gz")


def write_manifest(manifest: CrawlManifest, path: Path) -> None:
    """Write the manifest, without the folders of this machine, beside its place and rename it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    text = json.dumps(asdict(_portable(manifest)), default=_plain, ensure_ascii=False, indent=1)
    try:
        part.write_text(text + "\n", encoding="utf-8")
    except OSError:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)


def read_manifest(path: Path) -> CrawlManifest:
    """Return the manifest in a file; raises `ManifestError` where it is none.

    Older ones hold folders of the machine that they were written on; those are left out.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        for name in ("clock", "started_at", "finished_at"):
            fields[name] = datetime.fromisoformat(fields[name])
        fields["listings"] = tuple(ListingEntry(**_typed(entry, "newest", "ended_at")) for entry in fields["listings"])
        fields["pages"] = tuple(PageEntry(**_page(entry)) for entry in fields["pages"])
        fields["robots"] = tuple(RobotsEntry(**entry) for entry in fields.get("robots", ()))
        manifest = CrawlManifest(**fields)
        _check(manifest, path)
        return _portable(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        told = error.strerror.lower() if isinstance(error, OSError) and error.strerror else error
        raise ManifestError(f"{path} cannot be read as a crawl manifest: {told}") from error


def _portable(manifest: CrawlManifest) -> CrawlManifest:
    """Return the manifest without the paths of a machine: it is loaded into what people pass on."""

    def entries(held: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
        return tuple(
            replace(entry, detail=without_folders(entry.detail)) if entry.detail and "/" in entry.detail else entry
            for entry in held
        )

    return replace(
        manifest,
        finish_reason=without_folders(manifest.finish_reason),
        options=names_alone(dict(manifest.options)),
        listings=entries(manifest.listings),
        pages=entries(manifest.pages),
        robots=entries(manifest.robots),
    )


def _check(manifest: CrawlManifest, path: Path) -> None:
    """Raise `ValueError` where a manifest, edited by hand perhaps, is not that of the crawl whose name it has."""
    if manifest_path(path.parent.parent, manifest.outlet, manifest.run_id, manifest.part) != path:
        raise ValueError("it speaks of another crawl than its name")
    if manifest.warc not in (None, warc_path(path).name):
        raise ValueError("it names another WARC than the one beside it")
    moments = [manifest.clock, manifest.started_at, manifest.finished_at]
    moments += [moment for page in manifest.pages for moment in (page.captured_at, page.ended_at) if moment]
    moments += [moment for listing in manifest.listings for moment in (listing.newest, listing.ended_at) if moment]
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("a time has no zone")
    if any(not isinstance(page.warc_offset, int | None) for page in manifest.pages):
        raise ValueError("a page's place in the WARC is no number")
    if any(not isinstance(url, str) for page in manifest.pages for url in (page.url, *page.aliases)):
        raise ValueError("the URL of a page is no text")


def _page(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a page; older manifests have no aliases."""
    return {**_typed(entry, "captured_at", "ended_at"), "aliases": tuple(entry.get("aliases") or ())}


def _typed(entry: dict[str, Any], *moments: str) -> dict[str, Any]:
    """Return the fields of an entry with its outcome and its moments as what they are; older manifests lack some."""
    told = {name: entry.get(name) for name in moments}
    return {
        **entry,
        "outcome": Outcome(entry["outcome"]),
        **{name: datetime.fromisoformat(text) if text else None for name, text in told.items()},
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a manifest")
