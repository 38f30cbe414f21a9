"""What a crawl or an import did: one outcome for every URL, in a JSON file beside its captures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec.structs import replace

from spiders.capture.record import CaptureRef
from spiders.capture.store import MANIFEST_SUFFIX, commit, crawl_stem, partial_path, warc_path
from spiders.local_paths import names_alone, without_folders
from spiders.tdm_reservation import TdmRule

#: A time with its zone: what has none is refused on reading.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
#: A status of HTTP.
Status = Annotated[int, msgspec.Meta(ge=0, le=999)]
#: A place, a length (bytes) or a count.
Place = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


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


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One URL that was offered or asked for, and how it ended.

    `ended_at` is when it came to its end; what was never asked for has no such time. `source` is the kind of source
    that offered it first, or why it was asked for again: Revisit, Retry. `bytes` are those of the body as served,
    `seconds` those of its last request; `etag` and `last_modified` are the answer's own.
    """

    url: str
    outcome: Outcome
    source: str | None = None
    status: Status | None = None
    ended_at: Moment | None = None
    bytes: Place | None = None
    seconds: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None


class PageEntry(Entry, frozen=True, kw_only=True):
    """One article; `captured_at` and the place of its WARC record (bytes) where it was captured.

    `aliases` are other addresses of the same article, by its key, that the crawl was offered and did not ask for.
    """

    key: str | None
    final_url: str | None = None
    captured_at: Moment | None = None
    warc_offset: Place | None = None
    warc_length: Place | None = None
    aliases: tuple[str, ...] = ()


class ListingEntry(Entry, frozen=True, kw_only=True):
    """One listing, how many links it gave, and the newest date that it states of one of them."""

    links: Place = 0
    newest: Moment | None = None

    @property
    def answered(self) -> bool:
        """Say whether it answered with what it is: a listing of articles, or that it is as it was.

        A home page that is asked which feeds there are offers none.
        """
        return self.source != "HomePage" and self.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)


class RobotsEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the robots.txt of a host said in this crawl.

    `state` is read, none (there is no such file: all is allowed), failed (it could not be had: nothing is allowed) or
    unreachable (neither the host nor any page of it is). `crawl_delay` is in seconds, `final_url` where redirects led,
    `detail` why it failed. `tdm_rules` are those of the host's tdmrep.json, where that was asked for.
    """

    host: str
    state: str
    status: Status | None = None
    crawl_delay: float | None = None
    final_url: str | None = None
    detail: str | None = None
    tdm_asked_at: Moment | None = None
    tdm_rules: tuple[TdmRule, ...] | None = None


class CrawlManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one crawl or import of one outlet did; `slice` tells the slices of a run apart (a day gone by)."""

    run_id: str
    kind: str
    outlet: str
    clock: Moment
    started_at: Moment
    finished_at: Moment
    finish_reason: str
    warc: str | None
    listings: tuple[ListingEntry, ...]
    pages: tuple[PageEntry, ...]
    robots: tuple[RobotsEntry, ...] = ()
    slice: str | None = msgspec.field(default=None, name="part")  # what it was called at first
    options: Mapping[str, object] = {}
    format: Literal[1] = 1

    def counts(self) -> dict[str, int]:
        """Return found, known, skipped, fetched and failed; found is the sum of the other four."""
        classes = Counter(outcome_class(page.outcome) for page in self.pages)
        named = {name: classes[name] for name in ("known", "skipped", "fetched", "failed")}
        return {"found": sum(named.values()), **named}

    def capture_ref(self, page: PageEntry) -> CaptureRef:
        """Return the reference to the capture of one of its pages."""
        return CaptureRef(
            outlet=self.outlet,
            run_id=self.run_id,
            key=page.key,
            url=page.url,
            final_url=page.final_url or page.url,
            captured_at=page.captured_at,
            status=page.status,
            warc_file=f"{self.outlet}/{self.warc}",
            warc_offset=page.warc_offset,
            warc_length=page.warc_length,
        )

    def outcomes(self) -> Counter[str]:
        """Return how many pages ended in each outcome."""
        return Counter(page.outcome.value for page in self.pages)


_Entry = TypeVar("_Entry", PageEntry, ListingEntry, RobotsEntry)


class ManifestError(Exception):
    """A manifest's file cannot be read as one."""


def write_manifest(manifest: CrawlManifest, path: Path) -> None:
    """Write the manifest, without the folders of this machine, beside its place and commit it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_path(path)
    text = msgspec.json.format(msgspec.json.encode(_portable(manifest)), indent=1)
    try:
        partial.write_bytes(text + b"\n")
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    commit(partial, path)


def read_manifest(path: Path) -> CrawlManifest:
    """Return the manifest in a file; raises `ManifestError` where it is none.

    Older ones hold folders of the machine that they were written on; those are left out.
    """
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=CrawlManifest)
        _check(manifest, path)
        return _portable(manifest)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror.lower() if isinstance(error, OSError) and error.strerror else error
        raise ManifestError(f"{path} cannot be read as a crawl manifest: {reason}") from error


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
        options=names_alone(manifest.options),
        listings=entries(manifest.listings),
        pages=entries(manifest.pages),
        robots=entries(manifest.robots),
    )


def _check(manifest: CrawlManifest, path: Path) -> None:
    """Raise `ValueError` where a manifest, edited by hand perhaps, is not that of the crawl whose name it has."""
    name = f"{crawl_stem(manifest.run_id, manifest.slice)}{MANIFEST_SUFFIX}"
    if (manifest.outlet, name) != (path.parent.name, path.name):
        raise ValueError("it speaks of another crawl than its name")
    if manifest.warc not in (None, warc_path(path).name):
        raise ValueError("it names another WARC than the one beside it")
