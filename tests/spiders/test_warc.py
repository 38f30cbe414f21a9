"""What is written into a WARC comes back as it was, and a damaged file is never taken for a whole one."""

from __future__ import annotations

import dataclasses
import gzip
import random
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders.capture.record import Exchange
from spiders.capture.warc_reader import WarcError, read_exchange, read_exchanges
from spiders.capture.warc_writer import WarcWriter, pack

MOMENT = datetime(2026, 11, 18, 1, 30, 16, 678901, tzinfo=UTC)
COUNT = 4


def _exchange(number: int = 0) -> Exchange:
    """Return one of several exchanges; noise as payload, so that its place in the file is about its size."""
    return Exchange(
        url=f"https://lantern.example/story/{number}?a=1&b=%20",
        captured_at=MOMENT + timedelta(seconds=number),
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")),
        payload=random.Random(number).randbytes(3000),
    )


def _write(path: Path, *exchanges: Exchange) -> list[int]:
    with WarcWriter(path, created_at=MOMENT) as warc:
        return [warc.write(exchange) for exchange in exchanges]


def _read(path: Path) -> tuple[list[Exchange], str | None]:
    """Return what could be read of the file, and the error at its end."""
    read: list[Exchange] = []
    try:
        for _, exchange in read_exchanges(path):
            read.append(exchange)
    except WarcError as error:
        return read, str(error)
    return read, None


def _members(data: bytes) -> list[bytes]:
    """Return what each gzip member of the data holds."""
    found = []
    while data:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found.append(member.decompress(data))
        assert member.eof
        data = member.unused_data
    return found


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "whole.warc.gz"
    _write(path, *map(_exchange, range(COUNT)))
    return path


def test_exchanges_come_back_as_they_were_written_at_the_places_that_were_told(tmp_path: Path) -> None:
    exchanges = [_exchange(number) for number in range(COUNT)]
    offsets = _write(tmp_path / "a.warc.gz", *exchanges)
    assert list(read_exchanges(tmp_path / "a.warc.gz")) == list(zip(offsets, exchanges, strict=True))


@pytest.mark.parametrize(
    "payload", [b"", bytes(range(256)) * 9, b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n" * 3]
)
def test_a_payload_of_any_bytes_comes_back(tmp_path: Path, payload: bytes) -> None:
    exchanges = [dataclasses.replace(_exchange(), payload=payload), _exchange(1)]
    _write(tmp_path / "a.warc.gz", *exchanges)
    assert _read(tmp_path / "a.warc.gz") == (exchanges, None)


def test_line_breaks_in_a_header_do_not_break_the_record(tmp_path: Path) -> None:
    hostile = dataclasses.replace(
        _exchange(), reason="OK\r\nX: y", headers=(("X-A", "one\r\nX-B: two\r\n\r\nbody"), ("X-C", "three"))
    )
    _write(tmp_path / "a.warc.gz", hostile, _exchange(1))
    (first, second), error = _read(tmp_path / "a.warc.gz")
    assert error is None
    assert [name for name, _ in first.headers] == ["X-A", "X-C"]
    assert first.header("x-c") == "three"
    assert first.payload == hostile.payload
    assert second == _exchange(1)


@pytest.mark.parametrize(
    "value",
    [
        "/caf\xc3\xa9",
        "caf\xe9",
        "voil\xc3\xa0",
        "\xa0a\x85",
        "".join(map(chr, range(0x80, 0x100))),
        "a=\xe9; b=\xc3\xa9",
    ],
)
def test_a_header_with_characters_beyond_ascii_comes_back_as_served(tmp_path: Path, value: str) -> None:
    served = dataclasses.replace(_exchange(), headers=(("Location", value), ("X-Caf\xe9", "caf\xe9")))
    _write(tmp_path / "a.warc.gz", served)
    (read,), error = _read(tmp_path / "a.warc.gz")
    assert error is None
    assert read.headers == served.headers
    assert read.payload == served.payload
    assert value.encode("latin-1") in gzip.decompress((tmp_path / "a.warc.gz").read_bytes())


def test_times_are_kept_as_utc_whatever_zone_they_came_in(tmp_path: Path) -> None:
    tehran = dataclasses.replace(_exchange(), captured_at=MOMENT.astimezone(timezone(timedelta(hours=3, minutes=30))))
    _write(tmp_path / "a.warc.gz", tehran)
    (read,), _ = _read(tmp_path / "a.warc.gz")
    assert read.captured_at == MOMENT
    assert read.captured_at.tzinfo is UTC


def test_every_record_is_a_gzip_member_of_its_own_and_says_warc_1_1(whole: Path) -> None:
    members = _members(whole.read_bytes())
    assert len(members) == 1 + COUNT
    assert all(member.startswith(b"WARC/1.1\r\n") for member in members)
    assert b"WARC-Type: warcinfo\r\n" in members[0]
    assert all(b"WARC-Type: response\r\n" in member for member in members[1:])
    assert b"WARC-Date: 2026-11-18T01:30:16.678901Z\r\n" in members[1]


def test_the_same_exchanges_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        _write(tmp_path / folder / "a.warc.gz", _exchange())
    assert (tmp_path / "one/a.warc.gz").read_bytes() == (tmp_path / "two/a.warc.gz").read_bytes()


def test_the_file_has_its_name_only_when_it_is_closed(tmp_path: Path) -> None:
    path, part = tmp_path / "a.warc.gz", tmp_path / "a.warc.gz.part"
    warc = WarcWriter(path)
    warc.write(_exchange())
    assert [file.name for file in tmp_path.iterdir()] == [part.name]
    assert _read(part) == ([_exchange()], None)  # on disk as soon as it is written
    warc.close()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_what_was_written_before_an_error_stays_under_the_name_of_a_part(tmp_path: Path) -> None:
    def write_and_fail() -> None:
        with WarcWriter(tmp_path / "a.warc.gz") as warc:
            warc.write(_exchange())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert [file.name for file in tmp_path.iterdir()] == ["a.warc.gz.part"]
    assert _read(tmp_path / "a.warc.gz.part") == ([_exchange()], None)


ARC = (
    b"filedesc://old.arc 127.0.0.1 20040101000000 text/plain 73\n1 0 Nobody\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
    b"http://lantern.example/ 127.0.0.1 20040101000000 text/html 26\nHTTP/1.0 200 OK\n\n<p>hello\n"
)


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>not an archive</body></html>",
        b"one two three four five\nas a line of an old ARC file reads\n",
        b"http://lantern.example/ 127.0.0.1 20040101000000 text/html 5\nhello\n",
        ARC,
        b"\0" * 512,
    ],
    ids=["page", "five words", "arc line", "arc file", "zeros"],
)
def test_what_is_no_warc_is_refused(tmp_path: Path, content: bytes, compressed: bool) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(content) if compressed else content)
    assert _read(path) == ([], "it is not a WARC file")


@pytest.mark.parametrize(
    "content",
    [b"WARC/1.1\r\n", gzip.compress(b"WARC/1.1\r\n"), gzip.compress(b"\n")],
    ids=["first line", "first line, gzip", "newline, gzip"],
)
def test_a_file_without_one_whole_record_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    assert _read(tmp_path / "a.warc.gz") == ([], "it is not a WARC file")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").touch()
    assert _read(tmp_path / "a.warc.gz") == ([], "it is empty")


@pytest.fixture
def third(whole: Path) -> int:
    return [offset for offset, _ in read_exchanges(whole)][2]


@pytest.mark.parametrize("place", [700, 1000, 1500, 2000, 2500, 3000])
def test_a_truncated_warc_yields_what_could_be_read_and_an_error(whole: Path, third: int, place: int) -> None:
    data = whole.read_bytes()
    whole.write_bytes(data[: third + place])
    read, error = _read(whole)
    assert read == [_exchange(0), _exchange(1)]
    assert error is not None


def test_a_warc_truncated_at_any_place_within_a_record_is_an_error(whole: Path, third: int, tmp_path: Path) -> None:
    data = whole.read_bytes()
    end = [offset for offset, _ in read_exchanges(whole)][3]
    cut = tmp_path / "cut.warc.gz"
    taken_for_whole = []
    for place in (*range(third + 1, third + 450), *range(third + 450, end, 50), end - 1):
        cut.write_bytes(data[:place])
        read, error = _read(cut)
        assert read == [_exchange(0), _exchange(1)][: len(read)]
        if error is None:
            taken_for_whole.append(place - third)
    assert not taken_for_whole


@pytest.mark.parametrize("place", [20, 100, 300])
def test_a_plain_warc_truncated_within_the_headers_of_a_record_is_an_error(tmp_path: Path, place: int) -> None:
    _write(tmp_path / "a.warc.gz", _exchange(0), _exchange(1))
    *first, last = _members((tmp_path / "a.warc.gz").read_bytes())
    (tmp_path / "a.warc").write_bytes(b"".join(first) + last[:place])
    read, error = _read(tmp_path / "a.warc")
    assert read == [_exchange(0)]
    assert error is not None


def test_a_plain_warc_is_read_too(tmp_path: Path) -> None:
    _write(tmp_path / "a.warc.gz", _exchange(0), _exchange(1))
    (tmp_path / "a.warc").write_bytes(b"".join(_members((tmp_path / "a.warc.gz").read_bytes())))
    assert _read(tmp_path / "a.warc") == ([_exchange(0), _exchange(1)], None)


@pytest.mark.parametrize("damage", [b"\xff" * 40, b"\0" * 40, b"GET / HTTP/1.1\r\n"])
def test_damage_in_the_middle_yields_what_was_before_and_an_error(whole: Path, third: int, damage: bytes) -> None:
    data = bytearray(whole.read_bytes())
    data[third : third + len(damage)] = damage
    whole.write_bytes(data)
    assert _read(whole) == ([_exchange(0), _exchange(1)], "it breaks off after record 3: the rest cannot be read")


@pytest.mark.parametrize(
    "junk", [b"junk behind the last record", b"\0" * 20, gzip.compress(b"junk")], ids=["text", "zeros", "gzip"]
)
def test_junk_behind_the_last_record_is_an_error_and_takes_no_record_along(whole: Path, junk: bytes) -> None:
    with whole.open("ab") as file:
        file.write(junk)
    read, error = _read(whole)
    assert read == [_exchange(number) for number in range(COUNT)]
    assert error is not None


def test_a_wrong_checksum_of_the_last_record_is_an_error(whole: Path) -> None:
    data = bytearray(whole.read_bytes())
    data[-6] ^= 0xFF
    whole.write_bytes(data)
    _, error = _read(whole)
    assert error is not None


def test_a_changed_byte_of_a_payload_ends_the_reading_with_an_error(whole: Path, third: int) -> None:
    data = bytearray(whole.read_bytes())
    data[third + 2000] ^= 0xFF
    whole.write_bytes(data)
    read, error = _read(whole)
    assert read[:2] == [_exchange(0), _exchange(1)]
    assert len(read) <= 3
    assert error is not None


def test_a_changed_byte_in_the_headers_of_a_long_last_record_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    long = dataclasses.replace(_exchange(1), payload=random.Random(1).randbytes(40_000))
    *_, last = _write(path, _exchange(0), long)
    whole = path.read_bytes()
    for place in range(last + 150, last + 450, 3):
        data = bytearray(whole)
        data[place] ^= 0xFF
        path.write_bytes(data)
        _, error = _read(path)
        assert error is not None, place - last


def test_a_lone_exchange_is_read_by_its_offset(whole: Path) -> None:
    for number, (offset, _) in enumerate(list(read_exchanges(whole))):
        assert read_exchange(whole, offset) == _exchange(number)


@pytest.mark.parametrize("wrong", [0, 1, 100_000_000], ids=["the warcinfo", "within a member", "beyond the end"])
def test_an_offset_where_no_response_begins_is_an_error(whole: Path, wrong: int) -> None:
    with pytest.raises(WarcError, match=f"at offset {wrong}"):
        read_exchange(whole, wrong)


def test_another_reader_finds_every_record_with_its_digests(tmp_path: Path) -> None:
    exchanges = [_exchange(number) for number in range(COUNT)]
    exchanges.append(dataclasses.replace(exchanges[0], url="https://lantern.example/cut", truncated="length"))
    offsets = _write(tmp_path / "a.warc.gz", *exchanges)
    with (tmp_path / "a.warc.gz").open("rb") as stream:
        records = ArchiveIterator(stream, check_digests=True)
        info, *found = [
            (record.rec_type, record.raw_stream.read(), record.digest_checker.passed, records.get_record_offset())
            for record in records
        ]
    assert (info[0], info[2]) == ("warcinfo", True)
    assert found == [("response", each.payload, True, at) for each, at in zip(exchanges, offsets, strict=True)]


def test_a_packed_record_is_as_long_as_the_place_that_it_takes(tmp_path: Path) -> None:
    with WarcWriter(tmp_path / "a.warc.gz", created_at=MOMENT) as warc:
        offset = warc.append(record := pack(_exchange()))
    assert offset + len(record) == (tmp_path / "a.warc.gz").stat().st_size


#: Heads of responses as other crawlers have written them, and what is read of them: status, reason, headers.
FOREIGN = {
    "a folded header": (b"HTTP/1.1 200 OK\r\nA: b\r\n  c\r\nD: e\r\n\r\n", (200, "OK", (("A", "b  c"), ("D", "e")))),
    "line feeds alone": (b"HTTP/1.1 200 OK\nA: b\n\n", (200, "OK", (("A", "b"),))),
    "no reason": (b"HTTP/2 404\r\nA: b\r\n\r\n", (404, "", (("A", "b"),))),
    "no header": (b"HTTP/1.0 200 OK\r\n\r\n", (200, "OK", ())),
    "a line without a colon": (b"HTTP/1.1 200 OK\r\nnoise\r\nA:b\r\n\r\n", (200, "OK", (("A", "b"),))),
    "bytes beyond ASCII": (
        b"HTTP/1.1 200 \xc3\xa9\r\nA: \xa0\x85\xe9 \t\r\n\r\n",
        (200, "\xc3\xa9", (("A", "\xa0\x85\xe9"),)),
    ),
}


def _foreign(block: bytes, line: bytes = b"WARC/1.0", date: bytes = b"2026-11-18T01:30:16Z") -> bytes:
    head = (
        line
        + b"\r\nwarc-type: response\r\nWARC-Target-URI: <https://lantern.example/a b>\r\nWARC-Date: "
        + date
        + b"\r\ncontent-length: %d\r\n\r\n" % len(block)
    )
    return head + block + b"\r\n\r\n"


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("name", FOREIGN)
def test_the_heads_of_other_crawlers_are_read(tmp_path: Path, name: str, *, compressed: bool) -> None:
    head, expected = FOREIGN[name]
    data = _foreign(head + b"<p>words")
    (tmp_path / "a.warc").write_bytes(gzip.compress(data) if compressed else data)
    ((_, read),) = read_exchanges(tmp_path / "a.warc")
    assert (read.status, read.reason, read.headers) == expected
    assert (read.url, read.payload) == ("https://lantern.example/a%20b", b"<p>words")


@pytest.mark.parametrize("compressed", [True, False])
def test_a_response_whose_headers_have_no_end_is_passed_over(tmp_path: Path, *, compressed: bool) -> None:
    records = [_foreign(b"HTTP/1.1 200 OK\r\n" + b":\n" * 600_000), _foreign(b"HTTP/1.1 200 OK\r\n\r\nwords")]
    (tmp_path / "a.warc").write_bytes(b"".join(gzip.compress(each, 1) if compressed else each for each in records))
    ((_, read),) = read_exchanges(tmp_path / "a.warc")
    assert read.payload == b"words"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_record_whose_headers_have_no_end_is_an_error(tmp_path: Path, *, compressed: bool) -> None:
    data = b"WARC/1.1\r\n" + b":\n" * 600_000
    (tmp_path / "a.warc").write_bytes(gzip.compress(data, 1) if compressed else data)
    assert _read(tmp_path / "a.warc") == ([], "it is not a WARC file")


@pytest.mark.parametrize("status", [b"2" * 5000, b"20", b"2000", b"abc"])
def test_a_response_with_an_odd_status_is_passed_over(tmp_path: Path, status: bytes) -> None:
    records = [_foreign(b"HTTP/1.1 " + each + b" OK\r\n\r\nwords") for each in (b"200", status, b"200")]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    assert len(list(read_exchanges(tmp_path / "a.warc.gz"))) == 2


def test_a_second_writer_of_a_file_takes_nothing_from_the_first(tmp_path: Path) -> None:
    with WarcWriter(tmp_path / "a.warc.gz", created_at=MOMENT) as warc:
        warc.write(_exchange())
        with pytest.raises(BlockingIOError):
            WarcWriter(tmp_path / "a.warc.gz")
    assert _read(tmp_path / "a.warc.gz") == ([_exchange()], None)


@pytest.mark.parametrize("blank", [b"\n\n", b"\r\n" * 9, b"\n"])
def test_blank_lines_alone_are_no_warc(tmp_path: Path, blank: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(blank)
    assert _read(tmp_path / "a.warc") == ([], "it is not a WARC file")


@pytest.mark.parametrize("line", [b"WARC/", b"WARC/x.y", b"HTTP/1.1 200 OK", b""])
def test_what_begins_with_no_version_is_no_record(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(gzip.compress(_foreign(b"HTTP/1.1 200 OK\r\n\r\n", line)))
    assert _read(tmp_path / "a.warc") == ([], "it is not a WARC file")
