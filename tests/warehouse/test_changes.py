"""What changed in an article is told for each revision, with the times between which it changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, text_page

from spiders.capture.manifest import Outcome
from warehouse.articles.changes import History, history
from warehouse.articles.subject import SubjectError
from warehouse.db.publish import publish

DAY = timedelta(days=1)


def told(archive: Archive, asked: str, revision: int | None = None) -> History:
    return history(archive.published, asked, OUTLETS, revision)


def refusal(archive: Archive, asked: str, revision: int | None = None) -> str:
    with pytest.raises(SubjectError) as caught:
        told(archive, asked, revision)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_each_revision_is_told_with_what_it_changed(filled: Archive) -> None:
    first, second = told(filled, "presstv:900001").changes
    assert (first.text.revision, first.fields) == (1, {})
    assert (second.text.revision, second.text.captured_at) == (2, NIGHT + DAY)
    assert set(second.fields) == set(second.text.changed_fields or ()) == {"headline", "article_body"}


def test_the_url_will_do_in_place_of_the_id(filled: Archive) -> None:
    assert told(filled, address()) == told(filled, "presstv:900001")


def test_one_revision_can_be_named(filled: Archive) -> None:
    (change,) = told(filled, "presstv:900001", 2).changes
    assert change.text.revision == 2
    assert change.fields


def test_the_change_lies_between_two_captures(archive: Archive) -> None:
    edited = text_page("A footbridge opens", "Two hundred people crossed it within the hour of the opening.")
    nights = (
        Page(payload=text_page()),
        Page(payload=text_page(), at=NIGHT + DAY),
        Page(outcome=Outcome.NOT_MODIFIED, at=NIGHT + 3 * DAY),
        Page(payload=edited, at=NIGHT + 7 * DAY),
        Page(outcome=Outcome.GONE, at=NIGHT + 30 * DAY),
    )
    for number, page in enumerate(nights):
        archive.load(archive.crawl(f"night-{number}", page, clock=page.at, finished_at=page.at))
    publish(archive.warehouse, archive.published)

    found = told(archive, "presstv:900001")

    assert [change.text.last_seen_before for change in found.changes] == [None, NIGHT + 3 * DAY]
    assert found.gone_at == NIGHT + 30 * DAY


def test_an_unknown_article_says_which_ids_are_near_and_what_explains_it(filled: Archive) -> None:
    said = refusal(filled, "presstv:900003")
    assert "there is no article presstv:900003" in said
    assert "near it are presstv:900002, presstv:900001" in said
    assert "nightdesk explain 'presstv:900003'" in said
    assert "near it" not in refusal(filled, "presstv:1")
    assert "there is no article" in refusal(filled, "https://nobody.example/1")
    assert "there is no outlet 'presttv'; do you mean presstv:900001?" in refusal(filled, "presttv:900001")


def test_an_unknown_revision_says_which_there_are(filled: Archive) -> None:
    assert "has the revisions 1 to 2; there is no revision 3" in refusal(filled, "presstv:900001", 3)
    assert "has one revision alone" in refusal(filled, "presstv:900002", 2)
