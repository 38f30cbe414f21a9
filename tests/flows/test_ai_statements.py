"""What eleven invented sites state of AI, each in its own way, comes out in SQL, in an export and in its card."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from crawling import declare_velde, run_first, serving
from hostile_site import Answer, Site, SiteHandler, feed, page, slow_loris
from newsroom import STORY

from flows.config import DataFolder, new_run_id
from flows.pipeline import earlier_runs, stages
from flows.pipeline.crawl import CrawlJob
from flows.pipeline.crawl_pool import crawl
from flows.render.console import terminal
from flows.render.explain import show_explanation
from spiders.capture.manifest import read_manifest
from spiders.capture.recovery import recover
from spiders.capture.store import warc_path
from spiders.crawl.state import CrawlState
from spiders.registry import load_outlets
from warehouse.articles.explain import explain
from warehouse.query.export import ExportRequest, NothingToExport, export

pytestmark = pytest.mark.e2e

NAMES = """
import socket
socket.gethostbyname = lambda name: "127.0.0.1"
"""
SETTINGS = {
    "DOWNLOAD_DELAY": "0.2",
    "AUTOTHROTTLE_ENABLED": "False",
    "RETRY_TIMES": "0",
    "DOWNLOAD_TIMEOUT": "2",
    "CONCURRENT_REQUESTS": "50",
}
POLICY = "https://velde.example/policy"
TDMREP = "/.well-known/tdmrep.json"
RULES = [
    {"location": "/free/", "tdm-reservation": 0},
    {"location": "/news/", "tdm-reservation": 1, "tdm-policy": POLICY},
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How one site states it, what comes of it, and the statements as (source, statement, agents)."""

    use: str
    found: list[tuple[str, str, str | None]] = field(default_factory=list)
    headers: tuple[tuple[str, str], ...] = ()
    head: str = ""
    host: dict[str, Answer] = field(default_factory=dict)


def _meta(name: str, content: str) -> str:
    return f"<meta name='{name}' content='{content}'>"


CASES: dict[str, Case] = {
    "robots": Case(
        use="reserved",
        found=[("robots.txt", "disallow", "CCBot, GPTBot")],
        host={
            "/robots.txt": page(
                b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: ClaudeBot\nDisallow: /private/\n"
                b"User-agent: *\nDisallow: /search\n"
            )
        },
    ),
    "groups": Case(
        use="reserved",
        found=[("robots.txt", "disallow", "GPTBot")],
        host={
            "/robots.txt": page(
                "".join(f"User-agent: bot{n}\nDisallow: /\n" for n in range(10_000)).encode()
                + b"User-agent: GPTBot\nDisallow: /\n"
            )
        },
    ),
    "header": Case(
        use="reserved",
        found=[("header", "noai", None), ("header", "noimageai", None)],
        headers=(("X-Robots-Tag", "noai, noimageai"),),
    ),
    "headers": Case(
        use="reserved",
        found=[("header", "nosnippet", None), ("header", "noai", "GPTBot")],
        headers=(("x-robots-tag", "nosnippet"), ("X-Robots-Tag", "GPTBot: nofollow, noai")),
    ),
    "meta": Case(
        use="reserved",
        found=[("meta", "noai", None), ("meta", "noimageai", None)],
        head=_meta("robots", "index, noai, noimageai"),
    ),
    "archive": Case(use="reserved", found=[("meta", "noarchive", "googlebot")], head=_meta("googlebot", "noarchive")),
    "tdm-header": Case(
        use="reserved",
        found=[("header", "tdm-reservation: 1", None), ("header", f"tdm-policy: {POLICY}", None)],
        headers=(("TDM-Reservation", "1"), ("TDM-Policy", POLICY)),
    ),
    "tdm-meta": Case(
        use="allowed",
        found=[("header", "tdm-reservation: 1", None), ("meta", "tdm-reservation: 0", None)],
        headers=(("tdm-reservation", "1"),),
        head=_meta("tdm-reservation", "0"),
    ),
    "tdm-file": Case(
        use="reserved",
        found=[("tdmrep.json", "tdm-reservation: 1", None), ("tdmrep.json", f"tdm-policy: {POLICY}", None)],
        host={TDMREP: page(json.dumps(RULES).encode(), Content_Type="application/json")},
    ),
    "large": Case(
        use="unstated",
        headers=(("X-Robots-Tag", "index, " * 1500), ("X-Lanterns", "noai")),
        host={TDMREP: page(b"[" + b'{"location": "/", "tdm-reservation": 1},' * 250_000 + b"0]")},
    ),
    "silent": Case(use="unstated", host={TDMREP: slow_loris}),
}


def _article(name: str, case: Case) -> Answer:
    title = f"The mill of {name} turns again"
    body = (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{case.head}</head>"
        f"<body><article><h1>{title}</h1>{STORY.format(n=name)}</article></body></html>"
    ).encode()

    def answer(handler: SiteHandler) -> None:
        handler.send_response(200)
        sent = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *case.headers)
        for header in sent:
            handler.send_header(*header)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@dataclass(frozen=True, slots=True)
class Night:
    """The sites, and the data folder after one night of all of them."""

    sites: dict[str, Site]
    data: DataFolder
    manifest: Path

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.data.published), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    root = tmp_path_factory.mktemp("stated")
    run_first(root, NAMES)
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        for name, value in {"NEWS_ADMIT": "127.0.0.1", "NEWS_OUTLETS": root, "PYTHONPATH": root / "names"}.items():
            patch.setenv(name, str(value))
        sites = {}
        for name, case in CASES.items():
            answers = {"/feed": feed(f"/news/{name}", f"/news/{name}-2"), f"/news/{name}": _article(name, case)}
            answers[f"/news/{name}-2"] = page(b"<html><title>404</title><h1>Not found</h1></html>")
            sites[name] = stack.enter_context(serving(Site({**answers, **case.host})))
        declare_velde(
            root,
            hosts=(f"{name}.invalid" for name in sites),
            ports=(site.port for site in sites.values()),
            sources=(f'Feed(url="http://{name}.invalid:{site.port}/feed")' for name, site in sites.items()),
        )
        yield _night(sites, DataFolder(root / "data"), root, datetime.now(UTC), CrawlState())


def _night(sites: dict[str, Site], data: DataFolder, root: Path, clock: datetime, state: CrawlState) -> Night:
    outlets = load_outlets(root)
    run_id = new_run_id(clock, "nightly")
    job = CrawlJob(outlet="velde", run_id=run_id, kind="nightly", clock=clock, state=state, settings=SETTINGS)
    manifest = crawl(job, data, outlets["velde"])
    batch = stages.read(data, read_manifest(manifest), outlets["velde"])
    stages.load_batch(data, read_manifest(manifest), batch, outlets["velde"])
    stages.finish(data, run_id, outlets)
    return Night(sites, data, manifest)


@pytest.mark.parametrize("name", CASES)
def test_each_statement_is_in_the_row_of_the_article_and_of_its_capture(night: Night, name: str) -> None:
    case = CASES[name]
    for table in ("articles", "captures"):
        ((allowed, use, stated),) = night.ask(
            f"SELECT robots_allowed, ai_use, coalesce(ai_statements, []) FROM {table} WHERE article_id = 'velde:{name}'"
        )
        assert (allowed, use) == (True, case.use)
        assert isinstance(stated, list)
        assert [(each["source"], each["statement"], each["agents"]) for each in stated] == case.found


def test_a_page_that_is_no_article_has_what_its_host_and_its_headers_state(night: Night) -> None:
    rows = night.ask(
        "SELECT regexp_extract(url, '/news/(.*)-2', 1), robots_allowed, ai_use FROM captures WHERE reading = 'rejected'"
    )
    assert len(rows) == len(CASES)
    assert {name for name, _, use in rows if use == "reserved"} == {"robots", "groups", "tdm-file"}
    assert {allowed for _, allowed, _ in rows} == {True}


def test_tdmrep_json_is_asked_for_once_and_within_the_pauses(night: Night) -> None:
    for name, site in night.sites.items():
        assert site.asked(TDMREP) == 1, name
        paths = [path for _, path, _ in site.seen]
        assert paths[:3] == ["/robots.txt", "/feed", TDMREP], name
        times = [moment for moment, path, _ in site.seen if path != "/robots.txt"]
        assert all(later - earlier > 0.15 for earlier, later in itertools.pairwise(times)), name


def test_a_crawl_that_was_killed_has_the_same_of_what_it_captured(night: Night, tmp_path: Path) -> None:
    folder = tmp_path / "velde"
    folder.mkdir()
    warc = warc_path(night.manifest)
    (folder / f"{warc.name}.part").write_bytes(warc.read_bytes())
    outlets = load_outlets(night.data.root.parent)
    recovered = recover(folder / f"{warc.name}.part", outlets["velde"])
    assert recovered is not None
    data = DataFolder(tmp_path / "again")
    data.root.mkdir()
    (tmp_path / "again/captures").mkdir()
    folder.rename(data.captures / "velde")
    manifest = read_manifest(data.captures / "velde" / recovered.name)
    stages.load_batch(data, manifest, stages.read(data, manifest, outlets["velde"]), outlets["velde"])
    stages.finish(data, manifest.run_id, outlets)
    question = "SELECT article_id, robots_allowed, ai_use, ai_statements FROM articles ORDER BY article_id"
    assert Night({}, data, recovered).ask(question) == night.ask(question)


def test_a_rebuild_gives_the_same(night: Night, tmp_path: Path) -> None:
    shutil.copytree(night.data.captures, tmp_path / "data/captures")
    data = DataFolder(tmp_path / "data")
    assert stages.rebuild(data, load_outlets(night.data.root.parent)) == (1, ())
    for table in ("articles", "captures", "robots"):
        question = f"FROM {table} ORDER BY ALL"
        assert Night({}, data, night.manifest).ask(question) == night.ask(question)


def test_an_export_has_them_and_its_card_counts_them(night: Night, tmp_path: Path) -> None:
    done = export(night.data.published, night.data.store, tmp_path / "all", ExportRequest(layout="jsonl"))
    assert (done.articles, done.left_out) == (len(CASES), None)
    (file,) = (tmp_path / "all").rglob("*.jsonl.gz")
    rows = {row["key"]: row for row in map(json.loads, gzip.decompress(file.read_bytes()).splitlines())}
    for name, case in CASES.items():
        assert rows[name]["ai_use"] == case.use
        stated = rows[name]["ai_statements"] or []
        assert [(each["source"], each["statement"], each["agents"]) for each in stated] == case.found
    card = (tmp_path / "all/README.md").read_text(encoding="utf-8")
    for line in ("| allowed | True | 1 |", "| reserved | True | 8 |", "| unstated | True | 2 |"):
        assert line in card
    assert "left out" not in card


@pytest.mark.parametrize("layout", ["parquet", "csv", "warc"])
def test_an_export_leaves_out_what_is_reserved_and_says_so(night: Night, tmp_path: Path, layout: str) -> None:
    request = ExportRequest(layout=layout, respect_ai_opt_out=True)
    done = export(night.data.published, night.data.store, tmp_path / "free", request)
    assert (done.articles, done.left_out) == (3, 8)
    assert "- 8 articles are left out, as their outlets opted out of AI use" in (tmp_path / "free/README.md").read_text(
        encoding="utf-8"
    )
    assert json.loads((tmp_path / "free/manifest.json").read_bytes())["ai_opt_outs_left_out"] == 8


def test_where_all_is_reserved_nothing_is_written(night: Night, tmp_path: Path) -> None:
    request = ExportRequest(layout="jsonl", where="key = 'robots'", respect_ai_opt_out=True)
    with pytest.raises(NothingToExport, match="every article that was asked for is left out"):
        export(night.data.published, night.data.store, tmp_path / "none", request)
    assert not (tmp_path / "none").exists()


def test_the_story_of_an_article_has_them_in_one_line(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    outlets = load_outlets(night.data.root.parent)
    show_explanation(explain(night.data.published, "velde:headers", outlets, datetime.now(UTC)), terminal())
    assert "AI use: reserved (header nosnippet; header noai GPTBot)" in " ".join(capsys.readouterr().out.split())


def test_on_the_same_day_no_host_is_asked_for_its_tdmrep_json_again_and_what_it_said_counts(
    night: Night, tmp_path: Path
) -> None:
    shutil.copytree(night.data.root, tmp_path / "data", symlinks=True)
    data, clock = DataFolder(tmp_path / "data"), datetime.now(UTC)
    for name, site in night.sites.items():
        site.answers["/feed"] = feed(f"/news/{name}-3")
        site.answers[f"/news/{name}-3"] = _article(f"{name}-3", CASES[name])
    state = earlier_runs.state_of_night(data, "velde", clock)
    tomorrow = earlier_runs.state_of_night(data, "velde", clock + timedelta(days=1))
    assert (len(state.tdm_rules), len(tomorrow.tdm_rules)) == (len(CASES), 0)
    again = _night(night.sites, data, night.data.root.parent, clock, state)
    assert {site.asked(TDMREP) for site in night.sites.values()} == {1}
    uses = again.ask("SELECT key, ai_use FROM articles WHERE key LIKE '%-3' ORDER BY key")
    assert uses == sorted((f"{name}-3", case.use) for name, case in CASES.items())
