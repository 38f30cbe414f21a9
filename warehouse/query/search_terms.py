"""Turns the words of a search into patterns that find them as printed: in any case, accent, letter form and joining."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ZWNJ = "\u200c"
_PIECES = "\x1f"  # stands for the joiner while a word is folded
_TOKEN = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
#: The bounds of a word and what is between two, as RE2 writes them. It cannot look ahead: the bound behind a word
#: is taken with it, and of two that touch (`no no`) one is counted.
_BEFORE, _AFTER, _BETWEEN = r"(?:^|[^\pL\pN\pM])", r"(?:[^\pL\pN\pM]|$)", r"[^\pL\pN]+"
_IN_PYTHON = {_BEFORE: r"(?<![^\W_])", _AFTER: r"(?![^\W_])", _BETWEEN: r"[\W_]+"}
_ARABIC = re.compile(r"[\u0620-\u06ff]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
# Persian writes these with a joiner, with a space, or joined to their word.
_PREFIXES = ("نمی", "می")
_PLURALS = ("هایشان", "هایمان", "هایی", "هایم", "هایش", "های", "ها")
#: Words that only look like one with an ending.
_WHOLE = {
    "news",
    "united",
    "species",
    "series",
    "lens",
    "during",
    "evening",
    "hundred",
    "indeed",
    "her",
    "not",
    "تنها",
    "انتها",
    "بهای",
}
_VOWEL = re.compile("[aeiouy]")
#: Words of three letters that lose their e before an ending (use, sue), and those that double their last letter (ban).
_DROPPED = re.compile("(?:[aeiou][^aeiouhy]|[^aeiou][iu])e")
_DOUBLED = re.compile("[^aeiou][aeiou][^aeiouwxy]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One term: `stem` finds all that may hold it fast, `word` finds it between the bounds of words."""

    stem: str
    word: str

    def printed(self) -> re.Pattern[str]:
        """Return the pattern of the word as Python has it, which takes nothing around it."""
        text = self.word
        for there, here in _IN_PYTHON.items():
            text = text.replace(there, here)
        return re.compile(text)


@dataclass(frozen=True, slots=True)
class Terms:
    """What every article must hold, and what none may."""

    wanted: tuple[Pattern, ...]
    unwanted: tuple[Pattern, ...]


def read_terms(text: str, fold: Callable[[list[str]], list[str]], letters: Mapping[str, str]) -> Terms:
    """Read a search; `letters` has all forms of each folded letter, and for the empty text those that vanish."""
    tokens = _glued([
        (bool(minus), phrase or word, not word) for minus, phrase, word in _TOKEN.findall(text.translate(_QUOTES))
    ])  # fmt: skip
    folded = [each.removesuffix("'s") for each in fold([words.replace(ZWNJ, _PIECES) for _, words, _ in tokens])]
    alphabet = _Alphabet(letters)
    terms = []
    for (minus, _, phrase), each in zip(tokens, folded, strict=True):
        words = [word for word in re.split(rf"[^\w{_PIECES}]+|_+", each) if word.strip(_PIECES)]
        if words:
            pattern = alphabet.phrase(words) if phrase or len(words) > 1 else alphabet.term(words[0])
            terms.append((minus, pattern))
    return Terms(
        tuple(pattern for minus, pattern in terms if not minus), tuple(pattern for minus, pattern in terms if minus)
    )


def _glued(tokens: list[tuple[bool, str, bool]]) -> list[tuple[bool, str, bool]]:
    """Join a Persian prefix or plural that was typed with a space to its word."""
    glued: list[tuple[bool, str, bool]] = []
    for minus, words, phrase in tokens:
        before = glued[-1] if glued else (True, "", True)
        joins = before[1] in _PREFIXES or words in _PLURALS
        if joins and not (minus or phrase or before[2]):
            glued[-1] = (before[0], before[1] + ZWNJ + words, False)
        else:
            glued.append((minus, words, phrase))
    return glued


class _Alphabet:
    """Spells words with every form that their letters have in print."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self._letters = letters
        self._vanishing = "[" + re.escape(letters.get("", ZWNJ)) + "]*"
        self._gap = "[ \u00a0" + re.escape(letters.get("", ZWNJ)) + "]*"

    def _spelt(self, word: str, gaps: frozenset[int] = frozenset()) -> str:
        """Return the pattern of a word, with room for a space before the letters at these places."""
        spelt = ""
        place = 0
        for piece in word.split(_PIECES):
            for number, letter in enumerate(piece):
                if spelt:
                    spelt += self._gap if number == 0 or place in gaps else self._vanishing
                forms = "".join(sorted({letter, *self._letters.get(letter, "")}))
                spelt += f"[{re.escape(forms)}]" if len(forms) > 1 else re.escape(forms)
                place += 1
        return spelt

    def phrase(self, words: list[str]) -> Pattern:
        """Return the pattern of words that follow one another, each as it is."""
        spelt = _BETWEEN.join(self._spelt(word) for word in words)
        return self._bounded(spelt, spelt, "".join(words))

    def term(self, word: str) -> Pattern:
        """Return the pattern of a word with its usual endings and article."""
        if _ARABIC.fullmatch(word.replace(_PIECES, "")):
            return self._arabic(word)
        stem, endings = _english(word)
        spelt = self._spelt(stem)
        endings = re.sub("[a-z]", lambda letter: self._spelt(letter[0]), endings)
        return self._bounded(spelt, spelt + endings, word)

    def _arabic(self, word: str) -> Pattern:
        for plural in () if word in _WHOLE else _PLURALS:
            base = word.removesuffix(plural).rstrip(_PIECES)
            if base != word and len(base) > 2:
                word = base
                break
        if word.startswith("ال") and len(word) > 4:
            word = word[2:]
        bare = word.replace(_PIECES, "")
        # The two parts of a compound may stand apart; `مادر` (mother) is not `ما در` (we in).
        gaps = set(range(3, len(bare) - 2))
        gaps |= {len(prefix) for prefix in _PREFIXES if bare.startswith(prefix) and len(bare) > len(prefix) + 1}
        spelt = self._spelt(word, frozenset(gaps))
        article = f"(?:(?:{self._spelt('و')}|[فبك]|ک)?{self._spelt('ال')}|لل)?" if len(bare) > 2 else ""
        plurals = "|".join(self._spelt(plural) for plural in _PLURALS)
        return self._bounded(spelt, f"{article}{spelt}(?:{self._gap}(?:{plurals}))?{self._vanishing}", word)

    @staticmethod
    def _bounded(stem: str, word: str, letters: str) -> Pattern:
        if _UNSPACED.search(letters):  # Chinese, Japanese and Thai do not part words
            return Pattern(stem, f"({word})")
        return Pattern(stem, f"{_BEFORE}({word}){_AFTER}")


def _english(word: str) -> tuple[str, str]:
    """Return the stem of an English word and the pattern of its endings; other words are left as they are."""
    own = "(?:['’]s)?" if f"{word}s" in _WHOLE else "(?:['’]?s|s['’])?"
    if not (word.isascii() and word.isalpha()) or len(word) < 3 or word in _WHOLE:
        return word, own if word.isalpha() and word.isascii() and len(word) > 2 else ""
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3], "(?:y|y['’]s|ies|ied|ying)"
    if word.endswith("y") and not _VOWEL.match(word[-2]):
        return word[:-1], "(?:y|y['’]s|ies|ied|ying)"
    if len(word) == 3:
        return _short(word, own)
    stem = _without_ending(word)
    if stem.endswith("e") and len(stem) > 3:
        stem = stem[:-1]
    last = stem[-1]
    return stem, f"(?:{last}?ed|{last}?ing|es?|s|e?['’]s|e?s['’])?"


def _short(word: str, own: str) -> tuple[str, str]:
    """Return the same of a word of three letters, as it is spelt: any looser, and `rat` finds rated, `the` thing."""
    if _DROPPED.fullmatch(word):
        return word[:-1], "(?:es?|ed|ing|e['’]s|es['’])"
    if word[-1] in "aeiou" or not _VOWEL.search(word):
        return word, own
    double = word[-1] if _DOUBLED.fullmatch(word) else ""
    if word.endswith("s"):  # buses and busses, gases and gassed
        double = "s?"
    plural = f"|{double}es" if word.endswith(("s", "x", "z", "sh", "ch")) else ""
    return word, f"(?:{own}|{double}ed|{double}ing{plural})"


def _without_ending(word: str) -> str:
    for ending, fewest in (("ing", 6), ("ed", 5)):
        rest = word.removesuffix(ending)
        if rest != word and len(word) >= fewest and _VOWEL.search(rest) and not rest.endswith("e"):
            return rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
    if word.endswith("es") and word[:-2].endswith(("s", "x", "z", "ch", "sh")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
