"""How an outcome is filled: room for it, and the state of segments copied in."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.engine.kernel import recipe_of
from gdsim.engine.networks.parts import MEASURED
from gdsim.engine.outcome import Outcome, of_each
from gdsim.engine.program import Program
from gdsim.engine.room import Room
from gdsim.engine.segment import Segment
from gdsim.engine.traces import trace_rooms
from gdsim.engine.verdict import Verdict


def empty_outcome(program: Program, programs: int = 1, **what: bool) -> Outcome:
    """An outcome with room for the runs of so many programs alike; `what` is that of `rooms`.

    All runs are to be taken or left out.
    """
    arrays = rooms(program, program.runs * programs, **what)
    return Outcome(**{name: of_each(Room.new, each) for name, each in arrays.items()})


def take(outcome: Outcome, segment: Segment) -> None:
    """Copy the state of a segment's runs into an outcome and measure them, but for traces."""
    runs = segment.runs
    outcome.loss[runs] = segment.read("loss")
    lowest = np.fmin(segment.read("best"), segment.read("low"))
    outcome.best_loss[runs] = np.fmin(lowest, outcome.loss[runs])
    outcome.grad_norm[runs] = np.sqrt(segment.read("slope"))
    outcome.steps[runs] = segment.read("stopped")
    outcome.verdict[runs] = segment.read("status")
    if outcome.params.shape[1]:
        outcome.params[runs] = segment.read_vector("p")
    if outcome.gradient_point.shape[1]:
        outcome.gradient_point[runs] = segment.gradient_points()
    outcome.done[runs] = segment.finished | (outcome.verdict[runs] >= Verdict.CONVERGED)
    for name, found in segment.measured().items():
        outcome.finals[name][runs] = found
    for name, target in outcome.measures.items():
        measure = catalogue.look_up("measure", name)
        program = segment.kernel.program
        losses = segment.traces[program.measured][:, : program.steps]
        target[runs] = measure.function(losses, outcome.verdict[runs] == Verdict.CONVERGED)


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
