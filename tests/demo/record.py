"""Writes the two recorded nights of the demo and the golden articles that go with them, all made up."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import brotli
from feeds import Entry, presstv_feed, taghrib_feed
from golden import expected
from pages import LABELS, fill, home_page, page, section_page
from story import NIGHTS, Story, load_stories, read_toml

from spiders.capture.record import Exchange
from spiders.capture.warc_writer import WarcWriter

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "flows" / "recordings"
GOLDEN = ROOT / "tests" / "outlets"
STARTS = {1: datetime(2026, 11, 18, 1, 30, tzinfo=UTC), 2: datetime(2026, 11, 19, 1, 35, tzinfo=UTC)}
STEP = timedelta(seconds=2)
PRESSTV = "https://www.presstv.ir"
TAGHRIB = "https://www.taghribnews.com"
TAGHRIB_FEED = f"{TAGHRIB}/rssb5.-er48r6--4qhfle2m.puirug.r.xml"
HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"
REASONS = {200: "OK", 301: "Moved Permanently", 404: "Not Found"}


@dataclass(slots=True)
class Night:
    """One night while it is being recorded: the stories as they stand, and the exchanges so far."""

    number: int
    stories: dict[str, Story]
    oddities: dict[str, dict[str, Any]]
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """Return the time of the next exchange."""
        return STARTS[self.number] + STEP * len(self.exchanges)

    def answer(
        self,
        url: str,
        text: str,
        *,
        kind: str = HTML,
        status: int = 200,
        encoding: str | None = None,
        location: str | None = None,
    ) -> None:
        """Add an exchange, its payload encoded as it is said to be served."""
        payload = _encoded(text.encode(), encoding)
        headers = [
            ("Date", format_datetime(self.now, usegmt=True)),
            ("Server", "nightdesk-demo"),
            ("Content-Type", kind),
            ("Content-Length", str(len(payload))),
        ]
        if encoding:
            headers += [("Content-Encoding", encoding), ("Vary", "Accept-Encoding")]
        if location:
            headers.append(("Location", location))
        self.exchanges.append(
            Exchange(
                url=url,
                captured_at=self.now,
                status=status,
                reason=REASONS[status],
                headers=tuple(headers),
                payload=payload,
            )
        )

    def entries(self, listing: dict[str, Any]) -> list[Entry]:
        """Return what a listing offers this night, in its order."""
        names: list[str] = listing[f"night_{self.number}"]
        return [self.stories.get(name) or self.oddities[name] for name in names]

    def offered(self, listing: dict[str, Any]) -> list[Story]:
        """Return the stories among what a listing offers this night."""
        return [entry for entry in self.entries(listing) if isinstance(entry, Story)]


def _encoded(content: bytes, encoding: str | None) -> bytes:
    if encoding == "gzip":
        return gzip.compress(content, mtime=0)  # a time inside would make every run differ
    return brotli.compress(content) if encoding == "br" else content


def record_presstv(night: Night, listings: dict[str, Any]) -> None:
    """Add Press TV's listings of the night, then every page that they offer."""
    night.answer(f"{PRESSTV}/robots.txt", fill("presstv-404"), status=404)
    feed = night.entries(listings["feed"])
    night.answer(f"{PRESSTV}/rss.xml", presstv_feed(feed, night.now), kind=XML, encoding="gzip")
    offered = list(feed)
    for section in listings["sections"]:
        stories = night.offered(section)
        values = {"number": section["number"], "name": section["name"]}
        night.answer(f"{PRESSTV}/Section/{section['number']}/1", section_page(stories, values))
        offered += stories
    record_pages(night, offered)


def record_second_pages(night: Night, listings: dict[str, Any]) -> None:
    """Add the second page of each of Press TV's sections, which repeats the last story of the first."""
    for section in listings["sections"]:
        values = {"number": section["number"], "name": section["name"]}
        night.answer(f"{PRESSTV}/Section/{section['number']}/2", section_page(night.offered(section)[-1:], values))


def record_taghrib(night: Night, listings: dict[str, Any]) -> None:
    """Add Taghrib's listings of the night, then every page that they offer."""
    night.answer(f"{TAGHRIB}/robots.txt", "User-agent: *\nDisallow: /search\n", kind="text/plain; charset=utf-8")
    feed = night.entries(listings["feed"])
    night.answer(TAGHRIB_FEED, taghrib_feed(feed), kind=XML)
    offered = list(feed)
    for home in listings["homes"]:
        stories = night.offered(home)
        night.answer(f"{TAGHRIB}/{home['language']}", home_page(stories, home["language"]))
        offered += stories
    record_pages(night, offered)


def record_pages(night: Night, entries: Iterable[Entry]) -> None:
    """Add the answer to every address offered, each once."""
    seen: set[str] = set()
    for entry in entries:
        url = entry.url if isinstance(entry, Story) else entry["url"]
        if url in seen:
            continue
        seen.add(url)
        if isinstance(entry, Story):
            _record_story(night, entry)
        else:
            _record_oddity(night, entry)


def _record_story(night: Night, story: Story) -> None:
    if story.moved_to:
        moved = fill("presstv-moved", address=story.moved_to)
        night.answer(story.url, moved, status=301, location=story.moved_to)
    night.answer(story.final_url, page(story), encoding=story.encoding)


def _record_oddity(night: Night, entry: dict[str, Any]) -> None:
    match entry["answer"]:
        case "none":  # a crawl of these outlets does not follow it
            return
        case "404":
            night.answer(entry["url"], fill("presstv-404"), status=404)
        case "challenge":
            night.answer(entry["url"], fill("taghrib-challenge"))
        case key:  # the page of a story, at an address that is not its own
            night.answer(entry["url"], page(night.stories[key]))


def write_nights(stories: dict[tuple[str, str], dict[int, Story]]) -> Iterator[Path]:
    """Write the recording of each night and yield its path."""
    listings = read_toml("nights.toml")
    for number in NIGHTS:
        current = {key: states[number] for (_, key), states in stories.items() if number in states}
        night = Night(number, current, listings["oddities"])
        record_presstv(night, listings["presstv"])
        record_taghrib(night, listings["taghrib"])
        record_second_pages(night, listings["presstv"])
        path = RECORDINGS / f"night-{number}.warc.gz"
        with WarcWriter(path, created_at=night.exchanges[0].captured_at) as writer:
            for exchange in night.exchanges:
                writer.write(exchange)
        yield path


def write_golden(stories: dict[tuple[str, str], dict[int, Story]]) -> Iterator[Path]:
    """Write the golden article of each story, and a second one where the second night changed it."""
    for (outlet, key), states in stories.items():
        articles = [expected(story, LABELS["fa"]["clock"]) for _, story in sorted(states.items())]
        names = [key, f"{key}.night-2"]
        # A changed count of views is no change of the article.
        changed = len(articles) == len(NIGHTS) and articles[0] != articles[1]
        for name, article in zip(names[: 1 + changed], articles, strict=False):
            path = GOLDEN / outlet / f"{name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(article, ensure_ascii=False, indent=1)
            path.write_text(text + "\n", encoding="utf-8", newline="\n")
            yield path


def main() -> None:
    """Write everything and say what was written."""
    stories = load_stories()
    for path in write_nights(stories):
        print(path.relative_to(ROOT))
    print(f"{len(list(write_golden(stories)))} golden articles in {GOLDEN.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
