"""What the experiment hands down to a kernel: one optimizer on one objective, many runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gdsim.calculus import Expression


@dataclass(frozen=True)
class Cycle:
    """A setting that differs from run to run: run r has `values[(r // stride) % len(values)]`.

    `values` is float64 of shape (n,). The runs of a product of axes are numbered with the last axis
    fastest, so an axis is its values and the number of runs in one turn of the axes behind it.
    """

    values: np.ndarray
    stride: int

    def of_runs(self, runs: np.ndarray) -> np.ndarray:
        """The value of each run, by its number."""
        picked: np.ndarray = self.values[(runs // self.stride) % len(self.values)]
        return picked


Value = float | Cycle


@dataclass(frozen=True)
class Program:
    """One optimizer and schedule on one objective over the product of an experiment's axes.

    `start` has a value a variable; `settings` has every setting of the optimizer, `lr` included,
    flags as bool. `noise` is the standard deviation of the normal noise added to each gradient
    component; `clip_value` bounds each component, `clip_norm` the gradient's length (inf: off).
    `first_run` is the number of run 0 in the whole experiment: random streams are keyed by it.
    A run has converged at loss <= `target` or gradient norm <= `tolerance` (0: off), and diverged
    when its loss is not finite or |loss| > `limit`. `record` names what is traced (of "loss",
    "params", "grad_norm", "lr") at every `every`-th step.
    """

    expression: Expression
    optimizer: str
    settings: Mapping[str, Value | bool]
    start: tuple[Value, ...]
    runs: int
    steps: int
    parameters: Mapping[str, Value] = field(default_factory=dict)
    schedule: str = "constant"
    schedule_settings: Mapping[str, Value] = field(default_factory=dict)
    noise: Value = 0.0
    clip_value: Value = math.inf
    clip_norm: Value = math.inf
    seed: Value = 0
    first_run: int = 0
    target: float = -math.inf
    tolerance: float = 0.0
    limit: float = 1e12
    record: tuple[str, ...] = ()
    every: int = 1
    dtype: str = "float32"

    @property
    def dimensions(self) -> int:
        """The number of parameters of a run."""
        return len(self.expression.variables)

    @property
    def slots(self) -> int:
        """The number of recorded steps: 0, every, 2 * every, … up to `steps`."""
        return self.steps // self.every + 1 if self.record else 0

    @property
    def window(self) -> int:
        """Steps over which progress is judged: a tenth of all."""
        return min(self.steps, max(self.steps // 10, 10))
