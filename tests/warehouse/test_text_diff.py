"""Two texts are compared word by word, and what is the same is folded."""

from __future__ import annotations

import random
import time

import pytest

from transforms.page.text import compared
from warehouse.articles.text_diff import Passage, Piece, compare, compare_words, is_same

STORY = "The ferry left at nine.\n\nIt carried forty people.\n\nThe sea was calm all day."


def marked(pieces: tuple[Piece, ...]) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


def test_a_word_that_changed_is_marked_and_nothing_else() -> None:
    pieces = compare_words("It carried forty people.", "It carried fifty people.")
    assert marked(pieces) == "It carried [-forty-][+fifty+] people."


def test_a_phrase_that_changed_reads_as_a_phrase() -> None:
    pieces = compare_words("It carried forty tired people home.", "It carried sixty merry guests home.")
    assert marked(pieces) == "It carried [-forty tired people-][+sixty merry guests+] home."


def test_words_that_were_put_in_or_taken_out() -> None:
    assert marked(compare_words("It left.", "It left at nine.")) == "It left[+ at nine+]."
    assert marked(compare_words("It left at nine.", "It left.")) == "It left[- at nine-]."


def test_quotes_and_white_space_make_no_difference() -> None:
    assert is_same("“It  left”\n", '"It left" ')
    assert compare("“It left” at nine.", '"It left"  at nine.') == (Passage(unchanged=1),)
    assert marked(compare_words("“It left” at nine", '"It left" at ten')) == '"It left" at [-nine-][+ten+]'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("caf\u00e9 at nine", "cafe\u0301 at nine", id="composed"),
        pytest.param("\u0958 at nine", "\u0915\u093c at nine", id="composed in Hindi"),
        pytest.param("a co\u00adop\u2060er\u200bative\ufeff", "a cooperative", id="unseen"),
        pytest.param("\u200fخبر\u200e تازه", "خبر تازه", id="direction"),
        pytest.param("it ended \u200b here", "it ended here", id="unseen between spaces"),
        pytest.param("it ended.\n\n\u200b", "it ended.", id="unseen paragraph"),
    ],
)
def test_what_makes_no_revision_is_shown_as_no_change(old: str, new: str) -> None:
    assert compared(old) == compared(new)
    assert is_same(old, new)
    assert compare(f"{old}\n\nIt left.", f"{new}\n\nIt left.") == (Passage(unchanged=2),)
    pieces = compare_words(f"{old} It left.", f"{new} It stayed.")
    assert marked(pieces).endswith("[-left-][+stayed+].")
    assert marked(pieces).count("[") == 2


def test_persian_words_stay_whole_with_their_joiners() -> None:
    assert marked(compare_words("کتاب‌های خوب", "کتاب‌خانه خوب")) == "[-کتاب‌های-][+کتاب‌خانه+] خوب"
    assert marked(compare_words("قَالَ نعم", "قَالَ لا")) == "قَالَ [-نعم-][+لا+]"


def test_paragraphs_that_are_the_same_are_counted() -> None:
    new = STORY.replace("forty", "fifty")
    first, changed, last = compare(STORY, new)
    assert (first, last) == (Passage(unchanged=1), Passage(unchanged=1))
    assert marked(changed.pieces) == "It carried [-forty-][+fifty+] people."


def test_a_paragraph_that_was_added_is_added_whole() -> None:
    passages = compare(STORY, f"{STORY}\n\nCorrection: it left at ten.")
    assert passages == (Passage(unchanged=3), Passage((Piece("added", "Correction: it left at ten."),)))
    assert compare(f"{STORY}\n\nMore.", STORY)[-1] == Passage((Piece("removed", "More."),))


def test_among_rewritten_paragraphs_those_that_are_alike_stand_side_by_side() -> None:
    old = "The mayor spoke for an hour in the square.\n\nNobody left before the end of it."
    new = "A band played first.\n\nThe mayor spoke for two hours in the square."
    shown = [marked(passage.pieces) for passage in compare(old, new)]
    assert shown == [
        "[+A band played first.+]",
        "The mayor spoke for [-an hour-][+two hours+] in the square.",
        "[-Nobody left before the end of it.-]",
    ]


def test_a_text_that_was_not_there_is_added_whole() -> None:
    assert compare(None, "A lead.") == (Passage((Piece("added", "A lead."),)),)
    assert compare("A lead.", None) == (Passage((Piece("removed", "A lead."),)),)
    assert compare(None, None) == ()


def test_both_texts_come_back_out_of_the_pieces() -> None:
    chance = random.Random(7)
    words = ["the", "ferry", "sea", "“calm”", "left,", "nine.", "م‌ن", "a"]
    for _ in range(200):
        old, new = (" ".join(chance.choices(words, k=chance.randint(0, 30))) for _ in range(2))
        pieces = compare_words(old, new)
        assert "".join(piece.text for piece in pieces if piece.kind != "added").translate({}) == old
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


@pytest.mark.e2e
def test_a_very_long_text_is_compared_in_seconds() -> None:
    chance = random.Random(7)
    old = " ".join(chance.choices([str(number) for number in range(800)], k=30_000))
    new = old.replace(" 7 ", " seven ")
    began = time.process_time()
    assert compare(old, new)
    assert time.process_time() - began < 90  # it took for ever once
