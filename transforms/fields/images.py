"""The images of a page, each with address, caption and credit apart; and the lines of a text that are captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import lxml.html

from transforms.article import Image
from transforms.page import json_ld
from transforms.page.index import Named
from transforms.page.metadata import PageMetadata
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import SENTENCE_ENDS
from transforms.page.tree import absolute, mark_pattern, marks_of, text_of
from transforms.people.bylines import agency
from transforms.vocab.loader import any_of

_LOOKED_AT = 200  # figures
_MOST = 50
_PARTS = 500  # elements of a figure: those of a hostile page stand deep within each other
_CREDIT_MARK = re.compile(
    rf"credit|copyright|photographer|source|byline|attribution|{any_of('markup.credit')}", re.IGNORECASE
)
_LABEL = re.compile(
    rf"^(?:{any_of('images.photo', 'images.photo_first', 'images.label', 'images.credit')}"
    rf"(?:\s*{any_of('images.credited', 'images.credit')})?\s*[:|/-]?\s*|©\s*(?:\d{{4}}\s*)?|"
    rf"{any_of('bylines.by')}\s+)+",
    re.IGNORECASE,
)
_PHOTO = any_of("images.brackets")
_CREDITED = any_of("images.credited", "images.credit", "images.brackets_credited")
_CREDIT_AT_END = re.compile(
    rf"\s*\((?:{_PHOTO}\s*(?:{_CREDITED}|:)\s*:?\s*(?P<name>[^()]{{1,80}})|(?P<kind>{_PHOTO}))\)\s*$", re.IGNORECASE
)
_TWO_SENTENCES = re.compile(rf"[{SENTENCE_ENDS}…][\"'”’»]?\s+\S")
# WordPress's old captions, and microdata.
_CAPTIONED = {"class": Named(re.compile("wp-caption").match, ("wp-caption",)), "itemtype": Named(bool)}
_APART = ("aside", "nav", "footer", "a")


def image(url: str | None, caption: str) -> Image:
    """Return the picture with the credit taken out of its caption."""
    found = _CREDIT_AT_END.search(caption)
    if not found:
        return Image(url=url, caption=caption or None)
    credit = (found["name"] or "").strip() or found["kind"] or ""
    return Image(url=url, caption=caption[: found.start()].strip() or None, credit=credit.strip() or None)


def is_caption(line: str, *, page: bool) -> bool:
    """Say whether a line on its own is a caption: it ends with a credit in brackets.

    In a `page`, where figures tell captions apart, only a single sentence with a named credit is taken for one: a
    paragraph of the story lost is worse than a caption left.
    """
    found = _CREDIT_AT_END.search(line)
    if found is None or not page:
        return found is not None
    return bool((found["name"] or "").strip()) and not _TWO_SENTENCES.search(line[: found.start()])


def read_pictures(page: ParsedPage) -> list[Image]:
    """Return the pictures that have a caption, in the page's order."""
    found: list[Image] = []
    captions: set[lxml.html.HtmlElement] = set()  # figures within each other have the same
    for figure in page.index.find("figure", named=_CAPTIONED)[:_LOOKED_AT]:
        caption = _caption(figure)
        if caption is None or caption in captions or _is_apart(figure, caption):
            continue
        captions.add(caption)
        source = next((address for node in figure.iter("img") if (address := _address(node, page.metadata.base))), None)
        picture = _with_bare_credit(captioned(source, caption))
        found.append(picture if picture.credit else replace(picture, credit=_credit_beside(figure, caption)))
        if len(found) >= _MOST:
            break
    return found


_CARD = mark_pattern(r"related|teasers?|cards?|promo|recommended|recirc\w*|more|trending|popular|footer|sidebar")


def _is_apart(figure: lxml.html.HtmlElement, caption: lxml.html.HtmlElement) -> bool:
    """Say whether a figure belongs to another story or to the page's frame."""
    link = next(caption.iter("a"), None)
    if link is not None and text_of(link) == text_of(caption):
        return True
    around = list(figure.iterancestors())
    return any(node.tag in _APART for node in around) or any(
        _CARD.search(node.get("class") or "") for node in around[:4]
    )


def _caption(figure: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """Return the caption of a figure, or of what stands for one: WordPress's old captions, and microdata."""
    if figure.tag == "figure":
        return next((node for node in islice(figure.iter("figcaption"), _PARTS) if text_of(node)), None)
    if "wp-caption" in (figure.get("class") or "").split():
        return next((node for node in islice(figure.iter("p"), _PARTS) if text_of(node)), None)
    if (figure.get("itemtype") or "").endswith("/ImageObject"):
        parts = (node for node in islice(figure.iter(), _PARTS) if node.get("itemprop") == "caption")
        return next((node for node in parts if text_of(node)), None)
    return None


def _credit_beside(figure: lxml.html.HtmlElement, caption: lxml.html.HtmlElement) -> str | None:
    """Return the credit that stands in a figure beside its caption."""
    around = set(caption.iterancestors())
    for node in islice(figure.iter("div", "span", "p", "cite", "small"), _PARTS):
        marked = _CREDIT_MARK.search(marks_of(node, "class", "itemprop"))
        apart = marked and node is not caption and node not in around and caption not in node.iterancestors()
        if apart and (text := text_of(node)):
            return _named(text)
    return None


_TAIL = re.compile(
    rf"(?P<caption>.{{3,}}?[{SENTENCE_ENDS}…”\"»)])\s*[|/–—-]?\s*(?:{any_of('images.photo', 'images.credit')}"
    rf"(?: {any_of('bylines.by')})?\s*[:/]|©)\s*(?P<credit>[^{SENTENCE_ENDS}]{{2,60}})",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*\((?P<credit>[^()]{2,60})\)\s*$")


def _with_bare_credit(picture: Image) -> Image:
    """Take an agency in brackets at a caption's end for its credit: "(AFP)", "(Jane Roe/AP)"."""
    tail = _TAIL.fullmatch(picture.caption or "") if not picture.credit else None
    if tail:
        return replace(picture, caption=tail["caption"], credit=tail["credit"].strip())
    found = _BARE.search(picture.caption or "")
    if picture.credit or not found or not picture.caption or not agency(re.split(r"[/,]", found["credit"])[-1].strip()):
        return picture
    return replace(picture, caption=picture.caption[: found.start()] or None, credit=found["credit"])


def _named(credit: str) -> str:
    return _LABEL.sub("", credit.strip("()[] ")).strip("()[] ") or credit


def captions_of(tree: lxml.html.HtmlElement) -> set[str]:
    """Return the text of every caption on the page, and of the captions without their credits."""
    texts: set[str] = set()
    for node in tree.iter("figcaption"):
        texts.add(text_of(node))
        texts.update(text for child in node if isinstance(child.tag, str) and (text := text_of(child)))
    return texts - {""}


def captioned(source: str | None, caption: lxml.html.HtmlElement) -> Image:
    """Return the picture with its caption; a credit that has an element of its own stands apart."""
    whole = text_of(caption)
    for node in caption.iter("span", "cite", "small", "em", "p", "div", "a"):
        marks = marks_of(node, "class", "itemprop")
        if _CREDIT_MARK.search(marks) or node.tag == "cite":
            credit = text_of(node)
            if credit and whole.endswith(credit):
                caption_text = whole.removesuffix(credit).strip(" |/–—-") or None
                return Image(url=source, caption=caption_text, credit=_named(credit))
    return image(source, whole)


def read_main_image(metadata: PageMetadata) -> str | None:
    """Return the address of the picture that stands for the article."""
    stated = metadata.meta(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "parsely-image-url",
        "sailthru.image.full", "image",
    )  # fmt: skip
    for candidate in (stated, *_stated(metadata.article.get("image")), metadata.item("image")):
        address = absolute(candidate, metadata.base)
        if address:
            return address
    return None


def _stated(value: json_ld.Json) -> Iterator[str]:
    for one in json_ld.as_list(value):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from (text for name in ("url", "contentUrl", "@id") if isinstance(text := one.get(name), str))


def _address(node: lxml.html.HtmlElement, url: str | None) -> str | None:
    """Return where a picture is: pages that load them late keep the address in an attribute of their own."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = node.get(name) or ""
        if value and not value.startswith("data:"):
            return absolute(value, url)
    sources = (node.get("srcset") or node.get("data-srcset") or "").split(",")
    return absolute(sources[0].split()[0], url) if sources[0].split() else None
