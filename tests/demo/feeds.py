"""Writes the feeds of the two outlets, with the oddities that real ones have."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from story import Story

_MADE_UP = "<!-- Made up for Nightdesk's demo; not a page of any outlet. -->"
_EMPTY = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/" />'
_TEHRAN = ZoneInfo("Asia/Tehran")

Entry = Story | dict[str, Any]


def presstv_feed(entries: list[Entry], captured_at: datetime) -> str:
    """Return the feed: one line, no date and no guid in its items."""
    built = f"{captured_at.astimezone(_TEHRAN):%a, %d %b %Y %H:%M:%S %z}"
    items = "".join(
        f"<item><link>{escape(url)}</link><title>{escape(title, quote=False)}</title>"
        f"<description>{escape(description, quote=False)}</description>{_EMPTY}</item>"
        for url, title, description in map(_columns, entries)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{_MADE_UP}<rss version="2.0"><channel><title>Presstv</title>'
        "<link>https://www.presstv.ir/</link><description>An invented feed.</description>"
        f"<language>en-us</language><lastBuildDate>{built}</lastBuildDate>{items}</channel></rss>"
    )


def taghrib_feed(entries: list[Entry]) -> str:
    """Return the feed: dated items, each with its address as guid."""
    items = "\n".join(
        f"<item>\n<title>{escape(title, quote=False)}</title>\n<link>{escape(url)}</link>\n"
        f"<description>{escape(description, quote=False)}</description>\n"
        f"<pubDate>{_date(entry)}</pubDate>\n<guid>{escape(url)}</guid>\n</item>"
        for entry, (url, title, description) in zip(entries, map(_columns, entries), strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{_MADE_UP}\n<rss version="2.0">\n<channel>\n'
        "<title>Taghrib News Agency (TNA)</title>\n<link>https://www.taghribnews.com</link>\n"
        f"<description>An invented feed.</description>\n{items}\n</channel>\n</rss>\n"
    )


def _columns(entry: Entry) -> tuple[str, str, str]:
    if isinstance(entry, Story):
        title = entry.feed_title or entry.headline
        return entry.url, title, entry.feed_description or entry.description
    return entry["url"], entry["title"], entry["description"]


def _date(entry: Entry) -> str:
    local = entry.published if isinstance(entry, Story) else entry["published"]
    moment = local.replace(tzinfo=_TEHRAN)
    return f"{moment:%a, %d %b %Y %H:%M:%S %z}"
