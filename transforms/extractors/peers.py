"""Peer extractors: other libraries against which ours may be measured, where a person has installed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from lxml import html

from transforms.page.tree import paragraphs
from transforms.scoring import Guess

#: The reading of a page's bytes that came from an address, if it is known; None where no text is found.
Read = Callable[[bytes, str | None], Guess | None]


class Peer(NamedTuple):
    """A library: the package that is installed, the module that it brings, and how a page is read by it."""

    package: str
    module: str
    read: Read


def installed(name: str) -> bool:
    """Say whether the peer of this name can be used."""
    return find_spec(PEERS[name].module) is not None


def read_by(name: str, page: bytes, url: str | None) -> Guess | None:
    """Return what a peer makes of a page; what it stumbles over, it has not read."""
    try:
        guess = PEERS[name].read(page, url)
    except Exception:
        return None
    return guess if guess and guess.body.strip() else None


def _by_newspaper(page: bytes, url: str | None) -> Guess:
    article = import_module("newspaper").Article(url or "http://localhost/")
    article.download(input_html=page.decode("utf-8", "replace"))
    article.parse()
    return Guess(
        body=article.text or "",
        headline=article.title,
        published=_iso(article.publish_date),
        authors=tuple(article.authors),
    )


def _by_news_please(page: bytes, url: str | None) -> Guess:
    article = import_module("newsplease").NewsPlease.from_html(page.decode("utf-8", "replace"), url=url)
    return Guess(
        body=article.maintext or "",
        headline=article.title,
        published=_iso(article.date_publish),
        modified=_iso(article.date_modify),
        authors=tuple(article.authors or ()),
    )


def _by_readability(page: bytes, url: str | None) -> Guess:
    document = import_module("readability").Document(page.decode("utf-8", "replace"), url=url)
    body = "\n\n".join(paragraphs(html.fromstring(document.summary(html_partial=True))))
    return Guess(body=body, headline=document.short_title())


def _iso(moment: object) -> str | None:
    """Return a time in ISO 8601, whether a library has it as one or as a text."""
    if isinstance(moment, datetime):
        return moment.isoformat()
    return moment if isinstance(moment, str) and moment else None


PEERS: dict[str, Peer] = {
    "newspaper4k": Peer("newspaper4k", "newspaper", _by_newspaper),
    "news-please": Peer("news-please", "newsplease", _by_news_please),
    "readability": Peer("readability-lxml", "readability", _by_readability),
}
