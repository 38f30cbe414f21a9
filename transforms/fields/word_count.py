"""The number of words of a text in any script, also in those that put no spaces between words."""

from __future__ import annotations

import re

from icu4py.breakers import WordBreaker

from transforms.page.text import MARKS

_ASCII_WORD = re.compile(r"\w+(?:['-]\w+)*")
_WORD = re.compile(rf"[\w{MARKS}]+(?:[\u200c'’-][\w{MARKS}]+)*")
# A run of Thai, Lao, Burmese, Khmer, kana or Chinese characters: the scripts that ICU divides by its dictionaries.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff"
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def count_words(text: str) -> int:
    """Return the number of words: what spaces and marks divide, and where a script has no spaces, ICU's dictionaries.

    A hyphen or an apostrophe between letters divides no word; a number is one. Korean is divided by its spaces.
    """
    if text.isascii():
        return len(_ASCII_WORD.findall(text))
    spaced = _UNSPACED.sub(" ", text)
    words = len(_WORD.findall(spaced))
    if spaced == text:
        return words
    segments = WordBreaker(" ".join(_UNSPACED.findall(text)), "und")
    return words + sum(segment[0].isalnum() for segment in segments)
