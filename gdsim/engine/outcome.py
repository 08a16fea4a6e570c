"""The outcome of runs, in arrays over runs: what every backend returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np

from gdsim.engine.verdict import Verdict

# What compiled code writes of a function's runs; see `gdsim.engine.templates.conclude`.
CONCLUDED = "loss", "best_loss", "grad_norm", "steps", "verdict", "params"


@dataclass(frozen=True, kw_only=True)
class State:
    """Where runs are: arrays of the shape of the runs.

    `loss`, `best_loss`, `grad_norm`: in the program's precision. `steps`: int32, the updates made.
    `verdict`: uint8, codes of `gdsim.engine.verdict.Verdict`. `params`: the variables are a last
    dimension. `gradient_point`: likewise, where the next gradient is taken. `finals`: a network's
    losses and accuracies over all training and test samples, by name.
    """

    loss: np.ndarray
    best_loss: np.ndarray
    grad_norm: np.ndarray
    steps: np.ndarray
    verdict: np.ndarray
    params: np.ndarray
    gradient_point: np.ndarray
    finals: Mapping[str, np.ndarray] = field(default_factory=dict)

    def shaped(self, shape: tuple[int, ...]) -> dict[str, Any]:
        """The arrays of runs that are in one dimension here, by name: in this shape."""

        def reshaped(array: np.ndarray) -> np.ndarray:
            return array.reshape(*shape, *array.shape[1:])

        return {f.name: of_each(reshaped, getattr(self, f.name)) for f in fields(State)}


@dataclass(frozen=True, kw_only=True)
class Outcome(State):
    """The outcome of the runs of programs: their last state, in arrays over runs, and more.

    `gradient_point` has 0 variables without `keep_points`. `traces`: by name (runs, slots), or with
    variables or layers as a last dimension, NaN after the step at which a run stopped. `done`:
    (runs,) bool, False where the work was cancelled before the run's end. `measures`: by name
    (runs,), float64.
    """

    traces: Mapping[str, np.ndarray]
    done: np.ndarray
    measures: Mapping[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """The address of the first run's number in each array of `CONCLUDED`, and the bytes apart.

        Arrays are looked at once: for each segment it would take longer than copying its runs.
        """
        arrays = (getattr(self, name) for name in CONCLUDED)
        return [(each.ctypes.data, each.strides[0]) for each in arrays]

    def part(self, runs: slice) -> Outcome:
        """Some of the runs, in the same memory."""

        def some(array: np.ndarray) -> np.ndarray:
            return array[runs]

        return Outcome(**{f.name: of_each(some, getattr(self, f.name)) for f in fields(self)})

    def leave_out(self, runs: slice) -> None:
        """Mark some runs as never started."""
        unknown = (*self.traces.values(), *self.finals.values(), *self.measures.values())
        places = self.params, self.gradient_point
        for array in (self.loss, self.best_loss, self.grad_norm, *places, *unknown):
            array[runs] = np.nan
        self.steps[runs] = 0
        self.verdict[runs] = Verdict.RUNNING
        self.done[runs] = False


def of_each(function: Callable[[Any], Any], one_or_several: Any) -> Any:
    """A function of one array, or of each array of a dictionary."""
    if isinstance(one_or_several, dict):
        return {name: function(each) for name, each in one_or_several.items()}
    return function(one_or_several)
