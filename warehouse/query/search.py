"""Finds articles by their words, best first: a scan of the published copy, so that no index can be older than it.

Measured on 100,000 articles of 5 KB: DuckDB's full-text index takes 99 seconds and 3.9 GB to build and is a snapshot;
tantivy is fast, and a second store to keep in step; folding each text in SQL takes over 100 seconds where it is not
ASCII. A scan with RE2 for the stem as printed, in every form of its letters, takes half a second of English and two of
Persian. So the terms are unfolded, not the texts folded.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb

from warehouse.db.snapshot import AskError, check_text, open_snapshot
from warehouse.db.writer import Row, rows
from warehouse.query.search_terms import Terms, read_terms

_MOST_TERMS = 8  # as many as the queries have room for
_WINDOW = 240  # characters of a snippet

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A text as printed, on one line, and where the hits in it are."""

    text: str
    hits: Spans

    def marked(self, before: str, after: str) -> str:
        """Return the text with each hit between two marks."""
        pieces, end = [], 0
        for start, stop in self.hits:
            pieces += [self.text[end:start], before, self.text[start:stop], after]
            end = stop
        return "".join([*pieces, self.text[end:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    article_id: str
    outlet: str
    date_published: datetime | None
    url: str
    score: float
    headline: Excerpt
    snippet: Excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search found: how many in all, the best of them, of how many, and how fresh the copy is."""

    as_of: datetime | None
    run_id: str | None
    found: int
    searched: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Where to look: at one outlet, on these days (UTC, both included)."""

    outlet: str | None = None
    since: date | None = None
    until: date | None = None

    def parameters(self) -> dict[str, str | datetime | None]:
        """Return it as the queries take it."""
        after = self.until + timedelta(days=1) if self.until and self.until < date.max else None
        return {"outlet": self.outlet, "since": _midnight(self.since), "until": _midnight(after)}


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def search(published: Path, text: str, within: Within, most: int) -> Answer:
    """Return the articles that hold all the terms, the best `most` of them.

    Raises `AskError` where no term is named, where the outlet has no article, and where the copy cannot be read.
    """
    check_text(text, "what you search for")
    with open_snapshot(published) as connection:
        try:
            letters: dict[str, str] = dict(rows(connection, "query/search_letters"))
        except duckdb.CatalogException:
            raise AskError(
                f"{published} was made before there was a search: run `nightdesk nightly` or `nightdesk rebuild`"
            ) from None
        terms = read_terms(text, lambda texts: _folded(connection, texts), letters)
        if not terms.wanted:
            raise AskError('name at least one word that the articles hold, such as: harbour, or "new bridge" -fire')
        if len(terms.wanted) > _MOST_TERMS:
            raise AskError(f"{len(terms.wanted)} terms are too many: name the {_MOST_TERMS} that matter")
        _check(connection, within.outlet)
        as_of, run_id = rows(connection, "query/freshness")[0]
        searched, found, hits = _search(connection, terms, within, most)
    return Answer(found=found, searched=searched, hits=hits, as_of=as_of, run_id=run_id)


def _folded(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> list[str]:
    folded: list[str] = rows(connection, "query/search_fold", texts=texts)[0][0] if texts else []
    return folded


def _check(connection: duckdb.DuckDBPyConnection, outlet: str | None) -> None:
    if outlet is not None:
        there = [slug for (slug,) in rows(connection, "query/outlets_with_articles")]
        if outlet not in there:
            named = ", ".join(there[:12]) or "none"
            raise AskError(f"there is no article of an outlet {outlet!r} here; outlets that have some: {named}")


def _search(
    connection: duckdb.DuckDBPyConnection, terms: Terms, within: Within, most: int
) -> tuple[int, int, tuple[Hit, ...]]:
    where = within.parameters()
    searched, mean = rows(connection, "query/search_size", **where)[0]
    slots = range(_MOST_TERMS)
    stems = {f"stem_{n + 1}": terms.wanted[n].stem if n < len(terms.wanted) else None for n in slots}
    words = {f"word_{n + 1}": terms.wanted[n].word if n < len(terms.wanted) else None for n in slots}
    sample, common = rows(connection, "query/search_common", **where, **stems)[0]
    weights = [math.log(1 + (sample - count + 0.5) / (count + 0.5)) for count in common[: len(terms.wanted)]]
    without = "|".join(pattern.word for pattern in terms.unwanted) or None
    rows(connection, "query/search_found", **where, **stems, **words, without=without, terms=len(terms.wanted))
    ranked = rows(connection, "query/search_ranked", weights=weights, mean=max(mean, 1.0), most=most)
    if not ranked:
        return searched, 0, ()
    texts = {row[0]: row for row in rows(connection, "query/search_texts", ids=[row[0] for row in ranked])}
    printed = [pattern.printed() for pattern in terms.wanted]
    hits = tuple(_hit(texts[article_id], score, printed) for article_id, score, _ in ranked)
    return searched, ranked[0][2], hits


def _hit(row: Row, score: float, printed: list[re.Pattern[str]]) -> Hit:
    article_id, outlet, published, url, headline, body = row
    headline, body = (" ".join(text.split()) for text in (headline, body))
    return Hit(
        article_id=article_id,
        outlet=outlet,
        date_published=published,
        url=url,
        score=round(score, 3),
        headline=Excerpt(text=headline, hits=_spans(headline, printed)),
        snippet=_snippet(body, printed),
    )


def _spans(text: str, printed: list[re.Pattern[str]]) -> Spans:
    """Return where the terms stand, in order and without overlap."""
    spans: list[tuple[int, int]] = []
    for span in sorted(match.span(1) for pattern in printed for match in pattern.finditer(text)):
        if span[0] < span[1] and (not spans or span[0] >= spans[-1][1]):
            spans.append(span)
    return tuple(spans)


def _snippet(body: str, printed: list[re.Pattern[str]]) -> Excerpt:
    """Return the part of a body in which the most terms stand, or its beginning."""
    starts = sorted((match.start(1), number) for number, each in enumerate(printed) for match in each.finditer(body))
    best, most = 0, 0
    for place, (start, _) in enumerate(starts):
        near = {number for at, number in starts[place : place + 50] if at < start + _WINDOW - 60}
        if len(near) > most:
            best, most = start, len(near)
    start = body.rfind(" ", 0, max(best - 60, 0)) + 1 if best > 60 else 0
    end = len(body)
    if start + _WINDOW < end:
        space = body.rfind(" ", start + 1, start + _WINDOW)
        end = space if space > best else start + _WINDOW
    text = ("… " if start else "") + body[start:end] + (" …" if end < len(body) else "")
    return Excerpt(text=text, hits=_spans(text, printed))
