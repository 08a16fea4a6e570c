"""Where the files that gdsim ships (icon, fonts, example experiments) lie on this machine."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "assets"  # in a wheel and in the frozen program
_CHECKOUT = _PACKAGE.parent / "assets"


def path(name: str = "") -> Path:
    """The shipped file or folder called `name`, such as "icon/gdsim.svg".

    It may lie where nothing can be written. Errors: FileNotFoundError if there is none.
    """
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    found = folder / name
    if not found.exists():
        raise FileNotFoundError(f"gdsim ships no file {name!r}; looked in {folder}")
    return found
