"""The dateline at the beginning of a story: place, day and agency as printed; it stays in the body too."""

from __future__ import annotations

import re

from transforms.people.bylines import agency

_DASH = r"\s*(?:—|–|―|--|\s-)\s*"
_WORD = r"[A-ZÀ-ÞİŞĞÇ][\w.'’À-ÿ-]*"
# "Halle (Saale) (dpa)": brackets are the place's own where others follow, else they hold the agency.
_OWN_BRACKETS = rf"\({_WORD}\)(?=\s*\()"
_PLACE = rf"{_WORD}(?:[ /](?:{_WORD}|{_OWN_BRACKETS})){{0,4}}"
# "Velde an der Amsel", "Rio de Velde": the agency behind them alone makes such words a place.
_LONG_PLACE = rf"{_WORD}(?:[ /](?:{_WORD}|[^\W\d_]{{1,4}}\.?|{_OWN_BRACKETS})){{0,4}}"
_CAPITALS = r"[A-ZÀ-ÞİŞĞÇ][A-ZÀ-ÞİŞĞÇ.'’-]+(?:[ /][A-ZÀ-ÞİŞĞÇ.'’-]{2,}){0,4}"
_DAY = r"(?P<day>[^\W\d_]{3,9}\.?\s\d{1,2})"
_AGENCY = r"(?:\((?P<agency>[^()]{2,40})\))"
_SHAPES = (
    # LONDON, March 4 (AP) —   NILGUNABAD –   PORT AMARIS, Velouane (AFP) -
    re.compile(rf"(?P<dateline>{_CAPITALS}(?:,\s{_PLACE})?(?:,\s{_DAY})?(?:\s*{_AGENCY})?){_DASH}(?=\S)"),
    # Seebrück (dpa) -   Velde am See (dpa) -
    re.compile(
        rf"(?P<dateline>{_LONG_PLACE}(?:,\s{_PLACE})?(?:,\s{_DAY})?\s*{_AGENCY})\s*(?:—|–|―|--|-|\.\s[–-])\s*(?=\S)"
    ),
    # تهران (ایسنا) -   تهران - ایرنا -
    re.compile(
        r"(?P<dateline>[\u0600-\u06ff\u200c ]{2,25}\s*(?:\((?P<agency>[^()]{2,25})\)|"
        r"[-–ـ]\s*(?P<other>[\u0600-\u06ff ]{2,15})))\s*[-–—:ـ]\s*(?=\S)"
    ),
)


def read_dateline(lines: list[str]) -> tuple[str | None, str | None]:
    """Return the dateline of a story's first two lines (the standfirst may be the first), and the agency in it."""
    for line in lines[:2]:
        for shape in _SHAPES:
            found = shape.match(line)
            if found and len(found["dateline"]) < 80:
                named = found.groupdict()
                source = named.get("agency") or named.get("other")
                credit = agency(source or "")
                if source and credit is None:
                    continue
                # "NATO — the alliance": where neither an agency nor a day says that it is one, a sentence must begin.
                if not source and not named.get("day") and line[found.end()].islower():
                    continue
                return found["dateline"].strip(), credit
    return None, None
