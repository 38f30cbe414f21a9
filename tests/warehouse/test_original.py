"""The bytes behind a revision are written as they were served, and a WARC that is lost or damaged is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, html_page, text_page

from spiders.capture.record import Exchange
from warehouse.articles.original import CaptureLost, find_original, head, read_original
from warehouse.articles.subject import SubjectError
from warehouse.db.publish import publish


def served(archive: Archive, asked: str, revision: int | None = None) -> bytes:
    original = find_original(archive.published, asked, OUTLETS, revision)
    return read_original(archive.store, original).payload


def lost(archive: Archive, asked: str = "presstv:900001") -> str:
    with pytest.raises(CaptureLost) as caught:
        served(archive, asked)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def warc(archive: Archive, night: str = "night-2") -> Path:
    return archive.captures / "presstv" / f"{night}.warc.gz"


def test_the_newest_revision_comes_as_it_was_served_or_the_one_that_is_named(filled: Archive) -> None:
    assert served(filled, "presstv:900001", 1) == html_page()
    newest = served(filled, "presstv:900001")
    assert newest.startswith(b"A footbridge opens over the Lathe at last")
    assert served(filled, "presstv:900001", 2) == newest
    assert served(filled, address()) == newest


def test_a_page_that_was_rejected_has_its_bytes_too(filled: Archive) -> None:
    assert served(filled, address("900003")) == text_page("A headline", "Too short.")
    with pytest.raises(SubjectError, match="no article was made of"):
        served(filled, address("900003"), 1)


def test_an_unknown_article_and_an_unknown_revision_are_told_of(filled: Archive) -> None:
    with pytest.raises(SubjectError, match="there is no article presstv:900009"):
        served(filled, "presstv:900009")
    with pytest.raises(SubjectError, match="has the revisions 1 to 2; there is no revision 5"):
        served(filled, "presstv:900001", 5)


def test_bytes_of_any_kind_come_back(archive: Archive) -> None:
    payload = "Ein Fährmann und ein Bürgermeister, خبر.\r\n".encode() * 20 + bytes(range(256))
    archive.load(archive.crawl("night", Page(payload=payload, at=NIGHT)))
    publish(archive.warehouse, archive.published)
    assert served(archive, address()) == payload


def test_the_head_has_the_status_and_the_headers_byte_for_byte() -> None:
    exchange = Exchange(
        url=address(), captured_at=NIGHT, status=200, reason="OK", payload=b"x",
        headers=(("Server", "n\xe9o"), ("set-cookie", "a=1"), ("set-cookie", "b=2")),
    )  # fmt: skip
    assert head(exchange) == b"HTTP/1.1 200 OK\r\nServer: n\xe9o\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\n"


def test_a_warc_that_is_missing_is_named(filled: Archive) -> None:
    warc(filled).unlink()
    assert lost(filled).startswith(f"{warc(filled)} is missing")
    shutil.rmtree(filled.captures)
    assert "is missing" in lost(filled)


def test_a_warc_that_is_damaged_is_named(filled: Archive) -> None:
    whole = warc(filled).read_bytes()
    warc(filled).write_bytes(whole[:-40])
    assert lost(filled).startswith(f"{warc(filled)} is damaged")
    warc(filled).write_bytes(b"\0" * len(whole))
    assert "is damaged" in lost(filled)
    warc(filled).write_bytes(b"")
    assert "is damaged" in lost(filled)


def test_a_warc_that_another_took_the_place_of_is_found_out(filled: Archive, archive: Archive) -> None:
    other = Page(payload=text_page("Another story of the same night", "It has nothing to do with the first one."))
    archive.crawl("night-2", other)
    warc(filled).write_bytes(warc(archive).read_bytes())
    assert "another payload than the one that was captured" in lost(filled)
