"""The article and the rejection: what is extracted from a capture, or why it is no article."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from spiders.ai_statements import AiStatement, AiUse


class Reason(StrEnum):
    """Why a capture is no article."""

    CHALLENGE = "challenge"  # a script that tests the visitor, in place of the page
    CONSENT_WALL = "consent_wall"  # a question about cookies, in place of the page
    LOGIN_WALL = "login_wall"  # a form to sign in, in place of the page
    ERROR_PAGE = "error_page"  # "not found" and the like, with status 200
    LISTING = "listing"  # a home, section or search page: links to many stories
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LARGE = "too_large"
    UNDECODABLE = "undecodable"
    NOT_A_PAGE = "not_a_page"  # a feed, a picture, a PDF
    NOT_AN_ARTICLE = "not_an_article"  # the answer came from a URL that is none of an article's
    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"
    UNREADABLE = "unreadable"  # the bytes could not be had from the file
    TIMEOUT = "timeout"  # it took longer than a page may take
    EXTRACTOR_ERROR = "extractor_error"  # our own bug; the detail is its traceback


#: The reasons that are ours and not the outlet's: another attempt may read the page.
FAILURES = frozenset({Reason.UNREADABLE, Reason.TIMEOUT, Reason.EXTRACTOR_ERROR})


class ParagraphKind(StrEnum):
    """What a paragraph of a body is on its page; a heading has its level in its name."""

    PARAGRAPH = "paragraph"
    HEADING1 = "heading1"
    HEADING2 = "heading2"
    HEADING3 = "heading3"
    HEADING4 = "heading4"
    HEADING5 = "heading5"
    HEADING6 = "heading6"
    LIST_ITEM = "list_item"
    QUOTATION = "quotation"
    TABLE_ROW = "table_row"  # its cells stand apart by " | "


class LinkKind(StrEnum):
    """What a link of a story leads to, or what is embedded in it."""

    INTERNAL = "internal"  # a page of the same registered domain
    EXTERNAL = "external"
    SOCIAL_POST = "social_post"
    VIDEO = "video"
    DOCUMENT = "document"  # a PDF, a text or a sheet of an office, data


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person credited with an article."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture with its caption; the credit stands apart ("AP" for "(Photo by AP)")."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or an embed of the story: its absolute URL as the page has it, and the text that is the link."""

    url: str
    text: str | None = None
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedSpan:
    """Text that was taken out of the body: by which rule, why, and before which paragraph of it (from 0) it stood."""

    rule: str
    reason: str
    text: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is extracted from one capture. None means unknown; no text is empty; times are aware UTC."""

    article_id: str | None
    outlet: str | None
    key: str | None
    url: str | None
    canonical_url: str | None
    headline: str
    article_body: str
    word_count: int
    body_sha256: str
    extractor: str
    extractor_version: str
    body_kinds: tuple[ParagraphKind, ...] | None = None  # one for each paragraph of the body
    alternative_headline: str | None = None
    description: str | None = None
    article_section: str | None = None
    breadcrumbs: tuple[str, ...] | None = None
    authors: tuple[Author, ...] | None = None
    agencies: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    in_language: str | None = None
    in_language_source: str | None = None  # url, page, outlet, or text (nothing fitting is stated)
    date_published: datetime | None = None
    date_published_raw: str | None = None
    date_published_precision: str | None = None
    date_published_source: str | None = None
    time_zone_source: str | None = None
    date_modified: datetime | None = None
    date_downloaded: datetime | None = None
    main_image: str | None = None
    images: tuple[Image, ...] | None = None
    links: tuple[Link, ...] | None = None  # each URL once, in reading order
    aliases: tuple[str, ...] | None = None
    dateline: str | None = None  # "LONDON, March 4 (AP)", as printed; it stays in the body too
    is_accessible_for_free: bool | None = None
    is_truncated: bool | None = None  # the page shows the beginning of the story alone
    robots_allowed: bool | None = None  # None where robots.txt was not asked
    ai_use: AiUse = AiUse.UNSTATED
    ai_statements: tuple[AiStatement, ...] | None = None
    removed: tuple[RemovedSpan, ...] | None = None
    run_id: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a capture is no article: one reason, one line of evidence."""

    reason: Reason
    detail: str
    outlet: str | None = None
    key: str | None = None
    url: str | None = None


def to_json(record: Article | Rejection) -> dict[str, object]:
    """Return the record as JSON holds it: times as ISO 8601 with offset, tuples as lists."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(record).items()}
