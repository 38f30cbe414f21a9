"""The byline as it is seen on a page: its marked element, a line that begins "By", a name beside the date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, islice, pairwise

import lxml.html
from lxml import etree

from transforms.dates.moments import YEAR
from transforms.page.index import Named, PageIndex
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import SENTENCE_ENDS, clean, fold
from transforms.page.tree import HEADINGS, SILENT, Block, inline_parts, mark_pattern, marks_of, paragraphs, text_of
from transforms.people.bylines import is_full_name, names_in, unglued, without_marks
from transforms.vocab.loader import any_of

#: Text, address, how it is known: "person", "organisation" (called so), "stated", "by" (after "By") or "seen".
Credit = tuple[str, str | None, str]

# A byline's element by its class, id or test id; never the box about the author below the story.
_BYLINE = mark_pattern(
    r"(?:by-?lines?|authors?|writers?|contributors?|reporters?|journalists?)"
    r"(?:[\W_]*(?:names?|links?|info|list|text|title|top|meta|wrapper|container|block|url|vcard|\d))*"
)
_NOT_BYLINE = re.compile(
    r"bio|avatar|image|photo|picture|desc|follow|social|twitter|comment|related|card-|sidebar|footer|quote|teaser|promo",
    re.IGNORECASE,
)
# Wherever on the page: no sentence of a story begins so.
_SIGNED = re.compile(rf"(?P<by>{any_of('bylines.signed')}\s*:?\s+\S.*)", re.IGNORECASE)
_SIGNED_LABEL = re.compile(rf"{any_of('bylines.signed')}\s*:?", re.IGNORECASE)
# "Jane Roe | 5 April 2025": a name alone before the date.
_DATED = re.compile(
    rf"(?!(?i:{any_of('labels.dated', 'updates.changed')})\b)"
    r"(?P<by>[^\W\d_][^|·•\d]{4,40}?)\s*(?:[|·•]|\s[–—-]\s)\s*(?=.{0,30}\b(?:19|20)\d\d\b)"
)
# A line of its own above the name.
_LABEL = re.compile(rf"{any_of('bylines.alone')}:?", re.IGNORECASE)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PROFILE = re.compile(
    rf"/(?:authors?|by|people|staff|profiles?|contributors?|writers?|team|users?|{any_of('markup.profile')})/|@"
)
_TOPIC = mark_pattern(r"categor(?:y|ies)|tags?|topics?|sections?|channels?|kicker|eyebrow|labels?|rubrik|thema")
_RIGHT = re.compile(r"text-align:\s*(?:right|end)", re.IGNORECASE)
_MARKED_BY = ("class", "id", "data-testid")
_STATED_BY = ("itemprop", "rel")
_BEARERS = frozenset("a span div p address li ul h3 h4 h5 cite section".split())
_BYLINES = 12  # elements that are marked so
_APART = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption"})
_STARTS = re.compile(
    rf"(?:^|(?<=[\d,·|•)/–—-] )|^{any_of('labels.dated')}\b.{{0,40}}\s)"
    rf"(?P<by>(?:{any_of('bylines.by', 'bylines.by_small', 'bylines.by_signed')}(?:\b|(?=[\s:]))\s*:?|"
    rf"{any_of('bylines.by_label', 'bylines.text_label')}\s*:)\s+\S.*)$",
    re.IGNORECASE,
)
_HELPED = re.compile(rf"{any_of('bylines.helped')}\s*:?\s*", re.IGNORECASE)
_EDITOR = re.compile(rf"{any_of('bylines.editor')}\s*:\s*(?=\S)", re.IGNORECASE)
_AND = any_of("bylines.and", "bylines.and_before_name")
_WORD = re.compile(r"(?<!\w)[^\W\d_a-z][\w'’-]{2,}")
_POINTED = re.compile(r"\b(?:[JS]r|[A-Z])\.$")
_LONGEST = 200  # characters of a byline
_ABOVE, _BELOW = 3, 8  # blocks around the headline among which a name stands beside the date

_UNREAD = SILENT | HEADINGS
_SIGNATURES = 20  # of a page that are looked at
_MARKS = 1000  # characters of what an element is marked by
_PIECES = 100  # of the text of a block
_MENU = 5  # blocks above the headline from which on a menu may name its sections


def visible_credits(
    page: ParsedPage, near: list[Block], beside_agency: Callable[[], bool], signs: Callable[[], set[str]]
) -> Iterator[list[Credit]]:
    """Yield the credits of the visible byline, the most certain first.

    They are those of its marked element, then of a line `near` the headline that begins "By", and so on.
    `beside_agency` says whether an agency is credited: what is marked may be the byline of another story then, and
    counts near the headline alone. `signs` returns the folded names of the staff and the site that are credited so far.
    """
    yield from _marked(page.index, {block.element for block in near} if beside_agency() else None)
    lines = [unglued(without_marks(block.text)) if len(block.text) < _LONGEST else "" for block in near]
    for label, line in pairwise(lines):
        if _LABEL.fullmatch(label):
            yield [(line, None, "seen")]
    parts = (without_marks(part) for block in near if len(block.text) < _LONGEST for part in inline_parts(block))
    for line in chain(lines, parts):
        if by := _by(line):
            yield [(by, None, "by")]
    for place, block in enumerate(near):
        credits_ = _linked(block)
        yield credits_
        if any(fold(text) in signs() for text, _, _ in credits_):
            # It signs here, perhaps with a person; what follows are other stories.
            if place + 1 < len(near):
                yield _linked(near[place + 1])
            return
    yield from _beside_date(page)
    yield from islice(_signed(page), _SIGNATURES)


def line_that_begins_by(near: list[Block]) -> str | None:
    """Return the first of the blocks that begins "By" and names somebody; None where none does."""
    short = (unglued(without_marks(block.text)) for block in near if len(block.text) < _LONGEST)
    return next((line for line in short if _STARTS.match(line) and not _is_sentence(line)), None)


def joined_names(near: list[Block]) -> str | None:
    """Return the first line right below the headline that begins "By" and joins names; None where there is none."""
    line = line_that_begins_by(near[:_BELOW])
    names = names_in(line or "")
    joined = any(re.search(rf"(?:\b{_AND}|[&+]) {re.escape(name)}", line or "") for name in names[1:3])
    return line if joined else None


def lines_of_helpers(near: list[Block]) -> Iterator[str]:
    """Yield what stands behind or below the labels of those who helped the author."""
    for block, below in pairwise(near[:_BELOW]):
        if found := _HELPED.match(block.text[:_LONGEST]):
            yield block.text[found.end() : _LONGEST] or below.text[:_LONGEST]


def editors(blocks: list[Block]) -> Iterator[str]:
    """Yield the lines of a page that name who edited the story."""
    found = ((_EDITOR.match(block.text[:_LONGEST]), block.text) for block in blocks)
    return islice((text[label.end() :] for label, text in found if label), _SIGNATURES)


def _by(line: str) -> str | None:
    """Return the names in a line that begins with "By" or is nothing but a name and a date; None where it is none."""
    found = _STARTS.search(line) or _DATED.match(line)
    return found["by"] if found and not _is_sentence(line) else None


def _is_sentence(line: str) -> bool:
    return line[-1] in SENTENCE_ENDS and not _POINTED.search(line)


def _linked(block: Block) -> list[Credit]:
    """Return the credits of a block: its links to the pages of people; a sentence links to those it is about."""
    if len(block.text) > _LONGEST or block.text[-1] in f"{SENTENCE_ENDS}…":
        return []
    links = list(islice((link for link in block.element.iter("a") if _PROFILE.search(link.get("href") or "")), 5))
    if len(links) > 1 and all("/people/" in link.get("href", "") for link in links):  # whom the story is about
        return []
    return [(text_of(link), link.get("href"), "seen") for link in links]


def _signed(page: ParsedPage) -> Iterator[list[Credit]]:
    """Yield what signs a story wherever it stands: a line "Written by", the name below such a label, one at the right.

    The line may stand in the footer of the article itself.
    """
    layout = page.layout
    for place, block in enumerate(layout.blocks):
        if len(block.text) >= _LONGEST:
            continue
        if found := _SIGNED.match(block.text):
            rule, region = layout.region(place)
            own = region is not None and region.tag == "footer" and _in_story(region)
            if rule is None or own:
                yield [(found["by"], None, "seen")]
        elif _SIGNED_LABEL.fullmatch(block.text) and place + 1 < len(layout.blocks):
            yield [(layout.blocks[place + 1].text[:_LONGEST], None, "seen")]
    at = page.headline_place
    for before, block in pairwise(layout.blocks[at + 1 :] if at is not None else ()):
        if len(block.text) < 60 and not before.text[-1].isalnum() and _is_at_right(block.element):
            yield [(block.text, None, "seen")]


def _in_story(element: lxml.html.HtmlElement) -> bool:
    return any(node.tag in ("article", "main") for node in islice(element.iterancestors(), 12))


def _is_at_right(element: lxml.html.HtmlElement) -> bool:
    return bool(_RIGHT.search(element.get("style") or "")) or (element.get("align") or "").lower() == "right"


def _beside_date(page: ParsedPage) -> Iterator[list[Credit]]:
    """Yield the names that stand alone right before or behind the date around the headline, each in its own element.

    At last the name that is all the text right below the headline. What a menu above names too is a section.
    """
    at = page.headline_place
    if at is None:
        return
    for (first, about_first), (second, about_second) in pairwise(_pieces_around(page, at)):
        name, is_topic = (first, about_first) if _is_date(second) else (second, about_second)
        if not is_topic and (_is_date(first) or _is_date(second)) and _is_signer(name, page, at):
            yield [(name, None, "seen")]
    for block in page.layout.blocks[at + 1 : at + 2]:
        is_plain = block.element.tag not in HEADINGS and page.layout.region(at + 1)[0] is None
        beside = any(node.tag in _APART for node in _up_to_story(block.element))
        if (
            is_plain
            and not beside
            and len(block.text) < _LONGEST
            and not any(topic for _, topic in _pieces(block.element))
        ):
            yield [(block.text, None, "seen")] if _is_signer(block.text, page, at) else []


def _pieces_around(page: ParsedPage, at: int) -> list[tuple[str, bool]]:
    """Return the texts that markup sets apart around the headline, each with whether it is marked as a topic."""
    layout = page.layout
    pieces: list[tuple[str, bool]] = []
    seen: set[lxml.html.HtmlElement] = set()
    for place in range(max(0, at - _ABOVE), min(at + _BELOW, len(layout.blocks))):
        block = layout.blocks[place]
        if any(node in seen for node in (block.element, *islice(block.element.iterancestors(), 6))):
            continue
        is_heading = block.element.tag in HEADINGS
        if len(block.text) < _LONGEST and not is_heading and layout.region(place)[0] is None:
            seen.add(block.element)
            pieces += _pieces(block.element)
        else:
            pieces.append(("", False))
    return pieces


def _is_signer(text: str, page: ParsedPage, at: int) -> bool:
    """Say whether a text alone in its element is a person's name: not the section's, nor words of the headline."""
    if not _is_only_names(text):
        return False
    headline = page.layout.blocks[at].text.casefold().split()
    section = {fold(page.metadata.stated("articleSection")), fold(page.metadata.meta("article:section"))}
    menu = page.layout.find(text)
    known = fold(text) in section or all(word in headline for word in text.casefold().split())
    return not known and (menu is None or menu > at - _MENU)


def _is_date(text: str) -> bool:
    return len(text) < 60 and YEAR.search(text) is not None and sum(word[0].isalpha() for word in text.split()) < 6


def _is_only_names(text: str) -> bool:
    """Say whether a text is nothing but full names of two words or three, initials and particles apart.

    A script without capitals does not tell names from other words.
    """
    names = names_in(text)
    words = sum(len(name.split()) for name in names)
    return (
        bool(names)
        and not any(letter.isdigit() for letter in text)
        and all(name[0].isupper() and is_full_name(name) and len(_WORD.findall(name)) < 4 for name in names)
        and len(text.split()) <= words + len(names)  # "By", "and"
    )


def _pieces(element: lxml.html.HtmlElement) -> list[tuple[str, bool]]:
    """Return the texts that the markup of a block sets apart, and whether each is marked as a topic."""
    found: list[tuple[str, bool]] = []
    topics = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(walk, 2 * _PIECES):
        starts = event == "start"
        marked = _TOPIC.search(marks_of(node, "class", "rel", "href")[:_MARKS])
        topics += (1 if starts else -1) if marked else 0
        if starts and node.tag in _UNREAD:
            walk.skip_subtree()
            found += [("", False)] if node.tag in HEADINGS else []
        elif any(map(str.isalnum, text := clean(node.text if starts else None if node is element else node.tail))):
            found.append((text.strip(" ·|•,–—-"), topics > 0))
    return found


def _marked(index: PageIndex, among: set[lxml.html.HtmlElement] | None) -> Iterator[list[Credit]]:
    """Yield the credits of each element that is marked as a byline, in the page's order; or of those `among` some."""
    named = index.find(named=_BYLINE_NAMED)
    for element in islice(filter(_is_byline, named), _BYLINES):
        if among is not None and among.isdisjoint((*element.iter(), *element.iterancestors())):
            continue
        if not any(
            ancestor.tag in _APART or _NOT_BYLINE.search(marks_of(ancestor, *_MARKED_BY))
            for ancestor in _up_to_story(element)
        ):
            yield _credits(element)


def _is_byline(element: lxml.html.HtmlElement) -> bool:
    if element.tag not in _BEARERS:
        return False
    if any("author" in (element.get(name) or "") for name in _STATED_BY):
        return True
    marks = [element.get(name) for name in _MARKED_BY]
    return any(_names_byline(mark) for mark in marks if mark) and not any(
        _NOT_BYLINE.search(mark or "") for mark in marks
    )


@lru_cache(maxsize=16384)
def _names_byline(mark: str) -> bool:
    return _BYLINE.search(_CAMEL_CASE.sub("-", mark)) is not None


_BYLINE_NAMED = dict.fromkeys(
    (*_MARKED_BY, *_STATED_BY),
    Named(_names_byline, ("byline", "by-line", "author", "writer", "contributor", "reporter", "journalist")),
)


def _up_to_story(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Yield the element and those around it, up to the story's own."""
    node = element
    while node is not None and node.tag not in ("article", "main", "body", "html"):
        yield node
        node = node.getparent()


def _credits(element: lxml.html.HtmlElement) -> list[Credit]:
    """Return what a byline's element credits: its links to people where it has such, else its text, block by block."""
    lines = _divided([text for text in paragraphs(element) if len(text) < _LONGEST], element)
    known = "by" if lines and _STARTS.match(lines[0]) else "seen"
    links = [link for link in element.iter("a") if 2 < len(text_of(link)) < 60]
    named = [link for link in links if _PROFILE.search(link.get("href") or "") or "author" in (link.get("rel") or "")]
    if named or (links and len(links) < 4 and all(len(names_in(text_of(link))) == 1 for link in links)):
        return [(text_of(link), link.get("href"), known) for link in named or links]
    return [(text, element.get("href"), "seen" if place else known) for place, text in enumerate(lines[:3])]


def _divided(lines: list[str], element: lxml.html.HtmlElement) -> list[str]:
    """Return the lines with a bar where layout alone divides what the markup of an element joins."""
    for before, behind in pairwise(islice(element.itertext(), _PIECES)):
        if before[-1:].islower() and (behind[:1].isupper() or behind[:1].isdigit()):
            end, start = clean(before)[-15:], clean(behind)[:15]
            lines = [line.replace(end + start, f"{end} | {start}") for line in lines]
    return lines
