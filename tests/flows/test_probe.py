"""A probe tries every declared source, those of the past too, and says of each what it answered."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import serving
from hostile_site import Site, page
from newsroom import article, night_of

from flows.cli.tools.probe import Probe

pytestmark = pytest.mark.e2e

OUTLET = """
from spiders.outlet import DayArchive, Feed, Outlet

OUTLET = Outlet(
    slug="velde", name="The Velde Post", hosts=("127.0.0.1",), languages=("en",), time_zone="UTC", volume=(10, 30),
    article_urls=(r"^/news/(?P<key>[0-9]+)$",), ports=({port},),
    sources=(Feed(url="http://127.0.0.1:{port}/feed"),),
    past_sources=(
        DayArchive(url="http://127.0.0.1:{port}/on/{{day:%Y-%m-%d}}"),
        DayArchive(url="http://127.0.0.1:{port}/gone/{{day:%Y-%m-%d}}"),
    ),
)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "outlets").mkdir()
    monkeypatch.setenv("NEWS_ADMIT", "127.0.0.1")
    monkeypatch.setenv("NEWS_OUTLETS", str(tmp_path / "outlets"))
    monkeypatch.setenv("NEWS_DATA", str(tmp_path / "data"))
    return tmp_path


def probed() -> int:
    return Probe(Namespace(slug="velde", replay=None)).run()


def test_the_sources_of_the_past_are_tried_for_the_day_before_yesterday(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    links = "".join(f"<a href='/news/{number}'>Mill {number}</a>" for number in range(1, 6)).encode()
    past = {f"/on/{day}": page(links), **{f"/news/{number}": article(number) for number in range(1, 6)}}
    with serving(Site({**night_of(range(100, 102)), **past})) as site:
        (folder / "outlets/velde.py").write_text(OUTLET.format(port=site.port), encoding="utf-8")
        assert probed() == 3
    said = capsys.readouterr().out
    assert "2 of 3 sources answered; 5 of 5 pages were read" in said
    archive, dead = [line.split() for line in said.splitlines() if line.startswith("DayArchive") and f"/{day}" in line]
    assert archive[1:6] == ["fetched", "200", "5", "of", day]
    assert dead[1:5] == ["gone", "404", "of", day]  # how many links it has is not known
    assert len([line for line in said.splitlines() if line.startswith("DayArchive") and "Mill" in line]) == 3


def test_of_an_index_a_probe_asks_for_two_sitemaps_and_three_articles(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = "".join(f"<sitemap><loc>/map-{number}</loc></sitemap>" for number in range(20))
    answers = {"/index": page(f"<sitemapindex>{named}</sitemapindex>".encode(), Content_Type="application/xml")}
    for number in range(20):
        keys = range(1000 + 10 * number, 1010 + 10 * number)
        urls = "".join(f"<url><loc>/news/{key}</loc></url>" for key in keys)
        answers[f"/map-{number}"] = page(f"<urlset>{urls}</urlset>".encode(), Content_Type="application/xml")
        answers |= {f"/news/{key}": article(key) for key in keys}
    text = OUTLET.replace("DayArchive, Feed", "Sitemap").replace("Feed(", "Sitemap(").replace("/feed", "/index")
    text = text[: text.index("    past_sources")] + ")\n"
    with serving(Site(answers)) as site:
        (folder / "outlets/velde.py").write_text(text.format(port=site.port), encoding="utf-8")
        assert probed() == 0
        asked = [path for _, path, _ in site.seen]
    assert [path for path in asked if path.startswith("/map-")] == ["/map-19", "/map-0"]
    assert len([path for path in asked if path.startswith("/news/")]) == 3
    assert "3 of 3 sources answered; 3 of 3 pages were read" in capsys.readouterr().out


def test_what_keeps_a_probe_out_is_named_with_what_helps(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = OUTLET[: OUTLET.index("    past_sources")] + ")\n"
    with serving(Site({"/robots.txt": page(b"User-agent: *\nDisallow: /\n")})) as site:
        (folder / "outlets/velde.py").write_text(text.format(port=site.port), encoding="utf-8")
        assert probed() == 5
        forbidden = capsys.readouterr().out
        monkeypatch.delenv("NEWS_ADMIT")
        undeclared = text.replace("ports=({port},),", "")
        (folder / "outlets/velde.py").write_text(undeclared.format(port=site.port), encoding="utf-8")
        assert probed() == 5
    assert "robots.txt forbids every source" in forbidden
    said = " ".join(capsys.readouterr().out.split())
    assert f"port {site.port} is not one that the outlet declares (`ports` in its file)" in said
    assert "NEWS_ADMIT=127.0.0.1 admits one of your own" in said
