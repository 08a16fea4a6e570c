"""Which minimum runs end at; of functions that state none, those near which runs end."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Lattice, Plane
from gdsim.app.worker import computing
from gdsim.base.evenly import evenly
from gdsim.engine.verdict import Verdict
from gdsim.objectives import Objective
from gdsim.results.geometry.found_minima import FoundMinima, Places
from gdsim.results.geometry.minima import minimum_reached

SCOUTS = 24  # runs along each side that look for minima
# Runs that have to end near each other, where other settings than starts differ: at large rates
# they end anywhere, and a search takes milliseconds.
TOGETHER = 4

Array = NDArray[Any]


@lru_cache(16)
def _found(objective: Objective) -> FoundMinima:
    """What is known by now; the same for all pictures, so that colours stay."""
    return FoundMinima(objective)


def has_basins(objective: Objective) -> bool:
    """Whether runs may end at different minima: it states several, or states none."""
    return objective.has_domain and len(objective.minima) != 1


def minima_of(objective: Objective) -> Places:
    """The minima that an objective states, or that have been found by now, of any number."""
    return tuple(objective.minima) or _found(objective).places


def reached(objective: Objective, ends: Array, verdict: Array) -> Array:
    """The number of the known minimum that each run reached; -1 if none. ends: (..., n)."""
    minima, sides = np.array(minima_of(objective)), np.ptp(np.array(objective.domain), axis=1)
    numbers = minimum_reached(ends, minima, sides)
    return np.where((verdict == Verdict.DIVERGED) | (numbers == len(minima)), -1, numbers)


def scout(plane: Plane, lattice: Lattice, is_wanted: Callable[[], bool]) -> None:
    """Look for minima where some runs of a lattice end, if the objective states none."""
    objective = plane.experiment.objective
    owners = {axis.key.split(".")[0] for axis in (plane.x, plane.y)}
    if objective.minima or not objective.has_domain or "objective" in owners:
        return  # or each pixel has minima of its own
    allowed = zip(plane.values(lattice), plane.allowed(lattice), strict=True)
    columns, rows = (_some(values[each]) for values, each in allowed)
    if not (len(columns) and len(rows)):
        return
    programs = plane.runs(columns, rows).replace(keep_params=True).programs()
    outcome = computing.run_all(programs, is_wanted)
    if outcome.done.all():
        together = 1 if owners == {"start"} else TOGETHER
        learn(objective, outcome.params, outcome.verdict, together)


def learn(objective: Objective, ends: Array, verdict: Array, together: int = 1) -> None:
    """Know the minima near the ends, (m, n), of runs that have not diverged; see `FoundMinima`."""
    _found(objective).learn(ends, verdict, together)


def _some(values: Array) -> Array:
    return values[evenly(len(values), SCOUTS)]
