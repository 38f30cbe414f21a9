"""Identity where nobody declared an outlet: the registrable domain, and a digest of the URL."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

import tldextract
from w3lib.url import canonicalize_url, url_query_cleaner

# The public suffix list that the package carries: the same answer every night, and no network.
_DOMAINS = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_TRACKING = ("fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src")
_UTM = tuple(f"utm_{name}" for name in ("source", "medium", "campaign", "term", "content", "id", "name"))


def registrable_domain(url: str) -> str | None:
    """Return the domain that somebody registered, in lower-case ASCII; None where the URL has no host."""
    try:
        host = (urlsplit(url).hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    domain = _DOMAINS(host).top_domain_under_public_suffix or host.removeprefix("www.")
    return domain if "." in domain and _HOST.fullmatch(domain) else None


def plain_url(url: str) -> str:
    """Return the URL without what changes from visit to visit: scheme, "www.", fragment, tracking, trailing slash."""
    cleaned = canonicalize_url(url_query_cleaner(url, [*_TRACKING, *_UTM], remove=True))
    parts = urlsplit(cleaned)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"https://{host}{parts.path.rstrip('/') or '/'}" + (f"?{parts.query}" if parts.query else "")


def url_key(url: str) -> str:
    """Return the key of an article that has no number: 16 hex digits of the SHA-256 of its plain URL."""
    return hashlib.sha256(plain_url(url).encode("utf-8")).hexdigest()[:16]
