"""The paths of a machine are taken out of texts and options, and those of the web are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from spiders.local_paths import names_alone, without_folders


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no manifest (exit status 1); see /home/ada/my news/logs/x.log", "no manifest (exit status 1); see x.log"),
        ("[Errno 2] No such file: '/Users/ada/a b/x.warc.gz'", "[Errno 2] No such file: 'x.warc.gz'"),
        ('File "/usr/lib/python3.11/site-packages/lxml/etree.py", line 3', 'File "etree.py", line 3'),
        (f'File "{__file__}", line 3', 'File "test_local_paths.py", line 3'),
        ("/tmp/a/x.py:3: /root/y.py; and (/opt/z)", "x.py:3: y.py; and (z)"),
        ("it leads to https://www.presstv.ir/home/x/y", "it leads to https://www.presstv.ir/home/x/y"),
        ("the pattern '/news/1/x' and //cdn.example/var/x", "the pattern '/news/1/x' and //cdn.example/var/x"),
        ("see logs/x.log", "see logs/x.log"),
        ("either/or", "either/or"),
    ],
)  # fmt: skip
def test_a_text_keeps_the_names_of_files_alone(text: str, left: str) -> None:
    assert without_folders(text) == left


def test_a_path_anywhere_on_this_machine_is_the_name_of_its_file() -> None:
    tops = [place.name for place in Path("/").iterdir() if place.is_dir()]
    assert [top for top in tops if without_folders(f"no such file: '/{top}/ada/x.gz'") != "no such file: 'x.gz'"] == []


def test_an_option_keeps_the_names_of_files_alone() -> None:
    options = {
        "replay": ["/anywhere/at all/x.warc.gz"],
        "files": ("/x",),
        "volume": True,
        "day": "2026-03-01",
        "n": None,
    }
    left = {"replay": ["x.warc.gz"], "files": ["x"], "volume": True, "day": "2026-03-01", "n": None}
    assert names_alone(options) == left
