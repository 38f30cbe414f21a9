"""Every worked question of docs/queries.md is answered by an archive that has something to tell of it."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, html_page, refused, text_page

from spiders.capture.manifest import Outcome
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.health.run_ledger import conclude
from warehouse.query.sql import ask

TEXT = (Path(__file__).parents[2] / "docs" / "queries.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^### (\d+\. [^\n]+)\n\n```sql\n(.+?)```$", TEXT, flags=re.MULTILINE | re.DOTALL)
#: What they ask for there is none of in an archive in which all is well.
MAY_FIND_NOTHING = {"9"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Two nights and a week later: an edit, a page that is gone, a refusal, the same text under two ids, furniture."""
    archive = Archive(tmp_path_factory.mktemp("told") / "data")
    bylined = text_page(
        "A market moves", "LONDON, March 1 (AP) — Forty stalls were put up again.", "Nobody complained."
    )
    later, week = NIGHT + timedelta(days=1), NIGHT + timedelta(days=8)
    edited = text_page("A footbridge opens over the Lathe at last", "Two hundred people crossed it within the hour.",
                       "The old ferry runs until the end of the month.")  # fmt: skip
    old = "https://www.presstv.ir/Detail/2026/02/20/900007/Old"
    archive.load(
        archive.crawl(
            "night-1",
            Page(payload=html_page()),
            Page(payload=bylined, key="900002", url=address("900002")),
            Page(payload=bylined, key="900005", url=address("900005")),
            Page(payload=text_page("A headline", "Too short."), key="900003", url=address("900003")),
            Page(payload=html_page(date="2026-02-20 08:00"), key="900007", url=old),
            refused(Outcome.GONE, "900004"),
        ),
        archive.crawl("night-2", Page(payload=edited, at=later), clock=later),
        archive.crawl("night-3", refused(Outcome.GONE, "900002"), clock=week, finished_at=week),
    )
    with writer(archive.warehouse) as connection:
        for run in ("night-1", "night-2", "night-3"):
            conclude(connection, run, OUTLETS)
        people, sections = "authors = [{'name': 'A. Ferry', 'url': NULL}]", "article_section = 'Society'"
        connection.execute(f"UPDATE core.revisions SET {people}, {sections} WHERE key = '900001'")
    publish(archive.warehouse, archive.published)
    return archive


def test_there_are_twenty_of_them() -> None:
    assert [title.partition(".")[0] for title, _ in QUESTIONS] == [str(number) for number in range(1, 21)]
    assert TEXT.count("```sql") == 20


@pytest.mark.parametrize(("title", "sql"), QUESTIONS, ids=[title for title, _ in QUESTIONS])
def test_the_question_is_answered(told: Archive, title: str, sql: str) -> None:
    out = io.StringIO()
    ask(told.published, sql, "json", out)
    assert json.loads(out.getvalue()) or title.partition(".")[0] in MAY_FIND_NOTHING
