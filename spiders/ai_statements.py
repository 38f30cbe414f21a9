"""The AI statements of a site: what it says of the use of its pages by AI agents and text and data mining."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

#: Nothing that a site states is longer (characters): every agent that we know fits in.
LONGEST = 8_000
#: So many statements of one page are looked at.
MOST = 50


class AiSource(StrEnum):
    """Where a statement stands."""

    ROBOTS = "robots.txt"
    TDMREP = "tdmrep.json"  # `/.well-known/tdmrep.json` of the host
    HEADER = "header"  # of the answer: X-Robots-Tag, tdm-reservation, tdm-policy
    META = "meta"  # tags of the page


class AiUse(StrEnum):
    """What the statements about a page amount to."""

    ALLOWED = "allowed"
    RESERVED = "reserved"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class AiStatement:
    """One statement: `disallow`, a directive such as `noai`, or `tdm-reservation: 1`.

    `agents` are those that it addresses, with commas between: `*` are all that robots.txt does not name, None is
    everybody.
    """

    source: AiSource
    statement: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    agents: Annotated[str, msgspec.Meta(max_length=LONGEST)] | None = None


class HostStatements(msgspec.Struct, frozen=True, kw_only=True):
    """What a host said of a URL when it was fetched: in its robots.txt, of us and of AI agents, and in its tdmrep.json.

    `robots_allowed` is None where its robots.txt was not asked for: of what is imported or comes from an archive.
    """

    robots_allowed: bool | None = None
    ai_statements: Annotated[tuple[AiStatement, ...], msgspec.Meta(max_length=MOST)] = ()


#: Of a host that was not asked.
NOT_ASKED = HostStatements()


def encode_statements(host: HostStatements) -> str | None:
    """Return the statements of a host as one line of JSON; None where it was not asked."""
    return None if host == NOT_ASKED else msgspec.json.encode(host).decode()


def decode_statements(line: str | None) -> HostStatements:
    """Return the statements in a line that `encode_statements` made; none where it is something else."""
    try:
        return msgspec.json.decode(line, type=HostStatements) if line else NOT_ASKED
    except (ValueError, RecursionError):  # somebody else's
        return NOT_ASKED
