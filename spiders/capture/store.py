"""The capture store: where WARCs and crawl manifests are, by what names, and how a finished file gets its name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from spiders.capture.record import Capture, CaptureRef, Exchange, capture_of
from spiders.capture.warc_reader import WarcError, read_exchange, read_record

MANIFEST_SUFFIX = ".receipt.json"  # what a manifest was called at first: the data folders in use have it
WARC_SUFFIX = ".warc.gz"
PARTIAL_SUFFIX = ".part"


class CaptureStore(Protocol):
    """What the pipeline needs of a place that keeps captures; local folders are the only kind."""

    def open_capture(self, ref: CaptureRef) -> Capture:
        """Return the capture of a reference; raises `WarcError` or `OSError` where its record cannot be read."""

    def open_record(self, ref: CaptureRef) -> tuple[bytes, Exchange]:
        """Return the WARC record of a reference, compressed as it is stored, and its exchange; raises likewise."""

    def manifests(self, outlet: str | None = None) -> list[Path]:
        """Return the crawl manifests of an outlet, or of all, in the order of their names."""

    def commit(self, partial: Path, finished: Path) -> None:
        """Give a file that is written to its end its name, durably: it is there whole, or not at all."""


def commit(partial: Path, finished: Path) -> None:
    """Make a file that is written to its end durable, and give it its name, in the place of an earlier one."""
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(finished)


def partial_path(path: Path) -> Path:
    """Return the name that a file has until it is committed."""
    return path.with_name(path.name + PARTIAL_SUFFIX)


def warc_path(manifest: Path) -> Path:
    """Return the WARC that belongs to a manifest's path."""
    return manifest.with_name(manifest.name.removesuffix(MANIFEST_SUFFIX) + WARC_SUFFIX)


def crawl_stem(run_id: str, slice_name: str | None) -> str:
    """Return what the files of a crawl are called, without a suffix."""
    return run_id if slice_name is None else f"{run_id}.{slice_name}"


def crawl_name(path: Path | str) -> str:
    """Return `<outlet>/<run>[.<slice>]`, the name in the warehouse of the crawl that a manifest or WARC is of."""
    outlet, name = Path(path).parts[-2:]
    for suffix in (PARTIAL_SUFFIX, MANIFEST_SUFFIX, WARC_SUFFIX):
        name = name.removesuffix(suffix)
    return f"{outlet}/{name}"


@dataclass(frozen=True, slots=True)
class LocalCaptureStore:
    """Captures in a local folder: `<outlet>/<run>[.<slice>]` with the suffix of a WARC or of a crawl manifest."""

    root: Path
    commit = staticmethod(commit)

    def folder_of(self, outlet: str) -> Path:
        """Return the folder of an outlet's captures."""
        return self.root / outlet

    def manifest_path(self, outlet: str, run_id: str, slice_name: str | None = None) -> Path:
        """Return where the manifest of a crawl belongs; its WARC is beside it, see `warc_path`."""
        return self.folder_of(outlet) / f"{crawl_stem(run_id, slice_name)}{MANIFEST_SUFFIX}"

    def manifest_of(self, warc_file: str) -> Path:
        """Return where the manifest belongs of a WARC that is named as in the warehouse."""
        return self.root / f"{crawl_name(warc_file)}{MANIFEST_SUFFIX}"

    def manifests(self, outlet: str | None = None) -> list[Path]:
        """Return the crawl manifests of an outlet, or of all, in the order of their names."""
        return self._found(outlet, MANIFEST_SUFFIX)

    def warcs(self) -> list[Path]:
        """Return every finished WARC."""
        return self._found(None, WARC_SUFFIX)

    def partials(self) -> list[Path]:
        """Return every WARC that is not finished: being written, or left by a crawl that was killed."""
        return self._found(None, WARC_SUFFIX + PARTIAL_SUFFIX)

    def open_capture(self, ref: CaptureRef) -> Capture:
        """Return the capture of a reference.

        Raises `WarcError` where its record cannot be read, `OSError` where the file cannot, and `ValueError` where
        nothing was captured.
        """
        path, offset = self._place(ref)
        return capture_of(ref, read_exchange(path, offset))

    def open_record(self, ref: CaptureRef) -> tuple[bytes, Exchange]:
        """Return the WARC record of a reference, compressed as it is stored, and its exchange; raises likewise."""
        return read_record(*self._place(ref))

    def path_of(self, warc_file: str) -> Path:
        """Return the path of a WARC that is named as in the warehouse, as a message names it."""
        return self.root / warc_file

    def _place(self, ref: CaptureRef) -> tuple[Path, int]:
        if ref.warc_file is None or ref.warc_offset is None:
            raise ValueError(f"no bytes were kept of {ref.url}")
        parts = PurePosixPath(ref.warc_file).parts
        if len(parts) != 2 or parts[0] == "/" or ".." in parts:
            raise WarcError(f"{ref.warc_file} is no file of an outlet's captures")
        return self.path_of(ref.warc_file), ref.warc_offset

    def _found(self, outlet: str | None, suffix: str) -> list[Path]:
        folders = [self.folder_of(outlet)] if outlet else self.root.glob("*")
        return sorted(path for folder in folders if folder.is_dir() for path in folder.glob(f"*{suffix}"))
