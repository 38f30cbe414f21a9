"""A page that we failed to read is read again by the next runs, from its file, and the tables are as if none had."""

from __future__ import annotations

import multiprocessing.forkserver
import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from archive import HEADLINE, NIGHT, OUTLETS, SENTENCES, Archive, Page, address, html_page, refused, text_page
from rich.console import Console

from flows.config import DataFolder
from flows.ops.doctor import examine
from flows.pipeline import retry, stages
from flows.render.report import show_run
from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry
from spiders.outlet import Line
from transforms.article import FAILURES, Reason
from warehouse.db.writer import writer

DAY = timedelta(days=1)
TABLES = ("runs", "crawls", "verdicts", "captures", "revisions", "rejections", "fetches", "robots", "gone", "warnings")
QUARANTINED = "SELECT url, reason, attempts, disposition FROM rejections ORDER BY url"


def tables(archive: Archive) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row, but for when a run was last judged."""
    return {
        name: archive.ask(f"SELECT * {'EXCLUDE (finished_at)' if name == 'runs' else ''} FROM core.{name} ORDER BY ALL")
        for name in TABLES
    }


@contextmanager
def damaged(archive: Archive, manifest: CrawlManifest, pages: list[PageEntry]) -> Iterator[None]:
    """Have the records of some pages be unreadable for a while, as on a disk that fails."""
    path = archive.captures / manifest.outlet / str(manifest.warc)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    for page in pages:
        assert page.warc_offset is not None
        flipped[page.warc_offset + 20 : page.warc_offset + 60] = bytes(40)
    path.write_bytes(flipped)
    try:
        yield
    finally:
        path.write_bytes(whole)


def night(archive: Archive, manifest: CrawlManifest, fail: list[PageEntry] | None = None) -> None:
    """Load, judge and publish what a crawl captured, while we fail to read some of it."""
    data = DataFolder(archive.root)
    with damaged(archive, manifest, fail or []):
        outlet = OUTLETS.get(manifest.outlet)
        stages.load_batch(data, manifest, stages.read(data, manifest, outlet), outlet)
        run, problems = stages.finish(data, manifest.run_id, OUTLETS)
    assert run is not None
    assert problems == ()


def nights(archive: Archive, dice: random.Random) -> Iterator[CrawlManifest]:
    """Yield a few crawls: texts that change and come back, short links, pages that are none, articles that go."""
    texts = [text_page(), text_page("A footbridge closes again"), text_page(HEADLINE, SENTENCES[0]), html_page()]
    for number in range(3):
        at = NIGHT + number * DAY
        pages = [
            Page(payload=dice.choice(texts), key=key, url=address(key), at=at + timedelta(minutes=dice.randint(0, 9)))
            for key in ("900001", "900002", "900003")
        ]
        pages += [replace(page, url=address(str(page.key), "Bridge")) for page in pages if dice.random() < 0.5]
        pages.append(Page(payload=text_page("A headline", "Too short."), key="900004", url=address("900004"), at=at))
        pages.append(refused(Outcome.GONE, "900005"))
        dice.shuffle(pages)
        yield archive.crawl(f"night-{number}", *pages, clock=at, finished_at=at + timedelta(hours=1))


@pytest.mark.e2e
@pytest.mark.parametrize("seed", range(40 if "SOAK" in os.environ else 3))
def test_after_one_more_run_the_tables_are_as_if_all_had_been_read_at_once(tmp_path: Path, seed: int) -> None:
    undisturbed, archive = Archive(tmp_path / "undisturbed"), Archive(tmp_path / "disturbed")
    for manifest in nights(undisturbed, random.Random(seed)):
        night(undisturbed, manifest)
    data = DataFolder(archive.root)
    dice, unread = random.Random(f"failures {seed}"), 0
    for manifest in nights(archive, random.Random(seed)):
        fetched = [page for page in manifest.pages if page.outcome is Outcome.FETCHED]
        fail = dice.sample(fetched, dice.randint(1, len(fetched)))
        night(archive, manifest, fail)
        found = dict(archive.ask("SELECT run_id, count(*) FROM rejections WHERE disposition = 'retry' GROUP BY ALL"))
        assert found[manifest.run_id] == len(fail)
        unread += len(fail)
        if dice.random() < 0.5:  # the next night begins with this, but for one that was killed before
            stages.catch_up(data, OUTLETS)
    assert unread > 3
    assert stages.catch_up(data, OUTLETS) == ()
    assert not list(data.batches.iterdir())
    assert tables(archive) == tables(undisturbed)
    stages.finish(data, "night-2", OUTLETS)  # the checks pass
    with duckdb.connect(str(archive.published), read_only=True) as copy:
        assert copy.execute("SELECT count(*) FROM articles").fetchall() == [(3,)]


@contextmanager
def every_reader_killed() -> Iterator[None]:
    """Kill -9 each process of the pool as soon as it is there, as a system does whose memory is short."""
    done = threading.Event()
    ours = multiprocessing.forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]

    def kill() -> None:
        while not done.is_set():
            for stat in Path("/proc").glob("[0-9]*/stat"):
                with suppress(OSError):  # it has ended meanwhile
                    if stat.read_text("utf-8").rpartition(")")[2].split()[1] == str(ours):
                        os.kill(int(stat.parent.name), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        done.set()
        killer.join()


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("killed", "extractor_error: the process that read it died, or had no memory left"),
        ("late", "timeout: reading it took longer than 0.05 seconds"),
    ],
)
def test_pages_whose_readers_were_killed_or_late_are_there_after_the_next_run(
    tmp_path: Path, how: str, reason: str
) -> None:
    undisturbed, archive = Archive(tmp_path / "undisturbed"), Archive(tmp_path / "disturbed")
    body = "".join(f"<p>The ferry crossed the Lathe for the {n}th time that year.</p>" for n in range(4000))
    slow = html_page().replace(b"</div></div></body>", body.encode() + b"</div></div></body>")
    manifests = [
        built.crawl(
            "night", *(Page(payload=slow, key=str(key), url=address(str(key))) for key in range(900001, 900015))
        )
        for built in (undisturbed, archive)
    ]
    night(undisturbed, manifests[0])
    data = DataFolder(archive.root)
    with every_reader_killed() if how == "killed" else pytest.MonkeyPatch.context() as patch:
        if patch is not None:
            patch.setattr("transforms.batch.LIMIT", 0.05)
        batch = stages.read(data, manifests[1], OUTLETS.get(manifests[1].outlet))
    stages.load_batch(data, manifests[1], batch, OUTLETS.get(manifests[1].outlet))
    run, _ = stages.finish(data, "night", OUTLETS)
    assert run is not None
    assert run.exit_status == 3
    ((died, reasons),) = archive.ask("SELECT count(*), list(DISTINCT reason || ': ' || detail) FROM rejections")
    assert died >= 7
    assert reasons == [reason]

    stages.catch_up(data, OUTLETS)
    stages.finish(data, "night", OUTLETS)
    assert tables(archive) == tables(undisturbed)
    assert archive.ask("SELECT count(*) FROM articles") == [(14,)]


@pytest.mark.e2e
def test_an_article_is_settled_only_once_each_of_its_addresses_could_be_read(tmp_path: Path) -> None:
    undisturbed, archive = Archive(tmp_path / "undisturbed"), Archive(tmp_path / "disturbed")
    pages = [Page(payload=text_page()), Page(payload=text_page("A footbridge opens"), url=address(slug="Bridge"))]
    night(undisturbed, undisturbed.crawl("night", *pages))
    manifest = archive.crawl("night", *pages)
    first, second = manifest.pages
    night(archive, manifest, [first])  # the second is taken for the article
    data = DataFolder(archive.root)
    with damaged(archive, manifest, [second]):
        stages.catch_up(data, OUTLETS)  # the first can be read now, the second cannot
    ((told, number, disposition),) = archive.ask("SELECT detail, attempts, disposition FROM rejections")
    assert told.startswith("another address of its article: no record can be read")
    assert (number, disposition) == (2, "retry")
    assert archive.ask("SELECT headline FROM articles") == [("A footbridge opens",)]
    stages.catch_up(data, OUTLETS)
    assert tables(archive) == tables(undisturbed)


FOLLOW = "Follow the Lathe Gazette for more."


def learn_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the rules: one more line is furniture."""
    outlet = OUTLETS["presstv"]
    line = Line(rule="presstv.follow", pattern=r"Follow the .+ for more\.")
    monkeypatch.setitem(OUTLETS, "presstv", replace(outlet, lines=(*outlet.lines, line)))


@pytest.mark.e2e  # four whole archives, each with three nights
@pytest.mark.parametrize("edited", [False, True], ids=["the same text", "an edit"])
@pytest.mark.parametrize("unread", [0, 1], ids=["the first", "the second"])
def test_a_page_waits_for_the_earlier_captures_that_other_rules_must_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edited: bool, unread: int
) -> None:
    undisturbed, archive = Archive(tmp_path / "undisturbed"), Archive(tmp_path / "disturbed")
    text = text_page(HEADLINE, *SENTENCES, FOLLOW)
    new = text_page("A footbridge closes", *SENTENCES, FOLLOW) if edited else text + b"\n\n"
    # two addresses of it, and an article of which nothing need be read again
    new_pages = [
        Page(payload=new, at=NIGHT + 2 * DAY),
        Page(payload=new, url=address(slug="Bridge"), at=NIGHT + 2 * DAY),
        Page(payload=text_page("A market moves"), key="900002", url=address("900002"), at=NIGHT + 2 * DAY),
    ]
    for one in (undisturbed, archive):
        with monkeypatch.context() as rules:
            earlier = [
                one.crawl(f"night-{n}", Page(payload=payload, at=NIGHT + n * DAY), clock=NIGHT + n * DAY)
                for n, payload in enumerate((text, text + b"\n"))
            ]
            for manifest in earlier:
                night(one, manifest)
            learn_follow(rules)
            manifest = one.crawl("night-2", *new_pages, clock=NIGHT + 2 * DAY)
            if one is archive:
                with damaged(one, earlier[unread], list(earlier[unread].pages)):
                    night(one, manifest)
                    assert one.ask(
                        "SELECT revision, headline FROM article_revisions WHERE article_id LIKE '%900001'"
                    ) == [(1, HEADLINE)]
                    assert one.ask("SELECT DISTINCT disposition, attempts FROM rejections") == [("retry", 1)]
                    stages.catch_up(DataFolder(one.root), OUTLETS)
                stages.catch_up(DataFolder(one.root), OUTLETS)
            else:
                night(one, manifest)
    assert undisturbed.ask("SELECT max(revision) FROM article_revisions") == [(1 + edited,)]
    assert tables(archive) == tables(undisturbed)


def test_the_reasons_that_are_ours_are_the_same_in_sql(archive: Archive) -> None:
    archive.reopen()
    found = archive.ask(
        f"SELECT reason FROM (SELECT unnest({[*map(str, Reason)]}) AS reason) WHERE core.is_failure(reason)"
    )
    assert {reason for (reason,) in found} == FAILURES


def test_what_was_captured_earlier_and_read_later_takes_its_place_in_time(archive: Archive) -> None:
    """Three nights fail before the first of them is read again: the revisions stand in the order of capture."""
    manifests = [
        archive.crawl(f"night-{n}", Page(payload=text_page(headline), at=NIGHT + n * DAY), clock=NIGHT + n * DAY)
        for n, headline in enumerate(("A footbridge is planned", HEADLINE, "A footbridge closes"))
    ]
    data = DataFolder(archive.root)
    for manifest, fail in zip(manifests, (manifests[0].pages, (), manifests[2].pages), strict=True):
        with damaged(archive, manifest, list(fail)):
            archive.load(manifest)
    assert archive.ask("SELECT revision, headline FROM article_revisions") == [(1, HEADLINE)]
    stages.catch_up(data, OUTLETS)
    assert archive.ask("SELECT revision, headline, changed_fields FROM article_revisions ORDER BY revision") == [
        (1, "A footbridge is planned", None),
        (2, HEADLINE, ["headline"]),
        (3, "A footbridge closes", ["headline"]),
    ]
    assert archive.ask("SELECT run_id, new, revised, rejected FROM run_outlets ORDER BY run_id") == [
        ("night-0", 1, 0, 0),
        ("night-1", 0, 1, 0),
        ("night-2", 0, 1, 0),
    ]


@pytest.fixture
def unread(archive: Archive) -> Archive:
    """Return an archive of a night of which one page of three was not read, and one is no article."""
    manifest = archive.crawl(
        "night-1",
        Page(payload=text_page()),
        Page(payload=text_page("A market moves"), key="900002", url=address("900002")),
        Page(payload=text_page("A headline", "Too short."), key="900003", url=address("900003")),
    )
    path = archive.captures / "presstv/night-1.warc.gz"
    flipped = bytearray(path.read_bytes())
    offset = manifest.pages[1].warc_offset
    assert offset is not None
    flipped[offset + 20 : offset + 60] = bytes(40)
    path.write_bytes(flipped)
    night(archive, manifest)
    return archive


def attempts(archive: Archive) -> tuple[int, str]:
    ((number, disposition),) = archive.ask("SELECT attempts, disposition FROM rejections WHERE reason = 'unreadable'")
    return number, disposition


def test_after_three_attempts_a_page_is_quarantined_and_no_run_tries_again(unread: Archive) -> None:
    data = DataFolder(unread.root)
    seen = [attempts(unread)]
    for _ in range(4):
        stages.catch_up(data, OUTLETS)
        seen.append(attempts(unread))
    assert seen == [(1, "retry"), (2, "retry"), *[(3, "quarantined")] * 3]
    # What the outlet's answer rules out was never read again.
    assert unread.ask("SELECT attempts, disposition FROM rejections WHERE reason = 'too_short'") == [(1, "refused")]


def test_what_is_read_again_and_what_is_quarantined_is_counted_by_the_report_and_the_check_up(unread: Archive) -> None:
    data = DataFolder(unread.root)

    def told() -> tuple[str, str]:
        (finding,) = (one for one in examine(data, NIGHT) if one.check == "readings")
        run, _ = stages.finish(data, "night-1", OUTLETS)
        assert run is not None
        console = Console(file=StringIO(), width=200)
        show_run(run, console)
        assert isinstance(console.file, StringIO)
        return f"{finding.state}: {finding.detail}: {finding.remedy}", console.file.getvalue()

    found, shown = told()
    assert found.startswith("warn: 1 page not read yet, for a reason of ours: 1 not readable: the next run")
    assert "quarantined" not in shown
    for _ in range(2):
        stages.catch_up(data, OUTLETS)
    found, shown = told()
    assert found.startswith("warn: 1 page not read in three attempts and quarantined: 1 not readable: nightdesk sql ")
    question = "FROM rejections WHERE disposition = 'quarantined'"
    assert f'presstv: 1 page is quarantined, as reading failed three times: nightdesk sql "{question}"' in shown
    with duckdb.connect(str(data.published), read_only=True) as copy:
        assert len(copy.execute(question).fetchall()) == 1


def test_where_every_page_was_read_the_check_up_says_so(filled: Archive) -> None:
    (finding,) = (one for one in examine(DataFolder(filled.root), NIGHT) if one.check == "readings")
    assert finding.state == "ok"


def test_a_run_that_is_killed_before_the_verdict_leaves_it_to_the_next(unread: Archive) -> None:
    data = DataFolder(unread.root)
    before = unread.ask("SELECT status FROM runs")
    with writer(data.warehouse) as connection:
        retry.retry_failed(connection, data, OUTLETS)  # and no verdict after it
    assert unread.ask("SELECT status FROM runs") == [("loading",)]
    stages.catch_up(data, OUTLETS)
    assert unread.ask("SELECT status FROM runs") == before


@pytest.mark.e2e
def test_other_rules_try_anew_what_is_quarantined(unread: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    data = DataFolder(unread.root)
    for _ in range(2):
        stages.catch_up(data, OUTLETS)
    assert attempts(unread) == (3, "quarantined")
    better = replace(OUTLETS["presstv"], lines=(*OUTLETS["presstv"].lines, Line(rule="presstv.x", pattern="Follow us")))
    monkeypatch.setitem(OUTLETS, "presstv", better)
    stages.catch_up(data, OUTLETS)
    assert attempts(unread) == (1, "retry")


@pytest.mark.e2e
def test_of_many_pages_a_run_reads_again_as_many_as_it_has_time_for_the_oldest_first(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [
        Page(payload=text_page(), key=str(number), url=address(str(number)), at=NIGHT + timedelta(minutes=number % 7))
        for number in range(900001, 900008)
    ]
    manifest = archive.crawl("night", *pages)
    with damaged(archive, manifest, list(manifest.pages)):
        archive.load(manifest)
    monkeypatch.setattr(retry, "BUDGET", 3.0)
    data = DataFolder(archive.root)
    stages.catch_up(data, OUTLETS)
    (newest,) = archive.ask("SELECT max(captured_at) FROM captures WHERE reading = 'article'")[0]
    assert archive.ask(f"SELECT count(*), min(captured_at) > $${newest}$$ FROM rejections") == [(4, True)]
    stages.catch_up(data, OUTLETS)
    stages.catch_up(data, OUTLETS)
    assert archive.ask("SELECT count(*) FROM articles") == [(7,)]


def test_a_manifest_that_cannot_be_read_costs_no_attempt(unread: Archive, caplog: pytest.LogCaptureFixture) -> None:
    path = unread.captures / "presstv/night-1.receipt.json"
    whole = path.read_text("utf-8")
    path.write_text("{", encoding="utf-8")
    stages.catch_up(DataFolder(unread.root), OUTLETS)
    assert "1 of its pages cannot be read again" in caplog.text
    assert attempts(unread) == (1, "retry")
    path.write_text(whole, encoding="utf-8")
    stages.catch_up(DataFolder(unread.root), OUTLETS)
    assert attempts(unread) == (2, "retry")


@pytest.mark.e2e  # a whole rebuild
def test_a_rebuild_says_how_many_pages_it_could_not_read(archive: Archive) -> None:
    archive.crawl("night-1", Page(payload=text_page()))
    archive.crawl("night-2", Page(payload=text_page(), key="900002", url=address("900002")))
    (archive.captures / "presstv/night-2.warc.gz").unlink()
    told = "1 page could not be read from the captures: `nightdesk doctor` says why"
    assert stages.rebuild(DataFolder(archive.root), OUTLETS) == (2, (told,))
