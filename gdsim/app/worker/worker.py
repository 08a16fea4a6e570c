"""The one thread that computes: it owns the session, advances it and leaves the newest frame."""

from __future__ import annotations

import contextlib
import logging
import math
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from gdsim.app.translation import tr
from gdsim.app.worker import computing
from gdsim.app.worker.ahead import is_waited_for, run_ahead
from gdsim.app.worker.chunk import Chunk
from gdsim.app.worker.clock import Clock
from gdsim.app.worker.focus import Wanted
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.making import AHEAD, SessionMaker, Superseded
from gdsim.app.worker.observing import forked
from gdsim.app.worker.priority import step_back
from gdsim.app.worker.publisher import Publisher
from gdsim.app.worker.recording import Budget, recorded, thinned_in_words
from gdsim.base.errors import CudaError
from gdsim.engine.backends import begin_threads_with
from gdsim.experiment import Experiment

if TYPE_CHECKING:
    from gdsim.engine.warming import Progress
    from gdsim.experiment.session import Session

log = logging.getLogger(__name__)

Command = Callable[[], None]

CHUNK = 0.012  # s one advance may take, so that pausing is prompt
CHUNK_OF_DATA = 0.04  # steps over data are long, and each frame takes one of them twice
FASTEST = math.inf
# s that a thread waits for Python's lock until it is asked for. Threads that compute need it for
# microseconds between kernels of milliseconds: at Python's own 0.005 s painting stops them.
SWITCH = 0.0005


def sentence(error: BaseException) -> str:
    """An error as one sentence for a person."""
    text = str(error).strip().split("\n")[0]
    if isinstance(error, (ValueError, TypeError, OSError)) and text:
        return text
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this experiment; take fewer runs or steps.")
    return tr("The computation failed: {error}.", error=text or type(error).__name__)


class Worker:
    """Advances a session in chunks, publishes the newest frame, and obeys commands between chunks.

    `open_session(experiment, progress)` makes the session; it may call `progress(done, total)`
    while it compiles; with None it makes one of what is compiled. `compiled(experiment)` gives the
    numbers of the optimizers whose complete paths are shown meanwhile. With `waits` nothing is done
    before `begin()`. Commands return at once. `take()` returns each newest frame once; older frames
    are dropped.
    """

    def __init__(
        self,
        open_session: Callable[[Experiment, Progress | None], Session],
        rate: float = 100.0,
        waits: bool = False,
        compiled: Callable[[Experiment], tuple[int, ...]] = lambda _: (),
    ) -> None:
        sys.setswitchinterval(SWITCH)
        begin_threads_with(step_back)
        self._wake = threading.Condition()
        self._clock, self._frames = Clock(rate), Publisher(self._wake)
        self._maker = SessionMaker(open_session, compiled, self._frames, self._is_superseded)
        self._commands: deque[tuple[str, Command]] = deque()
        self._session: Session | None = None
        self._experiment: Experiment | None = None
        self._budget = Budget()
        self._playing = False
        self._closing = False
        self._waits = waits
        self._chunk = Chunk()
        self._wants_ways = False
        self._given: Experiment | None = None
        self._thread = threading.Thread(target=self._run, name="gdsim-worker", daemon=True)
        self._thread.start()

    # what the interface thread calls

    @property
    def wants_all(self) -> bool:
        """Whether scenes have the numbers of all runs also while they play."""
        return self._frames.wants_all

    @wants_all.setter
    def wants_all(self, wanted: bool) -> None:
        self._frames.wants_all = wanted

    def call_at_frames(self, wake_window: Command) -> None:
        """Have this called in the worker's thread at each frame."""
        self._frames.wake_window = wake_window

    def begin(self) -> None:
        """Obey the commands that have come, and those that come."""
        with self._wake:
            self._waits = False
            self._wake.notify()

    def show(self, experiment: Experiment, colours: tuple[int, ...], go_on: bool = False) -> None:
        """Work on this experiment from its first step; commands not yet obeyed are dropped.

        With `go_on` the runs continue from where they are, if the experiment has the same runs.
        """
        with self._wake:
            self._commands.clear()
            self._commands.append(("show", partial(self._show, experiment, colours, go_on)))
            self._wake.notify()

    def play(self) -> None:
        """Advance at the set rate until paused."""
        self._send("play", self._play)

    def pause(self) -> None:
        """Stop advancing after the present chunk."""
        with self._wake:
            self._playing = False  # seen between chunks, even before the command is
        self._send("pause", self._pause)

    def step(self, n: int = 1) -> None:
        """Pause and take n steps."""
        self._send("step", partial(self._step, n))

    def move(self) -> None:
        """Go on, from the same step, on what computes from now on: see `computing.choose`."""
        self._send("move", self._move)

    def back(self) -> None:
        """Pause and go one step back."""
        self._send("back", self._back)

    def reset(self) -> None:
        """Back to step 0."""
        self._send("reset", self._reset)

    def rewind(self, step: int) -> None:
        """Back to an earlier step."""
        self._send("rewind", partial(self._peek, step))

    def peek(self, step: int) -> None:
        """Pause and go to a step that was reached before; of several such calls the last counts."""
        with self._wake:
            self._playing = False
            if self._commands and self._commands[-1][0] == "peek":
                self._commands.pop()
            self._commands.append(("peek", partial(self._peek, step)))
            self._wake.notify()

    def look_at(self, wanted: Wanted) -> None:
        """Inspect another run of a network."""
        if wanted == self._frames.wanted:
            return
        with self._wake:
            self._frames.wanted = wanted
            if not any(name == "look" for name, _ in self._commands):
                self._commands.append(("look", self._publish_at_rest))
            self._wake.notify()

    def want_update(self, wanted: bool) -> None:
        """Whether scenes have the parameters of the inspected run before its last step."""
        if wanted == self._frames.update.wanted:
            return
        with self._wake:
            self._frames.update.wanted = wanted
            if wanted and not any(name == "look" for name, _ in self._commands):
                self._commands.append(("look", self._publish_at_rest))
            self._wake.notify()

    @property
    def wants_ways(self) -> bool:
        """Whether the weights of a network are recorded along its runs."""
        return self._wants_ways

    @wants_ways.setter
    def wants_ways(self, wanted: bool) -> None:
        if wanted == self._wants_ways:
            return
        with self._wake:
            self._wants_ways = wanted
            if wanted:
                self._commands.append(("ways", self._record_ways))
            self._wake.notify()

    @property
    def rate(self) -> float:
        """Steps per second while playing; infinite: as fast as it goes."""
        return self._clock.rate

    @rate.setter
    def rate(self, rate: float) -> None:
        with self._wake:
            self._clock.rate = rate
            self._wake.notify()

    def take(self) -> Frame | None:
        """The newest frame, unless it was taken before."""
        return self._frames.take()

    def close(self, timeout: float = 10.0) -> bool:
        """End the thread; True if it has ended."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _send(self, name: str, command: Command) -> None:
        with self._wake:
            self._commands.append((name, command))
            self._wake.notify()

    # what the thread does

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._closing and (wait := self._wait()) > 0:
                    self._wake.wait(None if wait == math.inf else wait)
                if self._closing:
                    return
                command = self._commands.popleft()[1] if self._commands else None
            try:
                self._do(command or self._go_on)
            except Exception as error:
                log.exception("the worker could not go on")
                self._fail(error)

    def _do(self, command: Command) -> None:
        """Do what was ordered; where a GPU fails at it, with the processor."""
        try:
            command()
        except CudaError as error:
            session = self._session
            if session is not None and session.first_step > 0:
                raise  # what it continues from was lost with it
            computing.give_up(error)
            self._move()
            command()

    def _move(self) -> None:
        """Take the steps again on what computes from now on: they are the same."""
        session, experiment = self._session, self._experiment
        if session is None or experiment is None or session.first_step > 0:
            return  # the next session is computed there
        step, self._session = session.step, None
        with contextlib.suppress(Superseded):
            self._session = self._maker.make_again(experiment, step)
            self._start_clock()
            self._publish_at_rest()

    def _go_on(self) -> None:
        if self._session is not None:
            self._advance_due(self._session)

    def _wait(self) -> float:
        """Seconds until the next command or step is due; 0 for now."""
        if self._waits:
            return math.inf
        if self._commands:
            return 0.0
        if self._session is None or not self._playing:
            return math.inf
        return self._clock.wait(self._frames.newest is not None)

    def _advance_due(self, session: Session) -> None:
        has_data = session.experiment.objective.has_data
        n = self._clock.take(self._chunk.size(CHUNK_OF_DATA if has_data else CHUNK))
        if n < 1:
            return
        begun = time.perf_counter()
        self._frames.pace.add(self._frames.update.advance(session, n) * session.experiment.runs)
        self._chunk.add(n, time.perf_counter() - begun)
        if session.finished:
            self._playing = False
            self._publish_at_rest()
        else:
            self._frames.publish_if_due(session)

    def _show(self, experiment: Experiment, colours: tuple[int, ...], go_on: bool) -> None:
        old, self._session = self._session, None
        self._experiment = experiment  # what is said if it cannot be recorded is about this one
        budget = self._budget.now()
        self._given = experiment
        self._experiment = recorded(experiment, budget, self._wants_ways)
        self._frames.start_over(colours, thinned_in_words(experiment, budget))
        if old is None or go_on or not old.restart_as(self._experiment):
            # A session that nothing continues from is dropped first: memory may not hold two.
            old = old if go_on else None
            try:
                session = self._maker.make(self._experiment, old)
            except Superseded:
                self._session = old  # the next experiment may continue from it
                return
        else:
            session = old
        self._session = session
        is_shown = is_waited_for(session.experiment)
        if is_shown:
            self._publish_at_rest()
        self._frames.ahead = run_ahead(session, colours, AHEAD, self._is_superseded)
        self._start_clock()
        if self._frames.ahead is not None or not is_shown:
            self._publish_at_rest()

    def _record_ways(self) -> None:
        """Take the steps again that were taken without recording weights: they are the same."""
        old, given = self._session, self._given
        if old is None or given is None or old.experiment.objective.has_domain:
            return
        experiment = recorded(given, self._budget.now(), with_ways=True)
        if "params" in old.experiment.record or "params" not in experiment.record:
            return
        if old.first_step > 0:
            session = forked(old, experiment)  # what it was forked from is no longer there
        else:
            try:
                session = self._maker.make_again(experiment, old.step)
            except Superseded:
                return
        if session is not None:
            self._session, self._experiment = session, experiment
            self._start_clock()
            self._publish_at_rest()

    def _is_superseded(self) -> bool:
        with self._wake:
            return self._closing or any(name == "show" for name, _ in self._commands)

    def _play(self) -> None:
        session = self._session
        if session is not None and session.finished:
            session.reset()
        self._playing = True
        self._start_clock()
        if session is not None:
            self._frames.play(session)

    def _pause(self) -> None:
        self._playing = False
        self._publish_at_rest()

    def _step(self, n: int) -> None:
        self._playing = False
        if self._session is not None:
            self._frames.update.advance(self._session, n)
            self._publish_at_rest()

    def _back(self) -> None:
        self._playing = False
        if self._session is not None:
            self._peek(self._session.step - 1)

    def _reset(self) -> None:
        if self._session is not None:
            self._session.reset()
            self._start_clock()
            self._publish_at_rest()

    def _peek(self, step: int) -> None:
        session = self._session
        if session is None:
            return
        step = max(step, session.first_step)
        if step <= session.step:
            session.rewind(step)
        else:  # the handle was drawn back and forth: the same steps come again, bit for bit
            session.advance(step - session.step)
        self._start_clock()
        self._publish_at_rest()

    def _start_clock(self) -> None:
        self._clock.restart()
        self._chunk.restart()
        self._frames.pace.restart()

    def _publish_at_rest(self) -> None:
        """Publish the session in the state that it is in without further commands."""
        session = self._session
        if session is None:
            return
        resting = State.FINISHED if session.finished else State.PAUSED
        state = State.PLAYING if self._playing and not session.finished else resting
        self._frames.publish(session, state)

    def _fail(self, error: BaseException) -> None:
        self._playing = False
        self._session = None
        if self._experiment is not None:
            self._frames.say(self._experiment, State.FAILED, sentence(error))
