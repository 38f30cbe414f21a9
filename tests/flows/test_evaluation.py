"""How well a corpus is read, by the real command: its figures, its errors, and the same figures as another scorer's."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typed import Nightdesk, Result

from flows.pipeline import evaluation
from flows.pipeline.saved_pages import SavedPage
from flows.render.evaluation import show_evaluation
from transforms.extractors import peers
from transforms.extractors.trafilatura_baseline import extract_baseline
from transforms.scoring import Gold, Guess

PAGES = 30  # of the shared corpus, the smallest ones: a few seconds
STORY = (
    "The lamplighters of the upper town have put away their ladders for the winter, a week earlier than last year.",
    "Nobody at the guild would say who had counted the lamps, though eleven of them burned on until noon.",
    "A bell will be rung at dusk instead, and the baker has promised to leave her shutters open until ten.",
)


def html(headline: str, story: tuple[str, ...] = STORY) -> str:
    """Return an invented page that says who wrote it, and when."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline,
        "datePublished": "2026-11-02T10:30:00+01:00",
        "author": {"@type": "Person", "name": "Ilse Varn"},
    }
    paragraphs = "".join(f"<p>{line}</p>" for line in story)
    return (
        f"<!doctype html><html lang='en'><head><title>{headline}</title>"
        f"<script type='application/ld+json'>{json.dumps(facts)}</script></head>"
        f"<body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )


def row(name: str, **gold: Any) -> dict[str, Any]:
    return {"id": name, "url": f"https://www.lantern.example/{name}", "site": "lantern.example", "file": name, **gold}


def corpus(folder: Path, *rows: dict[str, Any] | str, pages: dict[str, str] | None = None) -> Path:
    """Write a corpus: its gold as given, and these pages, packed where their names say so."""
    (folder / "html").mkdir(parents=True)
    lines = [line if isinstance(line, str) else json.dumps(line) for line in rows]
    (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, text in (pages or {}).items():
        data = text.encode("utf-8")
        (folder / "html" / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return folder


def figures(shown: Result) -> dict[str, tuple[str, str]]:
    """Return the two columns of the table by the measure."""
    assert shown.returncode == 0, shown.stderr
    head, *lines = shown.stdout.split("\n\n")[0].splitlines()
    assert head.split() == ["measure", "nightdesk", "trafilatura"]
    cells = [re.split(r" {2,}", line.strip()) for line in lines]
    return {measure: (ours, plain) for measure, ours, plain in cells}


def test_a_corpus_is_measured_for_both_side_by_side(nightdesk: Nightdesk, tmp_path: Path) -> None:
    said = {"date": "2026-11-02T09:30:00+00:00", "authors": "Ilse Varn", "gold": "\n".join(STORY)}
    place = corpus(
        tmp_path / "corpus",
        row("lamps.html", title="The lamps go out early", **said),
        row("packed.html.gz", title="Another headline than the page has", **said),
        row("blank.html", gold="\n".join(STORY)),
        pages={
            "lamps.html": html("The lamps go out early"),
            "packed.html.gz": html("The lamps go out early"),
            "blank.html": "<!doctype html><html><head><title>Soon</title></head><body></body></html>",
        },
    )
    shown = nightdesk(tmp_path / "data", "eval", str(place), "--worst", "2", "--workers", "1")
    found = figures(shown)
    assert found["pages"] == ("3", "3")
    assert found["no article"] == ("1", "1")
    # two pages to the letter and one not at all: a precision of 1, a recall of 2/3, and so an F1 of 0.8
    assert [found[name][0] for name in ("body F1", "body precision", "body recall")] == ["0.8000", "1.0000", "0.6667"]
    assert found["paragraphs found"] == ("1.000 (6/6)", "1.000 (6/6)")
    assert "headings found" not in found
    assert found["headline exact"][0] == "0.500 (1/2)"
    assert found["date same day"] == ("1.000 (2/2)", "1.000 (2/2)")
    assert found["date same minute"] == ("1.000 (2/2)", "0.000 (0/2)")
    assert found["authors exact"][0] == "1.000 (2/2)"
    ours, plain = (float(value) for value in found["pages per CPU second"])
    assert found["times as fast"][1] == "1.00"
    assert float(found["times as fast"][0]) == pytest.approx(ours / plain, abs=0.05)
    worst = [line.split() for line in shown.stdout.splitlines()[-2:]]
    assert worst[0] == ["0.000", "0.000", "blank.html", "https://www.lantern.example/blank.html"]
    assert (worst[1][0], worst[1][2]) == ("1.000", "lamps.html")
    assert "\x1b" not in shown.stdout
    assert shown.stderr == ""


def test_segments_groups_and_pages_of_little_text_are_shown_and_reported(nightdesk: Nightdesk, tmp_path: Path) -> None:
    listing = "<ul>" + "".join(f"<li><a href='/{n}'>Lamp {n} of the town</a></li>" for n in range(90)) + "</ul>"
    told = {"with": [STORY[0]], "without": ["Lamp 3"], "title": "The lamps go out early"}
    place = corpus(
        tmp_path / "corpus",
        row("lamps.html", **told, language="en", kind="article") | {"site": "a.example"},
        row("list|x.html", **told, language="de", page_type="list") | {"site": "b.example"},
        pages={
            "lamps.html": html("The lamps go out early"),
            "list|x.html": f"<html><head><title>Lamps</title></head><body>{listing}<p>{STORY[1]}</p></body></html>",
        },
    )
    report = tmp_path / "report.md"
    shown = nightdesk(
        tmp_path / "data", "eval", str(place), "--report", str(report), "--against", "readability,newspaper4k"
    )
    assert shown.returncode == 0, shown.stderr
    blocks = shown.stdout.split("\n\n")
    assert any(line.split()[:3] == ["segments", "F1", "0.6667"] for line in blocks[0].splitlines())
    assert [block.splitlines()[0] for block in blocks[1:4]] == [
        "95 % intervals, drawn by site",
        "by language",
        "by kind",
    ]
    assert blocks[4].startswith("less than a third of trafilatura's text")
    assert blocks[4].splitlines()[1].split()[0] == "0"
    written = report.read_text(encoding="utf-8")
    assert written.startswith("# Evaluation of 2 pages\n")
    assert "| segments F1 | 0.6667 |" in written
    assert "list\\|x.html" in written
    assert "## Worst pages" in written


def test_extractors_that_are_not_installed_are_named_in_one_line(
    nightdesk: Nightdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = corpus(tmp_path / "corpus", row("lamps.html", gold="x"), pages={"lamps.html": html("Lamps")})
    unknown = nightdesk(tmp_path / "data", "eval", str(place), "--against", "lantern")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "'lantern' is no extractor: newspaper4k, news-please, readability" in unknown.stderr
    refused(nightdesk(tmp_path / "data", "eval", str(place), "--report", str(tmp_path)), "cannot write")
    monkeypatch.setitem(peers.PEERS, "news-please", peers.Peer("news-please", "no_module_of_this_name", _read_nothing))
    assert not peers.installed("news-please")


def _read_nothing(page: bytes, url: str | None) -> Guess | None:
    return None


def test_what_a_peer_stumbles_over_it_has_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(page: bytes, url: str | None) -> Guess:
        raise RuntimeError(url)

    monkeypatch.setitem(peers.PEERS, "readability", peers.Peer("readability-lxml", "json", stumble))
    assert peers.installed("readability")
    assert peers.read_by("readability", b"<p>x</p>", None) is None
    monkeypatch.setitem(peers.PEERS, "readability", peers.Peer("readability-lxml", "json", _read_nothing))
    assert peers.read_by("readability", b"<p>x</p>", None) is None


def test_gold_of_odd_types_is_measured_all_the_same(nightdesk: Nightdesk, tmp_path: Path) -> None:
    place = corpus(
        tmp_path / "corpus",
        {
            "file": "lamps.html",
            "url": 7,
            "gold": None,
            "title": ["x"],
            "date": {"y": 1},
            "authors": [None, {"name": 3}],
        },
        {
            "file": "lamps.html",
            "url": "\ud800",
            "gold": 12,
            "title": 12,
            "date": "0001-01-01T00:01+05:00",
            "authors": 4,
        },
        "",
        {"file": "lamps.html", "url": "http://[", "gold": {"a": 1}, "date": True},
        {"file": "html/lamps.html"},
        pages={"lamps.html": html("The lamps go out early")},
    )
    shown = nightdesk(tmp_path / "data", "eval", str(place), "--worst", "9", "--workers", "1")
    found = figures(shown)
    assert found["pages"] == ("4", "4")
    assert found["headline exact"] == ("0.000 (0/1)", "0.000 (0/1)")
    assert len(shown.stdout.split("\n\n")[-1].splitlines()) == 5


def test_a_page_that_takes_too_long_counts_as_no_article_of_both_and_is_named() -> None:
    task = evaluation._Task(
        SavedPage("slow.html.gz", Path("slow.html.gz"), "", None), Gold(bodies=("one two three four",)), ours_first=True
    )
    shown = StringIO()
    show_evaluation([evaluation._late(task), evaluation._crashed(task)], 0, shown)
    assert figures(Result((), 0, shown.getvalue().partition("slow")[0] + "\n", ""))["no article"] == ("2", "2")
    assert shown.getvalue().splitlines()[-2:] == [
        "slow.html.gz took too long: it counts as no article of all",
        "slow.html.gz killed the process that read it: it counts as no article of all",
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "names no page"),
        (["{"], "line 1 is no JSON"),
        ([row("lamps.html", gold="x"), "[" * 100_000], "line 2 is no JSON"),
        (["[1]"], "line 1 names no page"),
        (['{"gold": "x"}'], "line 1 names no page"),
        ([row("gone.html", gold="x")], "there is no 'gone.html' in "),
        ([row("two\nlines", gold="x")], "which gold.jsonl names in line 1"),
        ([row("x" * 5000, gold="x")], "which gold.jsonl names in line 1"),
        ([row("nul\0", gold="x")], "which gold.jsonl names in line 1"),
        ([row("broken.html.gz", gold="x")], "broken.html.gz: "),
    ],
)
def test_a_corpus_that_cannot_be_measured_is_told_in_one_line(
    nightdesk: Nightdesk, tmp_path: Path, rows: list[Any], told: str
) -> None:
    place = corpus(tmp_path / "corpus", *rows, pages={"lamps.html": html("The lamps go out early")})
    (place / "html/broken.html.gz").write_bytes(gzip.compress(b"<html>" * 999)[:30])
    refused(nightdesk(tmp_path / "data", "eval", str(place)), told)


def test_a_folder_that_is_no_corpus_is_told_in_one_line(nightdesk: Nightdesk, tmp_path: Path) -> None:
    refused(nightdesk(tmp_path / "data", "eval", str(tmp_path)), "cannot read")
    refused(nightdesk(tmp_path / "data", "eval", str(tmp_path / "nowhere")), "a corpus is a folder with gold.jsonl")
    latin = corpus(tmp_path / "latin")
    (latin / "gold.jsonl").write_bytes('{"file": "é"}'.encode("latin-1"))
    refused(nightdesk(tmp_path / "data", "eval", str(latin)), "no UTF-8")


def refused(shown: Result, told: str) -> None:
    assert (shown.returncode, shown.stdout) == (2, "")
    assert told in shown.stderr
    assert shown.stderr.startswith("nightdesk: ")
    assert len(shown.stderr.splitlines()) == 1
    assert len(shown.stderr) < 6000


@pytest.fixture(scope="module")
def part(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus of small pages of a shared one.

    They state their dates: the first that does not costs the extractor's date parser 4 seconds in each process.
    """
    whole = shared / "corpus/fundus"
    if not whole.is_dir() or not (shared / "score.py").is_file():
        pytest.skip("../shared holds no corpus/fundus and score.py to compare with")
    folder = tmp_path_factory.mktemp("part")
    lines = (whole / "gold.jsonl").read_text(encoding="utf-8").strip().split("\n")
    data = {line: gzip.decompress((whole / "html" / json.loads(line)["file"]).read_bytes()) for line in lines}
    lines = sorted((line for line in lines if b"datePublished" in data[line]), key=lambda line: len(data[line]))
    (folder / "gold.jsonl").write_text("\n".join(lines[:PAGES]) + "\n", encoding="utf-8")
    (folder / "html").symlink_to(whole.resolve() / "html")
    return folder


@pytest.mark.e2e
def test_the_figures_are_those_of_the_shared_scorer(
    nightdesk: Nightdesk, shared: Path, part: Path, tmp_path: Path
) -> None:
    found = figures(nightdesk(tmp_path / "data", "eval", str(part), "--workers", "2"))
    rows = [json.loads(line) for line in (part / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    listed = tmp_path / "pages.tsv"
    listed.write_text("".join(f"{part / 'html' / each['file']}\t{each['url']}\n" for each in rows), encoding="utf-8")
    read = nightdesk(tmp_path / "data", "extract", "--list", str(listed), "--workers", "2")
    assert read.returncode == 0, read.stderr
    plain = "".join(json.dumps(plain_line(part, each)) + "\n" for each in rows)
    for column, output in enumerate((read.stdout, plain)):
        (tmp_path / "out.jsonl").write_text(output, encoding="utf-8")
        scored = subprocess.run(
            [sys.executable, str(shared / "score.py"), str(part), str(tmp_path / "out.jsonl")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert scored.stdout.splitlines() == [
            f"pages {found['pages'][column]}  no article {found['no article'][column]}",
            f"body F1 {found['body F1'][column]}  P {found['body precision'][column]}"
            f"  R {found['body recall'][column]}",
            f"headline exact {found['headline exact'][column]}",
            f"date same day {found['date same day'][column]}  same minute {found['date same minute'][column]}",
            f"authors exact {found['authors exact'][column]}",
        ]


def plain_line(part: Path, gold: dict[str, Any]) -> dict[str, Any]:
    """Return what plain trafilatura reads, as a line that the shared scorer takes."""
    guess = extract_baseline(gzip.decompress((part / "html" / gold["file"]).read_bytes()), gold["url"])
    if guess is None:
        return {"file": gold["file"], "article": None}
    return {
        "file": gold["file"],
        "article": {
            "article_body": guess.body,
            "headline": guess.headline,
            "date_published": guess.published,
            "authors": list(guess.authors),
        },
    }
