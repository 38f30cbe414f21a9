"""What a killed crawl had captured is saved whole: its records under their name, a manifest that says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spiders.capture.manifest import Outcome, read_manifest
from spiders.capture.record import Exchange
from spiders.capture.recovery import recover_all
from spiders.capture.store import LocalCaptureStore
from spiders.capture.warc_reader import read_exchange, read_exchanges
from spiders.capture.warc_writer import WarcWriter
from spiders.registry import load_outlets

RUN = "20261118T023000Z-nightly-a1b2c3"
AT = datetime(2026, 11, 18, 2, 31, tzinfo=UTC)
OUTLETS = load_outlets()
FEED = "https://www.presstv.ir/rss.xml"


def article(number: int) -> str:
    return f"https://www.presstv.ir/Detail/2026/11/17/{number}/Lanterns"


def _exchange(url: str, status: int = 200, at: datetime = AT) -> Exchange:
    return Exchange(
        url=url,
        captured_at=at,
        status=status,
        reason="",
        headers=(("Content-Type", "text/html"),),
        payload=f"<h1>{url} {status}</h1>".encode(),
    )


def _killed(captures: Path, *exchanges: Exchange, name: str = RUN, outlet: str = "presstv") -> Path:
    """Leave what a crawl leaves that is killed, and return the unfinished WARC."""
    warc = WarcWriter(captures / outlet / f"{name}.warc.gz")
    for exchange in exchanges:
        warc.write(exchange)
    warc.abandon()
    return captures / outlet / f"{name}.warc.gz.part"


def test_the_whole_records_of_a_killed_crawl_are_kept_and_booked(tmp_path: Path) -> None:
    part = _killed(tmp_path, _exchange(FEED), _exchange(article(1)), _exchange(article(2)), _exchange(article(3)))
    part.write_bytes(part.read_bytes()[:-7])
    (path,), _ = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    manifest = read_manifest(path)
    assert (manifest.run_id, manifest.kind, manifest.outlet, manifest.slice) == (RUN, "nightly", "presstv", None)
    assert manifest.clock == datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
    assert manifest.finish_reason.startswith("it was killed")
    assert [(page.key, page.outcome) for page in manifest.pages] == [("1", Outcome.FETCHED), ("2", Outcome.FETCHED)]
    warc = path.with_name(f"{RUN}.warc.gz")
    assert not part.exists()
    assert [exchange.url for _, exchange in read_exchanges(warc)] == [FEED, article(1), article(2)]
    for page in manifest.pages:
        assert page.warc_offset is not None
        assert read_exchange(warc, page.warc_offset).url == page.url
    assert recover_all(LocalCaptureStore(tmp_path), OUTLETS) == ([], [])


@pytest.mark.parametrize("cut", range(1, 300, 37))
def test_a_crawl_that_was_killed_in_the_middle_of_any_record_is_saved_up_to_it(tmp_path: Path, cut: int) -> None:
    part = _killed(tmp_path, _exchange(article(1)), _exchange(article(2)))
    part.write_bytes(part.read_bytes()[:-cut])
    (path,), _ = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    assert [page.key for page in read_manifest(path).pages] == ["1"]


def test_of_several_answers_the_last_counts_and_what_brought_none_is_no_capture(tmp_path: Path) -> None:
    later = AT + timedelta(seconds=5)
    _killed(
        tmp_path,
        _exchange(article(1), 503),
        _exchange(article(1), 200, later),
        _exchange(article(2), 301),
        _exchange(article(3), 403),
    )
    (path,), _ = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    assert [(page.key, page.outcome, page.captured_at) for page in read_manifest(path).pages] == [
        ("1", Outcome.FETCHED, later),
        ("3", Outcome.BLOCKED, AT),
    ]


def test_a_slice_of_a_backfill_is_saved_as_the_one_it_is(tmp_path: Path) -> None:
    name = "20261118T023000Z-backfill-a1b2c3.20170101"
    archived = "https://web.archive.org/web/20170101120000id_/" + article(4)
    _killed(tmp_path, _exchange(archived), name=name)
    (path,), _ = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    manifest = read_manifest(path)
    (page,) = manifest.pages
    assert (manifest.kind, manifest.slice) == ("backfill", "20170101")
    assert (page.url, page.final_url) == (article(4), archived)
    assert page.captured_at == datetime(2017, 1, 1, 12, tzinfo=UTC)


def test_a_crawl_that_is_under_way_is_left_alone(tmp_path: Path) -> None:
    with WarcWriter(tmp_path / "presstv" / f"{RUN}.warc.gz") as warc:
        warc.write(_exchange(article(1)))
        assert recover_all(LocalCaptureStore(tmp_path), OUTLETS) == ([], [])
    assert (tmp_path / "presstv" / f"{RUN}.warc.gz").exists()


def test_what_holds_no_whole_record_goes_and_what_is_no_crawls_stays(tmp_path: Path) -> None:
    part = _killed(tmp_path)
    part.write_bytes(part.read_bytes()[:20])
    other = tmp_path / "presstv" / "notes.warc.gz.part"
    other.write_bytes(b"my own")
    assert recover_all(LocalCaptureStore(tmp_path), OUTLETS) == ([], [])
    assert not part.exists()
    assert other.read_bytes() == b"my own"


def test_the_captures_of_an_outlet_that_is_declared_no_more_are_kept_without_a_page(tmp_path: Path) -> None:
    _killed(tmp_path, _exchange(article(1)), outlet="lantern")
    (path,), _ = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    assert read_manifest(path).pages == ()
    assert len(list(read_exchanges(path.with_name(f"{RUN}.warc.gz")))) == 1


def test_a_capture_of_an_archive_that_is_dated_ahead_is_an_error_and_not_read(tmp_path: Path) -> None:
    urls = [f"https://web.archive.org/web/{stamp}id_/{article(1)}" for stamp in ("20261117080000", "20981117080000")]
    for number, url in enumerate(urls):
        _killed(tmp_path, _exchange(url), name=RUN.replace("20261118", f"2026111{number}"))
    past, future = (read_manifest(path).pages[0] for path in recover_all(LocalCaptureStore(tmp_path), OUTLETS)[0])
    assert (past.outcome, past.detail) == (Outcome.FETCHED, None)
    assert (future.outcome, future.warc_offset) == (Outcome.ERROR, None)
    assert future.detail == "dated 2098-11-17, more than a day ahead of this machine's clock"


def test_a_finished_warc_keeps_what_follows_a_damaged_record(tmp_path: Path) -> None:
    part = _killed(tmp_path, *(_exchange(article(number)) for number in (1, 2, 3)))
    warc = part.rename(part.with_name(f"{RUN}.warc.gz"))
    second, third = [offset for offset, _ in read_exchanges(warc)][1:]
    content = bytearray(warc.read_bytes())
    content[second + 2 : third] = bytes(third - second - 2)
    warc.write_bytes(content)
    (path,), _ = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    assert [page.key for page in read_manifest(path).pages] == ["1", "3"]
    assert warc.read_bytes() == content


def test_a_finished_warc_that_holds_nothing_whole_is_kept(tmp_path: Path) -> None:
    warc = tmp_path / "presstv" / f"{RUN}.warc.gz"
    warc.parent.mkdir()
    warc.write_bytes(b"damaged from its first byte on")
    assert recover_all(LocalCaptureStore(tmp_path), OUTLETS) == ([], [])
    assert warc.exists()


def test_every_page_of_an_import_is_saved_those_of_undeclared_outlets_too(tmp_path: Path) -> None:
    name = RUN.replace("nightly", "import")
    later = AT + timedelta(days=400)
    _killed(tmp_path, _exchange(article(1)), _exchange(article(1), at=later), name=name)
    _killed(tmp_path, _exchange("https://lantern.example/story"), name=name, outlet="lantern.example")
    of_lantern, of_presstv = (read_manifest(path) for path in recover_all(LocalCaptureStore(tmp_path), OUTLETS)[0])
    assert [(page.key, page.captured_at) for page in of_presstv.pages] == [("1", AT), ("1", later)]
    assert [page.url for page in of_lantern.pages] == ["https://lantern.example/story"]


def test_what_stands_in_the_place_of_a_warc_is_told_of_and_the_others_are_saved(tmp_path: Path) -> None:
    part = _killed(tmp_path, _exchange(article(1)))
    stray = part.with_name(f"{RUN.replace('18T', '17T')}.warc.gz.part")
    stray.mkdir()
    lost = part.with_name(f"{RUN.replace('18T', '16T')}.warc.gz")
    lost.symlink_to("nowhere")
    recovered, problems = recover_all(LocalCaptureStore(tmp_path), OUTLETS)
    assert len(recovered) == 1
    assert problems == [
        f"{stray} cannot be recovered: is a directory: move it aside",
        f"{lost} cannot be recovered: no such file or directory: move it aside",
    ]
