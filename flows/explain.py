"""Shows the story of a URL or an article: on a terminal in lines, for programs as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.console import print_hanging
from flows.report import iso
from spiders.terminal_text import safe_line
from warehouse.explain import Explanation

_STATES = {
    "article": ("an article of", "green"),
    "gone": ("gone at", "yellow"),
    "rejected": ("fetched and rejected, of", "red"),
    "skipped": ("offered and not asked for, of", "yellow"),
    "failed": ("asked for in vain, of", "red"),
    "never_seen": ("never seen, of", "red"),
}


def show_explanation(told: Explanation, console: Console) -> None:
    """Print a story: what it is, what happened in the order of time, how it stands, and what may have gone wrong."""
    subject, account = told.subject, told.account
    words, style = _STATES[account.state]
    whose = f"{subject.outlet.name} ({subject.slug})" if subject.outlet else f"{subject.slug} (no declared outlet)"
    named = subject.article_id if subject.outlet or account.state != "never_seen" else None
    console.print(_line((named or subject.url or subject.asked, "bold"), ("  ", ""), (f"{words} {whose}", style)))
    for text in (account.headline, account.url if named else None):
        if text:
            console.print(_line((f"  {text}", "")), soft_wrap=True)
    if account.events:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for event in account.events:
            when = f"  {event.at:%Y-%m-%d %a %H:%M}"
            told_of = _line((event.words, ""), ("  ", ""), (event.run_id, "dim"))
            table.add_row(Text(when, style="cyan"), told_of)
        console.print(table)
    for fact in account.facts:
        print_hanging(console, _line(("  · ", "dim")), _line((fact, "")))
    for cause in told.causes:
        print_hanging(console, _line(("  ? ", "dim")), _line((cause.words, "")))
        if cause.remedy:
            print_hanging(console, _line(("    → ", "dim")), _line((cause.remedy, "green")))
    console.print(Text("  Times are UTC.", style="dim"))


def write_explanation(told: Explanation, out: TextIO) -> None:
    """Write the same as one JSON object."""
    subject = told.subject
    record = {
        "asked": subject.asked,
        "outlet": subject.slug,
        "declared": subject.outlet is not None,
        "key": subject.key,
        "article_id": subject.article_id,
        "addresses": subject.addresses,
        **asdict(told.account),
        "revisions": [asdict(revision) for revision in told.revisions],
        "gone_at": told.gone_at,
        "causes": [asdict(cause) for cause in told.causes],
    }
    json.dump(record, out, ensure_ascii=False, indent=1, default=iso)
    out.write("\n")


def _line(*parts: tuple[str, str]) -> Text:
    """Return a line in its styles."""
    return Text.assemble(*((safe_line(words), style) for words, style in parts))
