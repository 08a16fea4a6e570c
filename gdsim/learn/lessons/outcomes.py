"""What claims measure in a result: losses, steps, verdicts, bands of an axis, parameter paths."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError, suggestion
from gdsim.engine.verdict import Verdict
from gdsim.objectives.records import FINALS, NETWORK_RECORDS

if TYPE_CHECKING:
    import xarray

_LOSSES = ("loss", "train_loss", "test_loss")
_NAMES = ("best_loss", "steps", "convergence", "trainability")  # besides what is recorded
_EXACT = 1e-6  # relative distance within which a coordinate matches the requested value

# "first" and "last" are the first and last number of a trace that is not NaN.
REDUCTIONS: dict[str, Callable[..., Any] | None] = {
    "min": np.nanmin,
    "max": np.nanmax,
    "mean": np.nanmean,
    "median": np.nanmedian,
    "sum": np.nansum,
    "spread": np.nanstd,
    "first": None,
    "last": None,
}


@dataclass(frozen=True)
class View:
    """A part of a result: which values of its dimensions, and how the others are reduced.

    `where` and `over` as in `gdsim.learn.lessons.measurements.Measurement`; `options` likewise,
    with "of" as well.
    """

    result: xarray.Dataset
    where: Mapping[str, Any]
    over: Mapping[str, str]
    options: Mapping[str, Any]

    def numbers(self, name: str) -> xarray.DataArray:
        """The numbers that `where` selects; those of a trace if steps are selected or reduced."""
        traced = f"trace_{name}"
        wants_steps = "step" in self.where or "step" in self.over
        if traced in self.result and (wants_steps or name not in self.result.data_vars):
            return self.chosen(self.result[traced].astype(float))
        if name == "convergence":
            return self.chosen(self._convergence)
        if name not in self.result.data_vars:
            raise SettingError(f"{name} must be in the experiment's record to be measured")
        numbers = self.result[name].astype(float)
        if name in _LOSSES:  # the last loss of a diverged run is arbitrary
            numbers = numbers.where(self.result["verdict"] != Verdict.DIVERGED, np.inf)
        return self.chosen(numbers)

    @property
    def _convergence(self) -> xarray.DataArray:
        """Steps until runs converged; infinite for those that did not."""
        converged = self.result["verdict"] == Verdict.CONVERGED
        return self.result["steps"].astype(float).where(converged, np.inf)

    def trace(self, usual: str) -> xarray.DataArray:
        """The trace of the option `what`, or else of the `usual` quantity."""
        name = str(self.options.get("what", usual))
        if f"trace_{name}" not in self.result:
            raise SettingError(f"{self.options['of']} needs record = [{name!r}] in the experiment")
        return self.chosen(self.result[f"trace_{name}"].astype(float))

    def members(self) -> xarray.DataArray:
        """Which runs have a verdict, or a number (`what`, by default the loss) beyond a bound."""
        if "verdict" not in self.options and {"below", "above"} & self.options.keys():
            numbers = self.numbers(str(self.options.get("what", "loss")))
            lower = "below" in self.options
            return numbers < self.bound("below") if lower else numbers > self.bound("above")
        given = self.options.get("verdict", "converged")
        names = given if isinstance(given, list) else [given]
        known = {str(verdict): int(verdict) for verdict in Verdict}
        for name in names:
            if name not in known:
                raise SettingError(f"unknown verdict {name!r}; {suggestion(str(name), known)}")
        return self.chosen(self.result["verdict"].isin([known[name] for name in names]))

    def chosen(self, array: xarray.DataArray) -> xarray.DataArray:
        """The part of an array that `where` selects."""
        for dim, value in self.where.items():
            if dim not in array.dims:
                dims = [str(each) for each in array.dims]
                raise SettingError(f"there is no dimension {dim!r}; {suggestion(dim, dims)}")
            array = array.isel({dim: _place(dim, array[dim].values, value)})
        return array

    def reduced(self, array: xarray.DataArray, kept: Sequence[str] = ()) -> xarray.DataArray:
        """The array with every dimension not `kept` reduced, as `over` says."""
        for dim, word in self.over.items():
            dims = [dim] if dim else [each for each in map(str, array.dims) if each not in kept]
            for each in dims if REDUCTIONS[word] is None else [dims]:
                array = _along(array, each, word)
        array = array.squeeze([d for d in array.dims if d not in kept and array.sizes[d] == 1])
        left = [str(dim) for dim in array.dims if dim not in kept]
        if left:
            raise SettingError(f"{', '.join(left)} must be selected, or reduced with over = ...")
        return array

    def line(self, array: xarray.DataArray) -> tuple[np.ndarray, np.ndarray]:
        """The values of the axis that the options name, and the numbers along it."""
        axis = str(self._option("axis", "'lr'"))
        numbers = self.reduced(array, (axis,))
        if axis not in numbers.dims:
            raise SettingError(f"there is no axis {axis!r} here")
        return numbers[axis].values, numbers.values

    def bound(self, name: str) -> float:
        """A required number of the options, such as `below`."""
        return float(self._option(name, "0.1"))

    def _option(self, name: str, example: str) -> Any:
        if name not in self.options:
            raise SettingError(f"{self.options['of']} needs {name}, such as {name} = {example}")
        return self.options[name]


def _place(dim: str, places: np.ndarray, value: Any) -> Any:
    """The index of a value or label on a dimension, or what selects a range of them."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        first, last = (_label(dim, places, each) for each in value)
        return slice(first, last + 1)
    if isinstance(value, list):
        return (places >= value[0]) & (places <= value[1])
    if isinstance(value, str):
        return _label(dim, places, value)
    nearest = int(np.argmin(np.abs(places - value)))
    if abs(places[nearest] - value) > _EXACT * abs(value):
        raise SettingError(f"{dim} has no value {value:g}; the nearest is {places[nearest]:g}")
    return nearest


def _label(dim: str, places: np.ndarray, value: str) -> int:
    known = [str(each) for each in places]
    if value not in known:
        raise SettingError(f"no {dim} is called {value!r}; {suggestion(value, known)}")
    return known.index(value)


def _along(array: xarray.DataArray, dims: Any, word: str) -> xarray.DataArray:
    function = REDUCTIONS[word]
    if function is not None:
        with warnings.catch_warnings():  # there is no number where all runs have stopped
            warnings.simplefilter("ignore", RuntimeWarning)
            return array.reduce(function, dims)
    values = np.moveaxis(array.values, array.get_axis_num(dims), -1)
    values = values[..., ::-1] if word == "last" else values
    first = np.argmax(~np.isnan(values), axis=-1, keepdims=True)
    picked = np.take_along_axis(values, first, axis=-1)[..., 0]
    return array.isel({dims: 0}, drop=True).copy(data=picked)


def along(
    view: View, axes: Sequence[str], every: bool = False
) -> tuple[list[np.ndarray], np.ndarray]:
    """The values of axes, and a measure at each; with `every`, of all runs, with their places.

    An axis is a dimension, or "epoch" for that of the steps.
    """
    dims = ["step" if axis == "epoch" else axis for axis in axes]
    known = [str(dim) for dim in view.result.dims]
    for dim in dims:
        if dim not in known:
            raise SettingError(f"there is no axis {dim!r}; {suggestion(dim, known)}")
    measure = MEASURES.get(str(view.options["of"]))
    if measure is None:
        raise SettingError(f"{view.options['of']} is not a number of runs, to be drawn over axes")
    if measure is not _number:
        return _one_by_one(view, dims, measure)
    steps = {"step": [0, np.inf]} if "step" in dims else {}
    seen = View(view.result, {**steps, **view.where}, view.over, view.options)
    numbers = seen.numbers(str(view.options["of"]))
    if every:
        (axis,) = axes
        flat = numbers.transpose(dims[0], ...).values.reshape(numbers.sizes[dims[0]], -1)
        return [np.repeat(numbers[axis].values, flat.shape[1])], flat.ravel()
    numbers = seen.reduced(numbers, dims).transpose(*dims)
    return [numbers[axis].values for axis in axes], numbers.values


def _one_by_one(
    view: View, dims: Sequence[str], measure: Callable[[View], float]
) -> tuple[list[np.ndarray], np.ndarray]:
    """A measure that is not an array, at each value of the axes."""
    places = [view.result[dim].values for dim in dims]
    numbers = np.empty([len(each) for each in places])
    for index in np.ndindex(numbers.shape):
        where = {dim: each[i] for dim, each, i in zip(dims, places, index, strict=True)}
        numbers[index] = measure(
            View(view.result, {**view.where, **where}, view.over, view.options)
        )
    return places, numbers


def path(view: View) -> np.ndarray:
    """The recorded parameters of one run, (step, variable), until it stopped."""
    params = view.trace("params")
    wanted = view.reduced(params, ("step", "variable")).transpose("step", "variable")
    points: np.ndarray = wanted.values
    reached: np.ndarray = points[np.isfinite(points).all(axis=1)]
    return reached


# --- The measures -------------------------------------------------------------------------------


def _number(view: View) -> float:
    return float(view.reduced(view.numbers(view.options["of"])))


def steps_to(view: View) -> float:
    """Steps until a recorded number (by default the loss) reaches a bound; infinite if never."""
    reached = view.trace("loss") <= view.bound("below")
    steps = reached["step"].values[reached.argmax("step").values]
    counts = reached.isel(step=0, drop=True).copy(data=steps).astype(float)
    return float(view.reduced(counts.where(reached.any("step"), np.inf)))


def share(view: View) -> float:
    """The share of runs that are members: with a given verdict, or a number beyond a bound."""
    return float(view.members().mean())


def best(view: View) -> float:
    """The value on an axis at which a number (the loss) is least."""
    values, numbers = view.line(view.numbers(str(view.options.get("what", "loss"))))
    return float(values[int(np.nanargmin(numbers))])


def largest(view: View) -> float:
    """The largest value on an axis whose run is a member."""
    values, has = view.line(view.members())
    return float(values[has].max()) if has.any() else float("nan")


def smallest(view: View) -> float:
    """The smallest value on an axis whose run is a member."""
    values, has = view.line(view.members())
    return float(values[has].min()) if has.any() else float("nan")


def width(view: View) -> float:
    """The ratio of the ends of the widest band of an axis in which all runs are members."""
    values, has = view.line(view.members())
    bands = np.split(np.arange(len(has)), np.flatnonzero(np.diff(has.astype(int))) + 1)
    return max((float(values[b[-1]] / values[b[0]]) for b in bands if has[b[0]]), default=0.0)


def borders(view: View) -> float:
    """How often exactly one of two neighbours on an axis is a member."""
    return float(np.count_nonzero(np.diff(view.line(view.members())[1].astype(int))))


def crossings(view: View) -> float:
    """How often a parameter crosses a value (0 by default)."""
    params = view.trace("params") - float(view.options.get("around", 0.0))
    before, after = params.isel(step=slice(-1)).values, params.isel(step=slice(1, None)).values
    turned = np.sign(before) * np.sign(after) < 0
    counts = turned.sum(params.dims.index("step")).astype(float)
    return float(view.reduced(params.isel(step=0, drop=True).copy(data=counts)))


def ascents(view: View) -> float:
    """At how many steps a recorded number (by default the loss) rises."""
    trace = view.trace("loss")
    rose = trace.diff("step") > 0
    return float(view.reduced(rose.sum("step").astype(float)))


def jump(view: View) -> float:
    """How far a parameter moves from one record to the next."""
    steps = {name: value for name, value in view.where.items() if name == "step"}
    elsewhere = {name: value for name, value in view.where.items() if name != "step"}
    whole = View(view.result, elsewhere, view.over, view.options)
    moved = abs(whole.trace("params").diff("step"))
    return float(view.reduced(View(view.result, steps, {}, {}).chosen(moved)))


MEASURES: dict[str, Callable[[View], float]] = {
    **dict.fromkeys((*_NAMES, *FINALS, *NETWORK_RECORDS), _number),
    "steps_to": steps_to,
    "share": share,
    "best": best,
    "largest": largest,
    "smallest": smallest,
    "width": width,
    "borders": borders,
    "crossings": crossings,
    "ascents": ascents,
    "jump": jump,
}
