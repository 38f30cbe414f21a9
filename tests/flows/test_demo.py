"""The demo: two nights of made-up news, the same again without a new row, and the commands of the documents."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from builders import exchange, page, recording
from recordings import ROOT
from typed import Nightdesk, Result

pytestmark = pytest.mark.e2e

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, nightdesk: Nightdesk) -> tuple[Path, Result]:
    data = tmp_path_factory.mktemp("demo") / "data"
    return data, nightdesk(data, "demo")


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "demo" / "news.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_demo_is_good_and_shows_both_nights(demo: tuple[Path, Result]) -> None:
    _, shown = demo
    assert shown.returncode == 0, shown.stderr
    assert "Night 1" in shown.stdout
    assert "Night 2" in shown.stdout
    assert "rejected: 1 challenge" in shown.stdout
    assert "failed: 1 gone" in shown.stdout
    assert "made up" in shown.stdout
    assert "Traceback" not in shown.stdout + shown.stderr


def test_the_books_of_both_nights_are_as_recorded(demo: tuple[Path, Result]) -> None:
    data, _ = demo
    books = rows(data, "SELECT * EXCLUDE (run_id, reason) FROM run_outlets ORDER BY run_id, outlet")
    assert books == [
        # outlet, found, known, skipped, fetched, failed, new, revised, unchanged, rejected, duplicate, verdict
        ("presstv", 17, 0, 2, 14, 1, 14, 0, 0, 0, 0, "ok"),
        ("taghrib", 16, 0, 0, 16, 0, 14, 0, 0, 1, 1, "ok"),
        ("presstv", 20, 0, 2, 17, 1, 3, 1, 13, 0, 0, "ok"),
        ("taghrib", 19, 0, 0, 19, 0, 3, 1, 13, 1, 1, "ok"),
    ]


def test_each_outlet_has_its_articles_and_the_changed_ones_two_revisions(demo: tuple[Path, Result]) -> None:
    data, _ = demo
    assert rows(data, "SELECT outlet, count(*) FROM articles GROUP BY ALL ORDER BY ALL") == [
        ("presstv", 17),
        ("taghrib", 17),
    ]
    changed = rows(
        data, "SELECT article_id, max(revision) AS n FROM article_revisions GROUP BY 1 HAVING n > 1 ORDER BY 1"
    )
    assert changed == [("presstv:780227", 2), ("taghrib:712345", 2)]


def test_nothing_of_the_demo_lies_outside_its_folder(demo: tuple[Path, Result]) -> None:
    data, _ = demo
    # the home of Prefect is the server's in these tests
    assert {path.name for path in data.iterdir()} <= {"demo", "run.lock"}


def test_typed_again_it_adds_no_row_and_a_rebuild_gives_the_same_rows(
    demo: tuple[Path, Result], nightdesk: Nightdesk
) -> None:
    data, _ = demo
    tables = ("articles", "article_revisions")
    before = {table: rows(data, f"FROM {table} ORDER BY ALL") for table in tables}
    books = set(rows(data, "FROM run_outlets"))

    again = nightdesk(data, "demo")
    assert again.returncode == 0, again.stderr
    assert {table: rows(data, f"FROM {table} ORDER BY ALL") for table in tables} == before

    (data / "demo" / "warehouse.duckdb").unlink()
    rebuilt = nightdesk(data / "demo", "rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert rebuilt.stderr.splitlines()[-1].endswith("manifests, and is published in demo/news.duckdb")
    assert {table: rows(data, f"FROM {table} ORDER BY ALL") for table in tables} == before
    assert books <= set(rows(data, "FROM run_outlets"))


def test_people_ask_the_published_copy_with_any_client(demo: tuple[Path, Result], nightdesk: Nightdesk) -> None:
    data, _ = demo
    with duckdb.connect(str(data / "demo" / "news.duckdb"), read_only=True):
        answer = nightdesk(
            data / "demo",
            "sql",
            "SELECT outlet, count(*) AS n FROM articles GROUP BY ALL ORDER BY ALL",
            "--format",
            "csv",
        )
    assert answer.stdout == "outlet,n\npresstv,17\ntaghrib,17\n"
    for wrong in ("UPDATE articles SET headline = 'x'", "SELEC 1", "FROM nothing", "DROP TABLE core.revisions"):
        refused = nightdesk(data / "demo", "sql", wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("nightdesk: ")
        _, *place = refused.stderr.splitlines()  # one line, and where in the statement it is
        assert [line[:6] for line in place] in ([], ["LINE 1", " " * 6])


def _commands(name: str) -> list[str]:
    """Return every command line in the shell blocks of a document."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines() if line]


_ON_THE_DEMO = {"sql", "search", "export", "extract", "explain", "diff", "raw", "doctor"}
PAGES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
COMMANDS = list(dict.fromkeys(command for name in PAGES for command in _commands(name)))


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make")])
def test_every_make_verb_of_the_documents_runs_what_the_tests_run(command: str) -> None:
    words = shlex.split(command)
    planned = subprocess.run(["make", "--dry-run", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert planned.returncode == 0, planned.stderr
    verbs = {"nightly", "demo", "backfill", "rebuild", "probe", "eval", "serve"} | _ON_THE_DEMO
    nightdesk_verbs = re.findall(r"bin/nightdesk (\w+)", planned.stdout)
    assert set(nightdesk_verbs) <= verbs
    assert nightdesk_verbs or re.search(
        r"pytest|python tests/bench$|pip install|uv pip compile|Nothing to be done", planned.stdout, re.MULTILINE
    )


@pytest.mark.parametrize("command", [command for command in COMMANDS if not command.startswith("make")])
def test_every_other_command_of_the_documents_runs(
    command: str, demo: tuple[Path, Result], nightdesk: Nightdesk, tmp_path: Path
) -> None:
    data, _ = demo
    words = shlex.split(command)
    environment = dict(word.split("=", 1) for word in words if re.fullmatch(r"[A-Z_]+=.*", word))
    words = [word for word in words if not re.fullmatch(r"[A-Z_]+=.*", word)]
    _prepare(tmp_path)
    if words[0] == ".venv/bin/nightdesk" and words[1] in _ON_THE_DEMO:
        done = nightdesk(data / "demo", *(str(tmp_path / w) if (tmp_path / w).is_file() else w for w in words[1:]))
    elif words[:2] == [".venv/bin/nightdesk", "eval"]:
        done = nightdesk(data / "demo", "eval", str(ROOT / words[2]), *words[3:])
    elif words[0] == ".venv/bin/nightdesk":
        night = recording(
            tmp_path / "night.warc.gz", [exchange("https://www.harbour-post.example/rss", "", status=503)]
        )
        done = nightdesk(
            tmp_path / "data",
            *words[1:],
            "--replay",
            str(night),
            NEWS_OUTLETS=str(tmp_path / environment["NEWS_OUTLETS"]),
        )
        assert ("0 of 1 sources answered" if words[1] == "probe" else "the only listing gave no answer") in done.stdout
        return
    elif words[0] == ".venv/bin/duckdb":
        shown = subprocess.run(
            [str(BIN / "duckdb"), "-readonly", str(data / "demo/news.duckdb"), "-c", "SELECT count(*) FROM articles"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (shown.returncode, "17" in shown.stdout or "34" in shown.stdout) == (0, True), shown.stderr
        return
    elif words[0] == ".venv/bin/scrapy":
        shown = subprocess.run(
            [str(BIN / "scrapy"), *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False,
            env={**os.environ, "NEWS_OUTLETS": str(tmp_path / environment["NEWS_OUTLETS"])},
        )  # fmt: skip
        assert shown.stdout.split() == ["harbour", "presstv", "taghrib"]
        return
    else:
        assert words == [".venv/bin/python", "tests/demo/record.py"], "no test runs this command"
        return  # tests/demo/test_record.py does
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--to" in words


def test_the_answer_in_the_readme_is_that_of_the_demo(demo: tuple[Path, Result], nightdesk: Nightdesk) -> None:
    data, _ = demo
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```sh\nNEWS_DATA=data/demo (.*?)\n```\n\n```\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    answer = nightdesk(data / "demo", *shlex.split(shown[1])[1:])
    assert answer.stdout.strip() == shown[2].strip()


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for name in PAGES:
        page = ROOT / name
        links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == [], name


def _prepare(folder: Path) -> None:
    """Make the files that the documents speak of: the outlet of docs/outlets.md, and pages."""
    text = (ROOT / "docs/outlets.md").read_text("utf-8")
    outlet = re.search(r"```python\n(from spiders.outlet.*?)```", text, re.DOTALL)
    assert outlet is not None
    (folder / "outlets").mkdir()
    (folder / "outlets/harbour.py").write_text(outlet[1], encoding="utf-8")
    (folder / "page.html").write_text(page("606960", date(2019, 9, 23)), encoding="utf-8")
    story = "The bakers of the lower town baked a loaf as long as the market square is wide.\n" * 3
    (folder / "question.sql").write_text("SELECT outlet, headline, date_published FROM articles", encoding="utf-8")
    (folder / "notes.txt").write_text(f"Story Code : 267001\nA long loaf is baked\n{story}", encoding="utf-8")
    (folder / "pages.tsv").write_text(f"{folder}/page.html\t\n{folder}/notes.txt\t\n", encoding="utf-8")
