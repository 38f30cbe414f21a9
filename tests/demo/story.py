"""Reads the invented stories of the demo from their TOML files, one state for each night."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

NIGHTS = (1, 2)
_HERE = Path(__file__).parent
_TEHRAN = ZoneInfo("Asia/Tehran")
_MARKS = {"## ": "heading", "> ": "quotation", "- ": "item"}
_INSERTS = {"[[card]]": "card", "[[picture]]": "picture", "[[script]]": "script"}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a body: text of some kind, or the place where a card, a picture or a script stands."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a Press TV page; the first stands before the body."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented article as its outlet shows it on one night."""

    outlet: str
    key: str
    template: str
    url: str
    headline: str
    description: str
    published: datetime  # by the clock of the page, no zone
    body: tuple[Block, ...]
    language: str = "en"
    updated: datetime | None = None
    first_night: int = 1
    encoding: str | None = None
    moved_to: str | None = None  # the feed's address answers with a redirect to this one
    # Press TV
    web_title: str = ""
    feed_title: str | None = None
    feed_description: str | None = None
    sections: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    related: tuple[str, str, str] | None = None
    footer_in_body: bool = False
    # Taghrib
    kicker: str | None = None
    tags: tuple[str, ...] = ()
    initials: str | None = None
    short_link: str | None = None
    picture: bool = True
    line_breaks: bool = False
    views: int = 0

    @property
    def texts(self) -> list[str]:
        """Return the text of every block that has one, in order."""
        return [block.text for block in self.body if block.text]

    @property
    def final_url(self) -> str:
        """Return the address that the page itself is served at."""
        return self.moved_to or self.url

    def in_utc(self, moment: datetime) -> datetime:
        """Return a time of the page in UTC: the 2015-2020 template shows UTC, all others Tehran's time."""
        zone = UTC if self.template == "2015-2020" else _TEHRAN
        return moment.replace(tzinfo=zone).astimezone(UTC)


def read_toml(name: str) -> dict[str, Any]:
    """Return the content of a TOML file of this folder."""
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def address(url: str) -> str:
    """Return the URL with everything percent-encoded that may not stand in one, and nothing twice."""
    return quote(url, safe="/:,%?=&")


def load_stories() -> dict[tuple[str, str], dict[int, Story]]:
    """Return every story as {(outlet, key): {night: its state on that night}}."""
    stories: dict[tuple[str, str], dict[int, Story]] = {}
    for path in sorted((_HERE / "stories").glob("*.toml")):
        outlet, _, key = path.stem.partition("-")
        fields = read_toml(f"stories/{path.name}")
        later = fields.pop("night_2", {})
        states = {1: fields, 2: fields | later}
        first = fields.get("first_night", 1)
        stories[outlet, key] = {night: _story(outlet, key, states[night]) for night in NIGHTS if night >= first}
    return stories


def _story(outlet: str, key: str, fields: dict[str, Any]) -> Story:
    made = dict(fields)
    made["url"] = address(fields["url"])
    made["body"] = _blocks(fields["body"])
    made["pictures"] = tuple(
        Picture(url=_picture_url(fields, f"{key} {number}"), **picture)
        for number, picture in enumerate(fields.get("pictures", ()))
    )
    made["sections"] = tuple((number, name) for number, name in fields.get("sections", ()))
    made["tags"] = tuple(fields.get("tags", ()))
    if "related" in fields:
        made["related"] = tuple(fields["related"])
    return Story(outlet=outlet, key=key, **made)


def _picture_url(fields: dict[str, Any], name: str) -> str:
    """Return an address of the form that the template's time had, with a GUID that follows from the name."""
    guid = uuid5(NAMESPACE_URL, f"nightdesk demo picture {name}")
    if fields["template"] == "2015-2020":
        return f"https://cdn.presstv.com//photo/{fields['published']:%Y%m%d}/{guid}.jpg"
    return f"https://cdn.presstv.ir/Photo/{fields['published']:%Y/%m/%d}/{guid}.jpg"


def _blocks(text: str) -> tuple[Block, ...]:
    """Cut a body at its blank lines; a block's first characters say what it is, a list has an item a line."""
    blocks: list[Block] = []
    for part in text.strip().split("\n\n"):
        kind = next((kind for mark, kind in _MARKS.items() if part.startswith(mark)), "paragraph")
        if part in _INSERTS:
            blocks.append(Block(_INSERTS[part]))
        elif kind == "item":
            blocks += [Block(kind, line.removeprefix("- ")) for line in part.splitlines()]
        else:
            mark = next((mark for mark in _MARKS if part.startswith(mark)), "")
            blocks.append(Block(kind, " ".join(part.removeprefix(mark).splitlines())))
    return tuple(blocks)
