"""The pictures of a page: where each is, what stands below it, and whose it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from transforms.article import Image
from transforms.fields.images import captioned, captions_of, image, is_caption, read_main_image, read_pictures
from transforms.page.parsed_page import ParsedPage
from transforms.page.selectors import select
from transforms.page.tree import parse_tree

URL = "https://veldepost.example/2026/mill"
WHEEL = "https://veldepost.example/wheel.jpg"
CAPTION = "The wheel on Monday."


def _pictures(body: str) -> list[tuple[str | None, str | None, str | None]]:
    page = ParsedPage(f"<html><body>{body}</body></html>", URL)
    return [(picture.url, picture.caption, picture.credit) for picture in read_pictures(page)]


def _figure(caption: str, image: str = "<img src='/wheel.jpg'>") -> str:
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("<img src='/wheel.jpg'>", WHEEL),
        ("<img src='../wheel.jpg'>", WHEEL),
        ("<img src='data:image/gif;base64,R0' data-src='/wheel.jpg'>", WHEEL),
        ("<img src='/blank.gif' data-src='/wheel.jpg'>", WHEEL),
        ("<img data-original='/wheel.jpg'>", WHEEL),
        ("<img data-lazy-src='/wheel.jpg' src='data:x'>", WHEEL),
        ("<img srcset='/wheel.jpg 1x, /large.jpg 2x'>", WHEEL),
        ("<img data-srcset='/wheel.jpg 640w'>", WHEEL),
        ("<picture><source srcset='/x.webp'><img src='/wheel.jpg'></picture>", WHEEL),
        ("<a href='/large'><img src='/wheel.jpg'></a>", WHEEL),
        ("<img alt='no address'><img src='/wheel.jpg'>", WHEEL),
        ("<img src='data:image/gif;base64,R0'>", None),
        ("<img srcset=''>", None),
        ("<img srcset=' , '>", None),
        ("<img src='http://[oops/x.jpg'>", None),
        ("<video src='/wheel.mp4'></video>", None),
    ],
)
def test_the_address_is_that_of_the_picture_itself(image: str, url: str | None) -> None:
    assert _pictures(_figure(CAPTION, image)) == [(url, CAPTION, None)]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        (f"{CAPTION} (Photo by Anna Rill)", "Anna Rill"),
        (f"{CAPTION} (Photo: Anna Rill/AP)", "Anna Rill/AP"),
        (f"{CAPTION} (Image via AFP)", "AFP"),
        (f"{CAPTION} (file photo)", "file photo"),
        (f"{CAPTION} (AFP)", "AFP"),
        (f"{CAPTION} (Anna Rill/AP)", "Anna Rill/AP"),
        (f"{CAPTION} <span class='credit'>Anna Rill</span>", "Anna Rill"),
        (f"{CAPTION} <span class='credit'>Photo: Anna Rill</span>", "Anna Rill"),
        (f"{CAPTION} <span class='photo-credit'>(Anna Rill)</span>", "Anna Rill"),
        (f"{CAPTION} <cite>© 2026 Anna Rill</cite>", "Anna Rill"),
        (f"{CAPTION} <small class='copyright'>Foto: dpa</small>", "dpa"),
        (f"{CAPTION} | <em class='source'>Quelle: Anna Rill</em>", "Anna Rill"),
        (f"<p>{CAPTION}</p><p class='image-credit'>Photograph by Anna Rill</p>", "Anna Rill"),
        (f"{CAPTION} <span itemprop='copyrightHolder'>AP</span>", "AP"),
        (CAPTION, None),
        (f"{CAPTION} <span class='note'>Anna Rill</span>", None),
    ],
)
def test_a_credit_stands_apart_from_its_caption(caption: str, credit: str | None) -> None:
    whole = f"{CAPTION} Anna Rill" if "note" in caption else CAPTION
    assert _pictures(_figure(caption)) == [(WHEEL, whole, credit)]


@pytest.mark.parametrize(
    "caption", ["The wheel (in June).", "The wheel (left) and the stone", "The wheel (1936)", "(sic)"]
)
def test_a_bracket_that_is_no_credit_stays(caption: str) -> None:
    assert _pictures(_figure(caption)) == [(WHEEL, caption, None)]


def test_a_credit_that_stands_beside_the_caption_is_found() -> None:
    image = "<img src='/wheel.jpg'><span class='credit'>Photo: AP</span>"
    assert _pictures(_figure(CAPTION, image)) == [(WHEEL, CAPTION, "AP")]


def test_a_caption_that_is_only_a_credit_has_no_text() -> None:
    assert _pictures(_figure("<span class='credit'>Photo: Anna Rill</span>")) == [(WHEEL, None, "Anna Rill")]


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='wp-caption alignnone'><img src='/wheel.jpg'><p class='wp-caption-text'>{CAPTION}</p></div>",
        "<div itemscope itemtype='https://schema.org/ImageObject'><img src='/wheel.jpg'>"
        f"<p itemprop='caption'>{CAPTION}</p></div>",
        f"<article>{_figure(CAPTION)}</article>",
        f"<div class='story-cardboard'>{_figure(CAPTION)}</div>",
    ],
)
def test_other_ways_to_caption_a_picture(body: str) -> None:
    assert _pictures(body) == [(WHEEL, CAPTION, None)]


@pytest.mark.parametrize(
    "body",
    [
        "<figure><img src='/wheel.jpg'></figure>",
        "<figure><img src='/wheel.jpg'><figcaption> </figcaption></figure>",
        "<img src='/wheel.jpg'>",
        f"<aside>{_figure(CAPTION)}</aside>",
        f"<nav>{_figure(CAPTION)}</nav>",
        f"<footer>{_figure(CAPTION)}</footer>",
        f"<a href='/other'>{_figure(CAPTION)}</a>",
        _figure(f"<a href='/other'>{CAPTION}</a>"),
        f"<div class='related-stories'><div>{_figure(CAPTION)}</div></div>",
        f"<li class='card'>{_figure(CAPTION)}</li>",
    ],
)
def test_pictures_of_other_stories_and_of_the_frame_are_left_out(body: str) -> None:
    assert _pictures(body) == []


def test_pictures_come_in_the_pages_order_up_to_a_number() -> None:
    found = _pictures("".join(_figure(f"Wheel {n}.") for n in range(300)))
    assert [caption for _, caption, _ in found[:3]] == ["Wheel 0.", "Wheel 1.", "Wheel 2."]
    assert len(found) == 50


def test_the_captions_of_a_page_are_known_whole_and_in_parts() -> None:
    tree = parse_tree(_figure(f"<p>{CAPTION}</p><p class='credit'>AP</p>") + _figure(" "), URL)
    assert captions_of(tree) == {CAPTION, "AP", f"{CAPTION} AP"}


@pytest.mark.parametrize(
    ("head", "ld", "url"),
    [
        ("<meta property='og:image' content='/wheel.jpg'>", None, WHEEL),
        ("<meta property='og:image:secure_url' content='/wheel.jpg'>", None, WHEEL),
        ("<meta name='twitter:image' content='/wheel.jpg'>", None, WHEEL),
        ("<meta property='og:image' content='/wheel.jpg'><meta name='twitter:image' content='/x.jpg'>", None, WHEEL),
        ("<meta property='og:image' content='/wheel.jpg'>", "/x.jpg", WHEEL),
        ("<meta property='og:image' content='data:x'>", "/wheel.jpg", WHEEL),
        ("", "/wheel.jpg", WHEEL),
        ("", ["/wheel.jpg", "/x.jpg"], WHEEL),
        ("", {"@type": "ImageObject", "url": "/wheel.jpg"}, WHEEL),
        ("", {"@type": "ImageObject", "contentUrl": "/wheel.jpg"}, WHEEL),
        ("", [{"@id": "/wheel.jpg"}], WHEEL),
        ("", {"@type": "ImageObject", "url": ["/wheel.jpg"]}, None),
        ("", [None, 7, {}, {"url": 7}], None),
        ("", None, None),
    ],
)
def test_the_picture_that_stands_for_the_article(head: str, ld: Any, url: str | None) -> None:
    stated = json.dumps({"@type": "NewsArticle", "image": ld})
    page = ParsedPage(f"<html><head>{head}<script type='application/ld+json'>{stated}</script></head></html>", URL)
    assert read_main_image(page.metadata) == url


def test_a_caption_alone_is_read_the_same_way() -> None:
    (caption,) = select(parse_tree(_figure(f"{CAPTION} <cite>AP</cite>"), URL), "figcaption")
    assert captioned(WHEEL, caption) == Image(url=WHEEL, caption=CAPTION, credit="AP")


@pytest.mark.parametrize("credit", ["(Photo by )", "(Photo: )", "(images via )"])
def test_a_credit_without_a_name_is_never_an_empty_text(credit: str) -> None:
    assert image(None, f"A gardener counts leeks. {credit}").credit != ""


def test_a_paragraph_of_two_sentences_on_a_page_is_no_caption() -> None:
    paragraph = "The gate was shut at nine. Nobody had told the gardeners (Photo by Anna Rill)"
    assert is_caption(paragraph, page=False)
    assert not is_caption(paragraph, page=True)
    assert is_caption("Gardeners wait at the gate (Photo by Anna Rill)", page=True)
