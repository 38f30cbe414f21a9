"""What a night asks an outlet for stays within the outlet's cap, whatever is due again and whatever failed."""

from __future__ import annotations

import pytest
from hostile_site import page
from newsroom import SECOND, Newsroom, good_night, night_of, room, site

pytestmark = pytest.mark.e2e

__all__ = ["good_night", "room", "site"]  # fixtures


def test_new_articles_revisits_and_retries_together_stay_within_the_cap(room: Newsroom) -> None:
    file = room.outlets / "velde.py"
    file.write_text(file.read_text("utf-8").replace("nightly_cap=1000", "nightly_cap=12"), "utf-8")
    room.site.answers |= {f"/news/{number}": page(b"", 503) for number in SECOND[:5]}
    room.night(1)
    room.site.answers |= night_of(range(300, 330))
    before = len(room.site.seen)
    _, manifest = room.night(3)
    asked = [path for _, path, _ in room.site.seen[before:] if path.startswith("/news/")]
    assert len(asked) == 12
    # a quarter each for what is due again and what was left, the rest for what is new
    told = [entry.source for entry in manifest.pages if f"/news/{entry.key}" in asked]
    assert (told.count("Revisit"), told.count("Retry"), told.count("Feed")) == (3, 3, 6)
