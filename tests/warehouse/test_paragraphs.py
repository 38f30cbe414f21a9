"""Every paragraph of a body is a row with its kind, and the links of a story are in SQL; neither makes a revision."""

from __future__ import annotations

import json
from datetime import timedelta

import duckdb
from archive import NIGHT, SENTENCES, Archive, Page, html_page, text_page
from typed_verbs import typed

from warehouse.db.publish import publish

PARAGRAPHS = "SELECT place, kind, text FROM article_paragraphs ORDER BY article_id, place"


def with_structure(link: str) -> bytes:
    """Return the page of today's template with a heading, a quotation and a linked item of a list in its body."""
    added = (
        f'<h3>What it cost</h3><blockquote>We paid.</blockquote><ul><li>Seen by <a href="{link}">divers</a></li></ul>'
    )
    return html_page().replace(b"</p><p>", f"</p>{added}<p>".encode(), 1)


def test_each_paragraph_is_a_row_with_its_kind(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=with_structure("/Detail/2017/03/05/512345/"))))

    assert archive.ask(PARAGRAPHS) == [
        (0, "paragraph", SENTENCES[0]),
        (1, "heading3", "What it cost"),
        (2, "quotation", "We paid."),
        (3, "list_item", "Seen by divers"),
        (4, "paragraph", SENTENCES[1]),
    ]
    assert archive.ask("SELECT string_agg(text, chr(10) || chr(10) ORDER BY place) FROM article_paragraphs") == (
        archive.ask("SELECT article_body FROM articles")
    )


def test_plain_text_is_all_paragraphs(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=text_page())))

    assert archive.ask(PARAGRAPHS) == [(0, "paragraph", SENTENCES[0]), (1, "paragraph", SENTENCES[1])]


def test_links_stand_in_the_views_and_a_change_of_them_makes_no_revision(archive: Archive) -> None:
    pages = [
        Page(payload=with_structure(link), at=NIGHT + timedelta(days=night))
        for night, link in enumerate(("/Detail/2017/03/05/512345/", "https://divers.example/log.pdf"))
    ]
    counts = archive.load(*(archive.crawl(f"night-{night}", page) for night, page in enumerate(pages)))

    assert [count["revised"] for count in counts] == [0, 0]
    links = [[{"url": "https://www.presstv.ir/Detail/2017/03/05/512345/", "text": "divers", "kind": "internal"}]]
    assert archive.ask("SELECT links FROM articles") == [tuple(links)]


def explained(archive: Archive, asked: str) -> tuple[str, list[dict[str, str]]]:
    """Return what `explain` shows of an article, and the links of its JSON."""
    shown = typed(archive, "explain", asked).stdout.decode()
    record = json.loads(typed(archive, "explain", asked, "--format", "json").stdout)
    links: list[dict[str, str]] = record["links"]
    return shown, links


def test_explain_counts_the_links_and_lists_them_as_json(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=with_structure("https://divers.example/log.pdf"))))
    publish(archive.warehouse, archive.published)

    shown, links = explained(archive, "presstv:900001")
    assert "links and embeds: 1 document" in shown
    assert links == [{"url": "https://divers.example/log.pdf", "text": "divers", "kind": "document"}]


def test_a_copy_of_an_earlier_version_has_no_links_to_explain(archive: Archive) -> None:
    archive.load(archive.crawl("night", Page(payload=with_structure("/Detail/2017/03/05/512345/"))))
    publish(archive.warehouse, archive.published)
    with duckdb.connect(str(archive.published.resolve())) as connection:
        connection.execute("CREATE OR REPLACE VIEW main.articles AS SELECT * EXCLUDE (links) FROM core.revisions")

    shown, links = explained(archive, "presstv:900001")
    assert (links, "links" in shown) == ([], False)


def test_a_row_of_a_table_is_one_paragraph_where_an_outlet_has_selectors_too(archive: Archive) -> None:
    rows = "<tr><th>Day</th><th>Boats</th></tr><tr><td>Monday</td><td>4</td></tr>"
    layout = f"<tr><td>Aside</td><td>{SENTENCES[1] * 2}</td></tr>"
    page = html_page().replace(b"</p><p>", f"</p><table>{rows}</table><table>{layout}</table><p>".encode(), 1)
    archive.load(archive.crawl("night", Page(payload=page)))

    assert archive.ask(PARAGRAPHS)[1:5] == [
        (1, "table_row", "Day | Boats"),
        (2, "table_row", "Monday | 4"),
        (3, "paragraph", "Aside"),
        (4, "paragraph", SENTENCES[1] * 2),
    ]
