"""Strips control and bidi characters: a text from outside moves no cursor, hides nothing, turns no writing round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TextIO, cast

# Controls (C0, DEL, C1); line and paragraph separators; embeddings, overrides and isolates of the direction of
# writing, with their deprecated kin; byte-order marks, annotations, tags, halves of characters and what is no
# character. The joiners that Persian is written with, the marks of direction (LRM, RLM, ALM) and private letters
# move nothing: they stay.
_CLASS = (
    "\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\U000e0000-\U000e007f\ud800-\udfff"
    + "".join(chr((plane << 16) + code) for plane in range(17) for code in (0xFFFE, 0xFFFF))
)
#: Every character that has no place on a terminal, nor in one line of text.
UNSAFE = re.compile(f"[\x00-\x1f{_CLASS}]")
_UNSAFE_IN_LINES = re.compile(f"[\x00-\x09\x0b-\x1f{_CLASS}]")
_SPACES = str.maketrans("\t\n\r", "   ")


def safe_line(text: str) -> str:
    """Return a text from outside as one line for a terminal: tabs and ends of lines become spaces, the rest U+FFFD.

    One character stays one, so that what was measured still fits.
    """
    return text if text.isascii() and text.isprintable() else UNSAFE.sub("\ufffd", text.translate(_SPACES))


def safe_text(text: str) -> str:
    """Return the same for a text of several lines, which stay apart."""
    return "\n".join(safe_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def safe_json(text: str) -> str:
    """Return JSON, or a line of a log, with what is unsafe as the escapes of JSON: to a program it says the same."""
    return _UNSAFE_IN_LINES.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


class TerminalStream:
    """A text stream to a terminal: what is written is made safe first. What is styled by us goes to `inner`."""

    def __init__(self, inner: TextIO, safe: Callable[[str], str] = safe_text) -> None:
        self.inner: TextIO = inner.inner if isinstance(inner, TerminalStream) else inner
        self._safe = safe

    def write(self, text: str) -> int:
        """Write the text, made safe."""
        self.inner.write(self._safe(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write the lines, made safe."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def fit_for(out: TextIO, layout: str) -> TextIO:
    """Return standard output for a layout: what people read is safe for a terminal wherever it goes.

    What programs read stays as it is, except on a terminal: there JSON has escapes, which mean the same.
    """
    if layout in ("text", "table") or out.isatty():
        return cast("TextIO", TerminalStream(out, safe_json if layout in ("json", "jsonl") else safe_text))
    return out
