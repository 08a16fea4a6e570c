"""One run of an experiment, computed again and observed: now and then, and closely at its end."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.engine import memory
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.objectives.objective import Objective

if TYPE_CHECKING:
    from gdsim.engine.backends.cpu import Batch
    from gdsim.engine.program import Program

Array = NDArray[np.float64]
LOOKS = 64  # observations spread over a run, and the number of last steps that are kept
FADED = 0.01  # share of its peak below which a schedule has let the rate fade
_RECORDED = (
    "loss", "grad_norm", "train_loss", "train_accuracy", "test_loss", "layer_grad_norm", "dead"
)  # fmt: skip


@dataclass(frozen=True)
class Watched:
    """The observations of a run.

    verdict, stopped: its verdict, and the step at which it stopped. way, traces: the parameters at
    observations spread over the run, (looks, P), and what was recorded at them, by name. steps,
    losses, grad_norms, (n,), and params, (n, P), in the run's precision: at its last steps, each
    before the update of its step.
    """

    run: SingleRun
    verdict: Verdict
    stopped: int
    way: NDArray[Any]
    traces: Mapping[str, Array]
    steps: NDArray[np.int64]
    losses: Array
    grad_norms: Array
    params: NDArray[Any]

    @property
    def whole_losses(self) -> Array:
        """The losses at the observations, over all training samples where there are such."""
        return self.traces.get("train_loss", self.traces["loss"])

    @cached_property
    def first_loss(self) -> float:
        """The loss at the start, over all training samples, as `last_loss` is."""
        if self.run.objective.samples_per_step is None:
            return float(self.traces["loss"][0])
        return self.run.objective.value(np.asarray(self.way[0], np.float64), 0)

    @cached_property
    def last_loss(self) -> float:
        """The loss at the last step, over all training samples, by which the run is judged."""
        if self.run.objective.samples_per_step is None:
            return float(self.losses[-1])
        return self.run.objective.value(np.asarray(self.params[-1], np.float64), self.stopped)

    @cached_property
    def last_norm(self) -> float:
        """The length of its gradient, likewise."""
        if self.run.objective.samples_per_step is None:
            return float(self.grad_norms[-1])
        return float(np.linalg.norm(self.gradient()))

    @cached_property
    def lr(self) -> float:
        """The learning rate of the last update."""
        return self.run.lr(max(self.stopped - 1, 0))

    @cached_property
    def peak_lr(self) -> float:
        """The largest learning rate of the updates; that of every one without a schedule."""
        last = max(self.stopped - 1, 0)
        looks = {round(k * last / (4 * LOOKS)) for k in range(4 * LOOKS + 1)}
        return max(map(self.run.lr, looks))

    @property
    def has_faded(self) -> bool:
        """Whether a schedule has let the rate fade, so that the run rests wherever it is."""
        return self.lr < FADED * self.peak_lr

    def eigenvalues(self, place: int = -1) -> Array | None:
        """The Hessian's eigenvalues at one of the last steps, ascending; None if it is too large.

        For a large network only the largest eigenvalue.
        """
        point = np.asarray(self.params[place], np.float64)
        return self.run.objective.curvatures(point, int(self.steps[place]))

    @cached_property
    def largest_curvature(self) -> float:
        """The largest eigenvalue of the Hessian at the observations, or at some of them."""
        looks = self.way[:: max(len(self.way) // 8, 1)] if self.run.is_costly else self.way
        every = max(1, self.run.program.steps // LOOKS)
        task = self.run.objective
        spectra = [
            task.curvatures(np.asarray(p, np.float64), k * every) for k, p in enumerate(looks)
        ]
        largest = (float(spectrum[-1]) for spectrum in spectra if spectrum is not None)
        return max(largest, default=0.0)

    def gradient(self, place: int = -1) -> Array:
        """The gradient in float64 at one of the last steps, over all samples, without noise."""
        point = np.asarray(self.params[place], np.float64)
        return self.run.objective.slope(point, int(self.steps[place]))


def watch(run: SingleRun) -> Watched:
    """Compute a run to its end, and observe it now and then and at each of its last steps."""
    from gdsim.engine.backends.cpu import Batch

    every = max(1, run.program.steps // LOOKS)
    program = observed(run, every)
    seen = 2 * LOOKS * program.dimensions * np.dtype(program.dtype).itemsize
    states = _states(every) * memory.of_state([program], 1)
    memory.check(
        memory.of_batch([program], 1) + states + seen,
        "computing the run again, with observations, needs",
        ["choose a run with fewer parameters"],
    )
    batch = Batch([program], threads=1)
    try:
        return _watched(run, batch, every)
    finally:
        batch.close()


def observed(run: SingleRun, every: int) -> Program:
    """The run's program, which records what is asked about; with any `every` it is one kernel."""
    record = _record(run.objective)
    return replace(run.program, record=record, every=every, measures=(), only_measured=())


def _record(objective: Objective) -> tuple[str, ...]:
    """The records that are traced: those of `_RECORDED` that the objective has."""
    return tuple(
        name
        for name in objective.records
        if name in _RECORDED and not objective.why_not_recorded(name)
    )


def _states(every: int) -> int:
    """How many states to keep, so that the last steps can be repeated once the end is known."""
    # That a run has stopped is noticed up to `every` steps late, and the last state may be early.
    return LOOKS // every + 4


def _watched(run: SingleRun, batch: Batch, every: int) -> Watched:
    step, way = 0, [batch.params_of(np.arange(1))[0]]
    saved = deque([(0, batch.copy_state())], maxlen=_states(every))
    while step < run.program.steps and not batch.finished:
        count = min(every, run.program.steps - step)
        batch.advance(count)
        step += count
        saved.append((step, batch.copy_state()))
        way.append(batch.params_of(np.arange(1))[0])
    outcome = batch.outcome()
    stopped = int(outcome.steps[0])
    first = max(stopped - LOOKS, 0)
    step, state = next(pair for pair in reversed(saved) if pair[0] <= first)
    batch.restore(state)
    batch.advance(first - step)
    looks = [batch.outcome(traces=False)]
    for _ in range(stopped - first):
        batch.advance(1)
        looks.append(batch.outcome(traces=False))
    slots = stopped // every + 1
    return Watched(
        run,
        Verdict(int(outcome.verdict[0])),
        stopped,
        np.stack(way),
        {name: np.asarray(t[0][:slots], np.float64) for name, t in outcome.traces.items()},
        np.arange(first, stopped + 1),
        np.array([float(each.loss[0]) for each in looks]),
        np.array([float(each.grad_norm[0]) for each in looks]),
        np.stack([each.params[0] for each in looks]),
    )
