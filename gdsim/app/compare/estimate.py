"""How much a comparison is: its runs, and about how long they take."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gdsim.app.compare.plan import Wanted, contest_on, runs_of, sweep_of
from gdsim.app.export_line import lasting
from gdsim.app.translation import tr
from gdsim.experiment import Experiment
from gdsim.experiment.session import Session

PROBED = 0.04  # s of the runs that are timed
STRIDE = 8  # steps at a time


def words_of(given: Experiment | str, wanted: Wanted) -> Iterator[str]:
    """The number of runs in words, and then also the time. Errors: SettingError."""
    runs = runs_of(given, wanted) if wanted.optimizers else 0
    said = tr("{count} run", "{count} runs", runs)
    steps = tr("of {count} step", "of {count} steps", wanted.steps)
    words = f"{said} {steps}"
    yield words
    seconds = estimated(given, wanted, runs)
    if seconds is not None:
        time_ = lasting(seconds).replace(" ", "\u00a0")  # no unit begins a line
        yield tr("{what}; about {time}", what=words, time=time_)


def estimated(given: Experiment | str, wanted: Wanted, runs: int) -> float | None:
    """About the seconds that `runs` runs take; None where their kernels must be compiled first."""
    from gdsim.engine.warming import missing

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
