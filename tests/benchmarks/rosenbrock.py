"""The work that gdsim and its peers race at: a method on Rosenbrock, learning rates by starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.program import Program

RATES = {"adam": (1e-4, 1.0), "momentum": (1e-7, 1e-6), "sgd": (1e-6, 1e-5)}


@dataclass(frozen=True)
class Work:
    """`rates` learning rates times `starts` drawn starts, `steps` steps each, float32.

    The learning rates of SGD and momentum are so small that every run goes on to its last step.
    """

    rates: int
    starts: int
    steps: int
    optimizer: str = "adam"
    of: int = 1  # peers make one of so many runs

    @property
    def runs(self) -> int:
        return self.rates * self.starts // self.of

    @property
    def run_steps(self) -> int:
        return self.runs * self.steps

    @cached_property
    def experiment(self) -> gd.Experiment:
        return gd.Experiment(
            objective="rosenbrock",
            optimizers=self.optimizer,
            lr=gd.logspace(*RATES[self.optimizer], self.rates),
            start=gd.uniform(n=self.starts, seed=0),
            steps=self.steps,
        )

    @cached_property
    def program(self) -> Program:
        return self.experiment.programs()[0]

    def losses(self) -> np.ndarray:
        """gdsim's losses, on all threads."""
        return cpu.run(self.program).loss

    def part(self, of: int) -> Work:
        """Every `of`-th run, for peers."""
        return replace(self, of=of)

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
        return cycle.of_runs(np.arange(0, self.rates * self.starts, self.of)).astype(np.float32)
