"""Explains a URL or an article id from the published copy: whose it is, what happened to it, or why it was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spiders.outlet import Outlet
from warehouse.articles.account import Account, account
from warehouse.articles.missed import Cause, span_of, why_missed, why_undeclared
from warehouse.articles.subject import Subject, find_subject
from warehouse.articles.trace import Revision, articles_of_day, trace
from warehouse.db.snapshot import open_snapshot
from warehouse.db.writer import records


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A link or an embed of the story as it reads now."""

    url: str
    text: str | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedUse:
    """What was stated of its use by AI when the article was fetched as it reads now; None where that is unknown."""

    ai_use: str | None = None
    robots_allowed: bool | None = None
    ai_statements: list[dict[str, str | None]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole story of a subject; `causes` where it was never seen."""

    subject: Subject
    gone_at: datetime | None
    account: Account
    revisions: tuple[Revision, ...]
    links: tuple[StoredLink, ...]
    stated_use: StatedUse
    causes: tuple[Cause, ...]


def explain(published: Path, asked: str, outlets: Mapping[str, Outlet], now: datetime) -> Explanation:
    """Return the story of a URL or an article id.

    Raises `SubjectError` where it is neither, and `AskError` where the copy cannot be read.
    """
    with open_snapshot(published) as connection:
        subject = find_subject(connection, asked, outlets)
        traced = trace(connection, subject)
        summary = account(traced, now)
        links = records(connection, "articles/links_of_article", article_id=subject.article_id)
        stated = records(connection, "articles/ai_use_of_article", article_id=subject.article_id)
        causes: list[Cause] = []
        if subject.outlet is None and summary.state == "never_seen":
            causes = [why_undeclared(subject.url or f"https://{subject.slug}/", outlets)]
        elif summary.state == "never_seen" and subject.outlet is not None:
            span = span_of(traced)
            alone = span is not None and span.first == span.last
            articles = articles_of_day(connection, subject.outlet.slug, span.first) if span and alone else None
            causes = why_missed(traced, span, articles, now)
    return Explanation(
        subject=subject,
        account=summary,
        revisions=traced.revisions,
        links=tuple(StoredLink(**link) for link in links),
        stated_use=StatedUse(**stated[0]) if stated else StatedUse(),
        gone_at=traced.gone_at,
        causes=tuple(causes),
    )
