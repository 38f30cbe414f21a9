"""Challenge pages (captchas, bot checks), by the marks of their vendors: one table, for listings as for pages."""

from __future__ import annotations

import re

#: Characters that a reader sees of a challenge, at most: many sites carry such a script on every page, and an article
#: may be about one.
CHALLENGE_TEXT = 600
_LONGEST = 300_000  # characters of markup that are looked at
# By who makes the test; what is in none of these groups is words that several use.
_MARKS = {
    "Arvan": r"__arcsjs",  # many .ir sites
    # What watches a reader on ordinary pages lies beside the challenge: scripts/jsd/main.js, scripts/invisible.js.
    "Cloudflare": r"cf-chl-|_cf_chl_opt|cf-browser-verification|attention required! \| cloudflare|"
    r"/cdn-cgi/challenge-platform/(?![^\"'\s>]{0,100}(?:jsd|invisible))",
    "DataDome": r"captcha-delivery\.com",
    "Imperva": r"_Incapsula_Resource|Incapsula incident|pardon our interruption",
    "Sucuri": r"sucuri_cloudproxy|sucuri website firewall",
    "AWS_WAF": r"awsWafCookieDomainList|gokuProps|(?:token|captcha)\.awswaf\.com",
    "PerimeterX": r"px-captcha|access to this page has been denied",
    "Akamai": r"sec-if-cpt-container|/_sec/cp_challenge/",
    "F5": r"/TSPD/\?",
    "Kasada": r"KPSDK",
    "Qrator": r"/__qrator/",
    "DDoS_Guard": r"ddos-guard",
    "Jiasule": r"__jsl_clearance",
    "SiteGround": r"/\.well-known/sgcaptcha/",
    "Anubis": r"/\.within\.website/x/",
    "Vercel": r"vercel security checkpoint",
    "words": r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"press (?:&(?:amp;)?|and) hold to confirm",
}
_CHALLENGE = re.compile("|".join(f"(?P<{maker}>{marks})" for maker, marks in _MARKS.items()), re.IGNORECASE)
_TOKEN = re.compile(r"<!--|-->|<(?P<end>/?)(?P<tag>[a-zA-Z]{1,20})[^<>]*>|<[^<>]*>")
_UNSEEN = {"script", "style", "noscript", "template", "title"}


def challenge_mark(markup: str) -> str | None:
    """Return the first mark of a challenge in a page, and in brackets whose it is; None where there is none.

    A mark alone is no evidence: only a page with little else to see is a challenge.
    """
    found = _CHALLENGE.search(markup, 0, _LONGEST)
    if found is None:
        return None
    maker = (found.lastgroup or "").replace("_", " ")
    return repr(found[0]) if maker == "words" else f"{found[0]!r} ({maker})"


def has_little_text(markup: str) -> bool:
    """Say whether a reader sees no more of a page than of a challenge."""
    seen = place = 0
    unseen: str | None = None
    markup = markup[:_LONGEST]
    for token in _TOKEN.finditer(markup):
        if unseen is None:
            seen += len(" ".join(markup[place : token.start()].split()))
            if seen >= CHALLENGE_TEXT:
                return False
        place = token.end()
        tag = (token["tag"] or "").lower()
        if unseen is None and (token[0] == "<!--" or (tag in _UNSEEN and not token["end"])):
            unseen = tag or "-->"
        elif unseen in (tag, token[0]) and (token["end"] or not tag):
            unseen = None
    rest = 0 if unseen else len(" ".join(markup[place:].split()))
    return seen + rest < CHALLENGE_TEXT
