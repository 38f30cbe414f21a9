"""The house keeps its own rules: one library a room, imports point upstream, and nothing grows too long."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
#: The rooms in the order in which the data moves: each may import those before it.
ROOMS = ("spiders", "transforms", "warehouse", "flows")
#: The packages of each room, and the modules beside them that are named here: each may import those before it. `*`
#: stands for the modules directly in the room that are not named.
PACKAGES = {
    "spiders": ("*", "cms", "outlets", "discovery", "capture", "downloader", "crawl"),
    "transforms": (
        *("vocab", "article", "parallel", "page", "rejection", "language", "dates", "people", "fields", "scoring"),
        *("extraction", "boilerplate", "extractors", "fingerprint", "*"),
    ),
    "warehouse": ("*", "db", "load", "health", "articles", "query"),
    "flows": ("errors", "config", "*", "pipeline", "render", "orchestration", "ops", "cli"),
}
LIBRARY_OF = {
    "scrapy": "spiders",
    "twisted": "spiders",
    "trafilatura": "transforms",
    "duckdb": "warehouse",
    "prefect": "flows",
}
FUNCTION_LINES = 50
FILE_LINES = 400
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TOP_LEVEL = {
    *("pyproject.toml", "spiders", "flows", "transforms", "warehouse", "tests", "Makefile"),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "scrapy.cfg", "prefect.yaml"),
    *(".gitignore", ".ci", "docs", "requirements.lock"),
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH|MERGE|FROM|COPY|ATTACH|COMMENT)\s")
#: The room's file, and how its one permitted statement begins: shown questions, and the option that takes no parameter.
SQL_PERMITTED = {
    "flows/cli/runs/demo.py": "",
    "warehouse/db/writer.py": "ATTACH ",
    "warehouse/db/comments.py": "COMMENT ON ",
    "warehouse/query/statements.py": "SELECT * FROM articles WHERE",  # a condition that a person types
}


def name_of(path: Path) -> str:
    """Return the path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """Return the dotted name of a module."""
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(path): path for path in FILES}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a module: a walk of them all takes longer than most of the rules."""
    return tuple(ast.walk(tree_of(path)))


@cache
def imports_of(path: Path, *, typing: bool = True) -> tuple[str, ...]:
    return tuple(imports(tree_of(path), typing=typing))


def imports(node: ast.AST, *, typing: bool) -> Iterator[str]:
    """Yield the dotted name of everything that is imported, in functions too; `typing` says whether for types too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "a relative import"
            assert child.module is not None
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING") and not typing:
            yield from (name for other in child.orelse for name in imports(other, typing=typing))
        else:
            yield from imports(child, typing=typing)


@cache
def own_modules(path: Path, *, typing: bool = True) -> frozenset[str]:
    """Return the modules of the rooms that a module imports."""
    found = set()
    for name in imports_of(path, typing=typing):
        for candidate in (name, name.rpartition(".")[0]):
            if candidate in MODULES:
                found.add(candidate)
                break
        else:
            assert name.partition(".")[0] not in ROOMS, f"{name_of(path)} imports {name}, which is nowhere"
    return frozenset(found)


def room_of(module: str) -> str:
    return module.partition(".")[0]


def reached(module: str) -> set[str]:
    """Return the module and every module of the rooms that is imported along with it, packages among them."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += own_modules(MODULES[name], typing=False)
            waiting += [name.rpartition(".")[0]] if "." in name else []
    return seen


def libraries(module: str, *, typing: bool) -> set[str]:
    """Return which of the rooms' libraries a module imports itself."""
    return {name.partition(".")[0] for name in imports_of(MODULES[module], typing=typing)} & LIBRARY_OF.keys()


def test_every_room_has_modules() -> None:
    assert {room_of(module) for module in MODULES} == set(ROOMS)
    assert len(MODULES) > 30


@pytest.mark.parametrize("library", LIBRARY_OF)
def test_a_library_is_imported_in_its_room_alone(library: str) -> None:
    rooms = {room_of(module) for module in MODULES if library in libraries(module, typing=True)}
    assert rooms == {LIBRARY_OF[library]}


def test_prefect_is_imported_in_its_package_alone() -> None:
    users = [module for module in MODULES if "prefect" in libraries(module, typing=True)]
    assert {name.rpartition(".")[0] for name in users} == {"flows.orchestration"}


def test_imports_between_rooms_point_upstream() -> None:
    against = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in own_modules(path)
        if ROOMS.index(room_of(other)) > ROOMS.index(room_of(module))
    ]
    assert against == []


def package_of(module: str) -> str:
    """Return the package of a module within its room; of a module beside the packages its own name, or `*`."""
    room, *inner = module.split(".")
    named = inner[0] if inner and (len(inner) > 1 or inner[0] in PACKAGES[room]) else "*"
    assert named in PACKAGES[room], f"{module} is in no package of PACKAGES"
    return named


def test_imports_between_the_packages_of_a_room_point_upstream() -> None:
    against = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in own_modules(path)
        for order in [PACKAGES[room_of(module)]]
        if room_of(other) == room_of(module) and order.index(package_of(other)) > order.index(package_of(module))
    ]
    assert against == []


def test_every_package_of_the_rules_is_there() -> None:
    for room, names in PACKAGES.items():
        assert {package_of(module) for module in MODULES if room_of(module) == room} == set(names)


def test_other_rooms_use_only_those_modules_of_the_spiders_that_need_no_scrapy() -> None:
    heavy = {
        module: sorted(name for name in reached(module) if libraries(name, typing=False) & {"scrapy", "twisted"})
        for module in MODULES
        if room_of(module) == "spiders"
    }
    assert heavy["spiders.crawl.spider"]
    against = [
        f"{module} imports {other}, which needs {heavy[other]}"
        for module, path in MODULES.items()
        if room_of(module) != "spiders"
        for other in own_modules(path)
        if heavy.get(other)
    ]
    assert against == []


def test_no_imports_run_in_a_circle() -> None:
    needs = {module: own_modules(path, typing=False) - {module} for module, path in MODULES.items()}
    while free := [module for module, others in needs.items() if not others & needs.keys()]:
        for module in free:
            del needs[module]
    assert needs == {}


def test_the_command_line_starts_without_any_of_the_libraries() -> None:
    script = "import sys, json, flows.cli.main; print(json.dumps(sorted(sys.modules)))"
    child = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(child.stdout)}
    assert "flows" in loaded
    assert loaded & LIBRARY_OF.keys() == set()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes_of(path):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            yield f"{name_of(path)}: {node.name}", node.end_lineno - node.lineno + 1


def test_a_function_has_at_most_fifty_lines() -> None:
    long = {name: lines for path in FILES for name, lines in functions(path) if lines > FUNCTION_LINES}
    assert long == {}


def test_a_file_has_at_most_four_hundred_lines() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_every_module_begins_with_a_sentence() -> None:
    promises = {name_of(path): ast.get_docstring(tree_of(path)) or "" for path in FILES}
    wrong = [name for name, text in promises.items() if not re.match(r"[A-Z][^\n]*\S\s\S[^\n]*\.(\n|$)", text)]
    assert wrong == []


def test_modules_are_named_for_what_they_hold() -> None:
    files = [*FILES, *(ROOT / "tests").rglob("*.py")]
    assert [name_of(path) for path in files if VAGUE & set(path.relative_to(ROOT).with_suffix("").parts)] == []


def test_the_top_level_of_the_repository_is_fixed() -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    inside = subprocess.run(
        [git, "rev-parse", "--show-toplevel"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if inside.returncode != 0 or Path(inside.stdout.strip()) != ROOT.resolve():
        pytest.skip("this is no git checkout: what belongs to the repository cannot be told")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    top = {name.partition("/")[0] for name in listed.stdout.split("\0") if name}
    assert top <= TOP_LEVEL
    assert top >= {"pyproject.toml", *ROOMS}


def statements(path: Path) -> list[str]:
    """Return the texts of a module that begin as SQL does."""
    texts = (node.value for node in nodes_of(path) if isinstance(node, ast.Constant))
    return [text for text in texts if isinstance(text, str) and _SQL.match(text)]


def test_every_query_is_run_by_the_package_of_its_folder() -> None:
    folder = ROOT / "warehouse/sql/queries"
    queries = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.sql")}
    texts = {path: {node.value for node in nodes_of(path) if isinstance(node, ast.Constant)} for path in FILES}
    run_by = {
        package: {text for path, found in texts.items() if path.parent.name == package for text in found & queries}
        for package in PACKAGES["warehouse"]
    }
    assert len(queries) > 100
    assert [name for name in sorted(queries) if name not in run_by[name.partition("/")[0]]] == []


def test_sql_stands_in_sql_files() -> None:
    found = [(name_of(path), text) for path in FILES for text in statements(path)]
    wrong = [
        (name, text)
        for name, text in found
        if name not in SQL_PERMITTED or not text.lstrip().startswith(SQL_PERMITTED[name])
    ]
    assert wrong == []
    assert {name for name, _ in found} == SQL_PERMITTED.keys()


def environment_uses(path: Path) -> Iterator[str]:
    """Yield how a module uses the environment: sets it, copies it for a child, or reads it."""
    parents = {child: node for node in nodes_of(path) for child in ast.iter_child_nodes(node)}
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from ("reads" for alias in node.names if alias.name in ("environ", "getenv"))
        elif isinstance(node, ast.Attribute) and node.attr == "getenv":
            yield "reads"
        elif isinstance(node, ast.Attribute) and node.attr in ("environ", "environb"):
            parent = parents[node]
            if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
                yield "sets"
            elif isinstance(parent, ast.Dict) and node in parent.values:
                yield "copies"
            else:
                yield "reads"


def test_the_environment_is_read_in_one_place_of_a_room() -> None:
    uses = {name_of(path): found for path in FILES if (found := set(environment_uses(path)))}
    for name in ("flows/config.py", "spiders/crawl/settings.py"):
        assert "reads" in uses.pop(name)
    assert uses == {}


def test_no_module_makes_a_console_but_the_one_that_makes_text_safe() -> None:
    calls = ((path, node) for path in FILES for node in nodes_of(path) if isinstance(node, ast.Call))
    makers = [name_of(path) for path, node in calls if ast.unparse(node.func).rpartition(".")[2] == "Console"]
    assert makers == []
    assert "class _Terminal(Console)" in (ROOT / "flows/render/console.py").read_text(encoding="utf-8")


def project() -> dict[str, list[str]]:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        table = tomllib.load(stream)["project"]
    return {"dependencies": table["dependencies"], **table["optional-dependencies"]}


def test_every_dependency_has_its_reason_on_its_line() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for requirement in [each for group in project().values() for each in group]:
        own = [line for line in lines if line.strip().startswith(f'"{requirement}"')]
        assert own, f"{requirement} has no line of its own"
        assert all(re.search(r'",\s+# \S+ \S+', line) for line in own), f"{requirement} has no reason"


def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    declared = {canonicalize_name(Requirement(each).name) for each in project()["dependencies"]}
    owners = packages_distributions()
    names = {name.partition(".")[0] for path in FILES for name in imports_of(path)}
    libraries = names - sys.stdlib_module_names - set(ROOMS) - {"compression"}  # compression: from Python 3.14 on
    assert {"scrapy", "lxml", "yaml"} <= libraries
    undeclared = {
        name: owners.get(name)
        for name in libraries
        if not declared & {canonicalize_name(owner) for owner in owners.get(name, ())}
    }
    assert undeclared == {}


def test_what_the_libraries_need_and_do_not_ask_for_is_declared_too() -> None:
    declared = {canonicalize_name(Requirement(each).name) for each in project()["dependencies"]}
    # tzdata: zones where the system has none; pytz: duckdb's times; lxml-html-clean: justext, of trafilatura
    assert declared >= {"tzdata", "pytz", "lxml-html-clean", "cssselect"}


def locked() -> dict[str, tuple[str, int]]:
    """Return each requirement of the lock file by name: as it is pinned, and how many hashes it has."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        pin = line.partition("#")[0].strip()
        if pin:
            requirement, *hashes = re.split(r"\s+--hash=", pin)
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes), line
            found[canonicalize_name(Requirement(requirement).name)] = (requirement.strip(), len(hashes))
    return found


def test_the_lock_names_no_server() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_pins_every_requirement_with_hashes() -> None:
    pins = locked()
    assert len(pins) > 50
    for requirement, hashes in pins.values():
        specifiers = list(Requirement(requirement).specifier)
        assert [specifier.operator for specifier in specifiers] == ["=="], requirement
        assert "*" not in specifiers[0].version, requirement
        assert hashes, f"{requirement} has no hash"


def test_the_lock_fits_what_the_project_asks_for() -> None:
    pins = locked()
    for wanted in (Requirement(each) for group in project().values() for each in group):
        pinned, _ = pins[canonicalize_name(wanted.name)]
        (specifier,) = Requirement(pinned).specifier
        assert wanted.specifier.contains(specifier.version), f"{wanted} is locked as {pinned}"


def test_the_changelog_keeps_the_form_and_names_the_version_of_the_project() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    released = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})", heading) for heading in headings[1:]]
    assert all(released), headings
    days = [found[2] for found in released if found]
    assert days == sorted(days, reverse=True)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert headings[1].startswith(f"[{version}]")
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def glossary() -> list[str]:
    """Return the dotted names in the last column of docs/glossary.md."""
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    return [found[1] for line in lines if (found := re.search(r"\| `([\w.]+)` \|$", line))]


def classes(path: Path) -> list[str]:
    return [node.name for node in tree_of(path).body if isinstance(node, ast.ClassDef)]


def test_every_name_of_the_glossary_is_there() -> None:
    public = MODULES.keys() | {f"{module}.{name}" for module, path in MODULES.items() for name in classes(path)}
    assert len(glossary()) > 25
    assert [name for name in glossary() if name not in public] == []


#: Words that stood for those of the glossary once.
DIALECT = {
    *("books", "order", "orders", "receipt", "kept", "told", "said", "elsewhere", "manners", "ending", "salvage"),
    *("surroundings", "furniture", "finding", "findings", "copying", "readers", "completion", "plain", "faults"),
}
#: What has the name of a thing outside of this project.
NAMED_OTHERWISE = {
    *("flows.cli.tools.completion", "flows.cli.tools.completion.Completion"),
}


def public_names(path: Path) -> Iterator[str]:
    """Yield the public functions, classes and fields of a module, those of classes too."""
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
            fields = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
            if isinstance(node, ast.ClassDef):
                yield from (field.id for field in fields if isinstance(field, ast.Name))


def test_modules_and_what_is_public_in_them_are_named_in_the_words_of_the_glossary() -> None:
    public = MODULES.keys() | {f"{module}.{name}" for module, path in MODULES.items() for name in public_names(path)}
    wrong = {
        (word, name)
        for name in public
        for word in re.findall(r"[A-Z]?[a-z]+", name.rpartition(".")[2])
        if word.lower() in DIALECT and name not in NAMED_OTHERWISE
    }
    assert wrong == set()


def test_every_file_that_contributing_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("## I want to")[2].partition("\n\n")[2].partition("\n\n")[0]
    named = [re.findall(r"`([\w/.]+)`", row) for row in table.splitlines()[2:]]
    assert len(named) == 13
    assert all(1 <= len(files) <= 3 for files in named)
    everywhere = re.findall(rf"`((?:{'|'.join(ROOMS)})/[\w/.]+)`", text)
    assert [name for name in everywhere if not (ROOT / name).exists()] == []
