"""Parsing: the one way from a capture to an article, or to the reason why it is none."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable
from dataclasses import Field, replace
from datetime import UTC
from importlib.metadata import version
from typing import ClassVar, Protocol, TypeVar
from urllib.parse import urlsplit

from spiders.capture.content import ContentError, TooLargeError, content
from spiders.capture.record import Capture
from spiders.local_paths import without_folders
from spiders.outlet import Outlet
from spiders.public_suffix import registrable_domain
from spiders.url import stable_url, url_key
from transforms.article import Article, Author, Image, Link, Reason, Rejection, RemovedSpan
from transforms.boilerplate.lines import remove_boilerplate
from transforms.dates.moments import plausible
from transforms.extraction import Extraction, fill_from_metadata
from transforms.extractors.general import extract_any
from transforms.extractors.template import extract_by_template
from transforms.extractors.text import extract_text
from transforms.fields.access import is_truncated
from transforms.fields.ai_use import ai_use, read_ai_statements
from transforms.fields.dateline import read_dateline
from transforms.fields.links import read_links
from transforms.fields.word_count import count_words
from transforms.language import read_language
from transforms.page.kinds import kinds_of
from transforms.page.metadata import PageMetadata, fold_name
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, weight
from transforms.page.tree import PageError, decode, is_markup
from transforms.rejection import Refused, refuse_bytes, refuse_page

_RECORDS = (Author, Image, Link, RemovedSpan)
#: A body of a lesser weight is no story.
MIN_BODY = 60
# Ours changes when the rules of this room do; trafilatura's when its own do.
_VERSION = f"nightdesk-3+trafilatura-{version('trafilatura')}"
_XML = re.compile(r"\s*\ufeff?<(?:\?xml|rss|feed|urlset|sitemapindex)\b")


def parse(capture: Capture, outlet: Outlet | None) -> Article | Rejection:
    """Return what is understood from a capture: an `Article`, or the `Rejection` that says why it is none.

    Without an outlet the generic rules serve. It never raises: a bug of ours is a rejection with its traceback.
    """
    try:
        return _article(capture, outlet, *_extract(capture, outlet))
    except Refused as refusal:
        reason, detail = refusal.reason, str(refusal)
    except Exception:
        reason, detail = Reason.EXTRACTOR_ERROR, without_folders(traceback.format_exc(limit=-6))
    return Rejection(
        reason=reason, detail=detail, outlet=_outlet_name(capture, outlet), key=capture.ref.key, url=capture.ref.url
    )


def _extract(capture: Capture, outlet: Outlet | None) -> tuple[Extraction, PageMetadata]:
    data = _content(capture)
    answered = capture.ref.final_url or capture.ref.url
    if outlet is not None and answered and outlet.owns(answered) and not outlet.is_article(answered):
        raise Refused(Reason.NOT_AN_ARTICLE, f"the answer came from {answered}")
    captions: set[str] = set()
    refuse_bytes(data)
    if is_markup(capture, data):
        extraction, metadata, captions = _extract_page(capture, outlet, decode(capture, data))
    else:
        extraction, metadata = extract_text(_decoded_text(capture, data), outlet), PageMetadata()
    remove_boilerplate(extraction, outlet, captions, extraction.language)
    extraction.dateline, credit = read_dateline(extraction.texts)
    own = {fold_name(name) for name in (outlet.name, outlet.slug)} if outlet else metadata.site_names
    if credit and fold_name(credit) not in own:
        extraction.agencies.append(credit)
    if not extraction.headline:
        raise Refused(Reason.NO_HEADLINE, "no line of it is a headline")
    length = sum(map(weight, extraction.texts))
    if not length:
        raise Refused(Reason.NO_BODY, f"nothing is left of the body under {extraction.headline[:80]!r}")
    if length < MIN_BODY:
        raise Refused(Reason.TOO_SHORT, f"{sum(map(len, extraction.texts))} characters: {' '.join(extraction.texts)!r}")
    text = "\n\n".join([extraction.headline, *extraction.texts])
    extraction.in_language, extraction.in_language_source = read_language(
        capture, outlet, metadata, text, extraction.languages
    )
    extraction.ai_statements = read_ai_statements(capture, metadata)
    return extraction, metadata


def _content(capture: Capture) -> bytes:
    try:
        data = content(capture.response)
    except TooLargeError as error:
        raise Refused(Reason.TOO_LARGE, str(error)) from error
    except ContentError as error:
        raise Refused(Reason.UNDECODABLE, str(error)) from error
    if not data.strip():
        raise Refused(Reason.EMPTY, "the answer has no content")
    return data


def _decoded_text(capture: Capture, data: bytes) -> str:
    kind = (capture.response.header("Content-Type") or "text/plain").partition(";")[0].strip().lower()
    if kind != "text/plain":
        raise Refused(Reason.NOT_A_PAGE, f"its type is {kind}")
    text = decode(capture, data)
    if _XML.match(text):
        raise Refused(Reason.NOT_A_PAGE, f"it is XML: {clean(text[:80])!r}")
    unreadable = sum(text.count(mark) for mark in "\ufffd\x01\x02\x03\x04\x05\x06\x07")
    if unreadable > len(text) // 20:
        raise Refused(Reason.UNDECODABLE, f"{unreadable} of {len(text)} characters are no text")
    return text


def _extract_page(capture: Capture, outlet: Outlet | None, text: str) -> tuple[Extraction, PageMetadata, set[str]]:
    url = capture.ref.final_url or capture.ref.url
    try:
        page = ParsedPage(text, url)
    except PageError as error:
        raise Refused(Reason.EMPTY, str(error)) from error
    day = capture.ref.captured_at.date() if capture.ref.captured_at else None
    extraction = extract_by_template(page, outlet, day) if outlet else None
    if extraction is not None:
        fill_from_metadata(extraction, page, outlet, capture.ref.captured_at)
        return extraction, page.metadata, set()
    refuse_page(page, text)
    found = extract_any(page, outlet, capture.ref.captured_at)
    if found is None:
        raise Refused(Reason.NO_BODY, "the extractor found no text in it")
    return found[0], page.metadata, found[1]


def _article(capture: Capture, outlet: Outlet | None, extraction: Extraction, metadata: PageMetadata) -> Article:
    slug, key = _outlet_name(capture, outlet), capture.ref.key or extraction.key or _fallback_key(capture, outlet)
    body = "\n\n".join(extraction.texts)
    at = capture.ref.captured_at
    published, modified = plausible(extraction.published, at), plausible(extraction.modified, at)
    article = Article(
        article_id=f"{slug}:{key}" if slug and key else None,
        outlet=slug,
        key=key,
        url=capture.ref.url,
        canonical_url=_canonical(capture, outlet, metadata),
        headline=extraction.headline or "",
        article_body=body,
        word_count=count_words(body),
        body_kinds=tuple(kinds_of([(line.text, line.element) for line in extraction.lines])),
        body_sha256=hashlib.sha256(body.encode("utf-8")).hexdigest(),
        extractor=extraction.extractor,
        extractor_version=_VERSION,
        alternative_headline=(extraction.alternative_headline or "").removesuffix(":").strip() or None,
        description=extraction.description,
        article_section=extraction.section or (extraction.breadcrumbs[-1] if extraction.breadcrumbs else None),
        breadcrumbs=tuple(extraction.breadcrumbs) or None,
        authors=tuple(extraction.authors) or None,
        agencies=tuple(dict.fromkeys(extraction.agencies)) or None,
        keywords=tuple(extraction.keywords) or None,
        in_language=extraction.in_language,
        in_language_source=extraction.in_language_source,
        date_published=published.at if published else None,
        date_published_raw=published.raw if published else None,
        date_published_precision=published.precision if published else None,
        date_published_source=published.source if published else None,
        time_zone_source=published.zone_source if published else None,
        date_modified=modified.at if modified else None,
        date_downloaded=at.astimezone(UTC) if at else None,
        main_image=extraction.main_image,
        images=_images(extraction),
        links=read_links((anchor for line in extraction.lines for anchor in line.anchors), metadata) or None,
        aliases=tuple(extraction.aliases) or None,
        dateline=extraction.dateline,
        is_accessible_for_free=extraction.is_free,
        is_truncated=is_truncated(extraction.texts, extraction.removed, extraction.is_free, metadata),
        removed=tuple(extraction.removed) or None,
        robots_allowed=capture.host.robots_allowed,
        ai_use=ai_use(extraction.ai_statements),
        ai_statements=extraction.ai_statements or None,
        run_id=capture.ref.run_id,
        warc_file=capture.ref.warc_file,
        warc_offset=capture.ref.warc_offset,
    )
    return _without_empty(article)


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


_Record = TypeVar("_Record", bound=_Dataclass)


def _without_empty(record: _Record) -> _Record:
    """Return the article, author or picture with None for every text or list that is empty: unknown is never ''."""
    changes: dict[str, object] = {}
    for name in record.__dataclass_fields__:
        value: object = getattr(record, name)
        if isinstance(value, tuple):
            known = tuple(_without_empty(x) if isinstance(x, _RECORDS) else x for x in value if x != "")
            if (
                len(known) != len(value)
                or not known
                or any(one is not before for one, before in zip(known, value, strict=True))
            ):
                changes[name] = known or None
        elif isinstance(value, str) and (not value or value.isspace()):
            changes[name] = None
    return replace(record, **changes) if changes else record


def _outlet_name(capture: Capture, outlet: Outlet | None) -> str | None:
    if outlet is not None:
        return outlet.slug
    return capture.ref.outlet or (registrable_domain(capture.ref.url) if capture.ref.url else None)


def _fallback_key(capture: Capture, outlet: Outlet | None) -> str | None:
    """Return the key that the outlet's URLs hold, or else one made of the URL; None where there is none."""
    if outlet and (key := _of_urls(capture, outlet.key_of)):
        return key
    try:
        return url_key(capture.ref.url) if capture.ref.url else None
    except ValueError:  # an address that no parser reads: the article has no key then
        return None


def _of_urls(capture: Capture, read: Callable[[str], str | None]) -> str | None:
    """Return what is first read of the URLs of a capture, that which answered before that which was asked for."""
    urls = (capture.ref.final_url, capture.ref.url)
    return next((value for url in urls if url and (value := read(url))), None)


def _canonical(capture: Capture, outlet: Outlet | None, metadata: PageMetadata) -> str | None:
    if outlet and (canonical := _of_urls(capture, outlet.canonical)):
        return canonical
    if outlet is not None or not capture.ref.url:
        return metadata.canonical
    try:
        own = registrable_domain(capture.ref.url)
        stated = metadata.canonical if metadata.canonical and urlsplit(metadata.canonical).path.strip("/") else None
        # A page may name another address of its own, never another site's nor its home page.
        return stable_url(stated if stated and registrable_domain(stated) == own else capture.ref.url)
    except ValueError:
        return None


def _images(extraction: Extraction) -> tuple[Image, ...] | None:
    """Return the pictures with a caption, each once."""
    seen: dict[str, Image] = {}
    for picture in extraction.images:
        if picture.caption and picture.caption not in seen:
            seen[picture.caption] = picture
    return tuple(seen.values()) or None
