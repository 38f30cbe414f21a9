"""The language of an article, as a BCP 47 tag, and where it is stated."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError

from spiders.capture.record import Capture
from spiders.outlet import Outlet
from transforms.page.metadata import PageMetadata
from transforms.vocab.loader import alternatives, languages_with, words_of

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SCRIPTS = {
    "Arab": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
    "Cyrl": re.compile(r"[\u0400-\u04ff]"),
    "Grek": re.compile(r"[\u0370-\u03ff]"),
    "Hebr": re.compile(r"[\u0590-\u05ff]"),
    "Deva": re.compile(r"[\u0900-\u097f]"),
    "Beng": re.compile(r"[\u0980-\u09ff]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
    "Hang": re.compile(r"[\uac00-\ud7af]"),
    "Kana": re.compile(r"[\u3040-\u30ff]"),
    "Hani": re.compile(r"[\u4e00-\u9fff]"),
    "Latn": re.compile(r"[A-Za-zÀ-ɏ]"),
}
_HOME = {
    script: frozenset(tag for tag in languages_with("scripts.names") if script in words_of(tag, "scripts.names"))
    for script in _SCRIPTS
}
# What is guessed where the page names a language of another script.
_GUESSES = {
    script: tag for tag in languages_with("scripts.default_of") for script in words_of(tag, "scripts.default_of")
}
_PERSIAN, _ARABIC, _URDU, _UKRAINIAN = (
    re.compile(alternatives(words_of(tag, "scripts.letters"))) for tag in ("fa", "ar", "ur", "uk")
)


def read_language(
    capture: Capture, outlet: Outlet | None, metadata: PageMetadata, text: str
) -> tuple[str | None, str | None]:
    """Return the tag and its source: `url`, `page`, `outlet` or `text`; None for both where nothing tells.

    The URL names the language of an outlet that has several; then the page counts, then an outlet that has but one.
    A page that names a language of another script than its text's errs (a template's default): the text decides then;
    but Latin letters do not tell which of many languages it is.
    """
    stated, source = _stated(capture, outlet, metadata)
    script = _script(text)
    if script == "Latn" and stated and _is_refuted(stated, text):
        return None, None
    if script is None or script == "Latn":
        return stated, source
    if stated and stated.partition("-")[0] in _HOME[script]:
        return stated, source
    return _guess(script, text), "text"


def _stated(capture: Capture, outlet: Outlet | None, metadata: PageMetadata) -> tuple[str | None, str | None]:
    if outlet is not None:
        for url in (capture.ref.final_url, capture.ref.url):
            named = (outlet.match(url) or {}).get("language") if url else None
            if named:
                return named, "url"
    on_page = (
        metadata.language,
        metadata.stated("inLanguage"),
        metadata.meta("og:locale", "content-language", "language"),
    )
    tag = next((tag for text in on_page if (tag := _tag(text))), None)
    if outlet is not None and len(outlet.languages) == 1:
        only = outlet.languages[0]
        # The page may be more exact ("en-US"), not something else.
        return (tag, "page") if tag and tag.partition("-")[0] == only.partition("-")[0] else (only, "outlet")
    return (tag, "page") if tag else (None, None)


def _tag(text: str | None) -> str | None:
    """Return a tag in its usual spelling ("en-US"); None where it is none that anybody knows."""
    tag = (text or "").split(",")[0].split(".")[0].strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return tag.lower() if "-" not in tag else None
    return "-".join(part for part in (locale.language, locale.script, locale.territory) if part)


def _script(text: str) -> str | None:
    """Return the script of most letters of the text; None where it has none that is known here."""
    sample = text[:2000]
    if len(sample.encode("ascii", "ignore")) > 0.8 * len(sample):
        return "Latn"
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()}
    if counts["Kana"] > 20:
        return "Kana"
    name, most = max(counts.items(), key=lambda item: item[1])
    return name if most >= 20 else None


def _is_refuted(stated: str, text: str) -> bool:
    """Say whether a text in Latin letters cannot be in the language that is stated, having no letters of its own."""
    scripts = [name for name, tags in _HOME.items() if stated.partition("-")[0] in tags]
    if not scripts or "Latn" in stated or "Latn" in scripts:
        return False
    sample = text[:2000]
    latin, own = (sum(len(_SCRIPTS[name].findall(sample)) for name in names) for names in (("Latn",), scripts))
    return latin >= 20 > own


def _guess(script: str, text: str) -> str:
    if script == "Arab":
        if len(_URDU.findall(text)) * 50 > len(text):
            return "ur"
        return "fa" if len(_PERSIAN.findall(text)) > 2 + len(_ARABIC.findall(text)) // 4 else "ar"
    if script == "Cyrl" and len(_UKRAINIAN.findall(text)) > len(text) // 200:
        return "uk"
    return _GUESSES[script]
