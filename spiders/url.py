"""URL normalisation: which parameters are tracking, what makes two addresses the same, dedupe keys, request URLs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import permutations
from urllib.parse import urldefrag, urlsplit

from w3lib.url import canonicalize_url, safe_url_string, url_query_cleaner

#: Tracking parameters, which say where a reader came from and never which page is meant, by what adds them. Names that
#: mean this on some sites and an article on others are not here: ref, source, from, cid, id, r, s, p, mod. That is why
#: it is a list of ours: courlan takes every name with "source" or "cid" in it for tracking. It serves to compare
#: addresses; a request is sent for the URL as it was offered.
TRACKING = frozenset(
    name
    for names in (
        "fbclid fb_action_ids fb_action_types fb_source",  # Facebook
        "gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid _ga _gl",  # Google's adverts and Analytics
        "msclkid",  # Microsoft's adverts
        "yclid ysclid _openstat",  # Yandex
        "twclid ref_src ref_url __twitter_impression",  # X
        "igshid igsh ttclid li_fat_id epik",  # Instagram, TikTok, LinkedIn, Pinterest
        "mc_cid mc_eid mkt_tok vero_id oly_enc_id oly_anon_id _hsenc _hsmi hsctatracking",  # newsletters
        "cmpid cmp s_cid ncid icid",  # campaigns in Adobe Analytics: CBC, the Guardian, Bloomberg
        "xtor at_medium at_campaign at_campaign_type at_custom1 at_custom2 at_custom3 at_custom4 at_format",  # Piano
        "at_link_id at_link_origin at_link_type at_ptr_name at_bbc_team at_creation at_variant at_network",  # the same
        "ns_mchannel ns_source ns_campaign ns_linkname ns_fee",  # comScore
        "wt_mc wt_zmc",  # Mapp: heise
        "maca",  # the feeds of Deutsche Welle
        "ocid srcref",  # MSN and the BBC
        "traffic_source",  # the feed of Al Jazeera
        "ico ito",  # the Mail and Metro
        "smid smtyp",  # shared from the New York Times
        "guccounter guce_referrer guce_referrer_sig",  # Yahoo
        "spm scm",  # Alibaba
        "dicbo obclickid tblci",  # Outbrain and Taboola
    )
    for name in names.split()
)
#: How names of tracking parameters begin: Google's and everybody's campaigns, Matomo's, HubSpot's adverts.
_TRACKING_BEGINS = ("utm_", "mtm_", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "piwik_", "hsa_", "itm_")
# Of a stored id, and so for ever as it is: another list here would give the same page another id.
_TRACKING_OF_KEYS = (
    *("fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src"),
    *(f"utm_{name}" for name in ("source", "medium", "campaign", "term", "content", "id", "name")),
)
_REORDERED = 6  # parameters that are tried in another order: no article's address has more that matter
_SLASHES = re.compile("/{2,}")
_NAMED = re.compile(r"[A-Za-z_][\w.-]*(?==)")


def is_tracking(name: str) -> bool:
    """Say whether a parameter of that name only tells where a reader came from."""
    lower = name.lower()
    return lower in TRACKING or lower.startswith(_TRACKING_BEGINS)


def bare_host(host: str) -> str:
    """Return a host as it is compared: lower-case ASCII, without "www." and the dot of the root."""
    host = host.lower().rstrip(".")
    if not host.isascii():
        with suppress(UnicodeError):  # no name that could be registered
            host = host.encode("idna").decode("ascii")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


@lru_cache(maxsize=1024)  # each URL of a crawl is asked about several times in a row
def host_of(url: str) -> str:
    """Return the bare host of a URL; an empty text where it has none, whatever it holds."""
    try:
        return bare_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def normalized_url(url: str) -> str:
    """Return the normalised URL: the dedupe key of an address that tells no number, whatever it holds.

    Without scheme, "www.", default port, name and password, fragment, tracking parameters, double and trailing
    slashes; with the parameters in alphabetical order. It is no address to ask for.
    """
    once = _normalized(url)
    # What stands behind a semicolon in the last part of a path is quoted in another way than elsewhere.
    return _normalized(once) if ";" in once else once


def _normalized(url: str) -> str:
    try:
        canonical = canonicalize_url(url)
        parts = urlsplit(canonical)
        host, port = bare_host(parts.hostname or ""), parts.port
    except ValueError:  # an address that no parser reads; it is no article of any outlet
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port not in (None, 80, 443) else ""
    path = _SLASHES.sub("/", parts.path).rstrip("/") or "/"
    query = "&".join(sorted(_untracked(parts.query)))
    return f"https://{place}{path}" + (f"?{query}" if query else "")


def request_url(url: str) -> str:
    """Return the URL as it goes over the wire, by which recorded answers are found.

    Requests are told apart by more than articles are: http that leads to https is an exchange of its own.
    """
    try:
        return urldefrag(safe_url_string(url)).url
    except ValueError:
        return url


def path_and_query(url: str) -> str:
    """Return the path of a URL with its query, as written."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def pattern_forms(url: str, patterns: tuple[str, ...], amp_forms: Iterable[str] = ()) -> Iterator[tuple[str, bool]]:
    """Yield path and query in the forms that article patterns are tried on, the likeliest first.

    Tracking parameters that no pattern names, double slashes and what `amp_forms` match are taken off. Then the
    parameters are tried alone and in pairs, as their order and what stands between them mean nothing. The second value
    says whether the form means just what the URL does: one with another end of the path, or without the parameters
    that nobody declared, does not, and a match of it counts only where the key is one.
    """
    written = path_and_query(url)
    path, _, query = written.partition("?")
    for amp_form in amp_forms:
        path, query = re.sub(amp_form, "", path), re.sub(amp_form, "", query)
    path = _SLASHES.sub("/", path) or "/"
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    parameters = list(_untracked(query, _named_in(patterns)))
    whole = "?" + "&".join(parameters) if parameters else ""
    yield path + whole, True
    for count in (1, 2) if len(parameters) > 1 else ():
        for chosen in permutations(parameters[:_REORDERED], count):
            yield f"{path}?{'&'.join(chosen)}", True
    if written != path + whole:
        yield written, True
    yield other + whole, False
    if parameters:
        yield path, False
        yield other, False


def stable_url(url: str) -> str:
    """Return the URL whose digest is the key of an undeclared page; its rules never change, as keys are stored.

    Without scheme, "www.", fragment, the tracking parameters known when the first key was stored, and a trailing slash.
    """
    cleaned = canonicalize_url(url_query_cleaner(url, list(_TRACKING_OF_KEYS), remove=True))
    parts = urlsplit(cleaned)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"https://{host}{parts.path.rstrip('/') or '/'}" + (f"?{parts.query}" if parts.query else "")


def url_key(url: str) -> str:
    """Return the key of an article that has no number: 16 hex digits of the SHA-256 of its plain URL."""
    return hashlib.sha256(stable_url(url).encode("utf-8")).hexdigest()[:16]


def url_variants(url: str) -> list[str]:
    """Return the URL in the ways in which the same address is written: scheme, "www.", trailing slash, no tracking."""
    parts = urlsplit(url.partition("#")[0])
    bare = parts.netloc.removeprefix("www.")
    paths = {parts.path, parts.path.rstrip("/"), parts.path.rstrip("/") + "/"}
    queries = {f"?{query}" if query else "" for query in (parts.query, "&".join(_untracked(parts.query)))}
    return sorted(
        f"{scheme}://{host}{path}{query}"
        for scheme in ("https", "http")
        for host in (bare, f"www.{bare}")
        for path in paths
        for query in queries
    )


def _untracked(query: str, exempt: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the parameters of a query in their order without empty ones and tracking, but with those `exempt`."""
    for parameter in query.split("&"):
        name = parameter.partition("=")[0]
        if parameter and (name.lower() in exempt or not is_tracking(name)):
            yield parameter


@lru_cache(maxsize=256)
def _named_in(patterns: tuple[str, ...]) -> frozenset[str]:
    """Return the names of parameters that stand in patterns, in small letters."""
    return frozenset(name.lower() for pattern in patterns for name in _NAMED.findall(pattern))
