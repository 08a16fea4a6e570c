"""The known problems of a machine, each in a sentence with its remedy."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gdsim.base.files import reason
from gdsim.base.version import NEWEST_PYTHON, OLDEST_PYTHON, needed_by, version_of
from gdsim.cli.system_libraries import missing_packages

# What must fit on the disk: the kernels of an experiment of some optimizers.
_ROOM = 8 * 2**20  # bytes


def problems(cache: Path) -> list[str]:
    """The problems of this machine, of which `cache` is the folder of compiled kernels."""
    return [*_of_python(), *_of_packages(), *_of_the_window(), *_of_folders(cache), *_of_gpus()]


def _of_python() -> Iterator[str]:
    if sys.version_info[:2] > NEWEST_PYTHON:
        oldest, newest = (f"{major}.{minor}" for major, minor in (OLDEST_PYTHON, NEWEST_PYTHON))
        yield (
            f"gdsim is made for Python {oldest} to {newest}, and this is "
            f"{platform.python_version()}; if something fails, use one of those"
        )


def _of_packages() -> Iterator[str]:
    """What gdsim's own list of packages asks for, and is otherwise here."""
    from packaging.requirements import Requirement

    for line in needed_by("gdsim"):
        asked = Requirement(line)
        version = version_of(asked.name)
        applies = asked.marker is None or asked.marker.evaluate({"extra": ""})
        if applies and version is not None and not asked.specifier.contains(version, True):
            yield (
                f"{asked.name} {version} is installed, and gdsim needs {asked.specifier}; "
                f'type: pip install "{asked.name}{asked.specifier}"'
            )


def _of_the_window() -> Iterator[str]:
    from gdsim.cli.window import why_no_qt, why_no_window

    qt = version_of("PySide6-Essentials") or ""
    if qt.startswith("6.12.") and sys.version_info < (3, 12):
        yield (
            f"PySide6 {qt} loses references to None and True on Python "
            f"{platform.python_version()} and aborts the window after a while; "
            "install PySide6-Essentials below 6.12, or use Python 3.12"
        )
    no_qt, missing = why_no_qt(), missing_packages()
    if no_qt:
        yield f"no window can open: {no_qt}; the command line works"
        return
    if missing:
        yield (
            "a window on a display may need system libraries that are missing; type: "
            f"sudo apt-get install {' '.join(missing)}"
        )
    no_window = why_no_window()
    if no_window:
        yield (
            f"no window can open: {no_window}; start gdsim in a session with a desktop, or through "
            "`ssh -X`; the command line works, and `gdsim app FILE --screenshot PICTURE.png` draws"
        )


def _of_folders(cache: Path) -> Iterator[str]:
    """Kernels that are compiled anew each time, or kept for a while only."""
    from gdsim.engine.keeping import spare_folder

    if spare_folder() in cache.parents:
        yield (
            f"compiled kernels are kept in {spare_folder()} until it is cleared, because the "
            "user's cache folder cannot be written; set GDSIM_CACHE to a folder that can"
        )
    trouble = _why_no_room(cache)
    if trouble:
        yield (
            f"compiled kernels cannot be kept in {cache} ({trouble}), so that each start compiles "
            "anew; make room there, or set GDSIM_CACHE to a folder on another disk"
        )
    temporary = Path(tempfile.gettempdir())
    trouble = _why_no_room(temporary)
    if trouble:
        yield (
            f"nothing can be written in the temporary folder {temporary} ({trouble}); make room "
            "there, or set TMPDIR to another folder"
        )


def _why_no_room(folder: Path) -> str | None:
    """Why a file of some size cannot be written in a folder; None if it can."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_ROOM))
            file.flush()
    except OSError as error:
        return reason(error)
    return None


def _of_gpus() -> Iterator[str]:
    """What is wrong where there is a driver and all that it needs; others may do without."""
    from gdsim.engine.backends.cuda import presence
    from gdsim.engine.backends.cuda.device import unusable

    if sys.platform != "darwin" and presence.missing_packages() is None:
        why = unusable()
        if why not in (None, presence.NO_DRIVER):
            yield f"no GPU is used: {why}"
