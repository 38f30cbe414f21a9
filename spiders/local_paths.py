"""Takes the paths of a person's machine out of what is kept or passed on: names of files stay, their folders do not."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

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


def names_alone(value: Any) -> Any:
    """Return the same of what an option holds: a text, or lists and mappings of such."""
    if isinstance(value, str):
        return PurePosixPath(value).name if value.startswith("/") else without_folders(value)
    if isinstance(value, dict):
        return {name: names_alone(held) for name, held in value.items()}
    return [names_alone(held) for held in value] if isinstance(value, list | tuple) else value
