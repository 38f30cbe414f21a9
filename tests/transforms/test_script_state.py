"""A page that shows no paragraphs is read from the body that it states, or that its scripts hold."""

from __future__ import annotations

import json
import time
from html import escape

import pytest
from lanterns import HEADLINE, OTHER_URL, STORY, body_of, capture, paragraphs

from transforms.article import Article, Reason, Rejection
from transforms.parse import parse

HTML = f"<h2>{HEADLINE}</h2>{paragraphs(*STORY)}"
TEASERS = [{"title": f"Story {n}", "html": f"<p>{line[:70]}</p>"} for n, line in enumerate(STORY)]
PARTS = [{"type": "paragraph", "content": line} for line in STORY]


def _page(script: str, kind: str = "") -> str:
    return (
        f"<html><head><title>{HEADLINE}</title></head><body><div id='root'><h1>{HEADLINE}</h1></div>"
        f"<script{kind}>{script}</script></body></html>"
    )


def _read(page: str) -> Article | Rejection:
    return parse(capture(page, url=OTHER_URL), None)


def _escaped(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (_escaped({"props": {"related": TEASERS, "article": {"body": HTML}}}), " type='application/json'"),
        (f"window.__INITIAL_STATE__ = {_escaped({'story': {'text': HTML}, 'more': TEASERS})};", ""),
        (f"window.__NUXT__=(function(a,b){{return {{data:[{{body:b}}]}}}}(1,{_escaped(HTML)}));", ""),
        (f"self.__next_f.push([1,{json.dumps('5:' + _escaped(['$', 'div', None, {'__html': HTML}]))}])", ""),
        (f"self.__next_f.push([1,{json.dumps('2b:T1f4,' + HTML)}])", ""),
        (_escaped({"content_elements": PARTS, "promo": TEASERS}), " type='application/json'"),
    ],
    ids=["JSON", "assigned JSON", "a call with strings", "a stream of JSON", "a stream of text", "a list of parts"],
)  # fmt: skip
def test_a_body_in_the_state_of_scripts_is_read(script: str, kind: str) -> None:
    article = _read(_page(script, kind))
    assert isinstance(article, Article), article
    assert (article.article_body, article.extractor) == (body_of(*STORY), "script_state")


@pytest.mark.parametrize("body", ["\n\n".join(STORY), HTML, escape(HTML)], ids=["text", "HTML", "escaped HTML"])
def test_a_body_that_only_json_ld_states_is_read(body: str) -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": body})
    article = _read(_page(stated, " type='application/ld+json'"))
    assert isinstance(article, Article), article
    assert (article.article_body, article.extractor) == (body_of(*STORY), "stated_body")


def test_a_page_that_shows_its_story_is_not_read_from_its_scripts() -> None:
    script = _escaped({"body": paragraphs(*(line[::-1] for line in STORY * 3))})
    page = _page(script, " type='application/json'").replace("</h1>", f"</h1>{paragraphs(*STORY)}")
    article = _read(page)
    assert isinstance(article, Article)
    assert article.article_body == body_of(*STORY)


@pytest.mark.parametrize(
    "script",
    [
        _escaped({"teasers": TEASERS[:2]}),
        _escaped({"text": " ".join(STORY)}),
        "var a = " + "{" * 100_000,
        '["' * 50_000,
        "var s = '" + '"' + "\\" * 300_001,
        'push([1,"' + '\\"' * 200_000,
        _escaped({"a": ["<p>" * 40_000]}),
    ],
    ids=["teasers", "plain text", "braces", "quotes", "backslashes", "string without end", "tags"],
)
def test_a_state_without_a_story_is_no_article(script: str) -> None:
    started = time.process_time()
    result = _read(_page(script))
    assert isinstance(result, Rejection)
    assert result.reason in (Reason.NO_BODY, Reason.TOO_SHORT)
    assert time.process_time() - started < 5


NOTICE = (
    "<p>We and our partners use cookies to show you advertisements, and keep your consent to them for one year.</p>"
    "<p>You may change your choice of cookies at any time, at the foot of each page under the heading privacy.</p>"
    "<p>Without cookies some parts of the site do not work as they should, such as films and comments.</p>"
)


@pytest.mark.parametrize(
    ("text", "url"), [(NOTICE, OTHER_URL), (HTML, "https://www.example.org/")], ids=["a notice", "a home page"]
)
def test_a_state_of_something_else_is_no_article(text: str, url: str) -> None:
    result = parse(capture(_page(_escaped({"text": text})), url=url), None)
    assert isinstance(result, Rejection)
    assert result.reason is Reason.NO_BODY


def test_three_megabytes_of_state_are_read_in_seconds() -> None:
    state = {
        "list": [{"id": n, "text": f"Item {n} of the archive, with a <b>label</b>"} for n in range(45_000)],
        "body": HTML,
    }
    started = time.process_time()
    article = _read(_page(_escaped(state), " type='application/json'"))
    assert isinstance(article, Article), article
    assert article.article_body == body_of(*STORY)
    assert time.process_time() - started < 5
