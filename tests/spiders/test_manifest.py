"""A manifest comes back as it was written, and its books balance whatever the outcomes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spiders.capture.manifest import (
    CrawlManifest,
    ListingEntry,
    ManifestError,
    Outcome,
    PageEntry,
    outcome_class,
    outcome_of_status,
    read_manifest,
    write_manifest,
)
from spiders.capture.store import LocalCaptureStore, warc_path

MOMENT = datetime(2026, 11, 18, 1, 30, 16, 678901, tzinfo=UTC)

CLASSES = {
    "known": {"known", "not_modified"},
    "skipped": {"robots", "filtered", "offsite", "left_over"},
    "fetched": {"fetched"},
    "failed": {
        "gone", "http_4xx", "http_5xx", "blocked", "timeout", "dns", "tls", "too_large", "not_recorded", "unreadable",
        "error", "refused_address", "led_away",
    },
}  # fmt: skip


def _manifest(*outcomes: Outcome) -> CrawlManifest:
    pages = tuple(
        PageEntry(
            url=f"https://lantern.example/story/{number}/فانوس",
            key=str(number) if number else None,
            outcome=outcome,
            source="Feed",
            final_url=f"https://lantern.example/story/{number}" if outcome is Outcome.FETCHED else None,
            status=200 if outcome is Outcome.FETCHED else None,
            captured_at=MOMENT + timedelta(seconds=number) if outcome is Outcome.FETCHED else None,
            warc_offset=number * 100 if outcome is Outcome.FETCHED else None,
            ended_at=MOMENT + timedelta(seconds=number),
            detail=None if outcome is Outcome.FETCHED else 'a "detail"\nof two lines',
        )
        for number, outcome in enumerate(outcomes)
    )
    listings = (
        ListingEntry(url="https://lantern.example/feed.xml", outcome=Outcome.FETCHED, status=200, links=len(pages)),
        ListingEntry(
            url="https://lantern.example/section",
            outcome=Outcome.UNREADABLE,
            status=200,
            detail="no page",
            ended_at=MOMENT,
        ),
    )
    return CrawlManifest(
        run_id="a-run",
        kind="nightly",
        outlet="lantern",
        clock=MOMENT,
        started_at=MOMENT,
        finished_at=MOMENT + timedelta(minutes=5),
        finish_reason="finished",
        warc="a-run.20170103.warc.gz",
        listings=listings,
        pages=pages,
        slice="20170103",
        options={"clock": "2026-11-18", "replay": ["a", "b"], "recheck": True},
    )


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = _manifest(*Outcome)
    path = LocalCaptureStore(tmp_path / "deep").manifest_path(manifest.outlet, manifest.run_id, manifest.slice)
    write_manifest(manifest, path)
    assert read_manifest(path) == manifest


def test_a_manifest_that_is_older_than_the_time_of_each_entry_is_read(tmp_path: Path) -> None:
    manifest = _manifest(Outcome.FETCHED, Outcome.TIMEOUT)
    path = LocalCaptureStore(tmp_path).manifest_path(manifest.outlet, manifest.run_id, manifest.slice)
    write_manifest(manifest, path)
    fields = json.loads(path.read_text(encoding="utf-8"))
    for entry in (*fields["pages"], *fields["listings"]):
        del entry["ended_at"]
    path.write_text(json.dumps(fields), encoding="utf-8")
    old = read_manifest(path)
    assert {entry.ended_at for entry in (*old.pages, *old.listings)} == {None}
    assert old.outcomes() == manifest.outcomes()


def test_a_manifest_is_readable_by_people_and_leaves_no_part_behind(tmp_path: Path) -> None:
    write_manifest(_manifest(Outcome.FETCHED), tmp_path / "a.receipt.json")
    assert [file.name for file in tmp_path.iterdir()] == ["a.receipt.json"]
    text = (tmp_path / "a.receipt.json").read_text(encoding="utf-8")
    assert "فانوس" in text
    assert text.count("\n") > 20


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_falls_in_exactly_one_class(outcome: Outcome) -> None:
    assert [name for name, outcomes in CLASSES.items() if outcome.value in outcomes] == [outcome_class(outcome)]


def test_the_counts_add_up_whatever_the_outcomes() -> None:
    outcomes = [outcome for number, outcome in enumerate(Outcome) for _ in range(number + 1)]
    manifest = _manifest(*outcomes)
    counts = manifest.counts()
    assert counts["found"] == len(outcomes)
    assert counts["found"] == counts["known"] + counts["skipped"] + counts["fetched"] + counts["failed"]
    assert manifest.outcomes() == Counter(outcome.value for outcome in outcomes)


def test_the_books_of_a_crawl_that_found_nothing_balance() -> None:
    assert _manifest().counts() == {"found": 0, "known": 0, "skipped": 0, "fetched": 0, "failed": 0}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "fetched"), (203, "fetched"), (404, "gone"), (410, "gone"), (401, "blocked"), (403, "blocked"),
        (429, "blocked"), (451, "blocked"), (400, "http_4xx"), (418, "http_4xx"), (500, "http_5xx"), (503, "http_5xx"),
        (599, "http_5xx"), (304, "error"), (999, "error"),
    ],
)  # fmt: skip
def test_a_status_has_its_outcome(status: int, outcome: str) -> None:
    assert outcome_of_status(status).value == outcome


def _place_of_valid(folder: Path) -> Path:
    """Return where the manifest below belongs."""
    path = LocalCaptureStore(folder).manifest_path("lantern", "a-run")
    path.parent.mkdir()
    return path


def _without(name: str) -> str:
    fields = json.loads(VALID)
    del fields[name]
    return json.dumps(fields)


PAGE = (
    '{"url": "https://lantern.example/1", "key": "1", "outcome": "fetched", '
    '"captured_at": "2026-11-18T01:30:16+00:00", "warc_offset": 7}'
)
VALID = json.dumps(
    {
        "run_id": "a-run", "kind": "nightly", "outlet": "lantern", "clock": "2026-11-18T01:30:16+00:00",
        "started_at": "2026-11-18T01:30:16+00:00", "finished_at": "2026-11-18T01:30:16+00:00",
        "finish_reason": "finished", "warc": None, "listings": [], "pages": [],
    }
)  # fmt: skip


def test_the_manifest_that_each_one_below_is_broken_from_is_whole(tmp_path: Path) -> None:
    path = _place_of_valid(tmp_path)
    path.write_text(VALID, encoding="utf-8")
    assert read_manifest(path).counts()["found"] == 0
    path.write_text(VALID.replace('"pages": []', f'"pages": [{PAGE}]'), encoding="utf-8")
    assert read_manifest(path).counts()["fetched"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        "null",
        "{}",
        VALID[:-20],
        _without("clock"),
        _without("pages"),
        _without("run_id"),
        VALID.replace('"kind"', '"knid"'),
        VALID.replace("2026-11-18T01", "the eighteenth"),
        VALID.replace('"pages": []', '"pages": [{}]'),
        VALID.replace('"pages": []', '"pages": [7]'),
        VALID.replace('"pages": []', '"pages": null'),
        VALID.replace('"pages": []', f'"pages": [{PAGE}]').replace('"warc_offset": 7', '"warc_offset": "seven"'),
        VALID.replace('"pages": []', f'"pages": [{PAGE}]').replace('16+00:00", "warc_offset', '16", "warc_offset'),
        VALID.replace('"started_at": "2026-11-18T01:30:16+00:00"', '"started_at": "2026-11-18T01:30:16"'),
        VALID.replace('"pages": []', f'"pages": [{PAGE}]').replace('"warc_offset": 7', '"warc_offset": -7'),
        VALID.replace('"pages": []', f'"pages": [{PAGE}]').replace('"warc_offset": 7', f'"warc_offset": {9**40}'),
        VALID.replace('"outlet": "lantern"', '"outlet": "../lantern"'),
        VALID.replace('"outlet": "lantern"', '"outlet": "./lantern"'),
        VALID.replace('"outlet": "lantern"', '"outlet": ""').replace('"run_id": "a-run"', '"run_id": "lantern/a-run"'),
        VALID.replace('"warc": null', '"warc": null, "format": 2'),
        VALID.replace('"pages": []', f'"pages": [{PAGE}]').replace('"warc_offset": 7', f'"status": {10**30}'),
        VALID[: VALID.rindex("}")] + ', "options": {"a": ' + "[" * 100_000 + "]" * 100_000 + "}}",
        VALID.replace('"run_id": "a-run"', '"run_id": "another-run"'),
        VALID.replace('"warc": null', '"warc": "../../etc/passwd"'),
        VALID.replace('"listings": []', '"listings": [{"url": "x", "outcome": "unheard of"}]'),
    ],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    path = _place_of_valid(tmp_path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError, match=r"a-run\.receipt\.json"):
        read_manifest(path)


def test_a_file_that_is_not_there_or_no_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x01")
    for name in ("missing", "binary"):
        with pytest.raises(ManifestError, match=name):
            read_manifest(tmp_path / name)


def test_the_warc_lies_beside_its_manifest(tmp_path: Path) -> None:
    path = LocalCaptureStore(tmp_path).manifest_path("lantern", "a-run")
    assert path == tmp_path / "lantern/a-run.receipt.json"
    assert warc_path(path) == tmp_path / "lantern/a-run.warc.gz"
    part = LocalCaptureStore(tmp_path).manifest_path("lantern", "a-run", "20170103")
    assert warc_path(part) == tmp_path / "lantern/a-run.20170103.warc.gz"
