"""The vocabulary of a language is one file: a new one is all that a new language needs, and a wrong one says why."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from transforms.vocab.loader import KEYS, VocabularyError, any_of, beginnings, languages_with, load, words, words_of

ROOT = Path(__file__).parents[2]
VOCAB = ROOT / "transforms/vocab"
NEW = """
[dates]
months = ["Yestarë|Yes", "Narwin", "Nénim", "Súlim", "Víress", "Lótess", "Nárië", "Cermië", "Urim", "Yavann",
    "Narquel|Narq", "Hísim"]

[bylines]
by = ["tecina"]
and = ["ar"]

[labels]
source = ["ehtelë"]

[updates]
changed = ["vinyanta"]

[lines]
related = ["cena yando"]

[walls]
error = ["lassë úhirna"]
"""
#: Reads some texts in a folder that holds our code and one more language.
READ = """
import json
from transforms.boilerplate.line_shapes import SHAPES
from transforms.people.authors import _SOURCE
from transforms.people.bylines import names_in
from transforms.dates.moments import Zone
from transforms.dates.written_dates import read_written
from transforms.dates.publication_date import _CHANGED
from transforms.rejection import _ERROR
moment = read_written("14 Narq 2024", zone=Zone(language="xq"), source="text")
print(json.dumps({
    "day": moment and moment.at.date().isoformat(),
    "names": names_in("Tecina Jane Roe ar John Doe"),
    "source": bool(_SOURCE.fullmatch("Ehtelë: Reuters")),
    "changed": bool(_CHANGED.match("Vinyanta 14 Narquel 2024")),
    "rules": [shape.rule for shape in SHAPES if shape.pattern.fullmatch("Cena yando:")],
    "error": bool(_ERROR.fullmatch("Lassë úhirna")),
}))
"""


def read_in(folder: Path) -> dict[str, object]:
    child = subprocess.run([sys.executable, "-c", READ], cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(child.stdout)
    return found


def test_a_new_language_is_one_new_file(tmp_path: Path) -> None:
    for room in ("spiders", "transforms"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    assert read_in(tmp_path)["day"] is None
    (tmp_path / "transforms/vocab/xq.toml").write_text(NEW, encoding="utf-8")
    assert read_in(tmp_path) == {
        "day": "2024-11-14",
        "names": ["Jane Roe", "John Doe"],
        "source": True,
        "changed": True,
        "rules": ["related"],
        "error": True,
    }


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("xq.toml", "[bylines", "xq.toml: it is no TOML"),
        ("xq.toml", "[byline]\nby = ['x']", "xq.toml: unknown table 'byline'"),
        ("xq.toml", "by = ['x']", "xq.toml: unknown table 'by'"),
        ("xq.toml", "[bylines]\nbuy = ['x']", "xq.toml: unknown key 'buy' in [bylines]"),
        ("xq.toml", "[bylines]\nby = 'x'", "xq.toml: bylines.by: it must be a list"),
        ("xq.toml", "[bylines]\nby = []", "xq.toml: bylines.by: it must be a list"),
        ("xq.toml", "[bylines]\nby = ['']", "xq.toml: bylines.by: it must be a list"),
        ("xq.toml", "[dates]\nmonths = ['One']", "xq.toml: dates.months: there must be twelve"),
        ("Quenya.toml", "", "Quenya.toml: the name is no ISO 639 code"),
    ],
)
def test_a_wrong_file_is_an_error_of_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as refused:
        load(tmp_path)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_every_entry_is_a_regular_expression_that_captures_nothing() -> None:
    entries = [entry for keys in load(VOCAB).values() for values in keys.values() for entry in values]
    assert [entry for entry in entries if re.compile(entry, re.IGNORECASE).groups] == []


def test_every_key_has_words_and_is_asked_for() -> None:
    keys = [f"{table}.{key}" for table, meanings in KEYS.items() for key in meanings]
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "transforms").rglob("*.py"))
    assert [key for key in keys if not languages_with(key)] == []
    assert [key for key in keys if not re.search(rf"[\"']{re.escape(key)}[\"']", code)] == []


#: What holds letters of other scripts that are no words: agencies, digits, marks of vowels.
NAMES = {"bylines.py", "moments.py", "text.py"}


def test_words_of_other_scripts_stand_in_the_files_alone() -> None:
    found = [
        (path.name, node.value)
        for path in (ROOT / "transforms").rglob("*.py")
        if path.name not in NAMES
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.search(r"[\u0370-\u1fff\u3040-\ud7ff]{2}", node.value) and not re.search(r"\[.*-.*\]", node.value)
    ]
    assert found == []


def test_no_language_says_a_word_twice() -> None:
    twice = [
        (language, key, entry)
        for language, keys in load(VOCAB).items()
        for key, entries in keys.items()
        for entry in entries
        if entries.count(entry) > 1
    ]
    assert twice == []


def test_the_longest_words_come_first_and_each_once() -> None:
    found = words("bylines.and", "bylines.by")
    assert list(found) == sorted(found, key=len, reverse=True)
    assert len(set(found)) == len(found)
    assert words_of("en", "bylines.by") == ("by",)
    assert words_of("zu", "bylines.by") == ()
    assert re.fullmatch(any_of("bylines.by"), "by")


def test_a_key_that_nobody_declared_is_a_mistake_of_the_code() -> None:
    with pytest.raises(KeyError):
        any_of("bylines.buy")


def test_an_entry_is_found_by_the_plain_letters_that_it_begins_with() -> None:
    assert set(beginnings("markup.breadcrumbs")) >= {"fil", "rastro"}
    with pytest.raises(ValueError, match="begins with no plain letters"):
        beginnings("walls.login")
