"""What becomes of a run with another value of a setting: it is tried before it is advised."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdsim.engine.program import Program
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.symptom import few_digits
from gdsim.learn.diagnosis.watched import Watched, observed
from gdsim.objectives.network import Network

_FACTORS = (1e-2, 0.1, 0.3, 3.0, 10.0, 30.0, 1e2, 1e3, 1e4, 1e5)  # of the rate that the run had
_FEW = (0.3, 3.0, 10.0)  # for costly runs
_WORK = 2e7  # parameters x samples x steps up to which all are tried
_MOST = 1e8  # and up to which any is
_BETTER = 0.05  # by what share of itself the loss has to be lower than the run's
_AS_GOOD = (
    0.1  # what share of the best gain may be missed by a rate that is nearer to the run's own
)


def better_rate(seen: Watched) -> float | None:
    """A rate of one digit at which the run ends clearly lower; None if none of those tried does.

    Of rates that do nearly as well, the one nearest to the run's own. None for a method without a
    rate, and for a run that would take long.
    """
    own, work = seen.peak_lr, _work(seen)
    if not own > 0 or work > _MOST:
        return None
    rates = [few_digits(own * factor) for factor in (_FACTORS if work <= _WORK else _FEW)]
    gains = _gains(seen, [{"lr": rate} for rate in rates])
    best = float(gains.max())
    if not best > _BETTER * abs(_loss(seen, seen.params[-1])):
        return None
    fine = np.flatnonzero(gains >= (1 - _AS_GOOD) * best)
    return min((rates[k] for k in fine), key=lambda rate: abs(np.log(rate / own)))


def is_clearly_better(seen: Watched, changes: Mapping[str, float]) -> bool:
    """Whether the run ends clearly lower with other values of settings; not if that takes long.

    changes: the values by names: those of settings of the optimizer, or "modifier.setting".
    """
    if _work(seen) > _MOST:
        return False
    gained = float(_gains(seen, [changes])[0])
    return gained > _BETTER * abs(_loss(seen, seen.params[-1]))


def is_better(seen: Watched, name: str, value: float) -> bool:
    """Whether the run ends lower with another value of a setting; so too if it would take long."""
    return _work(seen) > _MOST or float(_gains(seen, [{name: value}])[0]) > 0


def _work(seen: Watched) -> float:
    task, program = seen.run.objective, seen.run.program
    samples = len(task.data.inputs) if isinstance(task, Network) else 1
    return float(program.dimensions) * samples * program.steps


def _gains(seen: Watched, trials: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """By how much the run ends lower with each of the changes, (n,); -inf where it diverges."""
    from gdsim.engine.backends.cpu import Batch

    program = observed(seen.run, seen.run.program.steps)
    batch = Batch([_changed(program, changes) for changes in trials], threads=1)
    try:
        batch.advance(program.steps)
        outcome = batch.outcome(traces=False)
    finally:
        batch.close()
    lost = outcome.verdict == Verdict.DIVERGED
    losses = [
        np.inf if gone or not np.isfinite(params).all() else _loss(seen, params)
        for gone, params in zip(lost, outcome.params, strict=True)
    ]
    return np.nan_to_num(_loss(seen, seen.params[-1]) - np.array(losses), nan=-np.inf)


def _changed(program: Program, changes: Mapping[str, float]) -> Program:
    """The program with other values of settings of its optimizer, or of modifiers."""
    for name, value in changes.items():
        modifier, _, setting = name.rpartition(".")
        if not modifier:
            program = replace(program, settings={**program.settings, name: value})
            continue
        applied = program.applied
        applied[modifier] = {**applied[modifier], setting: value}
        program = replace(program, clip_value=math.inf, clip_norm=math.inf, modifiers=applied)
    return program


def _loss(seen: Watched, params: object) -> float:
    """The loss over all samples, without noise."""
    return seen.run.objective.value(np.asarray(params, np.float64), seen.stopped)
