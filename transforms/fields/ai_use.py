"""AI use: what robots.txt, tdmrep.json, the headers of an answer and the meta tags of its page say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spiders.ai_statements import MOST, AiSource, AiStatement, AiUse
from spiders.capture.record import Capture, HttpResponse
from spiders.tdm_reservation import NOT_RESERVED, RESERVED, reservation_statements
from transforms.page.metadata import PageMetadata

#: Directives that keep a page from AI. By Microsoft's word its models learn from no page that is not to be archived,
#: and of one that is not to be cached from its title and snippet alone.
OPT_OUTS = frozenset({"noai", "noimageai", "noarchive", "nocache"})
#: Directives that are stated along with these.
_DIRECTIVES = OPT_OUTS | {"nosnippet", "noindex", "none"}
#: The crawlers that read a meta tag of their own name; `robots` is for all.
_NAMES = frozenset(
    "robots googlebot googlebot-news google-extended bingbot msnbot slurp yandex baiduspider duckduckbot applebot"
    " applebot-extended gptbot ccbot claudebot anthropic-ai bytespider".split()
)
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_AGENT = re.compile(r"[a-z][\w ./-]{0,60}", re.IGNORECASE)
_LONGEST, _MANY = 1000, 20  # characters of one header or tag, and values of one name
_ARCHIVED = "x-archive-orig-"  # before the name of each header of a page that the Wayback Machine serves
# As the TDM protocol has it: what comes later takes the place of what came before.
_PRECEDENCE = (AiSource.TDMREP, AiSource.HEADER, AiSource.META)


def read_ai_statements(capture: Capture, metadata: PageMetadata) -> tuple[AiStatement, ...]:
    """Return what is stated about a page: by its host when it was fetched, in the answer's headers, in its tags."""
    stated = [*capture.host.ai_statements, *_in_headers(capture.response), *_in_tags(metadata)]
    return tuple(dict.fromkeys(stated))[:MOST]


def ai_use(statements: Iterable[AiStatement]) -> AiUse:
    """Return what statements amount to: an opt-out, whomever it addresses, weighs more than a permission."""
    reservations: dict[AiSource, str] = {}
    for each in statements:
        if each.source is AiSource.ROBOTS or each.statement in OPT_OUTS:
            return AiUse.RESERVED
        if each.statement in (RESERVED, NOT_RESERVED):
            reservations.setdefault(each.source, each.statement)
    last = [reservations[source] for source in _PRECEDENCE if source in reservations][-1:]
    if not last:
        return AiUse.UNSTATED
    return AiUse.RESERVED if last == [RESERVED] else AiUse.ALLOWED


def _in_headers(response: HttpResponse) -> Iterator[AiStatement]:
    named = [(name.lower(), value[:_LONGEST]) for name, value in response.headers]
    if any(name.startswith(_ARCHIVED) for name, _ in named):  # its own headers are the archive's
        named = [(name.removeprefix(_ARCHIVED), value) for name, value in named if name.startswith(_ARCHIVED)]
    for value in [value for name, value in named if name == "x-robots-tag"][:_MANY]:
        yield from _directives(AiSource.HEADER, value, None)
    found = dict(reversed(named))  # of several the first counts
    yield from reservation_statements(AiSource.HEADER, found.get("tdm-reservation"), found.get("tdm-policy"))


def _in_tags(metadata: PageMetadata) -> Iterator[AiStatement]:
    for name in sorted(metadata.metas.keys() & _NAMES):
        for value in metadata.metas[name][:_MANY]:
            yield from _directives(AiSource.META, value[:_LONGEST], None if name == "robots" else name)
    reservation = metadata.meta("tdm-reservation")
    yield from reservation_statements(AiSource.META, reservation, metadata.meta("tdm-policy"))


def _directives(source: AiSource, value: str, agent: str | None) -> Iterator[AiStatement]:
    """Yield the directives in a value; a name with a colon before one says whom it and those behind it address."""
    for part in value.split(","):
        name, colon, rest = part.partition(":")
        is_addressed = colon and name.strip().lower() not in _VALUED and _AGENT.fullmatch(name.strip())
        agent = name.strip() if is_addressed else agent
        for word in (rest if is_addressed else part).lower().split():
            if word in _DIRECTIVES:
                yield AiStatement(source=source, statement=word, agents=agent)
