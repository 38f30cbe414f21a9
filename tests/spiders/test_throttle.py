"""One crawl of an outlet with many hosts: each gets the pauses it asks for, and none is reached that must not be."""

from __future__ import annotations

import datetime
import ipaddress
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawling import QUICK, Crawled, crawl, declare_velde, run_first, serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hostile_site import PAGE, Answer, Site, SiteHandler, changing, feed, page, versioned

from spiders.capture.manifest import ListingEntry, Outcome, PageEntry, RobotsEntry
from spiders.crawl.state import CrawlState, Due, Validators

pytestmark = pytest.mark.e2e

#: Every host is here, whatever its name, but for one that is not public, one that is dead, and those of IPv6 alone.
NAMES = """
import socket
_four = {"private.invalid": "10.0.0.7"}
_six = {"six.invalid": "::1", "inner.invalid": "fd00::7", "carried.invalid": "::ffff:10.0.0.7"}
_real, _real_six = socket.gethostbyname, socket.getaddrinfo

def gethostbyname(name):
    if name in _six or name == "dead.invalid":
        raise socket.gaierror(f"no such name {name}")
    return _four.get(name, "127.0.0.1") if name.endswith(".invalid") else _real(name)

def getaddrinfo(name, port, family=0, *more):
    if family == socket.AF_INET6 and name in _six:
        return [(family, socket.SOCK_STREAM, 6, "", (_six[name], 0, 0, 0))]
    return _real_six(name, port, family, *more)

socket.gethostbyname, socket.getaddrinfo = gethostbyname, getaddrinfo
"""
#: The seconds of a night's pauses: nine requests a fifth of a second apart, two of three quarters.
NIGHT = 1.8
VALIDATORS = Validators(etag='"v1"')


def _robots(rules: str) -> Answer:
    return page(f"User-agent: *\n{rules}\n".encode(), Content_Type="text/plain")


def _section(*keys: str) -> Answer:
    return page("".join(f"<a href='/news/{key}'>A</a>" for key in keys).encode())


def _endless_index(handler: SiteHandler) -> None:
    number = int(handler.path.rpartition("-")[2])
    others = "".join(f"<sitemap><loc>/map-{other}</loc></sitemap>" for other in (number, number + 1, number + 2))
    page(f"<sitemapindex>{others}</sitemapindex>".encode(), Content_Type="application/xml")(handler)


def _news(name: str, count: int) -> list[str]:
    return [f"/news/{name}-{number}" for number in range(count)]


#: What each host answers, and its sources.
HOSTS: dict[str, tuple[dict[str, Answer], str]] = {
    "failing": ({"/robots.txt": page(b"", 500), "/feed": feed("/news/failing-1")}, 'Feed(url="$/feed")'),
    "slow": (
        {
            "/robots.txt": _robots("Crawl-delay: 0.45\nDisallow: /news/slow-1"),
            "/feed": feed(*_news("slow", 3)),
            **dict.fromkeys(_news("slow", 3), page()),
        },
        'Feed(url="$/feed")',
    ),
    "busy": (
        {"/feed": feed("/news/busy"), "/news/busy": changing(page(b"", 429, Retry_After="1"), page())},
        'Feed(url="$/feed")',
    ),
    "tired": (
        {"/feed": feed(*_news("tired", 8)), **dict.fromkeys(_news("tired", 8), page(b"", 429, Retry_After="3600"))},
        'Feed(url="$/feed")',
    ),
    "refusing": (
        {"/feed": feed(*_news("refusing", 16)), **dict.fromkeys(_news("refusing", 16), page(b"", 429))},
        'Feed(url="$/feed")',
    ),
    "endless": ({f"/map-{number}": _endless_index for number in range(200)}, 'Sitemap(url="$/map-0")'),
    "turned": (
        {
            f"/section/{number}": _section(*keys)
            for number, keys in enumerate((("t1", "t2"), ("t2", "t3"), ("t3", "t1"), ("t4",)), start=1)
        },
        'SectionPage(url="$/section/{page}", pages=9)',
    ),
    "offered": (
        {
            "/feed": feed("/news/o1", "/news/o2"),
            **{
                f"/section/{number}": _section(*keys)
                for number, keys in enumerate((("o1", "o2"), ("o3",), ("o4", "o5"), ("o6",)), start=1)
            },
        },
        'Feed(url="$/feed"), SectionPage(url="$/section/{page}", pages=9)',
    ),
    "same": ({"/feed": versioned(PAGE), "/news/same": versioned(PAGE)}, 'Feed(url="$/feed")'),
    "short": (
        {
            "/robots.txt": _robots("Crawl-delay: 0.2"),
            "/feed": feed(*_news("short", 5)),
            "/section": _section("short-5"),
        },
        'Feed(url="$/feed"), SectionPage(url="$/section"), SectionPage(url="$/other")',
    ),
    "listings": (
        {"/robots.txt": _robots("Crawl-delay: 0.75"), **{f"/{number}": _section("listings") for number in range(4)}},
        ", ".join(f'SectionPage(url="$/{number}")' for number in range(4)),
    ),
    "private": ({}, 'Feed(url="$/feed")'),
    "six": ({"/feed": feed("/news/six"), "/news/six": page()}, 'Feed(url="$/feed")'),
    "inner": ({}, 'Feed(url="$/feed")'),
    "carried": ({}, 'Feed(url="$/feed")'),
    "dead": ({"/news/dead": page()}, 'Feed(url="$/feed")'),
    "alive": ({}, 'Feed(url="$/feed")'),  # the outlet's next host
    "unvouched": ({}, 'Feed(url="$/feed")'),
}
#: What is asked for once of each host with articles.
OF_THE_HOST = {"/robots.txt", "/.well-known/tdmrep.json"}
#: What was read before and is due again, by host.
DUE = {"offered": ["o5"], "same": ["same"], "short": [f"again-{number}" for number in range(5)]}


@dataclass(frozen=True, slots=True)
class Street:
    """The sites, each by its host, and what one crawl of all of them left."""

    sites: dict[str, Site]
    night: Crawled

    def _of(self, host: str, url: str) -> bool:
        return urlsplit(url).hostname == f"{host}.invalid"

    def asked(self, host: str) -> list[str]:
        return [path for _, path, _ in self.sites[host].seen if path not in OF_THE_HOST]

    def listings(self, host: str) -> list[ListingEntry]:
        return [entry for entry in self.night.manifest.listings if self._of(host, entry.url)]

    def pages(self, host: str) -> list[PageEntry]:
        return [entry for entry in self.night.manifest.pages if self._of(host, entry.url)]

    def outcomes(self, host: str) -> Counter[Outcome]:
        return Counter(entry.outcome for entry in self.pages(host))

    def robots(self, host: str) -> RobotsEntry:
        (entry,) = [entry for entry in self.night.manifest.robots if entry.host.startswith(f"{host}.")]
        return entry


def _certificate(folder: Path) -> Path:
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
    path = folder / "velde.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    run_first(folder, NAMES)
    with ExitStack() as stack:
        sites = {
            host: stack.enter_context(
                serving(
                    Site(
                        answers,
                        certificate=_certificate(folder) if host == "unvouched" else None,
                        host="::1" if host == "six" else "127.0.0.1",
                    )
                )
            )
            for host, (answers, _) in HOSTS.items()
        }
        homes = {host: site.url("").replace("127.0.0.1", f"{host}.invalid") for host, site in sites.items()}
        sites["dead"].answers["/feed"] = feed(f"{homes['dead']}/news/dead")
        declare_velde(
            folder,
            hosts=(f"{host}.invalid" for host in sites),
            ports=(site.port for site in sites.values()),
            sources=(sources.replace("$", homes[host]) for host, (_, sources) in HOSTS.items()),
        )
        due = [
            Due(url=f"{homes[host]}/news/{key}", key=key, known=True, validators=VALIDATORS)
            for host, keys in DUE.items()
            for key in keys
        ]
        state = CrawlState(keys=frozenset({"o4"}), due=tuple(due), listings={f"{homes['same']}/feed": VALIDATORS})
        state.write(folder / "state.json")
        settings: dict[str, object] = {**QUICK, "NIGHT": NIGHT, "CRAWL_STATE_FILE": folder / "state.json"}
        variables = {
            "NEWS_OUTLETS": str(folder),
            "PYTHONPATH": str(folder / "names"),
            "NEWS_ADMIT": "127.0.0.1, ::1",
        }
        yield Street(sites, crawl("velde", folder, settings, **variables))


def test_the_ledger_of_the_crawl_balances_and_it_ends_well(street: Street) -> None:
    # What the sites offered and what was due, each once; "same" offers nothing, as its listing is as it was.
    bodies = b"".join(body for site in street.sites.values() for path, body in site.served if "/news/" not in path)
    offered = {key.decode() for key in re.findall(rb"/news/([a-z0-9-]+)", bodies)} | {
        k for ks in DUE.values() for k in ks
    }
    assert {entry.key for entry in street.night.manifest.pages} == offered
    assert street.night.manifest.counts()["found"] == len(street.night.manifest.pages) == len(offered)
    assert street.night.manifest.finish_reason == "finished"


def test_where_robots_txt_fails_nothing_is_asked_for(street: Street) -> None:
    assert street.asked("failing") == []
    (listing,) = street.listings("failing")
    assert listing.outcome is Outcome.HTTP_5XX
    assert "robots.txt of failing.invalid" in (listing.detail or "")
    assert (street.robots("failing").state, street.robots("failing").status) == ("failed", 500)


def test_what_robots_txt_says_is_obeyed_and_noted(street: Street) -> None:
    assert street.asked("slow") == ["/feed", "/news/slow-0", "/news/slow-2"]
    assert street.night.page("/news/slow-1").outcome is Outcome.ROBOTS
    assert (street.robots("slow").state, street.robots("slow").crawl_delay) == ("read", 0.45)
    times = [moment for moment, path, _ in street.sites["slow"].seen if path != "/robots.txt"]
    assert len(times) == 4  # the host's tdmrep.json among them
    assert all(later - earlier > 0.4 for earlier, later in itertools.pairwise(times))


def test_of_a_slow_host_no_more_is_asked_than_fits_into_the_night(street: Street) -> None:
    asked = street.asked("short")
    assert len(asked) == 9 - 1  # of 0.2 seconds each, listings and revisits among them, and the host's tdmrep.json
    assert {"/feed", "/section", "/other"} <= set(asked)
    assert street.outcomes("short")[Outcome.LEFT_OVER] == 6 + 5 - (9 - 1 - 3)
    details = {entry.detail for entry in street.pages("short") if entry.outcome is Outcome.LEFT_OVER}
    assert all("too short" in (detail or "") for detail in details)


def test_listings_that_the_night_is_too_short_for_are_left_over(street: Street) -> None:
    assert len(street.asked("listings")) == 2
    outcomes = Counter(entry.outcome for entry in street.listings("listings"))
    assert outcomes == {Outcome.FETCHED: 2, Outcome.LEFT_OVER: 2}


def test_a_host_that_asks_to_wait_is_waited_for(street: Street) -> None:
    first, second = [moment for moment, path, _ in street.sites["busy"].seen if path == "/news/busy"]
    assert street.night.page("/news/busy").outcome is Outcome.FETCHED
    assert second - first > 0.9


def test_a_host_that_asks_for_more_than_we_wait_is_left_alone_and_the_rest_left_over(street: Street) -> None:
    outcomes = street.outcomes("tired")
    assert outcomes.keys() == {Outcome.BLOCKED, Outcome.LEFT_OVER}
    assert outcomes[Outcome.BLOCKED] == len(street.asked("tired")) - 1 < 8


def test_a_host_that_refuses_page_after_page_is_left_alone(street: Street) -> None:
    outcomes = street.outcomes("refusing")
    assert outcomes.keys() == {Outcome.BLOCKED, Outcome.LEFT_OVER}
    assert outcomes[Outcome.BLOCKED] >= 5
    assert outcomes[Outcome.LEFT_OVER] >= 4


def test_an_index_that_names_itself_and_others_without_end_is_asked_for_within_bounds(street: Street) -> None:
    assert sorted(street.asked("endless")) == [f"/map-{number}" for number in range(5)]
    outcomes = Counter(entry.outcome for entry in street.listings("endless"))
    assert outcomes == {Outcome.FETCHED: 5, Outcome.LEFT_OVER: 2}


def test_a_section_is_turned_page_by_page_until_one_brings_nothing_new(street: Street) -> None:
    assert [path for path in street.asked("turned") if "section" in path] == [f"/section/{n}" for n in (1, 2, 3)]
    assert sorted(entry.key or "" for entry in street.pages("turned")) == ["t1", "t2", "t3"]


def test_a_section_is_turned_though_a_feed_offered_all_of_its_first_page_and_stops_at_what_is_known(
    street: Street,
) -> None:
    assert [path for path in street.asked("offered") if "section" in path] == [f"/section/{n}" for n in (1, 2, 3)]
    assert sorted(entry.key or "" for entry in street.pages("offered")) == ["o1", "o2", "o3", "o4", "o5"]


def test_a_listing_that_is_as_it_was_and_a_page_that_is_cost_a_request_without_a_body(street: Street) -> None:
    assert sorted(street.asked("same")) == ["/feed", "/news/same"]
    assert [entry.outcome for entry in street.listings("same")] == [Outcome.NOT_MODIFIED]
    (entry,) = street.pages("same")
    assert (entry.outcome, entry.source, entry.warc_offset) == (Outcome.NOT_MODIFIED, "Revisit", None)
    assert not any("/news/same" in url for url in street.night.exchanges)


def test_a_name_of_a_private_address_is_refused_of_ipv4_or_ipv6(street: Street) -> None:
    answers = {"private": "10.0.0.7", "inner": "fd00::7", "carried": "::ffff:10.0.0.7"}
    for host, address in answers.items():
        assert [(entry.outcome, entry.detail) for entry in street.listings(host)] == [
            (
                Outcome.REFUSED_ADDRESS,
                f"{host}.invalid is {address}, which is no public address "
                f"(NEWS_ADMIT={address} admits one of your own)",
            )
        ]


def test_a_host_of_ipv6_alone_is_reached_where_its_address_is_admitted(street: Street) -> None:
    assert street.asked("six") == ["/feed", "/news/six"]
    assert street.night.page("/news/six").outcome is Outcome.FETCHED


def test_a_host_without_an_address_is_tried_at_the_outlets_next_one(street: Street) -> None:
    instead = street.sites["dead"].url("").replace("127.0.0.1", "alive.invalid")
    (listing,) = [entry for entry in street.listings("alive") if entry.url.startswith(instead)]
    assert (listing.outcome, listing.detail) == (Outcome.FETCHED, "asked first at dead.invalid: dns")
    entry = street.night.page("/news/dead")
    assert (entry.outcome, entry.final_url) == (Outcome.FETCHED, f"{instead}/news/dead")


def test_a_certificate_that_nobody_vouches_for_is_refused(street: Street) -> None:
    assert [entry.outcome for entry in street.listings("unvouched")] == [Outcome.TLS]
    assert not street.sites["unvouched"].seen
