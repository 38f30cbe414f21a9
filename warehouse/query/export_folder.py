"""A folder that an export makes or replaces: made ready beside its place, the manifest last, nothing half done left."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TypedDict

from warehouse.db.snapshot import AskError

MANIFEST = "manifest.json"
_STAGE = ".nightdesk.part"


class FileEntry(TypedDict):
    """A file as the manifest names it; `rows` is None where it holds no articles."""

    path: str
    rows: int | None
    bytes: int
    sha256: str


@contextmanager
def replaced(to: Path) -> Iterator[Path]:
    """Give a folder to fill: it takes the place of the export in `to`, or nothing does where the block fails.

    Raises `AskError` where `to` holds anything but an earlier export, and where it cannot be written.
    """
    _files_before(to)  # before anything is made in it
    made = [folder for folder in (to, *to.parents) if not folder.exists()]
    try:
        to.mkdir(parents=True, exist_ok=True)
        with _held(to / _STAGE) as stage:
            before = _files_before(to)
            yield stage
            _swap(stage, to, before)
    except OSError as error:
        raise AskError(f"{to} cannot be written: {error.strerror or error}") from error
    finally:
        for folder in made:
            with suppress(OSError):  # it is not empty: all went well
                folder.rmdir()


@contextmanager
def _held(stage: Path) -> Iterator[Path]:
    """Make an empty folder that is nobody else's meanwhile, and remove it; that of a killed export is taken over."""
    stage.mkdir(exist_ok=True)
    handle = os.open(stage, os.O_RDONLY)  # the folder itself is locked: a lock file would stay behind in the export
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = stage.exists() and os.path.samestat(os.fstat(handle), stage.stat())
        except BlockingIOError:
            mine = False
        if not mine:
            raise AskError(f"another export into {stage.parent} is under way: wait for its end, or name another folder")
        for left in stage.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    finally:
        os.close(handle)


def _files_before(to: Path) -> set[str]:
    """Return the files of the export that is in the folder; raises `AskError` where something else is."""
    if not to.exists():
        return set()
    try:
        if not any(path.name != _STAGE for path in to.iterdir()):
            return set()
        manifest = json.loads((to / MANIFEST).read_text(encoding="utf-8"))
        names = {str(file["path"]) for file in manifest["files"]} if "nightdesk" in manifest else set()
    except NotADirectoryError:
        raise AskError(f"{to} is a file: name a folder") from None
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        names = set()
    except OSError as error:
        raise AskError(f"{to} cannot be read: {error.strerror or error}") from error
    if not names:
        raise AskError(f"{to} is not empty and holds no earlier export: name another folder")
    return {name for name in names if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts}


def _swap(stage: Path, to: Path, before: set[str]) -> None:
    files = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    for file in sorted(files, key=lambda file: (file.name == MANIFEST, file)):
        (to / file).parent.mkdir(parents=True, exist_ok=True)
        if file.name == MANIFEST:
            for gone in sorted(before - {each.as_posix() for each in files}):
                _forget(to, gone)
        (stage / file).replace(to / file)


def _forget(to: Path, name: str) -> None:
    (to / name).unlink(missing_ok=True)
    for folder in (to / name).parents:
        if folder == to:
            break
        with suppress(OSError):  # others are in it
            folder.rmdir()


def file_entry(folder: Path, file: Path, articles: int | None) -> FileEntry:
    """Return what the manifest says of a file; it is on the disk then."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    name = file.relative_to(folder).as_posix()
    return {"path": name, "rows": articles, "bytes": file.stat().st_size, "sha256": digest}
