"""Sensitivity: loss along one axis for each optimizer, and the band of the axis that works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.best import checked_loss
from gdsim.results.analysis.dimensions import Select, dimension, selected, spoken, where
from gdsim.results.analysis.quantiles import checked_shares, median
from gdsim.results.analysis.quantiles import quantiles as quantiles_of
from gdsim.results.analysis.scales import Scale
from gdsim.results.analysis.subject import Subject
from gdsim.results.analysis.working_band import Band, Rule, band

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]

MEDIAN = 0.5
EXCESS = "mean over the axis of min(loss, loss at the start) above the best loss"


def sensitivity(
    result: xarray.Dataset,
    axis: str | None = None,
    value: str | None = None,
    factor: float | None = 2.0,
    share: float | None = 0.5,
    quantiles: Sequence[float] = (0.1, 0.9),
    select: Select | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The loss along one axis, one curve per optimizer (and schedule), and the values that work.

    axis: the learning rate, or the only axis, if not given. value: a loss, from the known minimum;
    the best one, of networks the training loss, if not given. Runs along all other dimensions count
    as several of one setting: their median and `quantiles`, and the shares that converged and
    diverged; a diverged run's loss is infinite.

    A value of the axis works if at least `share` of its runs converged, or if its median loss is at
    most `factor` times that optimizer's best (where that is below 0: as much above it) and has
    fallen from the loss at the start, if that is known, by 90 % of what the best one has; None
    leaves a condition out. The band is the unbroken stretch of such values around the best one. Its
    ends are interpolated on the axis' own scale, its width is in decades where that is by factors.
    An end at the axis' own end is open: the width is then a lower bound.

    Variables along the axis: `value` by its name (over "quantile"), converged, diverged, works,
    runs; for each optimizer: best_at, best, low, high, width, open_low, open_high, apart (how many
    other stretches work), and excess, the sensitivity of Wortsman et al. 2023, arXiv:2309.14322,
    section 2.2: the mean over the axis of min(loss, loss at the start) - best loss; NaN if the loss
    at the start is not known. The attributes rule and words say all this in words.
    Errors: SettingError, one sentence each.
    """
    subject = Subject.of(selected(result, select), experiment)
    name = _axis(subject, axis)
    value = checked_loss(subject, value)
    start = _at_start(subject)
    limits = _checked(factor, share)
    rule = Rule(*limits, start if value in (subject.final, "best_loss") else np.nan)
    wanted = sorted({*checked_shares(quantiles), MEDIAN})
    order = np.argsort(subject.result[name].values, kind="stable")
    values = subject.result[name].values[order].astype(np.float64)
    losses = quantiles_of(subject.grouped(subject.heights(value), [name]), wanted)[:, order]
    shares, runs = (each[:, order] for each in subject.shares([name]))
    middle, converged = losses[..., wanted.index(MEDIAN)], shares[..., Verdict.CONVERGED]
    bands = [band(values, *row, rule) for row in zip(middle, converged, strict=True)]
    works = np.array([rule.works(*row) for row in zip(middle, converged, strict=True)])
    words = subject.words(value)
    unit = {"units": "1"}
    variables: dict[str, Any] = {
        value: ((name, "quantile"), losses, {"long_name": words, **unit}),
        "converged": ((name,), converged, {"long_name": "share of converged runs", **unit}),
        "diverged": (
            (name,), shares[..., Verdict.DIVERGED], {"long_name": "share of diverged runs", **unit},
        ),
        "works": ((name,), works, {"long_name": "whether the value works", **unit}),
        "runs": ((name,), runs, {"long_name": "runs done", **unit}),
        **_of_bands(subject, name, values, middle, bands),
        "excess": ((), _excess(start, values, middle), {"long_name": EXCESS, **unit}),
    }  # fmt: skip
    sentences = _sentences(subject, name, values, middle, bands)
    made = subject.dataset(
        variables, {"quantile": wanted}, axis=name, value=value, rule=rule.spoken(words),
        words="\n".join(sentences), shown=_shown(subject, name),
    )  # fmt: skip
    return made.assign_coords({name: subject.result[name][order]})


def _axis(subject: Subject, axis: str | None) -> str:
    if axis is not None:
        return dimension(subject, axis, ordered=True)
    ordered = [each for each in subject.dims if each not in subject.samples]
    if "lr" in subject.dims:
        return "lr"
    several = [each for each in subject.axes if each in ordered] or ordered or subject.axes
    if len(several) == 1:
        return several[0]
    known = f"axis must be one of {spoken(several)}" if several else "the result has no axis"
    raise SettingError(f"sensitivity is to one axis, and {known}", "axis")


def _checked(factor: float | None, share: float | None) -> tuple[float | None, float | None]:
    if factor is None and share is None:
        raise SettingError("one of factor and share must be given: they say what works")
    if factor is not None and not 1 <= factor < np.inf:
        raise SettingError(f"factor must be at least 1, got {factor!r}", "factor")
    if share is not None and not 0 < share <= 1:
        raise SettingError(f"share must be above 0 and at most 1, got {share!r}", "share")
    return factor, share


def _of_bands(
    subject: Subject, name: str, values: Array, middle: Array, bands: Sequence[Band]
) -> dict[str, Any]:
    """The variables with one value per optimizer."""
    attributes = subject.result[name].attrs
    words, units = attributes.get("long_name", name), attributes.get("units", "1")
    scale = Scale.of(values)
    nothing = [each.best is None for each in bands]
    places = np.array([each.best or 0 for each in bands], dtype=np.intp)
    best_at = np.where(nothing, np.nan, values[places])
    best = np.where(nothing, np.inf, middle[np.arange(len(middle)), places])
    wide = "decade" if scale.by_factors else units
    columns: dict[str, tuple[Any, str, str]] = {
        "best_at": (best_at, f"best {words}", units),
        "best": (best, "median loss there", "1"),
        "low": ([each.low for each in bands], f"least {words} that works", units),
        "high": ([each.high for each in bands], f"largest {words} that works", units),
        "width": ([each.width for each in bands], "width of the band that works", wide),
        "open_low": ([each.open_low for each in bands], "whether the axis ends below it", "1"),
        "open_high": ([each.open_high for each in bands], "whether the axis ends above it", "1"),
        "apart": ([len(each.apart) for each in bands], "further bands, apart from it", "1"),
    }
    return {
        key: ((), np.asarray(column), {"long_name": long_name, "units": unit})
        for key, (column, long_name, unit) in columns.items()
    }


def _excess(first: float, values: Array, middle: Array) -> Array:
    """The sensitivity of Wortsman et al. 2023, on the scale of the axis; NaN if not known."""
    known = ~np.isnan(middle).any(axis=0)
    if not np.isfinite(first) or not known.any():
        return np.full(len(middle), np.nan)
    losses, places = np.minimum(middle[:, known], first), Scale.of(values).places(values[known])
    best = losses.min(axis=1)
    if len(places) == 1 or places[0] == places[-1]:
        mean = losses.mean(axis=1)
    else:
        mean = np.trapezoid(losses, places, axis=1) / (places[-1] - places[0])
    excess: Array = mean - best
    return excess


def _at_start(subject: Subject) -> float:
    """The median loss at the starts, like `heights`; NaN if it is not known."""
    traced = f"trace_{subject.final}"
    if traced in subject.result and subject.result["step"].values[0] == 0:
        part = subject.result.isel(step=[0])
        first = Subject.of(part, subject.experiment).heights(traced)
        return float(median(first.reshape(1, -1))[0])
    surface = subject.surface
    if surface is None:
        return _of_drawn(subject)
    if any(isinstance(value, Axis) for value in surface.parameters.values()):
        return np.nan
    columns = []
    for name, given in subject.experiment.start_coordinates.items():
        known = f"start_{name}" in subject.result.coords
        columns.append(subject.result[f"start_{name}"].values if known else given.values)
    crossed = "start" not in subject.result.dims  # a grid: every combination of values
    points = np.meshgrid(*columns) if crossed else np.broadcast_arrays(*columns)
    losses = surface.evaluate(np.stack([each.ravel() for each in points], axis=-1))
    return float(median(losses - (surface.minimum or 0.0)))


def _of_drawn(subject: Subject) -> float:
    """The median loss at the weights that a network starts with; NaN for networks that differ."""
    experiment = subject.experiment
    owned = {name for owner, name in experiment.layout.names if owner == "objective"}
    if owned - {"init_seed"}:
        return np.nan
    losses = experiment.objective.start_losses(experiment.starts)
    return float(median(losses.reshape(1, -1))[0])


def _sentences(
    subject: Subject, name: str, values: Array, middle: Array, bands: Sequence[Band]
) -> list[str]:
    """The sentence about each optimizer's band."""
    attributes = subject.result[name].attrs
    words = attributes.get("long_name", name)
    by_factors = Scale.of(values).by_factors
    said = []
    for label, losses, each in zip(subject.labels, middle, bands, strict=True):
        if np.isnan(losses).all():
            said.append(f"{label}: no run is done")
            continue
        if each.best is None:
            said.append(f"{label}: no {words} works, the median run diverged at all of them")
            continue
        at = f"best at {values[each.best]:.3g}"
        if np.isnan(each.low):
            said.append(f"{label}: no {words} works; {at}")
            continue
        least = "at least " if each.open_low or each.open_high else ""
        width = f"{each.width:.2f} decades" if by_factors else f"{each.width:.3g} wide"
        text = f"{label}: {words} {each.low:.3g} to {each.high:.3g} works, {least}{width}; {at}"
        ends = [end for end, is_open in _ends(each) if is_open]
        if ends:
            text += f"; it reaches the {' and '.join(ends)} end of the axis and may go on"
        if each.apart:
            others = ", ".join(f"{low:.3g} to {high:.3g}" for low, high in each.apart)
            text += f"; apart from it work {others}"
        said.append(text)
    return said


def _ends(band: Band) -> list[tuple[str, bool]]:
    return [("lower", band.open_low), ("upper", band.open_high)]


def _shown(subject: Subject, name: str) -> str:
    """A description of a curve's points: the number of runs, over what, and what was selected."""
    rest = [each for each in subject.dims if each != name and subject.result.sizes[each] > 1]
    runs = int(np.prod([subject.result.sizes[each] for each in rest], dtype=np.int64))
    over = f"{runs:,} runs over {spoken(rest)}" if rest else ""
    return ", ".join(filter(None, [over, where(subject.result)]))
