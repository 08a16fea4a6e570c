"""What makes a start quicker: imports of Qt and pyqtgraph without work that gdsim does not use.

It is only quicker: without these functions all is imported as usual.
"""

from __future__ import annotations

import builtins
import gc
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def import_qt() -> None:
    """Import Qt for Python. It may raise ImportError.

    It reads the source of every module that is imported after it, in search of switches that gdsim
    does not use: a tenth of the time until the window is painted.
    """
    plain = builtins.__import__
    import PySide6  # noqa: F401

    builtins.__import__ = plain


def import_pyqtgraph() -> None:
    """Import pyqtgraph, whose copies of Qt's modules look names up when they are used.

    It would copy every name at once, and Qt for Python makes each class and enum when it is first
    named: another tenth of that time. Its own items and widgets are imported when they are named,
    too: gdsim uses few of them.
    """
    if "pyqtgraph" in sys.modules:
        return
    from PySide6 import QtCore, QtGui, QtWidgets

    modules: tuple[ModuleType, ...] = QtCore, QtGui, QtWidgets
    for module in modules:
        copy = ModuleType(f"pyqtgraph.Qt.{module.__name__.rpartition('.')[2]}")
        copy.__dict__["__getattr__"] = partial(getattr, module)
        sys.modules[copy.__name__] = copy
        module.__dict__["__dir__"] = list  # pyqtgraph copies what `dir` lists
    _do_without_opengl(QtWidgets.QWidget)
    try:
        with _parts_later("pyqtgraph", ("graphicsItems", "widgets", "imageview")) as find:
            import pyqtgraph
    finally:
        for module in modules:
            del module.__dict__["__dir__"]
    pyqtgraph.__dict__["__getattr__"] = find
    pyqtgraph.ViewBox  # noqa: B018 - pyqtgraph itself names it, when the application ends


def _do_without_opengl(widget: type) -> None:
    """Give pyqtgraph stand-ins for Qt's modules of OpenGL where they are missing.

    The frozen program is without them: they take 9 MB, and gdsim draws nothing with them.
    """
    name = "QOpenGLWidget"
    for module in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"):
        if module not in sys.modules and find_spec(module) is None:
            sys.modules[module] = ModuleType(module)
            vars(sys.modules[module])[name] = type(name, (widget,), {})  # no widget is of it
            vars(sys.modules["PySide6"])[module.rpartition(".")[2]] = sys.modules[module]


@contextmanager
def _parts_later(package: str, folders: tuple[str, ...]) -> Iterator[Callable[[str], Any]]:
    """A context in which a package, but none of its modules, imports nothing of these folders.

    Yields the `__getattr__` that it needs: it imports the module that a name is called like.
    """
    plain, skipped, missing = builtins.__import__, list[str](), list[str]()

    def find(name: str) -> Any:
        """What is defined in the module that is called like it."""
        for module in skipped:
            if module.rpartition(".")[2] == name:
                found = getattr(import_module(f"{package}.{module}"), name)
                return vars(sys.modules[package]).setdefault(name, found)
        raise AttributeError(name)

    def import_(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> ModuleType:
        is_asked = level == 1 and globals["__name__"] == package
        if not is_asked or name.partition(".")[0] not in folders:
            return plain(name, globals, locals, fromlist, level)
        names = [each for each in fromlist if each != "*"]
        skipped.append(name)
        missing.extend(names)
        nothing = ModuleType(name)
        vars(nothing).update(dict.fromkeys(names))
        return nothing

    builtins.__import__ = import_
    try:
        yield find
    finally:
        builtins.__import__ = plain
    for name in missing:
        del vars(sys.modules[package])[name]


def import_in_background(
    modules: Sequence[str], then: Callable[[], object] = lambda: None
) -> threading.Thread:
    """Import modules in a thread, and do what is kept for later: who wants it need not wait."""

    def work() -> None:
        for module in modules:
            import_module(module)
        then()

    thread = threading.Thread(target=work, name="gdsim-imports", daemon=True)
    thread.start()
    return thread


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A context in which Python looks for no garbage, unless `wake_collector` is called.

    What a start makes stays: to look through it again and again is a tenth of the start's time.
    """
    was_at_work = gc.isenabled()  # not inside another such context
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def wake_collector() -> None:
    """Look for garbage from now on, but never in what there is now, which stays."""
    gc.freeze()
    gc.enable()
