"""Opens sessions; where many modules have to be compiled first, helper processes do that.

Compiling holds Python's lock for up to 0.2 s at a time, which would make the window stutter.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from gdsim.engine.compiler import load_compiler
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.experiment.session import Session

if TYPE_CHECKING:
    from gdsim.engine.warming import Progress, Reserve

QUIET = 3.0  # s after which helpers are started for the next session


def open_session(
    experiment: Experiment, progress: Progress, reserve: Reserve | None = None
) -> Session:
    """A session of the experiment; `progress(done, total)` may raise to give it up."""
    from gdsim.engine.warming import warm

    warm(outlines(experiment), progress, reserve)
    return Session(experiment)


def compiled(experiment: Experiment) -> tuple[int, ...]:
    """The numbers of the optimizers all of whose modules are compiled."""
    from gdsim.engine.warming import missing

    programs = outlines(experiment)  # each optimizer with each schedule
    each = len(programs) // len(experiment.optimizers)
    return tuple(
        number
        for number in range(len(experiment.optimizers))
        if not missing(programs[number * each : (number + 1) * each])
    )


class Opener:
    """Opens sessions, with helpers that wait for the next ones; `close` ends those.

    They are started once nothing has been opened for a while, because they load the compiler first.
    """

    def __init__(self) -> None:
        self._reserve: Reserve | None = None
        self._filling: threading.Timer | None = None

    def __call__(self, experiment: Experiment, progress: Progress) -> Session:
        from gdsim.engine.warming import Reserve

        load_compiler()
        if self._reserve is None:
            self._reserve = Reserve()
        self._stop_filling()
        try:
            return open_session(experiment, progress, self._reserve)
        finally:
            self._filling = threading.Timer(QUIET, self._reserve.fill)
            self._filling.daemon = True
            self._filling.start()

    def close(self) -> None:
        """End the helpers that wait."""
        self._stop_filling()
        if self._reserve is not None:
            self._reserve.close()

    def _stop_filling(self) -> None:
        if self._filling is not None:
            self._filling.cancel()
