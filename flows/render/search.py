"""Shows what a search found, on a terminal or for a program, with the hits marked and the age of the copy."""

from __future__ import annotations

import json
from typing import TextIO

from rich.console import Console
from rich.text import Text

from flows.render.console import print_hanging, terminal
from spiders.safe_text import safe_line
from warehouse.query.search import Answer, Excerpt, Hit


def show(answer: Answer, layout: str, out: TextIO, err: TextIO) -> None:
    """Write the answer; how fresh it is stands in it and, for JSON Lines, beside it too."""
    if layout == "json":
        record = {"found": answer.found, "searched": answer.searched, **_fresh(answer)}
        record["articles"] = [_record(hit) for hit in answer.hits]
        out.write(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    elif layout == "jsonl":
        for hit in answer.hits:
            out.write(json.dumps({**_record(hit), **_fresh(answer)}, ensure_ascii=False) + "\n")
        err.write(_summary(answer) + "\n")
    else:
        _print(answer, terminal(out))


def _print(answer: Answer, console: Console) -> None:
    """Print each hit under its number; what is found is bold, or between marks where no letter can be."""
    bold = console.is_terminal and not console.is_dumb_terminal
    for number, hit in enumerate(answer.hits, start=1):
        day = f"{hit.date_published:%Y-%m-%d %H:%M} UTC" if hit.date_published else "date unknown"
        print_hanging(console, Text(f"{number}. "), _marked(hit.headline, bold=bold))
        console.print(safe_line(f"   {hit.article_id}  {day}  {hit.url}"), soft_wrap=True)
        print_hanging(console, Text("   "), _marked(hit.snippet, bold=bold))
        console.print()
    console.print(_summary(answer), soft_wrap=not console.is_terminal)


def _marked(excerpt: Excerpt, *, bold: bool) -> Text:
    if not bold:
        return Text(safe_line(excerpt.marked("**", "**")))
    text = Text(safe_line(excerpt.text))
    for start, stop in excerpt.hits:
        text.stylize("bold", start, stop)
    return text


def _record(hit: Hit) -> dict[str, object]:
    return {
        "article_id": hit.article_id,
        "outlet": hit.outlet,
        "date_published": hit.date_published.isoformat() if hit.date_published else None,
        "url": hit.url,
        "score": hit.score,
        "headline": hit.headline.marked("**", "**"),
        "snippet": hit.snippet.marked("**", "**"),
    }


def _fresh(answer: Answer) -> dict[str, object]:
    return {"as_of": answer.as_of.isoformat() if answer.as_of else None, "run_id": answer.run_id}


def _summary(answer: Answer) -> str:
    if answer.as_of is None:
        fresh = "no run of this copy has finished"
    else:
        fresh = f"as of the run that finished {answer.as_of:%Y-%m-%d %H:%M} UTC"
    if answer.found:
        return f"{answer.found} found in {answer.searched} articles, {len(answer.hits)} shown; {fresh}."
    return (
        f"Nothing found in {answer.searched} articles; {fresh}. "
        "Try fewer or other words, the plain form of a word, no quotes, or other days and outlets."
    )
