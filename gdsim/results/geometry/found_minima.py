"""Minima of functions that state none: those near which runs end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.engine.verdict import Verdict
from gdsim.objectives.critical_points import minimum_near
from gdsim.objectives.objective import Objective
from gdsim.results.geometry.minima import NEAR, minimum_reached

MOST = 60  # minima, and searches for one in the ends of some runs

Array = NDArray[Any]
Places = tuple[tuple[float, ...], ...]


class FoundMinima:
    """The minima that are known of an objective, and where one has been searched for in vain.

    Those that are known keep their numbers when more are found.
    """

    def __init__(self, objective: Objective) -> None:
        self._objective = objective.settled()
        self._searched: set[tuple[int, ...]] = set()
        self.places: Places = ()

    def learn(self, ends: Array, verdict: Array, together: int = 1) -> None:
        """Know the minima near the ends, (m, n), of runs that have not diverged.

        Newton's method goes on from where most runs are, `together` of them at least. Where it
        finds nothing, as at a kink, a run that has converged is at a minimum.
        """
        low, high = np.array(self._objective.domain, float).T
        sides = high - low
        stays = np.isfinite(ends).all(axis=-1) & (verdict != Verdict.DIVERGED)
        stays &= _are_new(ends, self.places, sides)
        if not stays.any():
            return
        ends, verdict = ends[stays].astype(float), verdict[stays]
        # Runs may begin and end outside the domain.
        margin = NEAR * sides
        least = np.minimum(low, ends.min(axis=0) - margin)
        box = np.stack([least, np.maximum(high, ends.max(axis=0) + margin)], axis=1)
        cells = np.floor((ends - low) / margin).astype(np.int64)
        _, firsts, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
        firsts, counts = firsts[counts >= together], counts[counts >= together]
        fullest = firsts[np.argsort(-counts, kind="stable")]
        fresh = [at for at in fullest.tolist() if tuple(cells[at].tolist()) not in self._searched]
        places: list[tuple[float, ...]] = []
        for at in fresh[:MOST]:
            self._searched.add(tuple(cells[at].tolist()))
            place = minimum_near(self._objective, ends[at], box)
            if place is None and verdict[at] == Verdict.CONVERGED:
                place = tuple(ends[at].tolist())
            if place is not None and _are_new(np.array(place), (*self.places, *places), sides):
                places.append(place)
        # In order of their places, so that numbers stay while a parameter is dragged.
        self.places = (*self.places, *sorted(places))[:MOST]


def _are_new(points: Array, places: Places, sides: Array) -> Array:
    """Which of some points, (..., n), are at none of the places."""
    are_new: Array = minimum_reached(points, np.array(places), sides) == len(places)
    return are_new
