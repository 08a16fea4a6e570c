"""Prints the packages that freezing needs and that are missing here, by their names in Debian."""

from __future__ import annotations

import shutil
import sys

import icu_data

# The package of each program that PyInstaller and the recipe start.
PROGRAMS = {"strip": "binutils", "patchelf": "patchelf", "icupkg": "icu-devtools"}


def missing() -> list[str]:
    """The names, of programs and of Python as a library."""
    packages = [
        package
        for program, package in PROGRAMS.items()
        if not shutil.which(program, path=icu_data.PATH)
    ]
    if not has_library():
        packages.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    return packages


def has_library() -> bool:
    """Whether there is the shared library of this Python, which Debian has in another package."""
    from PyInstaller.depend.bindepend import get_python_library_path
    from PyInstaller.exceptions import PythonLibraryNotFoundError

    try:
        return bool(get_python_library_path())
    except PythonLibraryNotFoundError:
        return False


if __name__ == "__main__":
    print(*missing())
