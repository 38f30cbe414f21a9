"""Text normalisation: one line, Unicode NFC, nothing invisible but what joins letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# NUL and the other controls, lone surrogates, what is no character, and the marks of invisible formatting that no
# reader sees. Not the marks of direction and the zero-width space: with them the order of a text that is written from
# right to left, and where its words end, is as published.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u00ad\u2060]")
# What stands where Unicode has controls is meant as Windows-1252 has it, and shown so by browsers: a curly apostrophe.
_WINDOWS_1252 = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}

#: What nobody sees in a normalised text, but for the joiners, which Persian words are written with.
UNSEEN = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_ALIKE = str.maketrans("‘’‚‛“”„‟«»", "''''" + '"' * 6, UNSEEN)

#: Full stops of Latin, Chinese, Urdu, Indic, Burmese, Khmer, Armenian and Ethiopic writing.
FULL_STOPS = ".。｡．۔।॥။។៕։።"
SENTENCE_ENDS = f"{FULL_STOPS}!?！？؟፧"

# Letters, digits, and the vowel signs of Indic, Thai and their kin, without which words fold to one.
MARKS = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0e4e\u0e80-\u0eff\u1000-\u104f\u1780-\u17d3"
_NO_LETTER = re.compile(rf"(?:[^\w{MARKS}]|_)+")


class _Folded(dict[int, str]):
    """What each character folds to, found out when it is first met: a table is five times as fast as a pattern."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _NO_LETTER.sub("", chr(code).casefold())
        return folded


_LINE = 1000  # characters
_FOLDED = _Folded()
_ASCII = {code: _FOLDED[code] or None for code in range(128)}  # a table of these alone is faster still


def clean(text: str | None) -> str:
    """Return the text in Unicode NFC on one line; white space folded, invisible controls gone, joiners left."""
    line = " ".join((text or "").split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub(_as_windows_1252, line)).split())


def _as_windows_1252(control: re.Match[str]) -> str:
    return _WINDOWS_1252.get(control[0], "")


#: Chinese, Japanese and Korean, three letters of which say as much as ten of an alphabet.
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def weight(text: str) -> int:
    """Return the length of a text in letters of an alphabet: a letter of Chinese, Japanese or Korean counts three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def compared(text: str) -> str:
    """Return a text as two revisions are compared: white space, the style of quotes and invisible marks are nothing."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())


def fold(text: str | None) -> str:
    """Return the letters and digits of a text in lower case: what makes two lines or names the same."""
    text = text or ""
    return _folded_line(text) if len(text) < _LINE else _folded(text)


def _folded(text: str) -> str:
    return text.translate(_ASCII if text.isascii() else _FOLDED)


# The lines of a page are folded several times; long ones are left out, as a page decides how long they are.
_folded_line = lru_cache(maxsize=4096)(_folded)
