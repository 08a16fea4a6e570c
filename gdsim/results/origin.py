"""The experiment that a result is of, or that is in a user's file."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.base import presets
from gdsim.base.errors import SettingError
from gdsim.base.sources import Part
from gdsim.experiment.experiment import Experiment
from gdsim.results.interchange.foreign import check_own
from gdsim.results.store.store import Store
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray

_LOOKED_AT = 10_000  # files of a folder, which may be anything


def experiment_of(result: xarray.Dataset) -> Experiment:
    """The experiment in the text of a result, or of a part of one.

    Errors: SettingError for runs of several programs or problems, for a result without its
    attributes, and if the experiment cannot be read, such as for missing data.
    """
    check_result(result)
    if is_of_several(result):
        raise SettingError(
            "these runs are of several problems or programs, and not of one experiment of gdsim: "
            "they can be plotted as ecdf, profiles or comparison (gdsim plot), and gathered with "
            "others (gdsim gather)"
        )
    if "experiment" not in result.attrs:
        raise SettingError("the result does not say what experiment it is of: keep its attributes")
    return Experiment.from_toml(result.attrs["experiment"], Part(result))


def experiment_at(path: str | os.PathLike[str]) -> Experiment:
    """The experiment of a file, a stored sweep, or the name of a lesson or example.

    Errors: SettingError, as of `Experiment.load`, and for a folder or file of something else.
    """
    file = presets.experiment_file(path)
    if Store.is_at(file):
        return Store.open(file).experiment
    check_is_experiment(file)
    return Experiment.load(file)


def check_is_experiment(file: Path) -> None:
    """SettingError for a folder, or a file of another program, which says what it is."""
    check_own(file)
    if os.path.isdir(file):
        inside = min(islice(file.glob("*.toml"), _LOOKED_AT), default="")
        what = f"; {inside} is a file in it" if inside else ""
        raise SettingError(
            f"{file} is a folder, and neither an experiment (.toml) nor a stored sweep (.zarr)"
            f"{what}"
        )


def is_of_several(result: xarray.Dataset) -> bool:
    """Whether runs are of several problems or programs, as a suite or `gather` has them."""
    return "hit" in result
