"""Writes the card of a dataset: what it is, how it came to be, what is known to be missing, how to cite it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypedDict

import duckdb

from warehouse.db.writer import Row, read_sql, rows

_GAPS = 10  # of each outlet; the longest
_CLEANED = """\
Each page was kept as served (WARC) and read by Nightdesk with the outlet's own selectors where it declares some, else
with trafilatura. Headlines, captions, bylines and furniture are not part of a body; what was taken out, and by which
rule, stands in `removed`. The text is the newest revision of each article as of the last run; earlier ones stay in the
warehouse. NULL means unknown; no text is empty. Times are UTC, with the text that they were read from beside them."""
_RIGHTS = """\
The texts belong to the outlets. Keeping and analysing them may be allowed where you are; publishing them is another
matter: copyright, database rights and the law on personal data apply. Some outlets are under sanctions. An outlet's
word is not a fact: this is a record of what was said, when, and how it read at the time. Who passes this dataset on
is responsible for what is done so; no licence for the texts comes with it."""
_AI_USE = """\
What each site stated of its use by AI and text and data mining when a page was fetched: in robots.txt, tdmrep.json,
headers and meta tags. The statements themselves stand in `ai_statements`; unknown is what was read before they were."""
_READING = {
    "parquet": "Parquet, a file for each outlet and month of publication; the outlet is in the path. In DuckDB: "
    "`FROM read_parquet('outlet=*/month=*/*.parquet', hive_partitioning = true)`",
    "jsonl": "JSON Lines, gzipped, a file for each outlet and month of publication.",
    "csv": "CSV, gzipped, a file for each outlet and month of publication; lists and structures are JSON.",
    "warc": "WARC 1.1, a file for each outlet: the record of each article's page, byte for byte as it was kept.",
}


class ExportMetadata(TypedDict):
    """What an export is of, as its manifest and its card say it."""

    nightdesk: str
    schema: str
    format: str
    body: str
    where: str | None
    ai_opt_outs_left_out: int | None  # None where no opt-out is respected
    as_of: str | None
    run_id: str | None
    articles: int


def card(
    connection: duckdb.DuckDBPyConnection, chosen: duckdb.DuckDBPyRelation, about: ExportMetadata, missing: int
) -> str:
    """Return the card of an export in Markdown."""
    counts = chosen.query("chosen", read_sql("query/export_counts")).fetchall()
    (span,) = chosen.query("chosen", read_sql("query/export_span")).fetchall()
    outlets = list(dict.fromkeys(row[0] for row in counts))
    parts = [
        _what(about, outlets, span, missing),
        ["## How it was cleaned", "", _CLEANED, "", f"Readers: {', '.join(span[5] or []) or 'none'}.", ""],
        ["## Counts", "", *_table(("outlet", "language", "published", "articles", "words"), counts), ""],
        list(_ai_use(chosen)),
        list(_gaps(connection, outlets)),
        list(_health(connection, outlets)),
        [] if about["format"] == "warc" else list(_columns(connection)),
        ["## How to cite", "", _citation(about, outlets), ""],
        ["## Rights and responsibility", "", _RIGHTS, ""],
    ]
    return "\n".join(line for part in parts for line in part)


def _what(about: ExportMetadata, outlets: list[str], span: Row, missing: int) -> list[str]:
    _, first, last, oldest, newest, _, gone = span
    condition = "all articles" if about["where"] is None else f"`{_cell(about['where'])}`"
    lines = [
        "# News articles collected by Nightdesk",
        "",
        f"{about['articles']} articles of {', '.join(outlets) or 'no outlet'}.",
        "",
        f"- Format: {_READING[about['format']]}",
        *(["- Bodies: Markdown, by `body_kinds`"] if about["body"] == "markdown" else []),
        f"- Condition: {condition}",
        f"- Collected: {_day(first)} to {_day(last)}; published: {_day(oldest)} to {_day(newest)}",
        f"- As of: {about['as_of'] or 'no run'} (run {about['run_id']}); {gone} were gone at the outlet by then",
        f"- Nightdesk {about['nightdesk']}, schema {about['schema']}; `manifest.json` has the SHA-256 of every file",
    ]
    if about["ai_opt_outs_left_out"] is not None:
        lines.append(f"- {about['ai_opt_outs_left_out']} articles are left out, as their outlets opted out of AI use")
    if missing:
        lines.append(f"- **{missing} articles are missing**: their records could not be read; see `manifest.json`")
    return [*lines, ""]


def _ai_use(chosen: duckdb.DuckDBPyRelation) -> Iterator[str]:
    if "ai_use" in chosen.columns:  # which a copy that an earlier version published has not
        counts = chosen.query("chosen", read_sql("query/export_ai_use")).fetchall()
        cells = [(use, "unknown" if allowed is None else allowed, articles) for use, allowed, articles in counts]
        yield from ("## AI use", "", _AI_USE, "", *_table(("ai_use", "robots_allowed", "articles"), cells), "")


def _gaps(connection: duckdb.DuckDBPyConnection, outlets: list[str]) -> Iterator[str]:
    yield from ("## Known gaps", "", "Days with fewer articles in the archive than the outlet declares for a day.", "")
    found = [row for row in rows(connection, "query/export_gaps") if row[0] in outlets]
    if not found:
        yield from (
            "None between the first and the last day of publication of any outlet that declares its volume.",
            "",
        )
    for outlet, group in groupby(found, lambda row: row[0]):
        gaps = list(group)
        days = sum(row[3] for row in gaps)
        longest = sorted(gaps[:_GAPS], key=lambda row: row[1])
        spans = ", ".join(str(row[1]) if row[1] == row[2] else f"{row[1]} to {row[2]}" for row in longest)
        rest = f" (the {_GAPS} longest of {len(gaps)} spans)" if len(gaps) > _GAPS else ""
        yield from (f"- {outlet}: {days} days: {spans}{rest}", "")


def _health(connection: duckdb.DuckDBPyConnection, outlets: list[str]) -> Iterator[str]:
    judged = [row for row in rows(connection, "query/export_health") if row[0] in outlets]
    if judged:
        lines = [(row[0], row[1], row[2] or "", _day(row[3]), _day(row[4])) for row in judged]
        yield from ("How each outlet did in the last night that judged it:", "")
        yield from (*_table(("outlet", "verdict", "reason", "judged", "last good night"), lines), "")


def _columns(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield from ("## Columns", "", *_table(("column", "type", "meaning"), rows(connection, "query/export_columns")), "")


def _citation(about: ExportMetadata, outlets: list[str]) -> str:
    year = (about["as_of"] or "unknown")[:4]
    condition = "" if about["where"] is None else f", where {_cell(about['where'])}"
    return (
        f"> News articles of {', '.join(outlets) or 'no outlet'}{condition}, as of {about['as_of'] or 'no run'} "
        f"(run {about['run_id']}). Collected with Nightdesk {about['nightdesk']}, {year}.\n\n"
        "Name the SHA-256 of `manifest.json` with it: it stands for every byte of the dataset."
    )


def _table(names: tuple[str, ...], cells: Sequence[Row]) -> list[str]:
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return lines + ["| " + " | ".join(_cell(value) for value in row) + " |" for row in cells]


def _cell(value: object) -> str:
    return " ".join(str("" if value is None else value).split()).replace("|", "\\|")


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "unknown"
