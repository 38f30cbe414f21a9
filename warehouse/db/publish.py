"""The copy that people query: made beside the writer's file, checked, and swapped in under one name."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from spiders.errors import reason_of
from warehouse.db.file_copy import CopyError, copy_whole, make_durable

_KEPT = 3
_STAMP = "%Y%m%dT%H%M%S%fZ"


class PublishError(Exception):
    """The copy could not be made; yesterday's stays."""


def publish(warehouse: Path, published: Path) -> None:
    """Copy the closed warehouse to a new file and point `published` at it; readers keep what they have open.

    A new name each time: a write-ahead log that a client left beside an older copy can never meet this one.
    Raises `PublishError` where the copy cannot be made; nothing is half published.
    """
    if warehouse.with_name(warehouse.name + ".wal").exists():
        raise PublishError(f"{warehouse} was not closed: run again")
    if stray := in_the_way(published):
        raise PublishError(f"nothing was published: {stray}: move it aside and run again")
    folder = published.with_name("published")
    made = datetime.now(UTC)
    target = folder / f"news-{made.strftime(_STAMP)}.duckdb"
    try:
        folder.mkdir(exist_ok=True)
        copy_whole(warehouse, target, made)
        _point_at(published, target)
    except (CopyError, OSError) as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        cause = error if isinstance(error, CopyError) else f"{error.filename}: {reason_of(error)}"
        raise PublishError(f"the copy could not be made: {cause}") from error
    _forget_old(folder, target)


def in_the_way(published: Path) -> str | None:
    """Return what stands where the copies, or the link to the newest, belong; a plain file gives way to the link."""
    folder = published.with_name("published")
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        return f"{folder} is no folder, which the published copies need"
    for link in (published, published.with_name(published.name + ".part")):
        if link.is_dir() and not link.is_symlink():
            return f"{link} is a folder, where a link to the newest copy belongs"
    return None


def _point_at(published: Path, target: Path) -> None:
    """Swap the link in one step, and make that durable."""
    link = published.with_name(published.name + ".part")
    link.unlink(missing_ok=True)
    link.symlink_to(target.relative_to(published.parent))
    link.replace(published)
    make_durable(published.parent)


def copies_of(published: Path) -> list[Path]:
    """Return the copies that are kept, the newest first."""
    folder = published.with_name("published")
    return sorted((path for path in folder.glob("news-*.duckdb") if moment_of(path)), reverse=True)


def was_written_to(copy: Path) -> bool:
    """Say whether somebody has written to a copy since it was published: its time is another, or a log is beside it."""
    made = moment_of(copy)
    # Later, not other: some file systems know a time by the second alone, and round it down.
    changed = made is None or copy.stat().st_mtime - made.timestamp() > 0.01
    return changed or copy.with_name(copy.name + ".wal").exists()


def moment_of(copy: Path) -> datetime | None:
    """Return when a copy was made, by its name; None where it is none of ours.

    The file bears the same time until somebody writes to it.
    """
    try:
        return datetime.strptime(copy.name, f"news-{_STAMP}.duckdb").replace(tzinfo=UTC)
    except ValueError:
        return None


def _forget_old(folder: Path, newest: Path) -> None:
    """Keep the last copies; a reader that has an older one open keeps it, as the system does with open files."""
    for half in folder.glob("news-*.part"):  # of a run that was killed
        _remove(half)
    copies = sorted(path for path in folder.glob("news-*.duckdb") if path != newest)
    for path in copies[: -(_KEPT - 1)]:
        _remove(path)
        _remove(path.with_name(path.name + ".wal"))


def _remove(path: Path) -> None:
    """Remove a file; what cannot be removed, as a folder with its name, is left for `doctor` to tell of."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
