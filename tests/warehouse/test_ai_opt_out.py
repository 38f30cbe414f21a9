"""What is stated of AI is a column of its own, unknown where nobody asked, and an opt-out once stated is respected."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from archive import NIGHT, OUTLETS, SENTENCES, Archive, Page, address, html_page, text_page

from spiders.ai_statements import AiSource, AiStatement, HostStatements
from warehouse.articles.explain import explain
from warehouse.db.publish import publish
from warehouse.db.snapshot import AskError
from warehouse.query.export import Exported, ExportRequest, export

COLUMNS = "robots_allowed, ai_use, ai_statements"
SHUT_OUT = AiStatement(source=AiSource.ROBOTS, statement="disallow", agents="CCBot, GPTBot")
FREE, RESERVED = HostStatements(robots_allowed=True), HostStatements(robots_allowed=True, ai_statements=(SHUT_OUT,))


def _exported(archive: Archive, *, respected: bool = True) -> Exported:
    publish(archive.warehouse, archive.published)
    request = ExportRequest(layout="jsonl", respect_ai_opt_out=respected)
    return export(archive.published, archive.store, archive.root / "dataset", request)


def test_of_what_no_crawl_of_ours_fetched_robots_txt_is_unknown_and_its_tags_are_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    tagged = html_page().replace(b"</title>", b"</title><meta name='robots' content='noai'>")
    pages = (
        Page(payload=html_page(), key="900001", url=address("900001")),
        Page(payload=tagged, key="900002", url=address("900002")),
    )
    archive.load(archive.crawl("import-1", *pages, kind="import"))
    statement = [{"source": "meta", "statement": "noai", "agents": None}]
    for table in ("articles", "captures"):
        assert archive.ask(f"SELECT {COLUMNS} FROM {table} ORDER BY key") == [
            (None, "unstated", None),
            (None, "reserved", statement),
        ]


def test_an_article_has_what_was_stated_when_its_text_was_fetched_and_every_capture_its_own(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number, (host, words) in enumerate(((FREE, ()), (RESERVED, ()), (FREE, ("The bridge is closed again.",) * 3))):
        at = NIGHT + timedelta(days=number)
        page = Page(payload=text_page("A bridge", *SENTENCES, *words), at=at, host=host)
        archive.load(archive.crawl(f"night-{number}", page, clock=at, finished_at=at))
    assert archive.ask("SELECT ai_use FROM captures ORDER BY captured_at") == [
        ("unstated",),
        ("reserved",),
        ("unstated",),
    ]
    assert archive.ask("SELECT revision, robots_allowed, ai_use FROM article_revisions ORDER BY revision") == [
        (1, True, "unstated"),
        (2, True, "unstated"),
    ]


def test_an_opt_out_of_any_capture_of_an_article_is_respected(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number, host in enumerate((FREE, RESERVED)):
        at = NIGHT + timedelta(days=number)
        pages = [
            Page(payload=text_page(f"Bridge {key}", *SENTENCES), key=key, url=address(key), at=at, host=stated)
            for key, stated in (("900001", host), ("900002", FREE))
        ]
        archive.load(archive.crawl(f"night-{number}", *pages, clock=at, finished_at=at))
    assert archive.ask("SELECT DISTINCT ai_use FROM articles") == [("unstated",)]
    assert (_exported(archive).articles, _exported(archive).left_out) == (1, 1)
    done = _exported(archive, respected=False)
    assert (done.articles, done.left_out) == (2, None)


def test_a_copy_that_an_earlier_version_published_is_exported_and_explained_as_far_as_it_goes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.load(archive.crawl("night-1", Page(payload=html_page(), host=RESERVED)))
    publish(archive.warehouse, archive.published)
    with duckdb.connect(str(archive.published.resolve())) as connection:
        ((view,),) = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'articles'").fetchall()
        connection.execute(view.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace(f", {COLUMNS}", ""))
    request = ExportRequest(layout="jsonl")
    assert export(archive.published, archive.store, tmp_path / "dataset", request).articles == 1
    assert "AI use" not in (tmp_path / "dataset/README.md").read_text(encoding="utf-8")
    with pytest.raises(AskError, match="of an earlier version, without AI use: run `nightdesk nightly`"):
        export(
            archive.published, archive.store, tmp_path / "free", ExportRequest(layout="jsonl", respect_ai_opt_out=True)
        )
    told = explain(archive.published, "presstv:900001", OUTLETS, NIGHT)
    assert (told.stated_use.ai_use, told.stated_use.robots_allowed, told.stated_use.ai_statements) == (None, None, None)


def test_what_was_loaded_before_is_unknown_until_it_is_read_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.load(archive.crawl("night-1", Page(payload=html_page(), host=RESERVED)))
    with duckdb.connect(str(archive.warehouse)) as connection:
        for table in ("captures", "revisions"):
            for column in COLUMNS.split(", "):
                connection.execute(f"ALTER TABLE core.{table} DROP COLUMN {column}")
        connection.execute("DELETE FROM main.migrations WHERE name = '0011_ai_use'")
    archive.reopen()
    for table in ("articles", "captures"):
        assert archive.ask(f"SELECT {COLUMNS} FROM {table}") == [(None, None, None)]
    assert (_exported(archive).articles, _exported(archive).left_out) == (1, 0)
    assert "| unknown | unknown | 1 |" in (tmp_path / "dataset/README.md").read_text(encoding="utf-8")
