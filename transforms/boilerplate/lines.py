"""Boilerplate removal: takes the lines that are no part of the story out of an extraction, each one on record."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from spiders.outlet import Outlet
from transforms.article import RemovedSpan
from transforms.boilerplate.declared import declared_rule, read_declared_line
from transforms.boilerplate.line_shapes import INITIALS, SHAPES, Shape
from transforms.boilerplate.reasons import DECLARED_LINE, removal
from transforms.dates.moments import YEAR, Zone
from transforms.dates.written_dates import is_bare_date, read_written
from transforms.extraction import TEXT, Extraction, Line
from transforms.fields.images import image, is_caption
from transforms.page.text import SENTENCE_ENDS, fold
from transforms.page.tree import SUBHEADINGS
from transforms.people.bylines import agency, is_collective, is_full_name, is_organisation, names_in, without_marks
from transforms.vocab.loader import any_of

_HEAD = 6  # lines in which a byline or a date may stand
_TAIL = 8  # lines in which prompts and notices may stand
_REPEAT = 40  # characters of a line that nobody writes twice running: layouts do, for screens of other sizes
_SENTENCE = 60  # characters of a line that is prose
_SIGNED = 3  # lines of initials and codes: more are a list
_OFFER = 120  # characters of a line in a paywall
_ENDS = (*SENTENCE_ENDS, "…", "”", '"')
_GREGORIAN = re.compile(r"(?:19|20)\d\d")
_BY = re.compile(
    rf"{any_of('bylines.by', 'bylines.by_small', 'bylines.by_weak', 'bylines.by_signed', 'bylines.above_story')}[\s:]",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"{any_of('bylines.by_label')}\s?:", re.IGNORECASE)


def remove_boilerplate(
    extraction: Extraction, outlet: Outlet | None, captions: Iterable[str] = (), language: str | None = None
) -> None:
    """Take the boilerplate lines out of the extraction, and set the fields that the outlet's own state.

    The outlet's lines first, then the rules that hold on any site: repeats of the headline, of a caption (those of the
    page are `captions`) and of a paragraph, labels and prompts by their shape, and at the tail initials, codes, notices
    and sources. In doubt a line stays.
    """
    removed: dict[int, str] = {}
    for place, line in enumerate(extraction.texts):
        rule = declared_rule(line, outlet, tail=False)
        if rule is not None and outlet is not None:
            read_declared_line(extraction, rule, line, outlet)
            removed[place] = rule.rule
    _apply_general_rules(extraction, removed, {fold(text) for text in captions if len(text) > 10}, language)
    signed = 0
    for place in reversed(range(len(extraction.lines))):
        text, tag = extraction.lines[place].text, extraction.lines[place].tag
        rule = declared_rule(text, outlet, tail=True)
        ends = signed < _SIGNED and tag != "li" and INITIALS.fullmatch(text) is not None
        if place not in removed and rule is None and not ends:
            break
        if rule is not None:
            removed[place] = rule.rule  # the outlet's own word for it
        elif ends:
            removed.setdefault(place, "initials")
            signed += 1
    _record_removals(extraction, removed, {rule.rule for rule in outlet.lines} if outlet else set())


def _apply_general_rules(
    extraction: Extraction, removed: dict[int, str], captions: set[str], language: str | None
) -> None:
    """Add to `removed` what the rules of any site take out of the other lines."""
    headline, people = fold(extraction.headline), {fold(author.name) for author in extraction.authors}
    with_kicker = fold(extraction.alternative_headline) + headline
    lead = fold(extraction.lead)
    page = extraction.extractor != TEXT
    seen: list[str] = []
    paywalled = False
    left = [place for place in range(len(extraction.lines)) if place not in removed]
    indexes = range(len(left))
    first = next((index for index in indexes if _is_sentence(extraction.lines[left[index]].text)), 0)
    last = next((index for index in reversed(indexes) if _is_sentence(extraction.lines[left[index]].text)), len(left))
    for index, place in enumerate(left):
        line = extraction.lines[place].text
        folded = fold(line)
        heading = extraction.lines[place].tag in SUBHEADINGS
        rule = None
        if not folded:
            rule = "separator"
        elif folded == headline or (folded == with_kicker and index < _HEAD and not line.endswith(_ENDS)):
            rule = "headline"
        elif folded == lead and folded in seen:
            rule = "lead"
        elif len(line) > _REPEAT and folded == (seen[-1] if seen else None):
            rule = "repeat"
        elif folded in captions or is_caption(line, page=page):
            rule = "caption"
            if folded not in captions:
                extraction.images.append(image(None, line))
        elif index < _HEAD and page and not heading:
            rule = _head_rule(line, people, language)
        # A short story is all head and tail: its sentences are neither.
        at = (index < min(_HEAD, first + 1), index >= max(len(left) - _TAIL, last, len(left) // 2))
        rule = rule or _shape_rule(line, at)
        if rule is None and paywalled and extraction.is_free is False and len(line) < _OFFER:
            rule = "paywall"  # what is on offer stands behind the prompt
        if rule:
            removed[place] = rule
            paywalled = paywalled or rule == "paywall"
        seen.append(folded)


def _is_sentence(line: str) -> bool:
    """Say whether a line is a sentence of prose that no rule has a shape for."""
    return (
        len(line) > _SENTENCE
        and line.rstrip("\"'”’») ")[-1:] in f"{SENTENCE_ENDS}…"
        and _shape_rule(line, (True, True)) is None
    )


def _head_rule(line: str, people: set[str], language: str | None) -> str | None:
    """Return the rule for a line above the story that is nothing but its byline or its date."""
    if len(line) > 120:
        return None
    if line.endswith(_ENDS):  # some write a point behind the day, or behind "at three o'clock"
        return "date_line" if line[-1] == "." and YEAR.search(line) and is_bare_date(line, language) else None
    folded = fold(line)
    if folded in people or (_GREGORIAN.search(line) and any(name in folded for name in people if len(name) > 4)):
        return "byline"
    if _is_byline(line, people):
        return "byline"
    if YEAR.search(line) and not _GREGORIAN.search(line):
        return "date_line" if is_bare_date(line, language) else None
    if len(line) < 70 and len(line.split()) < 12 and _GREGORIAN.search(line):
        moment = read_written(line, zone=Zone(language=language), source="text")
        if moment is not None and not re.search(r"[^\W\d_]{3,}\s+[^\W\d_]{3,}\s+[^\W\d_]{3,}\s+[^\W\d_]{3,}", line):
            return "date_line"
    return None


def _is_byline(line: str, people: set[str]) -> bool:
    """Say whether a line begins as bylines do and names the authors; behind "By" it may be others who sign."""
    begins = _BY.match(without_marks(line)) is not None
    names = names_in(line) if begins or _LABELLED.match(without_marks(line)) else []
    if not names:
        return False
    return all(fold(name) in people for name in names) or (begins and len(line) < 50 and all(map(_is_signer, names)))


def _is_signer(name: str) -> bool:
    """Say whether a name has the form of one that signs; "By Monday the water had gone" has none."""
    return is_full_name(name) or agency(name) is not None or is_collective(name) or is_organisation(name)


def _shape_rule(line: str, at: tuple[bool, bool]) -> str | None:
    """Return the rule whose shape a line has, among those that count where it stands: at the head, at the tail."""
    shapes = _SHAPES_AT[at][bisect_left(_LENGTHS, len(line))]
    return next((shape.rule for shape in shapes if shape.pattern.fullmatch(line)), None)


def _shapes_at(at_head: bool, at_tail: bool) -> list[tuple[Shape, ...]]:
    """Return the shapes that count there, for lines up to each of the lengths; none for longer ones."""
    places = {"anywhere"} | ({"head", "edge"} if at_head else set()) | ({"tail", "edge"} if at_tail else set())
    here = [shape for shape in SHAPES if shape.where in places]
    return [*(tuple(shape for shape in here if length <= shape.longest) for length in _LENGTHS), ()]


_LENGTHS = sorted({shape.longest for shape in SHAPES})
_SHAPES_AT = {(head, tail): _shapes_at(head, tail) for head in (False, True) for tail in (False, True)}


def _record_removals(extraction: Extraction, removed: dict[int, str], declared: set[str]) -> None:
    """Leave the other lines, and put all spans on record in reading order, by their places in what is left."""
    left: list[Line] = []
    spans: list[RemovedSpan] = []
    earlier = sorted(extraction.removed, key=lambda span: span.place)
    for place, line in enumerate([*extraction.lines, None]):
        while earlier and earlier[0].place <= place:
            span = earlier.pop(0)
            spans.append(replace(span, place=len(left)))
        if line is not None and place in removed:
            reason = DECLARED_LINE if removed[place] in declared else None
            spans.append(removal(removed[place], line.text, len(left), reason))
        elif line is not None:
            left.append(line)
    extraction.lines, extraction.removed = left, spans
