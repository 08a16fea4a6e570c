"""Import of a catalogue's files, and a hash of their sources.

A file of a user's folder is imported as a module of a package whose name is a hash of the folder's
path: it clashes with no other package, it is the same in every process, and its files may import
each other (`from ._shared import smoothed`). These files, and other modules of the user that they
import, are always compiled from their source, because Python uses stale bytecode after an edit that
keeps the file's size and its time in seconds.
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
# Files in these folders are installed libraries, not a user's own source.
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Source:
    """A file with a definition; `name` is the file's, such as "sign_momentum"."""

    name: str
    module: str
    file: Path


@dataclass(frozen=True)
class Place:
    """The location of a catalogue, whose files are modules of `package`.

    `key` is its entry in GDSIM_CATALOGUES: its path, or the name under which it is announced.
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
                source.module: (source, _imported(source.module, source.file).DEFINITION)
                for source in self.sources
            }

    def forget(self) -> dict[str, ModuleType]:
        """Unload the files' modules, so that they are imported again; return the old modules."""
        if self.folder is None:
            return {}
        names = [n for n in sys.modules if n == self.package or n.startswith(f"{self.package}.")]
        importlib.invalidate_caches()
        return {name: sys.modules.pop(name) for name in names}

    def made_of(self, module: str) -> dict[str, str]:
        """Name -> source text of a module and of the user's own modules that it imports."""
        texts: dict[str, str] = {}
        waiting = [module]
        while waiting:
            name = waiting.pop()
            if name in texts or not self._is_own(name):
                continue
            texts[name] = _text_of(sys.modules[name])
            waiting += _imports(texts[name], sys.modules[name])
        return texts

    def digest(self, texts: dict[str, str]) -> str:
        """SHA-256 of the texts of modules; it does not depend on the folder's path."""
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
        """Whether a module is loaded and is the user's: of this catalogue, or not installed."""
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None:
            return False
        return name.partition(".")[0] == self.package.partition(".")[0] or _is_users(name, file)


def _is_users(name: str, file: str) -> bool:
    """Whether a module is the user's: not part of gdsim, Python or an installed library."""
    top = name.partition(".")[0]
    if top == "gdsim" or top in sys.stdlib_module_names:
        return False
    return not set(_INSTALLED) & set(Path(file).parts)


class _Loader(SourceFileLoader):
    """Loads a module from its source, never from bytecode, and keeps the source text."""

    text = ""

    def get_code(self, fullname: str) -> CodeType:
        content = self.get_data(self.path)
        self.text = importlib.util.decode_source(content)
        code: CodeType = self.source_to_code(content, self.path)
        return code


class _Finder(MetaPathFinder):
    """Finds the modules of users' folders and, while `reading`, users' other modules.

    It comes before Python's own finders, which would use bytecode.
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
        finders = (finder for finder in sys.meta_path if finder is not self)
        specs = (finder.find_spec(fullname, path, target) for finder in finders)
        spec = next(filter(None, specs), None)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            file = spec.loader.path
            if _is_users(fullname, file):
                spec.loader = _Loader(fullname, file)
        return spec


_finder = _Finder()


@contextlib.contextmanager
def from_source_alone() -> Iterator[None]:
    """Inside this block, users' own modules are imported without their bytecode."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _finder.reading += 1
    try:
        yield
    finally:
        _finder.reading -= 1


def _imports(text: str, module: ModuleType) -> Iterator[str]:
    """The names of the modules that a module's text may import, and of their packages."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = module.__package__ or ""
            above = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(above, package) if node.level else above
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[: i + 1]) for i in range(len(parts)))


_texts: WeakKeyDictionary[ModuleType, str] = WeakKeyDictionary()


def _text_of(module: ModuleType) -> str:
    """The source text that a module was loaded from, as far as it is known after the import."""
    if module not in _texts:
        loader: Any = module.__spec__.loader if module.__spec__ else None
        text = getattr(loader, "text", "")
        if not text and hasattr(loader, "get_source"):  # it was imported before the catalogue
            text = loader.get_source(module.__name__)
            _check_bytecode(loader, module.__name__)
        if text is None:
            raise SettingError(f"{module.__file__}: a catalogue's modules must have their sources")
        _texts[module] = text
    return _texts[module]


def _check_bytecode(loader: Any, name: str) -> None:
    """SettingError if Python's bytecode of a module differs from its source."""
    if not isinstance(loader, SourceFileLoader):
        return
    text = loader.get_data(loader.path)
    if loader.get_code(name) != loader.source_to_code(text, loader.path):
        raise SettingError(
            f"{loader.path}: was edited, but Python runs its earlier version from the bytecode in "
            "the folder __pycache__ beside it; remove that folder and start Python again"
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
    """The message for an exception that an import raised."""
    line = None if file is None else last_line(error, file)
    where = "" if file is None else f"{file}: " if line is None else f"{file}, line {line}: "
    return f"{where}importing it raises {type(error).__name__}: {error}"


def last_line(error: BaseException, file: Path) -> int | None:
    """The last line of a file in an exception's traceback, or None."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
