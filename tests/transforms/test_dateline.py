"""The dateline of a story is told from sentences that only begin like one, and its agency is credited."""

from __future__ import annotations

import pytest
from lanterns import OTHER_URL, STORY, capture, other_page, paragraphs, read

from transforms.fields.dateline import read_dateline

TAIL = "the old mill turned for the first time in ninety years."


@pytest.mark.parametrize(
    ("dateline", "dash", "agency"),
    [
        ("VELDE", " — ", None), ("VELDE", " – ", None), ("VELDE", " - ", None), ("VELDE", " -- ", None),
        ("VELDE", "—", None), ("PORT AMSEL", " – ", None), ("SAN JUAN DE VELDE", " — ", None),
        ("ST. VELDE", " — ", None),
        ("VELDE, Amsel", " — ", None), ("VELDE, March 4", " — ", None), ("VELDE, Amsel, Nov. 18", " — ", None),
        ("VELDE (AP)", " — ", "AP"), ("VELDE, Nov. 18 (Xinhua)", " -- ", "Xinhua"),
        ("VELDE (Reuters)", " - ", "Reuters"), ("ÎLE-DE-VELDE", " – ", None),
        ("İZMİR (AA)", " - ", "Anadolu Ajansı"), ("Seebrück (dpa)", " - ", "dpa"), ("Bad Velde (dpa)", " – ", "dpa"),
        ("Velde, Amsel (AFP)", " — ", "AFP"),
        ("Velde (dpa)", ". - ", "dpa"),
        ("تهران (ایسنا)", " - ", "ISNA"), ("تهران - ایرنا", " - ", "IRNA"), ("بيروت (وفا)", " – ", "WAFA"),
        ("AMSEL/VELDE (dpa)", " - ", "dpa"),
        ("PORT AMSEL, Velouane (AFP)", " - ", "AFP"), ("Velde (Amsel) (dpa)", " - ", "dpa"),
        ("VELDE, Amsel (See) (dpa)", " - ", "dpa"), ("Velde am See (dpa)", " - ", "dpa"),
        ("Velde an der Amsel (dpa)", " - ", "dpa"), ("Rio de Velde (AFP)", " - ", "AFP"),
    ],
)  # fmt: skip
def test_a_dateline_is_read_as_it_is_printed(dateline: str, dash: str, agency: str | None) -> None:
    assert read_dateline([dateline + dash + TAIL[0].upper() + TAIL[1:]]) == (dateline, agency)


@pytest.mark.parametrize("tail", [TAIL, "“We turn,” said the miller.", "90 years it stood still.", "«Velde» turns."])
@pytest.mark.parametrize("dateline", ["VELDE (AP)", "VELDE, March 4", "VELDE, March 4 (AP)", "Velde (AP)"])
def test_an_agency_or_a_day_makes_a_dateline_whatever_follows(dateline: str, tail: str) -> None:
    assert read_dateline([f"{dateline} — {tail}"])[0] == dateline


@pytest.mark.parametrize("tail", ["“We turn,” said the miller.", "90 years it stood still.", "«Velde» turns."])
def test_a_sentence_need_not_begin_with_a_letter(tail: str) -> None:
    assert read_dateline([f"VELDE — {tail}"]) == ("VELDE", None)


@pytest.mark.parametrize(
    "line",
    [
        "The old mill turned - for the first time in ninety years.",
        "Velde – a village of ninety souls – has its mill again.",
        "A mill - old, but whole - turned on Monday.",
        "I — and nobody else — turned the wheel, the miller said.",
        "Anna Rill (52) - the miller of Velde - is content.",
        "VELDE has its mill again.",
        "NATO-led talks in Velde began on Monday.",
        "VELDE-BASED millers met on Monday.",
        "U.S. officials — three of them — came to see it.",
        "علی رضایی - آسیابان ولده - گفت که چرخ می‌چرخد.",
        "(AP) — the agency was the first to tell it.",
        "- Bread, said the miller.",
        "— Bread, said the miller.",
        "",
        "VELDE —",
        "VELDE (AP)",
        "NATO — the alliance of nine mills — met on Monday.",
        "FBI - what the letters mean, nobody in Velde knows.",
        "The mill of Velde (once dpa) - a bakery by now - turns.",
    ],
)
def test_a_sentence_that_begins_like_one_has_none(line: str) -> None:
    assert read_dateline([line]) == (None, None)


def test_it_is_looked_for_in_the_first_two_lines_alone() -> None:
    line = f"VELDE (AP) — {TAIL}"
    assert read_dateline([line, TAIL]) == ("VELDE (AP)", "AP")
    assert read_dateline(["A standfirst.", line]) == ("VELDE (AP)", "AP")
    assert read_dateline(["A standfirst.", TAIL, line]) == (None, None)
    assert read_dateline([]) == (None, None)


def test_it_stays_in_the_body_and_its_agency_is_credited() -> None:
    line = f"VELDE, Nov. 18 (AFP) — {TAIL[0].upper()}{TAIL[1:]}"
    article = read(capture(other_page(paragraphs(line, *STORY)), url=OTHER_URL), None)
    assert article.article_body.startswith(line)
    assert (article.dateline, article.agencies) == ("VELDE, Nov. 18 (AFP)", ("AFP",))


def test_the_outlets_own_agency_is_no_credit() -> None:
    head = "<meta property='og:site_name' content='Xinhua'>"
    page = other_page(paragraphs(f"VELDE, Nov. 18 (Xinhua) -- {TAIL}", *STORY), head=head)
    article = read(capture(page, url=OTHER_URL), None)
    assert (article.dateline, article.agencies) == ("VELDE, Nov. 18 (Xinhua)", None)
