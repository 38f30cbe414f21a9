"""Imports WARC files: their pages are copied into the captures, with a crawl manifest for each outlet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.config import DataFolder
from flows.data_layout import folder_fault
from flows.errors import UsageError
from flows.pipeline.earlier_runs import captured, ledger
from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry, dated_ahead, outcome_of_status, write_manifest
from spiders.capture.record import Exchange
from spiders.capture.store import warc_path
from spiders.capture.warc_reader import WarcError, read_exchanges
from spiders.capture.warc_writer import WarcWriter, pack
from spiders.discovery.wayback import parse_memento
from spiders.errors import reason_of
from spiders.outlet import Outlet
from spiders.public_suffix import registrable_domain
from spiders.registry import owner

#: The row under which pages of undeclared outlets are counted when they are not wanted.
UNDECLARED = "undeclared"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
log = logging.getLogger("nightdesk")

#: URL, time and payload digest of captures.
Identities = set[tuple[str, datetime, str]]


@dataclass(slots=True)
class _Import:
    """What is imported of one outlet."""

    path: Path
    captured: Identities
    pages: list[PageEntry] = field(default_factory=list)
    #: How many were left that `undeclared` would have taken.
    left: int = 0
    warc: WarcWriter | None = None

    def write(self, exchange: Exchange) -> tuple[int, int]:
        """Copy the exchange and return offset and length of its record; the WARC is begun with the first one."""
        if self.warc is None:
            self.warc = WarcWriter(warc_path(self.path))
        record = pack(exchange)
        return self.warc.append(record), len(record)


@dataclass(frozen=True, slots=True)
class Imported:
    """The manifests that an import left, a line for each file that could not be read to its end, and what to know."""

    manifests: tuple[Path, ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def import_warcs(
    files: list[Path],
    data: DataFolder,
    outlets: Mapping[str, Outlet],
    *,
    run_id: str,
    clock: datetime,
    undeclared: bool,
) -> Imported:
    """Copy the pages of declared outlets (with `undeclared`, of all) from the files into the captures.

    What is captured already (same URL, time and digest) is counted as known; what is no page is skipped.
    A file that breaks off is read as far as it goes.
    """
    started_at = datetime.now(UTC)
    imports: dict[str, _Import] = {}
    problems: list[str] = []
    with ledger(data) as connection:

        def import_of(slug: str) -> _Import:
            if slug not in imports:
                path = data.store.manifest_path(slug, run_id)
                if fault := folder_fault(path.parent):
                    raise UsageError(f"{fault}: move it aside and run again")
                imports[slug] = _Import(path, captured(data, connection, slug))
            return imports[slug]

        for file in files:
            problem = _read(file, lambda exchange: _take(exchange, outlets, import_of, undeclared=undeclared))
            problems += [f"{file}: {problem}"] if problem else []
    options = {"files": [str(file) for file in files], "undeclared": undeclared}
    for slug, taken in sorted(imports.items()):
        if taken.warc is not None:
            taken.warc.close()
        manifest = CrawlManifest(
            run_id=run_id,
            kind="import",
            outlet=slug,
            clock=clock,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            finish_reason="finished",
            warc=taken.warc.path.name if taken.warc else None,
            listings=(),
            pages=tuple(sorted(taken.pages, key=_by_time)),
            options=options,
        )
        write_manifest(manifest, taken.path)
    left = sum(taken.left for taken in imports.values())
    return Imported(tuple(taken.path for _, taken in sorted(imports.items())), tuple(problems), _remarks(left))


def _remarks(left: int) -> tuple[str, ...]:
    if not left:
        return ()
    pages = "1 page of a host" if left == 1 else f"{left} pages of hosts"
    return (f"{pages} that no outlet declares {'was' if left == 1 else 'were'} skipped: --undeclared takes them",)


def _by_time(page: PageEntry) -> datetime:
    """Return when a page was captured: what an import brings does not hang on the order of its files."""
    return page.captured_at or datetime.max.replace(tzinfo=UTC)


def _read(file: Path, take: Callable[[Exchange], None]) -> str | None:
    """Hand over every exchange of a file; return what is wrong with the file, if anything."""
    try:
        for _, exchange in read_exchanges(file):
            take(exchange)
    except WarcError as error:
        return str(error)
    except OSError as error:
        return reason_of(error)
    return None


def _take(
    exchange: Exchange, outlets: Mapping[str, Outlet], import_of: Callable[[str], _Import], *, undeclared: bool
) -> None:
    """Record one exchange, and copy it where it is a page that is wanted and new."""
    archived = parse_memento(exchange.url)
    url = archived.original if archived else exchange.url
    moment = archived.captured_at if archived else exchange.captured_at
    outlet = owner(dict(outlets), url)
    slug = outlet.slug if outlet else (registrable_domain(url) if undeclared else UNDECLARED)
    taken = import_of(slug or UNDECLARED)
    outcome = _outcome(exchange, url, outlet) if slug not in (None, UNDECLARED) else Outcome.FILTERED
    if outlet is None and not undeclared and registrable_domain(url):
        taken.left += _outcome(exchange, url, None) is Outcome.FETCHED
    ahead = dated_ahead(moment)
    outcome = Outcome.ERROR if ahead else outcome
    identity = (url, moment, exchange.digest)
    offset = length = None
    if outcome is Outcome.FETCHED:
        if identity in taken.captured:
            outcome = Outcome.KNOWN
        else:
            taken.captured.add(identity)
            offset, length = taken.write(exchange)
    taken.pages.append(
        PageEntry(
            url=url,
            key=outlet.key_of(url) if outlet else None,
            outcome=outcome,
            source="warc",
            final_url=exchange.url,
            status=exchange.status,
            captured_at=moment,
            warc_offset=offset,
            warc_length=length,
            detail=ahead,
        )
    )


def _outcome(exchange: Exchange, url: str, outlet: Outlet | None) -> Outcome:
    kind = (exchange.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    is_page = outlet.is_article(url) if outlet else urlsplit(url).path.strip("/") != ""
    if not is_page or kind not in _PAGES or 300 <= exchange.status < 400:
        return Outcome.FILTERED
    return outcome_of_status(exchange.status)
