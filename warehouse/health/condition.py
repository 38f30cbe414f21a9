"""Examines the warehouse and its published copies, read-only: what opens, what version it is, what was written to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from warehouse.db.duckdb_errors import diagnose, is_locked, process_of
from warehouse.db.publish import moment_of, was_written_to
from warehouse.db.writer import CONFIG, copies_aside, log_of, migration_digests, rows
from warehouse.health.blocks import damage_of
from warehouse.health.diagnostic import Diagnostic, warn, well, wrong
from warehouse.health.verdict import in_words

_OLD = timedelta(hours=36)
_REBUILD = "put it aside and run: nightdesk rebuild"
_REPUBLISH = "run: nightdesk rebuild, which publishes it anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database holds that the captures and the clock are compared with."""

    migrations: dict[str, str]
    manifests: frozenset[str] = frozenset()
    warcs: tuple[str, ...] = ()
    newest_run: tuple[str, datetime, str] | None = None
    found_feeds: tuple[tuple[str, str], ...] = ()  # outlet, and which was read in place of which


def read_contents(path: Path) -> Contents:
    """Return what a database holds; raises `duckdb.Error` where it cannot be opened, or is none of ours."""
    with duckdb.connect(str(path), read_only=True, config=CONFIG) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrations: dict[str, str] = dict(rows(connection, "db/applied_migrations"))
        if not migrations:
            return Contents(migrations={})
        newest = rows(connection, "health/newest_run")
        current = migration_digests().keys() <= migrations.keys()  # the tables of an earlier version are fewer
        return Contents(
            migrations=migrations,
            manifests=frozenset(stem for (stem,) in rows(connection, "load/loaded_manifests")),
            warcs=tuple(name for (name,) in rows(connection, "health/captured_files")),
            newest_run=(newest[0][0], newest[0][1], newest[0][2]) if newest else None,
            found_feeds=tuple(rows(connection, "health/found_feeds")) if current else (),
        )


def digests_of(path: Path, warc_file: str) -> dict[int, str]:
    """Return the digest of each capture of a WARC by its offset, as the warehouse has it; none where it does not open.

    It is open for a moment alone: a run may begin at any time.
    """
    try:
        with duckdb.connect(str(path), read_only=True, config=CONFIG) as connection:
            return dict(rows(connection, "health/digests_of_file", warc_file=warc_file))
    except duckdb.Error:
        return {}


def examine_blocks(check: str, path: Path) -> Iterator[Diagnostic]:
    """Yield whether every block of a database that opens is as it was written."""
    detail = damage_of(path)
    if detail:
        yield wrong(check, f"{path} is damaged: {detail}", _REBUILD if check == "warehouse" else _REPUBLISH)
    else:
        yield well(check, f"every block of {path.name} can be read")


def examine_warehouse(path: Path) -> tuple[list[Diagnostic], Contents | None]:
    """Return what is found of the writer's file, and what it holds where it opens; it must not be in use by a run."""
    if not path.exists():
        return [warn("warehouse", f"there is no {path} yet", "run: nightdesk nightly")], None
    try:
        contents = read_contents(path)
    except duckdb.Error as error:
        detail, remedy = diagnose(path, error, _REBUILD)
        return [wrong("warehouse", detail, remedy)], None
    diagnostics = [well("warehouse", f"{path} opens, {_megabytes(path)}"), _version_of(contents)]
    log = log_of(path)
    if log.exists():
        diagnostics.append(
            warn(
                "write-ahead log",
                f"{log.name} was left by a run that did not end: it holds what was loaded last, and nothing is lost",
                "never delete it: the next run takes it in",
            )
        )
    aside = copies_aside(path)
    for copy in (copy for copy in aside if not copy.is_file()):
        detail = f"{copy} is no file, where a copy of the warehouse belongs"
        diagnostics.append(wrong("put aside", detail, "move it aside"))
    if aside := [copy for copy in aside if copy.is_file()]:
        named = ", ".join(f"{copy.name} ({_megabytes(copy)})" for copy in aside)
        diagnostics.append(well("put aside", f"{named}: the warehouse as it was before it was migrated"))
    return diagnostics, contents


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.0f} MB"


def _version_of(contents: Contents) -> Diagnostic:
    known = migration_digests()
    later = sorted(contents.migrations.keys() - known.keys())
    if later:
        detail = (
            f"it is of a later Nightdesk: it has the migration {later[-1]}, the last one known here is {max(known)}"
        )
        return wrong("schema", detail, f"upgrade Nightdesk, or {_REBUILD}")
    edited = [name for name, digest in contents.migrations.items() if known[name] != digest]
    if edited:
        return wrong("schema", f"the migration {edited[0]} was edited after it was applied", "bring the file back")
    pending = [name for name in known if name not in contents.migrations]
    if pending:
        detail = f"{', '.join(pending)} {'is' if len(pending) == 1 else 'are'} not applied yet"
        return warn("schema", detail, "the next run does that, and puts a copy aside first")
    return well("schema", f"up to date ({max(known)})")


def examine_run(contents: Contents, now: datetime) -> Iterator[Diagnostic]:
    """Yield how the newest run ended, which declared feeds have moved, and whether the clock stands before the run."""
    if contents.newest_run is None:
        yield warn("runs", "no run is on record", "run: nightdesk nightly")
        return
    run_id, started_at, status = contents.newest_run
    detail = f"the newest, {run_id}, began {started_at:%Y-%m-%d %H:%M} UTC and is {status.replace('_', ' ')}"
    if status == "checks_failed":
        yield wrong(
            "runs", detail, "yesterday's copy stays: run again, or `nightdesk rebuild`, and read which rows fail"
        )
    elif status == "loading":
        yield warn("runs", f"{detail}: its process died before the verdict", "the next run judges it")
    elif status != "good":
        yield warn("runs", detail, 'nightdesk sql "FROM outlet_health" says why')
    else:
        yield well("runs", detail)
    for outlet, found in contents.found_feeds:
        yield warn("feeds", f"{outlet}: {found}", f"nightdesk probe {outlet} says what it brings")
    if started_at > now + timedelta(minutes=5):
        yield wrong("clock", f"it shows {now:%Y-%m-%d %H:%M} UTC, before the newest run began", "set the clock")


def examine_readings(path: Path, contents: Contents) -> Iterator[Diagnostic]:
    """Yield how many pages we failed to read, and whether they are read again; nothing of an earlier version's file."""
    if migration_digests().keys() - contents.migrations.keys():
        return
    try:
        with duckdb.connect(str(path), read_only=True, config=CONFIG) as connection:
            unread = rows(connection, "load/unread_pages")
    except duckdb.Error as error:
        yield wrong("readings", *diagnose(path, error, _REBUILD))
        return
    for disposition, detail, remedy in (
        (
            "quarantined",
            "not read in three attempts and quarantined",
            "nightdesk sql \"FROM rejections WHERE disposition = 'quarantined'\" says which; once the cause is mended "
            "(a file brought back, a better version), run: nightdesk rebuild",
        ),
        ("retry", "not read yet, for a reason of ours", "the next run reads them again, from their files"),
    ):
        reasons = {reason: pages for found, reason, pages in unread if found == disposition}
        if reasons:
            named = ", ".join(f"{pages} {in_words(reason)}" for reason, pages in reasons.items())
            count = sum(reasons.values())
            yield warn("readings", f"{count} page{'' if count == 1 else 's'} {detail}: {named}", remedy)
    if not unread:
        yield well("readings", "every page that was captured has been read")


def examine_published(published: Path, now: datetime) -> Iterator[Diagnostic]:
    """Yield whether the link resolves and the copy opens, how old it is, and which copies were written to."""
    if not published.exists():
        broken = f"{published} leads to {published.readlink()}, which is gone" if published.is_symlink() else None
        detail = broken or f"there is no {published} yet"
        yield (wrong if broken else warn)("published copy", detail, "run: nightdesk nightly, which publishes it")
        return
    copy = published.resolve()
    try:
        read_contents(copy)
    except duckdb.Error as error:
        if is_locked(error):
            detail = (
                f"{copy} is open for writing in another program{process_of(error)}: nobody else can read it meanwhile"
            )
            yield wrong("published copy", detail, "close it there, and open it read-only: duckdb -readonly")
        else:
            yield wrong("published copy", *diagnose(copy, error, _REPUBLISH))
        return
    made = moment_of(copy)
    if made is None:
        yield warn("published copy", f"{copy} is none that a run has published", "run: nightdesk nightly")
        return
    age = now - made
    detail = f"{copy.name} opens, {age // timedelta(hours=1)} hours old"
    late = warn("published copy", detail, "no night has published since: see what the last run said")
    yield late if age > _OLD else well("published copy", detail)
    yield from _written_to(published.with_name("published"))


def _written_to(folder: Path) -> Iterator[Diagnostic]:
    for copy in sorted(folder.glob("news-*.duckdb")):
        if not copy.is_file():
            yield wrong("published copy", f"{copy} is no file, where a published copy belongs", "move it aside")
            continue
        log = log_of(copy).exists()
        if moment_of(copy) and was_written_to(copy):
            left = ", and left a write-ahead log" if log else ""
            yield warn(
                "published copy",
                f"a client opened {copy.name} for writing since it was published{left}: that copy may differ",
                "ask for it read-only (duckdb -readonly); the next run publishes a clean one",
            )
