"""Saves what a crawl had captured that was killed: the whole records of its WARC, and a manifest that says so."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from spiders.capture.manifest import (
    CrawlManifest,
    Outcome,
    PageEntry,
    dated_ahead,
    manifest_path,
    outcome_of_status,
    write_manifest,
)
from spiders.capture.warc_reader import Exchange, is_being_written, packed_exchange, whole_records
from spiders.discovery.wayback import parse_memento
from spiders.outlet import Outlet
from spiders.url import normalized_url

_ENDINGS = (".warc.gz.part", ".warc.gz")
# As `new_run_id` makes them, and the part of a slice behind a full stop.
_STEM = re.compile(r"(?P<run>(?P<clock>\d{8}T\d{6})Z-(?P<kind>[a-z]+)-[0-9a-f]+)(?:\.(?P<part>\d{8}))?")


def recover_all(captures: Path, outlets: dict[str, Outlet]) -> tuple[list[Path], list[str]]:
    """Recover every WARC that a crawl left without a manifest; those under way stay.

    Return the manifests written, and a line for each that cannot be recovered.
    """
    left = [warc for ending in _ENDINGS for warc in sorted(captures.glob(f"*/*{ending}"))]
    manifests, problems = [], []
    for warc in left:
        try:
            manifest = recover(warc, outlets.get(warc.parent.name))
            manifests += [manifest] if manifest else []
        except (OSError, UnicodeError) as error:
            told = (getattr(error, "strerror", None) or str(error)).lower()
            problems.append(f"{warc} cannot be recovered: {told}: move it aside")
    return manifests, problems


def is_of_a_crawl(warc: Path) -> bool:
    """Say whether a WARC, unfinished or not, bears the name that a run gives it."""
    return _STEM.fullmatch(warc.name.removesuffix(".part").removesuffix(".warc.gz")) is not None


def recover(partial: Path, outlet: Outlet | None) -> Path | None:
    """Give the whole records of a WARC without a manifest their name and a manifest, and return the manifest's path.

    None where it has one, where a crawl is at work on it, where it is no crawl's, and where it holds no whole record:
    an unfinished one is removed then. Only the torn end of an unfinished one is cut off: what is damaged otherwise
    stays for whoever has a backup. Raises `OSError` where it cannot be read, or the manifest not be written.
    """
    named = _STEM.fullmatch(partial.name.removesuffix(".part").removesuffix(".warc.gz"))
    if named is None:
        return None
    manifest = manifest_path(partial.parent.parent, partial.parent.name, named["run"], named["part"])
    warc = partial.with_name(partial.name.removesuffix(".part"))
    if manifest.exists() or is_being_written(partial):
        return None
    length = max((end for _, end, _ in whole_records(partial)), default=0)
    if partial != warc and length:
        os.truncate(partial, length)
    elif partial != warc:
        partial.unlink()
    if not length:
        return None
    pages = _pages(partial, outlet, every=named["kind"] == "import")
    begun = datetime.fromtimestamp(partial.stat().st_mtime, UTC)
    finished = max((page.captured_at for page in pages if page.captured_at), default=begun)
    partial.replace(warc)
    clock = datetime.strptime(named["clock"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    write_manifest(
        CrawlManifest(
            run_id=named["run"],
            kind=named["kind"],
            outlet=partial.parent.name,
            part=named["part"],
            clock=clock,
            started_at=min((page.captured_at for page in pages if page.captured_at), default=clock),
            finished_at=finished,
            finish_reason="it was killed; what it had captured was recovered",
            warc=warc.name,
            listings=(),
            pages=tuple(pages),
        ),
        manifest,
    )
    return manifest


def _pages(warc: Path, outlet: Outlet | None, *, every: bool) -> list[PageEntry]:
    """Return an entry for each article of which an answer is kept; of several answers the last counts.

    With `every`, one for each answer: an import keeps nothing but pages, those of one article at several times too.
    """
    pages: dict[object, PageEntry] = {}
    for offset, exchange in _whole(warc):
        archived = parse_memento(exchange.url)
        url = archived.original if archived else exchange.url
        moment = archived.captured_at if archived else exchange.captured_at
        outcome = outcome_of_status(exchange.status, moment)
        if not every and (outlet is None or not outlet.is_article(url) or 300 <= exchange.status < 400):
            continue
        key = outlet.key_of(url) if outlet else None
        pages[offset if every else key or normalized_url(url)] = PageEntry(
            url=url,
            key=key,
            outcome=outcome,
            source="Salvage",
            final_url=exchange.url,
            status=exchange.status,
            captured_at=moment,
            warc_offset=offset if outcome is Outcome.FETCHED else None,
            bytes=len(exchange.payload),
            detail=dated_ahead(moment),
        )
    return list(pages.values())


def _whole(warc: Path) -> Iterator[tuple[int, Exchange]]:
    for offset, _, content in whole_records(warc):
        with suppress(Exception):  # what holds no record makes the parser fail in many ways
            exchange = packed_exchange(content)
            if exchange is not None:
                yield offset, exchange
