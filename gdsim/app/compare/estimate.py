"""About how long a comparison takes, from what some of its runs take."""

from __future__ import annotations

import time

from gdsim.app.compare.plan import Wanted, contest_on, sweep_of
from gdsim.experiment import Experiment

PROBED = 0.04  # s of the runs that are timed
STRIDE = 8  # steps at a time


def estimated(given: Experiment | str, wanted: Wanted, runs: int) -> float | None:
    """About the seconds that `runs` runs take; None where their kernels must be compiled first."""
    from gdsim.engine.warming import missing
    from gdsim.experiment.session import Session

    if not runs:
        return None
    if isinstance(given, str):
        experiment = next(iter(contest_on(given, wanted).tuning)).experiment
        probe = experiment.replace(optimizers=wanted.optimizers[:1], lr=wanted.axis)
    else:
        probe = sweep_of(given, wanted).replace(optimizers=wanted.optimizers[:1])
    if missing(probe.programs()):
        return None
    session, start, spent = Session(probe), time.perf_counter(), 0.0
    while spent < PROBED and not session.finished:
        session.advance(STRIDE)
        spent = time.perf_counter() - start
    return spent / max(session.step * probe.runs, 1) * runs * wanted.steps
