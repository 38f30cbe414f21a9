"""Each file of a data folder, damaged in each way: what a night or a rebuild would stumble over is named, and mended.

`make soak` damages every kind of file in every way; otherwise one of each kind of ending is tried.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from damage import DAMAGES, delete
from data_folders import (
    ASIDE,
    FIRST,
    KILLED,
    THIRD,
    UNFINISHED_COPY,
    GracefulShutdown,
    captures,
    killed_folder,
    night,
    quiet_folder,
    rebuilt,
)

from flows.config import DataFolder
from flows.ops.doctor import examine
from spiders.capture.manifest import read_manifest
from warehouse.health.diagnostic import Diagnostic

pytestmark = pytest.mark.e2e

VERBS = {"night": night, "rebuild": rebuilt}
#: Each kind of file, by a pattern below the folder; and whether the folder is that of a run which was killed.
KINDS = {
    "manifest": (f"captures/presstv/{FIRST}.receipt.json", False),
    "manifest not published yet": (f"captures/presstv/{THIRD}.receipt.json", False),
    "warc": (f"captures/presstv/{FIRST}.warc.gz", False),
    "warc not published yet": (f"captures/presstv/{THIRD}.warc.gz", False),
    "unfinished warc": (f"captures/presstv/{KILLED}.warc.gz.part", False),
    "decisions": ("captures/decisions.jsonl", False),
    "warehouse": ("warehouse.duckdb", False),
    "warehouse beside its log": ("warehouse.duckdb", True),
    "write-ahead log": ("warehouse.duckdb.wal", True),
    "link": ("news.duckdb", False),
    "newest copy": ("published/news-*.duckdb", False),
    "older copy": ("published/news-*.duckdb", True),
    "unfinished copy": (f"published/{UNFINISHED_COPY}", False),
    "copy put aside": (ASIDE, False),
    "unfinished rebuild": ("warehouse.rebuild.duckdb", False),
    "batch": (f"batches/{THIRD}.presstv.jsonl.gz", False),
    "lock": ("run.lock", False),
    "log of a crawl": (f"logs/{FIRST}.presstv.log", False),
}
_LINKS = ("delete", "folder", "dangle")
ALL = [(kind, name) for kind in KINDS for name in DAMAGES if kind != "link" or name in _LINKS]
SAMPLE = [
    ("manifest", "halve"),
    ("warc", "halve"),
    ("warc not published yet", "delete"),
    ("unfinished warc", "folder"),
    ("decisions", "flip"),
    ("warehouse", "flip"),
    ("write-ahead log", "dangle"),
    ("older copy", "dangle"),
    ("copy put aside", "dangle"),
    ("batch", "folder"),
    ("unfinished rebuild", "folder"),
]
SOAKED = int(os.environ.get("SOAK", "1")) >= 20
#: What a killed crawl had captured is in no manifest yet: what is lost of it, nobody can name, and the next night asks
#: for it again. The same goes for a file that is gone without a trace.
UNANNOUNCED = "unfinished warc"


@dataclass(frozen=True, slots=True)
class Folders:
    """The two data folders, and what an undisturbed night and rebuild make of each."""

    killed: Path
    quiet: Path
    endings: dict[tuple[str, bool], tuple[GracefulShutdown, set[tuple[object, ...]]]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folders]:
    root = tmp_path_factory.mktemp("folders")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWS_CONTACT", "desk@news.example")
        patch.delenv("NEWS_OUTLETS", raising=False)
        patch.delenv("PREFECT_HOME", raising=False)
        killed = killed_folder(root / "killed")
        quiet = quiet_folder(killed, root / "quiet")
        endings = {}
        for verb, act in VERBS.items():
            for was_killed, template in ((True, killed), (False, quiet)):
                data = root / f"{verb}-{was_killed}"
                shutil.copytree(template, data, symlinks=True)
                ending = act(data)
                assert ending.tables is not None, ending.told
                endings[verb, was_killed] = ending, captures(data)
        yield Folders(killed, quiet, endings)


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file of a data folder, each time in a copy of its own."""

    template: Path
    root: Path
    relative: Path
    damage: Callable[[Path], None]

    def damaged(self) -> Path:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)  # with the time of each file
        self.damage(self.root / self.relative)
        return self.root

    def findings(self, *, deep: bool) -> list[Diagnostic]:
        """Return what a check-up says of the file that is not well."""
        found = examine(DataFolder(self.damaged()), datetime.now(UTC), deep=deep)
        return [one for one in found if one.state != "ok" and self.relative.name in one.detail]


def case_of(folders: Folders, root: Path, kind: str, damage: str) -> Case:
    pattern, was_killed = KINDS[kind]
    template = folders.killed if was_killed else folders.quiet
    paths = sorted(template.glob(pattern))
    path = paths[0] if kind == "older copy" else paths[-1]
    return Case(template, root, path.relative_to(template), DAMAGES[damage])


def mends(case: Case, remedy: str, told: str) -> Iterator[tuple[str, Callable[[Path], None], bool]]:
    """Yield each way out that a remedy names: what it is, what a person would do, and whether something is lost by it.

    `it` is the first file that the finding names.
    """
    (first, *_) = re.findall(r"/\S+?(?=:? |:?$|, )", told)
    it = Path(first).relative_to(case.root)

    def bring_back(data: Path) -> None:
        if (data / it).exists() or (data / it).is_symlink():
            delete(data / it)
        shutil.copy2(case.template / it, data / it)

    def move_aside(data: Path) -> None:
        (data / it).rename(data.with_name(f"aside-{len(list(data.parent.iterdir()))}"))
        if "run: nightdesk rebuild" in remedy:
            assert rebuilt(data).tables is not None

    def decide(data: Path) -> None:
        manifest = read_manifest((data / it).with_name(it.name.replace(".warc.gz", ".receipt.json")))
        with (data / "captures/decisions.jsonl").open("a", encoding="utf-8") as decisions:
            for key in (page.key for page in manifest.pages):
                decided = '"decision": "withdrawn", "reason": "its WARC is damaged", "date": "2026-03-09"'
                decisions.write(f'{{"article_id": "presstv:{key}", {decided}}}\n')

    ways = (
        ("bring it back", bring_back, False),
        ("aside", move_aside, False),
        ("captures/decisions.jsonl", decide, True),
        ("run: nightdesk rebuild, which", lambda data: None, False),
    )
    named = [way for way in ways if way[0] in remedy]
    yield from named or [("the next run", lambda data: None, False)]


@pytest.mark.parametrize(("kind", "damage"), ALL if SOAKED else SAMPLE)
def test_what_a_run_would_stumble_over_is_named_and_its_mends_work(
    folders: Folders, tmp_path: Path, kind: str, damage: str
) -> None:
    case = case_of(folders, tmp_path / "data", kind, damage)
    quick, deep = case.findings(deep=False), case.findings(deep=True)  # neither may fail, whatever is damaged
    told = []
    for verb, act in VERBS.items():
        whole, every = folders.endings[verb, KINDS[kind][1]]
        ending = act(case.damaged())
        if ending == whole:
            told.append(f"{verb}: as ever")
            continue
        if kind == UNANNOUNCED and ending.told == "":
            told.append(f"{verb}: without what was lost")
            _check_lost(case, every, captures(case.root))
            continue
        found = quick or deep
        assert found, ending.told
        assert found[0].remedy is not None
        ways = list(mends(case, found[0].remedy, found[0].detail))
        assert ways, found
        for words, mend, loses in ways:
            data = case.damaged()
            mend(data)
            mended = act(data)
            assert mended.tables is not None, (words, mended.told)
            if loses or kind == UNANNOUNCED:
                _check_lost(case, every, captures(data))
            else:
                assert mended == whole, words
        told.append(
            f"{verb}: {'stops' if ending.tables is None else 'lacks some'}, mended by {[way for way, *_ in ways]}"
        )
    print(f"{kind}, {damage}; named {'quick' if quick else 'deep' if deep else 'not'}; {'; '.join(told)}")


def _check_lost(case: Case, every: set[tuple[object, ...]], left: set[tuple[object, ...]]) -> None:
    """Nothing is lost but what was in the damaged file."""
    name = case.relative.name.removesuffix(".part")
    assert left < every
    assert all(str(warc).endswith(f"/{name}") for _, warc, *_ in every - left)
