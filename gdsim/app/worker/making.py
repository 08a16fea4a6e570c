"""Sessions are made of experiments; meanwhile the complete paths of some optimizers are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gdsim.app.translation import tr
from gdsim.app.worker.ahead import run_ahead
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.observing import forked
from gdsim.app.worker.publisher import Publisher
from gdsim.app.worker.scene import thinned
from gdsim.experiment import Experiment

if TYPE_CHECKING:
    from gdsim.engine.warming import Progress
    from gdsim.experiment.session import Session

AHEAD = 0.5  # s of processor time, of all threads, that complete paths may take
AGAIN = 64  # steps that are taken at once where they are taken again


class Superseded(Exception):  # noqa: N818  # not an error: it ends work whose result is obsolete
    """A newer experiment has arrived than the one that is being opened."""


class SessionMaker:
    """Makes sessions with `open_session` and `compiled`, which are those of `Worker`.

    What it does ends with `Superseded` once `is_superseded()`.
    """

    def __init__(
        self,
        open_session: Callable[[Experiment, Progress | None], Session],
        compiled: Callable[[Experiment], tuple[int, ...]],
        frames: Publisher,
        is_superseded: Callable[[], bool],
    ) -> None:
        self._open, self._compiled_in = open_session, compiled
        self._frames, self._is_superseded = frames, is_superseded
        self._experiment: Experiment | None = None
        self._shown = 0  # optimizers whose paths are shown while others are compiled
        self._done = 0  # modules that were compiled when it was last seen which paths can be

    def make(self, experiment: Experiment, source: Session | None) -> Session:
        """A session of an experiment; it continues from the source, if there is one that fits."""
        # The paths of one that continues begin later.
        self._shown = 0 if source is None else len(experiment.optimizers)
        if self._frames.last is not None:
            # What is compiled is seen while helpers compile: to write the kernels takes a while.
            self._frames.say(experiment, State.COMPILING, "")
        else:
            self._begin(experiment)
        session = self._opened(experiment)
        self._stop_if_superseded()
        return (None if source is None else forked(source, experiment)) or session

    def make_again(self, experiment: Experiment, step: int) -> Session:
        """A session of an experiment at a step, or where it finishes before."""
        session = self._opened(experiment)
        while session.step < step and not session.finished:
            session.advance(min(AGAIN, step - session.step))
            self._stop_if_superseded()
        return session

    def _begin(self, experiment: Experiment) -> None:
        """Say that the first session is made, and show one path: to load all kernels takes long."""
        known = self._compiled_in(experiment)
        message = "" if len(known) == len(experiment.optimizers) else tr("Compiling")
        self._frames.say(experiment, State.COMPILING, message)
        if len(experiment.optimizers) > 1 and experiment.objective.has_domain:
            self._show_part(experiment, known[:1])
            self._frames.say(experiment, State.COMPILING, message)

    def _opened(self, experiment: Experiment) -> Session:
        self._experiment = experiment
        return self._open(experiment, self._compiled)

    def _stop_if_superseded(self) -> None:
        if self._is_superseded():
            raise Superseded

    def _compiled(self, done: int, total: int) -> None:
        self._stop_if_superseded()
        if self._experiment is None:
            return
        message = tr("Compiling")
        if total > 1:
            message = tr("Compiling {number} of {total}", number=min(done + 1, total), total=total)
            if not self._shown or done != self._done:  # to see what is ready takes a while
                self._done = done
                self._show_ready(self._experiment, message)
        self._frames.say(self._experiment, State.COMPILING, message)

    def _show_ready(self, experiment: Experiment, message: str) -> None:
        """Have the complete paths shown that are there: all, or twice as many as the last time.

        To show them takes time, too: so the first of all is shown alone.
        """
        if not experiment.objective.has_domain:
            return
        ready = self._compiled_in(experiment)
        enough = min(max(2 * self._shown, 1), len(experiment.optimizers))
        if self._shown < enough <= len(ready):
            if not self._shown and len(ready) > 1:
                self._show_part(experiment, ready[:1])
                self._frames.say(experiment, State.COMPILING, message)
            self._show_part(experiment, ready)

    def _show_part(self, experiment: Experiment, ready: tuple[int, ...]) -> None:
        """Have the complete paths of some optimizers shown, whose kernels exist already."""
        if not ready:
            return
        self._shown = len(ready)
        part = experiment.replace(optimizers=[experiment.optimizers[i] for i in ready])
        colours = tuple(self._frames.colours[i] for i in ready)
        session = self._open(part, None)
        ahead = run_ahead(session, colours, AHEAD, self._is_superseded)
        self._stop_if_superseded()
        if ahead is not None:
            scene = replace(thinned(session, session.snapshot(), colours), ahead=ahead)
            self._frames.last = Frame(experiment, State.COMPILING, scene=scene)
