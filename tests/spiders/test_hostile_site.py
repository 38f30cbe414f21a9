"""A crawl meets the hostile and the broken on loopback: each ends in its outcome, and nothing is reached beyond."""

from __future__ import annotations

import contextlib
import gzip
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from crawling import QUICK, Crawled, crawl, crawled, declare_velde, run_first, serving, started
from hostile_site import (
    PAGE,
    Answer,
    Site,
    SiteHandler,
    bombs,
    crowds,
    endless,
    endless_head,
    feed,
    moved,
    neighbours,
    page,
    short,
    slow_loris,
    to_the_neighbours,
)

from spiders.capture.manifest import Outcome
from spiders.crawl.ledger import MOST_LISTINGS, MOST_PAGES

pytestmark = pytest.mark.e2e

MEMORY = 400 * 1024  # kilobytes


def _declare(folder: Path, site: Site, sources: str = "", hosts: tuple[str, ...] = ("127.0.0.1",)) -> None:
    """Write the file that declares the site as an outlet, with its feed as its source."""
    named = sources.replace("$", site.url("")) or f'Feed(url="{site.url("/feed")}")'
    declare_velde(folder, hosts, ports=(site.port,), sources=(named,))


def _crawl(
    folder: Path,
    site: Site,
    *,
    settings: dict[str, object] | None = None,
    sources: str = "",
    hosts: tuple[str, ...] = ("127.0.0.1",),
) -> Crawled:
    _declare(folder, site, sources, hosts)
    return crawl(
        "velde", folder, {**QUICK, **(settings or {})}, NEWS_OUTLETS=str(folder), PYTHONPATH=str(folder / "names")
    )


CASES: dict[str, tuple[Answer, Outcome]] = {
    "slow-loris": (slow_loris, Outcome.TIMEOUT),
    "endless-body": (endless, Outcome.TOO_LARGE),
    "endless-head": (endless_head, Outcome.TOO_LARGE),
    "short": (short, Outcome.ERROR),
    "loop": (moved("/news/loop"), Outcome.ERROR),
    "metadata": (moved("http://169.254.169.254/latest/meta-data/"), Outcome.REFUSED_ADDRESS),
    "six": (moved("http://[::1]/"), Outcome.REFUSED_ADDRESS),
    "next-door": (to_the_neighbours("127.0.0.2"), Outcome.REFUSED_ADDRESS),
    "other-six": (to_the_neighbours("[::1]"), Outcome.REFUSED_ADDRESS),
    "next-by-decimal": (to_the_neighbours("2130706434"), Outcome.REFUSED_ADDRESS),
    "decimal": (moved("http://167772161/"), Outcome.REFUSED_ADDRESS),
    "mapped": (moved("http://[::ffff:10.0.0.1]/"), Outcome.REFUSED_ADDRESS),
    "nat64": (moved("http://[64:ff9b::a00:1]/"), Outcome.REFUSED_ADDRESS),
    "file": (moved("file:///etc/passwd"), Outcome.REFUSED_ADDRESS),
    "script": (moved("javascript:alert(1)"), Outcome.REFUSED_ADDRESS),
    "port": (moved("http://127.0.0.1:22/"), Outcome.REFUSED_ADDRESS),
    "password": (moved("http://admin:admin@127.0.0.1/"), Outcome.REFUSED_ADDRESS),
    "elsewhere": (moved("https://elsewhere.example/"), Outcome.LED_AWAY),
    "away-by-refresh": (
        page(b'<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">'),
        Outcome.LED_AWAY,
    ),
    "refresh": (page(b'<meta http-equiv="refresh" content="0; url=http://169.254.169.254/">'), Outcome.REFUSED_ADDRESS),
    "every-minute": (page(b'<meta http-equiv="refresh" content="60; url=/news/every-minute">'), Outcome.FETCHED),
    "unavailable": (page(b"", 503), Outcome.HTTP_5XX),
    "challenge": (page(b"<html><script>document.cookie='__arcsjs=1'</script></html>"), Outcome.FETCHED),
    "wrong-coding": (page(PAGE, Content_Encoding="br"), Outcome.FETCHED),
    "control-coding": (page(PAGE, Content_Encoding="\x1b]0;velde\x07"), Outcome.FETCHED),
    "no-name-of-a-coding": (page(PAGE, Content_Encoding="lantern\x9b\xff"), Outcome.FETCHED),
    "wrong-charset": (page("<h1>Köln</h1>".encode("cp1252"), Content_Type="text/html; charset=utf-8"), Outcome.FETCHED),
    "wrong-type": (page(PAGE, Content_Type="application/x-lantern\x00"), Outcome.FETCHED),
    "good": (page(), Outcome.FETCHED),
    **{f"bomb-{name}": (answer, Outcome.TOO_LARGE) for name, answer in bombs().items()},
}


class Visit(NamedTuple):
    """A crawl of all cases: what it left, the most kilobytes of memory that it took, whom else it connected to."""

    site: Site
    night: Crawled
    memory: int
    called: list[str]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Return what is left of a crawl of all cases."""
    folder = tmp_path_factory.mktemp("hostile")
    answers = {f"/news/{name}": answer for name, (answer, _) in CASES.items()}
    sources = 'Feed(url="$/feed"), Sitemap(url="$/crowd-attributes")'
    sources += "".join(f', Feed(url="$/crowd-{name}")' for name in ("elements", "within"))
    with serving(Site({"/feed": feed(*answers), **crowds(), **answers})) as site, neighbours(site.port) as called:
        _declare(folder, site, sources)
        night, most = _watched(folder)
        yield Visit(site, night, most, called())


def _watched(folder: Path) -> tuple[Crawled, int]:
    """Crawl what is declared in a folder; return what that left, and the most kilobytes of memory that it took."""
    with (folder / "log").open("wb") as log:
        child = started("velde", folder, QUICK, stdout=subprocess.DEVNULL, stderr=log)
        most = 0
        while child.poll() is None:
            most = max(most, _most_memory(child.pid))
            time.sleep(0.05)
    return crawled("velde", folder, (folder / "log").read_text("utf-8")), most


def _most_memory(pid: int) -> int:
    """Return the most kilobytes that a process has had in memory since it is the program that it is."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


@pytest.mark.parametrize("name", CASES)
def test_each_case_ends_in_its_outcome(visit: Visit, name: str) -> None:
    night = visit.night
    entry = night.page(f"/news/{name}")
    assert (name, entry.outcome, entry.detail) == (name, CASES[name][1], entry.detail)


def test_the_crawl_goes_on_to_its_end_and_its_counts_add_up(visit: Visit) -> None:
    night = visit.night
    counts = night.manifest.counts()
    assert counts["found"] == len(CASES)
    assert night.manifest.finish_reason == "finished"
    assert not any(page.outcome is Outcome.LEFT_OVER for page in night.manifest.pages)


@pytest.mark.parametrize("name", ["elements", "attributes"])
def test_a_listing_of_millions_of_elements_is_refused_before_it_is_a_tree(visit: Visit, name: str) -> None:
    night = visit.night
    (entry,) = [entry for entry in night.manifest.listings if entry.url.endswith(f"/crowd-{name}")]
    assert (entry.outcome, entry.detail) == (
        Outcome.UNREADABLE,
        "it is XML without bounds: more than 750000 tags and attributes",
    )


def test_nothing_takes_much_memory(visit: Visit) -> None:
    assert 0 < visit.memory < MEMORY, f"{visit.memory // 1024} MB"


def test_nothing_is_asked_of_anybody_else(visit: Visit) -> None:
    assert visit.called == []
    assert all(url.startswith(visit.site.url("/")) for url in visit.night.exchanges)


def test_what_a_page_says_breaks_no_line_of_the_manifest(visit: Visit) -> None:
    night = visit.night
    assert all(entry.detail is None or entry.detail.isprintable() for entry in night.manifest.pages)


def test_what_a_server_says_breaks_no_line_of_the_log(visit: Visit) -> None:
    night = visit.night
    assert "unsupported encoding(s) '\\u001b]0;velde\\u0007'" in night.log
    assert all(line.isprintable() for line in night.log.split("\n"))


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "$/secret">]>'
URLSET = b"<urlset><url><loc>http://127.0.0.1/news/%s</loc></url></urlset>"
RSS = b'<rss version="2.0"><channel><item><link>/news/%s</link></item></channel></rss>'
#: What answers in place of each kind of listing. An entity is cut off with its declaration: what is left can be read.
SOURCES: dict[str, tuple[str, Answer, Outcome]] = {
    "laughs-feed": ("Feed", page(LAUGHS + RSS % b"&j;"), Outcome.FETCHED),
    "laughs-map": ("Sitemap", page(LAUGHS + URLSET % b"&j;"), Outcome.FETCHED),
    "outside-feed": ("Feed", page(OUTSIDE + RSS % b"&x;&y;"), Outcome.FETCHED),
    "outside-map": ("NewsSitemap", page(OUTSIDE + URLSET % b"&x;&y;"), Outcome.FETCHED),
    "html": ("Feed", page(PAGE), Outcome.UNREADABLE),
    "challenge": ("Feed", page(b"<script>__arcsjs</script>"), Outcome.BLOCKED),
    "challenged-page": ("SectionPage", page(b"<html><script>__arcsjs</script></html>"), Outcome.BLOCKED),
    "empty": ("Feed", page(b""), Outcome.UNREADABLE),
    "page-for-map": ("Sitemap", page(PAGE), Outcome.UNREADABLE),
    "moved": ("Feed", moved("http://169.254.169.254/"), Outcome.REFUSED_ADDRESS),
    "forbidden": ("Feed", page(b"", 403), Outcome.BLOCKED),
}


def test_a_listing_that_is_none_is_booked_as_such(tmp_path: Path) -> None:
    with serving(Site({f"/{name}": answer for name, (_, answer, _) in SOURCES.items()})) as site:
        sources = ", ".join(f'{kind}(url="$/{name}")' for name, (kind, _, _) in SOURCES.items())
        night = _crawl(tmp_path, site, sources=sources)
        assert not site.asked("/secret")
    booked = {entry.url.rpartition("/")[2]: entry for entry in night.manifest.listings}
    assert booked.keys() == SOURCES.keys()
    for name, (_, _, outcome) in SOURCES.items():
        assert booked[name].outcome is outcome, booked[name]
    assert (
        booked["challenge"].detail == booked["challenged-page"].detail == "it is a challenge page: '__arcsjs' (Arvan)"
    )
    # Whatever is made of an entity: it is neither text of a file here nor longer than it was.
    assert all(len(entry.url) < 200 and "root" not in entry.url for entry in night.manifest.pages)


def test_of_a_large_index_the_newest_are_asked_for_and_every_other_is_booked(tmp_path: Path) -> None:
    named = "".join(f"<sitemap><loc>/map-{month:03}</loc></sitemap>" for month in range(130))
    index = page(f"<sitemapindex>{named}</sitemapindex>".encode(), Content_Type="application/xml")
    empty = page(b"<urlset></urlset>", Content_Type="application/xml")
    children = {f"/map-{month:03}": empty for month in range(130)}
    with serving(Site({"/index": index, **children})) as site:
        # On a busy machine an answer may take longer than the three seconds of the others, and is then asked for again.
        night = _crawl(tmp_path, site, sources='Sitemap(url="$/index")', settings={"DOWNLOAD_TIMEOUT": 60})
        asked = [path for _, path, _ in site.seen]
    assert asked[:2] == ["/robots.txt", "/index"]
    # From both ends in turn, as nothing dates them. Requests that are ready at once may overtake one another.
    assert sorted(asked[2:]) == [f"/map-{month:03}" for month in (*range(49), *range(80, 130))]
    outcomes = Counter(entry.outcome for entry in night.manifest.listings)
    assert outcomes == {Outcome.FETCHED: 100, Outcome.LEFT_OVER: 31}
    assert all(entry.detail for entry in night.manifest.listings if entry.outcome is Outcome.LEFT_OVER)


def test_of_a_host_that_lets_us_wait_page_after_page_nothing_more_is_asked(tmp_path: Path) -> None:
    paths = [f"/news/{number}" for number in range(12)]
    with serving(Site({"/feed": feed(*paths), **dict.fromkeys(paths, slow_loris)})) as site:
        night = _crawl(tmp_path, site, settings={"DOWNLOAD_TIMEOUT": 1, "RETRY_TIMES": 0})
        asked = sum(site.asked(path) for path in paths)
    assert 5 <= asked <= 8  # some were waiting for their turn already
    ends = Counter(
        (entry.outcome, entry.detail) for entry in night.manifest.pages if entry.outcome is not Outcome.TIMEOUT
    )
    host = f"127.0.0.1:{site.port}"
    assert ends == {(Outcome.LEFT_OVER, f"{host} did not answer in time for 5 pages in a row"): 12 - asked}


def test_of_sitemaps_without_bounds_the_books_take_what_they_have_room_for(tmp_path: Path) -> None:
    """An index of three times 40,000 articles and 3,000 listings: each is counted, and the memory stays bounded."""
    maps = {
        f"/map-{n}": b"".join(b"<url><loc>/news/%d</loc></url>" % key for key in range(n * 40_000, (n + 1) * 40_000))
        for n in range(3)
    }
    named = b"".join(b"<sitemap><loc>%s</loc></sitemap>" % path.encode() for path in maps)
    many = b"".join(b"<sitemap><loc>/none-%d</loc></sitemap>" % n for n in range(3000))
    answers = {
        path: page(gzip.compress(b"<urlset>%s</urlset>" % body), Content_Type="application/gzip")
        for path, body in maps.items()
    }
    answers["/index"] = page(b"<sitemapindex>%s</sitemapindex>" % named, Content_Type="application/xml")
    answers["/many"] = page(b"<sitemapindex>%s</sitemapindex>" % many, Content_Type="application/xml")
    with serving(Site(answers)) as site:
        sources = (f'Sitemap(url="{site.url(path)}")' for path in ("/index", "/many"))
        declare_velde(tmp_path, hosts=("127.0.0.1",), ports=(site.port,), sources=sources, cap=10)
        night, most = _watched(tmp_path)
    assert 0 < most < MEMORY, f"{most // 1024} MB"
    assert MOST_PAGES <= len(night.manifest.pages) <= MOST_PAGES + 10
    assert night.manifest.outcomes()["gone"] == 10  # as many as the cap lets it ask for, which are not there
    assert len(night.manifest.listings) <= MOST_LISTINGS + 100
    details = {entry.url.rpartition("/")[2]: entry.detail or "" for entry in night.manifest.listings}
    assert "40000 articles of it are more than a crawl records" in {details[f"map-{n}"] for n in range(3)}
    assert "listings of it are more than a crawl records" in details["many"]
    assert max(entry.links or 0 for entry in night.manifest.listings) == 40_000


NAMES = """
import itertools, socket
_table = {table!r}
_turns = {{name: itertools.chain(answers, itertools.repeat(answers[-1])) for name, answers in _table.items()}}
def gethostbyname(name):
    if name in _turns:
        answer = next(_turns[name])
        if answer is None:
            raise socket.gaierror(f"no such name {{name}}")
        return answer
    return _real(name)
_real, socket.gethostbyname = socket.gethostbyname, gethostbyname
"""


def _resolve(folder: Path, **table: tuple[str | None, ...]) -> None:
    """Let the child's system resolver answer these names (underscores are full stops), each answer in turn."""
    named = {name.replace("_", "."): answers for name, answers in table.items()}
    run_first(folder, NAMES.format(table=named))


def _at(site: Site, host: str, path: str) -> str:
    return site.url(path).replace("127.0.0.1", host)


def test_a_name_that_turns_private_on_the_second_look_up_is_refused_then(tmp_path: Path) -> None:
    _resolve(tmp_path, velde_example=("127.0.0.1", "127.0.0.1", "127.0.0.2"))
    answers = {"/feed": feed("/news/1", "/news/2"), "/news/1": page(), "/news/2": page()}
    closing = {path: _closing(answer) for path, answer in answers.items()}
    with serving(Site(closing)) as site, neighbours(site.port) as called:
        source = f'Feed(url="{_at(site, "velde.example", "/feed")}")'
        settings: dict[str, object] = {"DNSCACHE_ENABLED": False, "CONCURRENT_REQUESTS": 1, "ROBOTSTXT_OBEY": False}
        night = _crawl(tmp_path, site, sources=source, hosts=("velde.example",), settings=settings)
        assert called() == []
    assert night.page("/news/1").outcome is Outcome.FETCHED
    assert night.page("/news/2").outcome is Outcome.REFUSED_ADDRESS


def _closing(answer: Answer) -> Answer:
    """Return an answer after which the connection is closed, so that the next one looks the name up again."""

    def close(handler: SiteHandler) -> None:
        answer(handler)
        handler.close_connection = True

    return close


def test_nothing_that_is_not_public_is_admitted_unless_a_person_says_so(tmp_path: Path) -> None:
    with serving(Site({"/feed": feed("/news/1")})) as site:
        _declare(tmp_path, site)
        night = crawl("velde", tmp_path, QUICK, NEWS_OUTLETS=str(tmp_path), NEWS_ADMIT="")
        assert not site.seen
    assert [entry.outcome for entry in night.manifest.listings] == [Outcome.REFUSED_ADDRESS]


def test_every_address_of_a_feed_is_booked_or_counted(tmp_path: Path) -> None:
    links = ["/news/1/a", "/news/1/b", "/news/1/b?utm_source=rss", "javascript:void", "/elsewhere", "/news/2"]
    answers = {"/feed": feed(*links, *(f"/news/3/{n}" for n in range(100))), "/news/1/a": page(), "/news/2": page()}
    with serving(Site(answers)) as site:
        _declare(tmp_path, site)
        night = crawl("velde", tmp_path, QUICK, NEWS_OUTLETS=str(tmp_path))
        first, filtered, second, third = night.manifest.pages
        assert (first.url, first.aliases) == (site.url("/news/1/a"), (site.url("/news/1/b"),))
        assert (filtered.outcome, second.aliases, len(third.aliases)) == (Outcome.FILTERED, (), 20)
    assert night.manifest.counts()["found"] == 4
    assert night.manifest.listings[0].detail == (
        "1 of its entries is without a usable address; 79 other addresses of it are more than a crawl records"
    )
