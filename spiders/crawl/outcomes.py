"""The outcome of a request, its detail and validators, from an answer or from the many errors of Scrapy."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError
from scrapy.spidermiddlewares.httperror import HttpError

from spiders.capture.content import UNDECODED
from spiders.capture.manifest import Outcome, outcome_of_status
from spiders.crawl.state import Validators
from spiders.discovery.link import Listing, printable
from spiders.downloader.replay import NotRecorded
from spiders.downloader.retry import NO_TRUST, LeftOverError
from spiders.downloader.robots import ForbiddenError, NoRulesError
from spiders.downloader.ssrf_guard import LedAwayError, OffsiteError, RefusedAddressError

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

#: What Scrapy raises where the bytes came whole, in another coding than their header names or in one without a name.
UNREAD = (gzip.BadGzipFile, UnicodeDecodeError, *UNDECODED)
_OUTCOME_OF_ERROR: dict[type[Exception], Outcome] = {
    NotRecorded: Outcome.NOT_RECORDED,
    RefusedAddressError: Outcome.REFUSED_ADDRESS,
    LedAwayError: Outcome.LED_AWAY,
    OffsiteError: Outcome.OFFSITE,
    LeftOverError: Outcome.LEFT_OVER,
    ForbiddenError: Outcome.ROBOTS,
    CannotResolveHostError: Outcome.DNS,
    DownloadTimeoutError: Outcome.TIMEOUT,
    DownloadCancelledError: Outcome.TOO_LARGE,
}
# Scrapy and Twisted raise one kind of error for several causes, and tell them apart in words alone.
_OUTCOME_OF_WORDS = {
    "DOWNLOAD_MAXSIZE": Outcome.TOO_LARGE,
    "HeadTooLargeError": Outcome.TOO_LARGE,
    **dict.fromkeys(NO_TRUST, Outcome.TLS),
}


def request_of(failure: Failure) -> Request:
    """Return the request that failed, which Scrapy sets on the failure; raises `TypeError` where it is none."""
    request = getattr(failure, "request", None)
    if not isinstance(request, Request):
        raise TypeError(f"a failure of no request: {failure}")
    return request


def outcome_of(failure: Failure) -> tuple[Outcome, int | None, str | None]:
    """Return the outcome of a request that brought nothing, its HTTP status if any, and a line of detail."""
    error = failure.value
    if isinstance(error, HttpError):
        return outcome_of_status(error.response.status), error.response.status, None
    if isinstance(error, NoRulesError):
        return _without_rules(error), None, printable(str(error))
    if named := _named(error):
        return named, None, None if named is Outcome.NOT_RECORDED else printable(str(error))
    detail = f"{type(error).__name__}: {error}"
    return _worded(detail), None, printable(detail)


def _without_rules(error: NoRulesError) -> Outcome:
    """Return the outcome of a page that was not asked for, as the robots.txt of its host could not be had.

    It is that of the robots.txt itself: `robots` is what rules forbid, and these are not known.
    """
    if error.error is None:
        outcome = outcome_of_status(error.status or 0)
        return outcome if outcome in (Outcome.BLOCKED, Outcome.HTTP_5XX) else Outcome.ERROR
    named = _named(error.error) or _worded(f"{type(error.error).__name__}: {error.error}")
    return Outcome.ERROR if named is Outcome.TOO_LARGE else named  # which would never be tried again


def _named(error: BaseException | None) -> Outcome | None:
    return next((outcome for kind, outcome in _OUTCOME_OF_ERROR.items() if isinstance(error, kind)), None)


def _worded(detail: str) -> Outcome:
    return next((outcome for words, outcome in _OUTCOME_OF_WORDS.items() if words in detail), Outcome.ERROR)


def ended_at(request: Request) -> datetime:
    """Return when a request came to its end: the time of its answer, that of the recording in a replay, or now."""
    moment: datetime | None = request.meta.get("captured_at")
    return moment or datetime.now(UTC)


def outcome_detail(request: Request, detail: str | None) -> str | None:
    """Return a detail, and behind it what its host asked for and the hosts that were asked before."""
    tried = request.meta.get("hosts_tried")
    parts = (detail, request.meta.get("long_pause"), f"asked first at {', '.join(tried)}" if tried else None)
    return "; ".join(filter(None, parts)) or None


def header_of(response: Response, name: str) -> str | None:
    """Return a header of an answer as one printable line; None where there is none."""
    value = response.headers.get(name)
    return printable(value.decode("latin-1")) or None if value else None


def validators_of(response: Response) -> Validators:
    """Return the validators of an answer, by which its page is asked for again."""
    return Validators(etag=header_of(response, "ETag"), last_modified=header_of(response, "Last-Modified"))


def listing_validators(response: Response, listing: Listing) -> Validators:
    """Return the validators of a listing, by which it is asked for the next time.

    None where it names others: an index stays as it is while they change, and one that is not read names none of
    them. None where it is empty either: that must be seen again.
    """
    return Validators() if not listing.links or listing.children else validators_of(response)
