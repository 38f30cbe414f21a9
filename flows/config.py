"""Configuration by the environment, which nothing else of this room reads: where the data is, who we say we are."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unicodedata import category

from flows.errors import UsageError
from spiders.capture.store import LocalCaptureStore
from spiders.downloader.addresses import admitted
from spiders.errors import reason_of

_DAY = 86_400  # seconds
_REPLAY = "NEWS_SCHEDULED_REPLAY"


class _Place:
    """A file or folder below the root of a data folder."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, data: DataFolder, owner: type[DataFolder]) -> Path:
        return data.root / self._name


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder where all data lives, and the places in it."""

    root: Path
    #: What the outlets served: kept for ever.
    captures = _Place("captures")
    #: Articles on their way to the warehouse.
    batches = _Place("batches")
    #: The writer's file; it can be rebuilt.
    warehouse = _Place("warehouse.duckdb")
    #: What people open, read-only.
    published = _Place("news.duckdb")
    #: The log of each crawl.
    logs = _Place("logs")
    #: What a run holds while it is at work.
    run_lock = _Place("run.lock")
    #: What a `nightdesk serve` of this data holds, wherever Prefect keeps its database.
    serve_lock = _Place("serve.lock")

    @property
    def store(self) -> LocalCaptureStore:
        """What reads captures and crawl manifests from the folder of captures."""
        return LocalCaptureStore(self.captures)


def data_folder() -> DataFolder:
    """Return the folder that NEWS_DATA names, `data` where it names none; raises `UsageError` for one that cannot be.

    A `?` in its path is refused: for DuckDB's write-ahead log and for Prefect's database, parameters begin there.
    """
    root = Path(os.environ.get("NEWS_DATA") or "data").expanduser().absolute()
    if any("\ud800" <= character <= "\udfff" for character in str(root)):
        raise UsageError("NEWS_DATA names a folder whose name is not valid UTF-8: name another")
    if any(category(character) == "Cc" for character in str(root)):
        raise UsageError("NEWS_DATA names a folder with a line break or another control character: name another")
    if "?" in str(root):
        raise UsageError(f"NEWS_DATA names {root}: a folder with ? in its path cannot hold a database: name another")
    try:
        if root.exists() and not root.is_dir():
            raise UsageError(f"NEWS_DATA names {root}, which is not a folder: name another")
    except OSError as error:
        raise UsageError(f"NEWS_DATA names {root}, which cannot be looked at: {reason_of(error)}") from error
    return DataFolder(root)


def outlets_folder() -> Path | None:
    """Return the folder with a person's own outlet files, that NEWS_OUTLETS names; None where it names none."""
    named = os.environ.get("NEWS_OUTLETS")
    return Path(named).expanduser().absolute() if named else None


def check_admitted() -> None:
    """Raise `UsageError` where NEWS_ADMIT names no networks: every crawl would end before it has begun."""
    try:
        admitted(os.environ.get("NEWS_ADMIT", ""))
    except ValueError as error:
        raise UsageError(str(error)) from None


def has_contact() -> bool:
    """Say whether NEWS_CONTACT tells the outlets whom to turn to."""
    return bool(os.environ.get("NEWS_CONTACT", "").strip())


def lock_timeout() -> float:
    """Return for how many seconds a run waits for a warehouse that another program has open (NEWS_LOCK_TIMEOUT)."""
    named = os.environ.get("NEWS_LOCK_TIMEOUT") or "600"
    try:
        seconds = float(named)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _DAY:
        raise UsageError(f"NEWS_LOCK_TIMEOUT is {named!r}: give a number of seconds up to {_DAY}, such as 600")
    return seconds


def child_environment(data: DataFolder) -> dict[str, str]:
    """Return the environment of a crawl: ours, with the paths absolute, and nothing that is Prefect's."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", _REPLAY))}
    environment = {**ours, "NEWS_DATA": str(data.root), "SCRAPY_SETTINGS_MODULE": "spiders.crawl.settings"}
    own = outlets_folder()
    if own is not None:
        environment["NEWS_OUTLETS"] = str(own)
    return environment


def scheduled_replay() -> list[str]:
    """Return the recordings that answer the scheduled nights in place of the network; none as a rule.

    No parameter of a deployment names them: whoever may start a run through Prefect could name any file.
    """
    return [name for name in os.environ.get(_REPLAY, "").split(os.pathsep) if name]


def set_scheduled_replay(files: list[str]) -> None:
    """Make the nights that this process schedules read these recordings; none takes away what was set before."""
    os.environ[_REPLAY] = os.pathsep.join(files)


def new_run_id(clock: datetime, kind: str) -> str:
    """Return an id that sorts by the time that the run stands for."""
    return f"{clock:%Y%m%dT%H%M%SZ}-{kind}-{secrets.token_hex(3)}"


def prepare_prefect(data: DataFolder, *, quiet: bool) -> None:
    """Set what Prefect reads when it is imported: its home beside the data, and no telemetry.

    What a person has set already stays.
    """
    defaults = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL" if quiet else "INFO",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",  # seconds; its default of 10 starts a night late
        "PREFECT_LOGGING_COLORS": "false",  # its lines are made safe for a terminal, as ours are: colours are controls
        "DO_NOT_TRACK": "1",
    }
    if not quiet:  # the stages' own lines go to the run's page too
        defaults["PREFECT_LOGGING_EXTRA_LOGGERS"] = "nightdesk"
    else:  # a server that is gone is given up after seconds: the run does not need it
        defaults |= {
            "PREFECT_CLIENT_MAX_RETRIES": "1",
            "PREFECT_API_REQUEST_TIMEOUT": "20",
            "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",
        }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    home = prefect_home(data)
    os.environ["PREFECT_HOME"] = str(home)  # as we read it: empty is none to us, and its children have other folders
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {home}: {error.strerror or error}") from error


def prefect_home(data: DataFolder) -> Path:
    """Return where Prefect keeps its own database: where a person says, `~` read as Prefect does, else by the data."""
    return Path(os.environ.get("PREFECT_HOME") or data.root / "prefect").expanduser().absolute()


def prefect_server_named() -> str | None:
    """Return the address of the Prefect server that a person has named; None where one of ours is to be used."""
    return os.environ.get("PREFECT_API_URL") or None


def server_environment(address: str, secret: str, *, scheduling: bool) -> dict[str, str]:
    """Return the environment of a Prefect server of ours at that address: it asks for the secret on every route."""
    port = address.rpartition(":")[2]
    return {
        **os.environ,
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{port},http://localhost:{port}",
        "PREFECT_SERVER_UI_ENABLED": str(scheduling),
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    }


def use_prefect_server(address: str, secret: str) -> None:
    """Make Prefect, which reads this when it is imported, use our server at that address, with our secret."""
    os.environ["PREFECT_API_URL"] = f"{address}/api"
    os.environ["PREFECT_API_AUTH_STRING"] = secret
    # A proxy would be handed the secret, and reach nothing of this machine.
    for name in ("no_proxy", "NO_PROXY"):
        others = [host for host in (os.environ.get(name) or os.environ.get("no_proxy") or "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*others, "127.0.0.1", "localhost"]))


def forget_prefect_settings() -> None:
    """Take what Prefect has read out of the environment: no crawl and no reader of pages inherits the secret."""
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        if not name.startswith("PREFECT__"):  # its own notes to a run that it started
            del os.environ[name]


def use_demo_folder() -> DataFolder:
    """Turn to the folder of the demo and return it: invented text never mixes with a person's archive."""
    os.environ["NEWS_DATA"] = str(data_folder().root / "demo")
    return data_folder()
