"""`gdsim doctor`: what this machine has, and how gdsim uses it."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gdsim.base import machine
from gdsim.base.version import __version__, version_of
from gdsim.cli.screen import print_json, show, table
from gdsim.cli.system_libraries import missing_packages
from gdsim.engine import memory
from gdsim.engine.memory import in_words
from gdsim.lanes.host import vector_unit

_PACKAGES = (
    *("numba", "llvmlite", "numpy", "sympy", "xarray", "h5netcdf", "matplotlib"),
    *("typer", "rich", "PySide6-Essentials", "pyqtgraph"),
)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the same as JSON.")] = False,
) -> int:
    """Show what this machine has, and warn about known problems.

    It shows the vector unit, lanes, threads, the GPU or what it lacks, the kernel cache and
    versions.
    """
    facts = examine()
    if as_json:
        print_json(facts)
        return 0
    printed = table("", "")
    printed.show_header = False
    for name, value in facts.items():
        if name not in ("versions", "warnings"):
            printed.add_row(name.replace("_", " "), _words(name, value))
    for name, version in facts["versions"].items():
        printed.add_row(name, version or "not installed")
    show(printed)
    for warning in facts["warnings"]:
        print(f"warning: {warning}")
    if not facts["warnings"]:
        print("no warnings")
    return 0


def examine() -> dict[str, Any]:
    """The facts that the doctor shows, as plain values."""
    from gdsim.engine.backends.cuda.device import unusable
    from gdsim.engine.cache import folder

    unit, cache = vector_unit(), folder()
    versions = {name: version_of(name) for name in _PACKAGES}
    gpu = unusable()
    return {
        "gdsim": __version__,
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
        "versions": versions,
        "warnings": _warnings(versions, cache),
    }


def _described_gpu() -> str:
    """The cards, their memory, and how to compute on them."""
    from gdsim.engine.backends.cuda.device import open_devices

    cards = []
    for card in open_devices():
        free, whole = map(in_words, card.memory)
        cards.append(f"{card.name}, {free} of {whole} free")
    return f'{"; ".join(cards)} (backend="cuda")'


def _warnings(versions: dict[str, str | None], cache: Path) -> list[str]:
    from gdsim.cli.window import why_no_qt
    from gdsim.engine.keeping import spare_folder

    warnings = []
    qt = versions["PySide6-Essentials"] or ""
    no_window, missing = why_no_qt(), missing_packages()
    if qt.startswith("6.12.") and sys.version_info < (3, 12):
        warnings.append(
            f"PySide6 {qt} loses references to None and True on Python "
            f"{platform.python_version()} and aborts the window after a while; "
            "install PySide6-Essentials below 6.12, or use Python 3.12"
        )
    if no_window:
        warnings.append(f"no window can open: {no_window}; the command line works")
    elif missing:
        warnings.append(
            "a window on a display may need system libraries that are missing; type: "
            f"sudo apt-get install {' '.join(missing)}"
        )
    if spare_folder() in cache.parents:
        warnings.append(
            f"compiled kernels are kept in {spare_folder()} until it is cleared, because the "
            "user's cache folder cannot be written; set GDSIM_CACHE to a folder that can"
        )
    return warnings


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _words(name: str, value: Any) -> str:
    if name in ("memory_available", "cache_size") and value is not None:
        return in_words(value)
    return "unknown" if value is None else str(value)
