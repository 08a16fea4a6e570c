"""What is recorded of an experiment for the window, in a bounded number of bytes."""

from __future__ import annotations

import math
import time

from gdsim.app.translation import grouped, tr
from gdsim.engine import memory
from gdsim.experiment import Experiment
from gdsim.objectives import Objective

TRACE_BYTES = 100_000_000  # recorded at most
FEWEST = 40  # steps of weights that are worth recording
LATELY = 1.0  # s
SLOTS = 400  # recorded of networks at most: each costs a pass over all samples


def recorded(
    experiment: Experiment, budget: int | None = None, with_ways: bool = False
) -> Experiment:
    """The experiment, recording what the window draws in at most `budget` bytes.

    with_ways: the weights of networks too, if at least `FEWEST` steps of them fit.
    """
    names, slot, most = _slot(experiment)
    budget = budget or trace_budget()
    more = _of_ways(experiment) if with_ways else 0
    if more and min(experiment.steps, FEWEST) * (slot + more) <= budget:
        names, slot = (*names, "params"), slot + more
    fitting = -(-experiment.steps * slot // budget)
    every = max(1, fitting, -(-experiment.steps // most))
    return experiment.replace(record=names, every=int(every), measures=())


def thinned_in_words(experiment: Experiment, budget: int | None = None) -> str:
    """A sentence about steps that are not recorded for want of memory; "" if all are."""
    _, slot, most = _slot(experiment)
    steps, allowed = experiment.steps, budget or trace_budget()
    needed = min(steps, most) * slot
    if needed <= allowed:
        return ""
    every = -(-steps * slot // allowed)
    return tr(
        "One step in {every} is recorded: all of them would take {needed} of memory, and at most "
        "{most} are taken for curves. Fewer runs or steps are recorded more closely.",
        every=grouped(every),
        needed=memory.in_words(needed),
        most=memory.in_words(allowed),
    )


def _of_ways(experiment: Experiment) -> int:
    """The bytes of the weights of all runs at one step, which views of networks may want."""
    objective = experiment.objective
    if objective.has_domain or objective.why_not_recorded("params"):
        return 0
    return math.prod(experiment.shape) * objective.size * (8 if _is_double(experiment) else 4)


def trace_budget() -> int:
    """The bytes that may be recorded for drawing; a screen cannot show more."""
    available = memory.budget()
    return TRACE_BYTES if available is None else max(min(TRACE_BYTES, available // 4), 1)


class Budget:
    """The `trace_budget`, asked for once in a while: many files say what memory there is."""

    def __init__(self) -> None:
        self._bytes, self._until = 0, 0.0

    def now(self) -> int:
        """The bytes that may be recorded, as they were lately."""
        if time.monotonic() >= self._until:
            self._bytes, self._until = trace_budget(), time.monotonic() + LATELY
        return self._bytes


def _slot(experiment: Experiment) -> tuple[tuple[str, ...], int, int]:
    """The names of what is recorded, the bytes of one slot of all runs, and the most slots."""
    names, numbers, most = _records(experiment.objective)
    size = 8 if _is_double(experiment) else 4
    return names, math.prod(experiment.shape) * numbers * size, most


def _is_double(experiment: Experiment) -> bool:
    return experiment.dtype == "float64"


def _records(objective: Objective) -> tuple[tuple[str, ...], int, int]:
    """The names of what is recorded, the numbers in one slot of a run, and the most slots."""
    if objective.has_domain:
        return ("loss", "params", "grad_norm"), objective.size + 2, 2**24
    # Without batches the loss of a step is that of all training samples.
    same = objective.final_loss if objective.whole_loss == "loss" else ""
    others = [name for name in objective.finals if name != same]
    return ("loss", "grad_norm", *others), len(others) + 2, SLOTS
