"""Shows what a search found, on a terminal or for a program, with the hits marked and the age of the copy."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, TextIO

from warehouse.search import Answer, Excerpt, Hit

FORMATS = ("table", "json", "jsonl")


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
        marks = ("\x1b[1m", "\x1b[0m") if out.isatty() else ("**", "**")
        for number, hit in enumerate(answer.hits, start=1):
            day = f"{hit.date_published:%Y-%m-%d %H:%M} UTC" if hit.date_published else "date unknown"
            out.write(f"{number}. {_clean(hit.headline).marked(*marks)}\n")
            out.write(f"   {hit.article_id}  {day}  {hit.url}\n")
            out.write(f"   {_clean(hit.snippet).marked(*marks)}\n\n")
        out.write(_summary(answer) + "\n")


def _clean(excerpt: Excerpt) -> Excerpt:
    """Return the excerpt without what a terminal would take for an order."""
    text = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in excerpt.text)
    return Excerpt(text=text, hits=excerpt.hits)


def _record(hit: Hit) -> dict[str, Any]:
    return {
        "article_id": hit.article_id,
        "outlet": hit.outlet,
        "date_published": hit.date_published.isoformat() if hit.date_published else None,
        "url": hit.url,
        "score": hit.score,
        "headline": hit.headline.marked("**", "**"),
        "snippet": hit.snippet.marked("**", "**"),
    }


def _fresh(answer: Answer) -> dict[str, Any]:
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
