"""The next experiment towards an edge: the axes of a map, narrowed to where it has most detail.

    result = experiment.run()
    closer = gd.zoom(result).run()

Repeated, it shows whether the edge between training and failure is a line or a fractal, as in
Sohl-Dickstein 2024, arXiv:2402.06184.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis, Logspace, Spaced, linspace, logspace
from gdsim.base.errors import SettingError
from gdsim.base.ranges import Hyper, Range
from gdsim.base.settings import number
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.settled import with_settings
from gdsim.objectives.starts import Point
from gdsim.results.analysis.dimensions import dimension, spoken
from gdsim.results.analysis.scales import Scale
from gdsim.results.analysis.subject import Subject
from gdsim.results.geometry.boundary import busiest

if TYPE_CHECKING:
    import xarray

Array = NDArray[np.float64]

CLOSER = 4.0  # times, of a look at an edge


def zoom(
    result: xarray.Dataset,
    measure: str | None = None,
    *,
    at: float = 0.0,
    x: str | None = None,
    y: str | None = None,
    closer: float = CLOSER,
    experiment: Experiment | None = None,
) -> Experiment:
    """The experiment of a result with two axes narrowed to the busiest part of its edge.

    The edge is that between places most of whose runs diverged and others; where none or all did,
    between converged and others. measure: a number of each run instead, such as "trainability"; the
    edge is where it passes `at`. x, y: the two axes; by default those that have several values.
    closer: how many times narrower, on the scale of each axis. The new axes have as many values as
    the old, whole numbers where those are, and stay inside their ranges. Further axes stay the
    same: over seeds and starts the most common outcome counts, and the edges of all optimizers
    count together.
    Errors: SettingError without an edge, or where neighbours on a new axis would be equal in the
    experiment's precision: 256 values can be narrowed about 8 times in float32, 22 in float64.
    """
    subject = Subject.of(result, experiment)
    down, across = _axes(subject, x, y)
    factor = number(closer, "closer", Range(1, np.inf, False, False))
    maps = _maps(subject, (down, across), measure, number(at, "at"))
    place = busiest(*maps)
    if place is None:
        what = "runs that diverged and others, or converged and others"
        what = what if measure is None else f"a {measure} below {at:g} and above"
        raise SettingError(f"the result has no edge over {across} and {down}, between {what}")
    made = subject.experiment
    for name, index in zip((down, across), place, strict=True):
        made = _put(made, name, _narrowed(subject, name, index, factor))
    return made


def diverged_side(verdicts: NDArray[Any]) -> Array:
    """1 where a run diverged and -1 elsewhere: the two sides of an edge."""
    sides: Array = np.where(verdicts == Verdict.DIVERGED, 1.0, -1.0)
    return sides


def _axes(subject: Subject, x: str | None, y: str | None) -> tuple[str, str]:
    """The two axes, in the order of the result's dimensions."""
    names = [dimension(subject, each, ordered=True) for each in (x, y) if each is not None]
    left = [each for each in subject.axes if each not in names]
    if len(names) < 2 and len(names) + len(left) == 2:
        names += left
    if len(set(names)) != 2:
        known = spoken(subject.axes) if subject.axes else "no axis"
        raise SettingError(f"zoom needs two axes: name them with x and y; the result has {known}")
    for name in names:
        if subject.result.sizes[name] < 2:
            raise SettingError(f"zoom needs several values of {name}, the result has one", "x")
    first, second = sorted(names, key=subject.dims.index)
    return first, second


def _maps(subject: Subject, sides: tuple[str, str], measure: str | None, at: float) -> list[Array]:
    """For each optimizer and schedule the side of the edge at each place, NaN where unknown."""
    if measure is not None:
        values = subject.grouped(subject.numbers(measure), sides)
        with np.errstate(invalid="ignore"):
            known = ~np.isnan(values)
            above = np.sign(np.where(known, values, at) - at).sum(axis=-1)
        return list(np.where(known.any(axis=-1), above, np.nan))
    common, _, runs = subject.most_common(sides)
    has_both = 0 < np.count_nonzero(common == Verdict.DIVERGED) < common.size
    ours = diverged_side(common) if has_both else np.where(common == Verdict.CONVERGED, 1.0, -1.0)
    return list(np.where(runs > 0, ours, np.nan))


def _narrowed(subject: Subject, name: str, index: int, factor: float) -> Axis:
    """The narrower axis about the edge between the values `index` and `index` + 1."""
    values = subject.result[name].values.astype(np.float64)
    dimensions = subject.experiment.layout.dimensions
    old = next(each.axis for each in dimensions if each.name == name)
    # Of a narrow axis the values alone do not say how they are spaced.
    scale = Scale(isinstance(old, Logspace)) if isinstance(old, Spaced) else Scale.of(values)
    places = scale.places(values)
    low, high = places.min(), places.max()
    half = (high - low) / factor / 2
    middle = min(max((places[index] + places[index + 1]) / 2, low + half), high - half)
    ends = scale.values([middle - half, middle + half]).tolist()
    if places[0] > places[-1]:
        ends.reverse()
    if _is_counted(subject.experiment, name):
        return _whole(name, ends, len(values))
    first, last = ends
    axis = (logspace if scale.by_factors else linspace)(first, last, len(values))
    dtype = subject.experiment.dtype
    if len(np.unique(axis.values.astype(dtype))) < len(values):
        more = "; float64 has more digits" if dtype == "float32" else ", and nothing is finer"
        raise SettingError(
            f"{len(values)} values of {name} from {ends[0]!r} to {ends[1]!r} are not all different "
            f"in {dtype}{more}",
            name,
        )
    return axis


def _whole(name: str, ends: list[float], most: int) -> Axis:
    """Whole numbers from one end to the other, evenly spaced: `most` of them, or all there are."""
    first, last = (round(each) for each in ends)
    step = max(round(abs(last - first) / (most - 1)), 1) * (1 if last > first else -1)
    count = min((last - first) // step + 1, most)
    if count < 2:
        raise SettingError(
            f"{name} is a whole number, and between {ends[0]:g} and {ends[1]:g} there are no two",
            name,
        )
    return linspace(first, first + step * (count - 1), count)


def _is_counted(experiment: Experiment, dim: str) -> bool:
    """Whether the settings along a dimension are whole numbers."""
    for (owner, name), own in experiment.layout.names.items():
        if own == dim and owner == "objective":
            return experiment.objective.declared(name).whole
        if own == dim and owner != "experiment":
            hypers = [each.method.hyper.get(name) for each in experiment.choices]
            return any(isinstance(each, Hyper) and each.whole for each in hypers)
    return False


def _put(experiment: Experiment, dim: str, axis: Axis) -> Experiment:
    """The experiment with another axis along a dimension."""
    names = experiment.layout.names
    if dim not in names.values():  # a coordinate of the start
        starts = experiment.starts
        assert isinstance(starts, Point)
        coordinates = zip(experiment.objective.variables, starts.coordinates, strict=True)
        return experiment.replace(
            start=tuple(axis if f"start_{name}" == dim else each for name, each in coordinates)
        )

    def changed(owner: str, name: str, given: Any) -> Any:
        is_along = isinstance(given, Axis) and names[owner, name] == dim
        return axis if is_along else given

    return with_settings(experiment, changed)
