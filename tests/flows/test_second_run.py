"""A second run within the day asks the listings alone, and those whether they have changed."""

from __future__ import annotations

import pytest
from hostile_site import Answer, moved, page, versioned
from newsroom import Newsroom, article, good_night, room, site

pytestmark = pytest.mark.e2e

__all__ = ["good_night", "room", "site"]  # fixtures
SOURCES = """
from spiders.outlet import Feed, Outlet, SectionPage, Sitemap

OUTLET = Outlet(
    slug="velde", name="The Velde Post", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC", volume=(10, 300),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},),
    sources=(
        Feed(url="@/moved"),
        SectionPage(url="@/a/{{page}}", pages=3), SectionPage(url="@/b/{{page}}", pages=3), Sitemap(url="@/index"),
    ),
)
"""


def _section(numbers: range) -> Answer:
    body = "".join(f"<a href='/news/{number}'>Mill {number}</a>" for number in numbers).encode()
    return versioned(body, f'"{numbers}"'.replace(" ", ""))


def _map(numbers: range) -> Answer:
    urls = "".join(f"<url><loc>/news/{number}</loc></url>" for number in numbers)
    return versioned(f"<urlset>{urls}</urlset>".encode(), '"map"', Content_Type="application/xml")


def test_a_second_run_within_the_day_asks_a_tenth_of_the_first(room: Newsroom) -> None:
    text = SOURCES.format(port=room.site.port).replace("@", room.site.url(""))
    (room.outlets / "velde.py").write_text(text, "utf-8")
    index = b"<sitemapindex><sitemap><loc>/map-1</loc></sitemap><sitemap><loc>/map-2</loc></sitemap></sitemapindex>"
    room.site.answers |= {f"/news/{number}": article(number) for number in range(1000, 1160)}
    room.site.answers |= {
        "/moved": moved("/feed"),
        "/a/1": _section(range(1000, 1030)),
        "/a/2": _section(range(1030, 1060)),
        "/a/3": _section(range(1000, 1001)),
        "/b/1": _section(range(1060, 1093)),
        "/b/2": _section(range(1060, 1065)),
        # One that is no article, one that is gone and one that leads to another, which every night offers again.
        "/news/1090": page(b"<html><body><video src='mill.mp4'></video></body></html>"),
        "/news/1091": page(b"", 404),
        "/news/1092": moved("/news/1000"),
        "/index": versioned(index, Content_Type="application/xml"),
        "/map-1": _map(range(1093, 1130)),
        "/map-2": _map(range(1120, 1160)),
    }
    begun = len(room.site.seen)
    _, manifest = room.night()
    assert manifest.outcomes()["fetched"] == 179, (manifest.finish_reason, manifest.listings, manifest.outcomes())
    first, begun = len(room.site.seen) - begun, len(room.site.seen)
    _, manifest = room.night()
    again = room.site.seen[begun:]
    assert len(again) < first / 10
    asked = {path: headers.get("If-None-Match") for _, path, headers in again}
    # All of them with their version but an index: it stays as it is while what it names changes.
    assert {path for path, version in asked.items() if version is None} == {"/robots.txt", "/index"}
    assert asked.keys() == {
        *("/robots.txt", "/moved", "/feed", "/a/1", "/a/2", "/b/1", "/b/2", "/index", "/map-1", "/map-2"),
    }
    assert manifest.outcomes()["fetched"] == 0
