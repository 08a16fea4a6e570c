"""What `gdsim doctor` finds on a machine."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any

from gdsim.base import machine
from gdsim.base.version import __version__, version_of
from gdsim.cli.problems import problems
from gdsim.engine import memory
from gdsim.engine.memory import in_words
from gdsim.lanes.host import vector_unit

_PACKAGES = (
    *("numba", "llvmlite", "numpy", "sympy", "xarray", "h5netcdf", "matplotlib"),
    *("typer", "rich", "PySide6-Essentials", "pyqtgraph"),
)


def examine() -> dict[str, Any]:
    """The facts that the doctor shows, as plain values."""
    from gdsim.engine import shipped
    from gdsim.engine.backends.cuda.device import unusable
    from gdsim.engine.cache import folder

    unit, cache, ready = vector_unit(), folder(), shipped.folder()
    gpu = unusable()
    return {
        "gdsim": __version__,
        "installed_as": _kind_of_installation(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "vector_unit": unit.name,
        "float32_lanes": unit.width("float32"),
        "float64_lanes": unit.width("float64"),
        "threads": machine.processors(),
        "processors": os.cpu_count(),
        "memory_available": memory.available(),
        "gpu": _described_gpu() if gpu is None else f"not used: {gpu}",
        "cache_folder": str(cache),
        "cache_size": _size(cache),
        "cached_kernels": sum(1 for _ in cache.glob("*.code")),
        "shipped_kernels": 0 if ready is None else sum(1 for _ in ready.glob("*.code")),
        "versions": {name: version_of(name) for name in _PACKAGES},
        "warnings": problems(cache),
    }


def _kind_of_installation() -> str:
    """Whether this is the frozen program, and what that cannot take in."""
    if getattr(sys, "frozen", False):
        return (
            "a program that needs no Python; Parquet files, clusters, MP4 videos and GPUs need "
            "gdsim installed for Python, with pip"
        )
    return "a Python package"


def in_rows(facts: dict[str, Any]) -> dict[str, str]:
    """The facts but the warnings, in words."""
    rows = {
        name.replace("_", " "): _words(name, value)
        for name, value in facts.items()
        if name not in ("versions", "warnings")
    }
    return rows | {name: version or "not installed" for name, version in facts["versions"].items()}


def _described_gpu() -> str:
    """The cards, their memory, and how to compute on them."""
    from gdsim.engine.backends.cuda.device import open_devices

    cards = []
    for card in open_devices():
        free, whole = map(in_words, card.memory)
        cards.append(f"{card.name}, {free} of {whole} free")
    return f'{"; ".join(cards)} (backend="cuda")'


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _words(name: str, value: Any) -> str:
    if name in ("memory_available", "cache_size") and value is not None:
        return in_words(value)
    if name == "vector_unit" and value == "plain":
        return "plain (no AVX2: runs take some times longer, with the same results)"
    return "unknown" if value is None else str(value)
