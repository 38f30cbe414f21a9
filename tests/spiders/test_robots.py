"""What robots.txt forbids is obeyed however it is served, and where it cannot be had nothing is asked of its host."""

from __future__ import annotations

import codecs
import gzip
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawling import QUICK, Crawled, crawl, declare_velde, run_first, serving
from hostile_site import Answer, Site, SiteHandler, cut, feed, moved, page, short, slow_loris

from spiders.capture.manifest import Outcome

pytestmark = pytest.mark.e2e

SETTINGS: dict[str, object] = {
    **QUICK,
    "CONCURRENT_REQUESTS": 50,
    "RETRY_TIMES": 0,
    "DOWNLOAD_TIMEOUT": 20,  # seconds; only the case "slow" takes so long
}
NAMES = """
import socket
socket.gethostbyname = lambda name: "127.0.0.1"
"""
FORBID = b"User-agent: *\nDisallow: /news/2\n"
FILLING = b"# lanterns\n" * 50_000  # 550 kB
NOISE = random.Random(7).randbytes(900_000).hex().encode()
#: What comes of two articles, of which the second is forbidden where the rules are read.
OBEYED = (Outcome.FETCHED, Outcome.ROBOTS)
FREE = (Outcome.FETCHED, Outcome.FETCHED)


def _endless_rules(handler: SiteHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for body in (FORBID, *[b"# lanterns, lanterns\n" * 3000] * 1000):
        if handler.server.closing.is_set():
            return
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))


#: How robots.txt answers, its state, what comes of the two articles, or of the listing alone where nothing is asked,
#: and words that say why.
CASES: dict[str, tuple[Answer, str, tuple[Outcome, ...], str]] = {
    "cut": (cut, "failed", (Outcome.ERROR,), "could not be had"),
    "short": (short, "failed", (Outcome.ERROR,), "could not be had"),
    "broken-gzip": (page(b"\x1f\x8b\xff lanterns", Content_Encoding="gzip"), "failed", (Outcome.ERROR,), "its gzip"),
    "broken-gzip-unnamed": (page(b"\x1f\x8b\xff lanterns"), "failed", (Outcome.ERROR,), "its gzip is broken"),
    "gzip-by-name": (page(FORBID, Content_Encoding="gzip"), "read", OBEYED, ""),
    "brotli-by-name": (page(FORBID, Content_Encoding="br"), "read", OBEYED, ""),
    "gzip": (page(gzip.compress(FORBID), Content_Encoding="gzip"), "read", OBEYED, ""),
    "gzip-unnamed": (page(gzip.compress(FORBID)), "read", OBEYED, ""),
    "gzip-large": (page(gzip.compress(FORBID + NOISE), Content_Encoding="gzip"), "read", OBEYED, ""),
    "gzip-bomb": (page(gzip.compress(FORBID + b"\n" * 20_000_000), Content_Encoding="gzip"), "read", OBEYED, ""),
    "utf-16": (page(codecs.BOM_UTF16_LE + FORBID.decode().encode("utf-16-le")), "read", OBEYED, ""),
    "latin": (page("# K\xf6ln\n".encode("cp1252") + FORBID), "read", OBEYED, ""),
    "beyond": (page(FILLING + FORBID), "read", FREE, ""),
    "within": (page(FORBID + FILLING), "read", OBEYED, ""),
    "larger-than-a-page": (page(FORBID + FILLING * 25), "read", OBEYED, ""),
    "without-end": (_endless_rules, "read", OBEYED, ""),
    "empty": (page(b""), "read", FREE, ""),
    "next-to-no-delay": (page(FORBID + b"Crawl-delay: 1e-320\n"), "read", OBEYED, ""),
    "none": (page(b"", 404), "none", FREE, ""),
    "forbidden-itself": (page(b"", 403), "none", FREE, ""),
    "busy": (page(b"", 429), "failed", (Outcome.BLOCKED,), "answered 429"),
    "down": (page(b"", 503), "failed", (Outcome.HTTP_5XX,), "answered 503"),
    "slow": (slow_loris, "failed", (Outcome.TIMEOUT,), "did not answer in time"),
    "elsewhere": (moved("/rules"), "read", OBEYED, ""),
    "of-a-neighbour": (lambda handler: handler.server.answers["/neighbour"](handler), "read", OBEYED, ""),
    "five-redirects": (moved("/hop/1"), "read", OBEYED, ""),
    "six-redirects": (moved("/hop/0"), "failed", (Outcome.ERROR,), "redirects more than 5 times"),
    "circle": (moved("/robots.txt"), "failed", (Outcome.ERROR,), "redirects in a circle"),
    "to-private": (moved("http://10.0.0.7/r"), "failed", (Outcome.REFUSED_ADDRESS,), "10.0.0.7, which is no public"),
    "to-a-port": (moved("http://127.0.0.1:9/r"), "failed", (Outcome.REFUSED_ADDRESS,), "port 9 is not one"),
    "to-a-scheme": (moved("file:///etc/passwd"), "failed", (Outcome.REFUSED_ADDRESS,), "neither http nor https"),
    "to-a-password": (moved("http://a:b@127.0.0.1/r"), "failed", (Outcome.REFUSED_ADDRESS,), "a name or a password"),
    "to-nothing": (moved("/nowhere"), "none", FREE, ""),
}
HOPS = {f"/hop/{number}": moved(f"/hop/{number + 1}") for number in range(5)} | {"/hop/5": page(FORBID)}


@dataclass(frozen=True, slots=True)
class Visit:
    """The sites, each by its case, and what one crawl of all of them left."""

    sites: dict[str, Site]
    night: Crawled


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("robots")
    run_first(folder, NAMES)
    with ExitStack() as stack:
        neighbour = stack.enter_context(serving(Site({"/rules": page(FORBID)})))
        sites: dict[str, Site] = {}
        for name, (answer, *_) in CASES.items():
            pages = {"/feed": feed("/news/1", "/news/2"), "/news/1": page(), "/news/2": page()}
            site = stack.enter_context(serving(Site({**pages, "/robots.txt": answer, "/rules": page(FORBID), **HOPS})))
            site.answers["/neighbour"] = moved(f"http://neighbour.invalid:{neighbour.port}/rules")
            site.answers["/feed"] = feed(*(f"/news/{number}-{name}" for number in (1, 2)))
            site.answers |= {f"/news/{number}-{name}": page() for number in (1, 2)}
            sites[name] = site
        declare_velde(
            folder,
            hosts=(f"{name}.invalid" for name in sites),
            ports=(site.port for site in (neighbour, *sites.values())),
            sources=(f'Feed(url="http://{name}.invalid:{site.port}/feed")' for name, site in sites.items()),
        )
        variables = {"NEWS_OUTLETS": str(folder), "PYTHONPATH": str(folder / "names")}
        yield Visit(sites, crawl("velde", folder, SETTINGS, **variables))


@pytest.mark.parametrize("name", CASES)
def test_each_robots_txt_is_taken_at_its_word(visit: Visit, name: str) -> None:
    _, state, outcomes, words = CASES[name]
    host = f"{name}.invalid:{visit.sites[name].port}"
    (robots,) = [entry for entry in visit.night.manifest.robots if entry.host == host]
    (listing,) = [entry for entry in visit.night.manifest.listings if host in entry.url]
    pages = sorted((entry.url, entry.outcome) for entry in visit.night.manifest.pages if host in entry.url)
    assert robots.state == state
    if len(outcomes) == 1:
        assert (listing.outcome, pages) == (outcomes[0], [])
        assert robots.detail == listing.detail
        assert listing.detail is not None
        assert f"robots.txt of {host}" in listing.detail
        assert words in listing.detail
        assert not {path for _, path, _ in visit.sites[name].seen if "news" in path or "feed" in path}
    else:
        assert [outcome for _, outcome in pages] == list(outcomes)
        assert robots.detail is None


def test_each_robots_txt_is_asked_for_once_and_kept_with_every_redirect(visit: Visit) -> None:
    for name, site in visit.sites.items():
        assert site.asked("/robots.txt") == 1, name
    exchanges = visit.night.exchanges
    (last,) = [url for url in exchanges if "//neighbour.invalid" in url]
    (robots,) = [entry for entry in visit.night.manifest.robots if entry.host.startswith("of-a-neighbour")]
    assert robots.final_url == last
    hops = [url for url in exchanges if "five-redirects" in url and "/hop/" in url]
    assert len(hops) == 5


def test_of_a_robots_txt_without_end_the_beginning_is_kept_and_said_to_be_cut(visit: Visit) -> None:
    (exchange,) = [one for url, (one, *_) in visit.night.exchanges.items() if "without-end" in url and "robots" in url]
    assert exchange.truncated == "length"
    assert 500 * 1024 < len(exchange.payload) < 1024 * 1024


def test_a_replay_ends_as_the_night_did_that_it_was_recorded_from(visit: Visit, tmp_path: Path) -> None:
    text = (visit.night.warc.parents[2] / "velde.py").read_text(encoding="utf-8")
    (tmp_path / "velde.py").write_text(text, encoding="utf-8")
    again = crawl("velde", tmp_path, {**SETTINGS, "REPLAY": visit.night.warc}, NEWS_OUTLETS=str(tmp_path))

    def outcomes(night: Crawled) -> dict[str, Outcome]:
        # What never answered is in no recording; redirects that were refused are refused again.
        unanswered = ("cut", "short", "slow")
        entries = (*night.manifest.listings, *night.manifest.pages)
        return {
            entry.url: entry.outcome for entry in entries if not any(f"//{name}." in entry.url for name in unanswered)
        }

    assert outcomes(again) == outcomes(visit.night)
