"""A warehouse that another program has open costs no night: the crawl goes on, and what it captured is loaded later."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from archive import NIGHT, OUTLETS, Archive, Page, address, held, text_page
from recordings import NIGHTS
from typed import Nightdesk

from flows.config import DataFolder, lock_timeout
from flows.errors import UsageError
from flows.pipeline import earlier_runs, stages
from flows.pipeline.imports import import_warcs
from spiders.capture.manifest import Outcome, read_manifest
from warehouse.db.writer import WarehouseHeld, writer

DAY = timedelta(days=1)
THIRD = NIGHT + 2 * DAY


@pytest.fixture
def data(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """Return the folder of two nights, in which no run waits long for anybody."""
    monkeypatch.setenv("NEWS_LOCK_TIMEOUT", "0.1")
    return DataFolder(filled.root)


def third_night(archive: Archive) -> None:
    """Leave the captures of one more night, of which nothing is loaded."""
    archive.crawl(
        "night-3", Page(payload=text_page("A kiosk opens"), key="900009", url=address("900009"), at=THIRD), clock=THIRD
    )


def published(data: DataFolder) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data.published), read_only=True) as connection:
        return connection.execute("SELECT article_id, revision, headline FROM articles ORDER BY ALL").fetchall()


@contextmanager
def let_go_once_waited_for(child: subprocess.Popen[str]) -> Iterator[list[str]]:
    """Have the other program close the warehouse as soon as a run says that it waits for that."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())
            if "waiting" in said[-1]:
                assert child.stdin is not None
                child.stdin.close()

    listener = Listener()
    logging.getLogger("nightdesk").addHandler(listener)
    try:
        yield said
    finally:
        logging.getLogger("nightdesk").removeHandler(listener)


def test_meanwhile_a_crawl_is_told_what_the_published_copy_knows(filled: Archive, data: DataFolder) -> None:
    past = earlier_runs.state_of_past(data, "presstv")
    expected = earlier_runs.state_of_night(data, "presstv", THIRD)
    assert expected.keys | {due.key for due in expected.due}
    with held(filled.warehouse):
        assert earlier_runs.state_of_night(data, "presstv", THIRD) == expected
        assert earlier_runs.state_of_past(data, "presstv") == past
        assert earlier_runs.days_finished(data, "presstv") == set()


@pytest.mark.parametrize("copy", ["there", "gone", "held"])
def test_what_an_earlier_run_captured_and_could_not_load_is_not_asked_for_again(
    filled: Archive, data: DataFolder, copy: str
) -> None:
    third_night(filled)
    with held(filled.warehouse), held(data.published.resolve() if copy == "held" else filled.root / "other.duckdb"):
        if copy == "gone":
            data.published.unlink()
        told = earlier_runs.state_of_night(data, "presstv", THIRD + DAY)
    assert "900009" in told.keys
    assert address("900009") in told.urls
    if copy != "there":
        assert {"900001", "900002"} <= told.keys


@pytest.mark.parametrize("loaded", [True, False])
def test_after_a_crawl_that_ended_early_the_next_one_looks_behind_what_is_known(archive: Archive, loaded: bool) -> None:
    data, page, fourth = DataFolder(archive.root), Page(payload=text_page("A kiosk opens")), THIRD + DAY
    archive.load(archive.crawl("night", page, clock=THIRD - DAY))
    assert not earlier_runs.state_of_night(data, "presstv", THIRD).partial
    killed = archive.crawl("night-3", page, clock=THIRD, finish_reason="it was killed")
    if loaded:
        archive.load(killed)
    assert earlier_runs.state_of_night(data, "presstv", fourth).partial
    archive.load(archive.crawl("night-4", page, clock=fourth))
    assert earlier_runs.state_of_night(data, "presstv", fourth + DAY).partial is not loaded


@pytest.mark.parametrize("read_only", [True, False])
def test_what_cannot_be_loaded_stays_and_the_next_run_loads_it(
    filled: Archive, data: DataFolder, read_only: bool, caplog: pytest.LogCaptureFixture
) -> None:
    before = published(data)
    third_night(filled)
    with held(filled.warehouse, read_only=read_only) as other:
        assert stages.catch_up(data, OUTLETS) == ()
        run, problems = stages.finish(data, "night-3", OUTLETS)
    assert run is None
    assert problems == (
        "nothing was published, and what was captured is kept for the next run: "
        f"{data.warehouse} is open in another program (process {other.pid}): close it there and run again",
    )
    assert caplog.messages[0] == (
        f"{data.warehouse} is open in another program (process {other.pid}); "
        "the run goes on meanwhile, and loads once it is closed"
    )
    assert published(data) == before

    assert stages.catch_up(data, OUTLETS) == ()
    run, problems = stages.finish(data, "night-3", OUTLETS)
    assert run is not None
    assert (run.run_id, problems) == ("night-3", ())
    assert published(data) == [*before, ("presstv:900009", 1, "A kiosk opens")]


def test_an_import_takes_no_page_a_second_time_that_could_not_be_loaded_yet(filled: Archive, data: DataFolder) -> None:
    third_night(filled)
    with held(filled.warehouse):
        imported = import_warcs(
            [data.captures / "presstv/night-3.warc.gz"], data, OUTLETS, run_id="import-1", clock=THIRD, undeclared=False
        )
    (manifest,) = (read_manifest(path) for path in imported.manifests)
    assert [page.outcome for page in manifest.pages] == [Outcome.KNOWN]
    assert manifest.warc is None


def test_a_run_waits_until_the_other_program_lets_go_and_loads_all_then(
    filled: Archive, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_LOCK_TIMEOUT", "60")
    third_night(filled)
    (manifest,) = (one for one in stages._chronological(data.store.manifests())[0] if one.run_id == "night-3")
    with held(filled.warehouse) as other, let_go_once_waited_for(other) as said:
        batch = stages.read(data, manifest, OUTLETS.get(manifest.outlet))
        assert stages.load_batch(data, manifest, batch, OUTLETS.get(manifest.outlet)) == {}
        assert not batch.exists()
        run, problems = stages.finish(data, "night-3", OUTLETS)
    assert any(f"(process {other.pid})" in line and "waiting" in line for line in said)
    assert run is not None
    assert problems == ()
    assert run.outlets[0]["new"] == 1
    assert ("presstv:900009", 1, "A kiosk opens") in published(data)


def test_a_manifest_that_cannot_be_read_is_told_of_whoever_holds_the_warehouse(
    filled: Archive, data: DataFolder
) -> None:
    (data.captures / "presstv/night-4.receipt.json").write_text("{", encoding="utf-8")
    with held(filled.warehouse):
        (problem,) = stages.catch_up(data, OUTLETS)
    assert "night-4.receipt.json cannot be read as a crawl manifest" in problem


@pytest.mark.e2e  # a whole rebuild
def test_a_rebuild_takes_the_place_of_no_warehouse_that_is_open(filled: Archive, data: DataFolder) -> None:
    before = published(data)
    third_night(filled)
    with held(filled.warehouse) as other:
        with pytest.raises(WarehouseHeld, match=rf"open in another program \(process {other.pid}\)"):
            stages.rebuild(data, OUTLETS)
        assert published(data) == before
    assert filled.ask("SELECT count(*) FROM captures WHERE run_id = 'night-3'") == [(0,)]
    assert stages.rebuild(data, OUTLETS) == (3, ())
    assert filled.ask("SELECT count(*) FROM captures WHERE run_id = 'night-3'") == [(1,)]


@pytest.mark.e2e  # a whole rebuild
def test_a_rebuild_waits_until_the_other_program_lets_go(
    filled: Archive, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_LOCK_TIMEOUT", "60")
    with held(filled.warehouse) as other, let_go_once_waited_for(other):
        assert stages.rebuild(data, OUTLETS) == (2, ())
    with writer(filled.warehouse):
        pass


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", "1e9"])
def test_a_wrong_time_to_wait_is_told_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("NEWS_LOCK_TIMEOUT", value)
    for act in (stages.catch_up, stages.rebuild):
        with pytest.raises(UsageError, match=r"NEWS_LOCK_TIMEOUT is '.*': give a number of seconds"):
            act(DataFolder(tmp_path), OUTLETS)


def test_a_run_waits_for_ten_minutes_where_nothing_else_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWS_LOCK_TIMEOUT", raising=False)
    assert lock_timeout() == 600


@pytest.mark.e2e
def test_two_nights_beside_an_open_warehouse_are_all_there_after_a_third(tmp_path: Path, nightdesk: Nightdesk) -> None:
    data = DataFolder(tmp_path / "data")

    def night(number: int, status: int) -> str:
        result = nightdesk(data.root, "nightly", "--replay", str(NIGHTS[number]), NEWS_LOCK_TIMEOUT="0")
        assert result.returncode == status, result.stderr
        assert "Traceback" not in result.stderr
        return result.stderr

    night(0, 3)
    first = published(data)
    with held(data.warehouse, read_only=True) as other:
        said = night(1, 3)
        assert f"{data.warehouse} is open in another program (process {other.pid})" in said
        assert published(data) == first
    night(1, 3)

    undisturbed = DataFolder(tmp_path / "undisturbed")
    for number in (0, 1):
        result = nightdesk(undisturbed.root, "nightly", "--replay", str(NIGHTS[number]))
        assert result.returncode == 3, result.stderr
    assert published(data) == published(undisturbed)
