"""Folders of what is written for other programs: one per algorithm, in a new one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.base.errors import SettingError
from gdsim.base.files import file_name, reason
from gdsim.results.analysis.subject import Subject
from gdsim.results.files import WRITTEN
from gdsim.results.interchange.runs import Run, by_algorithm, of_result

if TYPE_CHECKING:
    import xarray


def folders(
    result: xarray.Dataset, folder: str | os.PathLike[str], what: str
) -> Iterator[tuple[Path, list[Run]]]:
    """A new folder for each algorithm of a result, with its runs, which the caller writes.

    what: the data, in words of an error. Errors: SettingError, also where the caller cannot write.
    """
    groups = by_algorithm(of_result(result))
    folder = file_name(folder)
    if folder.suffix.lower() in (*WRITTEN, ".zarr"):
        raise SettingError(
            f"{folder}: {what} data is a folder for each algorithm; give the name of a folder, "
            f"without {folder.suffix}"
        )
    if folder.exists():
        raise SettingError(f"{folder}: exists already; {what} data is written to a new folder")
    for number, (label, runs) in enumerate(groups.items(), 1):
        place = folder / f"{number:02}_{plain(label)}"
        try:
            place.mkdir(parents=True)
        except OSError as error:
            raise SettingError(f"{folder}: cannot be written ({reason(error)})") from error
        yield place, runs


def plain(label: str) -> str:
    """A label in letters that names of folders, headers and other programs hold."""
    return re.sub(r"[^A-Za-z0-9.=+-]+", "_", label).strip("_") or "run"


def words_of(result: xarray.Dataset) -> str:
    """What the runs are of: the function, and which of their losses were recorded if not all."""
    title = " ".join(Subject.of(result).experiment.objective.title.split()).replace(";", ",")
    return "; ".join(filter(None, (title, gaps(result))))


def gaps(result: xarray.Dataset) -> str:
    """That improvements between recorded losses are not seen, if not every step was recorded."""
    steps = result["step"].values
    every, recorded = int(steps[-1]) + 1, len(steps)
    if recorded == every:
        return ""
    return (
        f"losses of {recorded:,} of {every:,} evaluations were recorded, and an improvement counts "
        "from the next of these"
    )
