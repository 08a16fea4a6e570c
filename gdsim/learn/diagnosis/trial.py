"""What becomes of a run at other learning rates: a rate is tried before it is advised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.symptom import few_digits
from gdsim.learn.diagnosis.watched import Watched
from gdsim.objectives.network import Network

_FACTORS = (1e-2, 0.1, 0.3, 3.0, 10.0, 30.0, 1e2, 1e3, 1e4, 1e5)  # of the rate that the run had
_FEW = (0.3, 3.0, 10.0)  # for costly runs
_WORK = 2e7  # parameters x samples x steps up to which all are tried
_MOST = 1e8  # and up to which any is
_BETTER = 0.05  # by what share of itself the loss has to be lower than the run's
_AS_GOOD = 0.1  # what share of the best gain may be missed by a rate that is smaller


def better_rate(seen: Watched) -> float | None:
    """A rate of one digit at which the run ends clearly lower; None if none of those tried does.

    Of rates that do nearly as well, the one nearest to the run's own. None for a method without a
    rate, and for a run that would take long.
    """
    from gdsim.engine.backends.cpu import Batch

    own, program = seen.peak_lr, seen.run.program
    task = seen.run.objective
    samples = len(task.data.inputs) if isinstance(task, Network) else 1
    work = float(program.dimensions) * samples * program.steps
    if not own > 0 or work > _MOST:
        return None
    rates = [few_digits(own * factor) for factor in (_FACTORS if work <= _WORK else _FEW)]
    plain = replace(program, record=(), measures=(), only_measured=())
    batch = Batch(
        [replace(plain, settings={**plain.settings, "lr": rate}) for rate in rates], threads=1
    )
    try:
        batch.advance(program.steps)
        outcome = batch.outcome(traces=False)
    finally:
        batch.close()
    at_end = _loss(seen, seen.params[-1])
    losses = np.array([_loss(seen, params) for params in outcome.params])
    lost = (outcome.verdict == Verdict.DIVERGED) | ~np.isfinite(losses)
    gains = np.where(lost, -np.inf, at_end - losses)
    best = float(gains.max())
    if not best > _BETTER * abs(at_end):
        return None
    fine = np.flatnonzero(gains >= (1 - _AS_GOOD) * best)
    return min((rates[k] for k in fine), key=lambda rate: abs(np.log(rate / own)))


def _loss(seen: Watched, params: object) -> float:
    """The loss over all samples, without noise."""
    return seen.run.objective.value(np.asarray(params, np.float64), seen.stopped)
