"""The reasons of removal rules: every rule by its name, and in words why it takes text out of a body."""

from __future__ import annotations

from transforms.article import RemovedSpan
from transforms.extraction import Extraction

REASONS = {
    "kicker": "it is the line above the headline",
    "headline": "it repeats the headline",
    "lead": "it repeats the standfirst",
    "repeat": "it repeats the line just before it word for word",
    "caption": "it is a picture's caption",
    "credit": "it is a picture's credit",
    "byline": "it is the byline",
    "date_line": "it is the date of the article",
    "news_code": "it is the number under which the outlet keeps the article",
    "reading_time": "it says how long the article takes to read",
    "above_headline": "it stands above the headline",
    "navigation": "it is a link of the page's frame",
    "link_card": "all of it is a link to another story",
    "related": "it points to another story",
    "other_article": "it stands in another article or cell of the page",
    "after_stated_body": "it stands behind the end of the body that the outlet itself states",
    "author_bio": "it tells of the author, not the story",
    "contact": "it says how to reach the author",
    "comments": "it belongs to the readers' comments",
    "appeal": "it asks readers for support",
    "separator": "it has no letters",
    "newsletter": "it advertises a newsletter or an app",
    "paywall": "it asks for a subscription to read on",
    "share": "it is the label of a share button",
    "form": "it is the label of a form or a button",
    "advertisement": "it is the label of an advertisement",
    "interface": "it is a part of the page's controls",
    "tags": "it is the list of the article's keywords",
    "copyright": "it is a copyright line",
    "source": "it names the source of the text behind its end",
    "initials": "it is the initials or the code that close an agency's text",
}
#: Of the rules that an outlet declares itself.
DECLARED_BLOCK = "the outlet's declaration names its element as no part of a story"
DECLARED_LINE = "the outlet's declaration names such a line as no part of a story"


def removal(rule: str, text: str, place: int, reason: str | None = None) -> RemovedSpan:
    """Return the record of a span that is taken out before the paragraph at that place (from 0).

    The rules of this room have their reason in `REASONS`; those of an outlet come with theirs.
    """
    return RemovedSpan(rule=rule, reason=reason or REASONS[rule], text=text, place=place)


def record_removal(extraction: Extraction, rule: str, text: str, reason: str | None = None) -> None:
    """Put on record that a span with text is left out where the next line would stand."""
    if text:
        extraction.removed.append(removal(rule, text, len(extraction.lines), reason))
