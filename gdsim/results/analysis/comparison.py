"""Differences between optimizers: which ends lower, by how much, and whether by chance."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, suggestion
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.bootstrap import interval, medians

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]
MEASURES = ("loss", "steps")
MOST_PAIRS = 6  # all pairs of four optimizers; more optimizers are each compared with one
# What optimizers may be compared by besides the loss, in words.
QUANTITIES = {
    "test_loss": "test loss",
    "test_accuracy": "share of errors in the test",
    "train_accuracy": "share of errors in training",
}
RESAMPLES = 9_999
_IN_A_TAIL = 20  # least number of resamples beyond an end of an interval


def comparison(
    result: xarray.Dataset,
    against: str | None = None,
    level: float = 0.95,
    seed: int = 0,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """Bootstrap intervals of the differences between optimizers, of what `gdsim.compare` ran.

    Compared are all pairs of up to four optimizers; of more each with the best, or always each
    with `against`. Runs are paired by their start (or seed). Of each pair the logarithms of the
    losses above the minimum are subtracted, and those of the steps to the last target; then the
    median over starts is taken, and its mean over problems. What lies below the last target counts
    as lying on it; a diverged run counts as the worst that any run on its problem ended at; a run
    that never reached the last target counts as having taken all steps. The starts of each problem
    are resampled; the problems are not, so the intervals hold for them.

    `factor` (pair, measure): by how much `first` is lower than `second`; `low`, `high`: its
    percentile interval, which of 2,000 simulated comparisons of 12 to 64 runs holds the truth in 93
    to 97 of 100 at the level 0.95 (with 8 runs in 91 to 93). Intervals are widened after
    Bonferroni, so that all of them hold together with probability `level`; `real` says which of
    them leave out 1. Coordinates `first` and `second` name the pair, the better one by its loss
    first unless `against` is given. The attribute `sentences` says it in words.
    Errors: SettingError.
    """
    import xarray

    del experiment  # a comparison is of many
    if not {"hit", "scale", "minimum"} <= set(result.variables):
        raise SettingError("a comparison is of what gdsim.compare, or a suite, has run")
    odd = set(result["loss"].dims) - {"problem", "optimizer", "start"}
    if odd:
        several = min(map(str, odd))
        raise SettingError(f"a comparison is at one setting of each, got several of {several}")
    if "done" in result and not result["done"].all():
        raise SettingError("a comparison needs equally many runs of each optimizer on each problem")
    labels = [str(each) for each in result["optimizer"].values]
    if not 0.5 <= level < 1:
        raise SettingError(f"level must be a number in [0.5, 1), got {level!r}", "level")
    if against is not None and against not in labels:
        hint = suggestion(against, labels)
        raise SettingError(f"no optimizer {against!r} to compare with; {hint}", "against")
    logs = {"loss": log_heights(result), "steps": log_steps(result)}
    pairs = _pairs(logs, None if against is None else labels.index(against))
    intervals = _Intervals.of(logs, pairs, level, seed)
    factor = {"long_name": "times lower that the first is", "units": "1"}
    data = {
        "factor": (("pair", "measure"), intervals.middle, factor),
        "low": (("pair", "measure"), intervals.low, {"long_name": "lower end of the interval"}),
        "high": (("pair", "measure"), intervals.high, {"long_name": "upper end of the interval"}),
        "real": (("pair", "measure"), intervals.real, {"long_name": "the interval leaves out 1"}),
    }
    coords = {
        "measure": list(MEASURES),
        "first": ("pair", np.array([labels[a] for a, _ in pairs], dtype=str)),
        "second": ("pair", np.array([labels[b] for _, b in pairs], dtype=str)),
    }
    sentences = list(_sentences(result, labels, pairs, intervals, level))
    attributes = {
        "title": result.attrs["title"], "level": level, "level_each": intervals.level,
        "sentences": sentences, "words": "\n".join(sentences),
    }  # fmt: skip
    return xarray.Dataset(data, coords=coords, attrs=attributes)


def log_heights(result: xarray.Dataset) -> Array:
    """Decades of the loss at the end above the minimum, (optimizer, problem, start), all finite."""
    ordered = result.transpose("optimizer", "problem", "start", ...)
    scale = ordered["scale"].values[:, np.newaxis]
    heights = (ordered["loss"].values - ordered["minimum"].values[:, np.newaxis]) / scale
    least = result["target"].values.min()
    if "by" in result.attrs:  # another result than the loss, from 0, which targets do not belong to
        heights = ordered["loss"].values.astype(np.float64)
        least = ordered["finest"].values[:, np.newaxis]
    diverged = (ordered["verdict"].values == Verdict.DIVERGED) | ~np.isfinite(heights)
    kept = np.where(diverged, -np.inf, heights)
    worst = np.maximum(kept.max(axis=(0, 2), keepdims=True), 1.0)
    heights = np.where(diverged, worst, heights)
    decades: Array = np.log10(np.maximum(heights, least))
    return decades


def log_steps(result: xarray.Dataset) -> Array:
    """Decades of the steps to the last target, (optimizer, problem, start), all if never there."""
    hit = result["hit"].isel(target=-1).transpose("optimizer", "problem", "start").values
    decades: Array = np.log10(np.minimum(hit, result.attrs["steps"]) + 1.0)
    return decades


@dataclass(frozen=True)
class _Intervals:
    """Factors of pairs and their ends, (pair, measure); the level of each."""

    middle: Array
    low: Array
    high: Array
    level: float

    @classmethod
    def of(
        cls, logs: dict[str, Array], pairs: list[tuple[int, int]], level: float, seed: int
    ) -> _Intervals:
        count = max(len(pairs) * len(MEASURES), 1)
        each = 1 - (1 - level) / count
        resamples = max(RESAMPLES, round(2 * _IN_A_TAIL * count / (1 - level)))
        ends = [_bootstrapped(logs[name], pairs, each, resamples, seed) for name in MEASURES]
        middle, low, high = (10 ** np.stack(which, axis=-1) for which in zip(*ends, strict=True))
        return cls(middle, low, high, each)

    @property
    def real(self) -> NDArray[np.bool_]:
        return (self.low > 1) | (self.high < 1)


def _bootstrapped(
    logs: Array, pairs: list[tuple[int, int]], level: float, resamples: int, seed: int
) -> tuple[Array, Array, Array]:
    """The mean over problems of the median difference of each pair, and its interval."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    problems = logs.shape[1]
    middle, total = np.zeros(len(pairs)), np.zeros((len(pairs), resamples))
    for problem in range(problems):
        generator = np.random.default_rng([seed, problem])
        differences = logs[second, problem] - logs[first, problem]
        middle += np.median(differences, axis=1)
        total += medians(differences, resamples, generator)
    return middle / problems, *interval(total / problems, level)


def _pairs(logs: dict[str, Array], against: int | None) -> list[tuple[int, int]]:
    """The pairs of optimizers to compare, the better one first."""
    means = [np.median(logs[name], axis=2).mean(axis=1) for name in reversed(MEASURES)]
    order = [int(place) for place in np.lexsort(means)]  # by loss, then by steps
    if against is not None:
        return [(each, against) for each in order if each != against]
    pairs = list(itertools.combinations(order, 2))
    return pairs if len(pairs) <= MOST_PAIRS else [(order[0], each) for each in order[1:]]


def _sentences(
    result: xarray.Dataset,
    labels: list[str],
    pairs: list[tuple[int, int]],
    intervals: _Intervals,
    level: float,
) -> Iterator[str]:
    problems, starts = result.sizes["problem"], result.sizes["start"]
    runs = counted(problems * starts, "run") + (f" on {problems} problems" if problems > 1 else "")
    what = QUANTITIES.get(result.attrs.get("by", ""), "")
    for row, (a, b) in enumerate(pairs):
        yield _sentence(labels[a], labels[b], intervals, row, level, runs, what)
    if len(pairs) > 1:
        yield (
            f"{len(pairs)} pairs are compared, by {what or 'loss'} and by steps: each interval is "
            f"widened to {100 * intervals.level:.4g} %, so that all hold together with "
            f"{100 * level:g} %."
        )
    if not np.isfinite(result["hit"].isel(target=-1).values).any():
        last = float(result["target"].values[-1])
        of = " of the training loss" if what else ""
        yield f"No run reached the last target{of} ({last:g}): nothing can be said of steps to it."
    diverged = (result["verdict"] == Verdict.DIVERGED).sum(("problem", "start"))
    gone = zip(labels, diverged.transpose("optimizer").values, strict=True)
    counts = [f"{count:,} of {name}" for name, count in gone if count]
    if counts:
        yield (
            f"Of the {counted(problems * starts, 'run')} of each, {', '.join(counts)} diverged; "
            "such a run counts as the worst that any run on its problem ended at."
        )


def _sentence(
    one: str, other: str, intervals: _Intervals, row: int, level: float, runs: str, what: str
) -> str:
    """What is said of a pair; what: the result that is compared, if it is not the loss."""
    loss, steps = (_Difference.of(intervals, row, column, level) for column in range(len(MEASURES)))
    if loss.real:
        return (
            f"{one} ends {f'with a {what} ' if what else ''}{loss.words('lower', 'higher')} than "
            f"{other} ({loss.interval}): the difference is real."
        )
    if steps.real:
        alike = (
            f"end {f'with a {what} ' if what else ''}equally low"
            if loss.none
            else f"show no difference in the {what or 'loss'}"
        )
        return (
            f"{one} and {other} {alike} ({loss.interval}), but {one} takes "
            f"{steps.words('fewer', 'more')} steps to the last target"
            f"{' of the training loss' if what else ''} ({steps.interval}): that difference is "
            "real."
        )
    if loss.none and steps.none:
        return f"{one} and {other} end alike, in as many steps: {runs} show no difference."
    medians = (
        f"the median of the {what or 'loss'} is {loss.words('lower', 'higher')} for {one}, but"
    )
    if times(loss.factor) == "1.0":
        medians = f"the medians of the {what or 'loss'} are alike, and"
    return (
        f"No difference seen between {one} and {other}: {medians} the {loss.ends} includes 1; "
        f"{runs} do not tell them apart."
    )


@dataclass(frozen=True)
class _Difference:
    """A factor and its interval, turned so that the factor is at least 1."""

    factor: float
    low: float
    high: float
    turned: bool
    level: float

    @classmethod
    def of(cls, intervals: _Intervals, row: int, column: int, level: float) -> _Difference:
        factor, low, high = (
            float(each[row, column]) for each in (intervals.middle, intervals.low, intervals.high)
        )
        if factor < 1:
            return cls(1 / factor, 1 / high, 1 / low, True, level)
        return cls(factor, low, high, False, level)

    @property
    def real(self) -> bool:
        return self.low > 1 or self.high < 1

    @property
    def none(self) -> bool:
        return self.low == self.high == 1

    @property
    def interval(self) -> str:
        return f"{100 * self.level:g} % interval {times(self.low)} to {times(self.high)}"

    @property
    def ends(self) -> str:
        return f"{100 * self.level:g} % interval, {times(self.low)} to {times(self.high)},"

    def words(self, lower: str, higher: str) -> str:
        return f"{times(self.factor)} times {higher if self.turned else lower}"


def times(factor: float) -> str:
    """A factor in few digits: 3.2, 14, 1,500, 0.62; near 1 in as many as tell it from 1."""
    if 0.95 <= factor < 1.05 and factor != 1:
        digits = max(1, math.ceil(-math.log10(abs(factor - 1))))
        return f"{factor:.{digits}f}" if digits < 6 else "1.0"
    if 0.001 <= factor < 10:
        return f"{factor:.2g}" if factor < 0.95 else f"{factor:.1f}"
    if factor < 1e6:
        return f"{float(f'{factor:.2g}'):,.0f}" if factor >= 10 else f"{factor:.2g}"
    return f"{factor:.1e}"
