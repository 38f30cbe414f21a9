"""The revisit policy: when an article is asked for again, how long one is tried, and when a feed counts as failing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: After how many days from the first capture an article is asked for again, so that silent edits are seen.
REVISIT_DAYS = (1, 3, 7, 30)
#: An article that was first seen longer ago is never due: what an archive gave of years gone by stays with the archive.
REVISIT_WINDOW = timedelta(days=45)
#: A night never starts and reads to the minute.
EARLY = timedelta(hours=1)
#: For how long, and how often, an article is tried that was offered and could not be had for a passing reason.
RETRY_WINDOW = timedelta(days=7)
MOST_TRIES = 5
PASSING = ("left_over", "timeout", "dns", "tls", "http_5xx", "blocked", "led_away", "error", "challenge", "robots")
#: How a listing ends that is no feed any more, or not there: refusals, timeouts and server errors do not prove that.
NO_FEED = ("unreadable", "gone", "http_4xx", "dns")
#: Nights on which a feed ended so or without an entry, since it last had one, before the home page is asked for others.
FAILING_NIGHTS = 3


def next_revisit(first_seen: datetime, last_checked: datetime, now: datetime) -> datetime | None:
    """Return when an article is due again (in the past where it is overdue); None where it is no more."""
    if first_seen <= now - REVISIT_WINDOW:
        return None
    due = [first_seen + timedelta(days=days) for days in REVISIT_DAYS]
    return next((moment for moment in due if last_checked < moment - EARLY), None)


def is_retried(outcomes: Sequence[str], first_offered: datetime, now: datetime) -> bool:
    """Say whether the next night asks for an article again that ended so each time, the last of them last."""
    tries = sum(outcome != "left_over" for outcome in outcomes)
    return outcomes[-1] in PASSING and first_offered > now - RETRY_WINDOW and tries < MOST_TRIES
