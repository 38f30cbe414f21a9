"""After an outage a night looks further back in a sitemap, and says how much in it is older than that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hostile_site import Answer, page
from newsroom import DAY, Newsroom, article, good_night, room, site

pytestmark = pytest.mark.e2e

__all__ = ["good_night", "room", "site"]  # fixtures


def _map(room: Newsroom, days: range) -> Answer:
    """Return a sitemap of fifteen articles a day, which are served too."""
    rows = ""
    for day in days:
        changed = datetime.now(UTC) + day * DAY - timedelta(hours=5)
        for number in range(10_000 + day * 100, 10_015 + day * 100):
            room.site.answers[f"/news/{number}"] = article(number)
            rows += f"<url><loc>/news/{number}</loc><lastmod>{changed.isoformat()}</lastmod></url>"
    return page(f"<urlset>{rows}</urlset>".encode(), Content_Type="application/xml")


def test_after_an_outage_of_six_days_nothing_of_a_sitemap_is_lost(room: Newsroom) -> None:
    file = room.outlets / "velde.py"
    text = file.read_text("utf-8").replace("import Feed,", "import Sitemap,").replace("(Feed(", "(Sitemap(")
    file.write_text(text.replace("/feed", "/map"), "utf-8")
    room.site.answers["/map"] = _map(room, range(-8, 1))
    _, manifest = room.night()
    assert manifest.outcomes()["fetched"] == 45  # three days
    room.site.answers["/map"] = page(b"", 503)
    for day in (1, 4):
        room.night(day)
    room.site.answers["/map"] = _map(room, range(-8, 7))
    _, manifest = room.night(6)
    assert len({entry.key for entry in manifest.pages if entry.source == "Sitemap"}) >= 6 * 15
    day = f"{datetime.now(UTC) - 3 * DAY:%Y-%m-%d}"
    assert manifest.listings[0].detail == f"90 of its entries are older than {day}"
