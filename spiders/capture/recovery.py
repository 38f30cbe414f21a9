"""Recovery of a crawl that was killed: the whole records of its WARC, and a manifest that says so."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry, dated_ahead, outcome_of_status, write_manifest
from spiders.capture.record import Exchange
from spiders.capture.store import PARTIAL_SUFFIX, WARC_SUFFIX, LocalCaptureStore, partial_path, warc_path
from spiders.capture.warc_reader import WarcError, is_being_written, packed_exchange, whole_records
from spiders.discovery.link import printable
from spiders.discovery.wayback import parse_memento
from spiders.errors import reason_of
from spiders.outlet import Outlet
from spiders.url import normalized_url

# As `new_run_id` makes them, and the slice behind a full stop.
#: The source, in a manifest, of what no listing is known to have offered.
RECOVERED = "Salvage"
_STEM = re.compile(r"(?P<run>(?P<clock>\d{8}T\d{6})Z-(?P<kind>[a-z]+)-[0-9a-f]+)(?:\.(?P<slice>\d{8}))?")


def recover_all(store: LocalCaptureStore, outlets: Mapping[str, Outlet]) -> tuple[list[Path], list[str]]:
    """Recover every WARC that a crawl left without a manifest; those under way stay.

    Return the manifests written, and a line for each that cannot be recovered.
    """
    manifests, problems = [], []
    for warc in (*store.partials(), *store.warcs()):
        try:
            manifest = recover(warc, outlets.get(warc.parent.name))
            manifests += [manifest] if manifest else []
        except (OSError, UnicodeError) as error:
            problems.append(f"{warc} cannot be recovered: {reason_of(error)}: move it aside")
    return manifests, problems


def is_of_a_crawl(warc: Path) -> bool:
    """Say whether a WARC, unfinished or not, bears the name that a run gives it."""
    return _run_of(warc) is not None


def recover(left: Path, outlet: Outlet | None) -> Path | None:
    """Give the whole records of a WARC without a manifest their name and a manifest, and return the manifest's path.

    None where it has one, where a crawl is at work on it, where it is no crawl's, and where it holds no whole record:
    an unfinished one is removed then. Only the torn end of an unfinished one is cut off: what is damaged otherwise
    stays for whoever has a backup. Raises `OSError` where it cannot be read, or the manifest not be written.
    """
    run = _run_of(left)
    if run is None:
        return None
    manifest = LocalCaptureStore(left.parent.parent).manifest_path(left.parent.name, run["run"], run["slice"])
    if manifest.exists() or is_being_written(left):
        return None
    length = max((end for _, end, _ in whole_records(left)), default=0)
    unfinished = left.name.endswith(PARTIAL_SUFFIX)
    if unfinished and length:
        os.truncate(left, length)
    elif unfinished:
        left.unlink()
    if not length:
        return None
    warc = left.with_name(left.name.removesuffix(PARTIAL_SUFFIX))
    written = _manifest(left, outlet, run, warc.name)
    left.replace(warc)
    write_manifest(written, manifest)
    return manifest


def resume(manifest: Path, outlet: Outlet | None) -> tuple[PageEntry, ...]:
    """Make ready the WARC of a crawl that left no manifest for being taken up again, and return what it holds.

    Its whole records stay, under the name of an unfinished file. Raises `OSError` where it cannot be read.
    """
    warc = warc_path(manifest)
    left = partial_path(warc)
    if warc.exists():
        warc.replace(left)
    if not left.exists():
        return ()
    os.truncate(left, max((end for _, end, _ in whole_records(left)), default=0))
    return tuple(_pages(left, outlet, imported=False))


def _run_of(warc: Path) -> re.Match[str] | None:
    """Return run, clock, kind and slice from the name that a run gives its WARC; None where it is no run's."""
    return _STEM.fullmatch(warc.name.removesuffix(PARTIAL_SUFFIX).removesuffix(WARC_SUFFIX))


def _manifest(left: Path, outlet: Outlet | None, run: re.Match[str], warc: str) -> CrawlManifest:
    pages = _pages(left, outlet, imported=run["kind"] == "import")
    moments = [page.captured_at for page in pages if page.captured_at]
    clock = datetime.strptime(run["clock"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return CrawlManifest(
        run_id=run["run"],
        kind=run["kind"],
        outlet=left.parent.name,
        slice=run["slice"],
        clock=clock,
        started_at=min(moments, default=clock),
        finished_at=max(moments, default=datetime.fromtimestamp(left.stat().st_mtime, UTC)),
        finish_reason="it was killed; what it had captured was recovered",
        warc=warc,
        listings=(),
        pages=tuple(pages),
    )


def _pages(warc: Path, outlet: Outlet | None, *, imported: bool) -> list[PageEntry]:
    """Return an entry for each article of which an answer is kept; of several answers the last counts.

    Of what was `imported`, each answer counts: it is nothing but pages, those of one article at several times too.
    """
    pages: dict[object, PageEntry] = {}
    for offset, length, exchange in _whole(warc):
        archived = parse_memento(exchange.url)
        url = archived.original if archived else exchange.url
        moment = archived.captured_at if archived else exchange.captured_at
        outcome = outcome_of_status(exchange.status, moment)
        if not imported and (outlet is None or not outlet.is_article(url) or 300 <= exchange.status < 400):
            continue
        key = outlet.key_of(url) if outlet else None
        pages[offset if imported else key or normalized_url(url)] = PageEntry(
            url=url,
            key=key,
            outcome=outcome,
            source=RECOVERED,
            final_url=exchange.url,
            status=exchange.status,
            captured_at=moment,
            warc_offset=offset if outcome is Outcome.FETCHED else None,
            warc_length=length if outcome is Outcome.FETCHED else None,
            bytes=len(exchange.payload),
            etag=None if archived else _printable(exchange.header("ETag")),
            last_modified=None if archived else _printable(exchange.header("Last-Modified")),
            detail=dated_ahead(moment),
        )
    return list(pages.values())


def _printable(header: str | None) -> str | None:
    return printable(header) or None if header else None


def _whole(warc: Path) -> Iterator[tuple[int, int, Exchange]]:
    for offset, end, content in whole_records(warc):
        with suppress(WarcError, ValueError, EOFError):  # it holds no record
            exchange = packed_exchange(content)
            if exchange is not None:
                yield offset, end - offset, exchange
