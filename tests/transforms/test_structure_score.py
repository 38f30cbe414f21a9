"""The recall of the parts of a gold text, by what each is on its page."""

from __future__ import annotations

from transforms.page.layout import Layout
from transforms.page.text import fold
from transforms.page.tree import parse_tree
from transforms.scoring import Share
from transforms.structure_score import parts_of_gold, recall_by_group, sum_of_parts

FIRST = "The first boat left the quay at noon, and the town stood on the wall and waved."
LAST = "The second one waited for the tide, as its master had promised his sister."
PAGE = (
    f"<ul><li>What came before it</li></ul><p>{FIRST}</p><h2>The crew</h2><ul><li>A cook from Rill</li><li>Two sailors"
    "</li></ul><blockquote>We shall be back by May.</blockquote><table><tr><td>Depth</td><td>Nine metres</td></tr>"
    f"</table><aside>Buy our paper</aside><p>{LAST}</p><p>A cook from Rill</p>"
)
GOLD = "\n".join(
    (FIRST, "The crew", "A cook from Rill", "Two sailors", "We shall be back by May.", "Depth Nine metres", LAST)
)


def _layout() -> Layout:
    return Layout(parse_tree(f"<html><body>{PAGE}</body></html>", None))


def test_each_part_of_the_gold_has_the_group_of_its_element() -> None:
    assert [*parts_of_gold(GOLD, _layout()).values()] == [
        *(
            "paragraphs",
            "table cells",
            "table cells",
            "quotations",
            "list items",
            "list items",
            "headings",
            "paragraphs",
        ),
    ]


def test_captions_links_and_labels_are_no_paragraphs() -> None:
    titles = "Why the lighthouse of Rill burns all day", "The keeper has gone to see his sister, and says so."
    caption, label, price = "The boat, seen from the wall of the town", "Best of the two boats", "Nine crowns"
    page = (
        f"<p>{FIRST}</p><figure><figcaption><p>{caption}</p></figcaption></figure><div>{label}</div>"
        f"<p><a href='/b'>{price}</a></p><p><a href='/c'>{titles[0]}</a></p><p><a href='/d'>{titles[1]}</a></p>"
        f"<p>The crew</p><div>{LAST}</div>"
    )
    gold = "\n".join((FIRST, caption, label, price, *titles, "The crew", LAST))
    parts = parts_of_gold(gold, Layout(parse_tree(f"<html><body>{page}</body></html>", None)))
    assert parts == {fold(text): "paragraphs" for text in (FIRST, titles[1], "The crew", LAST)}


def test_parts_that_a_body_lacks_are_missed_and_groups_without_a_part_left_out() -> None:
    parts = parts_of_gold(GOLD, _layout())
    assert set(recall_by_group(parts, GOLD).values()) == {Share(right=2, judged=2), Share(right=1, judged=1)}
    body = GOLD.replace("The crew\n", "").replace("Two sailors\n", "")
    found = recall_by_group(parts, body)
    assert (found["headings"], found["list items"]) == (Share(right=0, judged=1), Share(right=1, judged=2))
    assert recall_by_group({}, body) == {}


def test_pages_are_added_up() -> None:
    pages = [{"headings": Share(right=1, judged=2)}, {"headings": Share(right=3, judged=3)}, {}]
    assert sum_of_parts(pages) == {"headings": Share(right=4, judged=5)}
