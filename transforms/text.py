"""Text as it is kept: one line, Unicode NFC, nothing invisible but what joins letters."""

from __future__ import annotations

import re
import unicodedata

# NUL and the other controls, lone surrogates, and the marks of invisible formatting that no reader sees.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u00ad\u2060]")

# Letters, digits, and the vowel signs of Indic, Thai and their kin, without which words fold to one.
MARKS = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0e4e\u0e80-\u0eff\u1000-\u104f\u1780-\u17d3"
_NO_ASCII_LETTER = re.compile(r"[\W_]+")
_NO_LETTER = re.compile(rf"(?:[^\w{MARKS}]|_)+")


def clean(text: str | None) -> str:
    """Return the text in Unicode NFC on one line; white space folded, invisible controls gone, joiners kept."""
    plain = _INVISIBLE.sub("", text or "")
    return " ".join((plain if plain.isascii() else unicodedata.normalize("NFC", plain)).split())


def fold(text: str | None) -> str:
    """Return the letters and digits of a text in lower case: what makes two lines or names the same."""
    folded = (text or "").casefold()
    return (_NO_ASCII_LETTER if folded.isascii() else _NO_LETTER).sub("", folded)
