"""Compiled kernels on disk: a kernel is a generated module, imported from the cache folder.

Numba can cache a kernel only if it is a function of a module in a real file, and does not notice
edits in other files that the kernel calls. So every kernel is written as a module whose name is a
hash of its text, into a folder whose name is a hash of everything that it may depend on.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
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
from types import ModuleType

from platformdirs import user_cache_path

from gdsim.base.errors import SettingError
from gdsim.base.version import __version__
from gdsim.catalogue.additions import additions
from gdsim.engine.keeping import writable

KEEP_DAYS = 30
# Increased when stored kernels may be wrong: 2, because some were made from users' files as they
# were before an edit.
VERSION = 2
# The packages, with the folders in them, whose sources are compiled and in which Numba does not
# notice edits.
SOURCES = (
    "gdsim.lanes", "gdsim.engine", "gdsim.catalogue.optimizers", "gdsim.catalogue.modifiers",
    "gdsim.catalogue.schedules", "gdsim.catalogue.activations", "gdsim.catalogue.losses",
)  # fmt: skip
_lock = threading.RLock()
_loaded: dict[str, ModuleType] = {}
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

    parts = [str(VERSION), __version__, platform.python_version(), platform.machine()]
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

    It may leave some to this process, where compiling holds up other threads and what they load.
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
        """Whether this or another process has compiled the whole module into the cache folder."""
        return self.name in sys.modules or self._mark.exists()

    @property
    def _mark(self) -> Path:
        """The empty file that says so: compiled files appear one by one."""
        return folder() / f"{self.name}.compiled"

    def load(self) -> ModuleType:
        """The module, written to the cache folder if it is missing there, and imported.

        Errors: SettingError where a user's own definition cannot be compiled.
        """
        if _elsewhere is not None and not self.is_compiled:
            _elsewhere(self)
        with _lock:
            if self.name not in sys.modules:
                _loaded[self.name] = self._import()
                with contextlib.suppress(OSError):  # a full disk: it only seems not compiled
                    self._mark.touch()
            return sys.modules[self.name]

    def _import(self) -> ModuleType:
        path = folder() / f"{self.name}.py"
        if not path.exists() or path.read_text("utf-8") != self.text:
            _write(path, self.text)
        try:
            return _imported(self.name, path)
        except Exception as error:
            # A computer that was switched off may have left compiled code that cannot be read.
            compiled = list(path.parent.glob(f"__pycache__/{self.name}.*.nb[ci]"))
            if not compiled:
                _blame_definition(self.text, error)
                raise
            for file in compiled:
                file.unlink(missing_ok=True)
            return _imported(self.name, path)


def counts() -> dict[str, int]:
    """The number of functions of kernels that this process compiled, and loaded from disk."""
    made = [
        each.stats
        for name, module in _loaded.items()
        for each in vars(module).values()
        if getattr(each, "__module__", "") == name and hasattr(each, "stats")
    ]
    return {
        "compiled": sum(sum(each.cache_misses.values()) for each in made),
        "loaded": sum(sum(each.cache_hits.values()) for each in made),
    }


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


def _imported(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import the kernel {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _write(path: Path, text: str) -> None:
    """Write a file completely or not at all: another process may be writing the same one."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, suffix=".partial", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    os.replace(file.name, path)
