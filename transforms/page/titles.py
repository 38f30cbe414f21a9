"""The titles that a page states for its article, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice

from transforms.page.metadata import SEPARATOR, PageMetadata, fold_name
from transforms.page.text import clean, fold

_LONGEST = 500  # characters of a title that is read
# "The Velde Post: the mill turns again".
_NAMED = re.compile(r"([^:]{2,40}):\s+(?=\S+\s+\S+\s+\S)")
_WORD = re.compile(r"\w+")


def stated_titles(metadata: PageMetadata) -> list[str]:
    """Return the titles that the page states, without the site's name, the most trustworthy first."""
    stated = (
        metadata.stated("headline"),
        metadata.meta("og:title"),
        metadata.item("headline"),
        metadata.meta("twitter:title", "parsely-title", "sailthru.title", "dc.title", "title"),
        metadata.title,
        metadata.stated("name"),
    )
    titles = (without_site(clean(title[:_LONGEST]), metadata.site_names).strip(" |") for title in stated if title)
    return list(dict.fromkeys(title for title in titles if title and fold_name(title) not in metadata.site_names))


def without_site(title: str, sites: Iterable[str]) -> str:
    """Return a title without the name of its site (and the section beside it) at its end or its beginning."""
    names = set(sites)
    cuts = [(found.start(), found.end()) for found in SEPARATOR.finditer(title)][:20]
    for start, end in cuts:
        tail = [part for part in SEPARATOR.split(title[end:]) if fold(part)]
        if tail and (_is_site(tail[-1], names) or _is_site(tail[0], names)) and start >= len(title) // 4:
            return title[:start].strip()
    if (named := _NAMED.match(title)) and fold_name(named[1]) in names:
        return title[named.end() :].strip()
    for start, end in reversed(cuts):
        if _is_site(title[:start], names):
            return title[end:].strip()
    return title


def _is_site(part: str, sites: Collection[str]) -> bool:
    name = fold_name(part)
    return bool(name) and any(
        name == site or (min(len(name), len(site)) > 3 and (site.startswith(name) or _begins_with(part, name, site)))
        for site in sites
    )


def _begins_with(part: str, name: str, site: str) -> bool:
    """Say whether the first words of a part of a title are a site's name; Chinese and its kin put no space between."""
    return name.startswith(site) and (
        site[-1] >= "\u3040"
        or any(fold_name(part[: word.end()]) == site for word in islice(_WORD.finditer(part), len(site)))
    )
