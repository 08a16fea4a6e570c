"""The experiment that a result is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdsim.base.errors import SettingError
from gdsim.base.sources import Part
from gdsim.experiment.experiment import Experiment
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray


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


def is_of_several(result: xarray.Dataset) -> bool:
    """Whether runs are of several problems or programs, as a suite or `gather` has them."""
    return "hit" in result
