"""The headline as it is seen on the page: no site name around it, not the short web title, the kicker apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import islice

import lxml.html

from transforms.page.metadata import SEPARATOR, PageMetadata, fold_name
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import fold, weight
from transforms.page.titles import stated_titles, without_site
from transforms.page.tree import HEADINGS, mark_pattern, marks_of, text_of
from transforms.vocab.loader import any_of

_ENOUGH = 0.5  # of the words of a title that a heading shares with it to be its visible form
_NEARLY = 0.8  # of the words, to be the title itself
_FEW = 3  # words of a section's name
_WIDE = 8  # letters of Chinese, Japanese or Korean that are as much
_PROSE = 100  # weight of a text that is no label
_NEAR = 15  # blocks above a text in which its heading stands
_WORD = re.compile(r"[^\W_]+")
_QUOTES = ('""', "“”", "„“", "«»")


def read_headline(tree: lxml.html.HtmlElement, metadata: PageMetadata) -> tuple[str | None, str | None]:
    """Return the headline and, where it stands apart from it, the kicker above it.

    The visible heading counts before what the head of the page says: that is often a shorter title for searchers. The
    heading is the `h1` that shares most words with the stated titles; without one, another heading that does; without
    any, the stated title itself.
    """
    titles = stated_titles(metadata)
    heading = _best(metadata.headings, titles, metadata.site_names)
    if heading is None:
        heading = next(
            (text for text in _subheadings(tree) if _share(text, titles, _overlap_coefficient) >= _NEARLY), None
        )
    elif _is_weak(heading, titles):
        lesser = (text for text in _subheadings(tree) if _share(text, titles, _jaccard) >= _NEARLY)
        heading = next(lesser, None if _is_of_the_section(heading, titles) else heading)
    if heading is None:
        stated = _as_marked(tree, _whole(titles[0], titles)) if titles else None
        return stated, _kicker(metadata.stated("alternativeHeadline"))
    node = next((node for node in islice(tree.iter("h1"), 50) if text_of(node) == heading), None)
    marked = _marked_kicker(node, heading, _apart(node, metadata, titles)) if node is not None else None
    if marked is not None:
        return marked
    bare = without_site(heading, metadata.site_names) if "|" in heading else heading
    bare = _without_badge(bare, node, titles)
    headline, kicker = _without_kicker(_whole(bare, titles), titles, _parts(node), _parts(_twin(tree, heading)))
    kicker = kicker or _kicker(metadata.stated("alternativeHeadline"))
    return headline, kicker if fold(kicker) != fold(headline) else None


def read_nearest_heading(page: ParsedPage) -> str | None:
    """Return what stands for the headline of a page that states none: the heading right above its first long text.

    Without one it is the title of the page, even where that is the name of the site; None where there is none either.
    """
    blocks, names = page.layout.blocks, page.metadata.site_names
    prose = (place for place, block in enumerate(blocks) if weight(block.text) > _PROSE and block.linked < 0.5)
    first = next(prose, 0)
    above = (block for block in reversed(blocks[max(0, first - _NEAR) : first]) if block.element.tag in HEADINGS)
    headings = (block.text for block in above if len(block.text) < 300 and fold_name(block.text) not in names)
    return next(headings, page.metadata.title)


def _apart(node: lxml.html.HtmlElement, metadata: PageMetadata, titles: list[str]) -> list[str]:
    """Return those of the stated titles that something else states than the heading itself."""
    own = "headline" in (node.get("itemprop") or "").lower().split()
    return stated_titles(replace(metadata, items={**metadata.items, "headline": []})) if own else titles


_KICKER = mark_pattern(
    r"kicker|eyebrow|over-?line|over-?title|top-?line|sur-?title|pre-?title|pre-?head(?:line)?|super-?title|roof-?line|"
    rf"{any_of('markup.kicker')}"
)


def _marked_kicker(node: lxml.html.HtmlElement, heading: str, titles: list[str]) -> tuple[str, str | None] | None:
    """Return headline and kicker where an element within or just above the heading is marked as one."""
    for inner in node.iter("span", "small", "strong", "em", "div", "p"):
        kicker = text_of(inner)
        if (
            kicker not in ("", heading)
            and heading.startswith(kicker)
            and _KICKER.search(marks_of(inner, "class", "id"))
        ):
            # Where the outlet itself writes both as one title, that is the headline.
            whole = next((title for title in titles if fold(title) == fold(heading)), None)
            headline = whole or heading.removeprefix(kicker).strip(" :|–—-·/")
            return (headline, _kicker(kicker)) if headline else None
    above = node
    for _ in range(3):
        for sibling in islice(above.itersiblings(preceding=True), 10):
            marks = marks_of(sibling, "class", "id") if isinstance(sibling.tag, str) else ""
            if _KICKER.search(marks) and 0 < len(text_of(sibling)) < 120:
                return heading, _kicker(text_of(sibling))
        parent = above.getparent()
        if parent is None or parent.tag in ("body", "main"):
            break
        above = parent
    return None


# What a theme puts into the heading, behind the title: its source, the number of comments, the date.
_BEHIND = re.compile(rf"\s*(?:\([\w-]+(?:\.[\w-]+)+\))?\s*\d{{0,5}}|\s*{any_of('labels.posted')}\b.*", re.IGNORECASE)
_GLUED = re.compile(r"[:!?…](?=[^\W\d_])")


def _kicker(text: str | None) -> str | None:
    return (text or "").strip(" :|–—-·/") or None


def _best(headings: list[str], titles: list[str], sites: Collection[str]) -> str | None:
    """Return the article's own heading: a logo, a section or another story shares no words with the titles."""
    candidates = [text for text in headings if fold_name(text) not in sites and len(text) < 500]
    if not candidates:
        return None
    if not titles:
        return candidates[0]
    scored = [
        (_share(text, titles, _overlap_coefficient), _share(text, titles, _jaccard), -place)
        for place, text in enumerate(candidates)
    ]
    score, _, place = max(scored)
    if score >= _ENOUGH or (len(candidates) == 1 and len(_WORD.findall(candidates[0])) > _FEW):
        return candidates[-place]
    return None


def _is_weak(heading: str, titles: list[str]) -> bool:
    """Say whether a heading may be the name of a section: of few words of the titles, or of none."""
    few = len(_WORD.findall(heading)) <= _FEW and _share(heading, titles, _jaccard) < _ENOUGH
    return bool(titles) and (few or _share(heading, titles, _overlap_coefficient) < _ENOUGH)


def _is_of_the_section(heading: str, titles: list[str]) -> bool:
    """Say whether a weak heading names a part of the site, or of the story.

    It has a word that a title of twice its length has not, or is but a word within a title of many.
    """
    words, title = _words(heading), _words(titles[0])
    if len(words) > _FEW:
        return False
    if fold(titles[0]).startswith(fold(heading)):
        return False
    return len(title) >= 6 if len(words) == 1 else not words <= title and len(title) >= 2 * len(words)


_TITLE = mark_pattern(r"(?:[a-z]+-?)?(?:title|headline)s?")
# What is no part of a heading though it stands in it: a button, a badge, the number of comments.
_BADGE = mark_pattern("badge|label|tag|edit|count|comments?|share|permalink|anchor|header-?link")
_CUT = re.compile(r"\s*(?:…|\.{3})$")
_SECTION = re.compile(r"\s*\|[^|]{1,40}$")


def _whole(text: str, titles: list[str]) -> str:
    """Return a text, or the stated title of which it is the beginning where it is cut off by points."""
    stem = _CUT.sub("", text)
    if stem == text or len(stem) < 10:
        return text
    return next((title for title in titles if title.startswith(stem) and not _CUT.search(title)), text)


def _as_marked(tree: lxml.html.HtmlElement, title: str) -> str:
    """Return a title that no heading shows as an element shows it that is marked as a title, without what follows it.

    Behind a bar no headline goes on: a section often stands there.
    """
    fronts = [title, *(title[: found.start()] for found in islice(SEPARATOR.finditer(title), 5))]
    keys = {fold(front): front for front in fronts if len(_WORD.findall(front)) >= _FEW or _is_wide(front)}
    marked = (
        node for node in tree.iter("div", "span", "p", "a", "strong") if _TITLE.search(marks_of(node, "class", "id"))
    )
    shown = next((front for node in islice(marked, 50) if (front := keys.get(fold(text_of(node)[:500])))), None)
    bare = _SECTION.sub("", title)
    return shown or (bare if len(_WORD.findall(bare)) > _FEW else title)


def _is_wide(text: str) -> bool:
    """Say whether a text of a script without spaces is as long as some words are."""
    return weight(text) - len(text) >= 2 * _WIDE


def _twin(tree: lxml.html.HtmlElement, heading: str) -> lxml.html.HtmlElement | None:
    """Return the lesser heading of the same words, which some show in place of an `h1` for machines."""
    key = fold(heading)
    return next((node for node in islice(tree.iter("h2"), 20) if fold(text_of(node)) == key), None)


def _subheadings(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the headings of lower rank than an `h1`."""
    return islice((text for node in tree.iter("h2", "h3") if 2 < len(text := text_of(node)) < 300), 60)


def _share(text: str, titles: list[str], measure: Callable[[str, str], float]) -> float:
    return max((measure(text, title) for title in titles), default=0.0)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _overlap_coefficient(text: str, title: str) -> float:
    """Return the overlap coefficient: the share of the words of the shorter that the other has too."""
    mine, other = _words(text), _words(title)
    return len(mine & other) / max(1, min(len(mine), len(other)))


def _without_badge(heading: str, node: lxml.html.HtmlElement | None, titles: list[str]) -> str:
    """Return a heading without a button or a badge at its end, where what remains is a stated title."""
    last = next(reversed(node), None) if node is not None else None
    if last is None or (last.tail or "").strip() or not isinstance(last.tag, str):
        return heading
    rest = text_of(last)
    bare = heading.removesuffix(rest).strip() if rest else heading
    is_badge = last.tag in ("a", "button", "small", "sup") or _BADGE.search(marks_of(last, "class", "id"))
    return bare if is_badge and len(rest) < 30 and fold(bare) in map(fold, titles) else heading


def _parts(node: lxml.html.HtmlElement | None) -> set[str]:
    """Return what the markup of a heading sets apart in it, folded."""
    if node is None or len(node) == 0:
        return set()
    return {fold(node.text), *(fold(text_of(inner)) for inner in islice(node.iterdescendants(), 20))} - {""}


def _jaccard(text: str, title: str) -> float:
    """Return the Jaccard index of the words of two texts: the share of all that both have."""
    mine, other = _words(text), _words(title)
    return len(mine & other) / max(1, len(mine | other))


def _without_kicker(heading: str, titles: list[str], parts: set[str], twins: set[str]) -> tuple[str, str | None]:
    """Split a heading that has its kicker within, and give one that only layout divides its punctuation back."""
    for title in titles:
        before = heading.removesuffix(title)
        kicker = before.strip(" |")
        if before in ("", heading) or not 0 < len(kicker) < 80:
            continue
        # Markup divides them, or a bar: else it would be one sentence. A colon in an element of its own is unseen.
        # So is one without a space behind, and one that the same heading shows apart in another place.
        unseen = fold(kicker) in (parts if kicker.endswith(" :") or before.endswith(":") else twins)
        if kicker.endswith(":") and unseen:
            return title, _kicker(kicker)
        divided = before[-1].isalnum() or before.rstrip().endswith("|") or fold(kicker) in parts
        if kicker[-1].isalnum() and divided:
            return title, kicker
    bare = heading.strip(" |")
    if bare not in titles:
        for title in titles:
            if heading.startswith(title) and fold(title) in parts and _BEHIND.fullmatch(heading, len(title)):
                return title, None
            if title == _GLUED.sub(r"\g<0> ", bare):  # layout divides words that markup joins
                return title, None
    same = [title for title in titles if fold(title) == fold(heading) and not _CUT.search(title)]
    if bare[:1] + bare[-1:] in _QUOTES and bare[1:-1] in same:  # a program's
        return bare[1:-1], None
    return max([bare, *same], key=lambda text: len("".join(text.split()))), None
