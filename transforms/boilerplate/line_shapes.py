"""Line shapes of boilerplate on any site: each rule by name, with the shapes of its lines and where they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from transforms.page.text import SENTENCE_ENDS
from transforms.vocab.loader import any_of

Where = Literal["anywhere", "head", "tail", "edge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Whole lines of at most `longest` characters that one rule takes out: anywhere, or only near an end of a story."""

    rule: str
    pattern: re.Pattern[str]
    where: Where
    longest: int


def _shape(rule: str, *patterns: str, where: Where = "anywhere", longest: int = 200) -> Shape:
    return Shape(rule=rule, pattern=re.compile("|".join(patterns), re.IGNORECASE), where=where, longest=longest)


_NETWORK = r"(?:x|twitter|facebook|instagram|linkedin|threads|bluesky)"
_SHARED_ON = r"(?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit|f|x|tw|fb)"


def _lines(key: str) -> str:
    """Return a pattern for such lines of any language, in which `<letter>` and `<network>` stand for a pattern each."""
    return any_of(key).replace("<letter>", any_of("lines.letter")).replace("<network>", _NETWORK)


_MORE = _lines("lines.related")
_PHOTO = rf"{any_of('images.photo', 'images.photo_first', 'images.line')}s?"
_CREDIT_BY = any_of("images.credited")
# What is credited behind a colon: words without a stop (initials and the names of sites have some), or hardly any words
# with one. More of them with one are a sentence.
_UNSTOPPED = rf"(?:[^{SENTENCE_ENDS}]|\.(?!(?-i:(?<!\b[A-Z]\.))\s))*[^{SENTENCE_ENDS}\s]"
_CREDITED = rf"(?:(?=\S){_UNSTOPPED}|[^\s!?]+(?: [^\s!?]+){{0,2}}[.。])"
# Names as they are written, whole: in lower case the same words are those of a sentence.
_CAPITALISED = r"(?-i:[^\Wa-zß-ÿ\d_][\w.'’-]*)"
_SMALL = any_of("bylines.particles", "bylines.articles", "bylines.organisation_particles")
_NAME = rf"{_CAPITALISED}(?:[ /]{{1,3}}(?:(?-i:{_SMALL}) ){{0,2}}{_CAPITALISED}){{0,4}}"

SHAPES: tuple[Shape, ...] = (
    _shape("advertisement", rf"[-–—(\[]*\s*{_lines('lines.advertisement')}\s*[-–—)\]]*", longest=80),
    _shape("share", rf"(?:{_lines('lines.share')}|{_SHARED_ON})\s*[:!]?", longest=60),
    _shape("share", _lines("lines.share_tail"), where="tail", longest=90),
    _shape("form", rf"{_lines('lines.form')}\s*\*?\s*[:!.]?", longest=60),
    _shape("related", rf"[>»•*-]*\s*{_MORE}\s*[:：>»|…]*", longest=80),
    _shape("related", rf"[>»•*\[(-]*\s*{_MORE}\s*[:：|»–—]\s?\S.*[^{SENTENCE_ENDS}\s]", r">>+\s*\S.*", longest=220),
    _shape("related", _lines("lines.related_tail"), where="tail", longest=160),
    _shape(
        "credit",
        rf"[\[(]?\s*{_PHOTO}\s*{any_of('images.credited', 'images.credit', 'labels.source')}?s?\s*[:/|©]\s*{_CREDITED}",
        rf"[\[(]?\s*{_PHOTO} {_CREDIT_BY} (?:{_NAME}|[\w.-]+)[\])]?",
        longest=90,
    ),
    _shape("newsletter", _lines("lines.newsletter"), longest=160),
    _shape(
        "newsletter",
        _lines("lines.newsletter_edge"),
        rf".*\b{_lines('lines.letter_ordered')}\b.{{0,60}}\b{_lines('lines.order')}\b.*",
        where="edge", longest=260,
    ),
    _shape("paywall", _lines("lines.paywall"), longest=220),
    _shape("appeal", _lines("lines.appeal_tail"), where="tail", longest=260),
    _shape("appeal", _lines("lines.appeal"), where="edge", longest=160),
    _shape("tags", rf"{_lines('lines.tags')}\s*[:：].*[^{SENTENCE_ENDS}]", longest=220),
    _shape(
        "reading_time",
        rf"(?:{_lines('lines.reading_time')}:?\s*)?\d+\s*-?\s*{any_of('times.minutes')}\.?\s*{_lines('lines.reading')}?\.?",
        where="head", longest=40,
    ),
    _shape(
        "date_line",
        rf"{_lines('lines.dated')}\b.{{0,30}}\b(?:{_lines('lines.ago')}|\d{{1,2}}[:.h]\d\d)\b"
        rf"(?:.*[^{SENTENCE_ENDS}\s]|(?: ?[ap]\.m)?\.)?",
        where="head", longest=90,
    ),
    _shape("news_code", _lines("lines.news_code"), where="edge", longest=40),
    _shape(
        "copyright",
        # A year that a verb follows is what is written somewhere, not whose the story is.
        r"©(?!\s*\d{4}, (?-i:[a-zß-ÿ]+) .*[.!?]$).*", r"\(c\)\s*(?:(?:19|20)\d\d\b.*|[^.!?]+)",
        rf"{_lines('lines.rights')}.*",
        _lines("lines.rights_whole"),
        where="tail", longest=400,
    ),
    _shape("contact", rf"(?:[•*–—-]\s*)?{_lines('lines.contact')}", where="tail", longest=320),
    _shape(
        "source",
        rf"{any_of('labels.source', 'labels.source_below')}\s*[:：]\s*{_CREDITED}",
        where="tail", longest=80,
    ),
    _shape("comments", _lines("lines.comments"), where="tail"),
)  # fmt: skip

# Initials and codes count only at the very end: within a story the same letters may be a word of it.
INITIALS = re.compile(
    r"[(/\[]?[A-Z]{2,4}(?:/[A-Z]{2,4})?[)\]]?|[A-Z]{2}/\d{6,8}|\d{3,4}\*\*\d{3,4}|/\d{2,4}|//?\w+//?(?: [A-Z]{1,3})?|"
    rf"{_lines('lines.end')}|\([a-zäöü]{{2,4}}(?:/[a-zäöüA-Z]{{2,5}})*\)|\d{{3}} \d{{2,3}}|\d{{4,6}}"
)
