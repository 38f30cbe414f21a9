"""A crawl that is told to end, or killed, at any moment: its books balance, and the next night has what it lacks.

`make soak` does each twenty times.
"""

from __future__ import annotations

import gzip
import os
import pickle
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hostile_site import Answer, Site, SiteHandler, page, slow_loris
from newsroom import SECOND, Newsroom, article, good_night, night_of, room, site

from flows.config import DataFolder, child_environment
from flows.pipeline.crawl import CrawlJob
from flows.pipeline.crawl_pool import crawl
from spiders.capture.manifest import Outcome, read_manifest
from spiders.capture.recovery import recover_all
from spiders.capture.store import LocalCaptureStore
from spiders.capture.warc_reader import read_exchanges
from spiders.registry import load_outlets

pytestmark = pytest.mark.e2e

__all__ = ["good_night", "room", "site"]  # fixtures
TIMES = int(os.environ.get("SOAK", "1"))
# Seconds. A crawl promises ten; what it waits for here takes more than a hundred, and a busy machine has its slack.
GRACE = 60.0
ROOT = Path(__file__).parents[2]


def _slowly(site: Site) -> None:
    """Let each page take a while, so that a crawl is under way when its end comes."""
    for path, answer in night_of(SECOND).items():

        def slow(handler: SiteHandler, answer: Answer = answer) -> None:
            time.sleep(0.1)
            answer(handler)

        site.answers[path] = slow


def _crawl_until(
    room: Newsroom, job: CrawlJob, told: signal.Signals, after: float, path: str = "/robots.txt", times: int = 1
) -> float:
    """Begin a crawl, send it a signal some seconds after it asked for a path; return how long it took to end."""
    before = room.site.asked(path)
    running = threading.Thread(target=crawl, args=(job, room.data, load_outlets(room.outlets)[job.outlet]))
    running.start()
    while room.site.asked(path) <= before and running.is_alive():
        time.sleep(0.01)
    time.sleep(after)
    found = subprocess.run(["pgrep", "-f", job.run_id], capture_output=True, text=True, check=False)
    start = time.monotonic()
    for nth in range(times):
        time.sleep(0.2 * (nth > 0))
        for pid in found.stdout.split():
            os.kill(int(pid), told)
    running.join()
    return time.monotonic() - start


def _articles(room: Newsroom) -> list[tuple[object, ...]]:
    with duckdb.connect(str(room.data.published), read_only=True) as connection:
        return connection.execute(
            "SELECT article_id, headline, article_body, date_published, url FROM articles ORDER BY ALL"
        ).fetchall()


def _balanced(room: Newsroom) -> bool:
    with duckdb.connect(str(room.data.warehouse), read_only=True) as connection:
        return not connection.execute(
            "FROM run_outlets AS books WHERE found <> ("
            "SELECT count(DISTINCT fetches.url) FROM core.fetches AS fetches "
            "WHERE fetches.run_id = books.run_id AND fetches.kind = 'article') "
            "OR found <> known + skipped + fetched + failed "
            "OR fetched <> new + revised + unchanged + rejected + duplicate"
        ).fetchall()


@pytest.fixture(scope="module")
def whole(site: Site, good_night: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """Return the articles of two nights of which nothing was interrupted."""
    root = tmp_path_factory.mktemp("whole") / "room"
    shutil.copytree(good_night, root, symlinks=True)
    site.answers |= night_of(SECOND)
    undisturbed = Newsroom(site, DataFolder(root / "data"), root / "outlets")
    undisturbed.declare()
    undisturbed.night(days=1)
    return _articles(undisturbed)


@pytest.mark.parametrize("time_of", range(TIMES))
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGKILL])
def test_the_counts_add_up_and_nothing_is_lost(
    room: Newsroom, whole: list[tuple[object, ...]], told: signal.Signals, time_of: int
) -> None:
    _slowly(room.site)
    job = room.job(days=1)
    begin = len(room.site.served)
    moment = random.Random(f"{told} {time_of}").uniform(0, 2)
    took = _crawl_until(room, job, told, moment)
    assert took < GRACE
    manifests = list(room.data.captures.glob(f"velde/{job.run_id}.receipt.json"))
    if told is signal.SIGTERM:
        (path,) = manifests
        manifest = read_manifest(path)
        assert manifest.finish_reason in ("shutdown", "finished")
        # A listing that was on its way as the end came is in no book, nor is what it offers.
        listed = {entry.outcome for entry in manifest.listings} == {Outcome.FETCHED}
        expected = room.offered(job, begin if listed else len(room.site.served))
        assert {page.key for page in manifest.pages} == expected
        assert manifest.counts()["found"] == len(expected)
    room.night(days=2)
    assert _articles(room) == whole
    assert _balanced(room)


@pytest.mark.parametrize("how", ["slow loris", "a long pause"])
def test_a_crawl_that_is_told_to_end_does_so_within_ten_seconds_whatever_it_waits_for(room: Newsroom, how: str) -> None:
    stuck = slow_loris if how == "slow loris" else page(b"", 429, Retry_After="110")
    path = f"/news/{SECOND[3]}"
    room.site.answers[path] = stuck
    job = room.job(days=1, DOWNLOAD_TIMEOUT="600", RETRY_TIMES="2")
    assert _crawl_until(room, job, signal.SIGTERM, 0.3, path) < GRACE
    manifest = read_manifest(next(room.data.captures.glob(f"velde/{job.run_id}.receipt.json")))
    assert manifest.finish_reason == "shutdown"
    assert manifest.outcomes()["left_over"] > 0


def test_a_crawl_that_is_told_to_end_twice_ends_as_if_it_was_told_once(room: Newsroom) -> None:
    path = f"/news/{SECOND[3]}"
    room.site.answers[path] = slow_loris
    job = room.job(days=1, DOWNLOAD_TIMEOUT="600")
    assert _crawl_until(room, job, signal.SIGTERM, 0.3, path, times=3) < GRACE
    manifest = read_manifest(next(room.data.captures.glob(f"velde/{job.run_id}.receipt.json")))
    assert manifest.finish_reason == "shutdown"


SECTION = """
from spiders.outlet import Outlet, SectionPage

OUTLET = Outlet(
    slug="velde", name="The Velde Post", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC", volume=(1, 30),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},),
    sources=(SectionPage(url="@/section/{{page}}", pages=3),),
)
"""


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGKILL])
def test_what_later_pages_of_a_section_offered_is_asked_for_by_the_next_run(
    room: Newsroom, told: signal.Signals
) -> None:
    pages = {f"/section/{page}": range(1000 + 4 * page, 1004 + 4 * page) for page in (1, 2, 3)}
    for path, numbers in pages.items():
        links = "".join(f"<a href='/news/{number}'>Mill {number}</a>" for number in numbers)
        room.site.answers[path] = page(links.encode())
        room.site.answers |= {f"/news/{number}": article(number) for number in numbers}
    text = SECTION.format(port=room.site.port).replace("@", room.site.url(""))
    (room.outlets / "velde.py").write_text(text, "utf-8")
    # All of the first page is captured by then, and nothing of the others.
    stuck = f"/news/{pages['/section/2'][0]}"
    room.site.answers[stuck] = slow_loris
    _crawl_until(room, room.job(days=1), told, 0, stuck)
    room.site.answers[stuck] = article(pages["/section/2"][0])
    room.night(days=2)
    keys = {f"velde:{number}" for numbers in pages.values() for number in numbers}
    assert {row[0] for row in _articles(room)} >= keys


PARENT = """
import pickle, sys
from flows.pipeline.crawl_pool import crawl
crawl(*pickle.loads(sys.stdin.buffer.read()))
"""


def test_a_crawl_whose_parent_is_gone_ends_with_its_manifest(room: Newsroom) -> None:
    path = f"/news/{SECOND[3]}"
    room.site.answers[path] = slow_loris
    job = room.job(days=1, DOWNLOAD_TIMEOUT="600")
    before = room.site.asked(path)
    environment = child_environment(room.data) | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment, stdin=subprocess.PIPE)
    assert parent.stdin is not None
    parent.stdin.write(pickle.dumps((job, room.data, load_outlets(room.outlets)[job.outlet])))
    parent.stdin.close()
    while room.site.asked(path) <= before and parent.poll() is None:
        time.sleep(0.01)
    found = subprocess.run(["pgrep", "-f", job.run_id], capture_output=True, text=True, check=True)
    (child,) = [Path(f"/proc/{pid}") for pid in found.stdout.split()]
    parent.kill()
    parent.wait()
    start = time.monotonic()
    while _runs(child) and time.monotonic() - start < GRACE + 2:
        time.sleep(0.05)
    manifest = read_manifest(next(room.data.captures.glob(f"velde/{job.run_id}.receipt.json")))
    assert manifest.finish_reason == "shutdown"
    assert not list(room.data.captures.glob("velde/*.part"))


def _runs(process: Path) -> bool:
    """Say whether a process is at work: not gone, nor waiting for somebody to look at how it ended."""
    try:
        return (process / "stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_crawl_is_told_to_end_while_it_reads_the_worst_feed(room: Newsroom) -> None:
    dates = "".join(
        f"<{name}>2020-13-45 99:99:99 Xyzzy 12 +0000 1</{name}>"
        for name in ("pubDate", "updated", "date", "modified", "created", "issued", "published", "pubDate", "updated")
    )
    item = f"<item><link>http://127.0.0.1/b</link>{dates}</item>"
    body = f'<rss version="2.0"><channel>{item * (300_000 // item.count("<"))}</channel></rss>'.encode()
    room.site.answers["/feed"] = page(gzip.compress(body), Content_Encoding="gzip", Content_Type="application/xml")
    job = room.job(days=1)
    assert _crawl_until(room, job, signal.SIGTERM, 0.5, "/feed") < GRACE
    assert read_manifest(next(room.data.captures.glob(f"velde/{job.run_id}.receipt.json")))


def test_a_crawl_whose_process_dies_is_taken_up_again_in_the_same_run(room: Newsroom) -> None:
    _slowly(room.site)
    job = room.job(days=1)
    begin = len(room.site.served)
    _crawl_until(room, job, signal.SIGKILL, 0.7)
    manifest = read_manifest(next(room.data.captures.glob(f"velde/{job.run_id}.receipt.json")))
    assert manifest.finish_reason == "finished"
    assert {page.key for page in manifest.pages} == room.offered(job, begin)
    assert {page.source for page in manifest.pages if page.outcome is Outcome.FETCHED} == {"Feed"}
    times = Counter(path for path, _ in room.site.served[begin:] if path.startswith("/news/"))
    # The page that was under way, and the one before it: the next is asked for before an answer is written.
    assert sum(times.values()) <= len(times) + 2
    for page_entry in manifest.pages:
        if page_entry.warc_offset is not None:
            assert room.data.store.open_capture(manifest.capture_ref(page_entry)).response.status == 200


def test_what_a_crawl_had_captured_whose_process_always_dies_is_loaded_in_the_same_run(room: Newsroom) -> None:
    _slowly(room.site)
    job = room.job(days=1)
    ended = threading.Event()

    def kill() -> None:
        while not ended.wait(0.05):
            found = subprocess.run(["pgrep", "-f", job.run_id], capture_output=True, text=True, check=False)
            begun = len(room.site.served)
            while found.stdout and len(room.site.served) < begun + 3 and not ended.wait(0.02):
                pass
            for pid in found.stdout.split():
                os.kill(int(pid), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        manifest = read_manifest(crawl(job, room.data, load_outlets(room.outlets)[job.outlet]))
    finally:
        ended.set()
        killer.join()
    assert manifest.finish_reason.startswith("it was killed")
    assert 0 < manifest.outcomes()["fetched"] < len(SECOND)


def test_a_full_disk_ends_the_crawl_with_a_clear_word_and_keeps_what_was_captured(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(str(random.Random(number).random()) for number in range(4000))
    bulky = night_of(SECOND, story=f"<p>The mill turned. {words}</p>")
    room.site.answers |= bulky
    # The child may write files of 200 kB at most: that is what a full disk looks like to it.
    names = room.outlets.parent / "names"
    names.mkdir()
    (names / "sitecustomize.py").write_text(
        "import resource, sys\n"
        "if 'spiders.crawl.worker' in sys.orig_argv:\n"
        f"    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, {resource.RLIM_INFINITY}))\n",
        encoding="utf-8",
    )
    run, manifest = room.night(days=1)
    assert manifest.finish_reason.startswith("nothing more can be kept: file too large")
    fetched = manifest.outcomes()["fetched"]
    assert 0 < fetched < len(bulky)
    assert manifest.outcomes()["left_over"] > 0
    (warc,) = room.data.captures.glob(f"velde/{manifest.warc}")
    assert len(list(read_exchanges(warc))) >= fetched
    assert run.outlets[0]["verdict"] == "pipeline_down"
    assert "nothing more can be kept" in run.outlets[0]["reason"]
    assert recover_all(LocalCaptureStore(room.data.captures), {}) == ([], [])
