"""The one way from a capture to an article, or to the reason why it is none."""

from __future__ import annotations

import hashlib
import re
import traceback
from dataclasses import fields, is_dataclass, replace
from datetime import UTC
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from spiders.capture import Capture, ContentError, TooLargeError, content
from spiders.local_paths import without_folders
from spiders.outlet import Outlet
from spiders.undeclared import registrable_domain
from spiders.url_identity import plain_url, url_key
from transforms.article import Article, Image, Reason, Rejection
from transforms.completion import complete, is_truncated
from transforms.dateline import read_dateline
from transforms.dates import plausible
from transforms.furniture import remove_furniture
from transforms.generic import read_generic
from transforms.language import read_language
from transforms.layout import Layout
from transforms.page import PageError, decode, is_markup, parse_tree
from transforms.readers import read_template, read_text
from transforms.reading import Reading
from transforms.refusal import Refused, refuse_bytes, refuse_page
from transforms.statements import Statements, fold_name, read_statements
from transforms.text import MARKS, clean

#: A body with fewer characters is no story.
MIN_BODY = 60
# Ours changes when the rules of this room do; trafilatura's when its own do.
_VERSION = f"nightdesk-3+trafilatura-{version('trafilatura')}"
_ASCII_WORD = re.compile(r"\w+(?:['-]\w+)*")
_WORD = re.compile(rf"[\w{MARKS}]+(?:[\u200c'’-][\w{MARKS}]+)*")
_XML = re.compile(r"\s*\ufeff?<(?:\?xml|rss|feed|urlset|sitemapindex)\b")


def parse(capture: Capture, outlet: Outlet | None) -> Article | Rejection:
    """Return what is understood from a capture: an `Article`, or the `Rejection` that says why it is none.

    Without an outlet the generic rules serve. It never raises: a bug of ours is a rejection with its traceback.
    """
    try:
        return _article(capture, outlet, _read(capture, outlet))
    except Refused as refusal:
        reason, detail = refusal.reason, str(refusal)
    except Exception:
        reason, detail = Reason.EXTRACTOR_ERROR, without_folders(traceback.format_exc(limit=-6))
    return Rejection(
        reason=reason, detail=detail, outlet=_outlet_name(capture, outlet), key=capture.key, url=capture.url
    )


def _read(capture: Capture, outlet: Outlet | None) -> tuple[Reading, Statements]:
    data = _content(capture)
    answered = capture.final_url or capture.url
    if outlet is not None and answered and outlet.owns(answered) and not outlet.is_article(answered):
        raise Refused(Reason.NOT_AN_ARTICLE, f"the answer came from {answered}")
    captions: set[str] = set()
    refuse_bytes(data)
    if is_markup(capture, data):
        reading, said, captions = _read_page(capture, outlet, decode(capture, data))
    else:
        reading, said = read_text(_plain_text(capture, data), outlet), Statements()
    remove_furniture(reading, outlet, captions, said.language)
    reading.dateline, credit = read_dateline(reading.lines)
    own = {fold_name(name) for name in (outlet.name, outlet.slug)} if outlet else said.site_names
    if credit and fold_name(credit) not in own:
        reading.agencies.append(credit)
    if not reading.headline:
        raise Refused(Reason.NO_HEADLINE, "no line of it is a headline")
    length = sum(len(line) for line in reading.lines)
    if not length:
        raise Refused(Reason.NO_BODY, f"nothing is left of the body under {reading.headline[:80]!r}")
    if length < MIN_BODY:
        raise Refused(Reason.TOO_SHORT, f"{length} characters: {' '.join(reading.lines)!r}")
    return reading, said


def _content(capture: Capture) -> bytes:
    try:
        data = content(capture)
    except TooLargeError as error:
        raise Refused(Reason.TOO_LARGE, str(error)) from error
    except ContentError as error:
        raise Refused(Reason.UNDECODABLE, str(error)) from error
    if not data.strip():
        raise Refused(Reason.EMPTY, "the answer has no content")
    return data


def _plain_text(capture: Capture, data: bytes) -> str:
    kind = (capture.header("Content-Type") or "text/plain").partition(";")[0].strip().lower()
    if kind != "text/plain":
        raise Refused(Reason.NOT_A_PAGE, f"its type is {kind}")
    text = decode(capture, data)
    if _XML.match(text):
        raise Refused(Reason.NOT_A_PAGE, f"it is XML: {clean(text[:80])!r}")
    unreadable = sum(text.count(mark) for mark in "\ufffd\x01\x02\x03\x04\x05\x06\x07")
    if unreadable > len(text) // 20:
        raise Refused(Reason.UNDECODABLE, f"{unreadable} of {len(text)} characters are no text")
    return text


def _read_page(capture: Capture, outlet: Outlet | None, text: str) -> tuple[Reading, Statements, set[str]]:
    url = capture.final_url or capture.url
    try:
        tree = parse_tree(text, url)
    except PageError as error:
        raise Refused(Reason.EMPTY, str(error)) from error
    said = read_statements(tree, url)
    day = capture.captured_at.date() if capture.captured_at else None
    reading = read_template(tree, said, outlet, day) if outlet else None
    if reading is not None:
        complete(reading, tree, lambda: Layout(tree), said, outlet, capture.captured_at)
        return reading, said, set()
    layout = Layout(tree)
    refuse_page(tree, text, said, layout)
    found = read_generic(tree, layout, said, outlet, capture.captured_at)
    if found is None:
        raise Refused(Reason.NO_BODY, "the extractor found no text in it")
    return found[0], said, found[1]


def _article(capture: Capture, outlet: Outlet | None, read: tuple[Reading, Statements]) -> Article:
    reading, said = read
    slug = _outlet_name(capture, outlet)
    key = capture.key or reading.key or _fallback_key(capture, outlet)
    body = "\n\n".join(reading.lines)
    published = plausible(reading.published, capture.captured_at)
    modified = plausible(reading.modified, capture.captured_at)
    language, language_source = read_language(capture, outlet, said, f"{reading.headline} {body}")
    assert reading.headline is not None
    article = Article(
        article_id=f"{slug}:{key}" if slug and key else None,
        outlet=slug,
        key=key,
        url=capture.url,
        canonical_url=_canonical(capture, outlet, said),
        headline=reading.headline,
        article_body=body,
        word_count=len((_ASCII_WORD if body.isascii() else _WORD).findall(body)),
        body_sha256=hashlib.sha256(body.encode("utf-8")).hexdigest(),
        extractor=reading.extractor,
        extractor_version=_VERSION,
        alternative_headline=(reading.alternative_headline or "").removesuffix(":").strip() or None,
        description=reading.description,
        article_section=reading.section or (reading.breadcrumbs[-1] if reading.breadcrumbs else None),
        breadcrumbs=tuple(reading.breadcrumbs) or None,
        authors=tuple(reading.authors) or None,
        agencies=tuple(dict.fromkeys(reading.agencies)) or None,
        keywords=tuple(reading.keywords) or None,
        in_language=language,
        in_language_source=language_source,
        date_published=published.at if published else None,
        date_published_raw=published.raw if published else None,
        date_published_precision=published.precision if published else None,
        date_published_source=published.source if published else None,
        time_zone_source=published.zone_source if published else None,
        date_modified=modified.at if modified else None,
        date_downloaded=capture.captured_at.astimezone(UTC) if capture.captured_at else None,
        main_image=reading.main_image,
        images=_images(reading),
        aliases=tuple(reading.aliases) or None,
        dateline=reading.dateline,
        is_accessible_for_free=reading.is_free,
        is_truncated=is_truncated(reading, said),
        removed=tuple(reading.removed) or None,
        run_id=capture.run_id,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
    )
    clean_article: Article = _without_empty(article)
    return clean_article


def _without_empty(noun: Any) -> Any:
    """Return the article, author or picture with None for every text or list that is empty: unknown is never ''."""
    changes: dict[str, Any] = {}
    for field in fields(noun):
        value = getattr(noun, field.name)
        if isinstance(value, tuple):
            changes[field.name] = tuple(_without_empty(x) if is_dataclass(x) else x for x in value if x != "") or None
        elif isinstance(value, str) and not value.strip():
            changes[field.name] = None
    return replace(noun, **changes) if changes else noun


def _outlet_name(capture: Capture, outlet: Outlet | None) -> str | None:
    if outlet is not None:
        return outlet.slug
    return capture.outlet or (registrable_domain(capture.url) if capture.url else None)


def _fallback_key(capture: Capture, outlet: Outlet | None) -> str | None:
    """Return a key made of the URL, where neither the URL nor the page tells the outlet's own number."""
    for url in (capture.final_url, capture.url):
        key = outlet.key_of(url) if outlet and url else None
        if key:
            return key
    try:
        return url_key(capture.url) if capture.url else None
    except ValueError:  # an address that no parser reads: the text is kept, without a key
        return None


def _canonical(capture: Capture, outlet: Outlet | None, said: Statements) -> str | None:
    for url in (capture.final_url, capture.url):
        canonical = outlet.canonical(url) if outlet and url else None
        if canonical:
            return canonical
    if outlet is not None or not capture.url:
        return said.canonical
    try:
        own = registrable_domain(capture.url)
        stated = said.canonical if said.canonical and urlsplit(said.canonical).path.strip("/") else None
        # A page may name another address of its own, never another site's nor its home page.
        return plain_url(stated if stated and registrable_domain(stated) == own else capture.url)
    except ValueError:
        return None


def _images(reading: Reading) -> tuple[Image, ...] | None:
    """Return the pictures with a caption, each once."""
    seen: dict[str, Image] = {}
    for picture in reading.images:
        if picture.caption and picture.caption not in seen:
            seen[picture.caption] = picture
    return tuple(seen.values()) or None
