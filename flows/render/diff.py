"""Shows what changed in an article: removed and added words by colour, or by marks where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.text import Text

from flows.render.console import print_hanging
from flows.render.report import iso
from spiders.safe_text import safe_line, safe_text
from warehouse.articles.account import changed_in_words, moment_in_words
from warehouse.articles.changes import Change, History
from warehouse.articles.text_diff import Passage

_NAMES = {"headline": "headline", "description": "description", "article_body": "body"}
_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def show_history(history: History, console: Console) -> None:
    """Print each revision with its time and, word by word, what it changed."""
    newest = history.changes[-1].text
    named = (safe_line(history.article_id), "bold")
    console.print(Text.assemble(named, f"  {safe_line(newest.headline)}"), soft_wrap=True)
    console.print(Text(safe_line(newest.url), style="dim"), soft_wrap=True)
    coloured = console.is_terminal and not console.no_color
    for change in history.changes:
        print_hanging(console, Text(), _heading(change))
        for name, passages in change.fields.items():
            console.print(Text(f"  {_NAMES[name]}", style="bold"))
            for passage in passages:
                print_hanging(console, Text("    "), _shown(passage, coloured=coloured, wraps=console.is_terminal))
    if history.revisions == 1:
        console.print("It has one revision: no change of headline, description or body was seen.", highlight=False)
    if history.gone_at:
        console.print(f"Gone at the outlet since {moment_in_words(history.gone_at)}.", highlight=False)
    console.print(Text("Times are UTC.", style="dim"))


def write_history(history: History, out: TextIO) -> None:
    """Write the same as one JSON object."""
    record = {
        "article_id": history.article_id,
        "revisions": history.revisions,
        "gone_at": history.gone_at,
        "changes": [{**_revision(change), "fields": dict(_fields(change))} for change in history.changes],
    }
    json.dump(record, out, ensure_ascii=False, indent=1, default=iso)
    out.write("\n")


def _heading(change: Change) -> Text:
    text = change.text
    line = Text.assemble((f"revision {text.revision}", "cyan bold"), (f"  {moment_in_words(text.captured_at)}", "cyan"))
    if text.changed_fields is None:
        line.append("  as it was first seen")
    else:
        line.append(f"  another {changed_in_words(text.changed_fields)}")
        if text.last_seen_before:
            line.append(f", changed after {moment_in_words(text.last_seen_before)}")
    if text.date_modified:
        line.append(f"; the page says modified {moment_in_words(text.date_modified)}", style="dim")
    return line


def _shown(passage: Passage, *, coloured: bool, wraps: bool) -> Text:
    if passage.unchanged:
        many = f"{passage.unchanged} paragraph{'s' if passage.unchanged > 1 else ''} unchanged"
        return Text(f"… {many} …", style="dim")
    line = Text()
    for piece in passage.pieces:
        before, after = ("", "") if coloured else _MARKS[piece.kind]
        words = safe_text(piece.text).replace("\n", "\n" if wraps else "\n    ")
        line.append(before + words + after, style=_STYLES[piece.kind])
    return line


def _revision(change: Change) -> dict[str, object]:
    columns = asdict(change.text)
    return {name: value for name, value in columns.items() if name not in ("description", "article_body")}


def _fields(change: Change) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for name, passages in change.fields.items():
        yield (
            name,
            [
                {"unchanged": passage.unchanged}
                if passage.unchanged
                else {"pieces": [asdict(p) for p in passage.pieces]}
                for passage in passages
            ],
        )
