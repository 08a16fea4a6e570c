"""Runs as other programs of the field know them: the best value after so many evaluations.

An evaluation is one of the objective, at gdsim with its gradient: a run's start is evaluation 1,
and step k ends at evaluation k + 1. Values lie above the least value of the objective.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.results.analysis.subject import Array, Subject

if TYPE_CHECKING:
    import xarray

LARGEST_COUNT = 2**53  # of evaluations, variables and instances: float64 tells these apart
LARGEST = 1e300  # in place of a loss that no number holds: other programs misread inf and nan
FUNCTION = 99  # the number of gdsim's functions: none of the 24 of COCO's suite bbob


@dataclass(frozen=True)
class Run:
    """A run of an algorithm on a function: at each of `evaluations` (rising) its value.

    The values are those at an improvement, and the last one. instance: of the function, or a number
    of the start.
    """

    algorithm: str
    problem: str
    dimension: int
    instance: int
    evaluations: NDArray[np.int64]
    values: Array

    @property
    def best(self) -> Array:
        """The least value so far."""
        least: Array = np.minimum.accumulate(self.values)
        return least


def seen(evaluations: Array, values: Array) -> tuple[NDArray[np.int64], Array]:
    """The evaluations at which a run improved, and its last one, with their values; all finite.

    evaluations: rising.
    """
    plain = np.nan_to_num(values, nan=LARGEST, posinf=LARGEST)
    plain = np.clip(plain, 0, LARGEST)
    best = np.minimum.accumulate(plain)
    kept = np.union1d(np.flatnonzero(np.diff(best, prepend=np.inf) < 0), [len(best) - 1])
    return evaluations[kept].astype(np.int64), plain[kept]


def counted_in(row: float | str) -> float:
    """The evaluations that a row of a file says; ValueError for what is no number of these."""
    count = float(row)
    if not 1 <= count <= LARGEST_COUNT:
        raise ValueError(row)
    return count


def least(subject: Subject) -> float:
    """The least value of a result's objective; SettingError if it has no traced runs above it."""
    minimum = subject.experiment.objective.minimum
    if minimum is None or subject.problems:
        raise SettingError("data for other programs needs one function whose minimum is known")
    if "trace_loss" not in subject.result:
        raise SettingError(
            'data for other programs needs traced losses; run it with record = ["loss"]'
        )
    return minimum


def of_result(result: xarray.Dataset) -> Iterator[Run]:
    """The runs of a result: an optimizer, schedule and value of a setting is an algorithm.

    Seeds and starts are instances, numbered from 1. Runs that were not computed are left out.
    Errors: SettingError.
    """
    subject = Subject.of(result)
    goal, objective = least(subject), subject.experiment.objective
    settings = [name for name in subject.dims if name not in subject.samples]
    recorded = subject.result["step"].values
    names = ("steps", "loss", "best_loss")
    grouped = [subject.grouped(subject.rows(name), settings) for name in names]
    traces = _grouped_traces(subject, settings)
    done = subject.grouped(subject.done(), settings)
    for place in np.ndindex(done.shape[:-1]):
        values = zip(settings, place[1:], strict=True)
        words = [f"{name}={subject.result[name].values[at]}" for name, at in values]
        label = ", ".join([subject.labels[place[0]], *words])
        rows = zip(traces[place], *(each[place] for each in grouped), strict=True)
        some = (row for row, is_done in zip(rows, done[place], strict=True) if is_done)
        for number, (trace, steps, last, best) in enumerate(some, 1):
            evaluations, losses = _curve(recorded, trace, int(steps), last, best)
            yield Run(
                label, objective.title, objective.size, number, *seen(evaluations, losses - goal)
            )  # fmt: skip


def _grouped_traces(subject: Subject, settings: list[str]) -> Array:
    """The traced losses as (row, *settings, run, step)."""
    traces = subject.rows("trace_loss")
    places = [subject.dims.index(name) + 1 for name in settings]
    moved = np.moveaxis(traces, places, range(1, len(places) + 1))
    shaped: Array = moved.reshape(*moved.shape[: len(places) + 1], -1, moved.shape[-1])
    return shaped


def _curve(
    recorded: NDArray[Any], trace: Array, steps: int, last: float, best: float
) -> tuple[Array, Array]:
    """The evaluations whose losses are known, and these; the end of a run is, recorded or not."""
    before = recorded < steps
    # What improved since the last record counts at the end.
    end = best if best < min(np.nanmin(trace, initial=np.inf), last) else last
    evaluations = np.append(recorded[before], steps) + 1
    return evaluations, np.append(trace[before], end).astype(np.float64)


def by_algorithm(runs: Iterator[Run] | Sequence[Run]) -> dict[str, list[Run]]:
    """The runs of each algorithm, in the order in which they come."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run.algorithm, []).append(run)
    return groups
