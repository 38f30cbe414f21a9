"""TDM reservations: what a site states of text and data mining, in its tdmrep.json, in headers and in meta tags.

As the TDM Reservation Protocol has it: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
"""

from __future__ import annotations

import json
import re
from string import ascii_letters, digits
from urllib.parse import quote, unquote, urlsplit

import msgspec

from spiders.ai_statements import AiSource, AiStatement

#: No file of rules is larger (bytes); of a larger one nothing is read.
LARGEST = 256 * 1024
#: So many rules count, and so many characters of a location or a policy.
MOST_RULES, _LONGEST = 1000, 500
#: The statements of a reservation.
RESERVED, NOT_RESERVED = "tdm-reservation: 1", "tdm-reservation: 0"
_ADDRESS = re.compile(r"https?://[!-~]+")
_PLAIN = frozenset("-._~" + ascii_letters + digits)
_CODE = re.compile("%[0-9a-fA-F]{2}")


class TdmRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of a tdmrep.json: a pattern of paths, and what is stated of them."""

    location: str
    statements: tuple[AiStatement, ...]


def read_rules(body: bytes) -> tuple[TdmRule, ...]:
    """Return the rules of a tdmrep.json in their order; what is none is passed over, whatever it is."""
    if len(body) > LARGEST:
        return ()
    try:
        stated = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rules = (_rule(entry) for entry in stated[:MOST_RULES]) if isinstance(stated, list) else ()
    return tuple(rule for rule in rules if rule)


def _rule(entry: object) -> TdmRule | None:
    if not isinstance(entry, dict):
        return None
    location = entry.get("location")
    if not isinstance(location, str) or not 0 < len(location) <= _LONGEST:
        return None
    stated = reservation_statements(AiSource.TDMREP, entry.get("tdm-reservation"), entry.get("tdm-policy"))
    return TdmRule(location=location, statements=stated) if stated else None


def applies(location: str, url: str) -> bool:
    """Say whether a pattern matches the path and query of a URL, from its beginning on, as one of robots.txt does."""
    parts = urlsplit(url)
    path = _normalized(parts.path or "/") + (f"?{_normalized(parts.query)}" if parts.query else "")
    is_whole = location.endswith("$")
    first, *others = map(_normalized, location.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(others):  # each as early as it comes: no other way can match more
        if is_whole and number == len(others) - 1:
            return len(path) - len(part) >= place and path.endswith(part)
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return not is_whole or place == len(path)


def _normalized(text: str) -> str:
    """Return a text percent-encoded, `*` and `$` too, without the codes of what needs none (RFC 3986, 2.3)."""
    plain = _CODE.sub(lambda code: char if (char := unquote(code[0], "latin-1")) in _PLAIN else code[0].upper(), text)
    return quote(plain, safe="%/?#[]@!&'()+,;=:~")


def statements_of(rules: tuple[TdmRule, ...], url: str) -> tuple[AiStatement, ...]:
    """Return what the rules state of a URL: the first that applies counts."""
    return next((rule.statements for rule in rules if applies(rule.location, url)), ())


def reservation_statements(source: AiSource, reservation: object, policy: object) -> tuple[AiStatement, ...]:
    """Return a reservation, as it stands there, as statements: none where it is neither 0 nor 1.

    A policy counts where rights are reserved and it is an address.
    """
    if str(reservation).strip() not in ("0", "1"):
        return ()
    is_reserved = str(reservation).strip() == "1"
    stated = [RESERVED if is_reserved else NOT_RESERVED]
    if is_reserved and isinstance(policy, str) and len(policy) <= _LONGEST and _ADDRESS.fullmatch(policy):
        stated.append(f"tdm-policy: {policy}")
    return tuple(AiStatement(source=source, statement=statement) for statement in stated)
