"""Strips absolute paths of this machine from what is stored or passed on: names of files stay, their folders do not."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

# Where files are on the systems that others run it on, as a manifest may come from one of them, and on this machine:
# without these, the path of a URL would be taken for one of a machine.
_TOPS = {
    "Applications", "Library", "System", "Users", "Volumes", "bin", "boot", "data", "dev", "etc", "home", "lib",
    "lib64", "media", "mnt", "nix", "opt", "private", "proc", "root", "run", "sbin", "snap", "srv", "sys", "tmp",
    "usr", "var",
}  # fmt: skip
_OURS = {place.name for place in Path("/").iterdir()} if os.access("/", os.R_OK) else set()
# A folder's name may hold spaces, as its slash shows where it ends.
_FOLDERS = re.compile(rf"(?<![\w.:/%~-])/(?:{'|'.join(map(re.escape, sorted(_TOPS | _OURS)))})/(?:[^/'\"():;,\n]*/)*")


def without_folders(text: str) -> str:
    """Return a text in which each absolute path of a machine is the name of its file alone."""
    return _FOLDERS.sub("", text) if "/" in text else text


def names_alone(options: Mapping[str, object]) -> dict[str, object]:
    """Return the options of a run, of texts and of lists and mappings of such, with the names of files alone."""
    return {name: _name_alone(value) for name, value in options.items()}


def _name_alone(value: object) -> object:
    if isinstance(value, str):
        return PurePosixPath(value).name if value.startswith("/") else without_folders(value)
    if isinstance(value, dict):
        return names_alone(value)
    return [_name_alone(item) for item in value] if isinstance(value, list | tuple) else value
