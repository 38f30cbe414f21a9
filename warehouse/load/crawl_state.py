"""The crawl state that the warehouse gives to the next crawl: known articles, due revisits, days that are finished."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import msgspec

from spiders.crawl.state import CrawlState, Due, Validators
from spiders.tdm_reservation import TdmRule
from warehouse.db.writer import rows
from warehouse.revisit_policy import (
    EARLY,
    FAILING_NIGHTS,
    MOST_TRIES,
    NO_FEED,
    PASSING,
    RETRY_WINDOW,
    REVISIT_DAYS,
    REVISIT_WINDOW,
)

_REVISITS = {"days": list(REVISIT_DAYS), "revisit_window": REVISIT_WINDOW, "early": EARLY}
_RETRIES = {"passing": list(PASSING), "retry_window": RETRY_WINDOW, "most_tries": MOST_TRIES}

_FAILING = {"no_feed": list(NO_FEED), "nights": FAILING_NIGHTS}


def crawl_state(connection: duckdb.DuckDBPyConnection, outlet: str, clock: datetime) -> CrawlState:
    """Return what a night's crawl of an outlet needs to know: what is known, what is due again, what was left."""
    asked = {"outlet": outlet, "clock": clock}
    due = [
        Due(url=url, key=key, known=True, validators=Validators(etag=etag, last_modified=modified))
        for url, key, etag, modified in rows(connection, "load/due_articles", **asked, **_REVISITS)
    ]
    again = {article.key for article in due}
    due += [Due(url=url, key=key) for url, key in rows(connection, "load/pending_articles", **asked, **_RETRIES)]
    known = [key for (key,) in rows(connection, "load/known_keys", **asked)]
    urls = [url for url, key in rows(connection, "load/known_urls", **asked) if key not in again]
    listings = {
        url: Validators(etag=etag, last_modified=modified)
        for url, etag, modified in rows(connection, "load/known_listings", **asked)
    }
    tdm_rules = {
        host: msgspec.json.decode(stated, type=tuple[TdmRule, ...])
        for host, stated in rows(connection, "load/tdm_rules_of_today", **asked)
    }
    (answered,) = rows(connection, "load/last_answered", **asked)[0]
    return CrawlState(
        keys=frozenset(known) - again,
        urls=frozenset(urls),
        due=tuple(due),
        listings=listings,
        failing=frozenset(url for (url,) in rows(connection, "load/failing_feeds", **asked, **_FAILING)),
        tdm_rules=tdm_rules,
        answered=answered,
        partial=any(partial for (partial,) in rows(connection, "load/last_crawl_was_partial", **asked)),
    )


def ever_known(connection: duckdb.DuckDBPyConnection, outlet: str) -> CrawlState:
    """Return what a backfill needs to know: the keys of every article of an outlet that was ever read."""
    return CrawlState(keys=frozenset(key for (key,) in rows(connection, "load/every_known_key", outlet=outlet)))


def known_captures(connection: duckdb.DuckDBPyConnection, outlet: str) -> set[tuple[str, datetime, str]]:
    """Return URL, time and digest of every capture of an outlet that the warehouse has."""
    return {
        (url, moment.astimezone(UTC), digest)
        for url, moment, digest in rows(connection, "load/known_captures", outlet=outlet)
    }


def finished_days(connection: duckdb.DuckDBPyConnection, outlet: str) -> set[str]:
    """Return the days of the outlet's past (as YYYYMMDD) that need no second look."""
    return {part for (part,) in rows(connection, "load/finished_days", outlet=outlet)}


def loaded_manifests(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the manifests that are loaded, each as its path in the captures without ending."""
    return {stem for (stem,) in rows(connection, "load/loaded_manifests")}
