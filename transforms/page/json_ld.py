"""The JSON-LD of a page, read leniently: what its article's own node says, with references resolved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import TypeAlias

#: A value of JSON.
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Node: TypeAlias = dict[str, Json]

#: Longer than this (characters), a block is no statement about one article.
LIMIT = 1_000_000
_NODES = 2_000
_CLOSING = 40  # characters at the end of a block among which a comment is closed
# schema.org's kinds of article and its nearest relatives that news sites use for one.
_ARTICLE = re.compile(r"(?:Article|BlogPosting|ForumPosting|^Report|^Review)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage|AboutPage|MedicalWebPage)$")
_OPENED = re.compile(r"^(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)\s*")
_CLOSED = re.compile(r"\s*(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
# Single values of a block that no parser of JSON takes.
_MEMBER = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"')
_TRIES = 100  # values of a block that are tried: the article's own are among the first
# What follows the quote that ends a value.
_NEXT_NAME = r'"[^"\n]{1,60}"\s{0,20}:'
_END = (
    rf"\s{{0,20}}(?:$|[\n}}\]]|{_NEXT_NAME}|"
    rf',\s{{0,20}}(?:[,{{}}\[\]]|{_NEXT_NAME}|[\w$@-]{{1,60}}\s{{0,20}}:|[^"]{{0,200}}$))'
)
# A quote that ends no value is the value's own, 'The "old" mill'; but where one stands between a name and a value, the
# end has been missed.
_VALUE = re.compile(rf'((?:[^"\\\n]|\\.|"(?!{_END}|\s{{0,20}}:\s{{0,20}}["\[{{])){{2,300}}+)"(?={_END})')
_TO_ESCAPE = re.compile(r'(\\["\\/bfnrtu])|["\\]')


def read_blocks(texts: Iterable[str]) -> list[Node]:
    """Return all nodes of the page's blocks, those of `@graph` and lists among them, in the page's order."""
    nodes: list[Node] = []
    for text in texts:
        if len(text) <= LIMIT:
            nodes += _flat(_lenient(text))
    return nodes[:_NODES]


def article_of(nodes: list[Node]) -> Node:
    """Return what the nodes say of the page's article: its own node first, then the page's; empty where none is one."""
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in kinds(node))]
    # Teasers of other stories have a headline at the most; the article itself says when it appeared.
    articles.sort(key=lambda node: not (node.get("datePublished") and node.get("headline")))
    pages = [
        {name: value for name, value in node.items() if name in _PAGE_FIELDS}
        for node in nodes
        if any(_PAGE.search(kind) for kind in kinds(node))
    ]
    merged: Node = {}
    for node in (*articles[:1], *_same_page(articles), *pages):
        for name, value in node.items():
            if value not in (None, "", [], {}):
                merged.setdefault(name, value)
    named = {own: node for node in nodes if isinstance(own := node.get("@id"), str) and len(node) > 1}
    return {name: _resolved(value, named) for name, value in merged.items()}


# What a node of the whole page says of its article too.
_PAGE_FIELDS = frozenset({"datePublished", "dateModified", "inLanguage", "breadcrumb", "isAccessibleForFree"})


def _same_page(articles: list[Node]) -> list[Node]:
    """Return the other nodes with the first one's headline: some sites state one article twice."""
    headline = articles[0].get("headline") if articles else None
    return [node for node in articles[1:] if headline and node.get("headline") == headline]


def kinds(node: Node) -> list[str]:
    """Return the types of a node."""
    return [kind for kind in as_list(node.get("@type")) if isinstance(kind, str)]


def as_list(value: Json) -> list[Json]:
    """Return a list of what may be one value, several or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_in(value: Json) -> str | None:
    """Return the text of a value that is one, or a node's name or its first such member."""
    for one in as_list(value):
        if isinstance(one, str) and one.strip():
            return unescape(one).strip()
        if isinstance(one, dict):
            named = one.get("name") or one.get("@value") or one.get("url") or one.get("contentUrl")
            if isinstance(named, str) and named.strip():
                return unescape(named).strip()
    return None


def _lenient(text: str) -> Json:
    """Return the value of a block without the comment around it; of one that is no JSON, an article of its members."""
    bare = _OPENED.sub("", text.strip(), count=1)
    bare = bare[:-_CLOSING] + _CLOSED.sub("", bare[-_CLOSING:])
    bare = bare.strip().rstrip(";")
    for attempt in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            value: Json = json.JSONDecoder(strict=False).raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
        return value
    found: Node = {}
    for name in islice(_MEMBER.finditer(bare), _TRIES):
        if member := _VALUE.match(bare, name.end()):
            found.setdefault(name[1], _unescaped(member[1]))
    return {"@type": "Article", **found} if found else None


def _unescaped(value: str) -> str:
    """Return the text that a value of JSON stands for, whose own quotes and stray backslashes nobody escaped."""
    escaped = _TO_ESCAPE.sub(lambda found: found[1] or ('\\"' if found[0] == '"' else ""), value)
    try:
        return str(json.loads(f'"{escaped}"', strict=False))
    except ValueError:
        return value


def _flat(value: Json) -> Iterator[Node]:
    """Yield the nodes of a value: a walk with a list of its own, as nesting is as deep as a hostile page makes it."""
    waiting = [value]
    count = 0
    while waiting and count < _NODES:
        node = waiting.pop(0)
        count += 1
        if isinstance(node, list):
            waiting = node[:_NODES] + waiting
        elif isinstance(node, dict):
            yield node
            waiting += [node[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in node]


def _resolved(value: Json, named: dict[str, Node]) -> Json:
    """Return the value with `{"@id": …}` replaced by the node of that id, once: references may run in circles."""
    if isinstance(value, list):
        return [_resolved(one, named) for one in value[:100] if not isinstance(one, list)]
    if isinstance(value, dict) and len(value) <= 2 and isinstance(name := value.get("@id"), str):
        return named.get(name, value)
    return value
