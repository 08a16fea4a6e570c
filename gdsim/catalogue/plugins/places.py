"""The location of a catalogue (a folder, a file or an installed package) and the files it has.

No code of a user runs here, except that the package of an installed catalogue is imported.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.base.errors import SettingError
from gdsim.base.files import LARGEST_TEXT, read_bytes
from gdsim.catalogue.plugins.modules import PREFIX, Place, Source, from_source_alone, raised

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "gdsim.catalogues"  # of entry points
VARIABLE = "GDSIM_CATALOGUES"  # of the environment
# The folders of a catalogue that may hold definitions besides the catalogue's own.
FOLDERS = (
    "functions", "optimizers", "schedules", "activations", "losses", "initializers", "datasets",
    "measures",
)  # fmt: skip


def place_of(source: str) -> Place:
    """The place that a path or the name of an installed package stands for.

    Errors: SettingError where nothing is at the path, or a file cannot be part of a catalogue.
    """
    from importlib.metadata import entry_points

    is_path = source.endswith(".py") or any(sep in source for sep in (os.sep, os.altsep) if sep)
    points = () if is_path else entry_points(group=GROUP)
    announced = {point.name: point for point in points}
    if source in announced:
        return _installed(announced[source])
    path = Path(source).expanduser()
    if not source or not path.exists():
        names = ", ".join(announced) or "none"
        words = (
            "" if is_path else f", and no installed catalogue has this name (installed: {names})"
        )
        raise SettingError(f"catalogue {source!r}: no file or folder exists at this path{words}")
    path = path.resolve()
    if os.pathsep in str(path):
        raise SettingError(
            f"catalogue {str(path)!r}: a path with {os.pathsep!r} in it cannot be passed to other "
            f"processes in {VARIABLE}"
        )
    package = PREFIX + hashlib.sha256(os.path.normcase(path).encode()).hexdigest()[:16]
    if path.is_dir():
        return Place(str(path), path.name, package, _sources(path, package), path)
    if path.suffix != ".py":
        raise SettingError(f"catalogue {str(path)!r}: is neither a folder nor a .py file")
    if not _defines(_parsed(path)):
        raise SettingError(f"{path}: has no DEFINITION, so it is not a catalogue")
    only = Source(path.stem, f"{package}.{path.stem}", path)
    return Place(str(path), path.stem, package, (only,), path.parent)


def _installed(announced: EntryPoint) -> Place:
    """The place of an installed package, which this imports."""
    name, module_name = announced.name, announced.module
    try:
        with from_source_alone():
            module = importlib.import_module(module_name)
    except Exception as error:
        raise SettingError(f"catalogue {name!r}: {raised(error)}") from error
    folders = [Path(path) for path in getattr(module, "__path__", ()) if Path(path).is_dir()]
    if not folders:
        raise SettingError(
            f"catalogue {name!r}: {module_name} is not a package of files with definitions"
        )
    sources = (source for folder in folders for source in _sources(folder, module_name))
    return Place(name, name, module_name, tuple(sources))


def _sources(folder: Path, package: str) -> tuple[Source, ...]:
    """The files of a folder that have a DEFINITION.

    Errors: SettingError for a file without a DEFINITION, unless its name starts with an underscore
    or another file imports it.
    """
    trees: dict[Path, ast.Module] = {}
    for path in sorted(_files(folder)):
        trees[path] = _parsed(path)
    imported = {name for tree in trees.values() for name in _relative(tree)}
    sources = []
    for path, tree in trees.items():
        if path.stem.startswith("_"):
            continue
        if _defines(tree):
            inner = ".".join(path.relative_to(folder).with_suffix("").parts)
            sources.append(Source(path.stem, f"{package}.{inner}", path))
        elif path.stem not in imported:
            raise SettingError(
                f"{path}: has no DEFINITION; if it is only for other files to import, give it a "
                "name that starts with an underscore"
            )
    if not sources:
        raise SettingError(f"{folder}: has no file with a DEFINITION, so it is not a catalogue")
    return tuple(sources)


def _files(folder: Path) -> Iterator[Path]:
    for place in (folder, *(folder / name for name in FOLDERS)):
        yield from (path for path in place.glob("*.py") if path.is_file())


def _parsed(file: Path) -> ast.Module:
    try:
        return ast.parse(read_bytes(file, LARGEST_TEXT), str(file))
    except SyntaxError as error:
        where = "" if error.lineno is None else f", line {error.lineno}, column {error.offset}"
        raise SettingError(f"{file}{where}: not valid Python: {error.msg}") from None
    except SettingError:
        raise
    except ValueError as error:  # such as a null byte
        raise SettingError(f"{file}: not valid Python: {error}") from None


def _defines(tree: ast.Module) -> bool:
    """Whether a file assigns DEFINITION; the file is not run."""
    named = (
        node.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    return "DEFINITION" in named


def _relative(tree: ast.Module) -> Iterator[str]:
    """The last parts of the names in a file's relative imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield (node.module or "").rpartition(".")[2]
            yield from (alias.name for alias in node.names)
