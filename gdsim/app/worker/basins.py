"""Which minimum runs end at; of functions that state none, those near which runs end."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Lattice, Plane
from gdsim.base.evenly import evenly
from gdsim.engine.verdict import Verdict
from gdsim.objectives import Objective
from gdsim.objectives.critical_points import minimum_near
from gdsim.results.geometry.minima import NEAR, minimum_reached

SCOUTS = 24  # runs along each side that look for minima
MOST = 60  # minima, and searches for one in the ends of some runs

Array = NDArray[Any]
Places = tuple[tuple[float, ...], ...]


class _Found:
    """The minima that are known of an objective, and where one has been searched for in vain.

    Those that are known keep their numbers, and so their colours, when more are found.
    """

    def __init__(self) -> None:
        self.places: Places = ()
        self.searched: set[tuple[int, ...]] = set()


@lru_cache(16)
def _found(objective: Objective) -> _Found:
    return _Found()


def minima_of(objective: Objective) -> Places:
    """The minima that an objective states, or that have been found by now, of any number."""
    return tuple(objective.minima) or _found(objective).places


def reached(objective: Objective, ends: Array, verdict: Array) -> Array:
    """The number of the known minimum that each run reached; -1 if none. ends: (..., n)."""
    minima, sides = np.array(minima_of(objective)), np.ptp(np.array(objective.domain), axis=1)
    numbers = minimum_reached(ends, minima, sides)
    return np.where((verdict == Verdict.DIVERGED) | (numbers == len(minima)), -1, numbers)


def scout(plane: Plane, lattice: Lattice, is_wanted: Callable[[], bool]) -> None:
    """Look for minima where some runs of a lattice of starts end, if the objective states none."""
    from gdsim.engine.backends import cpu

    objective = plane.experiment.objective
    are_starts = all(axis.key.startswith("start.") for axis in (plane.x, plane.y))
    if objective.minima or not (objective.has_domain and are_starts):
        return
    some = [values[evenly(len(values), SCOUTS)] for values in plane.values(lattice)]
    programs = plane.runs(*some).replace(keep_params=True).programs()
    outcome = cpu.run_all(programs, cancelled=lambda: not is_wanted())
    if outcome.done.all():
        learn(objective, outcome.params, outcome.verdict)


def learn(objective: Objective, ends: Array, verdict: Array) -> None:
    """Know the minima near the ends, (m, n), of runs that have not diverged.

    Newton's method goes on from where most runs are. Where it finds nothing, as at a kink, a run
    that has converged is at a minimum.
    """
    found, settled = _found(objective), objective.settled()
    low, high = np.array(objective.domain, float).T
    stays = np.isfinite(ends).all(axis=-1) & (verdict != Verdict.DIVERGED)
    stays &= reached(objective, ends, verdict) < 0
    if not stays.any():
        return
    ends, verdict = ends[stays].astype(float), verdict[stays]
    # More than the domain may be seen, and runs may end outside it.
    margin = NEAR * (high - low)
    least = np.minimum(low, ends.min(axis=0) - margin)
    box = np.stack([least, np.maximum(high, ends.max(axis=0) + margin)], axis=1)
    cells = np.floor((ends - low) / (NEAR * (high - low))).astype(np.int64)
    _, firsts, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    fullest = firsts[np.argsort(-counts, kind="stable")]
    fresh = [at for at in fullest.tolist() if tuple(cells[at].tolist()) not in found.searched]
    places: list[tuple[float, ...]] = []
    for at in fresh[:MOST]:
        found.searched.add(tuple(cells[at].tolist()))
        place = minimum_near(settled, ends[at], box)
        if place is None and verdict[at] == Verdict.CONVERGED:
            place = tuple(ends[at].tolist())
        if place is not None and not _is_known(place, (*found.places, *places), high - low):
            places.append(place)
    # In order of their places, so that colours stay while a parameter of the function is dragged.
    found.places = (*found.places, *sorted(places))[:MOST]


def _is_known(place: tuple[float, ...], others: Places, sides: Array) -> bool:
    return any(bool((np.abs(np.subtract(place, o)) <= NEAR * sides).all()) for o in others)
