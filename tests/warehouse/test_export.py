"""An export is whole or not there, says all about itself, and is the same bytes for the same data."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from archive import NIGHT, SENTENCES, Archive, Page, address, html_page, text_page
from limits import HANG
from typed_verbs import child, make_of_another_age, refused, typed

from spiders.capture.warc_reader import read_exchanges
from warehouse.db.publish import publish
from warehouse.db.writer import writer
from warehouse.query.export_folder import replaced
from warehouse.query.output_formats import EXPORT_FORMATS

#: One format is tried with every change, the others are with all that takes long.
IN_TURN = [pytest.param(name, marks=[pytest.mark.e2e] if number else []) for number, name in enumerate(EXPORT_FORMATS)]
MIGRATIONS = Path(__file__).parents[2] / "warehouse/sql/migrations"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def export(archive: Archive, to: Path, *words: str) -> dict[str, bytes]:
    done = typed(archive, "export", "--to", str(to), *words)
    assert (done.returncode, done.stderr) == (0, b"")
    return contents(to)


def fill(archive: Archive, *, backwards: bool = False) -> None:
    manifests = []
    payloads = (
        html_page(),
        html_page("market.jpg", "The market", "2026-02-11 08:00"),
        text_page("A headline without a day", "Forty stalls were put up beside the water on Tuesday.", *SENTENCES),
    )
    for number, payload in enumerate(payloads, start=1):
        at = NIGHT + timedelta(days=number)
        page = Page(payload=payload, key=f"90000{number}", url=address(f"90000{number}"), at=at)
        manifests.append(archive.crawl(f"night-{number}", page, clock=at, finished_at=at))
    archive.load(*(reversed(manifests) if backwards else manifests))
    publish(archive.warehouse, archive.published)


@pytest.fixture(scope="module")
def _stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = Archive(tmp_path_factory.mktemp("stored"))
    fill(archive)
    return archive.root


@pytest.fixture
def stored(_stored: Path, tmp_path: Path) -> Archive:
    shutil.copytree(_stored, tmp_path / "data", symlinks=True)
    return Archive(tmp_path / "data")


def test_parquet_has_a_folder_for_each_outlet_and_month(stored: Archive, tmp_path: Path) -> None:
    files = export(stored, tmp_path / "to")

    folders = [f"outlet=presstv/month={month}/articles.parquet" for month in ("2026-02", "2026-03", "unknown")]
    assert sorted(files) == ["README.md", "manifest.json", *folders]
    read = duckdb.read_parquet(f"{tmp_path}/to/*/*/*.parquet", hive_partitioning=True)
    there = stored.ask("SELECT article_id, outlet, headline, images, date_published FROM articles ORDER BY ALL")
    got = read.project("article_id, outlet, headline, images, date_published").order("ALL").fetchall()
    assert [row[:4] for row in got] == [row[:4] for row in there]


def test_json_lines_and_csv_have_every_column(stored: Archive, tmp_path: Path) -> None:
    lines = gzip.decompress(
        export(stored, tmp_path / "a", "--format", "jsonl")["outlet=presstv/month=2026-03/articles.jsonl.gz"]
    ).splitlines()
    table = gzip.decompress(
        export(stored, tmp_path / "b", "--format", "csv")["outlet=presstv/month=2026-03/articles.csv.gz"]
    ).decode()

    (record,) = map(json.loads, lines)
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    columns = [name for (name,) in stored.ask("SELECT column_name FROM (DESCRIBE articles)")]
    assert [*record] == [*row] == columns
    assert record["date_published"] == row["date_published"]
    assert record["images"] == json.loads(row["images"])
    assert row["article_body"] == record["article_body"]


def test_a_warc_has_the_records_as_they_were_kept(stored: Archive, tmp_path: Path) -> None:
    files = export(stored, tmp_path / "to", "--format", "warc")
    assert sorted(files) == ["README.md", "manifest.json", "presstv.warc.gz"]
    exchanges = [exchange for _, exchange in read_exchanges(tmp_path / "to" / "presstv.warc.gz")]
    assert [exchange.url[-20:] for exchange in exchanges] == [address(f"90000{n}")[-20:] for n in (1, 2, 3)]
    for name, offset in stored.ask("SELECT warc_file, warc_offset FROM articles"):
        kept = (stored.captures / name).read_bytes()
        assert kept[offset:] in files["presstv.warc.gz"]  # each is the last record of its file


def test_a_record_that_is_missing_or_damaged_is_named(stored: Archive, tmp_path: Path) -> None:
    places = dict(stored.ask("SELECT key, warc_file FROM articles"))
    (stored.captures / places["900001"]).unlink()
    wrecked = stored.captures / places["900002"]
    data = bytearray(wrecked.read_bytes())
    data[-30] ^= 255
    wrecked.write_bytes(data)

    done = typed(stored, "export", "--format", "warc", "--to", str(tmp_path / "to"))

    assert done.returncode == 3
    assert [line.split()[1] for line in done.stderr.decode().splitlines()] == ["presstv:900001", "presstv:900002"]
    manifest = json.loads((tmp_path / "to" / "manifest.json").read_text("utf-8"))
    assert [each["article_id"] for each in manifest["missing"]] == ["presstv:900001", "presstv:900002"]
    assert manifest["articles"] == 1
    assert "2 articles are missing" in (tmp_path / "to" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("layout", IN_TURN)
def test_the_same_data_gives_the_same_bytes(stored: Archive, tmp_path: Path, layout: str) -> None:
    first = export(stored, tmp_path / "first", "--format", layout)
    assert export(stored, tmp_path / "second", "--format", layout) == first

    again = Archive(tmp_path / "again")
    fill(again, backwards=True)
    with writer(again.warehouse) as connection:  # a rebuild finishes its runs at another time
        connection.execute("UPDATE core.runs SET finished_at = now(), status = 'good'")
    publish(again.warehouse, again.published)
    assert export(again, tmp_path / "third", "--format", layout) == first


@pytest.mark.parametrize("layout", EXPORT_FORMATS)
def test_the_manifest_tells_of_every_file(stored: Archive, tmp_path: Path, layout: str) -> None:
    files = export(stored, tmp_path / "to", "--format", layout, "--where", "outlet = 'presstv'")
    manifest = json.loads(files.pop("manifest.json"))

    assert {each["path"]: (each["bytes"], each["sha256"]) for each in manifest["files"]} == {
        name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
    }
    assert sum(each["rows"] or 0 for each in manifest["files"]) == manifest["articles"] == 3
    assert manifest["where"] == "outlet = 'presstv'"
    assert manifest["schema"] == max(path.stem for path in MIGRATIONS.glob("*.sql"))
    assert manifest["as_of"] == (NIGHT + timedelta(days=3)).isoformat()
    assert manifest["missing"] == []


def test_the_card_says_what_a_reader_of_the_dataset_must_know(stored: Archive, tmp_path: Path) -> None:
    told = export(stored, tmp_path / "to")["README.md"].decode()
    for part in ("Counts", "How it was cleaned", "Known gaps", "Columns", "How to cite", "Rights and responsibility"):
        assert f"## {part}\n" in told
    assert "| presstv | en | 2026 | 2 |" in told
    assert "| headline | VARCHAR | The headline as a reader sees it" in told
    assert "2026-02-11 to 2026-03-01" in told


def test_a_condition_chooses_the_articles(stored: Archive, tmp_path: Path) -> None:
    files = export(stored, tmp_path / "to", "--where", "date_published IS NULL")
    assert sorted(files) == ["README.md", "manifest.json", "outlet=presstv/month=unknown/articles.parquet"]


def test_an_export_of_nothing_says_so_and_leaves_what_was_there(stored: Archive, tmp_path: Path) -> None:
    to = tmp_path / "to"
    before = export(stored, to, "--where", "key = '900001'")
    for layout in EXPORT_FORMATS:
        told = refused(stored, "export", "--to", str(to), "--where", "false", "--format", layout, status=3)
        assert "no article fulfils the condition of --where" in told
        assert f"nothing was written, and {to} stays as it was" in told
        assert contents(to) == before
    told = refused(stored, "export", "--to", str(tmp_path / "new"), "--where", "outlet = 'nobody'", status=3)
    assert told.endswith("nothing was written")
    assert not (tmp_path / "new").exists()


def test_an_export_of_an_empty_copy_says_what_to_do(archive: Archive, tmp_path: Path) -> None:
    publish(archive.warehouse, archive.published)
    told = refused(archive, "export", "--to", str(tmp_path / "to"), status=3)
    assert "no article in the published copy yet: run `nightdesk nightly`" in told


def test_what_was_exported_is_counted_in_words(stored: Archive, tmp_path: Path) -> None:
    done = typed(stored, "export", "--to", str(tmp_path / "to"), "--where", "key = '900001'")
    assert done.stdout.decode() == f"1 article in 2 files: {tmp_path / 'to'}\n"
    done = typed(stored, "export", "--to", str(tmp_path / "to"), "--format", "warc")
    assert done.stdout.decode() == f"3 articles in 2 files: {tmp_path / 'to'}\n"


@pytest.mark.parametrize("layout", IN_TURN)
def test_a_condition_that_takes_too_long_is_interrupted(stored: Archive, tmp_path: Path, layout: str) -> None:
    for_ever = "length(headline) > (SELECT max(length(md5(a.range::VARCHAR))) FROM range(100000000000) AS a)"
    words = ("--to", str(tmp_path / "to"), "--where", for_ever, "--timeout", "0.5", "--format", layout)
    told = refused(stored, "export", *words)
    assert "interrupted after 0.5 seconds" in told
    assert "--timeout" in told
    assert not (tmp_path / "to").exists()


def test_a_fault_in_a_condition_is_drawn_where_it_is(stored: Archive, tmp_path: Path) -> None:
    for where, drawn in (
        ("outlet = 'presstv' AND\nnothing > 1", ["LINE 2: nothing > 1", "        ^"]),
        ("outlet =", ["LINE 1: outlet =", "                ^"]),
        ("true) UNION (SELECT 1", ["LINE 1: true) UNION (SELECT 1", "            ^"]),
    ):
        done = typed(stored, "export", "--to", str(tmp_path / "to"), "--where", where)
        assert (done.returncode, done.stderr.decode().splitlines()[1:]) == (2, drawn)
        assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("nothing = 1", "nothing"),
        ("outlet =", "syntax"),
        ("", "one expression"),
        ("true) UNION (SELECT 1", "syntax"),
        ("true; DROP VIEW articles", "one expression"),
        ("true ORDER BY 1", "modifiers"),
        ("(SELECT count(*) FROM enable_logging('QueryLog', storage = 'stdout')) = 0", "reads the published copy alone"),
        ("(SELECT count(*) FROM query('FROM enable_' || 'logging()')) = 0", "reads the published copy alone"),
        ("true) COPY articles TO 'x' --", "syntax"),
        ("count(*) > 1", "aggregate"),
        ("headline::INTEGER = 1", "INT32"),
        ("headline IN (SELECT content FROM read_text('/etc/hostname'))", "reads the published copy alone"),
        ("\udcff", "UTF-8"),
    ],
)
def test_a_condition_with_a_fault_is_told_in_one_line(stored: Archive, tmp_path: Path, where: str, named: str) -> None:
    assert named in refused(stored, "export", "--where", where, "--to", str(tmp_path / "to" / "deep"), placed=True)
    assert not (tmp_path / "to").exists()


def test_an_export_takes_the_place_of_an_earlier_one_alone(stored: Archive, tmp_path: Path) -> None:
    to = tmp_path / "to"
    export(stored, to, "--format", "csv")
    (to / "notes.txt").write_text("mine")
    (to / ".nightdesk.part").mkdir()  # an export was killed here
    (to / ".nightdesk.part" / "half").touch()

    files = export(stored, to, "--where", "key = '900001'")

    names = ["README.md", "manifest.json", "notes.txt", "outlet=presstv/month=2026-03/articles.parquet"]
    assert sorted(files) == names
    assert not (to / "outlet=presstv" / "month=2026-02").exists()


def test_a_folder_with_anything_else_in_it_is_refused(stored: Archive, tmp_path: Path) -> None:
    for name, text in (("notes.txt", "mine"), ("manifest.json", "{}"), ("manifest.json", '{"files": []}')):
        to = tmp_path / f"to-{len(text)}"
        to.mkdir()
        (to / name).write_text(text)
        assert "holds no earlier export" in refused(stored, "export", "--to", str(to))
        assert contents(to) == {name: text.encode()}


def test_a_manifest_that_was_tampered_with_removes_nothing_elsewhere(stored: Archive, tmp_path: Path) -> None:
    to, outside = tmp_path / "to", tmp_path / "outside.txt"
    outside.write_text("mine")
    export(stored, to)
    manifest = json.loads((to / "manifest.json").read_text("utf-8"))
    manifest["files"] += [{"path": "../outside.txt"}, {"path": str(outside)}]
    (to / "manifest.json").write_text(json.dumps(manifest))
    export(stored, to)
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("layout", IN_TURN)
def test_a_full_disk_leaves_what_was_there(stored: Archive, tmp_path: Path, layout: str) -> None:
    before = export(stored, tmp_path / "old", "--where", "key = '900003'")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
    for to in (tmp_path / "old", tmp_path / "new"):
        with child(stored, "export", "--format", layout, "--to", str(to), before=limit) as asked:
            out, told = asked.communicate(timeout=HANG)
        assert (asked.returncode, out, len(told.splitlines())) == (3, b"", 1), told
        assert b"too large" in told.lower()
    assert contents(tmp_path / "old") == before
    assert not (tmp_path / "new").exists()


def test_where_nothing_can_be_written_one_line_says_so(stored: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for to in ("/proc/export", str(tmp_path / "file"), str(tmp_path / "file" / "to")):
        assert to in refused(stored, "export", "--to", to)
    assert "--to" in refused(stored, "export")
    assert "xml" in refused(stored, "export", "--format", "xml", "--to", str(tmp_path / "to"))


def test_a_copy_that_is_missing_or_of_another_age_leaves_nothing(stored: Archive, tmp_path: Path) -> None:
    make_of_another_age(stored.published.resolve())
    assert "storage version 999" in refused(stored, "export", "--to", str(tmp_path / "to"))
    assert "nightdesk nightly" in refused(Archive(tmp_path / "none"), "export", "--to", str(tmp_path / "to"))
    assert not (tmp_path / "to").exists()


def test_two_exports_into_one_folder_do_not_meet(stored: Archive, tmp_path: Path) -> None:
    to = tmp_path / "to"
    with replaced(to) as stage:
        (stage / "half").touch()
        assert "under way" in refused(stored, "export", "--to", str(to))
        assert (stage / "half").exists()
        (stage / "manifest.json").write_text('{"nightdesk": "", "files": [{"path": "half"}]}')
    assert sorted(contents(to)) == ["half", "manifest.json"]
    assert "manifest.json" in export(stored, to)


def test_a_folder_of_somebody_elses_is_never_taken_for_ours(stored: Archive, tmp_path: Path) -> None:
    precious = tmp_path / "to" / ".part" / "precious"
    precious.parent.mkdir(parents=True)
    precious.touch()
    assert "not empty" in refused(stored, "export", "--to", str(tmp_path / "to"))
    assert precious.exists()
