"""What compiled kernels depend on besides their text."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from gdsim.base.version import __version__
from gdsim.lanes.host import processor

# Increased when stored kernels may be wrong, or are stored otherwise.
VERSION = 3
# The packages, with the folders in them, whose sources are compiled and in which Numba does not
# notice edits.
SOURCES = (
    "gdsim.lanes", "gdsim.engine", "gdsim.catalogue.optimizers", "gdsim.catalogue.modifiers",
    "gdsim.catalogue.schedules", "gdsim.catalogue.activations", "gdsim.catalogue.losses",
)  # fmt: skip


@cache
def of_sources() -> str:
    """A hash of every source that compiled kernels are made from: their numbers depend on it."""
    texts = (text for package in SOURCES for text in _texts(resources.files(package)))
    return _hash([str(VERSION), __version__, *texts])


@cache
def of_machine() -> str:
    """A hash of the sources, the processor and the versions of what compiles them."""
    from importlib.metadata import version

    versions = (version(name) for name in ("numba", "llvmlite", "numpy"))
    return _hash([of_sources(), platform.python_version(), processor(), *versions])


def _hash(parts: Iterable[str]) -> str:
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
