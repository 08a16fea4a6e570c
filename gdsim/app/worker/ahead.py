"""Complete paths: what the runs of a session will do, before they are played."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from gdsim.app.worker.scene import Scene, thinned

if TYPE_CHECKING:
    from gdsim.experiment import Experiment
    from gdsim.experiment.session import Session

MOST = 4e7  # steps of all runs, of a function of two variables, that are run ahead at most
FIRST, PROMPT = 64, 0.05  # steps at a time, and s that they may take before it is given up
AT_ONCE = 2**16  # steps of all runs, of a function of two variables, that take some milliseconds
IN_A_FRAME = 2**19  # such steps that take no longer than a picture is seen
GROWTH = 16  # times as many steps at most in the next call: many calls of few steps are slow


def run_ahead(
    session: Session, colours: tuple[int, ...], patience: float, is_superseded: Callable[[], bool]
) -> Scene | None:
    """The scene at the end of a session, which is then where it was; None if that takes long.

    patience: the seconds of processor time after which it is given up, so that paths are complete
    on a busy machine too; it is also given up once `is_superseded()`. A run that is taken back and
    played again has the same bits.
    """
    experiment = session.experiment
    if not experiment.objective.has_domain:
        return None  # each step of a network costs a pass over its samples
    if _steps_of_all(experiment) > MOST:
        return None
    are_few = _steps_of_all(experiment) <= AT_ONCE
    first, size = session.step, experiment.steps if are_few else FIRST
    end = time.process_time() + patience
    try:
        while not session.finished:
            begun = time.process_time()
            if begun > end or is_superseded():
                return None
            session.advance(size)
            spent = max(time.process_time() - begun, 1e-9)
            size = int(size * min(max(0.5 * PROMPT / spent, 1), GROWTH))
        return thinned(session, session.snapshot(), colours)
    finally:
        session.rewind(first)


def is_waited_for(experiment: Experiment) -> bool:
    """Whether running ahead takes so long that the start is shown before."""
    return experiment.objective.has_domain and IN_A_FRAME < _steps_of_all(experiment) <= MOST


def _steps_of_all(experiment: Experiment) -> float:
    """The steps of all runs, as so many of a function of two variables."""
    return experiment.steps * experiment.runs * experiment.objective.cost
