"""Tells in words what the archive knows of one article or address: each thing that happened, and how it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from spiders.url import normalized_url
from warehouse.articles.trace import Request, Revision, Trace
from warehouse.health.verdict import in_words
from warehouse.revisit_policy import REVISIT_DAYS, is_retried, next_revisit

_FOUND_BY = {
    "Feed": "offered by a feed",
    "FoundFeed": "offered by a feed that the home page names",
    "NewsSitemap": "offered by a news sitemap",
    "Sitemap": "offered by a sitemap",
    "SectionPage": "offered by a section page",
    "DayArchive": "offered by a day archive",
    "WaybackCdx": "offered by the Wayback Machine",
    "Revisit": "asked for again, as it was due",
    "Retry": "asked for again, as an earlier night did not get it",
    "Salvage": "recovered from a crawl that was killed",
    "warc": "brought by an imported WARC file",
}
_NOT_ASKED_FOR = {
    "known": "known already, and not asked for",
    "not_modified": "unchanged by the outlet's own word",
    "robots": "not asked for: robots.txt forbids it",
    "filtered": "passed over: its address is that of no article",
    "offsite": "passed over: it leads away from the outlet's hosts",
    "left_over": "left over: the night's cap was reached, or the crawl ended before its turn",
}
_FIELDS = {"headline": "headline", "description": "description", "article_body": "body"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened: when (UTC), in which run, and what, in words."""

    at: datetime
    run_id: str
    outcome: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How an article or address stands: `state` in a word, `events` in time, `facts` in sentences."""

    state: str
    url: str | None
    headline: str | None
    events: tuple[Event, ...]
    facts: tuple[str, ...]


def account(trace: Trace, now: datetime) -> Account:
    """Return what is to be told of a subject that was seen."""
    return Account(
        state=state_of(trace),
        url=_address_of(trace),
        headline=trace.revisions[-1].headline if trace.revisions else None,
        events=tuple(_events(trace)),
        facts=tuple(_facts(trace, now)),
    )


def _address_of(trace: Trace) -> str | None:
    """Return the address that stands for the subject: the one asked about, else its own, else where it was offered."""
    own = [one.url for one in trace.revisions[-1:]] or [request.url for request in trace.requests[-1:]]
    return trace.subject.url or next(iter(own), None)


def state_of(trace: Trace) -> str:
    """Return how a subject stands: article, gone, rejected, skipped, failed or never_seen."""
    if trace.revisions:
        return "gone" if trace.gone_at else "article"
    if not trace.requests:
        return "never_seen"
    last = trace.requests[-1]
    if any(request.reading == "rejected" for request in trace.requests):
        return "rejected"
    if last.outcome == "gone":
        return "gone"
    return "skipped" if last.outcome in _NOT_ASKED_FOR else "failed"


def _events(trace: Trace) -> Iterator[Event]:
    """Yield each request in words, with its address where that is another than those told before."""
    shown = {_address_of(trace)}
    for request in trace.requests:
        found = _FOUND_BY.get(request.source or "", request.source or "asked for")
        address = [f"as {request.url}"] if request.url not in shown else []
        shown.add(request.url)
        yield Event(
            at=request.happened_at.astimezone(UTC),
            run_id=request.run_id,
            outcome=request.outcome,
            words="; ".join((found, _end_of(request, trace.revisions), *address)),
        )


def _end_of(request: Request, revisions: tuple[Revision, ...]) -> str:
    status = f" (HTTP {request.status})" if request.status else ""
    detail = f": {request.detail}" if request.detail else ""
    if request.outcome == "gone":
        return f"gone{status}{detail}"
    if request.outcome in _NOT_ASKED_FOR:
        return _NOT_ASKED_FOR[request.outcome] + (f" ({request.detail})" if request.detail else "")
    if request.outcome != "fetched":
        return f"failed: {in_words(request.outcome)}{status}{detail}"
    return f"fetched{status}{_reading(request, revisions)}"


def _reading(request: Request, revisions: tuple[Revision, ...]) -> str:
    if request.reading == "rejected":
        evidence = f" ({request.evidence})" if request.evidence else ""
        return f", and rejected: {in_words(request.reason or 'no article')}{evidence}"
    if request.reading == "duplicate":
        return ": another address of the same article"
    if request.revision is None:
        return ": nothing had changed" if request.reading == "article" else ""
    changed = next((one.changed_fields for one in revisions if one.revision == request.revision), None)
    if changed is None:
        return f": revision {request.revision}, the first that was seen"
    return f": revision {request.revision}, with another {changed_in_words(changed)}"


def changed_in_words(changed: list[str]) -> str:
    """Return the fields that changed as people say them."""
    return " and ".join(_FIELDS.get(name, name) for name in changed) or "wording"


def _facts(trace: Trace, now: datetime) -> Iterator[str]:
    """Yield how it stands now, in sentences."""
    if trace.revisions:
        current = trace.revisions[-1]
        if current.date_published:
            yield f"published {moment_in_words(current.date_published, current.date_published_precision)}"
        yield f"{len(trace.revisions)} revision{'s' if len(trace.revisions) > 1 else ''}, first captured " + (
            moment_in_words(trace.revisions[0].captured_at)
        )
    if trace.gone_at:
        stays = "; what it published is kept" if trace.revisions else ""
        yield f"gone at the outlet since {moment_in_words(trace.gone_at)}{stays}"
    if others := sorted(set(trace.subject.addresses) & _duplicates(trace)):
        yield f"also at {', '.join(others)}"
    yield from _by_its_key(trace)
    captured = [request for request in trace.requests if request.warc_file]
    if captured:
        yield f"its bytes: captures/{captured[-1].warc_file} at byte {captured[-1].warc_offset}"
    if trace.subject.outlet is None and trace.requests:
        yield "nobody declared its outlet, so no night asks for it"
    elif when := again_in_words(trace, now):
        yield when


def _by_its_key(trace: Trace) -> Iterator[str]:
    """Yield what is known of the very address that was asked about, where the article itself was had at another one."""
    url, article_id = trace.subject.url, trace.subject.article_id
    if url is None or article_id is None or not trace.requests:
        return
    asked = normalized_url(url)
    had = (address for request in trace.requests for address in (request.url, request.final_url) if address)
    if any(normalized_url(address) == asked for address in had):
        return
    offered = [
        request
        for request in trace.requests
        if any(normalized_url(address) == asked for address in request.aliases or ())
    ]
    if offered:
        when = moment_in_words(offered[-1].clock or offered[-1].happened_at)
        yield f"this address was offered as another one of {article_id}, last in the run of {when}, and not asked for"
    else:
        yield f"this address itself was never offered nor asked for; its key is that of {article_id}"


def _duplicates(trace: Trace) -> set[str]:
    return {request.url for request in trace.requests if request.reading == "duplicate"}


def again_in_words(trace: Trace, now: datetime) -> str | None:
    """Return when the outlet is asked for it again; None where nothing is known of that."""
    if trace.revisions:
        checked = [
            request.happened_at for request in trace.requests if request.outcome in ("fetched", "not_modified", "gone")
        ]
        due = next_revisit(trace.revisions[0].captured_at, max(checked, default=trace.revisions[-1].captured_at), now)
        if due is None:
            return f"not due again: its first {REVISIT_DAYS[-1]} days are over"
        verb = "due again since" if due <= now else "due again"
        return f"{verb} {moment_in_words(due, 'day')}"
    outcomes = ["challenge" if each.reason == "challenge" else each.outcome for each in trace.requests]
    if outcomes and is_retried(outcomes, trace.requests[0].happened_at, now):
        return "the next night tries again"
    return None


def moment_in_words(moment: datetime | date, precision: str | None = None) -> str:
    """Return a time in UTC with the day of the week, as `Mon 2 March 2026 02:30`."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC)
    day = f"{moment:%a} {moment.day} {moment:%B %Y}"
    return f"{day} {moment:%H:%M}" if isinstance(moment, datetime) and precision != "day" else day
