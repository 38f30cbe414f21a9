"""Made-up pages of outlets that nobody declared are read as a reader reads them, and what is no article is refused."""

from __future__ import annotations

import difflib
import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

import lxml.html
import pytest
from lanterns import put_back
from recordings import ROOT

from spiders.capture.record import Capture, CaptureRef, HttpResponse
from transforms.article import Article, Reason, Rejection
from transforms.boilerplate.line_shapes import SHAPES
from transforms.boilerplate.reasons import REASONS
from transforms.extractors.story import read_story
from transforms.page.parsed_page import ParsedPage
from transforms.page.text import fold
from transforms.page.tree import decode
from transforms.parse import parse
from transforms.scoring import Guess, Total, gold_of, has_minute, score, total

#: What the readings of all these pages together must reach: all of it, now that they do. These may never be lowered.
FLOORS = {
    "body precision": 1.0,
    "body recall": 1.0,
    "body F1": 1.0,
    "headline": 1.0,
    "day": 1.0,
    "minute": 1.0,
    "authors": 1.0,
    "refused": 1.0,
}
PAGES = ROOT / "tests/pages"
#: Names of vocabularies that look like addresses of sites.
VOCABULARIES = {"schema.org", "ogp.me", "purl.org", "www.w3.org", "gmpg.org"}
_HOST = re.compile(rb"(?:https?:|[\"'])(?:\\?/){2}([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
_CELL_MARKS = re.compile(r"\s*[|\t]\s*")

Row = dict[str, Any]


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (PAGES / name).read_text(encoding="utf-8").splitlines()]


GOLD = _rows("gold.jsonl")
REFUSED = _rows("refused.jsonl")


def _capture(row: Row) -> Capture:
    return Capture(
        ref=CaptureRef(
            outlet="",
            key=None,
            url=row["url"],
            final_url=row["url"],
            captured_at=datetime.fromisoformat(row["captured_at"]),
        ),
        response=HttpResponse(
            status=200,
            headers=(("Content-Type", row.get("content_type", "text/html; charset=utf-8")),),
            payload=(PAGES / "html" / row["file"]).read_bytes(),
        ),
    )


@cache
def _read(file: str) -> Article | Rejection:
    return parse(_capture(next(row for row in [*GOLD, *REFUSED] if row["file"] == file)), None)


def _article(row: Row) -> Article:
    read = _read(row["file"])
    assert isinstance(read, Article), read
    return read


def _line(text: str) -> str:
    return " ".join(_CELL_MARKS.sub(" ", text).split())


def _value(article: Article, field: str) -> Any:
    """Return a field in the form that the gold has it."""
    found = getattr(article, field)
    if field == "images":
        pictures = [image for image in found or () if image.caption]
        return [{"url": image.url, "caption": image.caption, "credit": image.credit} for image in pictures]
    if field == "is_truncated":
        return bool(found)  # unknown is as good as no
    if isinstance(found, datetime):
        return found.astimezone(UTC).replace(microsecond=0).isoformat()
    return list(found) if isinstance(found, tuple) else found


def _date_is_right(gold: str, found: datetime | None) -> bool:
    if found is None:
        return False
    if has_minute(gold):
        return abs((found - datetime.fromisoformat(gold)).total_seconds()) < 60
    return found.date().isoformat() == gold[:10]


@pytest.mark.parametrize("row", GOLD, ids=[row["id"] for row in GOLD])
def test_the_fields_of_a_page_are_what_a_reader_would_say(row: Row) -> None:
    article = _article(row)
    wrong = []
    authors = [author.name for author in article.authors or ()]
    if [name.casefold() for name in authors] != [name.casefold() for name in row["authors"]]:
        wrong.append(f"authors: {authors} for {row['authors']}")
    if "date" in row and not _date_is_right(row["date"], article.date_published):
        wrong.append(f"date: {article.date_published} for {row['date']}")
    for field, expected in {"headline": row["title"], **row["expected"]}.items():
        found = _value(article, field)
        if found != expected:
            wrong.append(f"{field}: {found!r} for {expected!r}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("row", GOLD, ids=[row["id"] for row in GOLD])
def test_the_body_of_a_page_is_the_story_and_nothing_else(row: Row) -> None:
    expected = [_line(paragraph) for paragraph in row["gold"].split("\n\n")]
    found = [_line(paragraph) for paragraph in _article(row).article_body.split("\n\n")]
    assert found == expected, "\n".join(["", *difflib.unified_diff(expected, found, "gold", "read", lineterm="", n=1)])


@pytest.mark.parametrize("row", REFUSED, ids=[row["file"].removesuffix(".html") for row in REFUSED])
def test_what_is_no_article_is_refused_for_the_right_reason(row: Row) -> None:
    read = _read(row["file"])
    assert isinstance(read, Rejection), f"taken for an article: {read.headline}\n{read.article_body[:400]}"
    assert read.reason.value in row["reason"], read.detail


def _total() -> Total:
    scores = []
    for row in GOLD:
        read = _read(row["file"])
        guess = None
        if isinstance(read, Article):
            guess = Guess(
                body=read.article_body,
                headline=read.headline,
                published=read.date_published.isoformat() if read.date_published else None,
                authors=tuple(author.name for author in read.authors or ()),
            )
        scores.append(score(gold_of(row), guess))
    return total(scores)


def test_the_quality_never_falls() -> None:
    figures = _total()
    refused = [isinstance(read := _read(row["file"]), Rejection) and read.reason in row["reason"] for row in REFUSED]
    reached = {
        "body precision": figures.body.precision,
        "body recall": figures.body.recall,
        "body F1": figures.body.f1,
        "headline": figures.headline.right / figures.headline.judged,
        "day": figures.day.right / figures.day.judged,
        "minute": figures.minute.right / figures.minute.judged,
        "authors": figures.authors.right / figures.authors.judged,
        "refused": sum(refused) / len(refused),
    }
    assert reached.keys() == FLOORS.keys()
    fallen = {name: (round(value, 4), FLOORS[name]) for name, value in reached.items() if value < FLOORS[name]}
    assert fallen == {}


def test_every_page_has_its_line_and_every_line_its_page() -> None:
    named = [row["file"] for row in [*GOLD, *REFUSED]]
    assert sorted(named) == sorted(path.name for path in (PAGES / "html").iterdir())
    assert [row["id"] for row in GOLD] == [row["file"].removesuffix(".html") for row in GOLD]


def test_every_expected_reason_is_one_that_the_parser_can_give() -> None:
    known = {reason.value for reason in Reason}
    assert {reason for row in REFUSED for reason in row["reason"]} <= known


def test_no_page_names_a_site_that_could_exist() -> None:
    named = {
        host.decode("ascii").lower() for path in (PAGES / "html").iterdir() for host in _HOST.findall(path.read_bytes())
    }
    assert {host for host in named if not host.endswith(".example")} <= VOCABULARIES
    assert all(re.match(r"https?://[^/]+\.example/", row["url"]) for row in [*GOLD, *REFUSED])


@pytest.mark.parametrize("row", GOLD, ids=[row["id"] for row in GOLD])
def test_every_paragraph_of_the_gold_stands_in_its_page(row: Row) -> None:
    """Holds the gold to the page, not the parser: a slip of the pen shows here."""
    payload = (PAGES / "html" / row["file"]).read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", payload, re.IGNORECASE)
    text = payload.decode(charset[1].decode("ascii") if charset else "utf-8")
    tree = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    page = "".join(tree.text_content().replace("\u00ad", "").split())
    missing = [line for line in row["gold"].split("\n\n") if "".join(line.split()) not in page]
    assert missing == []


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row["id"])
def test_the_body_and_what_was_removed_are_all_that_the_extractor_took(row: Row) -> None:
    article = _read(row["file"])
    assert isinstance(article, Article)
    story = read_story(ParsedPage(decode(_capture(row), _capture(row).response.payload), row["url"]))
    assert story is not None
    lines = {fold(line) for line in put_back(article)}
    assert [line for line, _ in story.lines if fold(line) and fold(line) not in lines] == []


def test_every_rule_has_its_reason_in_words() -> None:
    named = {shape.rule for shape in SHAPES}
    modules = ("boilerplate/lines", "boilerplate/position", "extractors/general", "extractors/template")
    for module in (*modules, "extractors/text"):
        source = (ROOT / "transforms" / f"{module}.py").read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:rule = |return |setdefault\(place, |removal\((?:\w+, )?)"([a-z_]+)"', source))
    assert named - {"head", "tail"} <= REASONS.keys()
    assert all(reason.startswith(("it ", "all of it")) for reason in REASONS.values())
