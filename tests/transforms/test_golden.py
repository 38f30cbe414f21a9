"""Every page of the two recorded nights is read as its golden file says: every sentence, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from recordings import OUTLETS, ROOT, captures

from transforms.article import Article, to_json
from transforms.parse import parse

GOLDEN = sorted(path for path in (ROOT / "tests/outlets").glob("*/*.json"))
# Of the recording, not of the article.
_ASIDE = {"template"}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recorded_page_is_read_as_its_golden_file_says(path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    night = 1 if golden["url"] in captures(1) and not path.stem.endswith("night-2") else 2
    capture = captures(night)[golden["url"]]

    article = parse(capture, OUTLETS[golden["outlet"]])

    assert isinstance(article, Article), article
    read = json.loads(json.dumps(to_json(article)))
    assert {name: read[name] for name in golden if name not in _ASIDE} == {
        name: value for name, value in golden.items() if name not in _ASIDE
    }


def test_both_outlets_have_golden_files_in_every_template() -> None:
    templates = {json.loads(path.read_text(encoding="utf-8"))["template"] for path in GOLDEN}
    assert templates == {"2015-2020", "today", "ordinary", "print", "persian", "arabic"}
