"""A body as Markdown renders as the text that it was, with its headings, lists, quotations and tables."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import duckdb
import pytest
from archive import NIGHT, Archive, Page, html_page
from markdown_it import MarkdownIt
from typed_verbs import typed

from warehouse.db.publish import publish

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
KINDS = ("paragraph", "heading2", "heading4", "list_item", "quotation", "table_row")
#: What Markdown gives a meaning, alone and where it has one.
MARKS = (
    *(
        "*",
        "_",
        "`",
        "#",
        "+",
        "-",
        "=",
        ">",
        "<b>",
        "&amp;",
        "&#42;",
        "[a](b)",
        "![a](b)",
        "[ ]",
        "~~a~~",
        "\\",
        "\\*",
    ),
    *(
        "1.",
        "2)",
        "---",
        "***",
        "```",
        "~~~",
        "# a",
        "a #",
        "- a",
        "+ a",
        "> a",
        "<!-- a",
        "http://a.example/_b_",
        "a*b*c",
    ),
    *("<script>", "|", "a|b", "[a]: b", "$a$", "1986. A year", "&lt", "a & b", "AT&T;"),
)


@pytest.fixture(scope="module")
def connection(_empty: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(_empty, read_only=True) as connection:
        yield connection


def markdown(
    connection: duckdb.DuckDBPyConnection, bodies: list[list[str]], kinds: list[list[str]] | list[None]
) -> list[str]:
    """Return each body, a list of paragraphs, as Markdown."""
    given = ["\n\n".join(paragraphs) for paragraphs in bodies]
    sql = "SELECT markdown(unnest($bodies::VARCHAR[]), unnest($kinds::VARCHAR[][]))"
    return [text for (text,) in connection.execute(sql, {"bodies": given, "kinds": kinds}).fetchall()]


def rendered(text: str) -> list[tuple[str, str]]:
    """Return the element and the text of each block that a reader of Markdown sees."""
    blocks = re.findall(
        r"<(h\d|li|p|td|th)>(.*?)</\1>", re.sub(r"</?(?:ul|ol)>|</?(?:strong|em)>", "", GFM.render(text))
    )
    return [(tag, unescape(re.sub(r"<[^>]+>", "", line))) for tag, line in blocks]


def test_each_kind_is_what_markdown_has_for_it(connection: duckdb.DuckDBPyConnection) -> None:
    parts = {
        "One.": "paragraph",
        "Two": "heading2",
        "three": "list_item",
        "four": "list_item",
        "five": "quotation",
        "six": "quotation",
        "Day | Boats": "table_row",
        "Monday | 4 | rain": "table_row",
        "Seven.": "paragraph",
    }
    assert markdown(connection, [[*parts]], [[*parts.values()]]) == [
        "One.\n\n## Two\n\n- three\n- four\n\n> five\n>\n> six\n\n"
        "| Day | Boats |  |\n| --- | --- | --- |\n| Monday | 4 | rain |\n\nSeven."
    ]


def test_a_body_without_kinds_is_all_paragraphs(connection: duckdb.DuckDBPyConnection) -> None:
    assert markdown(connection, [["- One", "2. Two"]], [None]) == ["\\- One\n\n2\\. Two"]


@pytest.mark.parametrize("kind", KINDS)
def test_marks_render_as_themselves(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    tag = {"heading2": "h2", "heading4": "h4", "list_item": "li", "table_row": "th"}.get(kind, "p")
    texts = markdown(connection, [[mark] for mark in MARKS], [[kind]] * len(MARKS))
    for mark, text in zip(MARKS, texts, strict=True):
        assert rendered(text) == [(tag, mark)], mark


def test_no_word_of_a_body_is_lost_whatever_its_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(3)
    kinds = [[chance.choice(KINDS) for _ in range(chance.randint(1, 12))] for _ in range(150)]
    bodies = [
        [
            (" | " if kind == "table_row" else " ").join(chance.choice(MARKS) for _ in range(chance.randint(1, 4)))
            for kind in body
        ]
        for body in kinds
    ]
    for paragraphs, body, text in zip(bodies, kinds, markdown(connection, bodies, kinds), strict=True):
        cells = [
            (part.split(" | ") if kind == "table_row" else [part]) for part, kind in zip(paragraphs, body, strict=True)
        ]
        assert [seen for _, seen in rendered(text) if seen] == [cell for row in cells for cell in row]


def test_an_export_has_bodies_as_markdown_where_it_is_asked_to(archive: Archive, tmp_path: Path) -> None:
    page = html_page().replace(b"</p><p>", b"</p><h3>Costs *</h3><ul><li>Paint</li></ul><p>", 1)
    archive.load(archive.crawl("night", Page(payload=page, at=NIGHT)))
    publish(archive.warehouse, archive.published)
    plain, marked = (
        json.loads(gzip.decompress(next(tmp_path.glob(f"{name}/*/*/*.gz")).read_bytes()))
        for name, words in (("text", ()), ("markdown", ("--body", "markdown")))
        if typed(archive, "export", "--to", str(tmp_path / name), "--format", "jsonl", *words).returncode == 0
    )

    assert "\n\nCosts *\n\nPaint\n\n" in plain["article_body"]
    assert "\n\n### Costs \\*\n\n- Paint\n\n" in marked["article_body"]
    assert {**plain, "article_body": ""} == {**marked, "article_body": ""}
    assert json.loads((tmp_path / "markdown" / "manifest.json").read_text())["body"] == "markdown"
    assert "Bodies: Markdown" in (tmp_path / "markdown" / "README.md").read_text()


def test_a_copy_of_an_earlier_version_has_no_markdown(archive: Archive, tmp_path: Path) -> None:
    archive.load(archive.crawl("night", Page(payload=html_page(), at=NIGHT)))
    publish(archive.warehouse, archive.published)
    with duckdb.connect(archive.published) as copy:
        copy.execute("DROP MACRO markdown")
    done = typed(archive, "export", "--to", str(tmp_path / "to"), "--format", "jsonl", "--body", "markdown")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"earlier version" in done.stderr
    assert not (tmp_path / "to").exists()


def test_pages_as_served_have_no_markdown(archive: Archive, tmp_path: Path) -> None:
    done = typed(archive, "export", "--to", str(tmp_path / "to"), "--format", "warc", "--body", "markdown")
    assert done.returncode == 2
    assert b"--body" in done.stderr
