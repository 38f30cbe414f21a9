"""Adding a file adds an outlet, and a file that is wrong is named."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from spiders.outlet import OutletError
from spiders.registry import load_outlets, owner

DECLARATION = """
from spiders.outlet import Feed, Outlet

OUTLET = Outlet(
    slug={slug!r},
    name="The Lantern",
    hosts=({host!r},),
    languages=("en",),
    time_zone="UTC",
    article_urls=(r"^/story/(?P<key>\\d+)",),
    volume=(0, 5),
    sources=(Feed(url="https://lantern.example/feed.xml"),),
)
"""


def _declare(folder: Path, name: str, slug: str = "lantern", host: str = "www.lantern.example") -> Path:
    file = folder / name
    file.write_text(DECLARATION.format(slug=slug, host=host), encoding="utf-8")
    return file


def test_the_outlets_that_come_along_are_found_in_alphabetical_order() -> None:
    outlets = load_outlets()
    assert {"presstv", "taghrib"} <= set(outlets)
    assert list(outlets) == sorted(outlets)
    assert all(slug == outlet.slug for slug, outlet in outlets.items())


def test_a_file_in_a_folder_of_ones_own_adds_an_outlet(tmp_path: Path) -> None:
    _declare(tmp_path, "lantern.py")
    outlets = load_outlets(tmp_path)
    assert set(outlets) == {*load_outlets(), "lantern"}
    assert outlets["lantern"].name == "The Lantern"


def test_files_that_begin_with_an_underscore_or_are_no_python_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "_drafts.py").write_text("this is no Python", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("this is none either", encoding="utf-8")
    assert load_outlets(tmp_path) == load_outlets()


def test_an_outlet_file_never_shadows_a_module_of_the_same_name(tmp_path: Path) -> None:
    _declare(tmp_path, "json.py")
    import json

    load_outlets(tmp_path)
    assert sys.modules["json"] is json


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "OUTLET"),
        ("OUTLET = 'lantern'", "OUTLET"),
        ("OUTLET = (", "SyntaxError"),
        ("import no_such_module_anywhere", "no_such_module_anywhere"),
        ("from spiders.outlet import Outlet\nOUTLET = Outlet(slug='lantern')", "TypeError"),
        ("OUTLET = 1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_file_that_declares_no_outlet_is_named_with_its_fault(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "lantern.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OutletError, match=fault) as raised:
        load_outlets(tmp_path)
    assert str(file) in str(raised.value)


def test_a_declaration_with_a_mistake_is_named_with_its_file(tmp_path: Path) -> None:
    file = _declare(tmp_path, "lantern.py", host="https://www.lantern.example")
    with pytest.raises(OutletError, match=re.escape("outlet 'lantern': hosts")) as raised:
        load_outlets(tmp_path)
    assert str(file) in str(raised.value)


def test_a_slug_used_twice_is_named_with_the_second_file(tmp_path: Path) -> None:
    _declare(tmp_path, "a.py")
    second = _declare(tmp_path, "b.py", host="other.example")
    with pytest.raises(OutletError, match=re.escape("outlet 'lantern': the slug is declared twice")) as raised:
        load_outlets(tmp_path)
    assert str(second) in str(raised.value)


@pytest.mark.parametrize("host", ["presstv.ir", "www.presstv.ir"])
def test_a_host_used_twice_is_named_with_both_outlets(tmp_path: Path, host: str) -> None:
    _declare(tmp_path, "lantern.py", host=host)
    with pytest.raises(OutletError, match=re.escape("outlet 'lantern': the host presstv.ir belongs to 'presstv'")):
        load_outlets(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(OutletError, match=re.escape(str(missing))):
        load_outlets(missing)


def test_the_owner_of_a_url_is_the_outlet_with_its_host() -> None:
    outlets = load_outlets()
    assert owner(outlets, "https://www.presstv.com/anything") is outlets["presstv"]
    assert owner(outlets, "http://taghribnews.ir/") is outlets["taghrib"]
    assert owner(outlets, "https://example.org/") is None
