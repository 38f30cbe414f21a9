"""The layout of a page: its blocks of text in order, and the marked regions around them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

import lxml.html

from transforms.page.text import fold
from transforms.page.tree import SUBHEADINGS, blocks, mark_pattern
from transforms.vocab.loader import any_of

_OF_THE_STORY = SUBHEADINGS | {"h1", "section", "p", "li"}
_DEEP = 12  # elements around a block in which a mark counts
# Words in the class or id of an element that is beside the story, not in it.
_MARKS: dict[str, str] = {
    "related": "related|recommend(?:ed|ations?)?|read-?more|readmore|more-?(?:on|from|stories|news)|see-?also|"
    "also-?read|"
    "inline-?(?:related|promo|story)|teasers?|trending|popular|most-?read|up-?next|"
    f"next-?article|linkbox|link-?list|outbrain|taboola|{any_of('markup.related')}",
    "newsletter": "newsletters?|subscri(?:be|ption)s?|sign-?up|mailing-?list|mailchimp|whatsapp-?channel",
    "promotion": "cta|promos?|promotion(?:al)?|advert(?:s|isement|orial)?|sponsor(?:ed)?|affiliate",
    "support": "donations?|donate|support(?:-?(?:us|box|bar|banner))?|reader-?support|membership-?(?:box|banner|cta)",
    "paywall": "regwall|paywall-?(?:prompt|message|banner|overlay|box|offer)|wall|subscribe-?wall|piano|offers?",
    "share": "share|sharing|socials?|follow-?us|social-?media",
    "author_bio": "bio|biography|author-?(?:bio|box|info|card|description|details)|about-?(?:the-?)?author|"
    "contributor-?bio",
    "gallery": "gallery|slide-?show|slides|carousel",
    "caption": "captions?|figcaption|photo-?credits?|image-?credits?|img-?caption|wp-caption-text|credits?",
    "copyright": "copyright|legal-?notice",
    "navigation": "breadcrumbs?|pagination|pager|toc|table-of-contents|jump-?links|tag-?list|tags",
    "comments": f"comments?|disqus|respond|comment-?form|{any_of('markup.comments')}",
    "interface": "modal|popup|overlay|cookies?|consent|gdpr|login|log-?in|sr-only|visually-?hidden|"
    "screen-?reader-?text|"
    "tooltip|toolbar|audio-?player|video-?player|player|poll|quiz|survey",
}
_MARK = {rule: mark_pattern(words.replace("-?", "[-_]?")) for rule, words in _MARKS.items()}
_ANY = mark_pattern("|".join(_MARKS.values()).replace("-?", "[-_]?"))
_TAG_RULES = {"figcaption": "caption", "nav": "navigation", "footer": "interface", "form": "interface"}


#: A line of text, and the place of its block among those of the page where it is found there.
PlacedLine = tuple[str, int | None]
_LESSER = frozenset({"h2", "h3"})


def _is_most(part: str, whole: str) -> bool:
    return len(part) * 2 > len(whole) and (whole.startswith(part) or whole.endswith(part))


#: The rule of a marked region and the element that bears the mark; both None where there is none.
Region = tuple[str | None, lxml.html.HtmlElement | None]
_NOWHERE: Region = (None, None)


class Layout:
    """The blocks of a page, found again by their text; the regions around them, each looked at once."""

    def __init__(self, tree: lxml.html.HtmlElement) -> None:
        body = tree.find("body")
        self.blocks = list(blocks(body if body is not None else tree, whole_page=True))
        #: The text of each block as `fold` gives it: by that it is found again.
        self.keys = [fold(block.text) for block in self.blocks]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(self.keys):
            self._places[key].append(place)
        self._regions: dict[lxml.html.HtmlElement, Region] = {}

    def find(self, text: str | None, after: int = -1) -> int | None:
        """Return the place of the block with that text: the first one after a place, else the first at all."""
        key = fold(text)
        places = self._places.get(key) if key else None
        if not places:
            return None
        later = bisect_right(places, after)
        return places[later] if later < len(places) else places[0]

    def heading(self, titles: Iterable[str | None]) -> int | None:
        """Return the place of the heading that is one of these titles, else of the first block: menus name it too.

        An `h1` counts before lesser headings; one of which a title is most, beside a kicker, before what is no heading.
        """
        keys = [key for title in titles if (key := fold(title))]
        places = [place for key in keys for place in self._places.get(key, ())]
        h1s = [place for place, block in enumerate(self.blocks) if block.element.tag == "h1"]
        whole = (place for place in places if self.blocks[place].element.tag == "h1")
        lesser = (place for place in places if self.blocks[place].element.tag in _LESSER)
        most = (place for key in keys for place in h1s if _is_most(key, self.keys[place]))
        return next(chain(whole, lesser, most, places), None)

    def place_of(self, element: lxml.html.HtmlElement) -> int:
        """Return the place of the first block that stands in an element, or behind all where it has no text."""
        inner = set(element.iter())
        return next((place for place, block in enumerate(self.blocks) if block.element in inner), len(self.blocks))

    def region(self, place: int) -> Region:
        """Return which marked region a block stands in, by rule and element; None where it stands in the story.

        The innermost counts, except that all within the comments belongs to them.
        """
        element, found = self.blocks[place].element, _NOWHERE
        for _ in range(_DEEP):
            if element is None or element.tag in ("body", "main"):
                break
            if element not in self._regions:
                self._regions[element] = (_mark_of(element), element)
            rule = self._regions[element][0]
            if rule == "comments" or (rule is not None and found is _NOWHERE):
                found = self._regions[element]
            element = element.getparent()
        return found

    def article(self, place: int) -> lxml.html.HtmlElement | None:
        """Return the `article` around a block, or the cell of an old page's layout table, if there is one."""
        element = self.blocks[place].element
        around = list(element.iterancestors("article"))
        if around:
            return around[-1]  # posts of a live blog are articles within one
        return element if element.tag == "td" else next(element.iterancestors("td"), None)

    def in_link(self, place: int) -> bool:
        """Say whether a block stands as a whole within a link, as the cards of other stories do."""
        return next(self.blocks[place].element.iterancestors("a"), None) is not None


def _mark_of(element: lxml.html.HtmlElement) -> str | None:
    get = element.get
    # The id of a heading or a section is often made of its words: it says what the story is about.
    style, name = get("class"), None if element.tag in _OF_THE_STORY else get("id")
    rule = (style and _rule_of(style)) or (name and _rule_of(name)) or None
    return rule or _TAG_RULES.get(element.tag)


@lru_cache(maxsize=16384)  # the same few hundred classes all over a site
def _rule_of(marks: str) -> str | None:
    if not _ANY.search(marks):
        return None
    return next((rule for rule, pattern in _MARK.items() if pattern.search(marks)), None)
