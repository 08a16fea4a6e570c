"""What makes a start quicker: imports of Qt and pyqtgraph without work that gdsim does not use.

It is only quicker: without these functions all is imported as usual.
"""

from __future__ import annotations

import builtins
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType


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
    named: another tenth of that time.
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
    try:
        import pyqtgraph  # noqa: F401
    finally:
        for module in modules:
            del module.__dict__["__dir__"]


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
