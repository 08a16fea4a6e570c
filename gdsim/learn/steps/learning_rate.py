"""The learning rate: which are too small, good, at the edge of stability, or divergent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis, Logspace
from gdsim.base.errors import SettingError, shown
from gdsim.base.figures import number as written
from gdsim.base.ranges import Range
from gdsim.base.settings import setting as as_setting
from gdsim.base.settings import whole
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice, chosen
from gdsim.catalogue.stability import stable_rate
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.objectives.given import objective as as_objective
from gdsim.objectives.objective import Objective

Array = NDArray[np.float64]
PER_DECADE = 20
# Decades below and above the largest stable rate that are tried, if it is known.
BELOW, ABOVE = 4, 1
# A rate is too small if it lowers the loss by less than this share of what the best rate does.
ENOUGH = 0.9
# At the edge the loss rises at more than the share RISES of the later steps. A rise must be larger
# than the share RISE of the best rate's descent: rounding at a minimum does not count.
RISES, RISE = 0.1, 1e-6
KINDS = ("too small", "good", "edge of stability", "divergent")


@dataclass(frozen=True)
class _Tried:
    """The result of each rate: arrays over the rates; losses (rates, steps + 1)."""

    rates: Array
    losses: Array
    final: Array
    verdict: NDArray[np.uint8]
    params: Array
    start_loss: float
    start: Array

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which rates diverge, or end with a higher loss than they started with."""
        has_diverged = self.verdict == Verdict.DIVERGED
        is_divergent: NDArray[np.bool_] = has_diverged | ~(self.final <= self.start_loss)
        return is_divergent

    @property
    def best(self) -> int:
        """The index of the rate with the least final loss."""
        return int(np.argmin(np.where(self.diverged, np.inf, self.final)))


def learning_rate(
    objective: Any,
    optimizer: Any = "sgd",
    rates: Any = None,
    steps: int = 200,
    start: Any = None,
    seed: int = 0,
) -> Explanation:
    """The range test: the loss after some steps for rates over decades, and their stable bound.

    objective: a function, its name or text, or a network. rates: several learning rates, ascending;
    by default 20 per decade from 1/10000 of the largest stable rate to ten times it, or from 1e-5
    to 10 if it is not known. start: where all runs start. seed: of a network's mini-batches.

    The largest stable rate is that of a quadratic with the loss's largest curvature at the end of
    the best run, 2/lambda_max for plain descent; for networks lambda_max is the sharpness. Methods
    that scale their steps, like Adam, have none. `data` has the loss of every rate and the curves
    of the rates picked. Errors: SettingError.
    """
    task = as_objective(objective)
    choice = chosen(optimizer, "optimizer", "optimizer")
    if "lr" not in choice.method.hyper:
        raise SettingError(f"{choice.method.title} has no learning rate to try")
    steps = whole(steps, "steps", 2, 2**20)
    tried = _tried(task, choice, rates, steps, start, seed)
    kinds = _kinds(tried)
    picks = _picks(tried, kinds)
    curved = {
        "start": _curvature(task, tried.start),
        "end": _curvature(task, tried.params[tried.best]),
    }
    stable = {where: stable_rate(choice, value) for where, value in curved.items()}
    bounds = {where: rate for where, rate in stable.items() if rate is not None}
    explained = [_range(tried, kinds), *_curvatures(task, choice, curved, bounds)]
    explained += [_pick(task, tried, kinds, kind, index) for kind, index in picks.items()]
    explained += _boundary(tried, picks, bounds)
    return Explanation(
        "learning_rate",
        f"The learning rate of {choice.method.title} on {task.text}",
        f"{choice!r} on {task.text}",
        tuple(explained),
        _conclusion(tried, picks, bounds),
        {
            "rates": tried.rates.tolist(),
            "loss": tried.final.tolist(),
            "start_loss": tried.start_loss,
            "kinds": kinds,
            "picks": {kind: float(tried.rates[i]) for kind, i in picks.items()},
            "curves": {kind: tried.losses[i].tolist() for kind, i in picks.items()},
            "steps": steps,
            "curvature": curved,
            "bounds": bounds,
        },
    )


def _tried(
    task: Objective, choice: Choice, rates: Any, steps: int, start: Any, seed: int
) -> _Tried:
    trace = task.whole_loss
    probe = Experiment(task, [choice.replace(lr=1.0)], start=start, steps=steps)
    if probe.runs != 1:
        several = ", ".join(probe.axes)
        raise SettingError(f"the range test varies only the rate; give {several} one value")
    first = task.first_start(probe.starts)
    axis = _axis(rates, task, choice, first)
    experiment = Experiment(
        task, [choice.replace(lr=axis)], start=start, steps=steps, record=[trace],
        dtype="float64", tolerance=0.0, seed=seed,
    )  # fmt: skip
    result = experiment.run()
    losses = result[f"trace_{trace}"].values.reshape(len(axis), -1)
    # A run that stopped has no later losses in its trace; its final loss is its last one.
    final = result[trace].values.ravel()
    return _Tried(
        np.asarray(axis.values, np.float64),
        losses,
        np.where(np.isfinite(final), final, np.inf),
        result["verdict"].values.ravel(),
        result["params"].values.reshape(len(axis), -1),
        float(losses[0, 0]),
        first,
    )


def _axis(rates: Any, task: Objective, choice: Choice, start: Array) -> Any:
    if rates is None:
        top = stable_rate(choice, _curvature(task, start))
        if top is None:
            return Logspace(1e-5, 10.0, 6 * PER_DECADE + 1)
        count = (BELOW + ABOVE) * PER_DECADE + 1
        return Logspace(top / 10**BELOW, top * 10**ABOVE, count)
    axis = as_setting(rates, "rates", Range(0, np.inf, False, False))
    if not isinstance(axis, Axis) or len(axis) < 3:
        raise SettingError(f"rates must be at least 3 ascending learning rates, got {shown(rates)}")
    if np.any(np.diff(axis.values) <= 0):
        raise SettingError(f"rates must be ascending, got {shown(rates)}")
    return axis


def _kinds(tried: _Tried) -> list[str]:
    """The kind of each rate, one of `KINDS`."""
    descent = tried.start_loss - tried.final[tried.best]
    diverged = tried.diverged
    later = tried.losses[:, tried.losses.shape[1] // 2 :]
    with np.errstate(invalid="ignore"):
        rises = (np.diff(later, axis=1) > RISE * descent).mean(axis=1)
    kinds = []
    last = _last_stable(tried)
    for i in range(len(tried.rates)):
        if diverged[i]:
            kinds.append("divergent")
        elif rises[i] > RISES or i == last:
            kinds.append("edge of stability")
        elif tried.start_loss - tried.final[i] < ENOUGH * descent:
            kinds.append("too small" if i < tried.best else "good")
        else:
            kinds.append("good")
    return kinds


def _last_stable(tried: _Tried) -> int | None:
    """The index of the rate before the first that diverges; None if none does, or all do."""
    first = np.flatnonzero(tried.diverged)
    return None if not len(first) or first[0] == 0 else int(first[0]) - 1


def _picks(tried: _Tried, kinds: Sequence[str]) -> dict[str, int]:
    """The index of one typical rate of each kind that occurs; of the good ones, the best."""
    picks: dict[str, int] = {}
    small = [i for i, kind in enumerate(kinds) if kind == "too small"]
    if small:  # the middle one, in decades: its curve falls, but too slowly
        picks["too small"] = small[len(small) // 2]
    if kinds[tried.best] != "divergent":
        picks["good"] = tried.best
    edge = _last_stable(tried)
    if edge is not None:
        picks["edge of stability"] = edge
    elif "edge of stability" in kinds:
        picks["edge of stability"] = len(kinds) - 1 - kinds[::-1].index("edge of stability")
    if tried.diverged.any():
        picks["divergent"] = int(np.argmax(tried.diverged))
    return picks


def _range(tried: _Tried, kinds: Sequence[str]) -> Step:
    rates = tried.rates
    values: dict[str, Any] = {"rates": [], "kind": [], "least loss": []}
    for kind in KINDS:
        chosen = [i for i, each in enumerate(kinds) if each == kind]
        if chosen:
            values["rates"].append(f"{rates[chosen[0]]:.3g} to {rates[chosen[-1]]:.3g}")
            values["least loss"].append(float(min(tried.final[i] for i in chosen)))
            values["kind"].append(kind)
    steps = tried.losses.shape[1] - 1
    sentence = (
        f"The range test: {counted(len(rates), 'run')} from the same start, where the loss is "
        f"{written(tried.start_loss)}, each with its own rate, {counted(steps, 'step')}."
    )
    return Step("Range test", "", "", sentence, None, values)


def _curvatures(
    task: Objective, choice: Choice, curved: Mapping[str, float], bounds: Mapping[str, float]
) -> list[Step]:
    # The field's word for it where the loss is one of data.
    what = "sharpness" if task.has_data else "largest eigenvalue of the Hessian"
    steps = []
    for where, value in curved.items():
        place = {"start": "at the start", "end": "where the best run ends"}[where]
        if where in bounds:
            product = written(float(f"{bounds[where] * value:.6g}"))
            bound = f": on a quadratic of this curvature rates up to {product}/lambda_max = "
            bound += f"{written(bounds[where])} are stable"
        elif value > 0:
            bound = f"; {choice.method.title} has no stable rate that follows from it"
        else:
            bound = ": the loss curves upwards in no direction, so no rate is too large there"
        sentence = f"The {what} {place}{bound}."
        steps.append(Step(f"lambda_max {place}", what, r"\lambda_{\max}", sentence, value))
    return steps


_MEANINGS: Mapping[str, str] = {
    "too small": "It goes in the right direction, but too slowly: most of the descent is missing.",
    "good": "The least loss of all rates after these steps.",
    "edge of stability": "Nearly too large: steps overshoot, and the run is close to diverging.",
    "divergent": "Too large: each step overshoots by more than the one before, and the loss grows.",
}


def _pick(task: Objective, tried: _Tried, kinds: Sequence[str], kind: str, index: int) -> Step:
    rate, loss = float(tried.rates[index]), float(tried.final[index])
    values: dict[str, Any] = {"loss": loss}
    params = tried.params[index]
    if kind != "divergent" and np.isfinite(params).all():
        values["lr*lambda_max at its end"] = rate * _curvature(task, params)
    meaning = _MEANINGS[kind]
    if kind == "edge of stability" and not tried.diverged.any():
        meaning = "The loss goes up and down: steps overshoot and come back."
    elif kind == "good" and kinds[index] == "edge of stability":
        meaning += " Its loss goes up and down: it is at the edge of stability."
    return Step(kind, "", "", meaning, rate, values)


def _boundary(tried: _Tried, picks: Mapping[str, int], bounds: Mapping[str, float]) -> list[Step]:
    if "divergent" not in picks or _last_stable(tried) is None:
        return []
    edge, first = picks["edge of stability"], picks["divergent"]
    value = float(np.sqrt(tried.rates[edge] * tried.rates[first]))
    check = None
    if "end" in bounds:
        check = {"by": "the curvature where the best run ends", "value": bounds["end"]}
    sentence = (
        f"Measured: at rate {written(float(tried.rates[edge]))} the loss still ends below its "
        f"first value, at {written(float(tried.rates[first]))} it does not."
    )
    return [Step("largest stable rate", "", "", sentence, value, {}, check)]


def _conclusion(tried: _Tried, picks: Mapping[str, int], bounds: Mapping[str, float]) -> str:
    if "good" not in picks:
        return "Every rate of the range diverges; try smaller ones."
    best = float(tried.rates[picks["good"]])
    words = f"The best rate of the range is {written(best)}"
    if "end" in bounds:
        words += f", {written(best / bounds['end'])} times the largest stable one"
    if "divergent" in picks:
        return f"{words}; from {written(float(tried.rates[picks['divergent']]))} on it diverges."
    return f"{words}; no rate of the range diverges."


def _curvature(objective: Objective, params: Any) -> float:
    """The largest eigenvalue of the loss's Hessian at parameters (P,)."""
    return float(objective.sharpness([params])[0])
