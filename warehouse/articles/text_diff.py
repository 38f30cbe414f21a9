"""Compares two texts of an article word by word: which passages are the same, changed, removed or added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from transforms.page.text import MARKS, UNSEEN, compared

Kind = Literal["same", "removed", "added"]

# White space, a word with its accents, vowel signs and joiners, or any other single character; what nobody sees belongs
# to what it stands beside.
_MARKS = f"\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u200c\u200d\u3099\u309a{MARKS}"
_TOKEN = re.compile(
    rf"[\s{UNSEEN}]*\s[\s{UNSEEN}]*|[{UNSEEN}]*[\w{_MARKS}][\w{_MARKS}{UNSEEN}]*|[{UNSEEN}]*.[{UNSEEN}]*", re.DOTALL
)
#: From so many words on, common ones start no match: the time would grow with the square of their number.
_MANY = 4000
_ALIKE = 0.5
_MOST_PAIRS = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: in both, only in the old one, or only in the new one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph in its pieces, or a number of paragraphs in a row that are the same."""

    pieces: tuple[Piece, ...] = ()
    unchanged: int = 0


def compare(old: str | None, new: str | None) -> tuple[Passage, ...]:
    """Return the paragraphs of the new text and of the old one in reading order, compared word by word."""
    return tuple(_passages(_paragraphs(old), _paragraphs(new)))


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return two texts as the pieces that they share and those that they do not."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    many = len(before) + len(after) > _MANY
    matcher = SequenceMatcher(None, _plain(before), _plain(after), autojunk=many)
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[k:m])))
            continue
        pieces.append(Piece("removed", "".join(before[i:j])))
        pieces.append(Piece("added", "".join(after[k:m])))
    return tuple(_joined([piece for piece in pieces if piece.text]))


def is_same(old: str | None, new: str | None) -> bool:
    """Say whether two texts differ in nothing that makes a revision."""
    return compared(old or "") == compared(new or "")


def _paragraphs(text: str | None) -> list[str]:
    return [part for part in re.split(rf"\n[\s{UNSEEN}]*\n", text or "") if compared(part)]


def _plain(texts: list[str]) -> list[str]:
    return [compared(text) for text in texts]


def _passages(old: list[str], new: list[str]) -> Iterator[Passage]:
    for tag, i, j, k, m in SequenceMatcher(None, _plain(old), _plain(new), autojunk=False).get_opcodes():
        if tag == "equal":
            yield Passage(unchanged=m - k)
        else:
            yield from _changed(old[i:j], new[k:m])


def _changed(old: list[str], new: list[str]) -> Iterator[Passage]:
    """Yield paragraphs that differ: those that are most alike side by side, the rest before and after them."""
    pair = _most_alike(old, new)
    if pair is None:
        yield from (Passage((Piece("removed", text),)) for text in old)
        yield from (Passage((Piece("added", text),)) for text in new)
        return
    i, k = pair
    yield from _changed(old[:i], new[:k])
    yield Passage(compare_words(old[i], new[k]))
    yield from _changed(old[i + 1 :], new[k + 1 :])


def _most_alike(old: list[str], new: list[str]) -> tuple[int, int] | None:
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return None
    alike = {(i, k): _likeness(text, other) for i, text in enumerate(old) for k, other in enumerate(new)}
    best = max(alike, key=lambda pair: (alike[pair], -pair[0], -pair[1]))
    return best if alike[best] >= _ALIKE else None


def _likeness(old: str, new: str) -> float:
    """Return the share of words that two paragraphs have in common, in their order."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > _MANY)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, those that only a space stands between as one: a changed phrase reads as a phrase."""
    removed = added = ""
    for place, piece in enumerate(pieces):
        inside = (removed or added) and place + 1 < len(pieces)
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        elif piece.text.isspace() and inside:
            removed, added = removed + piece.text, added + piece.text
        else:
            yield from _pair(removed, added)
            removed = added = ""
            yield piece
    yield from _pair(removed, added)


def _pair(removed: str, added: str) -> Iterator[Piece]:
    """Yield what was removed and what was added; a space that both end in is in both."""
    tail = ""
    if removed and added and removed[-1].isspace() and added[-1].isspace():
        tail, removed, added = added[-1], removed[:-1], added[:-1]
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)
    if tail:
        yield Piece("same", tail)
