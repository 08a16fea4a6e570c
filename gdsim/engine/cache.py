"""Compiled kernels on disk: the machine code of generated modules, in the cache folder.

A module's name is a hash of its text, and the folder's name is a hash of everything else that its
code may depend on. Some modules are shipped (`gdsim.engine.shipped`). What is compiled is loaded
without Numba, which takes most of a second to start; what is not is compiled by Numba, and kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import linecache
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace

from platformdirs import user_cache_path

from gdsim.base.errors import SettingError
from gdsim.catalogue.additions import additions
from gdsim.engine import fingerprint, machine_code, shipped
from gdsim.engine.compiler import IMPORTING
from gdsim.engine.keeping import writable

KEEP_DAYS = 30
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
    """Whether nothing has been compiled for this machine, by any version or where it was built."""
    return not (root() / "kernels").exists() and shipped.folder() is None


@cache
def folder() -> Path:
    """The folder of this version's kernels."""
    inner = f"kernels/{fingerprint.of_machine()}"
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
        """Whether the module need not be compiled: it is in the cache folder, or shipped."""
        return self.name in _loaded or any(path.exists() for path in self._paths)

    @property
    def _paths(self) -> list[Path]:
        """The files that its machine code may be in; it is written to the first."""
        folders = folder(), shipped.folder()
        return [each / f"{self.name}.code" for each in folders if each is not None]

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
        for path in self._paths:
            stored = machine_code.read(path)
            if stored is not None:
                return self._entered(*stored)
        return None

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
                write(self._paths[0], machine_code.packed(made.code, made.parts))
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
