"""Basins of attraction: the minimum that each start leads to, and the steps that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.objectives.objective import Objective
from gdsim.results.analysis.dimensions import Select, selected, where
from gdsim.results.analysis.subject import Subject
from gdsim.results.geometry.found_minima import FoundMinima, Places
from gdsim.results.geometry.minima import minimum_reached

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

NONE, DIVERGED = "none of them", "diverged"
MISSING = -1


def basins(
    result: xarray.Dataset,
    select: Select | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """Which of a function's minima each start leads to, for each optimizer.

    A run has reached the nearest minimum if it ended within 2 % of the domain's sides of it. The
    minima are those that the function states; if it states none, those that Newton's method finds
    near where runs ended.
    select: {"lr": 0.01} keeps of an axis the nearest value; axes that are left stay dimensions.

    `reached` (optimizer, …, starts): the number of the outcome, -1 where a run is missing; `share`
    (optimizer, …, outcome) of the runs done. The outcomes are the minima, "none of them" and
    "diverged". Starts are "start_y" and "start_x" of a grid, or points along "start".
    Errors: SettingError where minima or final parameters are not known, or starts do not differ.
    """
    starts = Starts.of(result, select, experiment)
    surface = starts.surface
    subject = starts.subject
    if "params" not in subject.result:
        raise SettingError("the result has kept no parameters, so it does not say where runs ended")
    ends = subject.rows("params")
    minima = np.array(surface.minima or _found(subject, surface, ends))
    reached = minimum_reached(ends, minima, np.ptp(np.array(surface.domain), axis=1))
    reached[subject.rows("verdict") == Verdict.DIVERGED] = len(minima) + 1
    reached[~subject.done()] = MISSING
    reached = starts.last(reached)
    names = [f"({', '.join(f'{x:.3g}' for x in point)})" for point in minima]
    axes = starts.places
    counts = np.stack([(reached == k).sum(axis=axes) for k in range(len(names) + 2)], axis=-1)
    share = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    words = {"long_name": "share of the starts", "units": "1"}
    described = f"Which minimum each start reaches in {counted(starts.steps, 'step')}"
    answer = subject.dataset(
        {
            "reached": ((*starts.others, *starts.dims), reached, {"long_name": "outcome reached"}),
            "share": ((*starts.others, "outcome"), share, words),
        },
        {"outcome": [*names, NONE, DIVERGED]},
        **starts.attributes(described),
    )
    answer["minima"] = (("minimum", "variable"), minima, {"long_name": "minima"})
    return answer.assign_coords(variable=list(surface.variables))


def _found(subject: Subject, surface: Objective, ends: NDArray[Any]) -> Places:
    """The minima near the ends of runs, (..., n), in order; SettingError if there are none."""
    found, done = FoundMinima(surface), subject.done()
    if surface.settled() is surface:  # or they differ from run to run
        found.learn(ends[done], subject.rows("verdict")[done])
    if not found.places:
        raise SettingError(
            f"the minima of {surface.title} are not known, and none are near where runs ended"
        )
    return tuple(sorted(found.places))


def iterations(
    result: xarray.Dataset,
    select: Select | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The number of steps that each start takes to converge, for each optimizer.

    A run has converged at the experiment's target or tolerance. select: as `basins` has it.

    `iterations` (optimizer, …, starts): steps, NaN where a run has not converged or is missing;
    `verdict` alike, -1 where it is missing; `converged` (optimizer, …) the share of the runs done.
    Errors: SettingError where starts do not differ.
    """
    starts = Starts.of(result, select, experiment)
    subject = starts.subject
    verdict = subject.rows("verdict").astype(np.int8)
    verdict[~subject.done()] = MISSING
    steps = subject.rows("steps").astype(np.float64)
    steps[verdict != Verdict.CONVERGED] = np.nan
    steps, verdict = starts.last(steps), starts.last(verdict)
    done = np.maximum((verdict != MISSING).sum(axis=starts.places), 1)
    converged = np.isfinite(steps).sum(axis=starts.places) / done
    dims, share = (*starts.others, *starts.dims), {"long_name": "share of the starts converged"}
    return subject.dataset(
        {
            "iterations": (dims, steps, {"long_name": "steps to converge", "units": "step"}),
            "verdict": (dims, verdict, {"long_name": "what became of the run"}),
            "converged": (starts.others, converged, share),
        },
        **starts.attributes(f"Steps until each start has converged, of {starts.steps:,}"),
    )


@dataclass(frozen=True)
class Starts:
    """A result over starts in a domain: rows first, then other axes, then starts."""

    subject: Subject
    surface: Objective
    others: list[str]
    dims: list[str]

    @classmethod
    def of(
        cls, result: xarray.Dataset, select: Select | None, experiment: Experiment | None
    ) -> Starts:
        """Take a result; SettingError unless it is over a domain and its starts differ."""
        subject = Subject.of(selected(result, select), experiment)
        surface = subject.surface
        if surface is None:
            kind = subject.experiment.objective.kind
            raise SettingError(f"basins and iterations are of functions; this result is a {kind}'s")
        dims = [name for name in subject.dims if name.startswith("start")]
        if not dims:
            raise SettingError(
                "all runs begin at the same point; give the experiment starts, as grid(200, 200)"
            )
        others = [name for name in subject.dims if name not in dims]
        return cls(subject, surface, others, dims)

    @property
    def places(self) -> tuple[int, ...]:
        """The dimensions of the starts in the result of `last`."""
        return tuple(range(1 + len(self.others), 1 + len(self.others) + len(self.dims)))

    @property
    def steps(self) -> int:
        """The largest number of updates per run."""
        return self.subject.experiment.steps

    def last(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of runs with the starts as last dimensions."""
        order = [self.subject.dims.index(name) + 1 for name in (*self.others, *self.dims)]
        return values.transpose(0, *order)

    def attributes(self, words: str) -> dict[str, Any]:
        """A description of what is shown, and at which setting."""
        at = where(self.subject.result)
        return {
            "starts_of": list(self.surface.variables),
            "words": f"{words}{', ' + at if at else ''}",
            "domain": np.array(self.surface.domain).ravel(),
        }
