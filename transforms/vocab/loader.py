"""Vocabulary: loads the words by which pages are read, from one file for each language, and joins them to patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"[a-z]{2,3}")  # ISO 639-1, and 639-3 where a language has no shorter code
#: What a file may state, by table and key. Every entry is a regular expression without groups that capture; most are
#: plain words. Case counts only where the key says so.
KEYS: Mapping[str, Mapping[str, str]] = {
    "text": {
        "small_words": "small words in small letters that many sentences have and hardly any of another language",
    },
    "dates": {
        "months": "the twelve months, the forms of each set apart by |, where CLDR lacks them",
        "jalali_months": "the twelve months of the Jalali calendar",
        "regions": "tags of regions whose month names differ from the language's own",
        "weekdays": "full names, as printed",
        "ordinals": "what follows the number of a day",
        "before_month": "a preposition between day and month",
        "before_month_number": "a word for month before its number",
        "before_year": "a preposition or a word for year between month and year",
        "after_year": "a word for year between it and the month or day",
        "short_years": "the century of years of two digits, where they are usual and the day comes first",
        "joined_to_month": "what is written in one word with the month behind it",
        "after_month": "a word for month behind its name",
        "year_signs": "what follows the number of a year, as in Chinese",
        "month_signs": "what follows the number of a month, as in Chinese",
        "day_signs": "what follows the number of a day, as in Chinese",
        "eras": "the name of an era, a sign of equality, and the Gregorian year before its first",
        "numerals": "the numerals from nought to ten by which dates are spelled, the forms of each set apart by |",
        "labels": "the words that stand beside a date, each by itself",
        "prepositions": "between a label and its date",
    },
    "times": {
        "forenoon": "behind a time, in any case: its first half of the day",
        "afternoon": "behind a time, in any case: its second half of the day",
        "forenoon_before": "before a time",
        "afternoon_before": "before a time",
        "hour_signs": "between hour and minute",
        "minute_signs": "behind the minute, as in Chinese",
        "zones": "the name of a zone behind a time, small letters, a sign of equality, and its name in zones.py",
        "clock": "a word behind a time, as printed",
        "hours": "words for hours behind a time",
        "minutes": "words for minutes behind a number: it is no time then",
        "no_zones": "words in capitals behind a time that name no zone",
    },
    "bylines": {
        "by": "before a name, and before nothing else",
        "by_small": "prepositions that names have too: before a name in small letters, or before a colon",
        "by_weak": "prepositions that many a sentence begins with, otherwise as `by_small`",
        "by_label": "a label before a name, with or without a colon",
        "by_signed": "as `by_label`, where a line that begins so is a byline wherever it stands below the headline",
        "text_label": "a label before a colon and a name: who wrote the text",
        "made": "what was done to the story, before the word for by",
        "signed": "the beginning of a line that no sentence begins with: who wrote this",
        "above_story": "the beginning of a line above the story that is nothing but its byline",
        "editor": "a label before a colon and the name of who edited the story",
        "helped": "a label before the names of those who helped the author, or above them",
        "alone": "a label on a line of its own above the name",
        "and": "between two names",
        "and_before_name": "between two names, where small words of sentences are the same: a full name must follow",
        "and_before_words": "between two names, where two words must follow",
        "before_place": "the preposition between a name and its place",
        "place_particles": "small words within the name of a place",
        "after_name": "the first word of what follows a name and is none",
        "roles": "what a person does, beside the name",
        "unspaced_roles": "what a person does, written in one word with the name, as in Chinese",
        "unspaced_labels": "a label before a name, divided from it by a colon, a stroke or a point in the middle",
        "unspaced_tail": "what follows a name and a place: reports",
        "suffixes": "what may follow a name and a comma and belongs to it",
        "degrees": "a degree behind a name; case counts",
        "collectives": "a desk or the staff",
        "organisations": "words that no person's name has",
        "particles": "the small words within a person's name",
        "organisation_particles": "further small words within an organisation's name",
        "articles": "the article before the name of an organisation",
        "interface": "the whole of what a link or a button says that stands where names do",
        "no_first_names": "a capitalised word that begins a sentence more often than a name of three words",
    },
    "labels": {
        "source": "before the source of a text",
        "source_below": "as `source`, but behind the end of a text alone",
        "dated": "before the date of publication or change, at the beginning of a line",
        "published": "before or beside the date of publication",
        "home": "the first of the breadcrumbs, which names no section; small letters",
        "no_section": "what stands where a section does and names none; small letters",
        "weak_section": "a section that says no more than that this is news; small letters",
        "posted": "what a theme puts behind a title, before a date or a name",
    },
    "images": {
        "photo": "the label before a credit or a caption",
        "photo_first": "such a label at the beginning of a line alone",
        "label": "the label before a credit alone",
        "line": "the label of a line that is nothing but a credit, beside `photo` and `photo_first`",
        "credit": "a word for credit",
        "credited": "between the label and who is credited",
        "brackets": "the label of a credit in brackets behind a caption",
        "brackets_credited": "in brackets, between the label and who is credited, beside `credited`",
    },
    "markup": {
        "kicker": "in the class of an element that is a kicker; -? stands for a hyphen, an underscore or neither",
        "standfirst": "in the class of a standfirst",
        "breadcrumbs": "in the class of breadcrumbs",
        "related": "in the class of links to other stories",
        "comments": "in the class of readers' comments",
        "credit": "in the class of a picture's credit",
        "profile": "a part of the address of an author's page",
    },
    "walls": {
        "consent": "in what asks about cookies",
        "consent_words": "words of such a question that are counted, in lower case and as they are, no expressions",
        "agree": "in what one agrees with",
        "login": "in the title of a form to sign in",
        "error": "the whole title of an error page",
        "error_words": "in the title of an error page, and hardly in a headline",
    },
    # Whole lines of a text, or, where it is said, their beginnings or parts.
    "lines": {
        "related": "a prompt to read another story; its headline may follow",
        "related_tail": "the same below a story, whole",
        "advertisement": "the label of an advertisement",
        "share": "the label of a button to share or print",
        "share_tail": "a prompt below a story to share it",
        "form": "the label of a form or a button",
        "letter": "a part: what one subscribes to",
        "newsletter": "an offer of it; <letter> stands for any `letter`",
        "newsletter_edge": "the same above or below a story alone",
        "letter_ordered": "a part: the same, where the word for ordering it stands behind it",
        "order": "a part: such a word",
        "paywall": "a prompt to subscribe in order to read on",
        "appeal": "a request for support above or below a story",
        "appeal_tail": "a request below a story alone",
        "tags": "the label before a list of keywords",
        "reading_time": "the label before how long the story takes to read",
        "reading": "what follows the number of its minutes",
        "dated": "the beginning of a line that names the time of publication",
        "ago": "the end of a time such as two hours ago",
        "news_code": "the number under which the outlet keeps the story",
        "rights": "the beginning of a line that reserves rights",
        "rights_whole": "such a line that begins otherwise",
        "contact": "how to reach the author; <network> stands for any social network",
        "comments": "a prompt to comment",
        "end": "what agencies write behind a text's end; case counts",
    },
    "updates": {
        "changed": "before the date of the last change",
        "beside": "further words beside the date of a change, wherever they stand",
    },
}


class VocabularyError(ValueError):
    """A file of vocabulary cannot be used; the message is one line that names the file and what is wrong."""


@lru_cache(maxsize=1)
def _all() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return load(_FOLDER)


def load(folder: Path) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the entries of every language by "table.key", in the order of the languages' codes.

    Raises `VocabularyError` for a file that is no TOML, a name that is no code of a language, an unknown table or key,
    and a key without entries.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Mapping[str, tuple[str, ...]]:
    if not _NAME.fullmatch(path.stem):
        raise VocabularyError(f"{path.name}: the name is no ISO 639 code of a language, such as fa.toml")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name}: it is no TOML: {error}") from error
    found: dict[str, tuple[str, ...]] = {}
    for table, keys in tables.items():
        if table not in KEYS or not isinstance(keys, dict):
            raise VocabularyError(f"{path.name}: unknown table {table!r}; there are {', '.join(KEYS)}")
        for key, entries in keys.items():
            if key not in KEYS[table]:
                raise VocabularyError(f"{path.name}: unknown key {key!r} in [{table}]; see KEYS in loader.py")
            found[f"{table}.{key}"] = _entries(entries, f"{path.name}: {table}.{key}")
    return found


def _entries(value: object, place: str) -> tuple[str, ...]:
    """Return the entries of a key; `place` names it in an error."""
    if not isinstance(value, list) or not value or not all(isinstance(entry, str) and entry for entry in value):
        raise VocabularyError(f"{place}: it must be a list of texts, none of them empty")
    if place.endswith("months") and len(value) != 12:
        raise VocabularyError(f"{place}: there must be twelve, in their order")
    return tuple(value)


def languages_with(key: str) -> tuple[str, ...]:
    """Return the codes of the languages that state a key, in their order."""
    _check(key)
    return tuple(language for language, entries in _all().items() if key in entries)


def words_of(language: str, key: str) -> tuple[str, ...]:
    """Return a language's entries of a key in their order; none where it has no such words."""
    _check(key)
    return _all().get(language, {}).get(key, ())


def words(*keys: str) -> tuple[str, ...]:
    """Return the entries of all languages, each once and the longest first, so that none hides one it begins."""
    entries = (entry for key in keys for language in languages_with(key) for entry in words_of(language, key))
    return tuple(sorted(dict.fromkeys(entries), key=len, reverse=True))


def any_of(*keys: str) -> str:
    """Return a regular expression for any of the entries of all languages."""
    return alternatives(words(*keys))


def beginnings(*keys: str) -> tuple[str, ...]:
    """Return the plain letters that each entry of some keys begins with: what matches an entry begins so, in any case.

    Raises `ValueError` for an entry that begins otherwise.
    """
    found = []
    for entry in words(*keys):
        plain = re.match(r"\w+(?![?*{|\w])|\w+(?=\w[?*{])", entry)
        if plain is None or "|" in re.sub(r"\([^()]*\)", "", entry):
            raise ValueError(f"{entry!r} of {keys} begins with no plain letters")
        found.append(plain[0].lower())
    return tuple(found)


def alternatives(entries: tuple[str, ...]) -> str:
    """Return a regular expression for any of these entries; without one it matches nothing."""
    return f"(?:{'|'.join(entries)})" if entries else "(?!)"


def _check(key: str) -> None:
    table, _, name = key.partition(".")
    if name not in KEYS.get(table, {}):
        raise KeyError(f"{key} is no key of the vocabulary")
