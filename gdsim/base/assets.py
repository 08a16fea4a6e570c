"""Paths of the files that gdsim ships: icon, fonts, example experiments, documentation."""

from __future__ import annotations

import re
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "assets"  # in a wheel and in the frozen program
_CHECKOUT = _PACKAGE.parent / "assets"
_IMPORT = re.compile(r'^import [^;"]*"\./([\w.]+)";\n', re.MULTILINE)


def path(name: str = "") -> Path:
    """The path of the shipped file or folder called `name`, such as "icon/gdsim.svg".

    Its folder may be read-only. Errors: FileNotFoundError if gdsim ships no such file.
    """
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    asset = folder / name
    if not asset.exists():
        raise FileNotFoundError(f"gdsim ships no file {name!r}; looked in {folder}")
    return asset


def experiments(folder: str) -> list[Path]:
    """The files of "experiments" or "lessons", by name; none where they are missing."""
    try:
        return sorted(path(folder).glob("*.toml"))
    except FileNotFoundError:
        return []


def script(name: str) -> str:
    """A shipped JavaScript module, with those that it imports by "./NAME", as one module's text.

    A notebook and a page of one file have no place from which a module could import another.
    """
    file = path(name)
    return _IMPORT.sub(
        lambda match: script(f"{Path(name).parent.as_posix()}/{match[1]}"),
        file.read_text(encoding="utf-8"),
    )


def documentation() -> Path:
    """The folder of the documentation's pages, in Markdown."""
    installed = _INSTALLED / "docs"
    return installed if installed.is_dir() else _CHECKOUT.parent / "docs"
