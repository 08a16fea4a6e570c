"""The layout of the package: folders in layers, imports without circles, a map of all folders."""

from __future__ import annotations

import ast
import re
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


def named(node: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    """The modules that an import statement names; of a name in a module, the module."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    elif isinstance(node, ast.ImportFrom):
        for each in node.names:
            inner = f"{node.module}.{each.name}"
            yield inner if inner in known else node.module or ""


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"))


def blocks(node: ast.AST) -> Iterator[ast.AST]:
    """The statements in a node, and branches that have some; expressions have none."""
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        inside = getattr(node, name, ())
        yield from inside if isinstance(inside, list) else ()


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements in a node."""
    for each in blocks(node):
        yield each
        yield from statements(each)


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the package that a file imports: at the top, in functions and for types."""
    for node in statements(parsed(path)):
        yield from (name for name in named(node, known) if name in known)


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


# --- Late imports ---------------------------------------------------------------------------------

# Packages that take long to load. A function that needs one imports it, or a module that does.
HEAVY = {
    "PIL", "PySide6", "anywidget", "contourpy", "distributed", "h5netcdf", "h5py",
    "imageio_ffmpeg", "llvmlite",
    "matplotlib", "numba", "numcodecs", "pandas", "pyarrow", "pyqtgraph", "shiboken6", "sympy",
    "optuna", "sqlalchemy", "xarray", "zarr",
    "filelock",  # which loads asyncio
    "markdown_it",  # which only the help needs
    "packaging",  # which only the doctor needs
    "importlib.metadata",  # which loads what reads mail
    # 40 ms: a window can be painted before
    "gdsim.engine.kernel", "gdsim.engine.modules", "gdsim.engine.networks", "gdsim.engine.recipes",
}  # fmt: skip
# `import gdsim` and `gdsim --help` are to be instantaneous, so there all of gdsim that computes may
# wait until it is used.
HEAVY_AT_THE_DOOR = HEAVY | {"numpy", "rich", "typer"} | {f"gdsim.{each}" for each in LAYERS}
HEAVY_AT_THE_DOOR -= {"gdsim.base", "gdsim.cli"}
DOOR = r"gdsim(\.__main__|\.cli(\..*)?)?"
# The window is to be painted soon: what explains runs is loaded when they are explained.
WINDOW = r"gdsim\.app\..*"
HEAVY_IN_THE_WINDOW = HEAVY | {"gdsim.learn"}


def executed(node: ast.AST, is_late: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """The import statements that are executed, and whether only when a function is called."""
    for child in blocks(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, is_late
        elif not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            of_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from executed(child, is_late or of_function)


def light_imports(folder: Path, package: str, door: str = DOOR) -> list[str]:
    """The imports in functions that load nothing heavy, and so could stand at the top."""
    known = modules(folder, package)
    at_once: dict[str, set[str]] = {name: set() for name in known}
    late: dict[str, set[str]] = {name: set() for name in known}
    for name, path in known.items():
        for node, is_late in executed(parsed(path)):
            (late if is_late else at_once)[name].update(named(node, known))

    def loaded(name: str) -> set[str]:
        """The modules that an import loads; of other packages only those that it names."""
        seen, waiting = set[str](), [name]
        while waiting:
            parts = waiting.pop().split(".")
            names = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
            for each in set(names) - seen:
                seen.add(each)
                waiting += at_once.get(each, ())
        return seen

    def heavy(name: str) -> set[str]:
        """What an import in a function of a module may be for."""
        in_app = HEAVY_IN_THE_WINDOW if re.fullmatch(WINDOW, name) else HEAVY
        return HEAVY_AT_THE_DOOR if re.fullmatch(door, name) else in_app

    return [
        f"{name} imports {other}"
        for name, others in late.items()
        for other in sorted(others)
        if not loaded(other) & heavy(name)
    ]


def test_only_what_takes_long_to_load_is_imported_in_functions() -> None:
    assert light_imports(PACKAGE, "gdsim") == []


@pytest.mark.parametrize(
    ("line", "is_light"),
    [
        ("import json", True), ("import numpy", True), ("from toy.plain import A", True),
        ("from toy import plain", True), ("from toy.typed import A", True),
        ("import numba", False), ("from toy.deep import A", False), ("from toy import deep", False),
        ("from toy.inner.plain import A", False),
    ],
)  # fmt: skip
def test_a_light_import_in_a_function_is_seen(tmp_path: Path, line: str, is_light: bool) -> None:
    (tmp_path / "inner").mkdir()
    for name, text in {
        "__init__": "", "plain": "import numpy", "deep": "from toy.heavy import B",
        "heavy": "class B:\n    import xarray", "inner/__init__": "import numba", "inner/plain": "",
        "typed": "if TYPE_CHECKING:\n    import xarray\ndef f():\n    import xarray",
        "user": f"def f():\n    if True:\n        {line}",
    }.items():  # fmt: skip
        (tmp_path / f"{name}.py").write_text(f"{text}\n")
    seen = light_imports(tmp_path, "toy")
    assert [each.split()[0] for each in seen] == ["toy.user"] * is_light


def test_numpy_is_heavy_for_what_is_loaded_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("def f():\n    import numpy\n")
    (tmp_path / "a.py").write_text("def f():\n    import numpy\n")
    assert light_imports(tmp_path, "toy", "toy") == ["toy.a imports numpy"]


# --- Layers and folders ---------------------------------------------------------------------------


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
    silent = [folder for folder, face in faces.items() if not ast.get_docstring(parsed(face))]
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
    own = {"benchmarks", "docs", "project", "reference"}
    folders = {
        path.parent.relative_to(ROOT / "tests")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.relative_to(ROOT / "tests").parts[0] not in own
    }
    assert [str(folder) for folder in folders if not (PACKAGE / folder).is_dir()] == []
    assert Path() not in folders
