"""What can befall a file: cut off, emptied, flipped, deleted, a folder or a dangling link in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb


def halve(path: Path) -> None:
    """Cut a file off in its middle."""
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    """Leave nothing in a file."""
    os.truncate(path, 0)


def flip(path: Path) -> None:
    """Flip three thousand bytes, or a third of them, in the middle of a file; its time stays, as when a disk rots."""
    flip_at(path, path.stat().st_size // 2, min(3000, path.stat().st_size // 3))


def flip_at(path: Path, place: int, count: int) -> None:
    """Flip so many bytes from a place on; the time of the file stays."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[place : place + count] = bytes(byte ^ 0xFF for byte in content[place : place + count])
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def flip_rows(database: Path, table: str) -> None:
    """Flip three thousand bytes of the last block of a database that holds rows of a table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        held = "SELECT max(block_id) FROM pragma_storage_info($table) WHERE persistent"
        ((block,),) = connection.execute(held, {"table": table}).fetchall()
    flip_at(database, 3 * 4096 + block * 262144 + 100, 3000)


def delete(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def folder(path: Path) -> None:
    """Put a folder with a file in it in the place of a file."""
    delete(path)
    path.mkdir()
    (path / "stray.txt").write_text("stray")


def file(path: Path) -> None:
    """Put a file in the place of a folder or of another file."""
    delete(path)
    path.write_text("This is a letter, and nothing else.\n" * 200)


def dangle(path: Path) -> None:
    """Put a link that leads nowhere in the place of a file."""
    delete(path)
    path.symlink_to(path.with_name("gone") / "nowhere")


DAMAGES: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (halve, empty, flip, delete, folder, dangle)
}
