"""Judges what one run brought of one outlet, by written rules, so that no hole is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

#: The verdicts of a good night; every other one makes the run degraded.
GOOD = frozenset({"ok", "quiet"})

_IN_WORDS = {
    "not_recorded": "not in the recording",
    "dns": "host name not found",
    "tls": "TLS refused",
    "timeout": "timed out",
    "gone": "gone (404, 410)",
    "http_4xx": "HTTP 4xx",
    "http_5xx": "HTTP 5xx",
    "unreadable": "not readable",
    "refused_address": "at no public address",
    "led_away": "led to another site",
    "robots": "forbidden by robots.txt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The counts of one outlet in one run, as the books have them.

    Of the `fresh` pages, which this run was the first to be offered, robots.txt left some `forbidden`, and some were
    left over as their host, `asked_to_wait`, left no time for them.
    """

    found: int
    known: int
    skipped: int
    fetched: int
    failed: int
    articles: int
    rejected: int
    listings: int
    listings_answered: int
    blocked: int
    listings_blocked: int
    challenges: int
    trouble: tuple[str, ...]
    revisited: int
    fresh: int
    forbidden: int
    asked_to_wait: int
    outcomes: Mapping[str, int]
    listing_outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingStats:
    """How some pages were read: how many, the share rejected; of the articles the share undated, the middle length.

    An article is undated where its page names no date: where there is none, or one was searched for or in the address.
    It is old where its date is a month before it was captured; `one_day` is the share whose date is the same day, one
    that was over for days, and `day` which that is.
    """

    pages: int = 0
    articles: int = 0
    rejected: float = 0.0
    undated: float = 0.0
    words: float = 0.0
    old: float = 0.0
    one_day: float = 0.0
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """How many new articles the middle one of the nights before brought, and the middle one of the same weekday."""

    nights: int = 0
    articles: float = 0.0
    weekday: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesWithoutArticles:
    """The new pages that were asked for since the last night that brought an article, each once, within a week.

    `refused` are those that were refused or answered with a challenge, `all_week` says that no night of it brought any.
    """

    nights: int = 0
    asked: int = 0
    refused: int = 0
    failed: int = 0
    unread: int = 0
    all_week: bool = False
    outcomes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a normal night of an outlet is like, where that applies: not to a backfill, nor to a recording.

    `volume` is the declared band of new articles, `recent` counts those that this night's runs were the first to see,
    `usual` says how many that were before, `still_nights` the nights in a row, this one the last, on which the listings
    offered nothing new. Of the pages that were new, `now` says how they were read in this run, `before` how in the
    thirty days before it; `without_articles` pools those of several nights, as one may offer too few.
    """

    volume: tuple[int, int]
    recent: int
    stale_after: int
    still_nights: int
    usual: Usual = Usual()
    now: ReadingStats = ReadingStats()
    before: ReadingStats = ReadingStats()
    without_articles: PagesWithoutArticles = PagesWithoutArticles()


# Pages before which nothing is usual, and of a night before which nothing is odd.
_ENOUGH_BEFORE, _ENOUGH = 10, 3
# Nights before which no volume is usual, each weekday among them, and articles a night of which half says something.
_NIGHTS_BEFORE, _MANY = 7, 10


def judge(metrics: Metrics, history: History | None) -> tuple[str, str | None]:
    """Return the verdict and, where it is not plainly ok, the reason in words; the first rule that fits decides."""
    return _by_counts(metrics) or (_by_history(history) if history else None) or ("ok", None)


def _by_counts(metrics: Metrics) -> tuple[str, str] | None:
    """Return the verdict that the books of the run alone give; None where nothing is wrong in them."""
    # Only what was asked for and not known says how the outlet answers: revisits of what is known may hide the rest.
    asked = metrics.fetched + metrics.failed - metrics.revisited
    offered = metrics.found - metrics.skipped
    turned_away = metrics.blocked + metrics.challenges
    # A page that is gone is an answer; known articles are evidence that the outlet answers as it should.
    lost = metrics.failed - metrics.outcomes.get("gone", 0)
    unread = metrics.rejected - metrics.challenges
    # Listings that are as they were the last time offer what they offered then.
    unmoved = 0 < metrics.listings == metrics.listing_outcomes.get("not_modified", 0)
    if metrics.trouble:
        return "pipeline_down", f"the crawl did not end well: {', '.join(sorted(set(metrics.trouble)))}"
    # What was left to the next run was not asked for, and says nothing of the outlet.
    listings = metrics.listings - metrics.listing_outcomes.get("left_over", 0)
    refused = metrics.listings_blocked + metrics.listing_outcomes.get("robots", 0)
    if listings and not metrics.listings_answered:
        none = "the only listing gave no answer" if listings == 1 else f"none of {listings} listings answered"
        cause = f"{none}: {_worst(metrics.listing_outcomes)}"
        return ("blocked" if refused * 2 > listings else "unreachable"), cause
    if metrics.listings and not listings:
        return "thin", f"all {metrics.listings} listings were left to the next run"
    # That one source of many fails has a line of its own in the report.
    if refused * 2 > listings:
        return "blocked", f"{refused} of {listings} listings were refused"
    if metrics.found == 0 and not unmoved:
        return "thin", _nothing_offered(metrics.listings_answered, listings)
    if _most(turned_away, asked, metrics.known):
        return "blocked", f"{turned_away} of {asked} pages were refused or answered with a challenge"
    if _most(lost, asked, metrics.known):
        return "unreachable", f"{lost} of {asked} pages failed: {_worst(metrics.outcomes)}"
    if _most(metrics.forbidden + metrics.asked_to_wait, metrics.fresh, metrics.known):
        return "blocked", _obstacles(metrics)
    if unread > metrics.articles + metrics.known:
        return "template_changed", f"{unread} of {metrics.fetched} pages fetched could not be read"
    # An import asks no listing: where it skips all of an outlet, nothing was expected of that.
    if metrics.articles == metrics.known == 0 and (offered or metrics.listings) and not unmoved:
        return "thin", f"no article came of {metrics.found} found"
    return None


def _nothing_offered(answered: int, listings: int) -> str:
    """Return in words that no article was found: what did not answer may have offered some."""
    if not listings:
        return "no listing was asked, and no article found"
    words = "the listings" if answered == listings else f"{answered} of {listings} listings"
    return f"{words} answered and offered no article"


def _obstacles(metrics: Metrics) -> str:
    """Return what kept us from the pages that were newly offered, in words."""
    words = []
    if metrics.forbidden:
        words.append(f"robots.txt forbids {metrics.forbidden} of {metrics.fresh} new pages")
    if metrics.asked_to_wait:
        words.append(f"{metrics.asked_to_wait} of {metrics.fresh} new pages were left over: the host asked to wait")
    return "; ".join(words)


def _most(bad: int, asked: int, known: int) -> bool:
    """Say whether most pages went wrong; beside known ones, a single page that does is no sign."""
    return bad * 2 > asked and bad >= (_ENOUGH if known else 1)


def _by_history(history: History) -> tuple[str, str | None] | None:
    """Return the verdict that the nights before give; None where this one is like them."""
    if several := _by_several_nights(history.without_articles, history.before):
        return several
    if changed := _unlike(history):
        return "template_changed", changed
    if history.still_nights >= history.stale_after:
        return "stale_source", f"the listings have offered nothing new for {history.still_nights} nights"
    fewest, most = history.volume
    if history.recent < fewest:
        return "thin", f"{history.recent} new articles in 24 hours, at least {fewest} are usual"
    if half := _half_of_usual(history.recent, history.usual):
        return "thin", half
    if history.recent * 4 < fewest + most:  # half of the middle of the band
        return "quiet", f"{history.recent} new articles in 24 hours"
    return None


def _by_several_nights(pages: PagesWithoutArticles, usual: ReadingStats) -> tuple[str, str] | None:
    """Return the verdict that the new pages of several nights give together, of which none was an article."""
    over = f"{pages.asked} new pages of {pages.nights} night{'s' if pages.nights > 1 else ''}"
    if pages.refused + pages.failed + pages.unread < _ENOUGH:
        return None
    if pages.refused * 2 > pages.asked:
        return "blocked", f"{pages.refused} of {over} were refused or answered with a challenge"
    if (pages.refused + pages.failed) * 2 > pages.asked:
        return "unreachable", f"{pages.refused + pages.failed} of {over} failed: {_worst(pages.outcomes)}"
    # Where most pages are no articles as a rule (videos, say), a few more of them say nothing; a week of them does.
    seldom = usual.rejected <= 0.5 or usual.pages < _ENOUGH_BEFORE
    if pages.unread * 2 > pages.asked and (seldom or pages.all_week):
        return "template_changed", f"{pages.unread} of {over} could not be read"
    return None


def _half_of_usual(recent: int, usual: Usual) -> str | None:
    """Return how much less news there is than the outlet's own nights have, within its band; None where it is no half.

    A weekend has less every week: it is measured by what is less, all nights or those of its weekday.
    """
    if usual.nights < _NIGHTS_BEFORE:
        return None
    articles = usual.articles if usual.weekday is None else min(usual.articles, usual.weekday)
    if articles < _MANY or recent * 2 > articles:
        return None
    return f"{recent} new articles, {articles:.0f} are usual"


def _unlike(history: History) -> str | None:
    """Return in which way the new pages of a night are read unlike those before; None where they are as ever."""
    now, before = history.now, history.before
    if now.pages < _ENOUGH or before.pages < _ENOUGH_BEFORE:
        return None
    if now.rejected - before.rejected > 0.5:
        return f"{now.rejected:.0%} of the new pages could not be read, {before.rejected:.0%} are usual"
    if now.undated - before.undated > 0.5:
        return f"{now.undated:.0%} of the articles have no date of their own, {before.undated:.0%} are usual"
    if now.one_day - before.one_day > 0.5:
        return f"{now.one_day * now.articles:.0f} of {now.articles} articles are dated {now.day}"
    if now.old - before.old > 0.5:
        return f"{now.old * now.articles:.0f} of {now.articles} articles are dated older than a month"
    if 0 < now.words * 4 < before.words:
        return f"the articles have {now.words:.0f} words, {before.words:.0f} are usual"
    return None


def _worst(outcomes: Mapping[str, int]) -> str:
    """Return the failures by their number, in words."""
    well = ("fetched", "known", "not_modified", "left_over")
    failures = Counter({name: n for name, n in outcomes.items() if name not in well})
    return ", ".join(f"{n} {in_words(name)}" for name, n in failures.most_common(3))


def in_words(name: str) -> str:
    """Return an outcome or a reason as people say it."""
    return _IN_WORDS.get(name, name.replace("_", " "))
