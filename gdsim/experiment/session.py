"""A session: an experiment whose runs stay in memory and are advanced step by step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base import machine
from gdsim.base.cards import Card
from gdsim.base.errors import CudaError, SettingError, SettingTypeError, shown
from gdsim.base.settings import thread_count, whole
from gdsim.base.words import counted
from gdsim.engine import backends, memory
from gdsim.engine.outcome import State
from gdsim.experiment import labelled, sizes
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import outlines

if TYPE_CHECKING:
    import xarray

    from gdsim.engine.backends.cpu import Batch

# Saved states that rewinding starts from: at most this many, of at most this many bytes in all, and
# fewer if memory is short.
CHECKPOINTS = 16
CHECKPOINT_BYTES = 2**28
BRIEF = 2**18  # bytes of a start that is saved: few runs are copied sooner than made anew


@dataclass(frozen=True, kw_only=True)
class Snapshot(State):
    """The runs of a session at one step, or some of them, as copies.

    `loss`, `best_loss`, `grad_norm`, `steps` (updates taken) and `verdict` (codes of
    `gdsim.Verdict`) have the experiment's shape (optimizer, *axes); `params` has the variables as a
    last dimension. So has `gradient_point`, where the next gradient is taken: the parameters,
    except for schedule-free methods, which take it elsewhere. `finals`: a network's losses and
    accuracies over all samples at this step, by name.
    """

    step: int


class Session(Card):
    """A running experiment: advance it, look at it, go back, or fork it with changed settings.

    However the steps are divided into calls of `advance`, and however often it is rewound, the runs
    have the same bits as those of `experiment.run()`. It is not thread-safe.
    """

    def __init__(
        self,
        experiment: Experiment,
        threads: int | None = None,
        source: Session | None = None,
        soon: bool = False,
        backend: str = "cpu",
    ) -> None:
        """Compile (or load) the kernels and put every run at its start, step 0.

        With a `source` the runs begin where that session's are; call `fork` for this. `soon`: run
        with slower kernels, of the same bits, where only those are compiled. `backend`: as of
        `Experiment.run`; a fork keeps that of its source.
        """
        from gdsim.engine.modules import soonest

        _check_experiment(experiment)
        threads = thread_count(threads)
        outlined = outlines(experiment)
        engine = backends.backend(backend, outlined)
        needed = memory.of_batch(outlined, threads or machine.processors())
        memory.check(
            needed,
            f"a session of {counted(experiment.runs, 'run')} needs",
            sizes.to_take_less(experiment),
        )
        self._spare = _history(needed)
        self.experiment = experiment
        programs = experiment.programs()
        if soon:
            programs = [soonest(program) for program in programs]
        self._checkpoints: dict[int, Any] = {}
        self.step: int = 0 if source is None else source.step
        if source is None:
            try:
                self._batch: Batch = engine.Batch(programs, threads)
            except CudaError:  # as where a card's memory is too small for all runs at once
                if backend != backends.AUTO:
                    raise
                self._batch = backends.backend("cpu").Batch(programs, threads)
            self._keep_start()
        else:
            self._batch = source._batch.fork(programs)
            self._checkpoints[self.step] = self._batch.copy_state()
        self.first_step = self.step  # 0, or where it was forked

    def __repr__(self) -> str:
        return f"<Session of {counted(self.experiment.runs, 'run')} at step {self.step:,}>"

    def card(self) -> tuple[str, dict[str, str]]:
        """What `print` and a notebook show of it: where it is, and its experiment."""
        title, rows = self.experiment.card()
        return f"Session: {title}", {"step": f"{self.step:,} of {self.steps:,}", **rows}

    @property
    def steps(self) -> int:
        """The number of steps of the experiment, after which nothing advances."""
        return self.experiment.steps

    @property
    def finished(self) -> bool:
        """Whether all steps are taken, or every run has stopped earlier."""
        return self.step >= self.steps or self._batch.finished

    def advance(self, n: int = 1) -> int:
        """Take the next `n` steps, or fewer if the experiment ends earlier; return how many.

        Losses, gradients and records of the step that is reached are computed when they are first
        asked for, so steps that nobody looks at take less time.
        After Ctrl-C (KeyboardInterrupt) the session is at `step` again, or at an earlier one that
        it has kept.
        """
        n = min(whole(n, "the number of steps to advance"), self.steps - self.step)
        if n == 0 or self._batch.finished:
            return 0
        self._take(n)
        if self.step - max(self._checkpoints, default=0) >= max(self.steps // CHECKPOINTS, 1):
            self._save_checkpoint()
        return n

    def snapshot(self, runs: np.ndarray | None = None) -> Snapshot:
        """The current state of the runs, or of some of them, which takes less time.

        runs: ascending numbers over all dimensions after the optimizer's, each at most once; the
        arrays then have the shape (optimizer, len(runs)).
        Errors: SettingError for other numbers; SettingTypeError for what is none.
        """
        experiment = self.experiment
        if runs is None:
            outcome, shape = self._batch.outcome(traces=False), experiment.shape
        else:
            numbers = self._numbers_over_all(runs)
            outcome, shape = self._batch.outcome_of(numbers.ravel()), numbers.shape
        state = outcome.shaped(shape)
        state["finals"] = {name: state["finals"][name] for name in experiment.objective.finals}
        if not experiment.takes_gradient_elsewhere:
            state["gradient_point"] = state["params"]
        return Snapshot(step=self.step, **state)

    def params_of(self, runs: np.ndarray) -> np.ndarray:
        """The current parameters of some runs: (optimizer, len(runs), variables).

        The numbers are those of `snapshot`, which takes longer as it needs their losses.
        Errors: as of `snapshot`.
        """
        numbers = self._numbers_over_all(runs)
        params = self._batch.params_of(numbers.ravel())
        return params.reshape(*numbers.shape, params.shape[1])

    def _numbers_over_all(self, runs: np.ndarray) -> np.ndarray:
        """The numbers of some runs of each optimizer over those of all: (optimizer, len(runs))."""
        optimizers, each = len(self.experiment.optimizers), math.prod(self.experiment.shape[1:])
        numbers = np.arange(optimizers)[:, np.newaxis] * each + _numbers_of_runs(runs, each)
        return np.asarray(numbers)

    def params_of_every(self, count: int) -> np.ndarray:
        """The current parameters of runs 0, count, 2 * count, …: (optimizer, runs, variables).

        The numbers are over all dimensions after the optimizer's.
        Errors: SettingError if `count` is no whole number from 1.
        """
        count = whole(count, "how many runs are one apart", 1)
        return self.params_of(np.arange(0, math.prod(self.experiment.shape[1:]), count))

    def traces(
        self,
        runs: np.ndarray | None = None,
        slots: np.ndarray | None = None,
        names: Sequence[str] | None = None,
    ) -> dict[str, np.ndarray]:
        """What was recorded up to now, by name: (optimizer, *axes, slots[, ...]).

        Slot k belongs to `experiment.recorded_steps[k]`; it is NaN for a run that stopped earlier.
        A dimension of variables or layers follows, if the record has one. With `runs`, which are
        numbers over all dimensions after the optimizer's, the shape is (optimizer, len(runs),
        slots[, ...]); with `slots`, only these slots are copied, and with `names` only these of the
        experiment's records.
        """
        experiment = self.experiment
        self._batch.evaluate()
        some_runs: Any = slice(None) if runs is None else np.asarray(runs)
        some_slots: Any = slice(self._batch.known) if slots is None else np.asarray(slots)
        if runs is not None and slots is not None:
            some_runs = some_runs[:, np.newaxis]
        picked_traces = {}
        for name in experiment.record if names is None else names:
            whole = self._batch.traces[name]
            by_optimizer = whole.reshape(len(experiment.optimizers), -1, *whole.shape[1:])
            picked = by_optimizer[:, some_runs, some_slots]
            if runs is None:
                # An array of slots has made a copy already.
                picked = picked.copy() if slots is None else picked
                picked = picked.reshape(*experiment.shape, *picked.shape[2:])
            picked_traces[name] = picked
        return picked_traces

    def reset(self) -> None:
        """Go back to the step at which this session began."""
        self.rewind(self.first_step)

    def rewind(self, step: int) -> None:
        """Go back to an earlier step; the runs are then exactly what they were at that step.

        A fork goes back to the step it was forked at, and no further.
        """
        step = whole(step, "the step to go back to")
        if not self.first_step <= step <= self.step:
            raise SettingError(
                f"a session that began at step {self.first_step} and is at step {self.step} has no "
                f"step {step} to go back to"
            )
        self._go_back(step)
        if step > self.step:
            self._take(step - self.step)

    def _take(self, n: int) -> None:
        """Take steps; after Ctrl-C the runs are where they were kept last."""
        try:
            self._batch.advance(n)
            self.step += n
        except KeyboardInterrupt:
            self._go_back(self.step)
            raise

    def _go_back(self, step: int) -> None:
        """Go back to the last state up to a step that was kept, or to the start."""
        self._checkpoints = {s: state for s, state in self._checkpoints.items() if s <= step}
        self.step = max(self._checkpoints, default=0)
        if self._checkpoints:
            self._batch.restore(self._checkpoints[self.step])
        else:
            self._batch.restart()

    def fork(self, **changes: Any) -> Session:
        """A second session that continues from here with some fields of the experiment changed.

        Parameters are copied. So is the state of an optimizer that stays the same; a different one
        starts afresh at this step. Schedules and noise continue at this step's number.
        Errors: SettingError if the changes give other runs, other variables, another dtype, or
        fewer steps than are already taken.
        """
        experiment = self.experiment.replace(**changes)
        same_runs = experiment.shape == self.experiment.shape
        if not same_runs or experiment.objective.space != self.experiment.objective.space:
            raise SettingError(
                f"a fork keeps its runs: {self.experiment.shape} runs over "
                f"{self.experiment.objective.space} cannot become {experiment.shape} over "
                f"{experiment.objective.space}"
            )
        if experiment.steps < self.step or experiment.dtype != self.experiment.dtype:
            raise SettingError(
                f"a fork at step {self.step} in {self.experiment.dtype} needs at least as many "
                f"steps and the same dtype, got {experiment.steps} steps in {experiment.dtype}"
            )
        return Session(experiment, source=self)

    def restart_as(self, experiment: Experiment) -> bool:
        """Begin anew with an experiment that needs the same kernels and the same memory.

        So does one with other starts, rates or settings. That takes a fraction of the time of a new
        session. False, and the session stays as it is, if another one is needed.
        Errors: SettingTypeError if it is no experiment.
        """
        _check_experiment(experiment)
        is_fork = self.first_step > 0
        if is_fork or experiment.shape != self.experiment.shape:
            return False
        if not self._batch.renew(experiment.programs()):
            return False
        self.experiment, self.step = experiment, 0
        self._checkpoints.clear()
        self._keep_start()
        return True

    def result(self) -> xarray.Dataset:
        """The current state of the runs as a labelled result, as from `Experiment.run`."""
        advice = sizes.to_take_less(self.experiment)
        memory.check(memory.of_outcome(self._batch.programs), "a copy of the result needs", advice)
        return labelled.label(self.experiment, self._batch.outcome())

    def _keep_start(self) -> None:
        if self._batch.state_bytes <= BRIEF:
            self._save_checkpoint()

    def _save_checkpoint(self) -> None:
        if (len(self._checkpoints) + 1) * self._batch.state_bytes <= self._spare:
            self._checkpoints[self.step] = self._batch.copy_state()


def _history(needed: int) -> int:
    """The bytes that a session's saved states may take, where it needs `needed` bytes itself."""
    allowed = memory.budget()
    return CHECKPOINT_BYTES if allowed is None else min(CHECKPOINT_BYTES, allowed - needed)


def _check_experiment(given: Any) -> None:
    if not isinstance(given, Experiment):
        raise SettingTypeError(f"a session needs an Experiment, got {shown(given)}")


def _numbers_of_runs(given: Any, each: int) -> np.ndarray:
    """Ascending numbers of runs, of which each optimizer has so many."""
    allowed = f"a snapshot of some runs needs ascending numbers from 0 to {each - 1} in one row"
    try:
        runs = np.asarray(given)
    except (ValueError, TypeError):  # rows of different lengths
        raise SettingTypeError(f"{allowed}, got {shown(given)}") from None
    if runs.size and runs.dtype.kind not in "iu":
        raise SettingTypeError(f"{allowed}, got {shown(given)}")
    is_known = runs.ndim == 1 and (not runs.size or (runs[0] >= 0 and runs[-1] < each))
    if not is_known or (runs[1:] <= runs[:-1]).any():
        raise SettingError(f"{allowed}, got {shown(given)}")
    return runs.astype(np.int64)
