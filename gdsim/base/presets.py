"""The lessons and examples that gdsim ships, by name."""

from __future__ import annotations

import os
from pathlib import Path

from gdsim.base import assets
from gdsim.base.errors import SettingError, suggestion
from gdsim.base.files import StrPath, file_name

_FOLDERS = ("experiments", "lessons")  # the latter come first where both have a name


def experiment_file(path: StrPath) -> Path:
    """The experiment file at a path, or the shipped one of a name, such as "welcome".

    A file or folder of that name comes first, and a lesson before an example. Errors: SettingError
    for a word that is none of these.
    """
    place = file_name(path)
    if place.suffix or len(place.parts) != 1 or os.path.exists(place):
        return place
    shipped = by_name()
    name = place.name.replace("-", "_")
    if name not in shipped:
        raise SettingError(
            f"there is no file, lesson or example {place.name!r}; {suggestion(name, shipped)}"
        )
    return shipped[name]


def by_name() -> dict[str, Path]:
    """The files of all lessons and examples."""
    return {file.stem: file for name in _FOLDERS for file in assets.experiments(name)}


def is_shipped(file: Path) -> bool:
    """Whether gdsim ships an experiment file, which nothing is to be written to."""
    place = file.resolve()  # it may be given from the folder that it is called in, or by a link
    return any(place in assets.experiments(name) for name in _FOLDERS)
