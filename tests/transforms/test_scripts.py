"""Pages in many scripts, templates and charsets are read whole: headline, paragraphs, people, date, language, words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from lanterns import capture
from site_templates import TEMPLATES, Shown

from transforms.article import Article
from transforms.parse import parse

STORIES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))
#: Days and minutes in UTC that the pages mean.
DAY, NOON = "2024-01-05", "2024-01-05T12:05"


class Page(NamedTuple):
    """A page: its story, its template, which byline and date are printed, and its bytes' charset as it is declared.

    `declared` is where: "header", "meta", "" (nowhere) or "meta=NAME", a wrong one. `lang` is "" or a theme's, else
    the story's own.
    """

    story: str
    template: str
    printed: int
    date: str
    charset: str = "utf-8"
    declared: str = "meta"
    lang: str | None = None


PAGES = [
    Page("zh", "portal", 0, DAY, "gbk", "meta"),
    Page("zh", "breaks", 1, DAY, "utf-8", "meta=gb2312", ""),
    Page("zh-Hant", "paper", 0, DAY, "big5", "header"),
    Page("zh-Hant", "amp", 1, NOON),
    Page("ja", "table", 0, DAY, "shift_jis", "meta"),
    Page("ja", "pieces", 1, DAY, "euc_jp", "header"),
    Page("ko", "breaks", 0, DAY, "euc_kr", "meta"),
    Page("ko", "metas", 1, NOON, lang="en-US"),
    Page("th", "portal", 0, DAY, "cp874", "meta"),
    Page("th", "unclosed", 1, DAY, "tis_620", "header"),
    Page("my", "blog", 0, NOON, lang="en-US"),
    Page("my", "paper", 1, DAY),
    Page("km", "microdata", 0, NOON, lang=""),
    Page("km", "portal", 1, DAY),
    Page("ar", "pieces", 0, DAY, "cp1256", "header"),
    Page("ar", "unclosed", 1, DAY, "cp1256", "meta", ""),
    Page("fa", "portal", 0, DAY, "utf-8", "meta=windows-1256"),
    Page("fa", "paper", 1, DAY, lang="en"),
    Page("ur", "blog", 0, NOON),
    Page("ur", "breaks", 1, DAY, lang=""),
    Page("he", "table", 0, DAY, "cp1255", "meta"),
    Page("he", "pieces", 1, DAY),
    Page("hi", "portal", 0, "2024-01-05T09:35"),
    Page("hi", "amp", 1, NOON, lang="en-US"),
    Page("bn", "paper", 0, DAY),
    Page("bn", "portal", 1, DAY, "utf-8", ""),
    Page("ru", "portal", 0, NOON, "cp1251", "meta"),
    Page("ru", "table", 1, DAY, "koi8_r", "header"),
    Page("uk", "unclosed", 0, DAY, "cp1251", "header"),
    Page("uk", "blog", 1, NOON, "utf-8", "meta=windows-1251", "ru"),
    Page("tr", "pieces", 0, DAY, "iso8859_9", "meta"),
    Page("tr", "portal", 1, NOON),
    Page("el", "breaks", 0, DAY, "iso8859_7", "header"),
    Page("el", "paper", 1, DAY),
    Page("ka", "metas", 0, NOON, lang="en"),
    Page("ka", "pieces", 1, DAY),
    Page("vi", "portal", 0, "2024-01-05T08:05"),
    Page("vi", "microdata", 1, NOON, lang="en-GB"),
    Page("am", "unclosed", 0, DAY, lang=""),
    Page("am", "amp", 1, NOON),
]
#: Charsets by the names under which pages declare them.
NAMES = {
    "gbk": "gb2312", "shift_jis": "Shift_JIS", "euc_jp": "EUC-JP", "euc_kr": "euc-kr", "cp874": "windows-874",
    "tis_620": "TIS-620", "cp1256": "windows-1256", "cp1255": "windows-1255", "cp1251": "windows-1251",
    "koi8_r": "KOI8-R", "iso8859_9": "ISO-8859-9", "iso8859_7": "ISO-8859-7",
}  # fmt: skip


def _read(page: Page) -> Article:
    story, place = STORIES[page.story], page.printed
    name = NAMES.get(page.charset, page.charset)
    named = page.declared.removeprefix("meta=") if page.declared.startswith("meta=") else name
    shown = Shown(
        headline=story["headline"],
        paragraphs=tuple(story["paragraphs"]),
        nav=tuple(story["nav"]),
        related=tuple(story["related"]),
        comment=story["comment"],
        caption=story["caption"],
        share=story["share"],
        author=story["authors"][0],
        byline=story["bylines"][place],
        date=story["dates"][place],
        lang=story["language"] if page.lang is None else page.lang,
        head=f'<meta charset="{named}">' if page.declared.startswith("meta") else "",
    )
    content = TEMPLATES[page.template](shown).encode(page.charset, "xmlcharrefreplace")
    header = f"text/html; charset={name}" if page.declared == "header" else "text/html"
    result = parse(capture(content, url="https://velde.example/news/482913", content_type=header), None)
    assert isinstance(result, Article), result
    return result


def _id(page: Page) -> str:
    return f"{page.story}-{page.template}-{page.charset}"


def _assert_whole(page: Page, article: Article) -> None:
    story = STORIES[page.story]
    assert article.headline == story["headline"]
    assert article.article_body.split("\n\n") == story["paragraphs"]
    assert [author.name for author in article.authors or ()] == story["authors"]
    assert (article.in_language or "").partition("-")[0] == story["language"].partition("-")[0]
    assert article.in_language_source == ("page" if page.lang is None else "text")
    assert abs(article.word_count - story["words"]) <= story["words"] // 50
    assert article.date_published is not None
    assert f"{article.date_published:%Y-%m-%d}" == DAY


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_a_page_is_read_whole(page: Page) -> None:
    article = _read(page)
    _assert_whole(page, article)
    exact = article.date_published_precision != "day"
    assert f"{article.date_published:%Y-%m-%dT%H:%M}"[: 16 if exact else 10] == page.date


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("lang", [None, "", "en-US"])
def test_every_story_is_read_whole_in_every_template(story: str, lang: str | None) -> None:
    for place, template in enumerate(TEMPLATES):
        page = Page(story, template, place % 2, DAY, lang=lang)
        _assert_whole(page, _read(page))


@pytest.mark.parametrize(
    ("story", "charset"),
    [
        ("zh", "gbk"),
        ("zh-Hant", "big5"),
        ("ja", "shift_jis"),
        ("ja", "euc_jp"),
        ("ko", "euc_kr"),
        ("th", "cp874"),
        ("ar", "cp1256"),
        ("he", "cp1255"),
        ("ru", "cp1251"),
        ("ru", "koi8_r"),
        ("el", "cp1253"),
    ],
)
@pytest.mark.parametrize("declared", ["", "meta=iso-8859-1", "meta=utf-8"])
def test_the_bytes_of_a_script_decide_against_a_western_charset(story: str, charset: str, declared: str) -> None:
    page = Page(story, "paper", 0, DAY, charset, declared)
    _assert_whole(page, _read(page))


@pytest.mark.parametrize("separator", ["_", "--", "-", "｜", " - "])
def test_the_name_of_a_site_is_divided_from_a_title_without_spaces(separator: str) -> None:
    story = STORIES["zh"]
    html = (
        f"<html lang='zh'><head><title>{story['headline']}{separator}白石网</title></head><body><div class='title'>"
        f"{story['headline']}</div><div class='info'>2024-01-05 15:05 来源：新华社 作者：王小明</div>"
        f"<div>{''.join(f'<p>{text}</p>' for text in story['paragraphs'])}</div><p>（责任编辑：李四）</p></body></html>"
    )
    article = parse(capture(html, url="https://velde.example/news/482913"), None)
    assert isinstance(article, Article)
    _assert_whole(Page("zh", "", 0, DAY), article)


def test_there_are_forty_pages_in_fifteen_languages_and_more() -> None:
    assert len(PAGES) == len(set(map(_id, PAGES))) == 40
    assert len({STORIES[page.story]["language"] for page in PAGES}) >= 15
    assert {page.template for page in PAGES} == TEMPLATES.keys()
