"""When runs reach targets: the step at which a run's best loss first is at or below each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.results.analysis.subject import Subject

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]

WORDS = {"long_name": "updates made until the target was reached", "units": "step"}
# Targets as shares of the starts' distance to the minimum, down to what the precision resolves on
# functions whose values are some hundred times their rounding errors.
PRECISIONS = {
    "float32": tuple(float(f"1e-{k}") for k in range(1, 6)),
    "float64": tuple(float(f"1e-{k}") for k in range(1, 9)),
}


def first_hits(losses: NDArray[Any], targets: Sequence[float]) -> NDArray[np.float32]:
    """The first step at which each run is at or below each target: (runs, targets), inf if never.

    losses: (runs, steps + 1), NaN after the step at which a run stopped. A step is the number of
    updates before that loss, so a start below a target reaches it at step 0.
    """
    best = np.fmin.accumulate(np.where(np.isnan(losses), np.inf, losses), axis=1)
    hits = np.empty((len(losses), len(targets)), dtype=np.float32)
    for index, target in enumerate(targets):
        above = np.count_nonzero(best > target, axis=1)
        hits[:, index] = np.where(above == losses.shape[1], np.inf, above)
    return hits


def with_hits(
    result: xarray.Dataset,
    precisions: Sequence[float] | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """A result with `hit` over (problem, optimizer, …, start, target): steps, inf if never reached.

    What a suite has run comes back as it is. An experiment's result is taken as one problem. Where
    it traced its loss and the minimum is known, targets lie above the minimum by `precisions` times
    the median loss of the starts above it; else its own target is the only one. Runs that are
    missing have NaN. Errors: SettingError where the result does not say when a target was reached.
    """
    if "hit" in result:
        return result
    subject = Subject.of(result, experiment)
    if "trace_loss" in result and subject.experiment.objective.minimum is not None:
        targets, hit = _of_traces(subject, precisions)
    elif subject.experiment.target is not None:
        targets, hit = _of_steps(subject, subject.experiment.target)
    else:
        raise SettingError(
            "the result does not say when its runs reached a target: give the experiment a target, "
            'or record="loss" on a function whose minimum is known'
        )
    return _as_problems(subject, targets, hit)


def _of_traces(subject: Subject, precisions: Sequence[float] | None) -> tuple[Array, Array]:
    """Relative precisions, and hits of their targets (row, *dimensions, target)."""
    minimum = subject.experiment.objective.minimum
    assert minimum is not None  # the caller has checked it
    wanted = PRECISIONS[subject.experiment.dtype] if precisions is None else precisions
    losses = subject.rows("trace_loss")
    starts = losses[..., 0][np.isfinite(losses[..., 0])].astype(np.float64)
    scale = float(np.median(starts)) - minimum if starts.size else 0.0
    flat = losses.reshape(-1, losses.shape[-1])
    slots = first_hits(flat, [minimum + each * scale for each in wanted])
    steps = np.append(subject.result["step"].values.astype(np.float64), np.inf)
    slots[np.isinf(slots)] = len(steps) - 1
    hit = steps[slots.astype(np.intp)].reshape(*losses.shape[:-1], len(wanted))
    return np.array(wanted), hit


def _of_steps(subject: Subject, target: float) -> tuple[Array, Array]:
    """The experiment's own target, and the steps of the runs that stopped there."""
    is_hit = subject.rows("best_loss") <= target
    hit = np.where(is_hit, subject.rows("steps"), np.inf)
    return np.array([target]), hit[..., np.newaxis]


def _as_problems(subject: Subject, targets: Array, hit: Array) -> xarray.Dataset:
    """Hits over the problems of an experiment: one, or one per value of its function's parameters.

    The dimensions that repeat a setting become one, "start".
    """
    import xarray

    hit[~subject.done()] = np.nan
    problems = subject.problems
    others = [name for name in subject.dims if name not in subject.repeats]
    wanted = (*problems, *others, *subject.samples)
    order = [subject.dims.index(name) + 1 for name in wanted]
    moved = hit.transpose(*order[: len(problems)], 0, *order[len(problems) :], hit.ndim - 1)
    labels = _problem_labels(subject)
    inner = moved.shape[len(problems) : len(problems) + 1 + len(others)]
    dims = ("problem", "optimizer", *others, "start", "target")
    known = {name: subject.result[name] for name in others}
    return xarray.Dataset(
        {"hit": (dims, moved.reshape((len(labels), *inner, -1, len(targets))), WORDS)},
        coords={
            "problem": labels,
            "optimizer": subject.labels,
            "target": ("target", targets, {"long_name": "precision of the target"}),
            "dimension": ("problem", [len(subject.experiment.objective.variables)] * len(labels)),
            **{name: (name, each.values, each.attrs) for name, each in known.items()},
        },
        attrs={"title": subject.result.attrs["title"], "steps": subject.experiment.steps},
    )


def _problem_labels(subject: Subject) -> list[str]:
    """The name of each problem: the function's title, and the values of its parameters."""
    title = subject.experiment.objective.title
    values = [subject.result[name].values for name in subject.problems]
    if not values:
        return [title]
    combined = itertools.product(*values)
    named = [zip(subject.problems, each, strict=True) for each in combined]
    return [f"{title}, {', '.join(f'{n}={v:.6g}' for n, v in each)}" for each in named]
