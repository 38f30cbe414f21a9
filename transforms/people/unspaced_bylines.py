"""Bylines of Chinese, Japanese and Korean pages, which put no spaces between names and roles, as a label and names."""

from __future__ import annotations

import re

from transforms.vocab.loader import any_of

_WIDE = str.maketrans("：／｜＝（）［］　，", ":/|=()[] ,")
_LETTERS = r"\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_WRITTEN = re.compile(rf"[{_LETTERS}]")
# Two to five characters; more where kana spell a foreign name.
_NAME = rf"(?:[{_LETTERS}]{{2,5}}?|[{_LETTERS}・]{{2,14}}?)"
_NAMES = rf"(?P<names>{_NAME}(?:\s?[、,/· ]\s?{_NAME}){{0,5}}?)"
_ROLE = any_of("bylines.unspaced_roles")
_TAIL = rf"(?P<tail>(?:\s?[/ ]\s?[{_LETTERS}]{{0,8}})?{any_of('bylines.unspaced_tail')})"
_OPEN, _CLOSE = r"[(\[【]?\s?", r"\s?[)\]】]?"
_FORMS = tuple(
    re.compile(shape)
    for shape in (
        rf"{_OPEN}{any_of('bylines.unspaced_labels')}\s?[:/=・]\s?{_NAMES}(?:\s?[/|(].{{0,20}})?{_CLOSE}",
        rf"(?P<open>[(\[【]?)\s?{_ROLE}(?P<mark>\s?[:/]\s?|\s)?{_NAMES}{_TAIL}?{_CLOSE}",
        rf"(?:\[[^\]]{{1,20}}\]\s?)?{_OPEN}{_NAMES}\s?{_ROLE}(?:\s?[=(|].{{0,60}}|\s+\S{{1,60}}@.{{1,60}})?{_CLOSE}",
    )
)
# One label among others on a line: "2024-01-05 15:05 ...: ... ...: NAME".
_AMONG = re.compile(rf"(?:^|[\s|]){any_of('bylines.unspaced_labels')}\s?:\s?{_NAMES}(?=$|[\s|])")
_LONGEST = 100  # characters of such a line


def is_unspaced_name(name: str) -> bool:
    """Say whether a text may be a name in one of these scripts: some characters without a space."""
    return len(name) <= 14 and re.fullmatch(_NAME, name) is not None


def with_label(line: str) -> str:
    """Return "By: " and the names of a line that is such a byline or has one behind a label; any other as it is."""
    if line.isascii() or len(line) > _LONGEST or not _WRITTEN.search(line):
        return line
    narrow = line.translate(_WIDE).strip()
    found = next((found for form in _FORMS if (found := form.fullmatch(narrow))), None) or _AMONG.search(narrow)
    if found is None:
        return line
    parts = found.groupdict()
    # "The reporter learned that", "reporters meet and say that": no sign that names follow.
    signed = "mark" not in parts or parts["tail"] or parts["open"] or (parts["mark"] or "").strip()
    if not signed and (not parts["mark"] or " " in parts["names"]):
        return line
    return f"By: {'、'.join(_divided(found['names']))}"


def _divided(names: str) -> list[str]:
    """Return each of the names: a space divides them, or the parts of one, which are short then."""
    found: list[str] = []
    for each in re.split(r"\s?[、,/·]\s?", names):
        parts = each.split()
        found += [each] if len(parts) == 2 and max(map(len, parts)) <= 2 else parts
    return found
