"""The authors who are credited with an article, and apart from them the agencies; an outlet of ours is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise

import lxml.html

from transforms.article import Author
from transforms.fields.bylines import agency, is_collective, is_full_name, is_organisation, names_in, without_marks
from transforms.page import json_ld
from transforms.page.metadata import PageMetadata, fold_name
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import fold
from transforms.page.tree import Block, absolute, mark_pattern, marks_of, paragraphs, text_of
from transforms.vocab.loader import any_of

Credit = tuple[
    str, str | None, str
]  # text, address, how it is known: "person", "organisation" (called so), "stated", "by" (after "By") or "seen"

_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "authors",
    "dcsext.author", "articleauthor", "cxenseparse:author", "og:author", "og:article:author",
)  # fmt: skip
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
# "Jane Roe | 5 April 2025": a name alone before the date.
_DATED = re.compile(
    rf"(?!(?i:{any_of('labels.dated', 'updates.changed')})\b)"
    r"(?P<by>[^\W\d_][^|·•\d]{4,40}?)\s*(?:[|·•]|\s[–—-]\s)\s*(?=.{0,30}\b(?:19|20)\d\d\b)"
)
# A line of its own above the name.
_LABEL = re.compile(rf"{any_of('bylines.alone')}:?", re.IGNORECASE)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
# "Roe, Jane", "van der Berg, J. P.": not what has a degree or an agency behind the comma.
_TURNED = re.compile(
    rf"((?:[^\W\dA-Z]+ ){{0,3}}[^\W\d_][^\s,;]*), ?(?!{any_of('bylines.suffixes')}\b)"
    r"([^\W\d_][^\s,;]*(?: [^\s,;]+){0,2})"
)
_PROFILE = re.compile(
    rf"/(?:authors?|by|people|staff|profiles?|contributors?|writers?|team|users?|{any_of('markup.profile')})/|@"
)
_MARKED_BY = ("class", "id", "data-testid")
_APART = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption"})
_STARTS = re.compile(
    rf"(?:^|(?<=[\d,·|•)] )|^{any_of('labels.dated')}\b.{{0,40}}\s)"
    rf"(?P<by>{any_of('bylines.by', 'bylines.by_small', 'bylines.by_signed')}\b\s*:?\s+\S.*)$",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"{any_of('labels.source')}\s*[:：]\s*(.{{2,40}})", re.IGNORECASE)
_LONGEST = 200  # characters of a byline
_NEAR = 25  # blocks of text after the headline among which a byline stands


def read_people(
    metadata: PageMetadata, outlet_names: Iterable[str] = (), page: ParsedPage | None = None
) -> tuple[list[Author], list[str]]:
    """Return the people and the agencies credited with an article.

    The first source that credits a person counts: the article's own JSON-LD, meta tags, microdata, then the byline
    that is seen on the page (where the `page` is given). A staff or a desk signs only where no person
    does; and the site itself only where nobody else does and it bears none of `outlet_names`: an outlet that is
    declared is known by its slug. Agencies are gathered from all sources up to that, and from a line that names the
    source.
    """
    declared = {fold_name(name) for name in outlet_names}
    own = metadata.site_names | declared
    ours = frozenset(usual for name in own if (usual := agency(name)))
    credited = _Credited(metadata=metadata, declared=declared, own=own, own_agencies=ours)
    people = next((found for credits_ in _stated_sources(metadata) if (found := credited.people(credits_))), {})
    near = _below_headline(page) if page else []
    if not people and page:
        people = _visible_byline(page, near, credited)
    for source in _named_sources(near):
        credited.credit_agency(source)
    agencies = list(credited.agencies)
    nobody_else = not (agencies or declared)
    return list(people.values()) or credited.collective or (credited.site if nobody_else else []), agencies


def _visible_byline(page: ParsedPage, near: list[Block], credited: _Credited) -> dict[str, Author]:
    """Return the people whom the visible byline credits: its marked element, else a text `near` that begins "By".

    Beside an agency's story what is marked may be the byline of another: it counts near the headline alone.
    """
    among = {block.element for block in near} if credited.agencies else None
    for credits_ in _marked(page.tree, among):
        if people := credited.people(credits_):
            return people
    staff = {fold(author.name) for author in (*credited.collective, *credited.site)}
    lines = [without_marks(block.text) if len(block.text) < _LONGEST else "" for block in near]
    for label, line in pairwise(lines):
        if _LABEL.fullmatch(label) and (people := credited.people([(line, None, "seen")])):
            return people
    for line in lines:
        found = _STARTS.search(line) or _DATED.match(line)
        if found and line[-1] not in ".!?" and (people := credited.people([(found["by"], None, "by")])):
            return people
    for place, block in enumerate(near):
        credits_ = _linked(block)
        if people := credited.people(credits_):
            return people
        if any(fold(text) in staff for text, _, _ in credits_):
            # It signs here, perhaps with a person; what follows are other stories.
            return credited.people(_linked(near[place + 1])) if place + 1 < len(near) else {}
    layout = page.layout
    for place, block in enumerate(layout.blocks):
        found = _SIGNED.match(block.text) if len(block.text) < _LONGEST else None
        if (
            found
            and page.layout.region(place)[0] is None
            and (people := credited.people([(found["by"], None, "seen")]))
        ):
            return people
    return {}


def _linked(block: Block) -> list[Credit]:
    """Return the credits of a block: its links to the pages of people."""
    links = islice((link for link in block.element.iter("a") if _PROFILE.search(link.get("href") or "")), 5)
    return [(text_of(link), link.get("href"), "seen") for link in links]


def _is_organisation(name: str, known: str) -> bool:
    """Say whether a credit is an organisation's; what the page calls a person and has a full name is none."""
    if known == "organisation":
        return True
    return is_organisation(name) and not (known == "person" and len(name.split()) == 2 and is_full_name(name))


def _is_name(name: str, known: str, *, first: bool) -> bool:
    """Say whether a credit is a name: what is only marked as a byline must look like one."""
    if known in ("person", "stated") or is_full_name(name):
        return True
    return known == "by" and first and name[0].isupper() and " " not in name


@dataclass(slots=True, kw_only=True)
class _Credited:
    """Tells people from agencies, collectives and the outlet itself, and gathers the agencies."""

    metadata: PageMetadata
    declared: set[str]
    own: frozenset[str]
    own_agencies: frozenset[str] = frozenset()
    agencies: dict[str, None] = field(default_factory=dict)
    collective: list[Author] = field(default_factory=list)
    site: list[Author] = field(default_factory=list)

    def people(self, credits_: Iterable[Credit]) -> dict[str, Author]:
        """Return the people among credits by folded name."""
        found: dict[str, Author] = {}
        for text, url, known in credits_:
            for index, name in enumerate(names_in(text)):
                author = Author(name=name, url=absolute(url, self.metadata.base) if url else None)
                if agency(name):
                    self.credit_agency(name)
                elif self._is_own(name) or (is_collective(name) and self._begins_own(name)):
                    self.site = self.site or [author]
                elif is_collective(name):
                    self.collective = self.collective or [author]
                elif (
                    known != "organisation"
                    and not _is_organisation(name, known)
                    and _is_name(name, known, first=index == 0)
                ):
                    found.setdefault(fold(name), author)
        return found

    def credit_agency(self, name: str) -> None:
        """Note an agency under its usual name, unless it is the outlet itself."""
        usual = agency(name)
        if usual and not {fold_name(name), fold_name(usual)} & self.own and usual not in self.own_agencies:
            self.agencies[usual] = None

    def _begins_own(self, name: str) -> bool:
        """Say whether a staff or a desk calls itself by a declared outlet's name: it is the outlet in other words."""
        folded = fold_name(name)
        return any(len(own) > 3 and folded.startswith(own) for own in self.declared)

    def _is_own(self, name: str) -> bool:
        first = name.split(maxsplit=1)[0]
        return fold_name(name) in self.own or (first.isupper() and len(first) > 2 and fold(first) in self.own)


def _named_sources(near: list[Block]) -> Iterator[str]:
    """Yield the agencies that a line near the headline names as the source."""
    for block in near:
        source = _SOURCE.fullmatch(block.text)
        if source and (usual := agency(source[1].strip())):
            yield usual


def _below_headline(page: ParsedPage) -> list[Block]:
    """Return the blocks among which a byline stands."""
    at = page.headline_place
    return [] if at is None else page.layout.blocks[at + 1 : at + _NEAR]


def _stated_sources(metadata: PageMetadata) -> Iterator[list[Credit]]:
    """Yield what each statement credits, the most trustworthy first."""
    for name in ("author", "creator"):
        yield [credit for value in json_ld.as_list(metadata.article.get(name)) for credit in _stated(value)]
    for name in _METAS:
        yield [(value, None, "stated") for value in metadata.metas.get(name, ()) if "://" not in value]
    yield [(_given_name_first(value), None, "stated") for value in metadata.metas.get("citation_author", ())]
    if len(metadata.items.get("author", ())) < 5:  # more are those of comments or teasers
        yield [(value, None, "stated") for value in metadata.items.get("author", ())]


def _given_name_first(name: str) -> str:
    """Return the name of a paper's author as it is spoken: "Roe, Jane" is turned, "Jane Roe, PhD" is not."""
    found = _TURNED.fullmatch(name.strip())
    return f"{found[2]} {found[1]}" if found and not agency(found[2]) else name


def _stated(value: json_ld.Json) -> Iterator[Credit]:
    if isinstance(value, str):
        if "://" not in value:
            yield value, None, "person"
    elif isinstance(value, dict):
        url = value.get("url") or value.get("sameAs")
        kinds = json_ld.kinds(value)
        known = "person" if "Person" in kinds else "organisation" if "Organization" in "".join(kinds) else "stated"
        for name in json_ld.as_list(value.get("name")):
            if isinstance(name, str):
                yield name, url if isinstance(url, str) else None, known


def _marked(tree: lxml.html.HtmlElement, among: set[lxml.html.HtmlElement] | None) -> Iterator[list[Credit]]:
    """Yield the credits of each element that is marked as a byline, in the page's order; or of those `among` some."""
    marked = [
        element
        for element in tree.iter("a", "span", "div", "p", "address", "li", "ul", "h3", "h4", "h5", "cite", "section")
        if _is_byline(element)
    ][:12]
    for element in marked:
        if among is not None and among.isdisjoint((*element.iter(), *element.iterancestors())):
            continue
        if not any(
            ancestor.tag in _APART or _NOT_BYLINE.search(marks_of(ancestor, *_MARKED_BY))
            for ancestor in _up_to_story(element)
        ):
            yield _credits(element)


def _is_byline(element: lxml.html.HtmlElement) -> bool:
    if "author" in (element.get("rel") or "") or "author" in (element.get("itemprop") or ""):
        return True
    marks = [element.get(name) for name in _MARKED_BY]
    return any(_names_byline(mark) for mark in marks if mark) and not any(
        _NOT_BYLINE.search(mark or "") for mark in marks
    )


@lru_cache(maxsize=16384)
def _names_byline(mark: str) -> bool:
    return _BYLINE.search(_CAMEL_CASE.sub("-", mark)) is not None


def _up_to_story(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Yield the element and those around it, up to the story's own."""
    node = element
    while node is not None and node.tag not in ("article", "main", "body", "html"):
        yield node
        node = node.getparent()


def _credits(element: lxml.html.HtmlElement) -> list[Credit]:
    """Return what a byline's element credits: its links to people where it has such, else its text, block by block."""
    links = [link for link in element.iter("a") if 2 < len(text_of(link)) < 60]
    named = [link for link in links if _PROFILE.search(link.get("href") or "") or "author" in (link.get("rel") or "")]
    if named or (links and len(links) < 4 and all(len(names_in(text_of(link))) == 1 for link in links)):
        return [(text_of(link), link.get("href"), "seen") for link in named or links]
    lines = [text for text in paragraphs(element) if len(text) < _LONGEST]
    return [(text, element.get("href"), "seen") for text in lines[:3]]
