"""An import says what it left, and how to have that too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.config import DataFolder
from flows.pipeline.imports import Imported, import_warcs
from spiders.capture.record import Exchange
from spiders.capture.warc_writer import WarcWriter
from spiders.registry import load_outlets

NIGHT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


def _imported(folder: Path, *urls: str, kind: str = "text/html", undeclared: bool = False) -> Imported:
    with WarcWriter(folder / "old.warc.gz", created_at=NIGHT) as warc:
        for url in urls:
            warc.write(
                Exchange(
                    url=url,
                    captured_at=NIGHT,
                    status=200,
                    reason="OK",
                    headers=(("Content-Type", kind),),
                    payload=f"<p>A story of {url}</p>".encode(),
                )
            )
    data = DataFolder(folder / "data")
    data.root.mkdir()
    return import_warcs(
        [folder / "old.warc.gz"], data, load_outlets(), run_id="import-1", clock=NIGHT, undeclared=undeclared
    )


@pytest.mark.parametrize(
    ("count", "remark"),
    [
        (8, "8 pages of hosts that no outlet declares were skipped: --undeclared takes them"),
        (1, "1 page of a host that no outlet declares was skipped: --undeclared takes them"),
    ],
)
def test_pages_of_undeclared_outlets_are_counted_and_the_option_is_named(
    count: int, remark: str, tmp_path: Path
) -> None:
    own = "https://www.presstv.ir/Detail/2026/03/01/900001/Footbridge"
    done = _imported(tmp_path, own, *(f"https://harbour.example/news/{n}" for n in range(count)))
    assert (done.remarks, done.problems) == ((remark,), ())


def test_what_the_option_would_not_take_is_not_counted(tmp_path: Path) -> None:
    done = _imported(tmp_path, "https://harbour.example/picture", kind="image/png")
    assert done.remarks == ()


def test_with_the_option_nothing_is_left(tmp_path: Path) -> None:
    assert _imported(tmp_path, "https://harbour.example/news/1", undeclared=True).remarks == ()
