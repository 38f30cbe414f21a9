"""Evaluation of extractions against gold: the body by shingles, headline, date and authors by equality.

The measure of the body is the one that scrapinghub/article-extraction-benchmark published: multisets of shingles of
four words, the counts of each page brought to a sum of one, then added up, so that a long page weighs no more than a
short one. Segments that must, and that must not, stand in the body are counted over all pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from transforms.people.bylines import agency

SHINGLE = 4  # words
_SITE = re.compile(r"^\w+://(?:www\.)?")
_WORD = re.compile(r"\w+")
# What typesetting changes and no reader minds: quotes, dashes, soft hyphens.
_TYPESET = str.maketrans("‘’“”–—", "''\"\"--", "\u00ad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a page holds by the word of a person; None, or nothing, where the corpus does not say.

    Of several `bodies`, each by another person, the one that a guess is nearest to counts.
    """

    bodies: tuple[str, ...] = ()
    title: str | None = None
    date: str | None = None
    authors: frozenset[str] | None = None
    must_hold: tuple[str, ...] = ()
    must_lack: tuple[str, ...] = ()
    site: str = ""
    kind: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What an extractor read; times are ISO 8601, with an offset where it knows one."""

    body: str
    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What is in both texts, in the guess alone and in the gold alone: the shares of a page, or sums over pages."""

    both: float = 0.0
    extra: float = 0.0
    missed: float = 0.0

    @property
    def precision(self) -> float:
        """The part of the guess that is gold."""
        return self.both / (self.both + self.extra) if self.both else 0.0

    @property
    def recall(self) -> float:
        """The part of the gold that was found."""
        return self.both / (self.both + self.missed) if self.both else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.both / (2 * self.both + self.extra + self.missed) if self.both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """How well a page was read; None where its gold does not say.

    `day_or_change` takes the day of the last change too, and `credits` agencies that are named apart.
    """

    absent: bool
    body: Overlap
    headline: bool | None
    day: bool | None
    day_or_change: bool | None
    minute: bool | None
    authors: bool | None
    credits: bool | None
    segments: Overlap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of those that could be judged were right."""

    right: int
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How well all pages together were read."""

    pages: int
    absent: int
    body: Overlap
    headline: Share
    day: Share
    day_or_change: Share
    minute: Share
    authors: Share
    credits: Share
    segments: Overlap | None


def score(gold: Gold, guess: Guess | None) -> PageScore:
    """Return how well a page was read; without a guess all that the gold says is missed."""
    read = guess or Guess(body="")
    date = gold.date
    return PageScore(
        absent=guess is None,
        body=max((overlap(body, read.body) for body in gold.bodies), key=lambda each: each.f1, default=Overlap()),
        headline=None if gold.title is None else folded(gold.title) == folded(read.headline),
        day=None if date is None else same_day(date, read.published),
        day_or_change=None if date is None else same_day(date, read.published) or same_day(date, read.modified),
        minute=same_minute(date, read.published) if date is not None and has_minute(date) else None,
        authors=None if gold.authors is None else gold.authors == names(read.authors),
        credits=None if gold.authors is None else _credits_agree(gold.authors, read),
        segments=_segments(gold, read.body),
    )


def _credits_agree(wanted: frozenset[str], read: Guess) -> bool:
    """Say whether the authors are right where an agency that is read apart may stand among the gold's, or may not."""
    people, agencies = names(read.authors), _usual(read.agencies)
    return wanted == people or (bool(agencies) and people <= wanted and _usual(wanted - people) <= agencies)


def _usual(credited: Iterable[str]) -> frozenset[str]:
    return names(agency(name) or name for name in credited)


def _segments(gold: Gold, body: str) -> Overlap | None:
    """Return how many of the gold's segments are found, stand there though they must not, and are missed."""
    if not (gold.must_hold or gold.must_lack):
        return None
    text = folded(body)
    found = sum(folded(segment) in text for segment in gold.must_hold)
    unwanted = sum(folded(segment) in text for segment in gold.must_lack)
    return Overlap(both=found, extra=unwanted, missed=len(gold.must_hold) - found)


def total(scores: Iterable[PageScore]) -> Total:
    """Return the sums over all pages."""
    pages = list(scores)
    return Total(
        pages=len(pages),
        absent=sum(page.absent for page in pages),
        body=_sum(page.body for page in pages),
        headline=_share(page.headline for page in pages),
        day=_share(page.day for page in pages),
        day_or_change=_share(page.day_or_change for page in pages),
        minute=_share(page.minute for page in pages),
        authors=_share(page.authors for page in pages),
        credits=_share(page.credits for page in pages),
        segments=_sum(judged) if (judged := [page.segments for page in pages if page.segments]) else None,
    )


def _sum(overlaps: Iterable[Overlap]) -> Overlap:
    each = list(overlaps)
    return Overlap(
        both=sum(one.both for one in each),
        extra=sum(one.extra for one in each),
        missed=sum(one.missed for one in each),
    )


def _share(verdicts: Iterable[bool | None]) -> Share:
    judged = [verdict for verdict in verdicts if verdict is not None]
    return Share(right=sum(judged), judged=len(judged))


def gold_of(row: Mapping[str, object]) -> Gold:
    """Return the gold of a row of a corpus, whatever the types of its values: what is no text says nothing.

    A row that states segments and no body is judged by the segments alone.
    """
    date = row.get("date")
    bodies = _texts(row.get("gold"))
    must_hold, must_lack = _texts(row.get("with")), _texts(row.get("without"))
    url = _text(row.get("url")) or ""
    return Gold(
        bodies=bodies or (() if must_hold or must_lack else ("",)),
        title=_text(row.get("title")),
        date=str(date) if date else None,
        authors=_gold_authors(row.get("authors")),
        must_hold=must_hold,
        must_lack=must_lack,
        site=_text(row.get("site")) or _SITE.sub("", url).partition("/")[0] or (_text(row.get("file")) or ""),
        kind=_text(row.get("kind")) or _text(row.get("page_type")),
        language=_text(row.get("language")),
    )


def _texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or the one that stands for it."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for each in values if (text := _text(each)))


def _text(value: object) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _gold_authors(value: object) -> frozenset[str] | None:
    """Return the names of a list, of texts or of objects with a name, or of one text that sets them apart."""
    if isinstance(value, str) and value:
        return names(name for name in re.split(r"[;,|]", value) if name.strip())
    if not isinstance(value, list):
        return None
    found = [_text(each.get("name") if isinstance(each, dict) else each) for each in value]
    return names(name for name in found if name is not None) or None


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return how often each run of four words stands in the text; a shorter text is one shingle."""
    words = _WORD.findall(text)
    size = min(SHINGLE, len(words))
    return Counter(zip(*(words[start:] for start in range(size)), strict=False))


def overlap(gold: str, guess: str) -> Overlap:
    """Return the shares of the shingles of two texts, which sum to one; all zero where both are without a word."""
    wanted, found = shingles(gold), shingles(guess)
    both = (wanted & found).total()
    whole = wanted.total() + found.total() - both
    if not whole:
        return Overlap()
    return Overlap(both=both / whole, extra=(found.total() - both) / whole, missed=(wanted.total() - both) / whole)


def folded(text: str | None) -> str:
    """Return the text on one line, with straight quotes and dashes: what a headline or a name is compared by."""
    return " ".join((text or "").translate(_TYPESET).split())


def names(authors: Iterable[str]) -> frozenset[str]:
    """Return the names as they are compared: in any order, in any case."""
    return frozenset(folded(name).lower() for name in authors)


def moment(text: str | None) -> datetime | None:
    """Return the time that an ISO 8601 text means, naive where it has no offset; None where it means none."""
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def same_day(gold: str, guess: str | None) -> bool:
    """Say whether both mean the same day, in the gold's zone where both know one.

    Against a gold without a zone, a guess with one may be a day off: who wrote the gold saw the day in another zone.
    """
    wanted, found = moment(gold), moment(guess)
    if wanted is None or found is None:
        return False
    if wanted.tzinfo is None or found.tzinfo is None:
        return abs((found.date() - wanted.date()).days) <= (1 if found.tzinfo else 0)
    try:
        return found.astimezone(wanted.tzinfo).date() == wanted.date()
    except OverflowError:  # a time at either end of the calendar
        return False


def has_minute(gold: str) -> bool:
    """Say whether the gold states a time of day and its zone; midnight is what a lone day is filled up with."""
    wanted = moment(gold)
    exact = wanted is not None and wanted.tzinfo is not None and (wanted.hour or wanted.minute)
    return bool(exact) and ("T" in gold or " " in gold)


def same_minute(gold: str, guess: str | None) -> bool:
    """Say whether both mean the same instant, less than a minute apart; never where one knows no zone."""
    wanted, found = moment(gold), moment(guess)
    if wanted is None or found is None or wanted.tzinfo is None or found.tzinfo is None:
        return False
    return abs((wanted - found).total_seconds()) < 60
