"""What people type first: make, --version, --help, and a list that is not as it must be."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from flows.cli.main import VERBS, main

ROOT = Path(__file__).parents[2]


def _typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(words)
    out, err = capsys.readouterr()
    assert isinstance(end.value.code, int)
    return end.value.code, out, err


def test_plain_make_names_every_verb_with_its_whole_text_in_eighty_columns() -> None:
    command = ["make", "-C", str(ROOT), "--no-print-directory"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = shown.stdout.splitlines()
    assert max(map(len, lines)) < 80
    told = re.sub(r"\n {10,}", " ", shown.stdout)
    texts = re.findall(r"^([a-z0-9]+):.*?## (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert any("|" in text for _, text in texts)
    for verb, text in texts:
        assert re.search(rf"^  make {verb} +{re.escape(' '.join(text.split()))}$", told, re.MULTILINE), verb


def test_the_versions_are_those_installed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _typed(capsys, "--version")
    first, second = out.splitlines()
    assert (status, first) == (0, f"nightdesk {version('nightdesk')}")
    for name in ("duckdb", "trafilatura", "scrapy", "prefect"):
        assert f"{name} {version(name)}" in second
    assert len(second) < 80


def test_the_help_has_every_verb_that_has_a_module() -> None:
    names = [path.stem for path in (ROOT / "flows/cli").glob("*/*.py") if path.stem != "__init__"]
    assert sorted(verb.name() for verb in VERBS) == sorted(names)


@pytest.mark.parametrize("words", [("--help",), *((verb.name(), "--help") for verb in VERBS)], ids=" ".join)
def test_every_help_fits_eighty_columns(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = _typed(capsys, *words)
    assert (status, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_a_list_of_three_columns_is_refused_by_its_line_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text("<p>A story</p>", encoding="utf-8")
    pages = tmp_path / "pages.tsv"
    pages.write_text("page.html\n\npage.html\thttps://a.example/1\tpresstv\n", encoding="utf-8")
    status, out, err = _typed(capsys, "extract", "--list", str(pages))
    assert (status, out) == (2, "")
    assert err == f"nightdesk: {pages}, line 3 has 3 columns: a line is FILE, or FILE TAB URL\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("nightly foo --bar", "nightdesk nightly: it does not take foo --bar; see: nightdesk nightly --help"),
        ("explain a b", "nightdesk explain: it does not take b; see: nightdesk explain --help"),
        (
            "serve --port 0",
            "nightdesk serve: argument --port: '0' is no port, such as 4200; see: nightdesk serve",
        ),
        ("serve --port 65536", "argument --port: '65536' is no port, such as 4200"),
        ("", "nightdesk: the following arguments are required: VERB; see: nightdesk --help"),
    ],
)
def test_a_wrong_word_is_told_with_the_verb_whose_help_tells_more(
    words: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = _typed(capsys, *words.split())
    assert (status, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("nightly",),
        ("demo",),
        ("backfill", "--from", "2017-01-01", "--to", "2017-01-02"),
        ("probe", "presstv"),
        ("serve",),
    ],
    ids=lambda words: words[0],
)
def test_networks_that_are_none_are_refused_before_anything_starts(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NEWS_ADMIT", "127.0.0.1, foo")
    status, out, err = _typed(capsys, *words)
    assert (status, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("nightdesk: NEWS_ADMIT must name networks, such as 127.0.0.0/8")
    assert "'foo'" in line
    assert list(tmp_path.iterdir()) == []
