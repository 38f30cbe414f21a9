"""Checks captures: whether each crawl manifest, WARC and decision can be read and, deep, each record by its digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.config import DataFolder
from flows.data_layout import folder_fault
from flows.errors import UsageError
from flows.pipeline.decisions import withdrawn
from spiders.capture.fixity import Expected, damaged_records, warc_fault
from spiders.capture.manifest import CrawlManifest, ManifestError, read_manifest
from spiders.capture.recovery import is_of_a_crawl
from spiders.capture.store import MANIFEST_SUFFIX, PARTIAL_SUFFIX, LocalCaptureStore, crawl_name, warc_path
from spiders.capture.warc_reader import is_being_written
from spiders.errors import reason_of
from warehouse.health.condition import Contents, digests_of
from warehouse.health.diagnostic import Diagnostic, warn, well, wrong

_FROM_WARC = (
    "bring it back from a backup, or move it aside: the next run makes it anew from its WARC, without the requests "
    "that brought nothing"
)
_NOTHING_CAPTURED = (
    "bring it back from a backup, or move it aside: it has no WARC, so nothing was captured that it names"
)
_LOST = (
    "bring it back from a backup: `raw` and `rebuild` need it; without one, a rebuild lets its articles go where each "
    "has a line in captures/decisions.jsonl (docs/sql.md)"
)


@dataclass(frozen=True, slots=True)
class _Inventory:
    """What the folders of the captures hold, by the name of the crawl, `<outlet>/<run>`."""

    manifests: dict[str, Path]
    warcs: dict[str, Path]
    partials: list[Path]


def examine_captures(
    data: DataFolder, contents: Contents | None, *, deep: bool, progress: Callable[[str], None]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the captures, one for each damaged file; `progress` is called with how far it has come.

    `contents` is what the warehouse holds; None where that is not known. Quickly, every manifest is parsed, and every
    WARC must hold a record where its manifest says, and be whole at its end. Deep, every record is read, and held
    against its own digest, its manifest and the warehouse.
    """
    if folder_fault(data.captures):
        return  # a diagnostic of the layout's
    try:
        withdrawn(data)
    except UsageError as error:
        yield wrong("decisions", str(error), "mend it, or put it aside: no run begins before")
    inventory = _take_inventory(data.store)
    yield from _count(inventory, contents)
    readable: dict[str, CrawlManifest] = {}
    for number, (stem, path) in enumerate(sorted(inventory.manifests.items()), 1):
        progress(f"looking at the captures: {number} of {len(inventory.manifests)} crawl manifests")
        try:
            readable[stem] = manifest = read_manifest(path)
        except ManifestError as error:
            yield wrong("captures", str(error), _FROM_WARC if stem in inventory.warcs else _NOTHING_CAPTURED)
            continue
        if manifest.warc is not None:
            yield from _of_warc(data, manifest, warc_path(path), deep=deep)
    yield from _without_manifest(inventory, contents)
    if contents is not None:
        for name in contents.warcs:
            if crawl_name(name) not in readable and not data.store.path_of(name).exists():
                yield wrong("captures", f"{data.store.path_of(name)} is missing", _LOST)


def _take_inventory(store: LocalCaptureStore) -> _Inventory:
    return _Inventory(
        manifests={crawl_name(path): path for path in store.manifests()},
        warcs={crawl_name(path): path for path in store.warcs()},
        partials=store.partials(),
    )


def _count(inventory: _Inventory, contents: Contents | None) -> Iterator[Diagnostic]:
    """Yield how many manifests there are, and how many of them wait."""
    if contents is None:
        yield well("captures", f"{len(inventory.manifests)} crawl manifests")
        return
    waiting = len(inventory.manifests.keys() - contents.manifests)
    counts = f"{len(inventory.manifests)} crawl manifests, {len(inventory.manifests) - waiting} loaded"
    if waiting:
        yield warn("captures", f"{counts}; {waiting} wait to be loaded", "the next run loads them: nightdesk nightly")
    else:
        yield well("captures", counts)


def _of_warc(data: DataFolder, manifest: CrawlManifest, path: Path, *, deep: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong with the WARC of a manifest."""
    pages = {page.warc_offset: page for page in manifest.pages if page.warc_offset is not None}
    fault = warc_fault(path, pages.keys())
    if fault:
        articles = f"; {len(pages)} pages are in it" if len(pages) != 1 else "; one page is in it"
        yield wrong("captures", f"{path} {fault}{articles}", _LOST)
    if not deep or fault in ("is missing", "is a folder", "is no file", "is empty"):
        return
    digests = digests_of(data.warehouse, f"{manifest.outlet}/{manifest.warc}")
    expected = {
        offset: Expected(url=page.final_url or page.url, digest=digests.get(offset)) for offset, page in pages.items()
    }
    try:
        for damaged in damaged_records(path, expected):
            page = pages.get(damaged.offset)
            of = f", of {page.url}" if page else ""
            yield wrong("captures", f"{path}: the record at byte {damaged.offset}{of}: {damaged.fault}", _LOST)
    except OSError as error:
        yield wrong("captures", f"{path} cannot be read: {reason_of(error)}", _LOST)


def _without_manifest(inventory: _Inventory, contents: Contents | None) -> Iterator[Diagnostic]:
    """Yield the WARCs that no manifest belongs to, and the manifests that are gone altogether."""
    alone = [path for stem, path in inventory.warcs.items() if stem not in inventory.manifests]
    for path in (*inventory.partials, *alone):
        found = _of_warc_alone(path)
        if found:
            yield found
    for stem in sorted(contents.manifests - inventory.manifests.keys() - inventory.warcs.keys() if contents else ()):
        fault = f"the crawl manifest {stem}{MANIFEST_SUFFIX} is missing, and so is its WARC, where it had one"
        yield wrong("captures", fault, "bring them back from a backup; else a rebuild lacks that crawl")


def _of_warc_alone(path: Path) -> Diagnostic | None:
    """Return the diagnostic of a WARC without a manifest; None where a crawl is at work on it."""
    if not is_of_a_crawl(path):
        origin = f"{path} is of no crawl: it has no crawl manifest, and its name is no run's"
        return warn("captures", origin, f"take it in: nightdesk backfill --warc {path}")
    fault = warc_fault(path, ())
    if fault in ("is missing", "is a folder", "is no file") or (fault or "").startswith("cannot"):
        return wrong("captures", f"{path} {fault}, where a WARC belongs", "move it aside")
    if is_being_written(path):
        return None
    if path.suffix == PARTIAL_SUFFIX:
        return warn("captures", f"{path} is what a killed crawl left", "the next run recovers it; do not delete it")
    left = f"{path} has no crawl manifest: its crawl was killed, or the crawl manifest is gone"
    if fault:
        return wrong("captures", f"{left}; it {fault}", "bring both back from a backup; the next run recovers the rest")
    return warn("captures", left, "the next run recovers it; do not delete it")
