"""Links and embeds of a story: where they lead, with the text that is the link, and what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

import lxml.html

from spiders.public_suffix import registrable_domain
from transforms.article import Link, LinkKind
from transforms.page.metadata import PageMetadata
from transforms.page.text import clean
from transforms.page.tree import absolute

_MOST = 500  # links of one article
_LONGEST = 2000  # characters of a URL
_TEXT = 300  # characters of a link's text
_PIECES = 50  # texts within a link that are read
#: Where elements say what they embed. Consent tools and lazy loading move an address to another attribute.
_ATTRIBUTES = {
    "a": ("href",),
    "blockquote": ("data-instgrm-permalink", "cite"),
    "object": ("data",),
    **dict.fromkeys(("embed", "iframe", "video"), ("src", "data-src", "data-lazy-src")),
}
# Host and port of a URL; its path and query.
_URL = re.compile(r"https?://([^/?#\\]+)([^#]*)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
# What is at addresses of these domains whose path and query begin so.
_RULES = (
    (LinkKind.SOCIAL_POST, "twitter.com x.com", r"/(?:\w+|i/web)/status(?:es)?/\d|/embed"),
    (
        LinkKind.SOCIAL_POST,
        "facebook.com",
        r"/[^/?]+/(?:posts|videos|photos)/|/(?:permalink|story|photo)\.php|/plugins/(?:post|video)\.php|/reel/|/share/[prv]/",
    ),
    (LinkKind.SOCIAL_POST, "instagram.com", r"/(?:[^/?]+/)?(?:p|reel|tv)/[\w-]"),
    (LinkKind.SOCIAL_POST, "tiktok.com", r"/@[^/?]+/video/|/embed/"),
    (LinkKind.SOCIAL_POST, "threads.net threads.com", r"/@[^/?]+/post/"),
    (LinkKind.SOCIAL_POST, "bsky.app", r"/profile/[^/?]+/post/|/embed/"),
    (LinkKind.SOCIAL_POST, "reddit.com redditmedia.com", r"/r/\w+/comments/"),
    (LinkKind.SOCIAL_POST, "t.me", r"/(?:s/)?\w+/\d"),
    (LinkKind.SOCIAL_POST, "truthsocial.com mastodon.social", r"/@\w+/(?:posts/)?\d"),
    (LinkKind.SOCIAL_POST, "linkedin.com", r"/posts/|/(?:embed/)?feed/update/"),
    (LinkKind.SOCIAL_POST, "vk.com", r"/wall-?\d"),
    (LinkKind.SOCIAL_POST, "weibo.com weibo.cn", r"/\d+/\w|/status/"),
    (LinkKind.VIDEO, "youtube.com youtube-nocookie.com", r"/watch|/embed/|/shorts/|/live/|/v/"),
    (LinkKind.VIDEO, "youtu.be dai.ly streamable.com", r"/[\w-]"),
    (LinkKind.VIDEO, "vimeo.com", r"/(?:video/|channels/\w+/)?\d"),
    (LinkKind.VIDEO, "dailymotion.com", r"/video|/embed|/player"),
    (LinkKind.VIDEO, "aparat.com rutube.ru bilibili.com", r"/v(?:ideo)?/|/play/|/player|/blackboard"),
    (LinkKind.VIDEO, "rumble.com", r"/embed/|/v\w"),
    (LinkKind.VIDEO, "twitch.tv", r"/videos/|/clip/|/\?(?:video|clip|channel)="),
    (LinkKind.VIDEO, "ok.ru vk.com", r"/video"),
    (LinkKind.VIDEO, "brightcove.net jwplatform.com jwplayer.com", r"/"),
    (LinkKind.DOCUMENT, "documentcloud.org", r"/documents/"),
    (LinkKind.DOCUMENT, "scribd.com", r"/(?:doc|document|embeds)/"),
    (LinkKind.DOCUMENT, "issuu.com slideshare.net", r"/[^/?]+/"),
    (LinkKind.DOCUMENT, "google.com", r"/(?:document|spreadsheets|presentation|viewer)|/file/d/"),
)
_SITES: dict[str, list[tuple[LinkKind, re.Pattern[str]]]] = {
    domain: [(kind, re.compile(path)) for kind, domains, path in _RULES if domain in domains.split()]
    for _, names, _ in _RULES
    for domain in names.split()
}
_ENDINGS = {
    **dict.fromkeys("mp4 m4v webm mov m3u8".split(), LinkKind.VIDEO),
    **dict.fromkeys("pdf doc docx xls xlsx ppt pptx odt ods odp rtf csv epub".split(), LinkKind.DOCUMENT),
}


def read_links(anchors: Iterable[lxml.html.HtmlElement], metadata: PageMetadata) -> tuple[Link, ...]:
    """Return the links and embeds among the elements: http and https, each URL once, in order and at most 500.

    Their URLs are as the page has them, absolute on its base. Places on the page itself are none, nor what names a
    user. What has no text counts only where it is known what it shows: the others are buttons and advertisements.
    """
    found: dict[str, Link] = {}
    here = _URL.match(metadata.url or "")
    base, own = metadata.base, _domain_of(here[1]) if here else None
    for anchor in anchors:
        if len(found) >= _MOST:
            break
        url = _url_of(anchor, base)
        if url is None or (url in found and (found[url].text or anchor.tag != "a")):
            continue
        kind = _kind_of(url, own)
        text = _text_of(anchor) if anchor.tag == "a" else ""
        if kind is None or (not text and kind in (LinkKind.INTERNAL, LinkKind.EXTERNAL)):
            continue
        found[url] = Link(url=url, text=text or None, kind=kind)
    return tuple(found.values())


def is_post(element: lxml.html.HtmlElement) -> bool:
    """Say whether a link leads to a post of a social network, as one within the post's own quotation does."""
    return _kind_of(element.get("href") or "", None) is LinkKind.SOCIAL_POST


def _url_of(element: lxml.html.HtmlElement, base: str | None) -> str | None:
    stated = next(filter(None, map(element.get, _ATTRIBUTES.get(element.tag, ()))), None)
    href = stated.strip() if stated and len(stated) <= _LONGEST else ""
    if href.startswith("#"):
        return None
    url = href if href.startswith(("http://", "https://")) else absolute(href, base)
    return url if url and len(url) <= _LONGEST and not _UNPRINTABLE.search(url) else None


def _text_of(element: lxml.html.HtmlElement) -> str:
    return clean(" ".join(islice(element.itertext(), _PIECES))[: 2 * _TEXT])[:_TEXT].strip()


def _kind_of(url: str, own: str | None) -> LinkKind | None:
    """Return what is at a URL for a page of the domain `own`; None where it has no host, or names a user."""
    parts = _URL.match(url)
    domain = _domain_of(parts[1]) if parts else None
    if parts is None or domain is None:
        return None
    for kind, pattern in _SITES.get(domain, ()):
        if pattern.match(parts[2]):
            return kind
    ending = parts[2].partition("?")[0][-6:].rpartition(".")[2].lower()
    return _ENDINGS.get(ending) or (LinkKind.INTERNAL if domain == own else LinkKind.EXTERNAL)


@lru_cache(maxsize=4096)
def _domain_of(authority: str) -> str | None:
    return None if "@" in authority else registrable_domain(f"//{authority}")
