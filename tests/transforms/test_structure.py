"""The kind of each paragraph, and the links and embeds of a story, as its page has them."""

from __future__ import annotations

import time

import pytest
from lanterns import capture

from transforms.article import Article, LinkKind
from transforms.parse import parse

URL = "https://www.tidepost.example/news/harbour-reopens-48113"
PROSE = (
    "The harbour of Amsel opened again on Monday after nine weeks in which no boat had left it, and the town came.",
    "Divers had found the chain that closed it, and three of them lifted it with a borrowed crane before the tide.",
    "Nobody has said who put it there, and the harbour master does not expect that anybody will within her lifetime.",
)


def _article(*parts: str) -> Article:
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    page = (
        "<html><head><title>Harbour reopens after nine weeks</title></head><body><main><article>"
        f"<h1>Harbour reopens after nine weeks</h1>{body}</article></main></body></html>"
    )
    article = parse(capture(page.encode(), url=URL), None)
    assert isinstance(article, Article)
    assert len(article.body_kinds or ()) == len(article.article_body.split("\n\n"))
    return article


def _kinds(*parts: str) -> list[tuple[str, str]]:
    article = _article(*parts)
    return list(zip(map(str, article.body_kinds or ()), article.article_body.split("\n\n"), strict=True))


def _links(*parts: str) -> list[tuple[str, str | None, str]]:
    return [(link.url, link.text, link.kind) for link in _article(*parts).links or ()]


def test_each_paragraph_has_the_kind_of_its_element() -> None:
    row = "<tr><td>Monday</td><td>4 boats</td></tr><tr><td>Tuesday</td><td>11 boats</td></tr>"
    kinds = _kinds(
        PROSE[0],
        "<h2>The chain</h2>",
        PROSE[1],
        "<ul><li>It was forty metres long and rusted through</li><li>It was made abroad, a long time ago</li></ul>",
        "<h3>The master</h3>",
        "<blockquote><p>I have seen many chains in my life, but none that closed a harbour.</p></blockquote>",
        PROSE[2],
        f"<table><tr><th>Day</th><th>Boats out</th></tr>{row}</table>",
        "The next boat leaves on Friday at noon, and the town has been asked to stay on the quay until it is gone.",
    )
    assert [kind for kind, _ in kinds] == [
        *("paragraph", "heading2", "paragraph", "list_item", "list_item", "heading3", "quotation", "paragraph"),
        *("table_row", "table_row", "table_row", "paragraph"),
    ]
    assert kinds[-3:-1] == [("table_row", "Monday | 4 boats"), ("table_row", "Tuesday | 11 boats")]


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("<ul><li>{}</li></ul>", id="all of it is one item"),
        pytest.param("<blockquote>{}</blockquote>", id="all of it is indented"),
        pytest.param("<table><tr><td>Menu</td><td>{}</td></tr></table>", id="all of it is a cell"),
    ],
)
def test_an_element_around_the_whole_story_is_no_kind(frame: str) -> None:
    story = "".join(f"<p>{text}</p>" for text in (*PROSE, *(text.replace("Amsel", "Rill") for text in PROSE[:1])))
    assert {kind for kind, _ in _kinds(frame.format(story))} == {"paragraph"}


def test_an_item_with_a_heading_of_its_own_is_a_part_of_the_story() -> None:
    item = "<li><h3>The {0} quay</h3><p>{1}</p></li>"
    items = "".join(item.format(name, text) for name, text in zip(("north", "south", "old"), PROSE, strict=True))
    assert [kind for kind, _ in _kinds(f"<ol>{items}</ol>")] == ["heading3", "paragraph"] * 3


def test_two_equal_lines_have_each_its_own_kind() -> None:
    kinds = _kinds(PROSE[0], "<h2>Nine weeks</h2>", PROSE[1], "<ul><li>Nine weeks</li><li>No boats</li></ul>", PROSE[2])
    assert [kind for kind, text in kinds if text == "Nine weeks"] == ["heading2", "list_item"]


def test_links_are_those_of_the_story_each_once_in_order_with_its_kind() -> None:
    links = _links(
        "<nav><a href='/home'>Home</a></nav>",
        PROSE[0].replace("harbour", "<a href='/places/harbour'>harbour</a>"),
        PROSE[1].replace("crane", "<a href='https://cranes.example/big?id=7&amp;utm_source=post'>crane</a>"),
        PROSE[2].replace("master", "<a href='https://twitter.com/amsel/status/172'>master</a>"),
        "The <a href='//tidepost.example/a'>town</a>, the <a href='/report.PDF?x=1'>report on the chain</a>, the"
        " <a href='https://youtu.be/a1B2c3'>film</a> of it, and the <a href='/places/harbour'>same place</a> again.",
        "<footer><a href='/imprint'>Imprint</a></footer>",
    )
    assert links == [
        ("https://www.tidepost.example/places/harbour", "harbour", LinkKind.INTERNAL),
        ("https://cranes.example/big?id=7&utm_source=post", "crane", LinkKind.EXTERNAL),
        ("https://twitter.com/amsel/status/172", "master", LinkKind.SOCIAL_POST),
        ("https://tidepost.example/a", "town", LinkKind.INTERNAL),
        ("https://www.tidepost.example/report.PDF?x=1", "report on the chain", LinkKind.DOCUMENT),
        ("https://youtu.be/a1B2c3", "film", LinkKind.VIDEO),
    ]


def test_embeds_stand_in_their_place_and_others_are_left_out() -> None:
    film, post = "https://www.youtube.com/embed/a1B2c3", "https://twitter.com/amsel/status/172"
    links = _links(
        f"<div><iframe src='{film}'></iframe></div>",
        PROSE[0],
        "<iframe src='https://ads.example/frame'></iframe>",
        f"<blockquote class='twitter-tweet'><p>Open! <a href='https://t.co/x'>pic</a></p>— <a href='{post}'>May</a>"
        "</blockquote>",
        PROSE[1],
        PROSE[2],
        "<iframe data-src='https://files.example/plan.pdf'></iframe>",
        "<p><a href='/more'>More</a></p>",
    )
    urls = [url for url, _, _ in links]
    assert [url for url in urls if url in (film, post)] == [film, post]
    assert "https://files.example/plan.pdf" in urls
    assert "https://ads.example/frame" not in urls


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "#note-1", "", "   ", "http://[oops/x"),
        *("https://user:pass@host.example/x", "https://host.example/a b", "file:///etc/passwd"),
        "https://host.example/" + "x" * 3000,
    ],
)
def test_what_leads_nowhere_is_no_link(href: str) -> None:
    assert _links(PROSE[0].replace("harbour", f"<a href='{href}'>harbour</a>"), *PROSE[1:]) == []


def test_a_link_without_a_text_is_a_button() -> None:
    icon = "<a href='https://www.linkedin.com/shareArticle?url=x'><svg></svg></a>"
    assert _links(PROSE[0], f"<div>{icon}</div>", *PROSE[1:]) == []


def test_links_are_bounded_and_cost_no_time() -> None:
    many = "".join(f"<p>{PROSE[n % 3]} <a href='/n/{n}'>{'many ' * (150 if n < 3 else 1)}</a></p>" for n in range(3000))
    begun = time.process_time()
    article = _article(many)
    assert len(article.links or ()) == 500
    assert max(len(link.text or "") for link in article.links or ()) <= 300
    assert time.process_time() - begun < 10
