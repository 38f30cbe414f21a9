"""The language of an article, as a BCP 47 tag, and whether it is stated or found from the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import gcld3
from babel import Locale, UnknownLocaleError

from spiders.capture.record import Capture
from spiders.outlet import Outlet
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import weight
from transforms.vocab.loader import words_of

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Scripts of which the identifier knows no language, and takes them for one that it knows.
_UNKNOWN_SCRIPTS = re.compile(
    r"[\u0700-\u074f\u0780-\u08ff\u0b00-\u0b7f\u0f00-\u0fff\u13a0-\u16ff\u1800-\u1cff\u2d30-\u2d7f\ua000-\ua4ff]"
)
# Languages so near to each other that the identifier takes one for the other: what is stated counts then.
_ALIKE = tuple(
    frozenset(tags.split())
    for tags in (
        *(
            "no nb nn da",
            "id ms jv su",
            "hr bs sr sh",
            "cs sk",
            "gl pt",
            "es ast an",
            "bg mk",
            "en sco",
            "yue zh",
            "zh ja",
        ),
        *("zu xh nr ss", "st tn nso", "af nl fy li", "lb de gsw nds", "hi mr ne bho mai", "fa ps prs", "fil tl ceb"),
        *("kk ky tt", "he yi", "ar arz ary apc", "gd ga", "it co scn"),
    )
)
_PIECE = 200  # characters of the beginning and of the middle, from which the language is found
_PROSE, _BLOCKS = 80, 6  # characters of a text that is no label, and as many of them as are read
_LETTERS = 20  # in fewer, nothing is found
_SEVERAL, _OFTEN = 3, 0.1  # small words that are found, and their share of all
_LIKELY, _SURE = 0.9, 0.99
_SHARE = 0.1  # of the text that is in a language for it to be one of the page's
_RENAMED = {"iw": "he"}  # the identifier knows Hebrew by its old code
_IDENTIFIER = gcld3.NNetLanguageIdentifier(0, 4 * _PIECE)


class Found(NamedTuple):
    """A language of a text, how probable it is, and the share of the text that is in it."""

    tag: str
    probability: float
    share: float


def read_language(
    capture: Capture, outlet: Outlet | None, metadata: PageMetadata, text: str, found: Sequence[Found] = ()
) -> tuple[str | None, str | None]:
    """Return the tag and its source: `url`, `page`, `outlet` or `text`; None for both where nothing tells.

    The URL names the language of an outlet that has several; then the page counts, then an outlet that has but one.
    A page that names a language in which its text cannot be errs (a template's default): the text decides then, as
    where nothing is stated. What is likely serves where nothing is stated; a statement falls only to what is sure.
    Small words of the text, or what was found in the longer texts of its page, may confirm what is stated: the
    identifier, which takes longer than all else that is read of some pages, does not look at the text then.
    """
    stated, source = _stated(capture, outlet, metadata)
    if stated is not None and (_has_small_words(stated, text) or (found and _may_be(stated, found))):
        return stated, source
    instead = _found_instead(stated, _languages_in(text))
    return (instead, "text") if instead else (stated, source)


def _has_small_words(tag: str, text: str) -> bool:
    """Say whether a text has a good part of the small words that hardly any other language has."""
    words = _sample(text).lower().split()
    found = [word for word in words if word in _small_words(tag.partition("-")[0])]
    return len(set(found)) >= _SEVERAL and len(found) >= _OFTEN * len(words)


@lru_cache(maxsize=64)
def _small_words(language: str) -> frozenset[str]:
    return frozenset(words_of(language, "text.small_words"))


def languages_shown(page: ParsedPage) -> Sequence[Found]:
    """Return the languages of the longer texts of a page, that of most of them first."""
    prose = (block.text for block in page.layout.blocks if weight(block.text) > _PROSE and block.linked < 0.5)
    return _languages_in(" ".join(islice(prose, _BLOCKS)))


def language_of_words(metadata: PageMetadata, found: Sequence[Found]) -> str | None:
    """Return the language by which the words of a page are read: as it states, unless what was found refutes it."""
    stated = metadata.language or metadata.meta("og:locale")
    return _found_instead(_tag(stated), found) or stated


def _found_instead(stated: str | None, found: Sequence[Found]) -> str | None:
    """Return the language that was found, where none is stated or another surely errs; else None."""
    if not found or (stated and _may_be(stated, found)):
        return None
    tag, probability, _ = found[0]
    return tag if probability >= (_SURE if stated else _LIKELY) else None


def _stated(capture: Capture, outlet: Outlet | None, metadata: PageMetadata) -> tuple[str | None, str | None]:
    if outlet is not None:
        for url in (capture.ref.final_url, capture.ref.url):
            named = (outlet.match(url) or {}).get("language") if url else None
            if named:
                return named, "url"
    on_page = (
        metadata.language,
        metadata.stated("inLanguage"),
        metadata.meta("og:locale", "content-language", "language"),
    )
    tag = next((tag for text in on_page if (tag := _tag(text))), None)
    if outlet is not None and len(outlet.languages) == 1:
        only = outlet.languages[0]
        # The page may be more exact ("en-US"), not something else.
        return (tag, "page") if tag and tag.partition("-")[0] == only.partition("-")[0] else (only, "outlet")
    return (tag, "page") if tag else (None, None)


@lru_cache(maxsize=1024)
def _tag(text: str | None) -> str | None:
    """Return a tag in its usual spelling ("en-US"); None where it is none that anybody knows."""
    tag = (text or "").split(",")[0].split(".")[0].strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return tag.lower() if "-" not in tag else None
    return "-".join(part for part in (locale.language, locale.script, locale.territory) if part)


def _sample(text: str) -> str:
    """Return the beginning of a text and a piece of its middle."""
    middle = max(_PIECE, len(text) // 2)
    return f"{text[:_PIECE]} {text[middle : middle + _PIECE]}"


def _languages_in(text: str) -> list[Found]:
    """Return the languages of a text, that of most of it first; none where it is too short or nothing is known."""
    sample = _sample(text)
    letters = sum(map(str.isalpha, sample))
    if letters < _LETTERS or 2 * len(_UNKNOWN_SCRIPTS.findall(sample)) > letters:
        return []
    results = _IDENTIFIER.FindTopNMostFreqLangs(sample, 3)
    tags = (_RENAMED.get(each.language, each.language) for each in results)
    found = [Found(tag, each.probability, each.proportion) for tag, each in zip(tags, results, strict=True)]
    found = [each for each in found if each.tag != "und"]
    # Languages in Latin letters that are written in others: what is no language at all is taken for them.
    return [] if found and found[0].tag.endswith("-Latn") else found


def _may_be(stated: str, found: Sequence[Found]) -> bool:
    """Say whether a text may be in the language that is stated: it, or one that is like it, is among those found."""
    base = stated.partition("-")[0]
    bases = {each.tag.partition("-")[0] for each in found if each is found[0] or each.share >= _SHARE}
    return base in bases or any(base in alike and bases & alike for alike in _ALIKE)
