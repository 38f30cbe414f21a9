"""Reads all that the archive knows of one article or address: requests, revisions, and the nights around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from warehouse.articles.subject import Subject
from warehouse.db.writer import records, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One time that it was offered or asked for, and what was made of the answer."""

    run_id: str
    run_kind: str | None
    clock: datetime | None
    url: str
    final_url: str | None
    source: str | None
    outcome: str
    status: int | None
    happened_at: datetime
    detail: str | None = None
    aliases: list[str] | None = None
    reading: str | None = None
    revision: int | None = None
    article_id: str | None = None
    reason: str | None = None
    evidence: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision, without its text."""

    revision: int
    captured_at: datetime
    changed_fields: list[str] | None
    headline: str
    date_published: datetime | None
    date_published_precision: str | None
    date_modified: datetime | None
    url: str
    run_id: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One crawl of the outlet, or of a day of its past (`part`), as far as it tells why an article was missed."""

    run_id: str
    kind: str
    clock: datetime
    part: str | None
    finish_reason: str
    found: int
    listings: int
    listings_answered: int
    listing_outcomes: Mapping[str, int]
    left_over: int
    robots: int
    robots_failed: bool
    #: Listings that answered with more than a crawl reads or records of one.
    listings_cut: int

    @property
    def answered(self) -> bool:
        """Say whether the crawl has the whole word of every listing that it asked, and asked one."""
        whole = 0 < self.listings == self.listings_answered and not self.listings_cut
        return whole and self.finish_reason == "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The articles whose numbers come next below and above one, and their days of publication."""

    below: str | None = None
    below_day: date | None = None
    above: str | None = None
    above_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the archive knows of a subject, in the order of time."""

    subject: Subject
    requests: tuple[Request, ...] = ()
    revisions: tuple[Revision, ...] = ()
    gone_at: datetime | None = None
    #: Of its outlet, where the subject itself was never seen.
    nights: tuple[Night, ...] = ()
    neighbours: Neighbours = Neighbours()


def trace(connection: duckdb.DuckDBPyConnection, subject: Subject) -> Trace:
    """Return what the archive knows of a subject."""
    if subject.slug is None:
        return Trace(subject=subject)
    named = {"outlet": subject.slug, "key": subject.key}
    requests = records(connection, "articles/trace_requests", **named, urls=list(subject.addresses))
    revisions = records(connection, "articles/trace_revisions", article_id=subject.article_id)
    gone = rows(connection, "articles/trace_gone", **named)
    nights = [] if requests or revisions else records(connection, "articles/trace_nights", outlet=subject.slug)
    beside = records(connection, "articles/trace_neighbours", **named) if nights and subject.key else []
    return Trace(
        subject=subject,
        requests=tuple(Request(**row) for row in requests),
        revisions=tuple(Revision(**row) for row in revisions),
        gone_at=gone[0][0] if gone else None,
        nights=tuple(Night(**row) for row in nights),
        neighbours=Neighbours(**beside[0]) if beside else Neighbours(),
    )


def articles_of_day(connection: duckdb.DuckDBPyConnection, outlet: str, day: date) -> int:
    """Return how many articles of a day of publication are here."""
    return int(rows(connection, "articles/trace_day", outlet=outlet, day=day)[0][0])
