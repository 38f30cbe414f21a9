"""Exports the articles of the published copy as files for others; the same data gives the same bytes."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import duckdb

from spiders.capture.record import CaptureRef
from spiders.capture.store import CaptureStore
from spiders.capture.warc_reader import WarcError
from spiders.capture.warc_writer import WarcWriter
from warehouse.db.snapshot import AskError, Patience, check_text, open_snapshot
from warehouse.db.writer import Row, read_sql, rows
from warehouse.query.dataset_card import ExportMetadata, card
from warehouse.query.export_folder import MANIFEST, FileEntry, file_entry, replaced
from warehouse.query.output_formats import write_csv, write_json_lines
from warehouse.query.statements import check_condition

_WRITERS = {"jsonl": write_json_lines, "csv": write_csv}
# One thread writes the rows in one order; the rest of a large sort goes to the disk.
_SETTINGS = {"threads": "1", "memory_limit": "1GB"}


class NothingToExport(Exception):
    """No article is to be exported; one line says so, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An article whose record could not be exported, and why."""

    article_id: str
    warc_file: str
    warc_offset: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote: articles, files, and the articles that it could not."""

    articles: int
    files: int
    missing: tuple[Missing, ...]
    left_out: int | None = None  # for an opt-out of AI use; None where none is respected


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to export: in which layout, of which articles (a condition in SQL), in how many seconds (0: any).

    The seconds are those of the database, the writing of tables included. `body` is one of `BODY_FORMATS`;
    `respect_ai_opt_out` leaves out what is reserved.
    """

    layout: str
    body: str = "text"
    where: str | None = None
    respect_ai_opt_out: bool = False
    seconds: float = 0


def export(published: Path, store: CaptureStore, to: Path, request: ExportRequest) -> Exported:
    """Write the articles, a manifest and a dataset card into the folder `to`, in the place of an earlier export.

    Raises `AskError` for a fault in the condition, when it takes too long, and where the folder cannot be written;
    `NothingToExport` where there is no article of which it holds. Nothing is half done then: `to` stays as it was.
    """
    check_text(request.where or "", "the condition")
    with replaced(to) as folder, open_snapshot(published, room=folder, settings=_SETTINGS) as connection:
        patience = Patience(connection, request.seconds)
        with patience.held():
            chosen, left_out = _chosen(connection, request)
            if chosen.limit(1).fetchone() is None:
                raise NothingToExport(_nothing(request.where, left_out, to))
        moment, run_id = rows(connection, "query/export_moment")[0]
        missing: list[Missing] = []
        if request.layout == "warc":
            files = list(_warcs(chosen, store, folder, moment, missing, patience))
        else:
            files = list(_tables(connection, chosen, folder, request, patience))
        articles = sum(entry["rows"] or 0 for entry in files)
        about: ExportMetadata = {
            "nightdesk": version("nightdesk"),
            "schema": rows(connection, "db/applied_migrations")[-1][0],
            "format": request.layout,
            "body": request.body,
            "where": request.where,
            "ai_opt_outs_left_out": left_out,
            "as_of": moment.isoformat() if moment else None,
            "run_id": run_id,
            "articles": articles,
        }
        readme = folder / "README.md"
        with patience.held():
            readme.write_text(card(connection, chosen, about, len(missing)), encoding="utf-8")
        files.append(file_entry(folder, readme, None))
        manifest = {**about, "missing": [asdict(each) for each in missing], "files": files}
        (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Exported(articles=articles, files=len(files), missing=tuple(missing), left_out=left_out)


def _chosen(
    connection: duckdb.DuckDBPyConnection, request: ExportRequest
) -> tuple[duckdb.DuckDBPyRelation, int | None]:
    """Return the articles to export, and how many an opt-out of AI use leaves out; None where none is respected."""
    articles = connection.view("articles")
    if request.where is not None:
        check_condition(connection, request.where)
        articles = articles.filter(request.where)
    if not request.respect_ai_opt_out:
        return articles, None
    if "ai_use" not in articles.columns:
        raise AskError(
            "the published copy is of an earlier version, without AI use: run `nightdesk nightly`, "
            "or leave out --respect-ai-opt-out"
        )
    free = articles.query("asked", read_sql("query/export_not_reserved"))
    return free, len(articles) - len(free)


def _nothing(where: str | None, left_out: int | None, to: Path) -> str:
    message = "there is no article in the published copy yet: run `nightdesk nightly`"
    if left_out:
        message = "every article that was asked for is left out, as its outlet opted out of AI use"
    elif where is not None:
        message = "no article fulfils the condition of --where: try it with `nightdesk sql`"
    return f"{message}; nothing was written{f', and {to} stays as it was' if (to / MANIFEST).exists() else ''}"


def _with_markdown(articles: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    try:
        return articles.project("* REPLACE (markdown(article_body, body_kinds) AS article_body)")
    except duckdb.CatalogException as error:
        raise AskError(
            "the published copy is of an earlier version, without kinds of paragraphs: run `nightdesk nightly`, "
            "or leave out --body markdown"
        ) from error


def _tables(
    connection: duckdb.DuckDBPyConnection,
    chosen: duckdb.DuckDBPyRelation,
    folder: Path,
    request: ExportRequest,
    patience: Patience,
) -> Iterator[FileEntry]:
    """Write a file for each outlet and month; one at a time: memory is bounded."""
    column, constant = duckdb.ColumnExpression, duckdb.ConstantExpression
    with patience.held():
        partitions = chosen.query("chosen", read_sql("query/export_partitions")).fetchall()
    for outlet, month, begins, ends, count in partitions:
        here = column("outlet") == constant(outlet)
        if month is None:
            here &= column("date_published").isnull()
        else:
            here &= (column("date_published") >= constant(begins)) & (column("date_published") < constant(ends))
        part = chosen.filter(here).order("article_id")
        if request.body == "markdown":
            part = _with_markdown(part)
        place = folder / f"outlet={quote(outlet, safe='')}" / f"month={month or 'unknown'}"
        place.mkdir(parents=True)
        with patience.held():
            if request.layout == "parquet":
                file = place / "articles.parquet"
                # The outlet is in the path, where readers of such folders look for it.
                part.project("* EXCLUDE (outlet)").write_parquet(str(file), compression="zstd", row_group_size=10240)
            else:
                file = place / f"articles.{request.layout}.gz"
                _write_rows(connection, part, file, request.layout)
        yield file_entry(folder, file, count)


def _write_rows(connection: duckdb.DuckDBPyConnection, part: duckdb.DuckDBPyRelation, file: Path, layout: str) -> None:
    cursor = connection.execute(part.sql_query())  # which streams; a relation would hold all of it
    names = [column[0] for column in cursor.description or ()]

    def streamed() -> Iterator[Row]:
        while chunk := cursor.fetchmany(1000):
            yield from chunk

    with (
        file.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as out,
    ):
        _WRITERS[layout](names, streamed(), out)


def _warcs(
    chosen: duckdb.DuckDBPyRelation,
    store: CaptureStore,
    folder: Path,
    moment: datetime | None,
    missing: list[Missing],
    patience: Patience,
) -> Iterator[FileEntry]:
    """Copy the records of each outlet's articles, byte for byte, into one file; `missing` names the others."""
    with patience.held():
        asked = chosen.query("chosen", read_sql("query/export_captures"))
    for outlet, records in groupby(patience.stream(asked), lambda row: row[0]):
        file = folder / f"{quote(outlet, safe='')}.warc.gz"
        with WarcWriter(file, created_at=moment or datetime(1970, 1, 1, tzinfo=UTC)) as warc:
            for _, article_id, warc_file, offset, digest in records:
                try:
                    warc.append(_record(store, CaptureRef(warc_file=warc_file, warc_offset=offset), digest))
                except WarcError as error:
                    why = str(error)
                    missing.append(Missing(article_id=article_id, warc_file=warc_file, warc_offset=offset, why=why))
        yield file_entry(folder, file, warc.records)


def _record(store: CaptureStore, ref: CaptureRef, digest: str | None) -> bytes:
    """Return the bytes of a record as they are kept, if they are those that were captured."""
    try:
        record, exchange = store.open_record(ref)
    except OSError as error:
        raise WarcError(f"the file cannot be read: {error.strerror or error}") from error
    if digest is not None and exchange.digest != digest:
        raise WarcError("it is another page than the one that was captured")
    return record
