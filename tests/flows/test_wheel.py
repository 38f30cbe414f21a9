"""What a wheel installs works without this repository: every file is in it, and every verb runs from any folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("spiders", "transforms", "warehouse", "flows")
SOURCE = ("pyproject.toml", "README.md", "LICENSE", "prefect.yaml", *ROOMS)
#: How long anything may take before it counts as hanging (seconds).
LIMIT = 300
PAGE = (
    "<!doctype html><html lang='en'><head><title>Ferries stay in port</title></head><body><article>"
    f"<h1>Ferries stay in port</h1>{'<p>The ferries of Velde stayed in port, for the wind had taken a pier.</p>' * 8}"
    "</article></body></html>"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel of the working copy, in a folder of its own: what an earlier build has left is in none."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True)
        else:
            shutil.copy(ROOT / name, source / name, follow_symlinks=False)
    _pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(built), str(source))
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module", params=["from the lock", "resolved anew"])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment, and return the folder of its commands."""
    folder = tmp_path_factory.mktemp("environment")
    new = request.param == "resolved anew"
    venv.create(folder, with_pip=new, symlinks=True)
    python = str(folder / "bin/python")
    if new:
        if "RESOLVE" not in os.environ:
            pytest.skip("only `make e2e` resolves the dependencies anew: that needs a package registry")
        if _pip(sys.executable, "download", "--no-deps", "-d", str(folder / "probe"), "iniconfig", check=False):
            pytest.skip("no package registry can be reached: nothing is resolved anew")
        _pip(python, "install", str(wheel))
    else:
        _pip(sys.executable, "--python", python, "install", "--no-deps", "--no-index", str(wheel))
        (site,) = folder.glob("lib/python*/site-packages")
        _link_what_is_asked_for(site)
    return folder / "bin"


def _pip(python: str, *arguments: str, check: bool = True) -> int:
    child = subprocess.run(
        [python, "-m", "pip", *arguments], capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert child.returncode == 0 or not check, child.stderr
    return child.returncode


def _link_what_is_asked_for(site: Path) -> None:
    """Put the distributions of our own environment into another, but only those that Nightdesk's wheel asks for.

    As the strictest installer does: an extra that is spelled otherwise than its distribution does is not found.
    """
    (own,) = site.glob("nightdesk-*.dist-info")
    waiting, seen = [Requirement(each) for each in Distribution.at(own).requires or ()], set()
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen or not (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            continue
        seen.add(str(wanted))
        found = distribution(wanted.name)
        extras = set(found.metadata.get_all("Provides-Extra", [])) & wanted.extras
        for each in map(Requirement, found.requires or ()):
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                each.marker = None
                waiting.append(each)
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (site / top).exists():
                (site / top).symlink_to(Path(str(found.locate_file(top))))


def _environment(data: Path) -> dict[str, str]:
    """Return an environment in which nothing tells of this repository or of the server of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "NEWS_", "PYTHON"))}
    return {**kept, "NEWS_DATA": str(data), "COLUMNS": "100"}


def _run(commands: Path, data: Path, *words: str, status: int = 0, **environment: str) -> str:
    child = subprocess.run(
        [str(commands / words[0]), *words[1:]],
        cwd=data.parent,
        env={**_environment(data), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert "Traceback" not in child.stdout + child.stderr, child.stdout + child.stderr
    assert child.returncode == status, child.stdout + child.stderr
    return child.stdout


@pytest.fixture(scope="module")
def data(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo, as the installed command fills it; the commands that it names can be typed."""
    data = tmp_path_factory.mktemp("elsewhere") / "data"
    shown = _run(installed, data, "nightdesk", "demo")
    assert "Night 2" in shown
    (line,) = [line for line in shown.splitlines() if "duckdb -readonly" in line]
    command, *_ = line.split()
    assert (data.parent / command).parent.samefile(installed)
    return data / "demo"


def test_every_file_of_the_rooms_is_in_the_wheel(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == ours


def test_the_plan_at_the_top_is_the_one_that_is_installed() -> None:
    assert (ROOT / "prefect.yaml").samefile(ROOT / "flows/prefect.yaml")


def test_a_server_of_ones_own_takes_the_plan_as_the_plan_says(prefect_api: str, tmp_path: Path) -> None:
    plan = (ROOT / "prefect.yaml").read_text("utf-8")
    (pool,) = [line.removeprefix("#").partition(": ")[2] for line in plan.splitlines() if "work-pool" in line]
    environment = {**os.environ, "PREFECT_API_URL": prefect_api, "PREFECT_HOME": str(tmp_path), "DO_NOT_TRACK": "1"}
    for command in (pool, "prefect deploy --all"):
        done = subprocess.run(
            [sys.executable, "-m", *command.split()], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=LIMIT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "'nightly/nightly' successfully created" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "words",
    [
        ("nightdesk", "--version"),
        ("nightdesk", "sql", "SELECT outlet, count(*) FROM articles GROUP BY ALL"),
        ("nightdesk", "search", "harbour"),
        ("nightdesk", "explain", "presstv:780227"),
        ("nightdesk", "diff", "presstv:780227"),
        ("nightdesk", "raw", "presstv:780227"),
        ("nightdesk", "export", "--to", "dataset"),
    ],
    ids=lambda words: words[1],
)
def test_a_verb_works_where_it_is_installed(installed: Path, data: Path, words: tuple[str, ...]) -> None:
    assert _run(installed, data, *words)


def test_a_saved_page_is_read(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    line = _run(installed, tmp_path / "data", "nightdesk", "extract", "page.html", "--url", "https://velde.example/1")
    assert json.loads(line)["article"]["headline"] == "Ferries stay in port"


def test_the_crawler_knows_its_outlets_from_any_folder_by_the_name_of_its_settings(
    installed: Path, tmp_path: Path
) -> None:
    crawler = ("python", "-m", "scrapy")
    listed = _run(installed, tmp_path / "data", *crawler, "list", SCRAPY_SETTINGS_MODULE="spiders.crawl.settings")
    assert listed.split() == ["presstv", "taghrib"]


def test_the_schedule_starts_answers_and_ends_when_told_to(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [str(installed / "nightdesk"), "serve", "--port", str(port)],
            cwd=tmp_path,
            env=_environment(tmp_path / "data"),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + LIMIT
        while "is on its clock" not in log.read_text("utf-8"):
            assert child.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, "it hangs"
            time.sleep(0.1)
        assert _health(port)
        child.send_signal(signal.SIGTERM)
        assert child.wait(LIMIT) == 0, log.read_text("utf-8")
    finally:
        child.kill()
        child.wait()
    assert "Traceback" not in log.read_text("utf-8")
    assert not _health(port)


def _health(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=LIMIT):
            return True
    except (urllib.error.URLError, OSError):
        return False
