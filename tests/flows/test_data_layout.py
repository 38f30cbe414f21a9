"""What stands in the data folder in the place of something else is named, and what can go on does."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.config import DataFolder, data_folder
from flows.data_layout import check_layout, open_log, usable_outlets
from flows.errors import UsageError
from flows.locks import run_lock
from flows.ops.doctor import examine
from flows.pipeline import stages
from spiders.registry import load_outlets
from warehouse.db.publish import PublishError, publish
from warehouse.db.snapshot import AskError, open_snapshot

OUTLETS = load_outlets()


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    (tmp_path / "captures").mkdir()
    return DataFolder(tmp_path)


def named(data: DataFolder) -> list[str]:
    found = examine(data, datetime.now(UTC))
    return [one.detail for one in found if one.check == "data folder" and one.state == "wrong"]


def test_nothing_is_said_of_a_folder_in_which_all_is_in_its_place(data: DataFolder) -> None:
    assert check_layout(data) == ()
    assert named(data) == []


@pytest.mark.parametrize("name", ["captures", "batches"])
def test_a_file_in_the_place_of_a_folder_that_a_run_needs_is_refused_first(data: DataFolder, name: str) -> None:
    (data.root / "captures").rmdir()
    (data.root / name).write_text("x")
    told = f"{data.root / name} is a file, where a folder belongs"
    for act in (stages.catch_up, stages.rebuild):
        with pytest.raises(UsageError) as refused:
            act(data, OUTLETS)
        assert str(refused.value) == f"{told}: move it aside and run again"
    assert named(data) == [told]


def test_a_folder_in_the_place_of_the_warehouse_is_refused(data: DataFolder) -> None:
    data.warehouse.mkdir()
    with pytest.raises(UsageError, match="is a folder, where a file belongs: move it aside"):
        stages.catch_up(data, OUTLETS)


def test_a_folder_in_the_place_of_the_lock_is_one_line(data: DataFolder) -> None:
    (data.root / "run.lock").mkdir()
    with pytest.raises(UsageError, match=r"run\.lock"), run_lock(data):
        pass
    assert len(named(data)) == 1


def test_a_folder_in_the_place_of_the_lock_of_serve_is_named(data: DataFolder) -> None:
    data.serve_lock.mkdir()
    assert named(data) == [f"{data.serve_lock} is a folder, where a file belongs"]
    assert check_layout(data) == ()  # no night needs it


@pytest.mark.parametrize("name", ["warehouse.duckdb.wal", "batches/night-1.presstv.jsonl.gz"])
def test_a_folder_in_the_place_of_a_file_that_a_run_needs_is_refused_first(data: DataFolder, name: str) -> None:
    (data.root / name).mkdir(parents=True)
    told = f"{data.root / name} is a folder, where a file belongs"
    for act in (stages.catch_up, stages.rebuild):
        with pytest.raises(UsageError, match=re.escape(told)):
            act(data, OUTLETS)
    assert named(data) == [told]


def test_a_log_of_the_warehouse_that_leads_nowhere_is_refused_first(data: DataFolder) -> None:
    (data.root / "warehouse.duckdb.wal").symlink_to("nowhere")
    with pytest.raises(UsageError, match="is a link that leads nowhere"):
        stages.catch_up(data, OUTLETS)


def test_a_folder_in_the_place_of_the_new_warehouse_keeps_a_rebuild_alone(data: DataFolder) -> None:
    (data.root / "warehouse.rebuild.duckdb").mkdir()
    with pytest.raises(UsageError, match=r"warehouse\.rebuild\.duckdb is a folder, where a file belongs"):
        stages.rebuild(data, OUTLETS)
    assert check_layout(data) == ()
    assert len(named(data)) == 1


def test_a_file_in_the_place_of_prefects_home_is_named_and_gone_on_without(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    (data.root / "prefect").write_text("x")
    (told,) = check_layout(data)
    assert told.startswith(f"{data.root / 'prefect'} is a file")
    assert len(named(data)) == 1


def test_a_file_in_the_place_of_the_logs_costs_the_logs_alone(data: DataFolder) -> None:
    data.logs.write_text("x")
    (told,) = check_layout(data)
    assert told.startswith(f"{data.logs} is a file")
    with open_log(data.logs / "crawl.log", "wb") as out:
        out.write(b"a line")


def test_a_file_in_the_place_of_an_outlets_captures_costs_that_outlet_alone(data: DataFolder) -> None:
    (data.captures / "taghrib").write_text("x")
    left, problems = usable_outlets(data, OUTLETS)
    assert list(left) == [slug for slug in OUTLETS if slug != "taghrib"]
    (told,) = problems
    assert told.startswith(f"taghrib was left out: {data.captures / 'taghrib'} is a file")
    assert len(named(data)) == 1


@pytest.mark.parametrize("name", ["news.duckdb", "news.duckdb.part"])
def test_a_folder_in_the_place_of_the_link_is_named(data: DataFolder, name: str) -> None:
    (data.root / name).mkdir()
    assert len(named(data)) == 1
    with pytest.raises(PublishError, match="is a folder, where a link"):
        publish(data.warehouse, data.published)
    with pytest.raises(AskError, match="move it aside"), open_snapshot(data.published):
        pass


def test_a_file_in_the_place_of_the_copies_is_named(data: DataFolder) -> None:
    (data.root / "published").write_text("x")
    assert len(named(data)) == 1
    with pytest.raises(PublishError, match="is no folder"):
        publish(data.warehouse, data.published)


def test_a_manifest_whose_name_is_no_text_is_told_of_in_text(data: DataFolder) -> None:
    (data.captures / "caf\udce9").mkdir()
    (data.captures / "caf\udce9" / "night.receipt.json").write_text("{}")
    with pytest.raises(UsageError) as refused:
        stages.rebuild(data, OUTLETS)
    assert str(refused.value).encode("utf-8")


def test_a_data_folder_whose_name_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_DATA", "/nowhere/caf\udce9")
    with pytest.raises(UsageError, match="not valid UTF-8"):
        data_folder()


@pytest.mark.parametrize(
    ("name", "said"), [("what?", r"with \? in its path"), ("two\nlines", "another control character")]
)
def test_a_data_folder_that_cannot_hold_a_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv("NEWS_DATA", f"/nowhere/{name}/data")
    with pytest.raises(UsageError, match=said) as refused:
        data_folder()
    assert "\n" not in str(refused.value)
