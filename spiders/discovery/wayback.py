"""The Wayback Machine as a source of the past: its CDX index, and what the URLs of its captures say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from spiders.source import WaybackCdx

HOST = "web.archive.org"
# id_ asks for the bytes as captured, without the archive's toolbar and rewritten links.
_MEMENTO = re.compile(r"^https?://web\.archive\.org/web/(\d{14})(?:[a-z]{2}_)?/(https?:/{1,2}.+)$")

#: Values and lists of an answer, at most: twice as many as the largest answer has; a tree of more takes much memory.
_MARKS = 600_000


class CdxError(Exception):
    """An answer of the CDX index is not one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """One capture in the archive: the URL it was made of, and when."""

    original: str
    captured_at: datetime

    @property
    def url(self) -> str:
        """Return the address of the bytes as captured."""
        return f"https://{HOST}/web/{self.captured_at:%Y%m%d%H%M%S}id_/{self.original}"


def cdx_url(source: WaybackCdx, day: date) -> str:
    """Return the query for the pages of one day; the first capture of each URL, which is nearest to its publication."""
    prefix = source.prefix.format(day=day)
    query = [
        ("url", prefix),
        ("matchType", "prefix"),
        ("output", "json"),
        ("fl", "timestamp,original"),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("collapse", "urlkey"),
    ]
    if prefix == source.prefix:  # the URL does not tell the day: ask for the day of the capture
        query += [("from", f"{day:%Y%m%d}"), ("to", f"{day:%Y%m%d}")]
    return f"https://{HOST}/cdx/search/cdx?{urlencode(query)}"


def read_cdx(body: bytes) -> list[Memento]:
    """Return the captures that an answer of the index lists, without those of no web address; an empty one lists none.

    Raises `CdxError` where the answer is something else, such as an error page.
    """
    if not body.strip():
        return []
    if sum(body.count(mark) for mark in b"[{,") > _MARKS:
        raise CdxError(f"the index answered without bounds: more than {_MARKS} values")
    try:
        rows = json.loads(body)
        if not rows:
            return []
        timestamp, original = rows[0].index("timestamp"), rows[0].index("original")
        return [
            Memento(original=row[original], captured_at=_moment(row[timestamp]))
            for row in rows[1:]
            if is_http_url(row[original])
        ]
    except (ValueError, IndexError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise CdxError(f"the index answered with something else: {error}") from error


def is_http_url(text: str) -> bool:
    """Say whether the text is an http or https URL."""
    return text.startswith(("http://", "https://"))


def parse_memento(url: str) -> Memento | None:
    """Return what the URL of an archived capture says of it; None for any other URL."""
    found = _MEMENTO.match(url)
    if not found:
        return None
    original = re.sub(r"^(https?):/{1,2}", r"\1://", found[2])
    try:
        return Memento(original=original, captured_at=_moment(found[1]))
    except ValueError:
        return None


def _moment(timestamp: str) -> datetime:
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
