"""The layout of the package: folders in layers, no circle of imports, a map that has them all."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gdsim"
LAYERS = [
    layer
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]["layers"]
    for layer in line.split(" : ")
]


def modules(folder: Path, package: str) -> dict[str, Path]:
    """The file of each module in a folder of sources."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        name = ".".join((package, *parts)).removesuffix(".__init__")
        found[name] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the package that a file imports: at the top, in functions and for types."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield inner if inner in known else node.module


@cache
def graph(folder: Path, package: str) -> dict[str, set[str]]:
    """What each module imports of its package."""
    known = modules(folder, package)
    return {name: set(imports(path, known)) - {name} for name, path in known.items()}


def circles(arrows: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules that reach each other."""
    reached: dict[str, set[str]] = {}
    for first in arrows:
        seen, waiting = set(), [first]
        while waiting:
            for each in arrows[waiting.pop()] - seen:
                seen.add(each)
                waiting.append(each)
        reached[first] = seen
    found: list[set[str]] = []
    for name in arrows:
        group = {other for other in reached[name] if name in reached[other]}
        if group and group not in found:
            found.append(group)
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(graph(PACKAGE, "gdsim")) == []


@pytest.mark.parametrize(
    "line", ["from toy.a import A", "def f():\n    from toy import a", "import toy.a"]
)
def test_a_circle_is_found_wherever_its_import_stands(tmp_path: Path, line: str) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "a.py").write_text("from toy.b import B\n")
    (tmp_path / "b.py").write_text("from toy import c\n")
    (tmp_path / "c.py").write_text(f"{line}\n")
    assert circles(graph(tmp_path, "toy")) == [{"toy.a", "toy.b", "toy.c"}]


def test_no_import_points_up() -> None:
    place = {layer: number for number, layer in enumerate(LAYERS)}
    up = [
        f"{one} imports {other}"
        for one, others in graph(PACKAGE, "gdsim").items()
        for other in others
        if one.count(".") and other.count(".")
        if place[one.split(".")[1]] > place[other.split(".")[1]]
    ]
    assert up == []


def test_only_the_front_door_stands_beside_the_folders() -> None:
    names = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert {name for name in names if name.endswith(".py")} == {"__init__.py", "__main__.py"}
    folders = {name for name in names if (PACKAGE / name / "__init__.py").exists()}
    assert folders == set(LAYERS) - {"__main__"}


def test_every_folder_says_in_a_sentence_what_lives_there() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    faces = {folder: folder / "__init__.py" for folder in folders}
    assert [str(face) for face in faces.values() if not face.exists()] == []
    silent = [
        folder
        for folder, face in faces.items()
        if not ast.get_docstring(ast.parse(face.read_text("utf-8")))
    ]
    assert silent == []


def test_the_map_has_every_folder() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `gdsim/")}
    assert set(rows) == {f"gdsim/{layer}" for layer in LAYERS if layer != "__main__"}
    for row, line in rows.items():
        inner = {
            path.name
            for path in (ROOT / row).iterdir()
            if (path / "__init__.py").exists() and f"`{path.name}`" not in line
        }
        assert inner == set(), f"{row} has folders that the map does not name"


def test_tests_stand_in_the_folders_of_what_they_test() -> None:
    own = {"benchmarks", "project", "reference"}
    folders = {
        path.parent.relative_to(ROOT / "tests")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.relative_to(ROOT / "tests").parts[0] not in own
    }
    assert [str(folder) for folder in folders if not (PACKAGE / folder).is_dir()] == []
    assert Path() not in folders
