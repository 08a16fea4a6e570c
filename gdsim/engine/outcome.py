"""What became of runs, in arrays over runs: what every backend hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from gdsim.engine.verdict import Verdict


@dataclass
class Outcome:
    """What became of the runs of programs, in arrays over runs.

    `loss`, `best_loss`, `grad_norm`: (runs,) in the program's precision. `steps`: (runs,) int32,
    updates made. `verdict`: (runs,) uint8, codes of `gdsim.engine.verdict.Verdict`. `params`:
    (runs, variables). `gradient_point`: likewise, where the next gradient would be taken; of 0
    variables without `keep_points`. `traces`: by name (runs, slots), or with variables or layers
    behind, NaN behind the step a run stopped at. `done`: (runs,) bool, False where the work was
    cancelled before the run's end. `finals`: of networks, the losses and accuracies over all
    training and test samples at the last step, (runs,) by name. `measures`: by name (runs,),
    float64.
    """

    loss: np.ndarray
    best_loss: np.ndarray
    grad_norm: np.ndarray
    steps: np.ndarray
    verdict: np.ndarray
    params: np.ndarray
    gradient_point: np.ndarray
    traces: Mapping[str, np.ndarray]
    done: np.ndarray
    finals: Mapping[str, np.ndarray] = field(default_factory=dict)
    measures: Mapping[str, np.ndarray] = field(default_factory=dict)

    def part(self, runs: slice) -> Outcome:
        """Some of the runs, in the same memory."""

        def some(array: np.ndarray) -> np.ndarray:
            return array[runs]

        return Outcome(**{f.name: of_each(some, getattr(self, f.name)) for f in fields(self)})

    def leave_out(self, runs: slice) -> None:
        """Say of some runs that they never began."""
        unknown = (*self.traces.values(), *self.finals.values(), *self.measures.values())
        places = self.params, self.gradient_point
        for array in (self.loss, self.best_loss, self.grad_norm, *places, *unknown):
            array[runs] = np.nan
        self.steps[runs] = 0
        self.verdict[runs] = Verdict.RUNNING
        self.done[runs] = False


def of_each(function: Callable[[Any], Any], one_or_several: Any) -> Any:
    """A function of one array, or of each of those that go by names."""
    if isinstance(one_or_several, dict):
        return {name: function(each) for name, each in one_or_several.items()}
    return function(one_or_several)
