"""The fingerprint of the extractor changes with whatever may change a reading, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spiders.registry import load_outlets
from transforms.fingerprint import code_digest, extractor_fingerprint

MODULE = '''"""Reads a page."""

from spiders.zone import OFFSET


class Page:
    """A page."""

    def read(self) -> int:
        """Read it."""
        return OFFSET + 1
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with a room, in a package of it a module and a data file, and two modules of another room."""
    for name, text in {
        "transforms/parse.py": MODULE,
        "transforms/extractors/story.py": "import six\nfrom spiders.marks import MARKS\n",
        "transforms/vocab/en.toml": 'by = ["by"]\n',
        "spiders/zone.py": "from spiders import table\nOFFSET = table.OFFSET\n",
        "spiders/table.py": "OFFSET = 3\n",
        "spiders/crawl.py": "PAUSE = 1\n",
        "spiders/marks/__init__.py": "MARKS = 1\n",
        "six.py": "PY3 = True\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def digest(root: Path) -> bytes:
    return code_digest(root / "transforms", root)


@pytest.mark.parametrize(
    "text",
    [
        MODULE.replace("Reads a page", "Takes a page"),
        MODULE.replace("A page", "One page"),
        MODULE.replace('        """Read it."""\n', ""),
        MODULE.replace("return OFFSET + 1", "return (\n            OFFSET + 1  # the next\n        )"),
    ],
    ids=["docstring of the module", "docstring of a class", "no docstring", "layout and comment"],
)
def test_words_about_the_code_change_nothing(root: Path, text: str) -> None:
    before = digest(root)
    assert text != MODULE
    (root / "transforms/parse.py").write_text(text, "utf-8")
    assert digest(root) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("transforms/parse.py", MODULE.replace("+ 1", "+ 2")),
        ("transforms/extractors/story.py", "LINES = 4\n"),
        ("transforms/extractors/new.py", ""),
        ("transforms/vocab/en.toml", 'by = ["by", "from"]\n'),
        ("spiders/table.py", "OFFSET = 4\n"),
        ("spiders/marks/__init__.py", "MARKS = 2\n"),
    ],
)
def test_code_in_any_package_data_and_what_is_imported_change_it(root: Path, name: str, text: str) -> None:
    before = digest(root)
    (root / name).write_text(text, "utf-8")
    assert digest(root) != before


def test_what_no_reading_depends_on_changes_nothing(root: Path) -> None:
    before = digest(root)
    (root / "spiders/crawl.py").write_text("PAUSE = 2\n", "utf-8")
    (root / "transforms/__pycache__").mkdir()
    (root / "transforms/__pycache__/parse.pyc").write_bytes(b"\0")
    (root / "transforms/__pycache__/parse.pyc.140").write_bytes(b"\0")  # while Python writes it
    (root / "six.py").write_text("PY3 = False\n", "utf-8")  # a library beside us, where we are installed
    assert digest(root) == before


def test_each_outlet_has_its_own_and_a_changed_declaration_another() -> None:
    outlets = load_outlets()
    found = {extractor_fingerprint(outlet) for outlet in (None, *outlets.values())}
    assert len(found) == len(outlets) + 1
    assert extractor_fingerprint(replace(outlets["presstv"], name="Another")) not in found
