"""The dates of publication and change that a page states, the most trustworthy statement first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from urllib.parse import urlsplit

import htmldate

from spiders.outlet import Outlet
from spiders.url_dates import day_of_path, named_days
from transforms.dates.moments import YEAR, Moment, Zone, day_moment, plausible, read_iso
from transforms.dates.written_dates import read_written
from transforms.language import Found, language_of_words
from transforms.page.layout import Layout
from transforms.page.metadata import PageMetadata, Time
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import SENTENCE_ENDS
from transforms.page.tree import inline_parts
from transforms.vocab.loader import any_of

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publish-date",
    "publish_date", "publishdate", "pubdate", "ptime", "article_date_original", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dcterms.issued", "originalpublicationdate", "citation_date",
    "citation_publication_date", "article.published", "published-date", "rnews:datepublished",
    "shareaholic:article_published_time",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "last-modified", "dcterms.modified",
    "dc.date.modified", "lastmod", "article:modified",
)  # fmt: skip
#: Names under which a page states the date of an issue beside that of the first.
_ISSUED = ("article:published_time", "date", "dc.date", "dcterms.date")
#: Names that many pages give the time of their own rendering.
_CLOCKS = ("dc.date", "dcterms.date", "date", "revised", "creation_date", "created", "time")
_RENDERED = timedelta(minutes=10)  # between the clock of a page and its capture
_NEAR = 40  # blocks of text around the headline among which the date stands
#: Regions of a page whose dates are those of a picture, of another story or of a reader.
_OTHERS = frozenset({"caption", "related", "comments"})
_LINE = 120  # characters of a line that may be a date
_WORDS_OF_A_DATE = 3
_BYLINE = 12  # blocks below the headline among which the article's own date stands
_SAME_DAY = timedelta(hours=38)  # between midnight UTC of a day and a time on it, in whichever zone


def zone_of(outlet: Outlet | None, page: ParsedPage, languages: Sequence[Found]) -> Zone:
    """Return the outlet's zone and the language of the page's words; without an outlet, no zone is known.

    `languages` are those that were found in its texts.
    """
    stated = page.metadata.language or page.metadata.meta("og:locale")
    if outlet is None:
        return Zone(language=language_of_words(page.metadata, languages), theme=stated, place=_country(page.metadata))
    return Zone.of(outlet, language=stated)


def _country(metadata: PageMetadata) -> str | None:
    """Return the country that a page names beside its language ("en_IN"), else that of its address ("a.co.in")."""
    locale = (metadata.meta("og:locale") or "").replace("-", "_").partition("_")[2]
    try:
        domain = (urlsplit(metadata.url or "").hostname or "").rpartition(".")[2]
    except ValueError:
        domain = ""
    return next((name.upper() for name in (domain, locale) if len(name) == 2 and name.isalpha()), None)


def read_published(page: ParsedPage, zone: Zone, captured_at: datetime | None) -> Moment | None:
    """Return when the article appeared, by the first statement that is believable; None where there is none.

    The order: the article's own JSON-LD, meta tags, microdata, the visible times, a date in words near the headline,
    metas that may be the page's clock, and at last what htmldate finds anywhere on the page. A day that an earlier
    statement gives is made exact by a later one that names a time on it. Of a guide that is issued anew each year, the
    date of the issue counts, as it does for its reader.
    """
    refused: list[Moment] = []
    first = _first_believable(_candidates(page, zone), _in_url(page.metadata.url), captured_at, refused)
    first = first or _by_htmldate(page, captured_at, refused)
    return _issued_anew(first, page, zone, captured_at) or first


def _first_believable(
    candidates: Iterable[Moment], day: Moment | None, captured_at: datetime | None, refused: list[Moment]
) -> Moment | None:
    """Return the first moment to be believed, on its `day` where one is known; clocks are put to `refused`."""
    for moment in candidates:
        if plausible(moment, captured_at) is None:
            continue
        if _is_clock(moment, captured_at):
            refused.append(moment)
            continue
        if moment.precision != "day":
            if day is None or abs(moment.at - day.at) < _SAME_DAY:
                return moment
            if moment.at < day.at and day.source == "url":
                return moment
        elif day is None or (day.source == "url" and moment.at < day.at + _SAME_DAY):
            day = moment
    return day


def _issued_anew(first: Moment | None, page: ParsedPage, zone: Zone, captured_at: datetime | None) -> Moment | None:
    """Return the date of a new issue, where the page tells it from its first one and from its last change.

    That is a date on a day after the first, before that of the last change that is stated apart, which a meta of
    publication states and a reader sees below the headline. No clock is followed by a change.
    """
    metadata = page.metadata
    if first is None or _in_url(metadata.url):
        return None
    changes = (moment.at for moment in _changes(metadata, zone) if plausible(moment, captured_at))
    last = max(changes, default=first.at)
    issues = [
        moment
        for moment in _moments(_metas(metadata, _ISSUED), zone, "meta")
        if first.at + _SAME_DAY < moment.at < last - _SAME_DAY
    ]
    seen = _below_headline(page, zone) if issues else None
    stated = next((moment for moment in issues if seen and abs(seen.at - moment.at) < _SAME_DAY), None)
    if seen is None or stated is None:
        return None
    if seen.precision != "day":
        return seen
    return replace(stated, raw=seen.raw, source=seen.source)


def _below_headline(page: ParsedPage, zone: Zone) -> Moment | None:
    """Return the first date below the headline; None where there is none, or where it is named an update."""
    top = page.headline_place
    if top is None:
        return None
    for before, block in pairwise(page.layout.blocks[top : top + 1 + _BYLINE]):
        text = block.text
        if _is_dated(text):
            date, *label = _UPDATE.split(text, maxsplit=1)
            is_update = label and not YEAR.search(label[0])  # "14 November 2026 (updated)"
            return None if is_update or _UPDATE.search(before.text) else _moment(date, zone, "text")
    return None


def _in_url(url: str | None) -> Moment | None:
    """Return the day that an address names: no article appeared after it, whatever a reissued page states.

    A day within a slug may be what the article is about, and eight digits may be its number.
    """
    named = day_of_path(url or "")
    certain = named is not None and named.begins_part and not named.text.isdigit()
    return day_moment(named.day, named.text, "url") if named and certain else None


def read_modified(metadata: PageMetadata, zone: Zone, captured_at: datetime | None) -> Moment | None:
    """Return when the article was last changed, by the first statement that is believable; None where there is none."""
    return next((moment for moment in _changes(metadata, zone) if plausible(moment, captured_at)), None)


def _changes(metadata: PageMetadata, zone: Zone) -> Iterator[Moment]:
    yield from _moments((metadata.article.get("dateModified"),), zone, "json-ld")
    yield from _moments((*_metas(metadata, _MODIFIED), metadata.item("datemodified")), zone, "meta")


def _candidates(page: ParsedPage, zone: Zone) -> Iterator[Moment]:
    metadata = page.metadata
    sources: list[tuple[str, Iterable[object]]] = [
        ("json-ld", (metadata.article.get("datePublished"), metadata.article.get("uploadDate"))),
        ("meta", _metas(metadata, _PUBLISHED)),
        ("microdata", metadata.items.get("datepublished", ())),
        ("json-ld", (metadata.article.get("dateCreated"),)),
        ("microdata", metadata.items.get("datecreated", ())),
    ]
    for source, texts in sources:
        yield from _moments(texts, zone, source)
    times = [
        time for time in metadata.times if not _CHANGED.match(time.shown) and not _CHANGED_BEFORE.search(time.label)
    ]
    below = [time for time in times if not time.above]
    yield from _moments(_texts([time for time in below if not time.apart][:2]), zone, "time")
    yield from _moments(_dates_near_headline(page), zone, "text")
    yield from _moments(_texts([*below[:2], *[time for time in times if time.above][-1:]]), zone, "time")
    yield from _moments(_metas(metadata, _CLOCKS), zone, "meta:date")


def _texts(times: list[Time]) -> list[str]:
    return [time.stated or time.shown for time in times]


def _metas(metadata: PageMetadata, names: Iterable[str]) -> Iterator[str]:
    return (metadata.metas[name][0] for name in names if metadata.metas.get(name))


def _moments(texts: Iterable[object], zone: Zone, source: str) -> Iterator[Moment]:
    return (moment for text in texts if (moment := _moment(text, zone, source)))


def _moment(text: object, zone: Zone, source: str) -> Moment | None:
    if isinstance(text, list):
        text = text[0] if text else None
    if not isinstance(text, str) or len(text) > 200:
        return None
    return read_iso(text, zone=zone, source=source) or read_written(text, zone=zone, source=source)


def _is_clock(moment: Moment, captured_at: datetime | None) -> bool:
    """Say whether a time is that of the page's rendering: none but a clock says the minute of the capture."""
    return (
        captured_at is not None
        and moment.source in ("meta:date", "text", "time")
        and moment.precision != "day"
        and abs(moment.at - captured_at) < _RENDERED
    )


_CHANGES = rf"{any_of('updates.changed')}|©"
_CHANGED = re.compile(_CHANGES, re.IGNORECASE)
# The label itself, and no other date since: words that speak of something modified are no label.
_CHANGED_BEFORE = re.compile(
    rf"(?:^|[|·•]\s*)(?:{_CHANGES})(?:\s+{any_of('dates.prepositions')})?\W{{0,5}}$", re.IGNORECASE
)


# A label that names publication.
_NAMED = re.compile(rf"(?<!\w){any_of('labels.published')}(?!\w)", re.IGNORECASE)
# Wherever it stands beside a date: no new issue is to be believed there.
_UPDATE = re.compile(rf"{_CHANGES}|{any_of('updates.beside')}", re.IGNORECASE)


def _dates_near_headline(page: ParsedPage) -> Iterator[str]:
    """Yield the short texts with a year that stand around the headline: those named publication, then the nearest."""
    layout, headings = page.layout, set(page.metadata.headings)
    at = page.headline_place
    if at is None:
        return
    nearest = sorted(
        range(max(0, at - 8), min(len(layout.blocks), at + _NEAR)),
        key=lambda place: (
            _is_of_another(layout, place),
            abs(place - at) > _BYLINE or not _NAMED.match(layout.blocks[place].text),
            abs(place - at),
        ),
    )
    for block in (layout.blocks[place] for place in nearest):
        text = block.text if len(block.text) > _LINE else " ".join(inline_parts(block)) or block.text
        if not _is_dated(text) or text in headings:
            continue
        # "Updated 1 June 2026 | Published 5 May 2026"
        named = _NAMED.search(text) if _CHANGED.match(text) else None
        if named or not _CHANGED.match(text):
            yield _CHANGED.split(text[named.start() :] if named else text)[0]


def _is_of_another(layout: Layout, place: int) -> bool:
    element = layout.blocks[place].element
    beside = any(node.tag == "aside" for node in (element, *islice(element.iterancestors(), 6)))
    return beside or layout.region(place)[0] in _OTHERS or layout.in_link(place)


def _is_dated(text: str) -> bool:
    """Say whether a text is little more than a date: a sentence of the story names other days."""
    words = [word for word in text.split() if word[0].isalpha()]
    if len(text) > _LINE or len(words) >= 12 or YEAR.search(text) is None:
        return False
    # Some write a point behind the day or behind "at three o'clock".
    return text[-1] not in SENTENCE_ENDS or (text[-1] == "." and len(words) <= _WORDS_OF_A_DATE)


def _by_htmldate(page: ParsedPage, captured_at: datetime | None, refused: list[Moment]) -> Moment | None:
    """Return the day that htmldate finds: in the URL, in rarer tags, in the text.

    It reads the clocks in the head too: the day of one that was refused counts only where the URL names it as well, or
    where a time that is seen does, which may be that of news of the minute.
    """
    limit = ((captured_at or datetime.now().astimezone()) + timedelta(days=1)).date().isoformat()
    # It takes any three numbers in a URL for a day.
    address = page.metadata.url or ""
    url = address if named_days(address) else ""
    try:
        found = htmldate.find_date(page.tree, url=url, original_date=True, extensive_search=False, max_date=limit)
        day = day_moment(date.fromisoformat(found), found, "htmldate") if found else None
    except (ValueError, TypeError, OverflowError):  # its own slips on odd pages
        return None
    # A clock shows the day in UTC or as it is written.
    clocks = [clock for clock in refused if day and (day.at.date() == clock.at.date() or day.raw in clock.raw)]
    if clocks and day and all(clock.source == "meta:date" for clock in clocks):
        in_url = day.raw.replace("-", "") in re.sub(r"\D", "", address)
        return day if in_url else None
    return day
