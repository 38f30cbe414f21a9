"""Shows the story of a URL or an article: on a terminal in lines, for programs as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import TextIO

from rich.console import Console
from rich.text import Text

from flows.render.console import print_hanging
from flows.render.report import iso
from spiders.safe_text import safe_line
from warehouse.articles.account import Event
from warehouse.articles.explain import Explanation, StatedUse

_STATES = {
    "article": ("an article of", "green"),
    "gone": ("gone at", "yellow"),
    "rejected": ("fetched and rejected, of", "red"),
    "skipped": ("offered and not asked for, of", "yellow"),
    "failed": ("asked for in vain, of", "red"),
    "never_seen": ("never seen, of", "red"),
}


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Print a story: what it is, what happened in the order of time, how it stands, and what may have gone wrong."""
    subject, account = explanation.subject, explanation.account
    words, style = _STATES[account.state]
    whose = f"{subject.outlet.name} ({subject.slug})" if subject.outlet else f"{subject.slug} (no declared outlet)"
    named = subject.article_id if subject.outlet or account.state != "never_seen" else None
    console.print(_line((named or subject.url or subject.asked, "bold"), ("  ", ""), (f"{words} {whose}", style)))
    for text in (account.headline, account.url if named else None):
        if text:
            console.print(_line((f"  {text}", "")), soft_wrap=True)
    for event in account.events:
        show_event(event, console)
    for fact in account.facts:
        print_hanging(console, _line(("  · ", "dim")), _line((fact, "")))
    if kinds := Counter(link.kind.replace("_", " ") for link in explanation.links):
        counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        print_hanging(console, _line(("  · ", "dim")), _line((f"links and embeds: {counts}", "")))
    if explanation.stated_use.ai_use:
        print_hanging(console, _line(("  · ", "dim")), _line((_stated_use(explanation.stated_use), "")))
    for cause in explanation.causes:
        print_hanging(console, _line(("  ? ", "dim")), _line((cause.words, "")))
        if cause.remedy:
            print_hanging(console, _line(("    → ", "dim")), _line((cause.remedy, "green")))
    console.print(Text("  Times are UTC.", style="dim"))


def _stated_use(use: StatedUse) -> str:
    """Return what was stated of AI in one sentence, with where it stands."""
    statements = [
        " ".join(filter(None, (each["source"], each["statement"], each["agents"]))) for each in use.ai_statements or ()
    ]
    return f"AI use: {use.ai_use}" + (f" ({'; '.join(statements)})" if statements else "")


def show_event(event: Event, console: Console) -> None:
    """Print when something happened, and what below itself; an address for which there is no room, whole and alone."""
    lead = _line((f"  {event.at:%Y-%m-%d %a %H:%M}  ", "cyan"))
    room = console.width - lead.cell_len
    words = f"{event.words}  {event.run_id}".split(" ")
    for alone, some in groupby(words, lambda word: console.is_terminal and len(word) > room):
        print_hanging(console, Text("    ") if alone else lead, _line((" ".join(some).strip(), "")))
        lead = lead if alone else Text(" " * lead.cell_len)


def write_explanation(explanation: Explanation, out: TextIO) -> None:
    """Write the same as one JSON object."""
    subject = explanation.subject
    record = {
        "asked": subject.asked,
        "outlet": subject.slug,
        "declared": subject.outlet is not None,
        "key": subject.key,
        "article_id": subject.article_id,
        "addresses": subject.addresses,
        **asdict(explanation.account),
        "revisions": [asdict(revision) for revision in explanation.revisions],
        "links": [asdict(link) for link in explanation.links],
        **asdict(explanation.stated_use),
        "gone_at": explanation.gone_at,
        "causes": [asdict(cause) for cause in explanation.causes],
    }
    json.dump(record, out, ensure_ascii=False, indent=1, default=iso)
    out.write("\n")


def _line(*parts: tuple[str, str]) -> Text:
    """Return a line in its styles."""
    return Text.assemble(*((safe_line(words), style) for words, style in parts))
