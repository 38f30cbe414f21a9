"""The public suffix list: which domain somebody registered, by which an outlet that nobody declared is named."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import tldextract

# The public suffix list that the package carries: the same answer every night, and no network.
_DOMAINS = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


def registrable_domain(url: str) -> str | None:
    """Return the domain that somebody registered, in lower-case ASCII; None where the URL has no host."""
    try:
        host = (urlsplit(url).hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    domain = _DOMAINS(host).top_domain_under_public_suffix or host.removeprefix("www.")
    return domain if "." in domain and _HOST.fullmatch(domain) else None
