"""The authors who are credited with an article, and apart from them the agencies; an outlet of ours is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from transforms.article import Author
from transforms.page import json_ld
from transforms.page.metadata import PageMetadata, fold_name
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, fold
from transforms.page.tree import Block, absolute
from transforms.people.bylines import agency, is_collective, is_full_name, is_organisation, names_in
from transforms.people.visible_byline import (
    Credit,
    editors,
    joined_names,
    line_that_begins_by,
    lines_of_helpers,
    visible_credits,
)
from transforms.vocab.loader import any_of

_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "authors",
    "dcsext.author", "articleauthor", "cxenseparse:author", "og:author", "og:article:author",
)  # fmt: skip
# "Roe, Jane", "van der Berg, J. P.": not what has a degree or an agency behind the comma.
_TURNED = re.compile(
    rf"((?:[^\W\dA-Z]+ ){{0,3}}[^\W\d_][^\s,;]*), ?(?!{any_of('bylines.suffixes')}\b)"
    r"([^\W\d_][^\s,;]*(?: [^\s,;]+){0,2})"
)
_SOURCE = re.compile(rf"{any_of('labels.source')}\s*[:：]\s*(.{{2,40}})", re.IGNORECASE)
_NEXT = 3  # blocks of text after the headline
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
    people = credited.first(_stated_sources(metadata))
    near = _below_headline(page) if page else []
    if people:
        people = _as_seen(people, near, credited)
    if page and people.keys() <= _editors(page):
        visible = visible_credits(page, near, lambda: bool(credited.agencies), credited.signs)
        people = credited.first(visible) or people
    for source in _named_sources(near):
        credited.credit_agency(source)
    agencies = list(credited.agencies)
    nobody_else = not (agencies or declared)
    return list(people.values()) or credited.collective or (credited.site if nobody_else else []), agencies


def _as_seen(people: dict[str, Author], near: list[Block], credited: _Credited) -> dict[str, Author]:
    """Return the stated people as the reader sees them, without those who are named as helpers of others.

    A line right below the headline that begins "By" counts before them where it joins all of them and more besides, or
    names others altogether while none of them is seen there.
    """
    helpers = {fold(name) for line in lines_of_helpers(near) for name in names_in(line)}
    people = {key: author for key, author in people.items() if key not in helpers} or people
    joined = joined_names(near)
    seen = credited.people([(joined, None, "seen")]) if joined else {}
    if people.keys() < seen.keys():
        return {key: people.get(key, author) for key, author in seen.items()}
    line = line_that_begins_by(near[:_NEXT])
    others = credited.people([(line, None, "seen")]) if line else {}
    shown = any(key in fold(block.text) for key in people for block in near[:_NEXT])
    return people if shown or not others or _words(people) & _words(others) else others


def _editors(page: ParsedPage) -> set[str]:
    """Return the folded names of those who are named as the story's editors."""
    return {fold(name) for line in editors(page.layout.blocks) for name in names_in(line)}


def _words(people: dict[str, Author]) -> set[str]:
    return {fold(word) for author in people.values() for word in author.name.split()}


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

    def first(self, sources: Iterable[Iterable[Credit]]) -> dict[str, Author]:
        """Return the people of the first source that credits some, by folded name."""
        return next((found for credits_ in sources if (found := self.people(credits_))), {})

    def signs(self) -> set[str]:
        """Return the folded names of the staff and the site that are credited so far."""
        return {fold(author.name) for author in (*self.collective, *self.site)}

    def people(self, credits_: Iterable[Credit]) -> dict[str, Author]:
        """Return the people among credits by folded name."""
        found: dict[str, Author] = {}
        for text, url, known in credits_:
            address = absolute(url, self.metadata.base) if url else None
            if fold_name(text) in self.own:  # as a whole: names have roles and degrees cut off
                self.site = self.site or [Author(name=clean(text), url=address)]
                continue
            for index, name in enumerate(map(self._without_own, names_in(text))):
                author = Author(name=name, url=address)
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

    def _without_own(self, name: str) -> str:
        """Return a name without the site's own that markup joins to it."""
        words = name.split()
        ends = (at for at in range(2, len(words)) if fold_name(" ".join(words[at:])) in self.own)
        return " ".join(words[: next(ends, None)])

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
        values = (value for value in metadata.metas.get(name, ()) if "://" not in value)
        yield [(_given_name_first(value) if value.count(" ") == 1 else value, None, "stated") for value in values]
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
