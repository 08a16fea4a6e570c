"""Where a catalogue's files are, how they are imported, and a hash of what they are made of.

A file of a user's folder is imported as a module of a package that has no other name than a hash of
where the folder is: it clashes with nothing, it is the same in every process, and its files may
import each other (`from ._shared import smoothed`). These files, and what else of the user's own is
imported with them, are read from their source alone: Python takes bytecode on disk for fresh after
an edit within the same second, or with the file's time kept, to the same size.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from gdsim.base.errors import SettingError

PREFIX = "gdsim_catalogue_"
# What Python and libraries have installed is not a user's own source.
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Source:
    """A file with a definition, which is called as the file is: "sign_momentum"."""

    name: str
    module: str
    file: Path


@dataclass(frozen=True)
class Place:
    """Where a catalogue is: its files are modules of `package`.

    `key` is what GDSIM_CATALOGUES holds for it: its path, or the name under which it is announced.
    `folder` is None for an installed package, whose modules Python itself finds.
    """

    key: str
    name: str
    package: str
    sources: tuple[Source, ...]
    folder: Path | None = None

    def definitions(self) -> dict[str, tuple[Source, Any]]:
        """Import the files; module -> its source and DEFINITION. Errors: SettingError."""
        with from_source_alone():
            self._import_package()
            return {
                each.module: (each, _imported(each.module, each.file).DEFINITION)
                for each in self.sources
            }

    def forget(self) -> dict[str, ModuleType]:
        """Have the files imported anew when they are next asked for; the modules that they were."""
        if self.folder is None:
            return {}
        names = [n for n in sys.modules if n == self.package or n.startswith(f"{self.package}.")]
        importlib.invalidate_caches()
        return {name: sys.modules.pop(name) for name in names}

    def made_of(self, module: str) -> dict[str, str]:
        """The text of a module and of the user's own ones that it imports, by their names."""
        found: dict[str, str] = {}
        waiting = [module]
        while waiting:
            name = waiting.pop()
            if name in found or not self._is_own(name):
                continue
            found[name] = _text_of(sys.modules[name])
            waiting += _imports(found[name], sys.modules[name])
        return found

    def digest(self, texts: dict[str, str]) -> str:
        """SHA-256 of the texts of modules, the same wherever a folder lies."""
        named = ((name.removeprefix(self.package), text) for name, text in texts.items())
        return hashlib.sha256(
            "\0".join(p for pair in sorted(named) for p in pair).encode()
        ).hexdigest()

    def _import_package(self) -> None:
        if self.folder is None or self.package in sys.modules:
            return
        first = self.folder / "__init__.py"
        if first.is_file():
            loader = _Loader(self.package, str(first))
            spec = importlib.util.spec_from_file_location(self.package, first, loader=loader)
        else:
            spec = ModuleSpec(self.package, None, is_package=True)
        assert spec is not None
        spec.submodule_search_locations = [str(self.folder)]
        sys.modules[self.package] = module = importlib.util.module_from_spec(spec)
        if spec.loader is not None and first.is_file():
            _run(module, first)

    def _is_own(self, name: str) -> bool:
        """Whether a module is there and the user's: of this catalogue, or not an installed one."""
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None:
            return False
        return name.partition(".")[0] == self.package.partition(".")[0] or _is_users(name, file)


def _is_users(name: str, file: str) -> bool:
    """Whether a module of that name and file is neither gdsim's, Python's nor an installed one."""
    top = name.partition(".")[0]
    if top == "gdsim" or top in sys.stdlib_module_names:
        return False
    return not set(_INSTALLED) & set(Path(file).parts)


class _Loader(SourceFileLoader):
    """Loads a module from its source alone, and keeps the text that it was."""

    text = ""

    def get_code(self, fullname: str) -> CodeType:
        content = self.get_data(self.path)
        self.text = importlib.util.decode_source(content)
        code: CodeType = self.source_to_code(content, self.path)
        return code


class _Finder(MetaPathFinder):
    """Finds the modules of users' folders, and while `reading` their other modules.

    It comes before Python's own finders, as these would find a folder's modules too, with bytecode.
    """

    reading = 0

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.startswith(PREFIX):
            specs = (FileFinder(f, (_Loader, [".py"])).find_spec(fullname) for f in path or ())
            return next(filter(None, specs), None)
        if not self.reading:
            return None
        others = (each for each in sys.meta_path if each is not self)
        specs = (each.find_spec(fullname, path, target) for each in others)
        spec = next(filter(None, specs), None)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            file = spec.loader.path
            if _is_users(fullname, file):
                spec.loader = _Loader(fullname, file)
        return spec


_finder = _Finder()


@contextlib.contextmanager
def from_source_alone() -> Iterator[None]:
    """While this lasts, modules that are a user's own are imported without their bytecode."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _finder.reading += 1
    try:
        yield
    finally:
        _finder.reading -= 1


def _imports(text: str, module: ModuleType) -> Iterator[str]:
    """The modules that a module's text may import, and the packages that they are in."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = module.__package__ or ""
            above = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(above, package) if node.level else above
            names = [base, *(f"{base}.{each.name}" for each in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[: i + 1]) for i in range(len(parts)))


_texts: WeakKeyDictionary[ModuleType, str] = WeakKeyDictionary()


def _text_of(module: ModuleType) -> str:
    """The text that a module was made of, as far as that can be told once it is there."""
    if module not in _texts:
        loader: Any = module.__spec__.loader if module.__spec__ else None
        text = getattr(loader, "text", "")
        if not text and hasattr(loader, "get_source"):  # it was imported before the catalogue
            text = loader.get_source(module.__name__)
            _check_bytecode(loader, module.__name__)
        if text is None:
            raise SettingError(f"{module.__file__}: a catalogue's modules need their sources")
        _texts[module] = text
    return _texts[module]


def _check_bytecode(loader: Any, name: str) -> None:
    """SettingError if Python has a module's bytecode that is not what its text says."""
    if not isinstance(loader, SourceFileLoader):
        return
    text = loader.get_data(loader.path)
    if loader.get_code(name) != loader.source_to_code(text, loader.path):
        raise SettingError(
            f"{loader.path}: has been edited, and Python runs what it was before, from the "
            "bytecode in the folder __pycache__ beside it; remove that and start Python again"
        )


def _imported(name: str, file: Path) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise SettingError(raised(error, file)) from error


def _run(module: ModuleType, file: Path) -> None:
    assert module.__spec__ is not None and module.__spec__.loader is not None
    try:
        module.__spec__.loader.exec_module(module)
    except Exception as error:
        del sys.modules[module.__name__]
        raise SettingError(raised(error, file)) from error


def raised(error: Exception, file: Path | None = None) -> str:
    """What to say of an exception that an import raised."""
    line = None if file is None else last_line(error, file)
    where = "" if file is None else f"{file}: " if line is None else f"{file}, line {line}: "
    return f"{where}importing it raises {type(error).__name__}: {error}"


def last_line(error: BaseException, file: Path) -> int | None:
    """The line of a file at which an exception left it last."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == file:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found
