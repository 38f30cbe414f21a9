"""The script state of a page: the body that its scripts would show, where the page itself shows no paragraphs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import lxml.html

from transforms.page import json_ld
from transforms.page.text import clean, weight
from transforms.page.tree import paragraphs, parse_fragment

_LONG = 60  # weight of a paragraph that is no label
_ENOUGH = 250  # weight of the paragraphs of a story
_MOST = 8_000_000  # characters of scripts that are looked through
_STRINGS = 500  # long strings that are looked at
_VALUES = 50_000  # values of a state that are looked at
# One that is never closed ends with the script: else each quotation mark in it would be tried as the start of another.
_STRING = re.compile(r'"((?:[^"\\]|\\.){250,}+)(?:(")|\\?\Z)', re.DOTALL)
_TAG = re.compile(r"<(?:p|br|div|h[2-4]|ul|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)
# What a part of a story is called where the state holds a list of them, and under which name it has its text.
_PARTS = frozenset("p paragraph text html richtext body body_text bodytext content".split())
_TYPES = ("type", "_type", "__typename", "kind", "name", "tag", "component")
_TEXTS = ("content", "text", "html", "value", "body", "data")


def stated_lines(body: object) -> list[str]:
    """Return the paragraphs of a body that JSON-LD states, as plain text or as HTML; none where it is too short."""
    return _enough(_lines(unescape(body))) if isinstance(body, str) and len(body) < _MOST else []


def state_lines(tree: lxml.html.HtmlElement) -> list[str]:
    """Return the paragraphs of the longest story in the state that a page's scripts hold; empty where there is none.

    A story there is a string of HTML, or a list of parts that are called paragraphs. The state of Next.js, Nuxt and
    their like is JSON, alone in its script, assigned to a name, or within the strings of a call.
    """
    best: list[str] = []
    left = _MOST
    for script in tree.iter("script"):
        text = script.text or ""
        left -= len(text)
        if left < 0:
            break
        if len(text) > _ENOUGH and "ld+json" not in (script.get("type") or ""):
            best = max([best, *_stories(text)], key=_prose)
    return _enough(best)


def _stories(script: str) -> Iterator[list[str]]:
    start = script.find("{")
    try:
        state = json.JSONDecoder(strict=False).raw_decode(script, start)[0] if start >= 0 else None
    except (ValueError, RecursionError):
        state = None
    if isinstance(state, dict) and state:
        yield from _stories_of(state)
    else:
        yield from _stories_in_strings(script, nested=True)


def _stories_of(state: json_ld.Json) -> Iterator[list[str]]:
    """Yield the stories of a parsed state: a walk with a list of its own, as nesting is as deep as a page makes it."""
    waiting = [state]
    for _ in range(_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
            parts = [text for part in value if (text := _part(part))]
            if len(parts) > 1:
                yield [line for part in parts for line in _lines(part)]
        elif isinstance(value, str) and len(value) > _ENOUGH // 3 and _TAG.search(value):
            yield _lines(value)


def _part(value: json_ld.Json) -> str | None:
    """Return the text of a part of a story; None where the value is something else."""
    if not isinstance(value, dict) or not any(str(value.get(name)).lower() in _PARTS for name in _TYPES):
        return None
    return next((text for name in _TEXTS if isinstance(text := value.get(name), str)), None)


def _stories_in_strings(script: str, *, nested: bool) -> Iterator[list[str]]:
    """Yield the stories in the long strings of a script that is not JSON; a string may hold JSON itself, once."""
    for count, found in enumerate(_STRING.finditer(script)):
        if count >= _STRINGS or not found[2]:
            return
        try:
            text = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        if nested and '"' in text and not text.lstrip().startswith("<"):
            yield from _stories_in_strings(text, nested=False)
        if (tag := _TAG.search(text)) and "{" not in text[: tag.start()]:
            yield _lines(text[tag.start() :])


def _lines(text: str) -> list[str]:
    if not _TAG.search(text):
        return [line for part in text.splitlines() if (line := clean(part))]
    parsed = parse_fragment(text)
    return list(paragraphs(parsed)) if parsed is not None else []


def _prose(lines: list[str]) -> int:
    return sum(length for length in map(weight, lines) if length >= _LONG)


def _enough(lines: list[str]) -> list[str]:
    return lines if _prose(lines) >= _ENOUGH else []
