"""What became of runs, in arrays over runs: where a backend writes its results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.engine.kernel import recipe_of
from gdsim.engine.networks.parts import MEASURED
from gdsim.engine.program import Program
from gdsim.engine.room import Room
from gdsim.engine.segment import Segment
from gdsim.engine.traces import trace_rooms
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

    @classmethod
    def room(cls, program: Program, programs: int = 1, **what: bool) -> Outcome:
        """Room for the runs of so many programs alike; `what` is that of `rooms`.

        All runs are to be taken or left out.
        """
        found = rooms(program, program.runs * programs, **what)
        return cls(**{name: _all(Room.new, each) for name, each in found.items()})

    def part(self, runs: slice) -> Outcome:
        """Some of the runs, in the same memory."""

        def some(array: np.ndarray) -> np.ndarray:
            return array[runs]

        return Outcome(**{f.name: _all(some, getattr(self, f.name)) for f in fields(self)})

    def leave_out(self, runs: slice) -> None:
        """Say of some runs that they never began."""
        unknown = (*self.traces.values(), *self.finals.values(), *self.measures.values())
        places = self.params, self.gradient_point
        for array in (self.loss, self.best_loss, self.grad_norm, *places, *unknown):
            array[runs] = np.nan
        self.steps[runs] = 0
        self.verdict[runs] = Verdict.RUNNING
        self.done[runs] = False

    def take(self, segment: Segment) -> None:
        """Copy the state of a segment's runs in, and measure them; traces are not copied."""
        runs = segment.runs
        self.loss[runs] = segment.read("loss")
        lowest = np.fmin(segment.read("best"), segment.read("low"))
        self.best_loss[runs] = np.fmin(lowest, self.loss[runs])
        self.grad_norm[runs] = np.sqrt(segment.read("slope"))
        self.steps[runs] = segment.read("stopped")
        self.verdict[runs] = segment.read("status")
        if self.params.shape[1]:
            self.params[runs] = segment.read_vector("p")
        if self.gradient_point.shape[1]:
            self.gradient_point[runs] = segment.gradient_points()
        self.done[runs] = segment.finished | (self.verdict[runs] >= Verdict.CONVERGED)
        for name, found in segment.measured().items():
            self.finals[name][runs] = found
        for name, target in self.measures.items():
            measure = catalogue.look_up("measure", name)
            program = segment.kernel.program
            losses = segment.traces[_losses(program)][:, : program.steps]
            target[runs] = measure.function(losses, self.verdict[runs] == Verdict.CONVERGED)


def rooms(
    program: Program, runs: int, *, traces: bool = True, params: bool = True, measures: bool = True
) -> dict[str, Any]:
    """The arrays of an outcome of so many runs, of programs like this one: a `Room` each, by name.

    `traces`, `params` and `measures` may be left out; of the parameters there are then 0.
    """
    numbers = Room((runs,), program.dtype)
    recorded = trace_rooms(program, recipe_of(program), runs)
    dimensions = program.dimensions if params else 0
    return {
        **dict.fromkeys(("loss", "best_loss", "grad_norm"), numbers),
        "steps": Room((runs,), np.int32),
        "verdict": Room((runs,), np.uint8),
        "params": Room((runs, dimensions), program.dtype),
        "gradient_point": Room((runs, dimensions * program.keep_points), program.dtype),
        "traces": {name: recorded[name] for name in (program.kept if traces else ())},
        "done": Room((runs,), bool),
        "finals": dict.fromkeys(MEASURED if program.network is not None else (), numbers),
        "measures": dict.fromkeys(program.measures if measures else (), Room((runs,), float)),
    }


def _all(function: Callable[[Any], Any], one_or_several: Any) -> Any:
    """A function of one array, or of each of those that go by names."""
    if isinstance(one_or_several, dict):
        return {name: function(each) for name, each in one_or_several.items()}
    return function(one_or_several)


def _losses(program: Program) -> str:
    """Which recorded loss a measure is made from: of all training samples if there are batches."""
    network = program.network
    return "loss" if network is None or network.batch is None else "train_loss"
