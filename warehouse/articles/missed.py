"""Says why an address may never have been seen, each cause with its evidence and with what helps."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from spiders.outlet import Outlet
from spiders.public_suffix import registrable_domain
from spiders.url import host_of
from spiders.url_dates import day_of_path
from warehouse.articles.account import moment_in_words
from warehouse.articles.trace import Neighbours, Night, Trace
from warehouse.health.verdict import in_words

#: The nights that may offer an article of a day: that day's and the two after it.
_OFFERED_FOR = timedelta(days=2)
# Numbers tell the day only where the neighbours are close.
_CLOSE = timedelta(days=3)
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason why it may have been missed: its name, the evidence in words, and what to do, if anything."""

    name: str
    words: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on one of which it was published, and how that is known."""

    first: date
    last: date
    known_by: str


def span_of(trace: Trace) -> Span | None:
    """Return when it was published, by its address or by the numbers next to its own; None where neither tells."""
    named = next((named for url in _addresses(trace) if (named := day_of_path(url))), None)
    if named:
        day = named.day
        return Span(first=day, last=day, known_by=f"its address names {moment_in_words(day)}")
    beside: Neighbours = trace.neighbours
    if beside.below_day and beside.above_day and timedelta(0) <= beside.above_day - beside.below_day <= _CLOSE:
        return Span(
            first=beside.below_day,
            last=beside.above_day,
            known_by=f"its number lies between {beside.below} ({moment_in_words(beside.below_day)}) "
            f"and {beside.above} ({moment_in_words(beside.above_day)})",
        )
    return None


def why_undeclared(url: str, outlets: Mapping[str, Outlet]) -> Cause:
    """Return that no declared outlet owns a URL, which hosts are near, and how one is declared."""
    host = host_of(url)
    owners = {name: slug for slug, outlet in outlets.items() for name in outlet.bare_hosts}
    near = [name for name in owners if registrable_domain(f"https://{name}") == registrable_domain(url)]
    near += difflib.get_close_matches(host, owners, n=_SHOWN, cutoff=0.75)
    shown = [f"{name} ({owners[name]})" for name in dict.fromkeys(near)][:_SHOWN]
    return Cause(
        name="undeclared",
        words=f"no declared outlet owns {host}" + (f"; near it are {', '.join(shown)}" if shown else ""),
        remedy="declare it (docs/outlets.md), or take pages that you have: nightdesk backfill --warc FILE --undeclared",
    )


def why_missed(trace: Trace, span: Span | None, articles: int | None, now: datetime) -> list[Cause]:
    """Return why a declared outlet's article may never have been seen, the likeliest cause first.

    `articles` is how many of the day are here; None where the day is unknown.
    """
    outlet = trace.subject.outlet
    assert outlet is not None
    if no_article := _by_address(trace, outlet):
        return [no_article]
    causes: list[Cause] = []
    nights = [night for night in trace.nights if night.part is None and night.kind in ("nightly", "byhand")]
    if not nights:
        causes.append(
            Cause(name="never_asked", words=_never(trace.nights), remedy=f"nightdesk nightly --outlet {outlet.slug}")
        )
    else:
        wrong = _in_any_night(nights) if span is None else _in_its_nights(nights, span, now)
        causes += list(wrong) or [_not_offered(_around(nights, span), span)]
    if span is not None:
        causes += _of_its_day(trace, outlet, span, articles)
    remedy = _backfill(outlet, span) if not span or span.first <= now.astimezone(UTC).date() else None
    return [*causes, Cause(name="remedy", words=remedy[0], remedy=remedy[1])] if remedy else causes


def _addresses(trace: Trace) -> list[str]:
    return [url for url in (trace.subject.url, *trace.subject.addresses) if url]


def _by_address(trace: Trace, outlet: Outlet) -> Cause | None:
    url = trace.subject.url
    if url is None or outlet.is_article(url):
        return None
    patterns = ", ".join((*outlet.article_urls, *outlet.unkeyed_urls))
    return Cause(
        name="no_article_pattern",
        words=f"its path fits no article pattern of {outlet.slug} ({patterns}): no night asks for such an address",
        remedy="if it is an article, widen article_urls in the outlet's file",
    )


def _never(others: Sequence[Night]) -> str:
    """Return in words that no night has asked, and what has instead, by the runs there are."""
    if not others:
        return "no night has asked this outlet yet"
    if any(run.kind == "backfill" for run in others):
        return "no night has asked it, only a backfill"
    return "no night has asked it, only an import has brought pages"


def _in_any_night(nights: list[Night]) -> Iterator[Cause]:
    """Yield what was wrong in any night: the day of the article is not known."""
    yield from _wrong_in(nights)
    gaps = list(_gaps([night.clock for night in nights]))
    if gaps:
        yield Cause(name="no_night", words=f"nights in which no run took place: {_some(gaps)}")


def _wrong_in(nights: list[Night]) -> Iterator[Cause]:
    for name, wrong in (
        ("not_answered", [night for night in nights if night.listings_answered < night.listings]),
        ("read_in_part", [night for night in nights if night.listings_cut]),
        ("left_over", [night for night in nights if night.left_over]),
        ("robots", [night for night in nights if night.robots]),
        ("robots_failed", [night for night in nights if night.robots_failed]),
        ("broken_off", [night for night in nights if night.finish_reason != "finished"]),
    ):
        if wrong:
            yield Cause(name=name, words=_in_words(name, wrong))


def _gaps(clocks: list[datetime]) -> Iterator[str]:
    days = sorted({clock.astimezone(UTC).date() for clock in clocks})
    for before, after in pairwise(days):
        if after - before > timedelta(days=1):
            first, last = before + timedelta(days=1), after - timedelta(days=1)
            yield moment_in_words(first) if first == last else f"{moment_in_words(first)} to {moment_in_words(last)}"


def _in_its_nights(nights: list[Night], span: Span, now: datetime) -> Iterator[Cause]:
    """Yield what was wrong in the nights that may have offered an article of these days."""
    days = [night.clock.astimezone(UTC).date() for night in nights]
    until = min(span.last + _OFFERED_FOR, now.astimezone(UTC).date())
    if span.last < days[0]:
        yield Cause(
            name="before_first_night",
            words=f"{span.known_by}, and the first night was {moment_in_words(nights[0].clock)}: "
            "what a night asks lists the newest articles alone",
        )
        return
    its = _around(nights, span)
    if span.first > until:
        yield Cause(name="not_yet", words=f"{span.known_by}, which lies in the future")
        return
    if not its:
        last = max((day for day in days if day < span.first), default=None)
        since = f"; the last night before it was {moment_in_words(last)}" if last else ""
        yield Cause(
            name="no_night", words=f"{span.known_by}, and no night took place then or in the two days after{since}"
        )
        return
    missing = [day for day in (span.last, span.last + timedelta(days=1)) if day not in days and days[0] < day <= until]
    if missing:
        named = " and ".join(moment_in_words(day) for day in missing)
        yield Cause(name="no_night", words=f"{span.known_by}, and no night took place on {named}")
    yield from _wrong_in(its)


def _around(nights: list[Night], span: Span | None) -> list[Night]:
    """Return the nights that may have offered an article of these days; all where they are not known."""
    if span is None:
        return nights
    return [n for n in nights if span.first <= n.clock.astimezone(UTC).date() <= span.last + _OFFERED_FOR]


def _in_words(name: str, wrong: list[Night]) -> str:
    if name == "not_answered":
        named = [
            f"{moment_in_words(night.clock)} ({night.listings - night.listings_answered} of {night.listings} "
            f"did not: {_failures(night)})"
            for night in wrong
        ]
        return f"listings of the outlet did not answer in the night of {_some(named)}"
    if name == "read_in_part":
        named = [f"{moment_in_words(night.clock)} ({night.listings_cut} of {night.listings})" for night in wrong]
        return f"listings of the outlet have more entries than a crawl reads, in the night of {_some(named)}"
    if name == "left_over":
        named = [f"{moment_in_words(night.clock)} ({night.left_over})" for night in wrong]
        return (
            f"articles were left over, as the cap was reached or the crawl ended early, in the night of {_some(named)}"
        )
    if name == "robots":
        named = [f"{moment_in_words(night.clock)} ({night.robots})" for night in wrong]
        return f"robots.txt forbade articles in the night of {_some(named)}"
    if name == "robots_failed":
        named = [moment_in_words(night.clock) for night in wrong]
        return f"a robots.txt could not be had, and nothing was asked of its host, in the night of {_some(named)}"
    named = [f"{moment_in_words(night.clock)} ({night.finish_reason})" for night in wrong]
    return f"the crawl did not end well in the night of {_some(named)}"


def _failures(night: Night) -> str:
    failed = {name: n for name, n in night.listing_outcomes.items() if name not in ("fetched", "not_modified")}
    return ", ".join(f"{n} {in_words(name)}" for name, n in sorted(failed.items(), key=lambda item: -item[1]))


def _of_its_day(trace: Trace, outlet: Outlet, span: Span, articles: int | None) -> Iterator[Cause]:
    backfills = [night for night in trace.nights if night.part and _is_in(night.part, span)]
    whole = [night for night in backfills if night.answered]
    if whole:
        yield Cause(
            name="backfilled",
            words=f"a backfill of that day found {max(night.found for night in whole)} articles and not this one: "
            "the archive that was asked may not have it",
        )
    elif backfills:
        # What had no answer, or only a part of one, says nothing of what the archive has.
        named = [f"{moment_in_words(night.clock)} ({_unanswered(night)})" for night in backfills]
        yield Cause(
            name="backfill_unanswered",
            words=f"no backfill of that day was answered in full, so what the archive has is not known: {_some(named)}",
        )
    if articles is not None and articles < outlet.volume[0]:
        yield Cause(
            name="coverage_gap",
            words=f"of that day {articles} article{'s are' if articles != 1 else ' is'} here, "
            f"and at least {outlet.volume[0]} are usual",
        )


def _unanswered(night: Night) -> str:
    """Return in words why a crawl cannot tell what a listing does not have."""
    if night.finish_reason != "finished":
        return night.finish_reason
    if not night.listings:
        return "no listing was asked"
    if night.listings_answered < night.listings:
        return f"{night.listings - night.listings_answered} of {night.listings} listings did not: {_failures(night)}"
    return f"{night.listings_cut} of {night.listings} listings were read in part"


def _is_in(part: str, span: Span) -> bool:
    return f"{span.first:%Y%m%d}" <= part <= f"{span.last:%Y%m%d}"


def _not_offered(nights: list[Night], span: Span | None) -> Cause:
    when = f"{span.known_by}; " if span else ""
    counted = f"{len(nights)} night{'s' if len(nights) > 1 else ''}"
    if not any(night.listings for night in nights):
        return Cause(name="no_listing", words=f"{when}no listing was asked in the {counted} that may have offered it")
    return Cause(
        name="not_offered",
        words=f"{when}every listing answered in the {counted} that may have offered it, and none did",
    )


def _backfill(outlet: Outlet, span: Span | None) -> tuple[str, str]:
    if not outlet.past_sources:
        return "the outlet declares no source of its past", "bring it as a WARC file: nightdesk backfill --warc FILE"
    first, last = (span.first, span.last) if span else ("DAY", "DAY")
    return "days gone by can be asked for", f"nightdesk backfill --from {first} --to {last} --outlet {outlet.slug}"


def _some(named: list[str]) -> str:
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
