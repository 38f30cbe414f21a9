"""The fingerprint of the extractor: what distinguishes one way of reading pages from another."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from spiders.outlet import Outlet

_ROOM = Path(__file__).parent
_ROOT = _ROOM.parent
#: Folders below which our own code lies; beside them, where we are installed, stands that of others.
_ROOMS = ("spiders", "transforms")
_DATA = (".toml", ".json", ".txt", ".tsv")
#: The libraries whose version may change an extraction.
_LIBRARIES = (
    "trafilatura",
    "htmldate",
    "lxml",
    "babel",
    "jdatetime",
    "w3lib",
    "charset-normalizer",
    "tldextract",
    "tzdata",
    "icu4py",
    "cld3-py",
)


@lru_cache(maxsize=64)
def extractor_fingerprint(outlet: Outlet | None) -> str:
    """Return trafilatura's version and a digest of our own code, its data, the outlet's declaration and the libraries.

    Of our code the syntax tree counts, without docstrings: a comment or a new layout of the lines changes nothing. Of
    the libraries that read with us the version counts. A new Python may write the same tree otherwise; captures are
    then read once more than they need.
    """
    digest = hashlib.sha256(repr((outlet, [version(name) for name in _LIBRARIES])).encode())
    digest.update(_own_code())
    return f"{version('trafilatura')}-{digest.hexdigest()[:10]}"


@lru_cache(maxsize=1)
def _own_code() -> bytes:
    return code_digest(_ROOM, _ROOT)


def code_digest(room: Path, root: Path) -> bytes:
    """Return a digest of the code and data below the folder `room`, and of the modules of the rooms that it imports."""
    digest = hashlib.sha256()
    trees = _with_imported({path: _tree(path) for path in room.rglob("*.py")}, root)
    texts = {path: ast.dump(tree).encode() for path, tree in trees.items()}
    data = {path: path.read_bytes() for path in room.rglob("*") if path.suffix in _DATA}
    for path, content in sorted({**texts, **data}.items()):
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.digest()


def _with_imported(trees: dict[Path, ast.Module], root: Path) -> dict[Path, ast.Module]:
    """Return the trees and those of the modules and packages of the rooms that any of them imports."""
    waiting = list(trees.values())
    while waiting:
        for name in _imported(waiting.pop()):
            place = root.joinpath(*name.split("."))
            for path in (place.with_suffix(".py"), place / "__init__.py"):
                if name.split(".")[0] in _ROOMS and path not in trees and path.is_file():
                    trees[path] = _tree(path)
                    waiting.append(trees[path])
    return trees


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names that a module imports: of `from a import b` both `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module, without its docstrings."""
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return tree
