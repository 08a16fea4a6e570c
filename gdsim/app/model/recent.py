"""The files that were opened or saved last, and the examples that gdsim ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from gdsim.base import assets, toml_text

MOST = 10
_KEY = "recent"


class Recent:
    """Opened files, the last one first, remembered in the settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def paths(self) -> list[Path]:
        """The files, and the folders of sweeps, that still exist."""
        return [path for path in self._remembered() if path.exists()]

    def add(self, path: Path) -> None:
        """Put a file first."""
        path = path.absolute()
        others = [other for other in self.paths if other != path]
        self._settings.setValue(_KEY, [str(each) for each in [path, *others][:MOST]])

    def forget(self) -> None:
        """Remember no file."""
        self._settings.remove(_KEY)

    def _remembered(self) -> list[Path]:
        given: Any = self._settings.value(_KEY)
        names = [given] if isinstance(given, str) else given or []  # a single text is no list
        return [Path(str(name)) for name in names if name]


@cache
def examples() -> dict[str, Path]:
    """The experiment files that gdsim ships, by their titles; none where they are missing."""
    return dict(
        sorted((str(read.get("title", file.stem)), file) for file, read in _shipped("experiments"))
    )


@cache
def lessons() -> dict[str, Path]:
    """The files of the lessons, which are experiments with a text, by their titles, in order."""
    shipped = sorted(_shipped("lessons"), key=lambda each: float(each[1]["lesson"]["order"]))
    return {str(read["title"]): file for file, read in shipped}


def read_titles() -> None:
    """Know the titles of both: their many files are read beside the window, not when it waits."""
    examples()
    lessons()


def _shipped(folder: str) -> list[tuple[Path, dict[str, Any]]]:
    """The TOML files of a folder of assets, and what they say."""
    files = assets.experiments(folder)
    return [(file, toml_text.tables(file.read_text("utf-8"))) for file in files]
