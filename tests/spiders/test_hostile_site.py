"""A crawl meets the hostile and the broken on loopback: each ends in its outcome, and nothing is reached beyond."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import itertools
import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawling import Crawled, command, crawl, crawl_arguments, crawled, environment, serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hostile_site import (
    PAGE,
    Answer,
    Site,
    bombs,
    changing,
    endless,
    endless_head,
    feed,
    moved,
    page,
    short,
    slow_loris,
    versioned,
)

from spiders.receipt import Outcome

QUICK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_TIMES": 1,
    "RETRY_BACKOFF": 0,
    "DOWNLOAD_TIMEOUT": 3,
}
MEMORY = 400 * 1024  # kilobytes
OUTLET = """
from spiders.outlet import Feed, NewsSitemap, Outlet, SectionPage, Sitemap

OUTLET = Outlet(
    slug="velde", name="Velde", hosts={hosts!r}, languages=("en",), time_zone="UTC", volume=(0, 50),
    article_urls=(r"^/news/(?P<key>[a-z0-9-]+)",), ports={ports!r}, sources=({sources},),
)
"""


def _declare(folder: Path, site: Site, sources: str = "", hosts: tuple[str, ...] = ("127.0.0.1",)) -> None:
    """Write the file that declares the site as an outlet, with its feed as its source."""
    named = sources.replace("$", site.url("")) or f'Feed(url="{site.url("/feed")}")'
    text = OUTLET.format(hosts=hosts, ports=(site.port,), sources=named)
    (folder / "velde.py").write_text(text, encoding="utf-8")


def _crawl(folder: Path, site: Site, *, settings: dict[str, object] | None = None, **declared: object) -> Crawled:
    _declare(folder, site, **declared)  # type: ignore[arg-type]
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
    "wrong-charset": (page("<h1>Köln</h1>".encode("cp1252"), Content_Type="text/html; charset=utf-8"), Outcome.FETCHED),
    "wrong-type": (page(PAGE, Content_Type="application/x-lantern\x00"), Outcome.FETCHED),
    "good": (page(), Outcome.FETCHED),
    **{f"bomb-{name}": (answer, Outcome.TOO_LARGE) for name, answer in bombs().items()},
}


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Crawled, int]]:
    """Return the site, what a crawl of all cases left, and the most kilobytes of memory that it took."""
    folder = tmp_path_factory.mktemp("hostile")
    answers = {f"/news/{name}": answer for name, (answer, _) in CASES.items()}
    with serving(Site({"/feed": feed(*answers), **answers})) as site:
        _declare(folder, site)
        with (folder / "log").open("wb") as log:
            child = subprocess.Popen(
                command(*crawl_arguments("velde", folder, QUICK)),
                cwd=folder,
                env=environment(NEWS_OUTLETS=str(folder)),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            most = 0
            while child.poll() is None:
                most = max(most, _most_memory(child.pid))
                time.sleep(0.05)
        yield site, crawled("velde", folder, (folder / "log").read_text("utf-8")), most


def _most_memory(pid: int) -> int:
    """Return the most kilobytes that a process has had in memory since it is the program that it is."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


@pytest.mark.parametrize("name", CASES)
def test_each_case_ends_in_its_outcome(visit: tuple[Site, Crawled, int], name: str) -> None:
    _, night, _ = visit
    entry = night.page(f"/news/{name}")
    assert (name, entry.outcome, entry.detail) == (name, CASES[name][1], entry.detail)


def test_the_crawl_goes_on_to_its_end_and_its_books_balance(visit: tuple[Site, Crawled, int]) -> None:
    _, night, _ = visit
    counts = night.receipt.counts()
    assert counts["found"] == len(CASES)
    assert night.receipt.finish_reason == "finished"
    assert not any(page.outcome is Outcome.LEFT_OVER for page in night.receipt.pages)


def test_nothing_takes_much_memory(visit: tuple[Site, Crawled, int]) -> None:
    print("MB", visit[2] // 1024)
    assert 0 < visit[2] < MEMORY, f"{visit[2] // 1024} MB"


def test_nothing_is_asked_of_anybody_else(visit: tuple[Site, Crawled, int]) -> None:
    site, night, _ = visit
    assert all(url.startswith(site.url("/")) for url in night.exchanges)


def test_what_a_page_says_breaks_no_line_of_the_receipt(visit: tuple[Site, Crawled, int]) -> None:
    _, night, _ = visit
    assert all(entry.detail is None or entry.detail.isprintable() for entry in night.receipt.pages)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "$/secret">]>'
URLSET = b"<urlset><url><loc>http://127.0.0.1/news/%s</loc></url></urlset>"
RSS = b'<rss version="2.0"><channel><item><link>/news/%s</link></item></channel></rss>'
#: What answers in place of each kind of listing; no outcome where it may be read or refused, as long as it is harmless.
SOURCES: dict[str, tuple[str, Answer, Outcome | None]] = {
    "laughs-feed": ("Feed", page(LAUGHS + RSS % b"&j;"), None),
    "laughs-map": ("Sitemap", page(LAUGHS + URLSET % b"&j;"), None),
    "outside-feed": ("Feed", page(OUTSIDE + RSS % b"&x;&y;"), None),
    "outside-map": ("NewsSitemap", page(OUTSIDE + URLSET % b"&x;&y;"), None),
    "html": ("Feed", page(PAGE), Outcome.UNREADABLE),
    "challenge": ("Feed", page(b"<script>__arcsjs</script>"), Outcome.UNREADABLE),
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
    booked = {entry.url.rpartition("/")[2]: entry for entry in night.receipt.listings}
    assert booked.keys() == SOURCES.keys()
    for name, (_, _, outcome) in SOURCES.items():
        allowed = [outcome] if outcome else [Outcome.FETCHED, Outcome.UNREADABLE]
        assert booked[name].outcome in allowed, booked[name]
    # Whatever is made of an entity: it is neither text of a file here nor longer than it was.
    assert all(len(entry.url) < 200 and "root" not in entry.url for entry in night.receipt.pages)


def test_an_index_that_names_itself_and_others_without_end_is_asked_for_within_bounds(tmp_path: Path) -> None:
    def index(handler: object) -> None:
        number = int(handler.path.rpartition("-")[2])  # type: ignore[attr-defined]
        others = "".join(f"<sitemap><loc>/map-{other}</loc></sitemap>" for other in (number, number + 1, number + 2))
        body = f"<sitemapindex>{others}</sitemapindex>".encode()
        page(body, Content_Type="application/xml")(handler)  # type: ignore[arg-type]

    with serving(Site({f"/map-{number}": index for number in range(200)})) as site:
        night = _crawl(tmp_path, site, sources='Sitemap(url="$/map-0")')
        assert max(site.asked(f"/map-{number}") for number in range(200)) == 1
        assert sum(site.asked(f"/map-{number}") for number in range(200)) == 5
    outcomes = Counter(entry.outcome for entry in night.receipt.listings)
    assert outcomes == {Outcome.FETCHED: 5, Outcome.LEFT_OVER: 2}


def test_of_a_large_index_the_newest_are_asked_for_and_every_other_is_booked(tmp_path: Path) -> None:
    named = "".join(f"<sitemap><loc>/map-{month:03}</loc></sitemap>" for month in range(130))
    index = page(f"<sitemapindex>{named}</sitemapindex>".encode(), Content_Type="application/xml")
    empty = page(b"<urlset></urlset>", Content_Type="application/xml")
    children = {f"/map-{month:03}": empty for month in range(130)}
    with serving(Site({"/index": index, **children})) as site:
        night = _crawl(tmp_path, site, sources='Sitemap(url="$/index")')
        assert [path for _, path, _ in site.seen[:4]] == ["/robots.txt", "/index", "/map-129", "/map-000"]
    outcomes = Counter(entry.outcome for entry in night.receipt.listings)
    assert outcomes == {Outcome.FETCHED: 100, Outcome.LEFT_OVER: 31}
    assert all(entry.detail for entry in night.receipt.listings if entry.outcome is Outcome.LEFT_OVER)


def test_a_section_is_turned_page_by_page_until_one_brings_nothing_new(tmp_path: Path) -> None:
    pages = {
        f"/section/{number}": page("".join(f"<a href='/news/{key}'>A</a>" for key in keys).encode())
        for number, keys in enumerate([(1, 2), (2, 3), (3, 1), (4, 5)], start=1)
    }
    with serving(Site({**pages, **{f"/news/{key}": page() for key in range(1, 6)}})) as site:
        night = _crawl(tmp_path, site, sources='SectionPage(url="$/section/{page}", pages=9)')
        assert not site.asked("/section/4")
    assert sorted(entry.key or "" for entry in night.receipt.pages) == ["1", "2", "3"]
    assert len(night.receipt.listings) == 3


def test_a_section_is_turned_though_a_feed_offered_all_of_its_first_page_and_stops_at_what_is_known(
    tmp_path: Path,
) -> None:
    links = [(1, 2), (3,), (4, 5), (6,)]
    pages = {
        f"/section/{number}": page("".join(f"<a href='/news/{key}'>A</a>" for key in keys).encode())
        for number, keys in enumerate(links, start=1)
    }
    orders = {"keys": ["4"], "urls": [], "listings": {}, "due": []}
    with serving(Site({"/feed": feed("/news/1", "/news/2"), **pages})) as site:
        due = {"url": site.url("/news/5"), "key": "5", "known": True, "validators": _said('"v1"')}
        told = tmp_path / "orders.json"
        told.write_text(json.dumps({**orders, "due": [due]}), encoding="utf-8")
        sources = 'Feed(url="$/feed"), SectionPage(url="$/section/{page}", pages=9)'
        night = _crawl(tmp_path, site, sources=sources, settings={"ORDERS_FILE": told})
        assert not site.asked("/section/4")
    assert sorted(entry.key or "" for entry in night.receipt.pages) == ["1", "2", "3", "4", "5"]
    assert len(night.receipt.listings) == 4


def test_where_robots_txt_fails_nothing_is_asked_for(tmp_path: Path) -> None:
    with serving(Site({"/robots.txt": page(b"", 500), "/feed": feed("/news/1")})) as site:
        night = _crawl(tmp_path, site)
        assert {path for _, path, _ in site.seen} == {"/robots.txt"}
    assert [entry.outcome for entry in night.receipt.listings] == [Outcome.ROBOTS]
    assert [(entry.state, entry.status) for entry in night.receipt.robots] == [("failed", 500)]


def test_what_robots_txt_says_is_obeyed_and_noted(tmp_path: Path) -> None:
    robots = page(b"User-agent: *\nCrawl-delay: 0.7\nDisallow: /news/b\n", Content_Type="text/plain")
    paths = ["/news/a", "/news/b", "/news/c"]
    with serving(Site({"/robots.txt": robots, "/feed": feed(*paths), **dict.fromkeys(paths, page())})) as site:
        night = _crawl(tmp_path, site)
        times = [moment for moment, path, _ in site.seen if path != "/robots.txt"]
        assert not site.asked("/news/b")
    assert night.page("/news/b").outcome is Outcome.ROBOTS
    assert [(entry.state, entry.crawl_delay) for entry in night.receipt.robots] == [("read", 0.7)]
    assert all(later - earlier > 0.65 for earlier, later in itertools.pairwise(times))


def test_of_a_slow_host_no_more_is_asked_than_fits_into_the_night(tmp_path: Path) -> None:
    robots = page(b"User-agent: *\nCrawl-delay: 0.2\n", Content_Type="text/plain")
    fresh = [f"/news/{number}" for number in range(1, 6)]
    again = [{"url": f"/news/{number}", "key": str(number), "known": True} for number in range(11, 16)]
    answers = {"/robots.txt": robots, "/feed": feed(*fresh), "/section": page(b"<a href='/news/6'>Six</a>")}
    with serving(Site(answers)) as site:
        due = [{**one, "url": site.url(str(one["url"])), "validators": _said('"v1"')} for one in again]
        told = tmp_path / "orders.json"
        told.write_text(json.dumps({"keys": [], "urls": [], "due": due, "listings": {}}), encoding="utf-8")
        night = _crawl(
            tmp_path,
            site,
            sources='Feed(url="$/feed"), SectionPage(url="$/section"), SectionPage(url="$/other")',
            settings={"NIGHT": 1.8, "ORDERS_FILE": told},
        )
        asked = [path for _, path, _ in site.seen if path != "/robots.txt"]
    assert len(asked) == 9  # nine times 0.2 seconds: listings and revisits among them
    assert {"/feed", "/section", "/other"} <= set(asked)
    assert night.receipt.outcomes()["left_over"] == len(fresh) + 1 + len(again) - (9 - 3)
    assert "too short" in (next(p.detail for p in night.receipt.pages if p.outcome is Outcome.LEFT_OVER) or "")


def test_listings_that_the_night_is_too_short_for_are_left_over(tmp_path: Path) -> None:
    robots = page(b"User-agent: *\nCrawl-delay: 0.2\n", Content_Type="text/plain")
    listings = {f"/section/{number}": page(b"<p>Nothing.</p>") for number in range(4)}
    with serving(Site({"/robots.txt": robots, **listings})) as site:
        sources = ", ".join(f'SectionPage(url="${path}")' for path in listings)
        night = _crawl(tmp_path, site, sources=sources, settings={"NIGHT": 0.5})
        assert len(site.seen) == 3
    outcomes = Counter(entry.outcome for entry in night.receipt.listings)
    assert outcomes == {Outcome.FETCHED: 2, Outcome.LEFT_OVER: 2}


def test_a_host_that_asks_to_wait_is_waited_for(tmp_path: Path) -> None:
    busy = changing(page(b"", 429, Retry_After="1"), page())
    with serving(Site({"/feed": feed("/news/1"), "/news/1": busy})) as site:
        night = _crawl(tmp_path, site)
        first, second = [moment for moment, path, _ in site.seen if path == "/news/1"]
    assert night.page("/news/1").outcome is Outcome.FETCHED
    assert second - first > 0.9


def test_a_host_that_asks_for_more_than_we_wait_is_left_alone_and_the_rest_left_over(tmp_path: Path) -> None:
    paths = [f"/news/{number}" for number in range(8)]
    answers = {path: page(b"", 429, Retry_After="3600") for path in paths}
    start = time.monotonic()
    with serving(Site({"/feed": feed(*paths), **answers})) as site:
        night = _crawl(tmp_path, site, settings={"CONCURRENT_REQUESTS": 1})
        assert sum(site.asked(path) for path in paths) < len(paths)
    outcomes = night.receipt.outcomes()
    assert outcomes["blocked"] >= 1
    assert outcomes["blocked"] + outcomes["left_over"] == len(paths)
    assert time.monotonic() - start < 30


def test_a_host_that_refuses_page_after_page_is_left_alone(tmp_path: Path) -> None:
    paths = [f"/news/{number}" for number in range(12)]
    with serving(Site({"/feed": feed(*paths), **dict.fromkeys(paths, page(b"", 429))})) as site:
        night = _crawl(tmp_path, site, settings={"CONCURRENT_REQUESTS": 1})
    outcomes = night.receipt.outcomes()
    assert outcomes["blocked"] >= 5
    assert outcomes["left_over"] >= 4


def test_a_listing_that_is_as_it_was_and_a_page_that_is_cost_a_request_without_a_body(tmp_path: Path) -> None:
    unchanged = versioned(PAGE)
    with serving(Site({"/feed": unchanged, "/news/1": unchanged})) as site:
        orders = {
            "keys": [],
            "urls": [],
            "due": [{"url": site.url("/news/1"), "key": "1", "known": True, "validators": _said('"v1"')}],
            "listings": {site.url("/feed"): _said('"v1"')},
        }
        told = tmp_path / "orders.json"
        told.write_text(json.dumps(orders), encoding="utf-8")
        night = _crawl(tmp_path, site, settings={"ORDERS_FILE": told})
        assert site.asked("/feed") == site.asked("/news/1") == 1
    assert [entry.outcome for entry in night.receipt.listings] == [Outcome.NOT_MODIFIED]
    entry = night.page("/news/1")
    assert (entry.outcome, entry.source, entry.warc_offset) == (Outcome.NOT_MODIFIED, "Revisit", None)
    assert not any("/news/1" in url for url in night.exchanges)
    assert night.receipt.counts() == {"found": 1, "known": 1, "skipped": 0, "fetched": 0, "failed": 0}


def _said(etag: str) -> dict[str, str | None]:
    return {"etag": etag, "last_modified": None}


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
    (folder / "names").mkdir()
    (folder / "names/sitecustomize.py").write_text(NAMES.format(table=named), encoding="utf-8")


SIX = """
import socket
_real = socket.getaddrinfo
def getaddrinfo(name, port, family=0, *more):
    if family == socket.AF_INET6 and name in {table!r}:
        return [(family, socket.SOCK_STREAM, 6, "", ({table!r}[name], 0, 0, 0))]
    return _real(name, port, family, *more)
socket.getaddrinfo = getaddrinfo
"""


def test_a_host_of_ipv6_alone_is_reached_where_its_address_is_admitted(tmp_path: Path) -> None:
    (tmp_path / "names").mkdir()
    table = {"velde.invalid": "::1", "inner.invalid": "fd00::7", "carried.invalid": "::ffff:10.0.0.7"}
    (tmp_path / "names/sitecustomize.py").write_text(SIX.format(table=table), encoding="utf-8")
    with serving(Site({"/feed": feed("/news/1"), "/news/1": page()}, host="::1")) as site:
        feeds = ", ".join(f'Feed(url="{_at(site, host, "/feed")}")' for host in table)
        _declare(tmp_path, site, sources=feeds, hosts=tuple(table))
        surroundings = {"NEWS_OUTLETS": str(tmp_path), "PYTHONPATH": str(tmp_path / "names"), "NEWS_ADMIT": "::1"}
        night = crawl("velde", tmp_path, dict(QUICK), **surroundings)
    assert {urlsplit(entry.url).hostname: entry.outcome for entry in night.receipt.listings} == {
        "velde.invalid": Outcome.FETCHED,
        "inner.invalid": Outcome.REFUSED_ADDRESS,
        "carried.invalid": Outcome.REFUSED_ADDRESS,
    }
    assert night.page("/news/1").outcome is Outcome.FETCHED


def _at(site: Site, host: str, path: str) -> str:
    return site.url(path).replace("127.0.0.1", host)


def test_a_name_of_a_private_address_is_refused(tmp_path: Path) -> None:
    _resolve(tmp_path, velde_example=("10.0.0.7",))
    with serving(Site({"/feed": feed("/news/1")})) as site:
        source = f'Feed(url="{_at(site, "velde.example", "/feed")}")'
        night = _crawl(tmp_path, site, sources=source, hosts=("velde.example",))
    assert [(entry.outcome, entry.detail) for entry in night.receipt.listings] == [
        (Outcome.REFUSED_ADDRESS, "velde.example is 10.0.0.7, which is no public address")
    ]


def test_a_name_that_turns_private_on_the_second_look_up_is_refused_then(tmp_path: Path) -> None:
    _resolve(tmp_path, velde_example=("127.0.0.1", "127.0.0.1", "127.0.0.2"))
    answers = {"/feed": feed("/news/1", "/news/2"), "/news/1": page(), "/news/2": page()}
    with serving(Site({path: _closing(answer) for path, answer in answers.items()})) as site:
        source = f'Feed(url="{_at(site, "velde.example", "/feed")}")'
        settings: dict[str, object] = {"DNSCACHE_ENABLED": False, "CONCURRENT_REQUESTS": 1, "ROBOTSTXT_OBEY": False}
        night = _crawl(tmp_path, site, sources=source, hosts=("velde.example",), settings=settings)
    assert night.page("/news/1").outcome is Outcome.FETCHED
    assert night.page("/news/2").outcome is Outcome.REFUSED_ADDRESS


def _closing(answer: Answer) -> Answer:
    """Return an answer after which the connection is closed, so that the next one looks the name up again."""

    def close(handler: object) -> None:
        answer(handler)  # type: ignore[arg-type]
        handler.close_connection = True  # type: ignore[attr-defined]

    return close


def test_a_host_without_an_address_is_tried_at_the_outlets_next_one(tmp_path: Path) -> None:
    _resolve(tmp_path, dead_example=(None,), velde_example=("127.0.0.1",))
    with serving(Site({"/feed": feed("http://dead.example:{port}/news/1"), "/news/1": page()})) as site:
        site.answers["/feed"] = feed(_at(site, "dead.example", "/news/1"))
        source = f'Feed(url="{_at(site, "dead.example", "/feed")}")'
        night = _crawl(tmp_path, site, sources=source, hosts=("dead.example", "velde.example"))
    (listing,) = night.receipt.listings
    assert (listing.outcome, listing.detail) == (Outcome.FETCHED, "asked first at dead.example: dns")
    entry = night.page("/news/1")
    assert (entry.outcome, entry.final_url) == (Outcome.FETCHED, _at(site, "velde.example", "/news/1"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate, with its key, that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "velde.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "velde.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, certificate: Path) -> None:
    with serving(Site({"/feed": feed("/news/1")}, certificate)) as site:
        night = _crawl(tmp_path, site)
        assert not site.seen
    assert [entry.outcome for entry in night.receipt.listings] == [Outcome.TLS]


def test_nothing_that_is_not_public_is_admitted_unless_a_person_says_so(tmp_path: Path) -> None:
    with serving(Site({"/feed": feed("/news/1")})) as site:
        _declare(tmp_path, site)
        night = crawl("velde", tmp_path, dict(QUICK), NEWS_OUTLETS=str(tmp_path), NEWS_ADMIT="")
        assert not site.seen
    assert [entry.outcome for entry in night.receipt.listings] == [Outcome.REFUSED_ADDRESS]
