"""JSON-LD is read leniently, in time and without an exception, whatever stands in it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from transforms.page.json_ld import LIMIT, article_of, as_list, kinds, read_blocks, text_in

ARTICLE = {"@type": "NewsArticle", "headline": "The mill of Velde turns", "datePublished": "2026-11-18T09:00:00Z"}
PLAIN = json.dumps(ARTICLE)
JANE = {"@id": "#jane", "@type": "Person", "name": "Jane Roe"}


def _article(*nodes: Any) -> dict[str, Any]:
    return article_of(read_blocks(json.dumps(node) for node in nodes))


@pytest.mark.parametrize(
    "block",
    [
        PLAIN,
        f"\n  {PLAIN}\n",
        f"<!-- {PLAIN} -->",
        f"<!--\n{PLAIN}\n//-->",
        f"//<!--\n{PLAIN}\n//-->",
        f"<![CDATA[{PLAIN}]]>",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"/*<![CDATA[*/\n{PLAIN}\n/*]]>*/",
        f"/* <![CDATA[ */ {PLAIN} /* ]]> */",
        f"{PLAIN};",
        f"{PLAIN} ;\n",
        f"{PLAIN} -->",
        PLAIN[:-1] + ",}",
        PLAIN[:-1] + " ,\n }",
        f"[{PLAIN}]",
        f"[{PLAIN},]",
        f"[[{PLAIN}]]",
        f"{PLAIN}\n{PLAIN}",
        json.dumps({"@graph": [ARTICLE]}),
        json.dumps({"@context": "https://schema.org", "@graph": {"@graph": [ARTICLE]}}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({"@type": "WebPage", "mainEntityOfPage": [ARTICLE]}),
    ],
)
def test_a_block_is_read_in_whatever_it_is_wrapped(block: str) -> None:
    nodes = read_blocks([block])
    assert ARTICLE in nodes
    assert article_of(nodes)["headline"] == ARTICLE["headline"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ('"description": "two\nlines"', "two\nlines"),
        ('"description": "a\ttab"', "a\ttab"),
        ('"description": "a, } b"', "a, } b"),
        ('"description": "-->"', "-->"),
        ('"description": "https://velde.example//x"', "https://velde.example//x"),
    ],
)
def test_what_strict_json_forbids_and_what_looks_like_a_wrap_stays_in_a_text(member: str, value: str) -> None:
    (node,) = read_blocks([f"{PLAIN[:-1]}, {member}}}"])
    assert node == {**ARTICLE, "description": value}


@pytest.mark.parametrize(
    "broken",
    [
        PLAIN[:-1] + ', "author": {broken',
        PLAIN[:-1] + ', "description": "He said "now" and left"}',
        PLAIN[:-1] + ' "keywords": ["a" "b"]}',
        "var page = " + PLAIN,
        "// the article\n" + PLAIN,
    ],
)
def test_a_broken_block_still_gives_its_headline_and_its_date(broken: str) -> None:
    article = article_of(read_blocks([broken]))
    assert article["headline"] == ARTICLE["headline"]
    assert article["datePublished"] == ARTICLE["datePublished"]


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        (r"M\u00fchle \"Velde\"", 'Mühle "Velde"'),
        (r"\u0622\u0633\u06cc\u0627\u0628", "آسیاب"),
        (r"Mills \ud83c\udf3e turn", "Mills 🌾 turn"),
        (r"The mill\'s wheel", "The mill's wheel"),
        (r"A mill \\ a wheel", "A mill \\ a wheel"),
        (r"A mill\u12 turns", r"A mill\u12 turns"),
    ],
)
def test_a_headline_that_is_salvaged_has_its_own_letters(written: str, headline: str) -> None:
    assert article_of(read_blocks([f'{{"headline": "{written}", broken']))["headline"] == headline


@pytest.mark.parametrize(
    "headline",
    ['The "old" mill turns', '"Old" mill turns', 'It is "old"', 'The "old", the mill', 'The "old", "new" mill'],
)
@pytest.mark.parametrize(
    "rest", [', "url": "x"}', ',"url":"x"}', "}", "\n}", "", ',\n"url": "x"}', ',, "url": "x"}', ', url: "x"}']
)
def test_a_headline_that_breaks_its_own_block_is_not_cut_short(headline: str, rest: str) -> None:
    article = article_of(read_blocks([f'{{"@type": "NewsArticle", "headline": "{headline}"{rest}']))
    assert article["headline"] == headline


def test_a_value_whose_end_is_not_found_does_not_reach_into_the_next() -> None:
    article = article_of(read_blocks(['{"headline": "The mill" of Velde, "url": "x", "datePublished": "2026-11-18"}']))
    assert article == {"@type": "Article", "datePublished": "2026-11-18"}


def test_a_broken_block_does_not_keep_the_next_one_from_being_read() -> None:
    assert article_of(read_blocks(["{broken", PLAIN]))["headline"] == ARTICLE["headline"]


@pytest.mark.parametrize("block", ["", " ", "null", "3", '"text"', "[]", "{}", "[1, [2, [3]]]", "no JSON", "<p>x</p>"])
def test_what_holds_no_node_gives_none(block: str) -> None:
    assert [node for node in read_blocks([block]) if node] == []


SLOW = {
    "open braces": "{" * LIMIT,
    "open lists": "[" * LIMIT,
    "nested objects": '{"a":' * (LIMIT // 5),
    "nested graphs": '{"@graph":' * (LIMIT // 10),
    "quotes": '"' * LIMIT,
    "headlines": '"headline":"a"' * (LIMIT // 14),
    "a headline without end": '"headline":"' + '\\"' * (LIMIT // 2 - 10),
    "headlines that do not end": '"headline":"a' * (LIMIT // 13),
    "headlines with quotes": '"headline":"' + ('a"' * 150 + '"headline":"') * (LIMIT // 313),
    "quotes and commas": '"headline":"a' + '",' * (LIMIT // 2 - 10),
    "quotes and white space": ('"headline":"a' + ('"' + " " * 21) * 300) * (LIMIT // 6613),
    "commas": "{" + ", " * (LIMIT // 2 - 1),
    "white space after a comma": "{," + " " * (LIMIT - 3) + "x",
    "white space within": '{"a":' + " " * (LIMIT - 6) + "x",
    "line breaks within": '{"a":' + "\n" * (LIMIT - 6) + "x",
    "slashes": '{"a": "' + "// " * (LIMIT // 3 - 5),
    "ends of comments": "-->" * (LIMIT // 3),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_block_of_a_megabyte_that_no_one_can_read_takes_no_time(name: str) -> None:
    assert LIMIT * 0.9 < len(SLOW[name]) <= LIMIT
    start = time.process_time()
    article_of(read_blocks([SLOW[name]]))
    assert time.process_time() - start < 0.8


def test_a_block_that_is_longer_than_any_statement_is_left_out() -> None:
    assert read_blocks([PLAIN + " " * LIMIT]) == []


def test_many_nodes_are_read_up_to_a_number() -> None:
    nodes = read_blocks([json.dumps([ARTICLE] * 5_000)] * 3)
    assert 100 < len(nodes) < 10_000


@pytest.mark.parametrize("depth", [50, 400, 900, 5_000])
def test_nesting_may_be_as_deep_as_it_likes(depth: int) -> None:
    deep = '{"@graph":[' * depth + PLAIN + "]}" * depth
    article_of(read_blocks([deep, deep]))


def test_the_article_of_a_graph_has_what_its_references_mean() -> None:
    article = _article(
        {
            "@graph": [
                {**ARTICLE, "author": {"@id": "#jane"}, "publisher": {"@id": "#post", "@type": "Organization"}},
                JANE,
                {"@id": "#post", "@type": "Organization", "name": "The Velde Post"},
            ]
        }
    )
    assert article["author"] == JANE
    assert text_in(article["publisher"]) == "The Velde Post"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ([{"@id": "#jane"}, {"@type": "Person", "name": "John Doe"}], ["Jane Roe", "John Doe"]),
        ({"@id": "#nobody"}, [None]),
        ({"@id": 7}, [None]),
        ({"@id": ["#jane"]}, [None]),
        ({"@id": "#jane", "@type": "Person", "name": "J. Roe"}, ["J. Roe"]),
        ([], []),
    ],
)
def test_a_reference_is_followed_where_it_leads_somewhere(author: Any, names: list[str | None]) -> None:
    article = _article({**ARTICLE, "author": author}, JANE)
    assert [text_in(one) for one in as_list(article.get("author"))] == names


def test_references_may_run_in_circles() -> None:
    article = _article(
        {**ARTICLE, "@id": "#article", "author": {"@id": "#jane"}, "isPartOf": {"@id": "#article"}},
        {**JANE, "subjectOf": {"@id": "#article"}, "knows": {"@id": "#jane"}},
    )
    assert text_in(article["author"]) == "Jane Roe"


@pytest.mark.parametrize(
    "nodes",
    [
        ({"@type": "NewsArticle", "headline": "A teaser"}, ARTICLE),
        (ARTICLE, {"@type": "NewsArticle", "headline": "A teaser"}),
        (ARTICLE, {"@type": "NewsArticle", "headline": "A teaser", "datePublished": "2026-11-01"}),
        ({"@type": "WebSite", "name": "The Velde Post"}, {"@type": "WebPage", "name": "A page"}, ARTICLE),
        ({"@type": ["CreativeWork", "NewsArticle"], **{k: v for k, v in ARTICLE.items() if k != "@type"}},),
    ],
)
def test_the_pages_own_article_is_told_from_teasers(nodes: tuple[Any, ...]) -> None:
    assert _article(*nodes)["headline"] == ARTICLE["headline"]


def test_an_article_that_is_stated_twice_is_one() -> None:
    article = _article(ARTICLE, {**ARTICLE, "author": "Jane Roe"}, {"@type": "Article", "author": "John Doe"})
    assert article["author"] == "Jane Roe"


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [
        ("Article", True), ("NewsArticle", True), ("ReportageNewsArticle", True), ("OpinionNewsArticle", True),
        ("AnalysisNewsArticle", True), ("BlogPosting", True), ("LiveBlogPosting", True), ("Report", True),
        ("SocialMediaPosting", False), ("WebPage", False), ("Organization", False), ("Product", False),
    ],
)  # fmt: skip
def test_the_kinds_of_articles_are_told_from_other_things(kind: str, is_one: bool) -> None:
    assert ("headline" in _article({**ARTICLE, "@type": kind})) is is_one


def test_the_dates_of_the_web_page_stand_for_those_that_the_article_lacks() -> None:
    page = {"@type": "WebPage", "name": "A page", "datePublished": "2026-11-17", "dateModified": "2026-11-19"}
    article = _article(page, ARTICLE)
    assert (article["datePublished"], article["dateModified"]) == (ARTICLE["datePublished"], "2026-11-19")
    assert "name" not in article
    assert _article(page)["datePublished"] == "2026-11-17"


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_an_empty_value_does_not_hide_another_that_is_none(empty: Any) -> None:
    assert (
        _article({**ARTICLE, "dateModified": empty}, {"@type": "WebPage", "dateModified": "2026-11-19"})["dateModified"]
        == "2026-11-19"
    )


ODD: tuple[Any, ...] = (
    None,
    True,
    7,
    1.5,
    "",
    "x",
    [],
    [[]],
    {},
    {"@id": []},
    {"@id": {}},
    [None, 1, "x", {}],
    {"name": [{}]},
)


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("name", ["@type", "@id", "@graph", "headline", "author", "datePublished", "mainEntity"])
def test_odd_types_never_raise(name: str, value: Any) -> None:
    odd = {**ARTICLE, name: value}
    article_of(read_blocks([json.dumps([odd, odd, {"@type": "WebPage", name: value}, JANE])]))
    kinds(odd)
    text_in(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Jane Roe", "Jane Roe"),
        ("  Jane Roe ", "Jane Roe"),
        ("Bread &amp; water", "Bread & water"),
        (["", None, "Jane Roe", "John Doe"], "Jane Roe"),
        ({"name": "Jane Roe"}, "Jane Roe"),
        ({"@value": "Jane Roe", "@language": "en"}, "Jane Roe"),
        ({"url": "https://velde.example/a.jpg"}, "https://velde.example/a.jpg"),
        ({"contentUrl": "https://velde.example/a.jpg"}, "https://velde.example/a.jpg"),
        ([{}, {"name": " "}, {"name": "Jane Roe"}], "Jane Roe"),
        ({"name": 7}, None), ({"name": ["Jane Roe"]}, None), ("", None), (" ", None), (7, None), (True, None),
        (None, None), ([], None), ({}, None), ([["Jane Roe"]], None),
    ],
)  # fmt: skip
def test_the_text_in_a_value(value: Any, text: str | None) -> None:
    assert text_in(value) == text


@pytest.mark.parametrize(("value", "values"), [(None, []), ("x", ["x"]), (["x", 1], ["x", 1]), ({}, [{}]), (0, [0])])
def test_one_value_several_or_none_are_a_list(value: Any, values: list[Any]) -> None:
    assert as_list(value) == values


def test_a_node_that_is_page_and_article_says_all_that_an_article_does() -> None:
    both = {**ARTICLE, "@type": ["WebPage", "Article"], "author": JANE}
    assert _article(both)["author"] == JANE
