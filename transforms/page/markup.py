"""Normalisation of markup: what a reader sees as paragraphs and headings becomes such, whatever the page calls it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

import lxml.html
from lxml import etree

from transforms.page.index import Named, PageIndex
from transforms.page.tree import BLOCKS, HEADINGS, SUBHEADINGS, marks_of, paragraph_length, parse_fragment

_LINES = HEADINGS | {"p", "li"}
_QUESTION = re.compile(r"(?:\S+\s+){2}\S.*\?\s*$|\S{8,}[？؟]\s*$", re.DOTALL)
_ASKED = 300  # characters of a question
_LOOKED_AT = 500  # elements of each kind
#: Elements that the parser takes for raw text, where broken or old pages have their markup.
_RAW = ("iframe", "noembed", "noframes", "plaintext", "textarea", "xmp")
_MARKUP = re.compile(r"<(?:p|div|h1|h2|article|main|br)\b", re.IGNORECASE)
_STORY = 250  # characters of a raw text that may hold a story
_SPANS = 3  # long spans side by side that are paragraphs
_PARAGRAPH = 60  # characters of a text that is no label
# In the class or id of what stands beside a story. Of an element around its headline and prose it says nothing.
_BESIDE = re.compile(
    r"comment|side-?bar|foot(?:er)?\b|related|recommend|promo|cookie|consent|pop-?up|modal|overlay|hidden|newsletter",
    re.IGNORECASE,
)
# The class of an element that holds the large first letter of a story.
_DROP_CAP = Named(
    re.compile("drop[-_]?cap|drop-letter|first-?letter|lettrine", re.IGNORECASE).search, ("drop", "letter", "lettrine")
)
_TEXT_BLOCKS = ("p", "div", "section", "article", "td")
_LETTERS = 10  # characters of a large letter and the white space around it
_NO_WORDS = frozenset("bcdfghjlmnpqrtxäöüß")  # letters that are a word by themselves in no language
_HELD = 0.6  # share of a page's paragraphs that makes an element the frame of its story


def normalize(tree: lxml.html.HtmlElement) -> PageIndex:
    """Change a tree in place, so that it says by its elements what a browser shows by other means; return its index.

    In the index the elements have the tags that they were served with.
    """
    _parse_raw_text(tree)
    _forget_frame_names(tree)
    index = PageIndex(tree)
    _name_custom_elements(index)
    _divide_spans(index)
    _join_drop_caps(index)
    _strip_ruby(tree, index)
    _release_questions(index)
    return index


def _parse_raw_text(tree: lxml.html.HtmlElement) -> None:
    """Put its elements in the place of raw text that holds the story: an `iframe` that is never closed, `noframes`.

    Where the page shows a story beside it, it is what one may copy, or another page.
    """
    raw = [element for element in tree.iter(*_RAW) if len(element.text or "") >= _STORY]
    if not raw or paragraph_length(tree) >= _STORY:
        return
    for element in raw[:_LOOKED_AT]:
        text = element.text or ""
        parsed = parse_fragment(text) if _MARKUP.search(text) else None
        if parsed is not None:
            element.tag, element.text = "div", None
            element.append(parsed)


def _name_custom_elements(index: PageIndex) -> None:
    """Make a `div` of each custom element that stands among blocks, a `span` of one within a line of text."""
    for element in index.find(*(tag for tag in index.tags if "-" in tag)):
        parent, before = element.getparent(), element.getprevious()
        beside = (element.tail, before.tail if before is not None else parent.text if parent is not None else None)
        inline = parent is not None and (parent.tag not in BLOCKS or parent.tag in _LINES)
        element.tag = "span" if inline or any(text and text.strip() for text in beside) else "div"


def _divide_spans(index: PageIndex) -> None:
    """Make paragraphs of spans that are nothing else: each with a long text, and no text between them."""
    long = Counter(span.getparent() for span in index.find("span") if span.text and len(span.text) >= _PARAGRAPH)
    for element, count in long.items():
        if count < _SPANS or element.tag not in BLOCKS or element.tag in _LINES:
            continue
        spans = [child for child in element if child.tag == "span"]
        between = [element.text, *(child.tail for child in element)]
        if count * 2 > len(spans) and not any(text and text.strip() for text in between):
            for span in spans:
                span.tag = "p"


def _join_drop_caps(index: PageIndex) -> None:
    """Join the large first letter of a story to its word: no block of its own, and no white space behind it.

    A letter that is a word in some language keeps its space: none can tell "A boy" from "A lone".
    """
    for element in index.find(named={"class": _DROP_CAP}):
        if not (_is_first(element) or (element.tag == "div" and 0 < len(element.text or "") < _LETTERS)):
            continue
        letter = "".join(islice(element.itertext(), 4)).strip()
        if letter and len(letter) <= 2 and letter[-1].isalpha():
            element.tag = "span"
            tail = (element.tail or "").lstrip()
            if tail[:1].islower() and letter[-1].lower() in _NO_WORDS:
                element.tail = tail


def _is_first(element: lxml.html.HtmlElement) -> bool:
    """Say whether nothing stands before an element in its block."""
    around = element.getparent()
    if around is None or around.tag not in _TEXT_BLOCKS or element.getprevious() is not None:
        return False
    return not (around.text or "").strip()


def _strip_ruby(tree: lxml.html.HtmlElement, index: PageIndex) -> None:
    """Take out how characters are read, above them: it is no part of the text, and the elements break no word."""
    if index.find("ruby"):
        etree.strip_elements(tree, "rp", "rt", "rtc", with_tail=False)
        etree.strip_tags(tree, "ruby", "rb")


def _release_questions(index: PageIndex) -> None:
    """Make text of the buttons that open a panel of the story: those within a heading, around one, or that ask."""
    for button in index.find("button")[:_LOOKED_AT]:
        if button.getparent().tag in SUBHEADINGS:
            button.tag = "span"
        elif next(button.iter(*SUBHEADINGS), None) is not None:
            button.tag = "div"
        elif len(text := button.text_content()) < _ASKED and _QUESTION.search(text):
            button.tag = "h3"


def _forget_frame_names(tree: lxml.html.HtmlElement) -> None:
    """Take class and id from what holds the headline and the prose, where they name something beside a story."""
    heading = next(tree.iter("h1"), None)
    around = heading.iterancestors() if heading is not None else ()
    frames = [node for node in around if _BESIDE.search(marks_of(node, "class", "id"))]
    if not frames:
        return
    whole = paragraph_length(tree)
    for frame in islice(frames, 20):
        if paragraph_length(frame) > _HELD * whole:
            frame.attrib.pop("class", None)
            frame.attrib.pop("id", None)
