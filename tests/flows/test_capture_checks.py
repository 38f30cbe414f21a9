"""Damage to what is kept is found: what shows at a quick look, and the rest by reading every record and every block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive import Archive, Page, address, text_page
from damage import dangle, delete, empty, flip, flip_at, flip_rows, folder, halve

from flows.config import DataFolder
from flows.ops.capture_checks import examine_captures
from flows.ops.doctor import examine
from spiders.capture.manifest import read_manifest
from spiders.capture.warc_reader import read_exchange
from spiders.capture.warc_writer import WarcWriter, pack
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.health.checks import ChecksFailed, check
from warehouse.health.condition import read_contents
from warehouse.health.diagnostic import Diagnostic

STORY = "presstv/night-1"


def wrongs(archive: Archive, *, deep: bool = False) -> list[Diagnostic]:
    """Return what is found wrong with the captures; each with what to do, and on one line."""
    told: list[str] = []
    contents = read_contents(archive.warehouse)
    found = list(examine_captures(DataFolder(archive.root), contents, deep=deep, progress=told.append))
    assert told or not list(archive.captures.glob("*/*.receipt.json"))
    return _wrong(found)


def wrongs_of_all(archive: Archive, *, deep: bool = False) -> list[Diagnostic]:
    """Return what a whole check-up finds wrong."""
    return _wrong(examine(DataFolder(archive.root), datetime.now(UTC), deep=deep))


def _wrong(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    found = [one for one in findings if one.state == "wrong"]
    assert all(one.remedy and "\n" not in one.detail + one.remedy for one in found)
    return found


def offsets(archive: Archive) -> list[int]:
    manifest = read_manifest(archive.captures / f"{STORY}.receipt.json")
    return [page.warc_offset for page in manifest.pages if page.warc_offset is not None]


@pytest.mark.parametrize("deep", [False, True])
def test_of_whole_files_nothing_is_said(filled: Archive, deep: bool) -> None:
    assert wrongs_of_all(filled, deep=deep) == []


@pytest.mark.parametrize("damage", [halve, empty, flip, folder, dangle])
def test_a_loaded_manifest_that_cannot_be_read_is_named(filled: Archive, damage: Callable[[Path], None]) -> None:
    manifest = filled.captures / f"{STORY}.receipt.json"
    damage(manifest)
    (found,) = wrongs(filled)
    assert str(manifest) in found.detail
    assert "Errno" not in found.detail
    assert found.remedy is not None
    assert "makes it anew from its WARC" in found.remedy


def test_a_manifest_without_a_warc_names_another_mend(filled: Archive) -> None:
    filled.crawl("night-3")
    halve(filled.captures / "presstv/night-3.receipt.json")
    (found,) = wrongs(filled)
    assert found.remedy is not None
    assert "nothing was captured" in found.remedy


def test_a_manifest_that_is_gone_with_its_warc_is_named(filled: Archive) -> None:
    delete(filled.captures / f"{STORY}.receipt.json")
    delete(filled.captures / f"{STORY}.warc.gz")
    told = [found.detail for found in wrongs(filled)]
    assert f"the crawl manifest {STORY}.receipt.json is missing, and so is its WARC, where it had one" in told
    assert f"{filled.captures / STORY}.warc.gz is missing" in told


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (halve, "ends at byte"),
        (empty, "is empty"),
        (delete, "is missing"),
        (folder, "is a folder"),
        (dangle, "is missing"),
        (lambda path: flip_at(path, 0, 4), "has no record at byte 0"),
        (lambda path: flip_at(path, path.stat().st_size - 40, 40), "breaks off in the record at byte"),
    ],
)
def test_a_warc_that_is_not_there_or_breaks_off_is_named(
    filled: Archive, damage: Callable[[Path], None], said: str
) -> None:
    warc = filled.captures / f"{STORY}.warc.gz"
    damage(warc)
    (found,) = wrongs(filled)
    assert found.detail.startswith(f"{warc} {said}")
    assert "4 pages are in it" in found.detail
    assert found.remedy is not None
    assert "backup" in found.remedy
    assert found in wrongs(filled, deep=True)


def test_a_manifest_that_names_a_place_without_a_record_is_named(filled: Archive) -> None:
    manifest = filled.captures / f"{STORY}.receipt.json"
    place = offsets(filled)[1]
    manifest.write_text(manifest.read_text().replace(f'"warc_offset": {place}', f'"warc_offset": {place + 1}'))
    (found,) = wrongs(filled)
    assert f"has no record at byte {place + 1}, where its crawl manifest names one" in found.detail


def test_damage_in_the_middle_of_a_warc_is_found_by_reading_its_records(filled: Archive) -> None:
    warc = filled.captures / f"{STORY}.warc.gz"
    second, third = offsets(filled)[1:3]
    flip_at(warc, (second + third) // 2, 20)
    assert wrongs(filled) == []
    (found,) = wrongs(filled, deep=True)
    assert found.detail == f"{warc}: the record at byte {second}, of {address('900002')}: it cannot be unpacked"


def test_each_damaged_record_is_named_and_those_between_are_read(filled: Archive) -> None:
    warc = filled.captures / f"{STORY}.warc.gz"
    places = offsets(filled)
    for place, following in ((places[0], places[1]), (places[2], places[3])):
        flip_at(warc, place + 2, following - place - 2)
    told = [found.detail for found in wrongs(filled, deep=True)]
    assert [text.partition("the record at byte ")[2].partition(",")[0] for text in told] == [
        str(places[0]),
        str(places[2]),
    ]


def test_a_record_that_was_put_in_the_place_of_another_is_found_by_its_digest(filled: Archive) -> None:
    warc = filled.captures / f"{STORY}.warc.gz"
    place = offsets(filled)[-1]
    exchange = read_exchange(warc, place)
    other = type(exchange)(
        url=exchange.url, captured_at=exchange.captured_at, status=200, reason="", headers=exchange.headers,
        payload=b"Another headline\nAnother text, put there later.\n",
    )  # fmt: skip
    warc.write_bytes(warc.read_bytes()[:place] + pack(other))
    assert wrongs(filled) == []
    (found,) = wrongs(filled, deep=True)
    assert "it holds another payload than the one that the warehouse has read" in found.detail


def test_a_warc_without_a_manifest_is_told_of(filled: Archive) -> None:
    path = filled.captures / "presstv" / "20260303T023000Z-nightly-abcdef.warc.gz"
    with WarcWriter(path):
        pass
    found = [one for one in examine(DataFolder(filled.root), datetime.now(UTC)) if str(path) in one.detail]
    assert [(one.state, one.remedy) for one in found] == [("warn", "the next run recovers it; do not delete it")]
    flip(path)
    (broken,) = wrongs(filled)
    assert "has no crawl manifest" in broken.detail
    part = path.with_name(f"{path.name}.part")
    path.unlink()
    part.mkdir()
    (stray,) = wrongs(filled)
    assert stray.detail == f"{part} is a folder, where a WARC belongs"
    part.rmdir()
    (filled.captures / "presstv" / "old.warc.gz").write_bytes(b"")
    assert any("nightdesk backfill --warc" in (one.remedy or "") for one in
               examine(DataFolder(filled.root), datetime.now(UTC)))  # fmt: skip


def test_decisions_that_cannot_be_read_are_named(filled: Archive) -> None:
    (filled.captures / "decisions.jsonl").write_text("junk\n")
    (found,) = wrongs(filled)
    assert found.check == "decisions"
    assert "line 1, is no decision" in found.detail


# Enough rows, of texts that cannot be packed, to fill blocks of their own.
_MANY = """
INSERT INTO core.rejections
SELECT 'night-1', 'presstv', NULL, md5(n::VARCHAR), now(), 'boilerplate', sha256(n::VARCHAR) || sha256((-n)::VARCHAR),
    'presstv/night-1.warc.gz', n, 1
FROM range(20000) AS numbers (n)
"""


def test_three_thousand_flipped_bytes_of_a_database_are_found_by_reading_its_blocks(filled: Archive) -> None:
    with writer(filled.warehouse) as connection:
        connection.execute(_MANY)
    publish(filled.warehouse, filled.published)
    copy = filled.published.resolve()
    flip_rows(filled.warehouse, "core.rejections")
    flip_rows(copy, "core.rejections")
    assert wrongs_of_all(filled) == []
    first, second = wrongs_of_all(filled, deep=True)
    assert f"{filled.warehouse} is damaged: " in first.detail
    assert first.remedy == "put it aside and run: nightdesk rebuild"
    assert f"{copy} is damaged: " in second.detail
    assert (second.check, second.remedy) == ("published copy", "run: nightdesk rebuild, which publishes it anew")


def test_a_damaged_copy_does_not_keep_the_next_from_being_published(filled: Archive) -> None:
    publish(filled.warehouse, filled.published)
    copy = filled.published.resolve()
    flip_rows(copy, "core.captures")
    with writer(filled.warehouse) as connection:
        check(connection, filled.published)
        connection.execute("DELETE FROM core.captures WHERE run_id = 'night-2'")
        with pytest.raises(ChecksFailed, match="nothing_is_lost"):  # the older copy is compared with
            check(connection, filled.published)


def test_what_stands_in_the_place_of_a_copy_is_named(filled: Archive) -> None:
    publish(filled.warehouse, filled.published)
    oldest = sorted(filled.root.glob("published/news-*.duckdb"))[0]
    aside = filled.root / "warehouse.before-0004_revisions.duckdb"
    aside.touch()
    for damage, said in ((dangle, "is no file"), (folder, "is no file")):
        for path in (oldest, aside):
            damage(path)
        assert [found.detail.partition(", where")[0] for found in wrongs_of_all(filled)] == [
            f"{path} {said}" for path in (aside, oldest)
        ]


def test_captures_that_wait_are_examined_too(filled: Archive) -> None:
    filled.crawl("night-3", Page(payload=text_page(), key="900008", url=address("900008")))
    empty(filled.captures / "presstv/night-3.warc.gz")
    (found,) = wrongs(filled)
    assert "night-3.warc.gz is empty; one page is in it" in found.detail


def test_captures_are_examined_where_the_warehouse_does_not_open(filled: Archive) -> None:
    filled.warehouse.write_text("a letter " * 900)
    empty(filled.captures / f"{STORY}.warc.gz")
    assert {found.check for found in wrongs_of_all(filled)} == {"warehouse", "captures"}
