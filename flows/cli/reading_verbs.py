"""The verbs that ask the archive and change nothing in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from flows.cli.arguments import (
    add_diff,
    add_doctor,
    add_explain,
    add_export,
    add_raw,
    add_search,
    add_sql,
)
from flows.config import UsageError, data_folder, in_words
from spiders.safe_text import safe_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

T = TypeVar("T")


def _sql(options: argparse.Namespace) -> int:
    from warehouse.query.sql import ask  # noqa: PLC0415

    query = _query(options.query, options.file)
    to = Path(options.to).expanduser().absolute() if options.to else None
    ask(data_folder().published, query, options.format, sys.stdout, seconds=options.timeout, to=to)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from flows.declared import outlets  # noqa: PLC0415
    from flows.render.diff import show_history, write_history  # noqa: PLC0415
    from warehouse.articles.changes import history  # noqa: PLC0415

    told = history(data_folder().published, options.subject, outlets(), options.revision)
    _tell(options.format, told, show_history, write_history)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from flows.declared import outlets  # noqa: PLC0415
    from flows.render.explain import show_explanation, write_explanation  # noqa: PLC0415
    from warehouse.articles.explain import explain  # noqa: PLC0415

    told = explain(data_folder().published, options.subject, outlets(), datetime.now(UTC))
    _tell(options.format, told, show_explanation, write_explanation)
    return 0


def _raw(options: argparse.Namespace) -> int:
    from flows.declared import outlets  # noqa: PLC0415
    from warehouse.articles.original import find_original, head, read_original  # noqa: PLC0415

    data = data_folder()
    if sys.stdout.isatty():
        raise UsageError("what was served may hold anything, and this is a terminal: redirect it, as with > page.html")
    original = find_original(data.published, options.subject, outlets(), options.revision)
    exchange = read_original(data.captures, original)
    if options.headers:
        sys.stdout.buffer.write(head(exchange))
    sys.stdout.buffer.write(exchange.payload)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from flows.ops.doctor import examine, show_findings, status_of, write_findings  # noqa: PLC0415

    with _at_work("looking at the data folder") as shown:

        def tell(doing: str) -> None:
            shown.update(safe_line(doing))

        findings = examine(data_folder(), datetime.now(UTC), deep=options.deep, tell=tell)
    _tell(options.format, findings, show_findings, write_findings)
    return status_of(findings)


def _at_work(doing: str) -> Status:
    """Show whoever waits at a terminal that something is being done, until it is."""
    from flows.render.console import terminal  # noqa: PLC0415

    return terminal(sys.stderr).status(safe_line(doing))


def _tell(layout: str, told: T, show: Callable[[T, Console], None], write: Callable[[T, TextIO], None]) -> None:
    """Tell it to a person on the terminal, or to a program as JSON."""
    from flows.render.console import terminal  # noqa: PLC0415

    if layout == "json":
        write(told, sys.stdout)
    else:
        show(told, terminal())


def _query(typed: str | None, file: str | None) -> str:
    """Return the query that was typed, or that is in a file or on standard input."""
    if (typed is None) == (file is None):
        raise UsageError("sql takes one query: QUERY, -f FILE, or - for standard input; see: nightdesk sql --help")
    if typed is not None and typed != "-":
        return typed
    try:
        if file in (None, "-"):
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(str(file)).expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file or 'standard input'} is not a text in UTF-8") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {in_words(error)}") from error


def _search(options: argparse.Namespace) -> int:
    from flows.render.search import show  # noqa: PLC0415
    from warehouse.query.search import Within, search  # noqa: PLC0415

    if options.since and options.until and options.until < options.since:
        raise UsageError(f"--until {options.until} lies before --since {options.since}")
    within = Within(outlet=options.outlet, since=options.since, until=options.until)
    with _at_work("searching every text; --outlet and --since make it quicker"):
        answer = search(data_folder().published, " ".join(options.terms), within, options.limit)
    show(answer, options.format, sys.stdout, sys.stderr)
    return 0


def _export(options: argparse.Namespace) -> int:
    from warehouse.query.export import Order, export  # noqa: PLC0415

    data = data_folder()
    to = Path(options.to).expanduser().absolute()
    order = Order(layout=options.layout, where=options.where, seconds=options.timeout)
    with _at_work(f"writing to {to}"):
        done = export(data.published, data.captures, to, order)
    articles = "1 article" if done.articles == 1 else f"{done.articles} articles"
    print(f"{articles} in {done.files} file{'' if done.files == 1 else 's'}: {to}")
    for each in done.missing:
        place = f"{each.warc_file}, offset {each.warc_offset}"
        print(f"nightdesk: {each.article_id} is missing: {each.why} ({place})", file=sys.stderr)
    return 3 if done.missing else 0


#: Each of these verbs: what it does, its arguments, a line about it, examples.
ASKING: dict[str, tuple[Any, ...]] = {
    "sql": (
        _sql,
        (add_sql,),
        "ad-hoc SQL on the published copy, read-only",
        'nightdesk sql "SELECT outlet, headline FROM articles LIMIT 9" --format csv',
        "nightdesk sql -f question.sql --format parquet --to answer.parquet",
    ),
    "diff": (
        _diff,
        (add_diff,),
        "what an outlet changed in an article, word by word, and when",
        "nightdesk diff presstv:780227",
        "nightdesk diff presstv:780227 --revision 2 --format json",
    ),
    "explain": (
        _explain,
        (add_explain,),
        "the whole story of a URL or an article: found, fetched, rejected, revised, gone, or why it was missed",
        "nightdesk explain presstv:780227",
        "nightdesk explain https://www.presstv.ir/Detail/2026/03/01/900001/",
    ),
    "raw": (
        _raw,
        (add_raw,),
        "the capture of an article exactly as it was served, to standard output",
        "nightdesk raw presstv:780227 > page.html",
        "nightdesk raw presstv:780227 --revision 1 --headers",
    ),
    "doctor": (
        _doctor,
        (add_doctor,),
        "a check-up: versions, disk, lock, warehouse, captures, published copy, outlets; what is wrong and what to do",
        "nightdesk doctor",
        "nightdesk doctor --deep",
    ),
    "search": (
        _search,
        (add_search,),
        "full text over headlines and bodies, best first, in any case, accent and letter form",
        "nightdesk search harbour bridge -fire --since 2026-01-01",
        "nightdesk search '\"new bridge\"' --outlet presstv --format json",
    ),
    "export": (
        _export,
        (add_export,),
        "articles as files for others, with a manifest and a dataset card; the same data gives the same bytes",
        "nightdesk export --format parquet --to dataset",
        "nightdesk export --format warc --where \"outlet = 'presstv'\" --to pages",
    ),
}
