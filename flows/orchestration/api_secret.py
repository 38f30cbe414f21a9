"""Makes and stores the secret of our Prefect servers: one file, for nobody but its owner to read."""

from __future__ import annotations

import errno
import logging
import os
import re
import secrets
import stat
from pathlib import Path

from flows.errors import UsageError
from spiders.errors import reason_of

#: In the folder of Prefect's own database.
CREDENTIALS_FILE = "api-secret"
_SECRET = re.compile(r"[!-9;-~]+:[!-~]{16,}")  # user:password, as Prefect takes it
_LONGEST = 4096
log = logging.getLogger("nightdesk")


def api_secret(home: Path, *, make: bool = True) -> str:
    """Return the secret that is stored in that folder, made at the first call; hold the start lock of the folder then.

    One that others could read, or that is empty or garbled, is replaced, and one line says so. Raises `UsageError`
    where the file is a link, a folder or somebody else's, and where it can be neither read nor written.
    """
    path = home / CREDENTIALS_FILE
    try:
        stored = _read(path)
        if stored is None and not make:
            raise UsageError(f"{path} holds no secret")
        return _made(path) if stored is None else stored
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UsageError(f"{path} is a link: remove it, and a new secret is made in its place") from error
        raise UsageError(f"{path}, the secret of the Prefect server: {reason_of(error)}") from error


def _read(path: Path) -> str | None:
    """Return what the file holds; None where there is none, or none that may be used."""
    try:  # without waiting, should it be a pipe
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise UsageError(f"{path} is not a file: remove it, and the secret of the Prefect server is made there")
        if found.st_uid != os.geteuid():
            raise UsageError(f"{path} belongs to another user: remove it, and a secret of your own is made there")
        text = os.read(descriptor, _LONGEST).decode("ascii", "replace").strip()
    finally:
        os.close(descriptor)
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        log.warning("others can read %s: its secret is not used, and a server is started with a new one", path)
        return None
    if not _SECRET.fullmatch(text):
        log.warning("%s holds no secret: a server is started with a new one", path)
        return None
    return text


def _made(path: Path) -> str:
    """Make a secret, whole or not at all, and readable for its owner alone from its first moment."""
    secret = f"nightdesk:{secrets.token_urlsafe(32)}"
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(descriptor)
    new.replace(path)
    return secret
