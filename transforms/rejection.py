"""The rejection of what is no article: challenges, walls, error pages and listings, each with its evidence."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import islice

import lxml.html

from spiders.challenges import CHALLENGE_TEXT, challenge_mark
from transforms.article import Reason
from transforms.page import json_ld
from transforms.page.layout import Layout, PlacedLine
from transforms.page.metadata import SEPARATOR, PageMetadata
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import clean, fold, weight
from transforms.page.tree import Block
from transforms.vocab.loader import any_of


class Refused(Exception):
    """The capture is no article, for this reason; the message is a line of evidence."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


_WALL_TEXT = 3000
_STORY = 1200  # characters of paragraphs that are more than any wall or error page has
_CONSENT = re.compile(any_of("walls.consent"), re.IGNORECASE)
_AGREE = re.compile(any_of("walls.agree"), re.IGNORECASE)
_LOGIN = re.compile(any_of("walls.login"), re.IGNORECASE)
# A title that is the error, not one that speaks of errors.
_ERROR = re.compile(any_of("walls.error"), re.IGNORECASE)
_PLAINLY_ERROR = re.compile(rf"{any_of('walls.error_words')}|\b[45]\d\d\b", re.IGNORECASE)
_HEADLINE_BEHIND = re.compile(r":\s+\S+(?:\s+\S+){2}")
_LISTS = {"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"}
_BRIEF = 250  # characters of a story in brief
_LINE = 60  # characters of a line that is a sentence
# The number of an article, or four words and more of its headline.
_ARTICLE_PATH = re.compile(r"\d{4,}(?!\d*/\d)|[^/-]+(?:-[^/-]+){3,}/?$")
# A segment of an address under which stories of one kind are listed, whatever the kind is called.
_LIST_PATH = re.compile(r"/(?:tags?|topics?|categor(?:y|ies)|authors?|search)/", re.IGNORECASE)
_TELLING = 8  # letters of a heading that is no section's
_TEASER = 350  # characters of a paragraph that no teaser has
_LONG = 100  # characters of a long paragraph
_ABOVE = 3  # blocks above a teaser in which its headline stands
_PARAGRAPHS = 3  # long paragraphs in one element that are a story
_NAME_OF_ERROR = 3  # words of a title that is but an error's name
_SHORT_LABEL = 20  # characters of what one clicks on: "OK", "Got it", "Continue"
_CHOICE = 90  # characters of a line that offers a choice: one that reports on it is longer
_BUTTONS = 100  # buttons that are looked at: no wall has more
_CARDS = 8  # linked headlines that make a page a listing, where nothing on it says article


_CONTROLS = bytes([*range(9), *range(14, 32)])
_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a ZIP file",
}
_MEDIA = re.compile(rb"RIFF(?s:.{4})(WEBP|WAVE|AVI )|\0(?s:.{3})ftyp([\w ]{4})")
# Behind instructions to show it in style, comments and its type; what was matched once is not matched otherwise.
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]{0,500}\?>|<!--(?s:.*?)-->|<!DOCTYPE\s+(?!html)[^>]{0,300}>)*+"
    rb"<(rss|feed|urlset|sitemapindex|rdf:RDF)[\s/>]"
)
_PROLOG = 20_000  # bytes in which the first element stands


def refuse_bytes(data: bytes) -> None:
    """Raise `Refused` for what is no page at all, whatever its type is called."""
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise Refused(Reason.NOT_A_PAGE, f"it is {kind}")
    if media := _MEDIA.match(data):
        raise Refused(Reason.NOT_A_PAGE, f"it is a picture, sound or film: {(media[1] or media[2]).decode('ascii')!r}")
    feed = _FEED.match(data[:_PROLOG])
    if feed:
        raise Refused(Reason.NOT_A_PAGE, f"it is XML: <{feed[1].decode('ascii')}>")
    if data.lstrip()[:1] in (b"{", b"["):
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            return
        raise Refused(Reason.NOT_A_PAGE, "it is JSON")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return  # UTF-16, half of whose bytes are zero
    sample = data[:4000]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(8, len(sample) // 20):
        raise Refused(Reason.UNDECODABLE, f"{controls} of its first {len(sample)} bytes are no text")


def refuse_page(page: ParsedPage, text: str) -> None:
    """Raise `Refused` for a page that stands in the place of an article; `text` is its markup.

    What says when it was published is none of these; a type that says article is no such evidence, as templates give it
    to their error pages too.
    """
    tree, metadata, layout = page.tree, page.metadata, page.layout
    if states_article(metadata, by_type=False):
        return
    length = sum(len(block.text) for block in layout.blocks)
    titles = [title for title in dict.fromkeys([metadata.title or "", *metadata.headings[:2]]) if title]
    title = " · ".join(titles)
    prose = _prose(layout)
    mark = challenge_mark(text) if length < CHALLENGE_TEXT and prose < _BRIEF else None
    if mark:
        raise Refused(Reason.CHALLENGE, f"{mark} in place of the page, under {title[:80]!r}")
    errors = [name for name in titles if prose < _STORY and _names_error(name)]
    if errors and not (_are_headlines(errors) and _has_story(layout, longer_than=_LONG)):
        raise Refused(Reason.ERROR_PAGE, f"its title is {title[:80]!r}")
    form = tree.find(".//input[@type='password']") is not None
    if form and prose < _BRIEF and _LOGIN.search(title):
        raise Refused(Reason.LOGIN_WALL, f"a form to sign in under {title[:80]!r}")
    if length >= _WALL_TEXT or not _CONSENT.search(title):
        return
    asking = [block.text for block in layout.blocks if _CONSENT.search(block.text)]
    if sum(map(len, asking)) * 2 > prose and _asks_to_agree(tree, layout):
        raise Refused(Reason.CONSENT_WALL, f"{len(asking)} texts ask about cookies, under {title[:80]!r}")


def _names_error(title: str) -> bool:
    return any(_ERROR.fullmatch(part.strip()) for part in SEPARATOR.split(title[:300])[:1])


def _are_headlines(errors: list[str]) -> bool:
    """Say whether titles that begin as an error's do have more words than its name, as headlines have.

    One that names a page, an address or a code, or says that something went wrong here, is an error's unless a headline
    of its own follows behind a colon.
    """
    return all(
        _HEADLINE_BEHIND.search(title) or (len(title.split()) > _NAME_OF_ERROR and not _PLAINLY_ERROR.search(title))
        for title in errors
    )


def _has_story(layout: Layout, *, longer_than: int) -> bool:
    """Say whether several such paragraphs stand together, and in no region beside a story, as legal notices do."""
    blocks = [block for place, block in enumerate(layout.blocks) if not layout.region(place)[0]]
    return _paragraphs_together(blocks, longer_than) >= _PARAGRAPHS


def _asks_to_agree(tree: lxml.html.HtmlElement, layout: Layout) -> bool:
    """Say whether there is something to agree to: a button, a short line, or words of it where no story stands."""
    agreeing = [block.text for block in layout.blocks if _AGREE.search(block.text)]
    buttons = islice(tree.iter("button", "input"), _BUTTONS)
    labels = (f"{button.text_content()} {button.get('value')}" for button in buttons)
    if any(len(text) < _CHOICE for text in agreeing) or any(map(_AGREE.search, labels)):
        return True
    others = [block for block in layout.blocks if not _CONSENT.search(block.text)]
    short = any(len(block.text) < _SHORT_LABEL for block in others)
    return (bool(agreeing) and not _has_story(layout, longer_than=_LINE)) or (
        short and sum(len(block.text) for block in others if len(block.text) > _LINE) < _BRIEF
    )


def _prose(layout: Layout) -> int:
    """Return the weight of the sentences that are seen."""
    weights = [weight(block.text) for block in layout.blocks if block.linked < 0.3]
    return sum(length for length in weights if length > _LINE)


def refuse_listing(page: ParsedPage, story: list[PlacedLine]) -> None:
    """Raise `Refused` for a home, section or search page: nothing on it says article, and linked headlines fill it."""
    metadata, layout = page.metadata, page.layout
    if states_article(metadata, by_type=False):
        return
    cards = [block for block in layout.blocks if _is_card(block)]
    linked = sum(len(block.text) for block in cards)
    prose = sum(len(block.text) for block in layout.blocks if weight(block.text) > _LONG and block.linked < 0.3)
    if _paragraphs_together(layout.blocks, _LONG) >= _PARAGRAPHS or any(weight(line) > _TEASER for line, _ in story):
        return
    declared = any(_LISTS & set(json_ld.kinds(node)) for node in metadata.nodes)
    if not declared and _is_called_article(metadata) and _has_own_story(layout, story):
        return
    if len(cards) >= _CARDS and (linked > prose or ((declared or metadata.is_home) and prose < _WALL_TEXT)):
        raise Refused(Reason.LISTING, f"{len(cards)} linked headlines, such as {clean(cards[0].text)[:80]!r}")


def _is_card(block: Block) -> bool:
    return block.linked > 0.9 and (len(block.text.split()) >= 4 or weight(block.text) > _LINE)


def _is_called_article(metadata: PageMetadata) -> bool:
    """Say whether a heading is in the page's title too, and the address one of an article, not of a list."""
    title = fold(metadata.title)
    titled = any(fold(heading) in title for heading in metadata.headings if len(fold(heading)) > _TELLING)
    path = metadata.path or ""
    return titled and _ARTICLE_PATH.search(path) is not None and not _LIST_PATH.search(path)


def _has_own_story(layout: Layout, story: list[PlacedLine]) -> bool:
    """Say whether a story is long enough to be one in brief, and most of it does not stand below linked headlines.

    Between those and their teasers a list has dates, names and labels.
    """
    below = [
        weight(line)
        for line, place in story
        if place and any(_is_card(block) for block in layout.blocks[max(0, place - _ABOVE) : place])
    ]
    whole = sum(weight(line) for line, _ in story)
    return whole >= _BRIEF and sum(below) * 2 < whole


def _paragraphs_together(blocks: list[Block], longer_than: int) -> int:
    """Return how many long paragraphs stand in one element, at most: a story has several, a list of teasers has not."""
    counts = Counter(
        block.element.getparent() if block.element.tag == "p" else block.element
        for block in blocks
        if weight(block.text) > longer_than and block.linked < 0.3
    )
    return max(counts.values(), default=0)


def states_article(metadata: PageMetadata, *, by_type: bool = True) -> bool:
    """Say whether the page itself says that it is an article: by a time of publication, or else by its type.

    Lists of articles are of that type on some sites: there the type alone (`by_type`) is no evidence.
    """
    # What states a time without a type is the node of a mere page: a home page has one too.
    if json_ld.kinds(metadata.article) and (
        metadata.article.get("datePublished") or metadata.article.get("articleBody")
    ):
        return True
    if metadata.meta("article:published_time", "parsely-pub-date", "sailthru.date", "datepublished"):
        return True
    typed = (metadata.meta("og:type") or "").lower() in ("article", "news", "video.other")
    return (by_type and typed) or bool(metadata.item("datepublished"))
