"""Judges what one run brought of one outlet, by written rules, so that no hole is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

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
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The counts of one outlet in one run, as the books have them."""

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
    outcomes: Mapping[str, int]
    listing_outcomes: Mapping[str, int]


def judge(facts: Facts, volume: tuple[int, int] | None, recent: int) -> tuple[str, str | None]:
    """Return the verdict and, where it is not plainly ok, the reason in words.

    `volume` is the band of new articles in a normal night, None where it does not apply (a backfill, a recording);
    `recent` counts the articles first seen in the 24 hours up to the run. The first rule that fits decides.
    """
    offered = facts.found - facts.skipped
    turned_away = facts.blocked + facts.challenges
    # A page that is gone is an answer; known articles are evidence that the outlet answers as it should.
    lost = facts.failed - facts.outcomes.get("gone", 0)
    unread = facts.rejected - facts.challenges
    if facts.trouble:
        return "pipeline_down", f"the crawl did not end well: {', '.join(sorted(set(facts.trouble)))}"
    if facts.listings and not facts.listings_answered:
        cause = f"none of {facts.listings} listings answered: {_worst(facts.listing_outcomes)}"
        return ("blocked" if facts.listings_blocked * 2 > facts.listings else "unreachable"), cause
    if facts.found == 0:
        return "thin", "the listings answered and offered no article"
    if turned_away * 2 > offered > 0:
        return "blocked", f"{turned_away} of {offered} pages were refused or answered with a challenge"
    if lost * 2 > offered > 0:
        return "unreachable", f"{lost} of {offered} pages failed: {_worst(facts.outcomes)}"
    if unread > facts.articles + facts.known:
        return "template_changed", f"{unread} of {facts.fetched} pages fetched could not be read"
    # An import asks no listing: where it skips all of an outlet, nothing was expected of that.
    if facts.articles == facts.known == 0 and (offered or facts.listings):
        return "thin", f"no article came of {facts.found} found"
    if volume is None:
        return "ok", None
    fewest, most = volume
    if recent < fewest:
        return "thin", f"{recent} new articles in 24 hours, at least {fewest} are usual"
    if recent * 4 < fewest + most:  # half of the middle of the band
        return "quiet", f"{recent} new articles in 24 hours"
    return "ok", None


def _worst(outcomes: Mapping[str, int]) -> str:
    """Return the failures by their number, in words."""
    failures = Counter({name: n for name, n in outcomes.items() if name not in ("fetched", "known")})
    return ", ".join(f"{n} {in_words(name)}" for name, n in failures.most_common(3))


def in_words(name: str) -> str:
    """Return an outcome or a reason as people say it."""
    return _IN_WORDS.get(name, name.replace("_", " "))
