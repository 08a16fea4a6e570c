"""The work that gdsim and its peers race at: Adam on Rosenbrock, learning rates by starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

import gdsim as gd
from gdsim.engine.program import Program


@dataclass(frozen=True)
class Work:
    """`rates` learning rates times `starts` drawn starts, `steps` steps each, float32."""

    rates: int
    starts: int
    steps: int

    @property
    def runs(self) -> int:
        return self.rates * self.starts

    @property
    def run_steps(self) -> int:
        return self.runs * self.steps

    @cached_property
    def experiment(self) -> gd.Experiment:
        return gd.Experiment(
            objective="rosenbrock",
            optimizers="adam",
            lr=gd.logspace(1e-4, 1.0, self.rates),
            start=gd.uniform(n=self.starts, seed=0),
            steps=self.steps,
        )

    @cached_property
    def program(self) -> Program:
        return self.experiment.programs()[0]

    @cached_property
    def x(self) -> np.ndarray:
        return self._of_runs(self.program.start[0])

    @cached_property
    def y(self) -> np.ndarray:
        return self._of_runs(self.program.start[1])

    @cached_property
    def lr(self) -> np.ndarray:
        return self._of_runs(self.program.settings["lr"])

    def _of_runs(self, cycle) -> np.ndarray:
        """What gdsim takes as an axis, written out a number a run, as the peers take it."""
        return cycle.of_runs(np.arange(self.runs)).astype(np.float32)
