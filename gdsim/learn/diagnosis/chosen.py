"""Which run is meant: by its number, or by its coordinates; in an experiment, or in its result."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.settings import number, whole
from gdsim.experiment.experiment import Experiment
from gdsim.results.files import load
from gdsim.results.origin import experiment_at, experiment_of

if TYPE_CHECKING:
    import xarray

_SAME = 1e-6  # relative difference up to which a number is that of an axis: float32 keeps as much
_AT_ONCE = 1 << 16  # values of an axis that are compared at a time


def chosen(subject: Any, run: int | Mapping[str, Any]) -> tuple[Experiment, int]:
    """The experiment of a subject, and the number in it of the run that is meant.

    A number counts the runs of the subject: those of a part of a result are found in its experiment
    by their coordinates. Errors: SettingError if there is no such run, or not just one;
    SettingTypeError for any other subject.
    """
    if isinstance(subject, Experiment):
        return subject, _number(subject, run)
    if isinstance(subject, str | os.PathLike):
        if Path(subject).suffix.lower() not in (".nc", ".zarr"):
            experiment = experiment_at(subject)
            return experiment, _number(experiment, run)
        subject = load(subject)
    if not hasattr(subject, "data_vars"):
        raise SettingTypeError(
            f"an Experiment, its file or its result is needed; got {shown(subject)}"
        )
    experiment = experiment_of(subject)
    if not isinstance(run, Mapping):
        run = _coordinates(experiment, subject, run)
    return experiment, _number(experiment, run)


def _number(experiment: Experiment, run: int | Mapping[str, Any]) -> int:
    """The number of a run over all dimensions, from its number or its coordinates."""
    if not isinstance(run, Mapping):
        return whole(run, "run", 0, experiment.runs - 1)
    sizes = dict(zip(experiment.dims, experiment.shape, strict=True))
    for name in run:
        if name not in sizes:
            raise SettingError(
                f"the experiment has no dimension {name!r}; {suggestion(str(name), sizes)}", "run"
            )
    lacking = [name for name, size in sizes.items() if size > 1 and name not in run]
    if lacking:
        raise SettingError(f"run must say which {lacking[0]}, of {sizes[lacking[0]]}", "run")
    number = 0
    for name, size in sizes.items():
        place = _place(experiment, name, run[name], size) if name in run else 0
        number = number * size + place
    return number


def _place(experiment: Experiment, dim: str, wanted: Any, size: int) -> int:
    """The place of a value along a dimension; SettingError if it has no such value."""
    names = {"optimizer": experiment.labels, "schedule": experiment.schedule_labels}
    if dim in names:
        known = list(names[dim])
        if str(wanted) in known:
            return known.index(str(wanted))
        hint = suggestion(str(wanted), known)
        raise SettingError(f"the experiment has no {dim} {str(wanted)!r}; {hint}", "run")
    value, nearest, distance = number(wanted, dim, key="run"), 0, math.inf
    for first, values in _values(experiment, dim, size):
        apart = np.abs(values - value)
        if apart.min() < distance:
            nearest, distance = first + int(apart.argmin()), float(apart.min())
        if distance == 0:
            break
    if not distance <= _SAME * abs(value):
        raise SettingError(f"the experiment has no run with {dim} = {value:g}", "run")
    return nearest


def _values(experiment: Experiment, dim: str, size: int) -> Iterator[tuple[int, Any]]:
    """The values along a dimension, a piece at a time, each with the place of its first."""
    (axis,) = (each.axis for each in experiment.layout.dimensions if each.name == dim)
    for first in range(0, size, _AT_ONCE):
        piece = slice(first, min(first + _AT_ONCE, size))
        values = np.arange(piece.start, piece.stop) if axis is None else axis.section(piece)
        yield first, np.asarray(values, np.float64)


def _coordinates(experiment: Experiment, result: xarray.Dataset, run: int) -> Mapping[str, Any]:
    """The coordinates of a run of a result, by its number in the result."""
    if "verdict" not in result:
        raise SettingTypeError(f"a result has a verdict for each run, got {shown(result)}")
    dims = [name for name in experiment.dims if name in result["verdict"].dims]
    odd = set(result["verdict"].dims) - set(dims)
    if odd:
        raise SettingError(
            f"the result has several of {min(map(str, odd))}, which its experiment has not: "
            "give one of the results that it was joined of"
        )
    sizes = [result.sizes[name] for name in dims]
    if 0 in sizes:
        raise SettingError(f"the result has no runs: its {dims[sizes.index(0)]} is empty")
    places = np.unravel_index(whole(run, "run", 0, math.prod(sizes) - 1), sizes)
    one = result[["verdict"]].isel(dict(zip(dims, map(int, places), strict=True)))
    found: dict[str, Any] = {}
    for name, size in zip(experiment.dims, experiment.shape, strict=True):
        if name in one.coords:
            found[name] = one[name].item()
        elif name in dims and result.sizes[name] == size:
            found[name] = int(places[dims.index(name)])  # starts without an order, all of them
        elif size > 1:
            raise SettingError(
                f"the result does not say which {name} its runs have: keep the coordinate {name} "
                "when a part is taken"
            )
    return found
