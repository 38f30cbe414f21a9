"""Text from outside is made safe for a terminal in one place; what people write with stays."""

from __future__ import annotations

import io
import json
import sys

import pytest

from spiders.safe_text import TerminalStream, safe_json, safe_line, safe_text

HOSTILE = [
    *map(chr, [*range(0x20), *range(0x7F, 0xA0)]), "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e",
    "\u2066", "\u2067", "\u2068", "\u2069", "\u206a", "\u206f", "\ufeff", "\ufff9", "\ufffb", "\ufffe", "\uffff",
    "\ufdd0", "\U000e0001", "\U000e0041", "\U000e007f", "\U0001fffe", "\ud800", "\udc9b", "\udfff",
]  # fmt: skip
WRITTEN = "naïve café, «میرود» می\u200cرود क\u094d\u200dष \u200fعربي\u200e \u00a0\u00ad 👩\u200d🚒 \ue000 \U0001fae8"


@pytest.mark.parametrize("character", HOSTILE, ids=lambda one: f"{ord(one):x}")
def test_what_moves_a_terminal_is_replaced_and_one_character_stays_one(character: str) -> None:
    space = character in "\t\n\r"
    assert safe_line(f"a{character}b") == ("a b" if space else "a\ufffdb")
    assert safe_text(f"a{character}b") == ("a\nb" if character == "\n" else "a b" if space else "a\ufffdb")


@pytest.mark.parametrize("character", HOSTILE, ids=lambda one: f"{ord(one):x}")
def test_json_says_the_same_in_escapes(character: str) -> None:
    text = json.dumps({"a": f"x{character}y"}, ensure_ascii=False, indent=1)
    safe = safe_json(text)
    assert json.loads(safe) == {"a": f"x{character}y"}
    assert safe_text(safe) == safe


def test_what_people_write_with_stays() -> None:
    assert safe_line(WRITTEN) == safe_text(WRITTEN) == safe_json(WRITTEN) == WRITTEN
    assert safe_text("one\r\ntwo\nthree\n") == "one\ntwo\nthree\n"


def test_every_character_of_unicode_either_prints_or_is_no_control() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    unchanged = [one for one, safe in zip(every, safe_line(every), strict=True) if one == safe]
    assert not [one for one in unchanged if ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0 or 0xD800 <= ord(one) < 0xE000]
    assert len(unchanged) > 1_100_000


def test_a_stream_makes_safe_what_is_written_and_is_wrapped_once() -> None:
    inner = io.StringIO()
    stream = TerminalStream(TerminalStream(inner))
    print("a\x1b[2Jb", "c", file=stream)
    stream.writelines(["d\x9b\n", "e"])
    assert inner.getvalue() == "a\ufffd[2Jb c\nd\ufffd\ne"
    assert stream.inner is inner
    assert stream.isatty() is False
