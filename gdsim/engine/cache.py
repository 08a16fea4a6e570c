"""Compiled kernels on disk: the machine code of generated modules, in the cache folder.

A module's name is a hash of its text, and the folder's name is a hash of everything else that its
code may depend on. What is compiled is loaded without Numba, which takes most of a second to start;
what is not is compiled by Numba, and kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import linecache
import os
import platform
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType, SimpleNamespace

from platformdirs import user_cache_path

from gdsim.base.errors import SettingError
from gdsim.base.version import __version__
from gdsim.catalogue.additions import additions
from gdsim.engine import machine_code
from gdsim.engine.compiler import IMPORTING
from gdsim.engine.keeping import writable
from gdsim.lanes.host import processor

KEEP_DAYS = 30
# Increased when stored kernels may be wrong, or are stored otherwise.
VERSION = 3
# The packages, with the folders in them, whose sources are compiled and in which Numba does not
# notice edits.
SOURCES = (
    "gdsim.lanes", "gdsim.engine", "gdsim.catalogue.optimizers", "gdsim.catalogue.modifiers",
    "gdsim.catalogue.schedules", "gdsim.catalogue.activations", "gdsim.catalogue.losses",
)  # fmt: skip
# Held while a module is loaded, and while one is compiled, which takes long.
_loading, _compiling = threading.Lock(), threading.RLock()
_loaded: dict[str, SimpleNamespace] = {}
_compiled: set[str] = set()  # those of them that this process compiled
_elsewhere: Callable[[Source], None] | None = None


def root() -> Path:
    """The folder that holds all caches: GDSIM_CACHE, or the user's cache folder for gdsim."""
    chosen = os.environ.get("GDSIM_CACHE")
    if chosen:
        return Path(chosen)
    return user_cache_path("gdsim", appauthor=False)


def is_new() -> bool:
    """Whether nothing has been compiled on this machine, by any version."""
    return not (root() / "kernels").exists()


@cache
def fingerprint() -> str:
    """A hash of the versions and of every source that compiled kernels are made from."""
    from importlib.metadata import version

    parts = [str(VERSION), __version__, platform.python_version(), processor()]
    parts += [version(name) for name in ("numba", "llvmlite", "numpy")]
    for package in SOURCES:
        parts += _texts(resources.files(package))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _texts(folder: Traversable) -> list[str]:
    """The name and text of each source in a folder and the folders in it."""
    texts = []
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            texts += _texts(each)
        elif each.name.endswith(".py"):
            texts.append(each.name + each.read_text("utf-8"))
    return texts


@cache
def folder() -> Path:
    """The folder of this version's kernels."""
    inner = f"kernels/{fingerprint()}"
    new = not (root() / inner).exists()
    current = writable(root(), inner)
    if new:
        _forget_old(current)
    return current


def _forget_old(current: Path) -> None:
    """Remove the kernels of other versions to which nothing was added for a month."""
    for other in current.parent.iterdir():
        if other != current and time.time() - other.stat().st_mtime > KEEP_DAYS * 86_400:
            shutil.rmtree(other, ignore_errors=True)


def compile_elsewhere(compile_: Callable[[Source], None] | None) -> None:
    """Have missing modules compiled by a function before they are loaded; None: no longer.

    It may leave some to this process, where compiling holds up other threads.
    """
    global _elsewhere
    _elsewhere = compile_


@dataclass(frozen=True)
class Source:
    """The text of a module of compiled functions; `kind` is what its name begins with."""

    kind: str
    text: str = field(repr=False)

    @cached_property
    def name(self) -> str:
        """The module's name, which only this text has."""
        return f"{self.kind}_{hashlib.sha256(self.text.encode()).hexdigest()[:24]}"

    @property
    def is_compiled(self) -> bool:
        """Whether this or another process has compiled the module into the cache folder."""
        return self.name in _loaded or self._path.exists()

    @property
    def _path(self) -> Path:
        """The file of its machine code."""
        return folder() / f"{self.name}.code"

    def load(self) -> SimpleNamespace:
        """Its parts by name, each a `machine_code.Function`, compiled if they are missing.

        Errors: SettingError where a user's own definition cannot be compiled.
        """
        if _elsewhere is not None and not self.is_compiled:
            _elsewhere(self)
        found = self._found()
        if found is not None:
            return found
        with _compiling:  # meanwhile another thread may have done it
            return self._found() or self._entered(*self._compile())

    def _found(self) -> SimpleNamespace | None:
        """Its parts, if it is compiled."""
        if self.name in _loaded:
            return _loaded[self.name]
        stored = machine_code.read(self._path)
        return None if stored is None else self._entered(*stored)

    def _entered(self, code: bytes, parts: machine_code.Parts) -> SimpleNamespace:
        """Its parts, which are loaded once."""
        with _loading:
            if self.name not in _loaded:
                _loaded[self.name] = machine_code.loaded(code, parts)
            return _loaded[self.name]

    def _compile(self) -> tuple[bytes, machine_code.Parts]:
        """Its object code and parts; they are kept for other processes."""
        try:
            with IMPORTING:
                module = self.module()
                from gdsim.lanes.parts import compiled

            made = compiled(module)
        except Exception as error:
            _blame_definition(self.text, error)
            raise
        _compiled.add(self.name)
        if made.lasts:
            with contextlib.suppress(OSError):  # a full disk: it is compiled again
                write(self._path, machine_code.packed(made.code, made.parts))
        return made.code, made.parts

    def module(self) -> ModuleType:
        """Its text as a module of Python, which compilers read."""
        module, file = ModuleType(self.name), f"<{self.name}>"
        # Where Numba reads the text when it reports an error, and where it looks the module up.
        linecache.cache[file] = len(self.text), None, self.text.splitlines(keepends=True), file
        sys.modules[self.name] = module
        try:
            exec(compile(self.text, file, "exec"), vars(module))
        except BaseException:
            del sys.modules[self.name]
            raise
        return module


def counts() -> dict[str, int]:
    """The number of modules of kernels that this process compiled, and loaded from disk."""
    return {"compiled": len(_compiled), "loaded": len(_loaded) - len(_compiled)}


def _blame_definition(text: str, error: Exception) -> None:
    """SettingError if it is a user's own definition that the compiler does not understand."""
    from numba.core.errors import NumbaError

    named = (each for package in additions().values() for each in package.values())
    own = next((each for each in named if f"import {each.module} as " in text), None)
    if own is None or not isinstance(error, NumbaError):
        return
    plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))  # Numba's colours
    lines = [line.strip() for line in plain.splitlines() if line.strip(" >^~")]
    reasons = [line for line in lines if not line.startswith("Failed in nopython mode")]
    raise SettingError(
        f"{own.file}: the compiler does not understand it: {' '.join(reasons[:2])} (definitions "
        "are written with + - * / and the functions of gdsim.lanes.math)"
    ) from error


def write(path: Path, contents: bytes) -> None:
    """Write a file completely or not at all: another process may be writing the same one.

    Errors: OSError where it cannot be written, as on a full disk; then nothing is left.
    """
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".partial")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(contents)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
