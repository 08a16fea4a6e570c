"""`gdsim doctor`: what this machine has and what gdsim makes of it."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from gdsim.cli.screen import print_json

_PACKAGES = (
    *("numba", "llvmlite", "numpy", "sympy", "xarray", "h5netcdf", "matplotlib"),
    *("typer", "rich", "PySide6-Essentials", "pyqtgraph"),
)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The same, for a program.")] = False,
) -> int:
    """Show what this machine has, and warn of known faults.

    That is the vector unit, lanes, threads, the kernel cache and versions.
    """
    found = examine()
    if as_json:
        print_json(found)
        return 0
    from gdsim.cli.screen import show, table

    made = table("", "")
    made.show_header = False
    for name, value in found.items():
        if name not in ("versions", "warnings"):
            made.add_row(name.replace("_", " "), _words(name, value))
    for name, version in found["versions"].items():
        made.add_row(name, version or "not installed")
    show(made)
    for warning in found["warnings"]:
        print(f"warning: {warning}")
    if not found["warnings"]:
        print("nothing to warn of")
    return 0


def examine() -> dict[str, Any]:
    """What the doctor finds, as plain values."""
    from gdsim.base.version import __version__
    from gdsim.engine import memory
    from gdsim.engine.backends.cpu import default_threads
    from gdsim.engine.cache import folder
    from gdsim.lanes.host import vector_unit

    unit, cache = vector_unit(), folder()
    versions = {name: _version(name) for name in _PACKAGES}
    return {
        "gdsim": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "vector_unit": unit.name,
        "float32_lanes": unit.width("float32"),
        "float64_lanes": unit.width("float64"),
        "threads": default_threads(),
        "processors": os.cpu_count(),
        "memory_available": memory.available(),
        "cache_folder": str(cache),
        "cache_size": _size(cache),
        "cached_kernels": sum(1 for _ in cache.glob("*.py")),
        "versions": versions,
        "warnings": _warnings(versions, cache),
    }


def _warnings(versions: dict[str, str | None], cache: Path) -> list[str]:
    from gdsim.cli.app import why_no_qt
    from gdsim.cli.system_libraries import missing_packages
    from gdsim.engine.keeping import spare_folder

    found = []
    qt = versions["PySide6-Essentials"] or ""
    trouble, missing = why_no_qt(), missing_packages()
    if qt.startswith("6.12.") and sys.version_info < (3, 12):
        found.append(
            f"PySide6 {qt} loses references to None and True on Python "
            f"{platform.python_version()} and aborts the window after a while; "
            "install PySide6-Essentials below 6.12, or use Python 3.12"
        )
    if trouble:
        found.append(f"there is no window: {trouble}; the command line works")
    elif missing:
        found.append(
            "a window on a display may need system libraries that are missing; type: "
            f"sudo apt-get install {' '.join(missing)}"
        )
    if spare_folder() in cache.parents:
        found.append(
            f"compiled kernels are kept in {spare_folder()} until that is cleared, as the user's "
            "cache folder cannot be written; set GDSIM_CACHE to a folder that can"
        )
    return found


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _words(name: str, value: Any) -> str:
    if name in ("memory_available", "cache_size") and value is not None:
        from gdsim.engine.memory import in_words

        return in_words(value)
    return "unknown" if value is None else str(value)
