"""Nothing that an outlet, a file or an argument holds reaches a terminal as a control, whichever verb prints it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from archive import FEED, NIGHT, Archive
from limits import HANG
from msgspec import structs
from typed_verbs import child, typed

from flows.cli.main import VERBS
from flows.cli.runs.rebuild import Rebuild
from flows.render.console import terminal
from flows.render.report import show_run
from spiders.capture.manifest import CrawlManifest, Outcome, PageEntry, RobotsEntry
from spiders.safe_text import UNSAFE
from transforms.article import Reason, Rejection
from warehouse.db.publish import publish
from warehouse.health.run_ledger import COLUMNS, Run

_TURNS = "\u202e\u202d\u2066\u2067\u2069\u206f\ufff9\ufeff\U000e0041\U000e007f\ufffe"
#: What may be typed: an argument holds no NUL, and no line or space so that it stays one word.
TYPED = f"\x1b]0;OWNED\x07\x1b[2J\x08\x7f\x9b31m\x90\x9d{_TURNS}"
#: As an argument whose bytes are no UTF-8 comes to us.
BROKEN = f"{TYPED}\udc9b\udcff"
#: What a database may hold.
STORED = f"{TYPED}\x00"
SLUG = "presstv"
ID = f"{SLUG}:900001{TYPED}"
_STYLES = re.compile(r"\x1b\[[0-9;]*m")
#: Columns that hold words of ours, or what others are found by.
_OURS = {
    *("run_id", "outlet", "part", "kind", "outcome", "reading", "status", "digest", "warc_file", "payload_digest"),
    *("in_language", "time_zone", "extractor", "extractor_version", "date_published_precision", "verdict", "check"),
    *(
        "body_sha256",
        "state",
        "extractor_fingerprint",
        "in_language_source",
        "date_published_source",
        "time_zone_source",
    ),
}


@pytest.fixture(scope="module")
def archive(_two_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Two nights of which every text, key and address holds what would move a terminal; and such file names."""
    built = Archive(tmp_path_factory.mktemp("hostile") / "data")
    shutil.copytree(_two_nights, built.root, symlinks=True)
    with duckdb.connect(str(built.warehouse)) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'core' AND data_type = 'VARCHAR'"
            " AND table_name IN (SELECT table_name FROM duckdb_tables()) ORDER BY ALL"
        ).fetchall()
        spoiled = [(table, column) for table, column in columns if column not in _OURS]
        for table, column in spoiled:
            held = TYPED if column in ("key", "article_id", "url") else STORED
            connection.execute(f"UPDATE core.{table} SET {column} = {column} || $held", {"held": held})
        assert ("revisions", "headline") in spoiled
        assert ("fetches", "detail") in spoiled
        connection.execute("UPDATE core.revisions SET authors = [{'name': $held, 'url': $held}]", {"held": STORED})
    publish(built.warehouse, built.published)
    (built.captures / SLUG / f"{TYPED}.receipt.json").write_text("junk", encoding="utf-8")
    return built


@pytest.fixture
def around(archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to stand in, with a page, a list and a corpus in it that are as hostile."""
    monkeypatch.chdir(tmp_path)
    page = f"Story Code : 1\nA long loaf {STORED} is baked\n" + "The bakers baked a loaf as long as the square.\n" * 3
    (tmp_path / TYPED).write_text(page, encoding="utf-8")
    (tmp_path / "pages.tsv").write_text(f"{TYPED}\thttps://www.presstv.ir/{TYPED}\nnone{TYPED}\t\n", encoding="utf-8")
    corpus = tmp_path / f"corpus{TYPED}"
    (corpus / "html").mkdir(parents=True)
    shutil.copy(tmp_path / TYPED, corpus / "html" / TYPED)
    line = {"file": TYPED, "url": f"https://a.example/{TYPED}", "gold": "Their own words were others."}
    (corpus / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    broken = tmp_path / f"broken{TYPED}"
    broken.mkdir()
    (broken / "gold.jsonl").write_text(json.dumps({"file": STORED}) + "\n", encoding="utf-8")
    for name in ("PREFECT_HOME", "PREFECT_SERVER_ANALYTICS_ENABLED", "PREFECT_LOGGING_LEVEL", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, str(tmp_path / "prefect"))  # `serve` sets what is not set, for good
    for name in ("TO_API_WHEN_MISSING_FLOW", "EXTRA_LOGGERS", "COLORS"):
        monkeypatch.setenv(f"PREFECT_LOGGING_{name}", "false")
    monkeypatch.setenv("PREFECT_RUNNER_POLL_FREQUENCY", "2")
    return tmp_path


# What is typed of each verb; a line that prints no text but ours says so.
TYPED_LINES: dict[str, list[tuple[str, ...]]] = {
    "nightly": [("--outlet", BROKEN), ("--replay", f"/nowhere/{BROKEN}"), (BROKEN,)],
    "demo": [(BROKEN,)],
    "backfill": [("--from", BROKEN), ("--warc", f"/nowhere/{BROKEN}"), ("--warc", f"/nowhere/{TYPED}", "--to", BROKEN)],
    "rebuild": [(BROKEN,)],
    "extract": [(TYPED, "--url", f"https://a.example/{TYPED}", "--workers", "1"), (f"no{BROKEN}",),
                ("--list", "pages.tsv", "--workers", "1"), ("--list", f"no{BROKEN}"), (TYPED, "--outlet", BROKEN)],
    "eval": [(f"corpus{TYPED}", "--worst", "1", "--workers", "1"), (f"broken{TYPED}",), (f"no{BROKEN}",)],
    "probe": [(BROKEN,), (SLUG, "--replay", f"/nowhere/{BROKEN}")],
    "serve": [("--cron", BROKEN), ("--zone", BROKEN), ("--outlet", BROKEN), ("--port", BROKEN)],
    "sql": [("SELECT article_id, headline FROM articles",), ("FROM articles", "--format", "csv"),
            ("FROM articles", "--format", "json"), ("FROM articles", "--format", "jsonl"),
            ("SELECT detail, url FROM rejections",),
            (f"SELECT 1 AS \"{TYPED}\"",),
            (f'SELECT "{TYPED}"',), ("-f", f"no{BROKEN}"), ("FROM articles", "--to", f"no/{BROKEN}")],
    "diff": [(ID,), (ID, "--format", "json"), (TYPED,), (ID, "--revision", BROKEN), (f"{SLUG}:{TYPED}",)],
    "explain": [(ID,), (ID, "--format", "json"), (f"{SLUG}:900003{TYPED}",), (f"{SLUG}:900004{TYPED}",), (TYPED,),
                (f"https://www.presstv.ir/Detail/2026/03/01/900001/Footbridge{TYPED}",), (f"{SLUG}:{TYPED}",)],
    "raw": [(f"{SLUG}:{TYPED}", "--revision", BROKEN), (TYPED, BROKEN)],
    "doctor": [(), ("--format", "json")],
    "search": [("lathe",), ("lathe", "--format", "json"), ("lathe", "--format", "jsonl"), ("lathe", "--limit", BROKEN),
               ("lathe", "--since", BROKEN)],
    "completion": [(BROKEN,)],
    "export": [("--to", TYPED), ("--to", f"{TYPED}2", "--format", "jsonl"), ("--to", f"/proc/{BROKEN}"),
               ("--to", f"{TYPED}3", "--where", f'"{TYPED}"')],
}  # fmt: skip
#: The formats that programs read: what is piped in them is exact.
_EXACT = ("csv", "json", "jsonl")


def hostile(text: str) -> list[str]:
    """Return what of a text would move a terminal, but for the styles that are ours."""
    return UNSAFE.findall(_STYLES.sub("", text).replace("\n", ""))


def test_every_verb_is_tried() -> None:
    assert TYPED_LINES.keys() == {verb.name() for verb in VERBS}


@pytest.mark.parametrize("screen", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize(
    ("verb", "words"),
    [(verb, words) for verb, lines in TYPED_LINES.items() for words in lines],
    ids=[f"{verb}-{n}" for verb, lines in TYPED_LINES.items() for n in range(len(lines))],
)
def test_no_verb_lets_a_control_through(
    verb: str, words: tuple[str, ...], screen: bool, archive: Archive, around: Path
) -> None:
    done = typed(archive, verb, *words, screen=screen)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert hostile(err) == []
    assert "OWNED" in "".join(_STYLES.sub("", out + err).split()), "nothing hostile was printed: no test"
    exact = verb == "extract" or (verb != "export" and set(words) & set(_EXACT))
    if screen or not exact:
        assert hostile(out) == []
    if done.returncode == 0 and verb == "sql" and "json" in words:
        records = json.loads(out)
        assert [record["headline"] for record in records if record["headline"].endswith(STORED)] != []


@pytest.mark.parametrize("screen", [True, False], ids=["terminal", "pipe"])
def test_served_bytes_do_not_go_to_a_terminal(screen: bool, filled: Archive) -> None:
    done = typed(filled, "raw", "presstv:900001", screen=screen)
    assert (done.returncode, bool(done.stdout)) == ((2, False) if screen else (0, True))
    assert (b"redirect it" in done.stderr) is screen


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a flow hands to the command line."""

    run: Run
    lines: tuple[str, ...]
    exit_status: int = 0


def _run() -> Run:
    counts = dict.fromkeys(COLUMNS, 3)
    row = {**counts, "outlet": f"velde{STORED}", "verdict": f"thin{STORED}", "reason": f"because\n{STORED}"}
    return Run(
        run_id=f"x{STORED}", kind="nightly", status="good", exit_status=0, outlets=(row,),
        details=((row["outlet"], "failed", STORED, 2),), warnings=((row["outlet"], STORED, STORED),),
        silent=((row["outlet"], STORED, f"https://{STORED}", 3),),
    )  # fmt: skip


def _manifest() -> CrawlManifest:
    return CrawlManifest(
        run_id="x", outlet=SLUG, kind="probe", clock=NIGHT, started_at=NIGHT, finished_at=NIGHT, finish_reason=STORED,
        warc=None, listings=(structs.replace(FEED, url=f"https://{STORED}", source=STORED),), pages=(),
        robots=(RobotsEntry(host=STORED, state=STORED, status=200),),
    )  # fmt: skip


def _probed(archive: Archive) -> None:
    from flows.pipeline.probe import Probed
    from flows.render.probe import show_probe

    entry = PageEntry(url=f"https://{STORED}", key=None, outcome=Outcome.FETCHED, source=STORED, status=200)
    rejected = Rejection(reason=Reason.TOO_SHORT, detail=STORED, url=entry.url)
    read: list[tuple[PageEntry, Rejection | None]] = [(entry, rejected), (structs.replace(entry, detail=STORED), None)]
    show_probe(Probed([_manifest()], read, Path(f"/nowhere/{TYPED}")), terminal())


def _ran(archive: Archive) -> None:
    from flows.cli.output import show_report

    show_run(_run(), terminal())
    show_report(_Ended(_run(), (f"a line {STORED}",)))  # type: ignore[arg-type]


@pytest.mark.parametrize("screen", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("shows", [_probed, _ran])
def test_what_ends_a_run_or_a_probe_lets_no_control_through(
    shows: Callable[[Archive], None], screen: bool, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the command line, with the verb's own work done already."""
    monkeypatch.setattr(Rebuild, "run", lambda _: shows(archive) or 0)
    done = typed(archive, "rebuild", screen=screen)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert (done.returncode, hostile(out), hostile(err)) == (0, [], [])
    assert "OWNED" in out


def test_the_trace_of_a_bug_lets_no_control_through(archive: Archive) -> None:
    bug = "from flows.cli.runs.rebuild import Rebuild\n"
    bug += f"def bug(_): raise RuntimeError({STORED!r})\nRebuild.run = bug\n"
    with child(archive, "rebuild", before=bug) as asked:
        out, err = asked.communicate(timeout=HANG)
    assert (asked.returncode, out) == (1, b"")
    assert "RuntimeError" in err.decode()
    assert "OWNED" in err.decode()
    assert hostile(err.decode()) == []
