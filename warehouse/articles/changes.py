"""Says what changed in an article, when: each revision beside the one before it, from the published copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spiders.outlet import Outlet
from warehouse.articles.subject import SubjectError, find_subject, unknown
from warehouse.articles.text_diff import Passage, compare, is_same
from warehouse.db.snapshot import open_snapshot
from warehouse.db.writer import records, rows

_FIELDS = ("headline", "description", "article_body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One revision with the texts that are compared; `date_modified` is the page's own word."""

    revision: int
    captured_at: datetime
    last_seen_before: datetime | None
    changed_fields: list[str] | None
    headline: str
    description: str | None
    article_body: str
    date_published: datetime | None
    date_modified: datetime | None
    url: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A revision, and how each field that it changed differs from the revision before; empty for the first."""

    text: Text
    fields: Mapping[str, tuple[Passage, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The revisions of an article in the order of capture, or the one that was asked for."""

    article_id: str
    revisions: int
    changes: tuple[Change, ...]
    gone_at: datetime | None


def history(published: Path, asked: str, outlets: Mapping[str, Outlet], revision: int | None = None) -> History:
    """Return what changed in an article, when; of one revision alone where it is named.

    Raises `SubjectError` where there is no such article or revision, and `AskError` where the copy cannot be
    read.
    """
    with open_snapshot(published) as connection:
        subject = find_subject(connection, asked, outlets)
        article = {"outlet": subject.slug, "key": subject.key}
        texts = [Text(**row) for row in records(connection, "articles/texts_of_article", **article)]
        if not texts:
            raise unknown(connection, subject)
        gone = rows(connection, "articles/trace_gone", **article)
    check_revision(f"{subject.article_id}", len(texts), revision)
    changes = [
        Change(text=text, fields=_compared(before, text))
        for before, text in zip([None, *texts], texts, strict=False)
        if revision in (None, text.revision)
    ]
    return History(
        article_id=f"{subject.article_id}",
        revisions=len(texts),
        changes=tuple(changes),
        gone_at=gone[0][0] if gone else None,
    )


def check_revision(article_id: str, revisions: int, wanted: int | None) -> None:
    """Raise `SubjectError` where an article has no such revision."""
    if wanted is not None and not 1 <= wanted <= revisions:
        has = "one revision alone" if revisions == 1 else f"the revisions 1 to {revisions}"
        raise SubjectError(f"{article_id} has {has}; there is no revision {wanted}")


def _compared(before: Text | None, text: Text) -> dict[str, tuple[Passage, ...]]:
    if before is None:
        return {}
    pairs = {name: (getattr(before, name), getattr(text, name)) for name in _FIELDS}
    return {name: compare(old, new) for name, (old, new) in pairs.items() if not is_same(old, new)}
