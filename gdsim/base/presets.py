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
    for a word that is none of these, and for the name of a shipped one with an ending.
    """
    place = file_name(path)
    if len(place.parts) != 1 or os.path.exists(place):
        return place
    if place.suffix:
        if place.suffix == ".toml" and shipped_file(place.stem):
            raise SettingError(
                f"there is no file {place.name!r} here; the one that gdsim ships is called "
                f"{_stem(place.stem)}, without an ending"
            )
        return place
    file = shipped_file(place.name)
    if file is None:
        near = suggestion(_stem(place.name), sorted(_by_name()))
        raise SettingError(f"there is no file, lesson or example {place.name!r}; {near}")
    return file


def shipped_file(name: str) -> Path | None:
    """The file of a lesson or example, whose name may have dashes; None if there is none."""
    return _by_name().get(_stem(name))


def _stem(name: str) -> str:
    return name.replace("-", "_")


def _by_name() -> dict[str, Path]:
    """The files of all lessons and examples."""
    return {file.stem: file for name in _FOLDERS for file in assets.experiments(name)}


def is_shipped(file: Path) -> bool:
    """Whether gdsim ships an experiment file, which nothing is to be written to."""
    place = file.resolve()  # it may be given from the folder that it is called in, or by a link
    return any(place in assets.experiments(name) for name in _FOLDERS)
