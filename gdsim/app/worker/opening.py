"""Opens sessions; where many modules have to be compiled first, helper processes do that.

Compiling holds Python's lock for up to 0.2 s at a time, which would make the window stutter.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from gdsim.app.worker import computing
from gdsim.engine.cache import compile_elsewhere, is_new
from gdsim.engine.compiler import load_compiler
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import outlines

if TYPE_CHECKING:
    from gdsim.engine.cache import Source
    from gdsim.engine.warming import Progress, Reserve
    from gdsim.experiment.session import Session

WELCOME = "float32"  # the precision of the experiment that is shown first on a new machine
QUIET = 3.0  # s after which helpers are started for the next session
POLL = 0.1  # s in which they are given up for other work


def open_session(
    experiment: Experiment, progress: Progress | None, reserve: Reserve | None = None
) -> Session:
    """A session of the experiment; `progress(done, total)` may raise to give it up.

    progress: None for one that begins soon, with slower kernels where only those are compiled.
    """
    from gdsim.engine.warming import warm

    if progress is None:
        return computing.session(experiment, soon=True)
    if computing.suiting(outlines(experiment)) == computing.PROCESSOR:
        warm(outlines(experiment), progress, reserve)
    return computing.session(experiment)


def compiled(experiment: Experiment) -> tuple[int, ...]:
    """The numbers of the optimizers that can run, if only with slower kernels."""
    from gdsim.engine.modules import soonest
    from gdsim.engine.warming import missing

    programs = [soonest(each) for each in outlines(experiment)]  # optimizers with schedules
    each = len(programs) // len(experiment.optimizers)
    return tuple(
        number
        for number in range(len(experiment.optimizers))
        if not missing(programs[number * each : (number + 1) * each])
    )


class Opener:
    """Opens sessions, with helpers that wait for the next ones; `close` ends those.

    They are started once nothing has been opened for a while, because they load the compiler first.
    Then one of them compiles kernels that call the objective: the paths of the next function
    wait only for that (`gdsim.engine.modules.soonest`).
    """

    def __init__(self) -> None:
        self._reserve: Reserve | None = None
        self._filling: threading.Timer | None = None
        self._has_other_work = threading.Event()  # what is compiled for later is given up then

    def __call__(self, experiment: Experiment, progress: Progress | None) -> Session:
        from gdsim.engine.warming import Reserve

        if self._reserve is None:
            self._reserve = Reserve()
        compile_elsewhere(partial(_compile, self._reserve))
        self._stop_filling()
        try:
            return open_session(experiment, progress, self._reserve)
        finally:
            stop = self._has_other_work = threading.Event()
            self._filling = threading.Timer(QUIET, _get_ready, (self._reserve, experiment, stop))
            self._filling.daemon = True
            self._filling.start()

    def begin(self) -> None:
        """On a machine where nothing is compiled, have a helper load the compiler from now on.

        What is drawn before the first session is compiled in this process.
        """
        compile_elsewhere(lambda _: load_compiler())
        if is_new():
            from gdsim.engine.warming import Reserve

            self._reserve = Reserve()
            self._reserve.start_one(WELCOME)

    def close(self) -> None:
        """End the helpers that wait."""
        self._stop_filling()
        compile_elsewhere(None)
        if self._reserve is not None:
            self._reserve.close()

    def _stop_filling(self) -> None:
        self._has_other_work.set()
        if self._filling is not None:
            self._filling.cancel()


def _compile(reserve: Reserve, source: Source) -> None:
    """Have a helper compile a module; the compiler is loaded here only if none does."""
    reserve.compile(source)
    if not source.is_compiled:
        load_compiler()


def _get_ready(reserve: Reserve, experiment: Experiment, stop: threading.Event) -> None:
    """Fill the reserve; then compile what paths of other functions can be computed with."""
    from gdsim.engine.warming import Helpers, callers

    reserve.fill()
    known = callers(outlines(experiment))
    needed = [source for source in known if not source.is_compiled]
    if needed and not stop.is_set():
        with Helpers(needed, busy=1, reserve=reserve) as helpers:
            while helpers.wait(POLL):
                if stop.is_set():
                    helpers.stop()
    for source in known:
        if stop.wait(POLL):
            return
        if source.is_compiled:
            source.load()  # each takes about 10 ms, for which the paths would wait
