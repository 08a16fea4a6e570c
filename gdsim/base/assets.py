"""Paths of the files that gdsim ships: icon, fonts, example experiments, documentation."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "assets"  # in a wheel and in the frozen program
_CHECKOUT = _PACKAGE.parent / "assets"


def path(name: str = "") -> Path:
    """The path of the shipped file or folder called `name`, such as "icon/gdsim.svg".

    Its folder may be read-only. Errors: FileNotFoundError if gdsim ships no such file.
    """
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    asset = folder / name
    if not asset.exists():
        raise FileNotFoundError(f"gdsim ships no file {name!r}; looked in {folder}")
    return asset


def documentation() -> Path:
    """The folder of the documentation's pages, in Markdown."""
    installed = _INSTALLED / "docs"
    return installed if installed.is_dir() else _CHECKOUT.parent / "docs"
